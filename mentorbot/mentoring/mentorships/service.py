"""Bringing a mentor and a mentee together, and ending it: the only place that counts a mentor's mentees.

An accepted request, a round, an organizer: all call :func:`form_mentorship` in the transaction
in which the reason for it is settled.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from dateutil.relativedelta import relativedelta
from sqlalchemy import ColumnElement, Select, delete, func, or_, select, update

from mentorbot import clock
from mentorbot.db import AsyncConnection, Session, in_parts, insert, read_row
from mentorbot.errors import UserError
from mentorbot.mentoring.mentorships.models import MENTORSHIP
from mentorbot.mentoring.profiles import blocks
from mentorbot.mentoring.profiles.models import MENTEE, MENTOR
from mentorbot.mentoring.terms import Ending, Format, Origin

FULL: Final = "This mentor has as many mentees as they said they would take. Nothing was changed."
PAIRED: Final = "These two are in a mentorship already."
NOT_POSSIBLE: Final = "These two cannot be brought together here."


@dataclass(frozen=True, slots=True)
class MentorshipView:
    """A mentorship as the rest of the program sees it."""

    id: int
    community_id: int
    mentor_id: int
    mentee_id: int
    format: Format
    circle_id: int | None
    origin: Origin
    wanted: str
    months: int
    formed_at: datetime
    ends_at: datetime
    ended_at: datetime | None
    ending: Ending | None
    certified: bool = False

    def other(self, member_id: int) -> int:
        """The other one of the two."""
        return self.mentee_id if member_id == self.mentor_id else self.mentor_id


Formed = Callable[[Session, MentorshipView], Awaitable[None]]
Ended = Callable[[Session, MentorshipView, frozenset[int]], Awaitable[None]]

when_formed: Final[list[Formed]] = []
"""Called with every mentorship that is formed, in that transaction."""
when_ended: Final[list[Ended]] = []
"""Called with every mentorship that ends, in that transaction.

They get the ids of members who are being erased besides, to whom nothing can be sent any more.
"""
_EXPORTED: Final = ("id", "format", "origin", "months", "formed_at", "ends_at", "ended_at", "ending")
COLUMNS: Final = tuple(MENTORSHIP.c[name] for name in MentorshipView.__dataclass_fields__)


def join_ids(one: int, other: int) -> str:
    """Two members as one value, whoever comes first."""
    return f"{min(one, other)}:{max(one, other)}"


async def form_mentorship(
    session: Session,
    *,
    mentor_id: int,
    mentee_id: int,
    origin: Origin,
    months: int,
    format_: Format = Format.PAIR,
    wanted: str = "",
    circle_id: int | None = None,
) -> MentorshipView:
    """Bring two members together, if the mentor has room.

    Args:
        months: How long it is meant to last.
        wanted: What the mentee wrote when they asked.
        circle_id: The circle it belongs to, where the format is one.

    Raises:
        UserError: The mentor is full or no mentor of the mentee's community; the two are in a mentorship
            already, or one of them does not want to be brought together with the other. Nothing was changed.
    """
    mentee_community = select(MENTEE.c.community_id).where(MENTEE.c.member_id == mentee_id)
    here = (MENTOR.c.member_id == mentor_id) & (MENTOR.c.community_id == mentee_community.scalar_subquery())
    found = (await session.execute(select(MENTOR.c.community_id).where(here))).scalar()
    if (
        found is None
        or mentor_id == mentee_id
        or mentee_id in await blocks.find_kept_from(session, mentor_id)
    ):
        raise UserError(NOT_POSSIBLE)
    if await find_between(session, mentor_id, mentee_id) is not None:
        raise UserError(PAIRED)
    seat = update(MENTOR).where(here, MENTOR.c.taken < MENTOR.c.capacity)
    now = clock.now()
    filled = seat.values(taken=MENTOR.c.taken + 1, updated_at=now)
    if (await session.execute(filled.returning(MENTOR.c.taken))).first() is None:
        raise UserError(FULL)
    row = {
        "community_id": found,
        "mentor_id": mentor_id,
        "mentee_id": mentee_id,
        "couple": join_ids(mentor_id, mentee_id),
        "format": format_,
        "circle_id": circle_id,
        "origin": origin,
        "wanted": wanted,
        "months": months,
        "formed_at": now,
        "ends_at": now + relativedelta(months=months),
    }
    made = _view((await session.execute(insert(MENTORSHIP).values(row).returning(*COLUMNS))).one())
    for function in when_formed:
        await function(session, made)
    return made


async def end_mentorship(session: Session, mentorship_id: int, ending: Ending) -> MentorshipView | None:
    """End a mentorship and free the mentor's seat; None if it is not live, so that twice is as once."""
    live = (MENTORSHIP.c.id == mentorship_id) & MENTORSHIP.c.ended_at.is_(None)
    ended = update(MENTORSHIP).where(live).values(ended_at=clock.now(), ending=ending).returning(*COLUMNS)
    row = (await session.execute(ended)).first()
    if row is None:
        return None
    found = _view(row)
    await _free(session, found.mentor_id)
    for function in when_ended:
        await function(session, found, frozenset())
    return found


