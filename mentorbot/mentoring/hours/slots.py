"""Which times of office hours are free: worked out from them, and from the meetings about what was booked."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, or_, select

from mentorbot import clock
from mentorbot.db import AsyncConnection, Session, read_row
from mentorbot.meetings import planning
from mentorbot.meetings.planning import MeetingView
from mentorbot.members import service as members
from mentorbot.mentoring.hours.models import OFFICE_BOOKING, OFFICE_HOURS
from mentorbot.mentoring.hours.terms import AHEAD, NOTICE
from mentorbot.mentoring.people import Person
from mentorbot.mentoring.profiles import blocks
from mentorbot.mentoring.profiles.models import MENTOR
from mentorbot.mentoring.terms import MentorState
from mentorbot.times import repeats
from mentorbot.times.repeats import Repeat

KIND: Final = "office"
_READ: Final = 300
"""How many hours of a community are looked at."""


@dataclass(frozen=True, slots=True)
class HoursView:
    """Times that a mentor keeps; the first of them at ``starts_at``, or again by a rule."""

    id: int
    community_id: int
    mentor_id: int
    starts_at: datetime | None
    rule: str
    time_zone: str
    wall: time | None
    since: date | None
    minutes: int
    slots: int
    place: str

    @property
    def repeat(self) -> Repeat | None:
        """How they come again; None of hours that are once."""
        if self.wall is None or self.since is None:
            return None
        return Repeat(self.rule, self.time_zone, self.wall, self.since)


@dataclass(frozen=True, slots=True)
class Slot:
    """A time that can be booked."""

    hours: HoursView
    name: str
    role: str
    user_id: str
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class Booking:
    """A time that was booked."""

    id: int
    community_id: int
    hours_id: int
    mentor_id: int
    member_id: int
    starts_at: datetime

    @property
    def both(self) -> tuple[int, int]:
        """Who meets."""
        return self.mentor_id, self.member_id


HOURS: Final = OFFICE_HOURS.c
BOOKING: Final = OFFICE_BOOKING.c
COLUMNS: Final = tuple(HOURS[name] for name in HoursView.__dataclass_fields__)
BOOKED: Final = tuple(BOOKING[name] for name in Booking.__dataclass_fields__)


def find_starts(hours: HoursView, after: datetime, until: datetime) -> list[datetime]:
    """When the times of these hours begin, later than one moment and not later than another."""
    step, row = timedelta(minutes=hours.minutes), range(hours.slots)
    firsts = [] if hours.starts_at is None else [hours.starts_at]
    if (repeat := hours.repeat) is not None:
        first = repeats.next_after(repeat, after - hours.slots * step)
        while first <= until:
            firsts.append(first)
            first = repeats.next_after(repeat, first)
    return [start for first in firsts for at in row if after < (start := first + at * step) <= until]


async def find_slots(
    connection: AsyncConnection | Session, person: Person, which: ColumnElement[bool]
) -> list[Slot]:
    """What a member can book, the soonest first.

    Args:
        which: Only these hours.
    """
    now = clock.now()
    mentor = MENTOR.c.member_id
    statement = (
        select(*COLUMNS, MENTOR.c.name, MENTOR.c.role, members.USER_ID)
        .join_from(OFFICE_HOURS, MENTOR, mentor == HOURS.mentor_id)
        .join(members.SOURCE, HOURS.mentor_id == members.ID)
        .where(
            which,
            HOURS.community_id == person.community_id,
            HOURS.closed_at.is_(None),
            or_(HOURS.starts_at.is_(None), HOURS.starts_at > now - timedelta(days=1)),
            HOURS.mentor_id != person.id,
            MENTOR.c.state == MentorState.LISTED,
            members.PRESENT,
            ~blocks.are_apart(HOURS.mentor_id, person.id),
        )
        .order_by(HOURS.id)
        .limit(_READ)
    )
    rows = (await connection.execute(statement)).all()
    found = [
        Slot(hours, row.name, row.role, row.user_id, start)
        for row in rows
        for hours in [HoursView(*row[: len(COLUMNS)])]
        for start in find_starts(hours, now + NOTICE, now + AHEAD)
    ]
    if not found:
        return []
    busy = await _find_busy(connection, {one.hours.mentor_id for one in found})
    return sorted(
        (one for one in found if not _overlaps(one, busy)), key=lambda one: (one.starts_at, one.hours.id)
    )


async def _find_busy(
    connection: AsyncConnection | Session, mentor_ids: set[int]
) -> dict[int, list[tuple[datetime, datetime]]]:
    """When these mentors have office hours that are booked, by mentor."""
    busy: dict[int, list[tuple[datetime, datetime]]] = {}
    for booking, meeting in await find_live(connection, BOOKING.mentor_id.in_(mentor_ids)):
        if meeting.starts_at is not None and meeting.ends_at is not None:
            busy.setdefault(booking.mentor_id, []).append((meeting.starts_at, meeting.ends_at))
    return busy


def _overlaps(slot: Slot, busy: dict[int, list[tuple[datetime, datetime]]]) -> bool:
    ends_at = slot.starts_at + timedelta(minutes=slot.hours.minutes)
    return any(start < ends_at and slot.starts_at < end for start, end in busy.get(slot.hours.mentor_id, ()))


async def find_live(
    connection: AsyncConnection | Session, which: ColumnElement[bool]
) -> list[tuple[Booking, MeetingView]]:
    """What was booked and is agreed and not over, each with the meeting about it."""
    about = [
        one
        for one in await planning.find_of_owner(connection, KIND, select_lately(which), live=True)
        if one.ends_at is not None and one.ends_at > clock.now()
    ]
    ids = {one.owner_id for one in about}
    rows = await connection.execute(select(*BOOKED).where(BOOKING.id.in_(ids))) if ids else ()
    bookings = {row.id: read_row(Booking, row) for row in rows}
    return [(bookings[one.owner_id], one) for one in about]


def select_lately(which: ColumnElement[bool]) -> Select[Any]:
    """The ids of what was booked and may be to come: what was long ago is left out."""
    return select(BOOKING.id).where(which, BOOKING.created_at > clock.now() - timedelta(days=366))
