"""Works rounds out, each in a process of its own, so that nobody waits and its memory is given back."""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import Final

from mentorbot.aside import Tell, work_aside
from mentorbot.chat.fairly import FairWork
from mentorbot.chat.program import Program
from mentorbot.errors import UserError
from mentorbot.members.looking import find_gone
from mentorbot.mentoring.matching.outcome import Method, Outcome, Task
from mentorbot.mentoring.rounds import gathering, publishing, results, service
from mentorbot.mentoring.rounds.service import RoundView
from mentorbot.mentoring.rounds.terms import RoundState

PATIENCE: Final = 300.0
"""Seconds; 10,000 mentees and 2,500 mentors take some five."""
AT_ONCE: Final = 8.0
"""Seconds that whoever asks waits before they are told how far it is."""
KNOWN_FOR: Final = timedelta(days=1)
"""About whom the platform was asked since then, it is not asked again before a round is worked out."""
STOPPED: Final = "It was stopped, so nothing was changed. `/match preview` begins again."
_WORKER: Final = "mentorbot.mentoring.matching.worker"


@dataclass
class _Job:
    """A round that is being worked out, and how far it is."""

    said: str = "it has begun"
    task: asyncio.Task[None] | None = None
    solving: asyncio.Task[Outcome] | None = None
    stopped: bool = False


class Solver:
    """Works out one round at a time: a large one takes a processor and some memory."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._database = program.database
        self._turn = asyncio.Lock()
        self._work = FairWork("a round", self._find_unsettled, self.settle)
        self._jobs: dict[int, _Job] = {}

    async def work_out(self, found: RoundView, *, within: float = AT_ONCE) -> str | None:
        """Work a round out and keep what came of it; asked again meanwhile, it goes on with the same.

        Args:
            within: Seconds to wait for it.

        Returns:
            None once it is done; before that how far it is, in words.

        Raises:
            UserError: It was published or called off meanwhile, it took too long, or somebody stopped it.
        """
        job = self._jobs.get(found.id)
        if job is None:
            job = self._jobs[found.id] = _Job()
            job.task = asyncio.create_task(self._do(found, job))
            job.task.add_done_callback(lambda _: self._jobs.pop(found.id, None))
        task = job.task
        if task is None or not (await asyncio.wait({task}, timeout=within))[0]:
            return job.said
        task.result()
        return None

    def stop(self, round_id: int) -> bool:
        """No longer work a round out; whether it was being worked out."""
        job = self._jobs.get(round_id)
        if job is None:
            return False
        job.stopped = True
        if job.solving is not None:
            job.solving.cancel()
        return True

    async def compare(self, found: RoundView) -> dict[Method, Outcome]:
        """What comes of a round by each way to solve it; nothing is kept.

        Raises:
            UserError: It was published or called off already, or it took too long.
        """
        if found.state is not RoundState.OPEN:
            raise UserError(service.MOVED_ON)
        await self._look_for(found)
        async with self._turn:
            async with self._database.read_scope() as connection:
                task = await gathering.read_task(connection, found)
            return {
                method: await solve_task(replace(task, rules=replace(task.rules, method=method)))
                for method in Method
            }

    async def _do(self, found: RoundView, job: _Job) -> None:
        await self._look_for(found)
        async with self._turn:
            async with self._database.read_scope() as connection:
                # As it is now: if somebody has left, it is another one since.
                found = await service.find_round(connection, found.id) or found
                task = await gathering.read_task(connection, found)
            if job.stopped:
                raise UserError(STOPPED)
            job.solving = asyncio.create_task(solve_task(task, partial(setattr, job, "said")))
            try:
                outcome = await job.solving
            except asyncio.CancelledError:
                if not job.stopped:
                    raise
                raise UserError(STOPPED) from None
            async with self._database.session_scope() as session:
                seen = await service.find_round(session, found.id)
                if seen is None or seen.state is not RoundState.OPEN:
                    raise UserError(service.MOVED_ON)
                await results.store_outcome(session, found, outcome)

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
            async with self._database.session_scope() as session:
                left = await publishing.close_answers(session, found)
        outcome = await self._for_those_left(found)
        async with self._database.session_scope() as session:
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
            async with self._database.read_scope() as connection:
                task = await gathering.read_task(connection, found, last=not publishing.can_try_again(found))
            return await solve_task(task) if task.mentees else None


async def solve_task(task: Task, hear: Tell = lambda said: None) -> Outcome:
    """The outcome of a round, see :func:`mentorbot.mentoring.matching.rounds.solve_round`.

    Args:
        hear: Is told how far it is, in words.

    Raises:
        UserError: It took too long.
        RuntimeError: The process failed; with what it said last.
    """
    try:
        found: Outcome = await work_aside(_WORKER, task, patience=PATIENCE, hear=hear)
    except TimeoutError:
        raise UserError(
            f"This round could not be worked out within {PATIENCE / 60:.0f} minutes, so nothing was changed. "
            "Try it again when the machine has less to do."
        ) from None
    return found
