"""What several processes share out among them in parts, such as the shards of one bot on Discord.

There is no leader: each says that it is there, sees who else is, and has as many parts as come to one of so
many. What one process had that is no more, or is not heard of, others take.
"""

import secrets
import time
from collections.abc import Iterable, Sequence
from datetime import datetime
from math import ceil
from typing import Final

from sqlalchemy import ColumnElement, Row, select

from mentorbot.db import leases
from mentorbot.db.engine import BACKGROUND, Database
from mentorbot.db.leases import Lease, LostError, Sight, find_end
from mentorbot.db.models import LEASE
from mentorbot.db.turns import ROWS, name_place

_THERE: Final = "at"
_Row = Row[str, str, int, datetime]


class Shares:
    """The parts of one thing that this process has.

    Whoever has the whole holds the lease of its name; then nobody has a part of it.

    Args:
        database: Open, with its tables in the newest form.
        name: What it is, at most 60 characters.
    """

    def __init__(self, database: Database, name: str) -> None:
        self._database = database
        self._name = name
        self._place = name_place("lease", name)
        self._sight = Sight()
        self._mark = secrets.token_hex(8)
        self._leases: dict[int, Lease] = {}
        self._there = 1
        self._said_at = 0.0
        self._all = LEASE.c.name.startswith(f"{name}:", autoescape=True)
        self._mine = self._all & (LEASE.c.holder == self._sight.me)

    @property
    def fair(self) -> int:
        """How many parts come to one, of as many as are there."""
        return ceil(len(self._leases) / self._there)

    async def join(self, parts: int) -> int:
        """Say that one is there.

        Args:
            parts: Into how many it is to be shared out.

        Returns:
            Into how many it is: as many as others have it in already.

        Raises:
            LostError: Another process has the whole.
        """
        anything = self._all | (LEASE.c.name == self._name)
        async with self._database.session_scope(self._place) as session:
            found = (await session.execute(select(LEASE).where(anything))).all()
            others = self._find_others(found)
            if self._name in others:
                raise LostError
            parts = min((int(name.rpartition("/")[2]) for name in others), default=parts)
            me = {"name": f"{self._name}:{_THERE}{self._mark}/{parts}", "holder": self._sight.me}
            statement = LEASE.insert().values(**me, beat=0, until=find_end())
            await session.execute(LEASE.delete().where(self._mine).execution_options(**BACKGROUND))
            await session.execute(statement.execution_options(**BACKGROUND))
        self._leases = {
            part: Lease(self._database, self._name_part(part, parts), self._sight) for part in range(parts)
        }
        self._said_at = time.monotonic()
        return parts

    async def is_used(self) -> bool:
        """Whether other processes have parts of it."""
        return bool(self._find_others(await self._load()))

    async def look(self) -> list[int]:
        """Say again that one is there, and take what is free as far as it comes to one.

        Returns:
            The parts that one has, in order. When there are more than :attr:`fair`, others wait for the last.

        Raises:
            LostError: Nothing was heard of one for so long that one was taken for gone.
        """
        if time.monotonic() - self._said_at >= leases.BEAT_SECONDS:
            await self._say()
        found = await self._load()
        others = self._find_others(found)
        own = {row.name for row in found if row.holder == self._sight.me}
        there = f"{self._name}:{_THERE}"
        self._there = 1 + sum(name.startswith(there) for name in others)
        mine: list[int] = []
        free: list[int] = []
        for part in self._leases:
            name = self._name_part(part, len(self._leases))
            if name in own:
                mine.append(part)
            elif name not in others:
                free.append(part)
        wanted = free[: max(0, self.fair - len(mine))]
        mine += [part for part in wanted if await self._leases[part].try_take()]
        if gone := {row.name for row in found if row.name.startswith(there)} - others - own:
            await self._delete(LEASE.c.name.in_(sorted(gone)))
        return sorted(mine)

    async def give_back(self, part: int) -> None:
        """Let another have a part at once."""
        await self._leases[part].give_back()

    async def leave(self) -> None:
        """Let others have all of it at once."""
        await self._delete(self._mine)

    async def _say(self) -> None:
        beat = LEASE.update().where(self._mine).values(beat=LEASE.c.beat + 1, until=find_end())
        async with self._database.session_scope(ROWS) as session:
            if not (await session.execute(beat.execution_options(**BACKGROUND))).rowcount:
                raise LostError
        self._said_at = time.monotonic()

    async def _load(self) -> Sequence[_Row]:
        async with self._database.read_scope() as connection:
            return (await connection.execute(select(LEASE).where(self._all))).all()

    async def _delete(self, which: ColumnElement[bool]) -> None:
        async with self._database.session_scope(ROWS) as session:
            await session.execute(LEASE.delete().where(which).execution_options(**BACKGROUND))

    def _find_others(self, found: Iterable[_Row]) -> set[str]:
        """The names of what others have who live."""
        return {row.name for row in found if row.holder != self._sight.me and not self._sight.is_free(*row)}

    def _name_part(self, part: int, parts: int) -> str:
        return f"{self._name}:{part}/{parts}"
