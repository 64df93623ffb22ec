"""Circles: several people who meet together, around a mentor or among themselves."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import delete, desc, func, select, update

from mentorbot import clock
from mentorbot.db import AsyncConnection, Session, insert, rows_of
from mentorbot.mentoring.mentorships import service as pairing
from mentorbot.mentoring.mentorships.models import CIRCLE, CIRCLE_PEER, MENTORSHIP
from mentorbot.mentoring.terms import Ending

Formed = Callable[[Session, int, int], Awaitable[None]]

_THERE = CIRCLE_PEER.c.left_at.is_(None)
when_formed: Final[list[Formed]] = []
"""Called with the community and the id of every circle that peers come into."""


@dataclass(frozen=True, slots=True)
class CircleView:
    """A circle and the members who are in it now, the mentor first if there is one."""

    id: int
    community_id: int
    mentor_id: int | None
    name: str
    formed_at: datetime
    ended_at: datetime | None
    member_ids: tuple[int, ...]


async def open_around(session: Session, mentor_id: int, community_id: int, name: str, since: datetime) -> int:
    """The circle around a mentor that was begun after ``since``; there is one from now on. Returns its id."""
    theirs = (CIRCLE.c.mentor_id == mentor_id) & CIRCLE.c.ended_at.is_(None)
    known = select(CIRCLE.c.id).where(theirs, CIRCLE.c.formed_at >= since).order_by(CIRCLE.c.id)
    found: int | None = (await session.execute(known.limit(1))).scalar()
    return await begin_circle(session, community_id, name, mentor_id) if found is None else found


async def begin_circle(session: Session, community_id: int, name: str, mentor_id: int | None = None) -> int:
    """Begin a circle, of peers if it has no mentor; returns its id."""
    row = {"community_id": community_id, "mentor_id": mentor_id, "name": name, "formed_at": clock.now()}
    made = await session.execute(insert(CIRCLE).values(row).returning(CIRCLE.c.id))
    return made.scalar_one()


async def seat_peers(session: Session, circle_id: int, member_ids: Sequence[int]) -> None:
    """Take members into a circle of peers."""
    rows = [{"circle_id": circle_id, "member_id": id_} for id_ in member_ids]
    again = insert(CIRCLE_PEER).on_conflict_do_update(
        index_elements=["circle_id", "member_id"], set_={"left_at": None, "departed": False}
    )
    await session.execute(again, rows)
    community = select(CIRCLE.c.community_id).where(CIRCLE.c.id == circle_id)
    community_id = (await session.execute(community)).scalar_one()
    for function in when_formed:
        await function(session, community_id, circle_id)


async def find_circle(connection: AsyncConnection | Session, circle_id: int) -> CircleView | None:
    """A circle by its id alone."""
    row = (await connection.execute(select(CIRCLE).where(CIRCLE.c.id == circle_id))).mappings().first()
    if row is None:
        return None
    ids = select(CIRCLE_PEER.c.member_id).where(CIRCLE_PEER.c.circle_id == circle_id, _THERE)
    peers = (await connection.execute(ids.order_by(CIRCLE_PEER.c.member_id))).scalars().all()
    mentees = [one.mentee_id for one in await pairing.find_in_circle(connection, circle_id)]
    led = [row["mentor_id"]] if row["mentor_id"] is not None and mentees else []
    return CircleView(**row, member_ids=tuple(dict.fromkeys((*led, *mentees, *peers))))


async def find_circles(connection: AsyncConnection | Session, member_ids: Sequence[int]) -> list[CircleView]:
    """The circles of peers in which one of these members is, and that have not ended."""
    ids = (
        select(CIRCLE.c.id)
        .join(CIRCLE_PEER, CIRCLE_PEER.c.circle_id == CIRCLE.c.id)
        .where(CIRCLE_PEER.c.member_id.in_(member_ids), _THERE, CIRCLE.c.ended_at.is_(None))
        .order_by(CIRCLE.c.id)
    )
    found = [await find_circle(connection, id_) for id_ in (await connection.execute(ids)).scalars().all()]
    return [one for one in found if one is not None]


async def find_left(connection: AsyncConnection | Session, circle_id: int) -> list[int]:
    """Who was in a circle of peers, and is no more."""
    gone = (CIRCLE_PEER.c.circle_id == circle_id) & CIRCLE_PEER.c.left_at.is_not(None)
    return list((await connection.execute(select(CIRCLE_PEER.c.member_id).where(gone))).scalars())


async def find_departed(connection: AsyncConnection | Session, member_id: int, since: datetime) -> list[int]:
    """The circles of peers that a member was in until they left the community."""
    theirs = (
        (CIRCLE_PEER.c.member_id == member_id) & CIRCLE_PEER.c.departed & (CIRCLE_PEER.c.left_at >= since)
    )
    found = select(CIRCLE_PEER.c.circle_id).where(theirs).order_by(CIRCLE_PEER.c.circle_id)
    return list((await connection.execute(found)).scalars())


async def was_left(connection: AsyncConnection | Session, circle: CircleView) -> bool:
    """Whether a circle has ended by nothing but that people left the community."""
    peers = circle.mentor_id is None
    # Of peers somebody has to be there still whom others come back to.
    if circle.ended_at is None or (peers and not circle.member_ids):
        return False
    if peers:
        left = CIRCLE_PEER.c.departed.label("gone"), CIRCLE_PEER.c.left_at.label("at")
        last = select(*left).where(CIRCLE_PEER.c.circle_id == circle.id, CIRCLE_PEER.c.left_at.is_not(None))
    else:
        gone = (MENTORSHIP.c.ending == Ending.LEFT).label("gone")
        last = select(gone, MENTORSHIP.c.ended_at.label("at")).where(MENTORSHIP.c.circle_id == circle.id)
    row = (await connection.execute(last.order_by(desc("at")).limit(1))).first()
    return row is not None and bool(row.gone)


async def open_again(session: Session, circle_id: int) -> None:
    """Let a circle that had ended go on; :func:`seat_peers`, or its mentorships, bring people into it."""
    await session.execute(update(CIRCLE).where(CIRCLE.c.id == circle_id).values(ended_at=None))


async def leave_circle(
    session: Session, circle_id: int, member_id: int, *, departed: bool = False
) -> CircleView | None:
    """Take a member out of a circle of peers, which ends when fewer than two are left.

    Args:
        departed: They have left the community, rather than the circle.

    Returns:
        The circle as it is now; None if they were not in it.
    """
    theirs = (CIRCLE_PEER.c.circle_id == circle_id) & (CIRCLE_PEER.c.member_id == member_id)
    leaving = update(CIRCLE_PEER).where(theirs, _THERE).values(left_at=clock.now(), departed=departed)
    if (await session.execute(leaving.returning(CIRCLE_PEER.c.member_id))).first() is None:
        return None
    found = await find_circle(session, circle_id)
    if found is not None and len(found.member_ids) < 2:
        await end_circle(session, circle_id)
    return await find_circle(session, circle_id)


async def end_circle(session: Session, circle_id: int) -> bool:
    """Say that a circle has ended; whether it had not before."""
    live = (CIRCLE.c.id == circle_id) & CIRCLE.c.ended_at.is_(None)
    ended = update(CIRCLE).where(live).values(ended_at=clock.now()).returning(CIRCLE.c.id)
    return (await session.execute(ended)).first() is not None


async def export_led(session: Session, member_ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """The circles around these members, by member."""
    return await rows_of(session, member_ids, CIRCLE.c.mentor_id, select(*_SHOWN).order_by(CIRCLE.c.id))


async def export_peers(session: Session, member_ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """The circles of peers these members are in, by member."""
    statement = select(*_SHOWN, CIRCLE_PEER.c.left_at).join(CIRCLE, CIRCLE.c.id == CIRCLE_PEER.c.circle_id)
    return await rows_of(session, member_ids, CIRCLE_PEER.c.member_id, statement.order_by(CIRCLE.c.id))


async def erase_led(session: Session, member_ids: Sequence[int]) -> None:
    """Take these members out of the circles around them, which bear their name no longer."""
    led = CIRCLE.c.mentor_id.in_(member_ids)
    await session.execute(update(CIRCLE).where(led).values(mentor_id=None, name="Circle"))


async def erase_peers(session: Session, member_ids: Sequence[int]) -> list[int]:
    """Take these members out of circles of peers, those that have ended among them.

    Returns:
        The circles that have ended because of it, fewer than two being left.
    """
    gone = (
        delete(CIRCLE_PEER).where(CIRCLE_PEER.c.member_id.in_(member_ids)).returning(CIRCLE_PEER.c.circle_id)
    )
    left = select(func.count()).where(CIRCLE_PEER.c.circle_id == CIRCLE.c.id, _THERE).scalar_subquery()
    ids = (await session.execute(gone)).scalars().all()
    alone = CIRCLE.c.id.in_(ids) & CIRCLE.c.ended_at.is_(None) & (left < 2)
    ended = update(CIRCLE).where(alone).values(ended_at=clock.now()).returning(CIRCLE.c.id)
    return list((await session.execute(ended)).scalars())


_SHOWN = (CIRCLE.c.id, CIRCLE.c.name, CIRCLE.c.formed_at, CIRCLE.c.ended_at)