async def certify(session: Session, mentorship_id: int) -> None:
    """Note that a mentorship which is about to end has what a certificate needs."""
    await session.execute(update(MENTORSHIP).where(MENTORSHIP.c.id == mentorship_id).values(certified=True))


async def resume_mentorship(session: Session, mentorship_id: int) -> bool:
    """Let one that has ended go on, if the mentor has room; whether it does."""
    ended = (MENTORSHIP.c.id == mentorship_id) & MENTORSHIP.c.ended_at.is_not(None)
    mentor = (await session.execute(select(MENTORSHIP.c.mentor_id).where(ended))).scalar()
    seat = update(MENTOR).where(MENTOR.c.member_id == mentor, MENTOR.c.taken < MENTOR.c.capacity)
    taken = seat.values(taken=MENTOR.c.taken + 1, updated_at=clock.now()).returning(MENTOR.c.taken)
    if mentor is None or (await session.execute(taken)).first() is None:
        return False
    await session.execute(update(MENTORSHIP).where(ended).values(ended_at=None, ending=None, certified=False))
    return True


async def extend_mentorship(session: Session, mentorship_id: int, months: int) -> MentorshipView | None:
    """Let a live mentorship last so many months in all; None if it is not live."""
    live = (MENTORSHIP.c.id == mentorship_id) & MENTORSHIP.c.ended_at.is_(None)
    found = (await session.execute(select(*COLUMNS).where(live))).first()
    if found is None:
        return None
    ends_at = _view(found).formed_at + relativedelta(months=months)
    changed = update(MENTORSHIP).where(live).values(months=months, ends_at=ends_at).returning(*COLUMNS)
    return _view((await session.execute(changed)).one())


async def find_live(connection: AsyncConnection | Session, community_id: int) -> list[MentorshipView]:
    """Every live mentorship of a community, the oldest first."""
    live = (MENTORSHIP.c.community_id == community_id) & MENTORSHIP.c.ended_at.is_(None)
    rows = (await connection.execute(select(*COLUMNS).where(live).order_by(MENTORSHIP.c.id))).all()
    return [_view(row) async for some in in_parts(rows) for row in some]


async def find_every(connection: AsyncConnection | Session, community_id: int) -> list[MentorshipView]:
    """Every mentorship of a community, those that have ended too, the oldest first."""
    here = MENTORSHIP.c.community_id == community_id
    rows = (await connection.execute(select(*COLUMNS).where(here).order_by(MENTORSHIP.c.id))).all()
    return [_view(row) async for some in in_parts(rows) for row in some]


async def find_in_circle(connection: AsyncConnection | Session, circle_id: int) -> list[MentorshipView]:
    """Every live mentorship of a circle, the oldest first."""
    live = (MENTORSHIP.c.circle_id == circle_id) & MENTORSHIP.c.ended_at.is_(None)
    rows = await connection.execute(select(*COLUMNS).where(live).order_by(MENTORSHIP.c.id))
    return [_view(row) for row in rows]


async def find_mentorship(connection: AsyncConnection | Session, mentorship_id: int) -> MentorshipView | None:
    """A mentorship by its id alone: whoever asks for a person checks that it is theirs."""
    row = (await connection.execute(select(*COLUMNS).where(MENTORSHIP.c.id == mentorship_id))).first()
    return _view(row) if row else None


