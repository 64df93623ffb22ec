"""Where what takes a while is made, so that nobody who asks for it keeps others waiting.

Files are made in processes of their own, few at a time; pictures, which take a moment, in a few threads.
"""

import asyncio
import hashlib
import pickle
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, TypeVar

from mentorbot import clock
from mentorbot.aside import work_aside
from mentorbot.chat.caller import Caller
from mentorbot.chat.program import Program
from mentorbot.errors import UserError

Made = TypeVar("Made")

AT_ONCE: Final = 2
"""Processes under way."""
MOST_OF_COMMUNITY: Final = 4
"""What one community has under way or waiting."""
MOST: Final = 24
"""What all have under way or waiting."""
PATIENCE: Final = 90.0
"""Seconds that one thing may take, once it has begun."""
KEPT_FOR: Final = timedelta(minutes=1)
MOST_KEPT: Final = 16
_DRAWING: Final = 2

STILL: Final = "I am still making the last file you asked for. Please try this again when you have it."
BUSY: Final = "Several people here are waiting for files just now. Please try again in a minute."
TOO_LONG: Final = "That took too long, so I stopped. Please try again when I have less to do."


@dataclass(slots=True)
class _Job:
    """What is made for somebody, by what it is made of."""

    digest: bytes
    community: str
    task: asyncio.Task[Any]


class Workshop:
    """Makes what takes a while: one thing at a time for a person, a few for a community."""

    def __init__(self, _: Program) -> None:
        self._processes = asyncio.Semaphore(AT_ONCE)
        self._threads = ThreadPoolExecutor(_DRAWING, "drawing")
        self._jobs: dict[tuple[str, str], _Job] = {}
        self._kept: OrderedDict[bytes, tuple[datetime, Any]] = OrderedDict()

    async def make(self, caller: Caller, program: str, task: object) -> Any:
        """What a program makes of the task, in a process of its own; the same again is there at once.

        Args:
            program: A module of ours that ends in :func:`mentorbot.aside.serve`.
            task: What it works on; it goes to another process.

        Raises:
            UserError: Something else is being made for them, too much is waiting, or it took too long.
        """
        person, community = (caller.platform, caller.user_id), caller.place
        digest = hashlib.sha256(pickle.dumps((program, task))).digest()
        if (kept := self._find_kept(digest)) is not None:
            return kept
        job = self._jobs.get(person)
        if job is None:
            same = sum(one.community == community for one in self._jobs.values())
            if same >= MOST_OF_COMMUNITY or len(self._jobs) >= MOST:
                raise UserError(BUSY)
            made = asyncio.create_task(self._work(program, task, digest))
            job = self._jobs[person] = _Job(digest, community, made)
            made.add_done_callback(lambda _: self._jobs.pop(person, None))
        elif job.digest != digest:
            raise UserError(STILL)
        # Whoever no longer waits stops nobody else who does.
        return await asyncio.shield(job.task)

    async def draw(self, work: Callable[..., Made], *arguments: Any) -> Made:
        """Call ``work(*arguments)``, which draws something, off the event loop and return what it returns."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, work, *arguments)

    async def _work(self, program: str, task: object, digest: bytes) -> Any:
        async with self._processes:
            try:
                made = await work_aside(program, task, patience=PATIENCE)
            except TimeoutError:
                raise UserError(TOO_LONG) from None
        self._kept[digest] = clock.now() + KEPT_FOR, made
        while len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
        return made

    def _find_kept(self, digest: bytes) -> Any:
        now = clock.now()
        for old in [key for key, (until, _) in self._kept.items() if until <= now]:
            del self._kept[old]
        return self._kept[digest][1] if digest in self._kept else None
