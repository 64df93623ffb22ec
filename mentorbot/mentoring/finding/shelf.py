"""The mentors of each community, kept ready so that the best of tens of thousands are found at once.

A shelf is read whole when it is first wanted. After that each use reads only the mentors that have changed
since, by index, and ranks them beside the others; when those become many, it is read whole again. Mentors
who have gone stay on it until then: whoever uses it asks the database about those that it names.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Row

from mentorbot import clock
from mentorbot.db import Database
from mentorbot.mentoring import candidates
from mentorbot.mentoring.matching import MenteeFacts, MentorFacts, Pool, rank_mentors
from mentorbot.mentoring.matching.ranking import FEW
from mentorbot.mentoring.profiles.models import MENTOR
from mentorbot.mentoring.terms import MentorState

MOST_HELD: Final = 200_000
"""Mentors of all communities that are held; beyond, the shelf used longest ago goes first."""

MOST_FRESH: Final = 250
"""So many mentors may have changed before a shelf is read whole again."""

_AT_ONCE: Final = 200
"""Rows of which Python makes objects before others get their turn."""

OVERLAP: Final = timedelta(minutes=1)
"""What changed so shortly before the last look is read again, since another process may have been writing."""


@dataclass(slots=True)
class _Shelf:
    """The mentors of a community as they were at a moment, and those that have changed since."""

    pool: Pool
    since: datetime
    fresh: dict[int, MentorFacts | None]


class Shelves:
    """The shelves of all communities.

    Args:
        database: Where the mentors are.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._shelves: OrderedDict[int, _Shelf] = OrderedDict()
        self._reading: dict[int, asyncio.Lock] = {}

    async def best(
        self,
        community_id: int,
        mentee: MenteeFacts,
        most: int,
        *,
        only: "Wanted | None" = None,
        without: frozenset[int] = frozenset(),
    ) -> list[tuple[MentorFacts, int]]:
        """The mentors of a community that fit a mentee best, each with the score.

        Args:
            most: How many at most.
            only: Which are wanted at all; None: every one.
            without: Ids of mentors to leave out.
        """
        shelf = await self._shelf(community_id)
        fresh = [one for one in shelf.fresh.values() if one is not None]
        left_out = without | shelf.fresh.keys()
        if only is not None:
            left_out |= {one.id for one in shelf.pool.mentors if not only.has(one)}
            fresh = [one for one in fresh if only.has(one)]
        found = rank_mentors(mentee, shelf.pool, most, without=left_out)
        found += rank_mentors(mentee, fresh, most, without=without)
        return sorted(found, key=lambda one: (-one[1], -one[0].room, one[0].id))[:most]

    async def _shelf(self, community_id: int) -> _Shelf:
        async with self._reading.setdefault(community_id, asyncio.Lock()):
            shelf = self._shelves.get(community_id)
            if shelf is not None:
                await self._renew(community_id, shelf)
            if shelf is None or len(shelf.fresh) > MOST_FRESH:
                shelf = self._shelves[community_id] = await self._read(community_id)
                self._make_room(community_id)
            self._shelves.move_to_end(community_id)
            return shelf

    async def _read(self, community_id: int) -> _Shelf:
        now = clock.now()
        # A few at a time, and off the event loop: of tens of thousands it takes the better part of a second.
        rows: list[Row[Any]] = []
        async with self._database.engine.connect() as connection:
            more = True
            while more:
                after = MENTOR.c.member_id > (rows[-1].member_id if rows else 0)
                some = _select(community_id, _OFFERED & after).order_by(MENTOR.c.member_id).limit(_AT_ONCE)
                found = (await connection.execute(some)).all()
                rows += found
                more = len(found) == _AT_ONCE
        pool = await asyncio.to_thread(_pool, rows, now)
        return _Shelf(pool, now, {})

    async def _renew(self, community_id: int, shelf: _Shelf) -> None:
        now = clock.now()
        changed = MENTOR.c.updated_at > shelf.since - OVERLAP
        async with self._database.read_scope() as connection:
            rows = await connection.execute(_select(community_id, changed).limit(MOST_FRESH + 1))
        for row in rows:
            offered = row.state is MentorState.LISTED
            shelf.fresh[row.member_id] = candidates.mentor_facts(row, now) if offered else None

    def _make_room(self, kept: int) -> None:
        while sum(len(one.pool.mentors) for one in self._shelves.values()) > MOST_HELD:
            oldest = next(iter(self._shelves))
            if oldest == kept:
                return
            del self._shelves[oldest]
            self._reading.pop(oldest, None)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which mentors are wanted at all; what is empty does not matter."""

    topic: str = ""
    setting: str = ""
    language: str = ""
    credential: str = ""

    def __bool__(self) -> bool:
        return bool(self.topic or self.setting or self.language or self.credential)

    def has(self, mentor: MentorFacts) -> bool:
        """Whether this one is."""
        return (
            (not self.topic or self.topic in mentor.topics)
            and (not self.setting or self.setting == mentor.setting)
            and (not self.language or self.language in mentor.languages)
            and (not self.credential or self.credential in mentor.credentials)
        )


_OFFERED: Final = MENTOR.c.state == MentorState.LISTED


def _select(community_id: int, which: ColumnElement[bool]) -> Any:
    return candidates.MENTORS.add_columns(MENTOR.c.state).where(MENTOR.c.community_id == community_id, which)


def _pool(rows: Sequence[Row[Any]], now: datetime) -> Pool:
    pool = Pool([candidates.mentor_facts(row, now) for row in rows])
    if len(pool.mentors) > FEW:
        _ = pool.columns
    return pool