async def find_between(connection: AsyncConnection | Session, one: int, other: int) -> MentorshipView | None:
    """The live mentorship of two members, whoever mentors whom."""
    live = (MENTORSHIP.c.couple == join_ids(one, other)) & MENTORSHIP.c.ended_at.is_(None)
    row = (await connection.execute(select(*COLUMNS).where(live))).first()
    return _view(row) if row else None


async def find_all_between(
    connection: AsyncConnection | Session, one: int, other: int
) -> list[MentorshipView]:
    """Every mentorship of two members, whoever mentors whom, those that have ended among them."""
    couple = MENTORSHIP.c.couple == join_ids(one, other)
    return [_view(row) for row in await connection.execute(select(*COLUMNS).where(couple))]


async def find_couples(connection: AsyncConnection | Session, community_id: int) -> set[frozenset[int]]:
    """Every two members of a community who are in a live mentorship."""
    statement = select(MENTORSHIP.c.mentor_id, MENTORSHIP.c.mentee_id).where(
        MENTORSHIP.c.community_id == community_id, MENTORSHIP.c.ended_at.is_(None)
    )
    return {frozenset(row) for row in await connection.execute(statement)}


async def find_mentorships(
    connection: AsyncConnection | Session, member_id: int, *, live: bool = True
) -> list[MentorshipView]:
    """A member's mentorships on either side, the newest first.

    Args:
        live: Only those that have not ended.
    """
    statement = _of([member_id])
    if live:
        statement = statement.where(MENTORSHIP.c.ended_at.is_(None))
    return [_view(row) for row in await connection.execute(statement)]


async def count_live(connection: AsyncConnection | Session, community_id: int) -> int:
    """How many mentorships of a community go on."""
    return await _count(connection, community_id, MENTORSHIP.c.ended_at.is_(None))


async def count_ended(connection: AsyncConnection | Session, community_id: int) -> int:
    """How many mentorships of a community have ended."""
    return await _count(connection, community_id, MENTORSHIP.c.ended_at.is_not(None))


async def _count(connection: AsyncConnection | Session, community_id: int, which: ColumnElement[bool]) -> int:
    counted = select(func.count()).select_from(MENTORSHIP)
    here = counted.where(MENTORSHIP.c.community_id == community_id, which)
    return (await connection.execute(here)).scalar_one()


async def find_left_circle(connection: AsyncConnection | Session, circle_id: int) -> list[int]:
    """The members whose mentorship in a circle has ended."""
    ended = (MENTORSHIP.c.circle_id == circle_id) & MENTORSHIP.c.ended_at.is_not(None)
    return list((await connection.execute(select(MENTORSHIP.c.mentee_id).where(ended))).scalars())


async def export(session: Session, member_ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """The mentorships of these members, by member; of the other one only what they are in it."""
    said: dict[int, list[dict[str, Any]]] = {id_: [] for id_ in member_ids}
    for found in map(_view, (await session.execute(_of(member_ids))).all()):
        row = {name: getattr(found, name) for name in _EXPORTED}
        if found.mentor_id in said:
            said[found.mentor_id].append({"as": "mentor", **row})
        if found.mentee_id in said:
            said[found.mentee_id].append({"as": "mentee", **row, "wanted": found.wanted})
    return said


async def erase(session: Session, member_ids: Sequence[int]) -> None:
    """Delete all mentorships of these members, and free the seats that live ones took."""
    theirs = or_(MENTORSHIP.c.mentor_id.in_(member_ids), MENTORSHIP.c.mentee_id.in_(member_ids))
    gone = await session.execute(delete(MENTORSHIP).where(theirs).returning(*COLUMNS))
    for found in map(_view, gone.all()):
        if found.ended_at is None:
            await _free(session, found.mentor_id)
            for function in when_ended:
                await function(session, found, frozenset(member_ids))


async def _free(session: Session, mentor_id: int) -> None:
    seat = update(MENTOR).where(MENTOR.c.member_id == mentor_id)
    await session.execute(seat.values(taken=MENTOR.c.taken - 1, updated_at=clock.now()))


def _of(member_ids: Sequence[int]) -> Select[Any]:
    theirs = or_(MENTORSHIP.c.mentor_id.in_(member_ids), MENTORSHIP.c.mentee_id.in_(member_ids))
    return select(*COLUMNS).where(theirs).order_by(MENTORSHIP.c.id.desc())


def _view(row: Any) -> MentorshipView:
    return read_row(MentorshipView, row)
