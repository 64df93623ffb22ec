"""Works rounds out, each in a process of its own, so that nobody waits and its memory is given back."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Collection, Coroutine
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final, Generic, TypeVar

from mentorbot.aside import Tell, work_aside
from mentorbot.chat.fairly import FairWork
from mentorbot.chat.program import Program
from mentorbot.db import name_place
from mentorbot.errors import UserError
from mentorbot.members.looking import find_gone
from mentorbot.mentoring.matching.outcome import Outcome, Task, Trials
from mentorbot.mentoring.rounds import gathering, publishing, results, service
from mentorbot.mentoring.rounds.inside import Inside, Insiders
from mentorbot.mentoring.rounds.terms import RoundState
from mentorbot.mentoring.rounds.view import RoundView
from mentorbot.mentoring.rounds.weighing.supposing import Outlook, Wish, choose_supposed, read_supposed
from mentorbot.mentoring.rounds.weighing.trials import Comparison, choose_trials, read_trials

Made = TypeVar("Made")

PATIENCE: Final = 300.0
"""Seconds; 10,000 mentees and 2,500 mentors take some five."""
AT_ONCE: Final = 8.0
"""Seconds that whoever asks waits before they are told how far it is."""
KNOWN_FOR: Final = timedelta(days=1)
"""About whom the platform was asked since then, it is not asked again before a round is worked out."""
STOPPED: Final = "It was stopped, so nothing was changed. `/match preview` begins again."
_MOST_TRIED: Final = 20
"""So often it is remembered what came of trying ways to solve a round, as long as nothing changes."""
_WORKER: Final = "mentorbot.mentoring.matching.worker"


@dataclass
class _Job(Generic[Made]):
    """A round that is being worked out or tried out, and how far it is."""

    said: str = "it has begun"
    task: asyncio.Task[Made] | None = None
    solving: asyncio.Task[Any] | None = None
    stopped: bool = False


class Solver:
    """Works out one round at a time: a large one takes a processor and some memory."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._database = program.database
        self._turn = asyncio.Lock()
        self._work = FairWork("a round", self._find_unsettled, self.settle)
        self._jobs: dict[str, _Job[Any]] = {}
        self._insiders = Insiders(program)
        self._tried: OrderedDict[str, tuple[tuple[datetime, int], Any]] = OrderedDict()

    async def work_out(self, found: RoundView, *, within: float = AT_ONCE) -> str | None:
        """Work a round out and keep what came of it; asked again meanwhile, it goes on with the same.

        Args:
            within: Seconds to wait for it.

        Returns:
            None once it is done; before that how far it is, in words.

        Raises:
            UserError: It was published or called off meanwhile, it took too long, or somebody stopped it.
        """
        return await self._follow(f"round:{found.id}", partial(self._do, found), within)

    def stop(self, round_id: int) -> bool:
        """No longer work a round out, nor try it out; whether that was being done."""
        jobs = [job for name, job in self._jobs.items() if name.split(":")[1] == str(round_id)]
        for job in jobs:
            job.stopped = True
            if job.solving is not None:
                job.solving.cancel()
        return bool(jobs)

    async def compare(self, found: RoundView, *, within: float = AT_ONCE) -> Comparison | str:
        """What comes of a round by each way to solve it, and of each choice; nothing is kept of it.

        Args:
            within: Seconds to wait for it.

        Returns:
            How far it is, in words, where it takes longer; asked again, it goes on with the same.

        Raises:
            UserError: It was published or called off already, it took too long, or somebody stopped it.
        """
        return await self._try(f"trials:{found.id}", found, self._compare, within)

    async def suppose(self, found: RoundView, wish: Wish, *, within: float = AT_ONCE) -> Outlook | str:
        """What would come of a round with more mentors; otherwise as :meth:`compare`."""
        return await self._try(f"suppose:{found.id}:{wish}", found, partial(self._suppose, wish), within)

    async def _try(
        self,
        name: str,
        found: RoundView,
        do: Callable[[RoundView, Task, _Job[Made]], Coroutine[Any, Any, Made]],
        within: float,
    ) -> Made | str:
        """Try ways to solve a round; what came of it is remembered as long as nothing changes."""
        if found.state is not RoundState.OPEN:
            raise UserError(service.MOVED_ON)
        known = self._tried.get(name)
        if known is not None and known[0] == (found.updated_at, found.solved):
            made: Made = known[1]
            return made
        return await self._follow(name, partial(self._try_out, name, found, do), within)

    async def _follow(
        self, name: str, do: Callable[[_Job[Made]], Coroutine[Any, Any, Made]], within: float
    ) -> Made | str:
        """What comes of a job, or how far it is after so many seconds."""
        job = self._jobs.get(name)
        if job is None:
            job = self._jobs[name] = _Job()
            job.task = asyncio.create_task(do(job))
            job.task.add_done_callback(lambda _: self._jobs.pop(name, None))
        task = job.task
        if task is None or not (await asyncio.wait({task}, timeout=within))[0]:
            return job.said
        made: Made = task.result()
        return made

    async def _do(self, found: RoundView, job: _Job[None]) -> None:
        await self._look_for(found)
        async with self._turn:
            found, task = await self._read(found)
            outcome: Outcome = await _solve(task, job)
            async with self._database.session_scope(name_place(found.platform, found.community)) as session:
                seen = await service.find_round(session, found.id)
                if seen is None or seen.state is not RoundState.OPEN:
                    raise UserError(service.MOVED_ON)
                await results.store_outcome(session, found, outcome)

    async def _try_out(
        self,
        name: str,
        found: RoundView,
        do: Callable[[RoundView, Task, _Job[Made]], Coroutine[Any, Any, Made]],
        job: _Job[Made],
    ) -> Made:
        await self._look_for(found)
        async with self._turn:
            found, task = await self._read(found)
            made = await do(found, task, job)
        self._tried[name] = (found.updated_at, found.solved), made
        while len(self._tried) > _MOST_TRIED:
            self._tried.popitem(last=False)
        return made

    async def _compare(self, found: RoundView, task: Task, job: _Job[Comparison]) -> Comparison:
        return read_trials(task, await _solve(choose_trials(task), job))

    async def _suppose(self, wish: Wish, found: RoundView, task: Task, job: _Job[Outlook]) -> Outlook:
        async with self._database.read_scope() as connection:
            lone = await results.find_lone(connection, found)
        trials, kinds = choose_supposed(task, lone, wish)
        return read_supposed(kinds, await _solve(trials, job))

    async def _read(self, found: RoundView) -> tuple[RoundView, Task]:
        """A round as it is now (if somebody has left, it is another one since), and what goes into it."""
        async with self._database.read_scope() as connection:
            found = await service.find_round(connection, found.id) or found
        inside = await self._find_inside(found, surely=True)
        async with self._database.read_scope() as connection:
            return found, await gathering.read_task(connection, found, inside)

    async def _find_inside(self, found: RoundView, *, surely: bool) -> Inside:
        """Who is in the groups for which the round keeps places; see :meth:`Insiders.find`."""
        if not any(one.own for one in found.kept_places):
            return {}
        async with self._database.read_scope() as connection:
            users = await gathering.find_seeking(connection, found)
        return await self._insiders.find(found, users, surely=surely)

    async def settle_all(self) -> None:
        """Go on with every round in which everybody has answered, or the time for it is over."""
        await self._work.finish()

    async def settle(self, found: RoundView) -> None:
        """Go on with a round in which everybody has answered, or the time for it is over.

        Raises:
            UserError: Somebody else has gone on with it meanwhile, or it took too long.
        """
        left = True
        while left:
            async with self._database.session_scope(name_place(found.platform, found.community)) as session:
                left = await publishing.close_answers(session, found)
        outcome = await self._for_those_left(found)
        async with self._database.session_scope(name_place(found.platform, found.community)) as session:
            await publishing.begin_turn(session, found, outcome)

    async def _look_for(self, found: RoundView) -> None:
        """Ask whether all whom the round may bring together are still there, unless that is known."""
        async with self._database.read_scope() as connection:
            everybody = await gathering.find_everybody(connection, found)
        await find_gone(self._program, everybody, KNOWN_FOR)

    async def _find_unsettled(self, without: Collection[int], places: Collection[int]) -> list[RoundView]:
        async with self._database.read_scope() as connection:
            return await publishing.find_unsettled(connection, without=without, without_communities=places)

    async def _for_those_left(self, found: RoundView) -> Outcome | None:
        """What comes out for those who are left, or why they have nobody; None if there are none."""
        await self._look_for(found)
        async with self._turn:
            inside = await self._find_inside(found, surely=False)
            last = not publishing.can_try_again(found)
            async with self._database.read_scope() as connection:
                task = await gathering.read_task(connection, found, inside, last=last)
            outcome: Outcome | None = await solve_task(task) if task.mentees else None
            return outcome


async def solve_task(task: Task | Trials, hear: Tell = lambda said: None) -> Any:
    """The outcome of a round, see :func:`mentorbot.mentoring.matching.rounds.solve_round`; or of several ways
    to solve it, see :func:`mentorbot.mentoring.matching.trials.try_out`.

    Args:
        hear: Is told how far it is, in words.

    Raises:
        UserError: It took too long.
        RuntimeError: The process failed; with what it said last.
    """
    try:
        return await work_aside(_WORKER, task, patience=PATIENCE, hear=hear)
    except TimeoutError:
        raise UserError(
            f"This round could not be worked out within {PATIENCE / 60:.0f} minutes, so nothing was changed. "
            "Try it again when the machine has less to do."
        ) from None


async def _solve(task: Task | Trials, job: _Job[Any]) -> Any:
    """What comes of a task, unless somebody stops the job; that raises UserError."""
    if job.stopped:
        raise UserError(STOPPED)
    job.solving = asyncio.create_task(solve_task(task, partial(setattr, job, "said")))
    try:
        return await job.solving
    except asyncio.CancelledError:
        if not job.stopped:
            raise
        raise UserError(STOPPED) from None
