"""What is stored of office hours about people: handed to them, and erased."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, or_, select

from mentorbot.db import Session, rows_of
from mentorbot.mentoring.hours.models import OFFICE_BOOKING, OFFICE_HOURS


async def export_hours(session: Session, member_ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """The office hours of these members, by member."""
    names = ("starts_at", "rule", "time_zone", "wall", "since", "minutes", "slots", "place", "closed_at")
    statement = select(*(OFFICE_HOURS.c[name] for name in names)).order_by(OFFICE_HOURS.c.id)
    return await rows_of(session, member_ids, OFFICE_HOURS.c.mentor_id, statement)


async def erase_hours(session: Session, member_ids: Sequence[int]) -> None:
    """Delete the office hours of these members."""
    await session.execute(delete(OFFICE_HOURS).where(OFFICE_HOURS.c.mentor_id.in_(member_ids)))


async def export_bookings(session: Session, member_ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """What these members have booked, or was booked with them, by member."""
    both = OFFICE_BOOKING.c.mentor_id, OFFICE_BOOKING.c.member_id
    statement = select(*both, OFFICE_BOOKING.c.starts_at).where(or_(*(one.in_(member_ids) for one in both)))
    said: dict[int, list[dict[str, Any]]] = {id_: [] for id_ in member_ids}
    for row in await session.execute(statement.order_by(OFFICE_BOOKING.c.id)):
        for role, id_ in (("mentor", row.mentor_id), ("booked", row.member_id)):
            if id_ in said:
                said[id_].append({"as": role, "starts_at": row.starts_at})
    return said


async def erase_bookings(session: Session, member_ids: Sequence[int]) -> None:
    """Delete what these members have booked, and what was booked with them."""
    both = or_(OFFICE_BOOKING.c.mentor_id.in_(member_ids), OFFICE_BOOKING.c.member_id.in_(member_ids))
    await session.execute(delete(OFFICE_BOOKING).where(both))
