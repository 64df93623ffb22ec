"""Has a round solved by a process of its own, so that nobody waits for it and its memory is given back."""

import asyncio
import pickle
import sys
from asyncio.subprocess import PIPE
from typing import Final

from mentorbot.errors import UserError
from mentorbot.mentoring.matching.outcome import Outcome, Task

PATIENCE: Final = 300.0
"""Seconds; 10,000 mentees and 2,500 mentors take some five."""
_WORKER: Final = "mentorbot.mentoring.matching.worker"


async def solve(task: Task) -> Outcome:
    """The outcome of a round, see :func:`mentorbot.mentoring.matching.rounds.solve`.

    Raises:
        UserError: It took too long.
        RuntimeError: The process failed; with what it said last.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", _WORKER, stdin=PIPE, stdout=PIPE, stderr=PIPE
    )
    try:
        async with asyncio.timeout(PATIENCE):
            outcome, said = await process.communicate(pickle.dumps(task))
    except TimeoutError:
        raise UserError(
            f"This round could not be worked out within {PATIENCE / 60:.0f} minutes, so nothing was changed. "
            "Try it again when the machine has less to do."
        ) from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        raise RuntimeError(f"The round was not solved: {said.decode(errors='replace')[-500:]}")
    solved: Outcome = pickle.loads(outcome)  # noqa: S301 - our own process made it
    return solved
