"""Running what rooms declare to be done again and again."""

import asyncio
from collections.abc import Iterable

from mentorbot import logs
from mentorbot.chat.declare import Loop, LoopHandler
from mentorbot.chat.program import Program

log = logs.get(__name__)


class _Round:
    """One loop that runs."""

    def __init__(self, loop: Loop, program: Program) -> None:
        self._loop = loop
        self.wanted_by: set[str] = set()
        self._program = program
        self.rung = asyncio.Event()
        self.idle = asyncio.Event()
        if loop.rung_by is not None:
            loop.rung_by.listen(self.rung.set)
        self.task = asyncio.create_task(self._run())

    def end(self) -> None:
        """Come round no more."""
        if self._loop.rung_by is not None:
            self._loop.rung_by.unlisten(self.rung.set)
        self.task.cancel()

    async def _run(self) -> None:
        while True:
            self.rung.clear()
            self.idle.clear()
            try:
                await self._loop.handler(self._program)
            except Exception:  # or there would be no next time
                log.exception("a loop failed and goes on", loop=self._loop.handler.__name__)
            self.idle.set()
            try:
                await asyncio.wait_for(self.rung.wait(), self._loop.every)
            except TimeoutError:
                continue


class Loops:
    """The loops of a running bot.

    Args:
        program: What they are given.
    """

    def __init__(self, program: Program) -> None:
        self._program = program
        self._rounds: dict[LoopHandler, _Round] = {}

    def start(self, loops: Iterable[Loop], wanted_by: str = "") -> None:
        """Begin with each at once; one that runs already goes on.

        Args:
            wanted_by: For which platform; each ends once no platform wants it any more.
        """
        for one in loops:
            if one.handler not in self._rounds:
                self._rounds[one.handler] = _Round(one, self._program)
            self._rounds[one.handler].wanted_by.add(wanted_by)

    def ring(self, handler: LoopHandler) -> None:
        """Let a loop come round without waiting for its next time; nothing, where it does not run."""
        if handler in self._rounds:
            self._rounds[handler].rung.set()

    @property
    def running(self) -> frozenset[LoopHandler]:
        """Those that run."""
        return frozenset(self._rounds)

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
