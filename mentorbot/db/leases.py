"""What one process alone does at a time, among all that work on a database, such as being one bot on Discord.

Whoever has a lease says so again every few seconds. Another takes it when it was given back, when its holder
is a process of this machine that is no more, or when nothing was heard of the holder for a while: by the
waiting process's own clock, for clocks of machines differ.
"""

import asyncio
import os
import secrets
import socket
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, Never

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from mentorbot import clock, logs
from mentorbot.db.engine import BACKGROUND, Database
from mentorbot.db.models import LEASE
from mentorbot.db.turns import ROWS, name_place
from mentorbot.errors import BusyError

SILENCE_SECONDS: Final = 20.0
"""How long nothing is heard of a holder until another takes its place."""

BEAT_SECONDS: Final = 5.0
"""Seconds between two signs of life."""

LOOK_SECONDS: Final = 1.0
"""Seconds between two looks of whoever waits."""

_LONG_OVER: Final = timedelta(minutes=5)
"""No two clocks differ by so much: what ended so long ago by this one has ended."""

_log = logs.get(__name__)


class LostError(Exception):
    """Another process has it now."""


@dataclass(frozen=True, slots=True)
class Process:
    """One process, so that another of the same machine can tell whether it is still there.

    Args:
        machine: Its name, which boot it is, and the namespace of its process ids.
        id: Its process id.
        started: When it was started, as the system counts it; empty where the system does not say.
        mark: A number of its own.
    """

    machine: str
    id: int
    started: str
    mark: str

    @classmethod
    def here(cls) -> "Process":
        """This one."""
        return cls(_find_machine(), os.getpid(), _find_start(os.getpid()), secrets.token_hex(8))

    @classmethod
    def read(cls, text: str) -> "Process":
        """One that was written down."""
        machine, id_, started, mark = text.rsplit("|", 3)
        return cls(machine, int(id_), started, mark)

    def __str__(self) -> str:
        return "|".join(map(str, asdict(self).values()))

    def is_gone(self) -> bool:
        """Whether it is known that it runs no more."""
        if self.machine != _find_machine() or os.name == "nt":
            return False
        try:
            os.kill(self.id, 0)
        except ProcessLookupError:
            return True
        except PermissionError:
            return False
        return self.started != _find_start(self.id)


class Sight:
    """What one has seen of others who have something, by this process's own clock."""

    def __init__(self) -> None:
        self.me: Final = str(Process.here())
        """How whoever looks is written down."""
        self._seen: dict[str, tuple[tuple[str, int], float]] = {}

    def is_free(self, name: str, holder: str, beat: int, until: datetime) -> bool:
        """Whether one may take it: it is one's own, or whoever has it is no more.

        Args:
            name: What it is.
            holder: Who has it.
            beat: How often they have said so.
            until: Until when they have it by their own clock.
        """
        if holder == self.me or Process.read(holder).is_gone() or until < clock.now() - _LONG_OVER:
            return True
        now = time.monotonic()
        if name not in self._seen or self._seen[name][0] != (holder, beat):
            self._seen[name] = ((holder, beat), now)
        return now - self._seen[name][1] > SILENCE_SECONDS


class Lease:
    """One thing that one process has at a time.

    Args:
        database: Open, with its tables in the newest form.
        name: What it is, at most 100 characters.
        sight: By which one knows who has what; None: one of its own.
    """

    def __init__(self, database: Database, name: str, sight: Sight | None = None) -> None:
        self._database = database
        self._name = name
        self._place = name_place("lease", name)
        self._sight = sight or Sight()
        self._me = self._sight.me

    async def try_take(self) -> bool:
        """Have it if nobody else has; whether one has it now."""
        async with self._database.session_scope(self._place) as session:
            found = (await session.execute(select(LEASE).where(LEASE.c.name == self._name))).first()
            if found is not None and not self._sight.is_free(*found):
                return False
            values = {"holder": self._me, "beat": 0 if found is None else found.beat + 1, "until": find_end()}
            statement = (
                LEASE.insert().values(name=self._name, **values)
                if found is None
                else LEASE.update().where(LEASE.c.name == self._name).values(**values)
            )
            await session.execute(statement.execution_options(**BACKGROUND))
        return True

    async def wait(self) -> None:
        """Return as soon as one has it."""
        while not await self.try_take():  # noqa: ASYNC110 - no event tells of it
            await asyncio.sleep(LOOK_SECONDS)

    async def keep(self) -> Never:
        """Say again and again that one has it.

        Raises:
            LostError: Another process has it now, for nothing was heard of this one.
        """
        mine = (LEASE.c.name == self._name) & (LEASE.c.holder == self._me)
        beat = LEASE.update().where(mine).values(beat=LEASE.c.beat + 1).execution_options(**BACKGROUND)
        while True:
            await asyncio.sleep(BEAT_SECONDS)
            try:
                async with self._database.session_scope(ROWS) as session:
                    still_mine = (await session.execute(beat.values(until=find_end()))).rowcount
            except (BusyError, DBAPIError, OSError, TimeoutError):
                _log.warning("could not tell other processes that this one lives", of=self._name)
                continue
            if not still_mine:
                raise LostError

    async def give_back(self) -> None:
        """Let another have it at once."""
        mine = (LEASE.c.name == self._name) & (LEASE.c.holder == self._me)
        async with self._database.session_scope(ROWS) as session:
            await session.execute(LEASE.delete().where(mine).execution_options(**BACKGROUND))


def find_end() -> datetime:
    """Until when whoever has something has it, unless they say so again."""
    return clock.now() + timedelta(seconds=SILENCE_SECONDS)


def _find_machine() -> str:
    told = [socket.gethostname()]
    with suppress(OSError):
        told.append(Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip())
    with suppress(OSError):
        told.append(str(Path("/proc/self/ns/pid").stat().st_ino))
    return "|".join(told)


def _find_start(process: int) -> str:
    """When a process was started; empty where the system does not say."""
    try:
        told = Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    # https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html: the name, in brackets, may hold anything.
    return told.rpartition(")")[2].split()[19]
