"""What has become of mentoring in a community: every pair as a table, and a year in numbers."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from statistics import median
from typing import Final

from sqlalchemy import ColumnElement, case, func, select

from mentorbot import clock
from mentorbot.chat.caller import Caller, Rights
from mentorbot.db import AsyncConnection, Session, in_parts
from mentorbot.errors import UserError
from mentorbot.mentoring import rights
from mentorbot.mentoring.mentorships import pairs, signs
from mentorbot.mentoring.mentorships import service as pairing
from mentorbot.mentoring.mentorships.health import Signs
from mentorbot.mentoring.mentorships.models import FEEDBACK
from mentorbot.mentoring.mentorships.pairs import Pair
from mentorbot.mentoring.mentorships.terms import FEWEST_SHOWN
from mentorbot.mentoring.profiles import questions
from mentorbot.mentoring.profiles.models import MENTOR
from mentorbot.mentoring.profiles.questions import Replies
from mentorbot.mentoring.requests.models import MENTOR_REQUEST
from mentorbot.mentoring.terms import Ending, RequestState, Role

_FIRST_YEAR: Final = 2000


@dataclass(frozen=True, slots=True)
class PairRow:
    """A mentorship, live or ended. ``sessions``: so many were held."""

    pair: Pair
    sessions: int


@dataclass(frozen=True, slots=True)
class Pairs:
    """All mentorships of a community, and what the two sides answered to organizers' own questions."""

    rows: tuple[PairRow, ...]
    mentors: Replies
    mentees: Replies


@dataclass(frozen=True, slots=True)
class Months:
    """How much of something there was in each month of a year."""

    name: str
    by_month: tuple[int, ...]

    @property
    def total(self) -> int:
        """In the whole year."""
        return sum(self.by_month)


@dataclass(frozen=True, slots=True)
class Year:
    """A year in numbers.

    Args:
        lines: What is counted by month.
        endings: How the mentorships ended that did.
        live: How many are live now.
        wait: After how many days a mentor had taken a request, of the one in the middle; None of none.
        rating: What people say of it on average, of 5; None of fewer than are shown.
        ratings: So many answers.
    """

    year: int
    lines: tuple[Months, ...]
    endings: dict[Ending, int] = field(default_factory=dict)
    live: int = 0
    wait: float | None = None
    rating: float | None = None
    ratings: int = 0


async def find_pairs(connection: AsyncConnection | Session, caller: Caller, allowed: Rights) -> Pairs:
    """Every mentorship of the caller's community, those that have ended too, the oldest first.

    Raises:
        UserError: The caller is no organizer.
    """
    community = await rights.require_organizer(connection, caller, allowed)
    found = await pairing.find_every(connection, community)
    rows: list[PairRow] = []
    async for some in in_parts(found):
        known = await signs.read_signs(connection, some, clock.now())
        named = await pairs.find_pairs(connection, some)
        rows += [PairRow(pair, len(known[pair.id].sessions)) for pair in named]
    mentors, mentees = [
        await questions.find_every_reply(connection, community, role) for role in (Role.MENTOR, Role.MENTEE)
    ]
    return Pairs(tuple(rows), mentors, mentees)


async def count_year(
    connection: AsyncConnection | Session, caller: Caller, allowed: Rights, year: int | None
) -> Year:
    """What there was of mentoring in the caller's community in a year, by UTC.

    Args:
        year: None for this one.

    Raises:
        UserError: The caller is no organizer, or it is no year that can have been.
    """
    community = await rights.require_organizer(connection, caller, allowed)
    now = clock.now()
    year = year or now.year
    if not _FIRST_YEAR <= year <= now.year:
        raise UserError(f"Please give a year up to this one, such as {now.year}.")
    mentorships = await pairing.find_every(connection, community)
    known: dict[int, Signs] = {}
    async for some in in_parts(mentorships):
        known |= await signs.read_signs(connection, some, now)
    request, mentor, rated = MENTOR_REQUEST.c, MENTOR.c, FEEDBACK.c
    joined = await _count_by_month(connection, year, mentor.joined_at, mentor.community_id == community)
    asked = await _count_by_month(connection, year, request.created_at, request.community_id == community)
    begins, ends = datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC)
    settled = (request.settled_at >= begins) & (request.settled_at < ends)
    accepted = (request.community_id == community) & (request.state == RequestState.ACCEPTED)
    taken = (
        await connection.execute(select(request.created_at, request.settled_at).where(accepted, settled))
    ).all()
    within = (rated.community_id == community) & (rated.at >= begins) & (rated.at < ends)
    ratings, rating = (
        await connection.execute(select(func.count(), func.avg(rated.rating)).where(within))
    ).one()
    ended = [one for one in mentorships if one.ended_at is not None and one.ended_at.year == year]
    lines = (
        Months("Mentors who joined", joined),
        Months("Requests for a mentor", asked),
        _months("Requests taken by a mentor", year, (row.settled_at for row in taken)),
        _months("Mentorships that began", year, (one.formed_at for one in mentorships)),
        _months("Mentorships that ended", year, (one.ended_at for one in ended if one.ended_at)),
        _months("Sessions held", year, (at for one in known.values() for at in one.sessions)),
    )
    waits = [(row.settled_at - row.created_at).total_seconds() / 86400 for row in taken]
    return Year(
        year,
        lines,
        dict(Counter(one.ending for one in ended if one.ending is not None).most_common()),
        sum(one.ended_at is None for one in mentorships),
        median(waits) if waits else None,
        float(rating) if ratings >= FEWEST_SHOWN else None,
        ratings,
    )


async def _count_by_month(
    connection: AsyncConnection | Session,
    year: int,
    moment: ColumnElement[datetime],
    *conditions: ColumnElement[bool],
) -> tuple[int, ...]:
    """How many rows have a moment in each month; the database counts, for they may be many."""
    starts = [datetime(year, month, 1, tzinfo=UTC) for month in range(1, 13)]
    months = pairwise([*starts, datetime(year + 1, 1, 1, tzinfo=UTC)])
    counts = [func.count(case(((moment >= first) & (moment < end), 1))) for first, end in months]
    found = await connection.execute(select(*counts).where(*conditions))
    return tuple(found.one())


def _months(name: str, year: int, moments: Iterable[datetime]) -> Months:
    counted = Counter(at.month for at in moments if at.year == year)
    return Months(name, tuple(counted[month] for month in range(1, 13)))


def count_live(rows: Sequence[PairRow]) -> int:
    """How many of these go on."""
    return sum(one.pair.live for one in rows)
