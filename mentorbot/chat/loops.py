"""Running what rooms declare to be done again and again: in one process of all that work on a database."""

import asyncio
from collections.abc import Callable, Iterable

from sqlalchemy.exc import DBAPIError

from mentorbot import logs
from mentorbot.chat.bell import Bell
from mentorbot.chat.declare import Loop, LoopHandler
from mentorbot.chat.program import Program
from mentorbot.db import ROWS, Database
from mentorbot.db.leases import LOOK_SECONDS, Lease, LostError
from mentorbot.errors import BusyError

log = logs.get(__name__)


class _Turn:
    """Whether this process is the one that does what comes again and again on a platform.

    Args:
        changed: Called when that has changed.
    """

    def __init__(self, database: Database, platform: str, changed: Callable[[], None]) -> None:
        self.mine = False
        self._lease = Lease(database, f"loops:{platform}")
        self._changed = changed
        self.task = asyncio.create_task(self._keep())

    async def end(self) -> None:
        """Let another process do it at once."""
        self.task.cancel()
        await asyncio.wait({self.task})
        if self.mine:
            self.mine = False
            try:
                await self._lease.give_back()
            except (BusyError, DBAPIError, OSError, TimeoutError) as error:
                log.info("could not give loops back; another takes them soon", error=type(error).__name__)

    async def _keep(self) -> None:
        while True:
            try:
                await self._lease.wait()
                self._note(mine=True)
                await self._lease.keep()
            except LostError:
                self._note(mine=False)
            except (BusyError, DBAPIError, OSError, TimeoutError) as error:
                log.info("cannot ask who does what comes again; trying again", error=type(error).__name__)
                await asyncio.sleep(LOOK_SECONDS)

    def _note(self, *, mine: bool) -> None:
        self.mine = mine
        self._changed()


class _Round:
    """One loop that runs."""

    def __init__(self, loop: Loop, loops: "Loops") -> None:
        self._loop = loop
        self._loops = loops
        self.wanted_by: set[str] = set()
        self.rung = asyncio.Event()
        self.idle = asyncio.Event()
        self.idle.set()
        self.bell = Bell(f"loop:{loop.handler.__module__}.{loop.handler.__qualname__}")
        self.bells = [one for one in (self.bell, loop.rung_by) if one is not None]
        for bell in self.bells:
            bell.listen(self.rung.set)
        self.task = asyncio.create_task(self._run())

    def end(self) -> None:
        """Come round no more."""
        for bell in self.bells:
            bell.unlisten(self.rung.set)
        self.task.cancel()

    async def _run(self) -> None:
        while True:
            await self._loops.wait_for_turn(self.wanted_by)
            self.rung.clear()
            self.idle.clear()
            try:
                await self._loop.handler(self._loops.program)
            except Exception:  # or there would be no next time
                log.exception("a loop failed and goes on", loop=self._loop.handler.__name__)
            self.idle.set()
            try:
                await asyncio.wait_for(self.rung.wait(), self._loop.every)
            except TimeoutError:
                continue


class Loops:
    """The loops of a running bot.

    Where several processes may work on the database, one of them at a time does them for a platform; when it
    stops, or is not heard of, another goes on.

    Args:
        program: What they are given.
    """

    def __init__(self, program: Program) -> None:
        self.program = program
        self._rounds: dict[LoopHandler, _Round] = {}
        self._turns: dict[str, _Turn] = {}
        self._changed = asyncio.Event()
        self._telling: set[asyncio.Task[None]] = set()

    def start(self, loops: Iterable[Loop], wanted_by: str = "") -> None:
        """Begin with each at once; one that runs already goes on.

        Args:
            wanted_by: For which platform; each ends once no platform wants it any more.
        """
        if wanted_by and wanted_by not in self._turns and self.program.database.many_at_once:
            self._turns[wanted_by] = _Turn(self.program.database, wanted_by, self._note_change)
        for one in loops:
            if one.handler not in self._rounds:
                self._rounds[one.handler] = _Round(one, self)
            self._rounds[one.handler].wanted_by.add(wanted_by)

    def ring(self, handler: LoopHandler) -> None:
        """Let a loop come round without waiting for its next time, in whatever process it does."""
        found = self._rounds.get(handler)
        if found is None:
            return
        found.rung.set()
        if not self._is_mine(found.wanted_by):
            task = asyncio.create_task(self._tell(found.bell.name))
            self._telling.add(task)
            task.add_done_callback(self._telling.discard)

    @property
    def running(self) -> frozenset[LoopHandler]:
        """Those that run, or would if it were this process's turn."""
        return frozenset(self._rounds)

    async def wait_for_turn(self, wanted_by: set[str]) -> None:
        """Return once this process is the one to do what one of these platforms wants."""
        while not self._is_mine(wanted_by):
            await self._changed.wait()

    async def stop(self, loops: Iterable[Loop], patience: float, wanted_by: str = "") -> None:
        """Stop those of these that no other platform wants.

        What is under way is finished first, unless that takes longer than so many seconds.
        """
        known = {one.handler: self._rounds[one.handler] for one in loops if one.handler in self._rounds}
        for one in known.values():
            one.wanted_by.discard(wanted_by)
        rounds = [self._rounds.pop(handler) for handler, one in known.items() if not one.wanted_by]
        waiting = [asyncio.ensure_future(one.idle.wait()) for one in rounds]
        if waiting:
            await asyncio.wait(waiting, timeout=patience)
        for task in waiting:
            task.cancel()
        for one in rounds:
            one.end()
        if wanted_by in self._turns and not any(wanted_by in one.wanted_by for one in self._rounds.values()):
            await self._turns.pop(wanted_by).end()

    def _is_mine(self, wanted_by: set[str]) -> bool:
        return any(name not in self._turns or self._turns[name].mine for name in wanted_by)

    def _note_change(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()

    async def _tell(self, name: str) -> None:
        try:
            async with self.program.database.session_scope(ROWS) as session:
                session.tell_others(name)
        except (BusyError, DBAPIError, OSError, TimeoutError) as error:
            log.info("could not ring a loop elsewhere; it comes round by itself", error=type(error).__name__)
