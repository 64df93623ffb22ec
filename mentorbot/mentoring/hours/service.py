"""Opening office hours, and booking a time in them: a booking is something two meet about, agreed at once.

So invitations, reminders, moving and cancelling are those of meetings. Which times are free is worked out
from the hours and from the meetings about what was booked, in the transaction in which one is booked.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from sqlalchemy import or_, select, update

from mentorbot import clock
from mentorbot.chat.caller import Caller
from mentorbot.db import AsyncConnection, Session, insert, read_row
from mentorbot.errors import UserError
from mentorbot.meetings import planning
from mentorbot.meetings import service as meetings
from mentorbot.meetings.offers import Offer
from mentorbot.meetings.owners import About, Owner
from mentorbot.meetings.planning import MeetingView
from mentorbot.meetings.service import Done
from mentorbot.members import service as members
from mentorbot.mentoring import people
from mentorbot.mentoring.hours.models import OFFICE_BOOKING, OFFICE_HOURS
from mentorbot.mentoring.hours.reading import Opening
from mentorbot.mentoring.hours.terms import AHEAD, MOST_BOOKED, MOST_OPEN, NOTICE
from mentorbot.mentoring.mentorships import pairs
from mentorbot.mentoring.people import Person
from mentorbot.mentoring.profiles import blocks
from mentorbot.mentoring.profiles import service as profiles
from mentorbot.mentoring.profiles.models import MENTOR
from mentorbot.mentoring.terms import MentorState
from mentorbot.times import repeats
from mentorbot.times.repeats import Repeat

KIND: Final = "office"
NOT_LISTED: Final = "Only mentors on the list can open office hours. `/mentor join` shows what is left."
GONE: Final = (
    "There are no such office hours of yours, or not any more. `/mentor hours` shows those you have."
)
TAKEN: Final = "That time is not free any more. Please choose another: `/mentor book`."
ONE_EACH: Final = "You have booked a time with this mentor already. Hold or cancel that one first."
ENOUGH: Final = (
    f"You have {MOST_BOOKED} times booked, and more are not allowed at once. Hold or cancel one first."
)
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


@dataclass(frozen=True, slots=True)
class Mine:
    """A mentor's own hours, with how many times in them are booked and to come; and the zone they live in."""

    hours: tuple[HoursView, ...]
    booked: dict[int, int]
    time_zone: str


@dataclass(frozen=True, slots=True)
class Free:
    """What can be booked, the soonest first; what the caller has booked; and the zone they live in."""

    slots: tuple[Slot, ...]
    booked: tuple[MeetingView, ...]
    time_zone: str


_hours: Final = OFFICE_HOURS
_booking: Final = OFFICE_BOOKING
_COLUMNS: Final = tuple(_hours.c[name] for name in HoursView.__dataclass_fields__)
_BOOKING: Final = tuple(_booking.c[name] for name in Booking.__dataclass_fields__)


# For mentors


async def find_mine(connection: AsyncConnection | Session, caller: Caller) -> Mine:
    """The caller's hours that are open, and to come. Raises UserError: they are no mentor."""
    person = await people.find_caller(connection, caller)
    await profiles.require_mentor(connection, person.id)
    found = await _find_open(connection, person.id)
    bookings = await _find_bookings(connection, _booking.c.mentor_id == person.id)
    live = {one.owner_id for one in await _find_live(connection, bookings)}
    booked: dict[int, int] = {}
    for one in bookings:
        booked[one.hours_id] = booked.get(one.hours_id, 0) + (one.id in live)
    return Mine(tuple(found), booked, person.time_zone)


async def open_hours(session: Session, caller: Caller, opening: Opening) -> Mine:
    """Open hours.

    Raises:
        UserError: The caller is no mentor on the list, or has as many open as may be.
    """
    person = await people.find_caller(session, caller)
    view = await profiles.require_mentor(session, person.id)
    if view.state is not MentorState.LISTED:
        raise UserError(NOT_LISTED)
    if len(await _find_open(session, person.id)) >= MOST_OPEN:
        raise UserError(f"You have {MOST_OPEN} office hours open, and more are not allowed. Close one first.")
    row = {
        "community_id": person.community_id,
        "mentor_id": person.id,
        "starts_at": opening.starts_at,
        "rule": opening.repeat.rule if opening.repeat else "",
        "time_zone": person.time_zone,
        "wall": opening.repeat.at if opening.repeat else None,
        "since": opening.repeat.since if opening.repeat else None,
        "minutes": opening.minutes,
        "slots": opening.slots,
        "place": opening.place,
        "created_at": clock.now(),
    }
    await session.execute(insert(_hours).values(row))
    return await find_mine(session, caller)


async def find_own(
    connection: AsyncConnection | Session, caller: Caller, hours_id: int
) -> tuple[HoursView, int]:
    """Hours of the caller's that are open, and how many times in them are booked and to come.

    Raises:
        UserError: There are none.
    """
    person = await people.find_caller(connection, caller)
    theirs = (_hours.c.id == hours_id) & (_hours.c.mentor_id == person.id) & _hours.c.closed_at.is_(None)
    row = (await connection.execute(select(*_COLUMNS).where(theirs))).first()
    if row is None:
        raise UserError(GONE)
    bookings = await _find_bookings(connection, _booking.c.hours_id == hours_id)
    return read_row(HoursView, row), len(await _find_live(connection, bookings))


async def close_hours(session: Session, caller: Caller, hours_id: int) -> tuple[Mine, int]:
    """Close hours; whoever has booked a time to come is told kindly that it is off.

    Returns:
        What is open still, and how many were told.

    Raises:
        UserError: There are none.
    """
    found, _ = await find_own(session, caller, hours_id)
    await session.execute(update(_hours).where(_hours.c.id == found.id).values(closed_at=clock.now()))
    bookings = await _find_bookings(session, _booking.c.hours_id == found.id)
    many = 0
    for one in bookings:
        many += len(await meetings.stop_meetings(session, KIND, one.id, but=(found.mentor_id,)))
    return await find_mine(session, caller), many


async def close_all(session: Session, mentor_id: int) -> None:
    """Close all hours of a mentor who is off the list; whoever has booked is told, and they are too."""
    theirs = (_hours.c.mentor_id == mentor_id) & _hours.c.closed_at.is_(None)
    await session.execute(update(_hours).where(theirs).values(closed_at=clock.now()))
    for one in await _find_bookings(session, _booking.c.mentor_id == mentor_id):
        await meetings.stop_meetings(session, KIND, one.id)


# For everybody


async def find_free(
    connection: AsyncConnection | Session, caller: Caller, mentor_user: str | None = None
) -> Free:
    """What the caller can book.

    Args:
        mentor_user: Only with this mentor, by the id on the platform.

    Raises:
        UserError: They are not enrolled.
    """
    person = await people.find_caller(connection, caller)
    slots = await _find_slots(connection, person)
    mine = [one for one in await planning.find_planned(connection, caller, KIND) if one.starts_at]
    if mentor_user is not None:
        slots = [one for one in slots if one.user_id == mentor_user]
    return Free(tuple(slots), tuple(mine), person.time_zone)


async def find_slot(connection: AsyncConnection | Session, caller: Caller, hours_id: int, stamp: int) -> Slot:
    """A time that the caller can book. Raises UserError: it is not free (any more), or not theirs to book."""
    person = await people.find_caller(connection, caller)
    return await _find_slot(connection, person, hours_id, stamp)


async def book_slot(session: Session, caller: Caller, hours_id: int, stamp: int) -> Done:
    """Book a time: with that it is agreed, and both get the invitation.

    Args:
        stamp: When it begins, in seconds since 1970.

    Raises:
        UserError: It is not free (any more), or the caller has booked as much as may be.
    """
    person = await people.find_caller(session, caller)
    slot = await _find_slot(session, person, hours_id, stamp)
    bookings = await _find_bookings(session, _booking.c.member_id == person.id)
    live = {one.owner_id for one in await _find_live(session, bookings)}
    held = [one for one in bookings if one.id in live]
    if any(one.mentor_id == slot.hours.mentor_id for one in held):
        raise UserError(ONE_EACH)
    if len(held) >= MOST_BOOKED:
        raise UserError(ENOUGH)
    row = {
        "community_id": person.community_id,
        "hours_id": slot.hours.id,
        "mentor_id": slot.hours.mentor_id,
        "member_id": person.id,
        "starts_at": slot.starts_at,
        "created_at": clock.now(),
    }
    made = (await session.execute(insert(_booking).values(row).returning(_booking.c.id))).scalar_one()
    mentor = Caller(person.platform, person.community, slot.user_id)
    offer = Offer((slot.starts_at,), slot.hours.minutes, slot.hours.place)
    offered = (await meetings.propose_times(session, mentor, KIND, made, offer)).meeting
    return await meetings.pick_time(session, caller, offered.id, offered.turn, 0)


# What others ask


async def describe_booking(connection: AsyncConnection | Session, booking_id: int) -> About | None:
    """Who meets in what was booked."""
    found = await _find_booking(connection, booking_id)
    return About(found.community_id, found.both) if found else None


async def name_both(connection: AsyncConnection | Session, meeting: MeetingView) -> dict[int, str]:
    """What the two are called, by member, as far as they have said."""
    found = await _find_booking(connection, meeting.owner_id)
    if found is None:
        return {}
    sides = await pairs.find_sides(connection, found.both)
    named = [sides.get((found.mentor_id, True)), sides.get((found.member_id, False))]
    return {side.person.id: side.name for side in named if side is not None}


MEETINGS: Final = Owner("conversation", "Office hours", describe_booking, names=name_both)


async def end_between(session: Session, member_id: int, other_id: int) -> None:
    """Two keep apart: what they have booked with each other is off."""
    for one in await _find_between(session, member_id, other_id):
        await meetings.stop_meetings(session, KIND, one.id)


async def tell_shared(connection: AsyncConnection | Session, member_id: int, other_id: int) -> list[str]:
    """What that ends, in words for the first."""
    live = await _find_live(connection, await _find_between(connection, member_id, other_id))
    return ["the office hours booked between you"] if live else []


async def settle_departed(session: Session, member_id: int) -> None:
    """Somebody has left: their hours are closed, and what they or others had booked is off."""
    theirs = (_hours.c.mentor_id == member_id) & _hours.c.closed_at.is_(None)
    await session.execute(update(_hours).where(theirs).values(closed_at=clock.now()))
    both = or_(_booking.c.mentor_id == member_id, _booking.c.member_id == member_id)
    for one in await _find_bookings(session, both):
        await meetings.stop_meetings(session, KIND, one.id, but=(member_id,))


# Working out what is free


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


async def _find_slots(connection: AsyncConnection | Session, person: Person) -> list[Slot]:
    now = clock.now()
    mentor = MENTOR.c.member_id
    statement = (
        select(*_COLUMNS, MENTOR.c.name, MENTOR.c.role, members.USER_ID)
        .join_from(_hours, MENTOR, mentor == _hours.c.mentor_id)
        .join(members.SOURCE, _hours.c.mentor_id == members.ID)
        .where(
            _hours.c.community_id == person.community_id,
            _hours.c.closed_at.is_(None),
            or_(_hours.c.starts_at.is_(None), _hours.c.starts_at > now - timedelta(days=1)),
            _hours.c.mentor_id != person.id,
            MENTOR.c.state == MentorState.LISTED,
            members.PRESENT,
            ~blocks.are_apart(_hours.c.mentor_id, person.id),
        )
        .order_by(_hours.c.id)
        .limit(_READ)
    )
    rows = (await connection.execute(statement)).all()
    found = [
        Slot(hours, row.name, row.role, row.user_id, start)
        for row in rows
        for hours in [HoursView(*row[: len(_COLUMNS)])]
        for start in find_starts(hours, now + NOTICE, now + AHEAD)
    ]
    busy = await _find_busy(connection, {one.hours.mentor_id for one in found})
    return sorted(
        (one for one in found if not _overlaps(one, busy)), key=lambda one: (one.starts_at, one.hours.id)
    )


async def _find_slot(
    connection: AsyncConnection | Session, person: Person, hours_id: int, stamp: int
) -> Slot:
    for one in await _find_slots(connection, person):
        if one.hours.id == hours_id and int(one.starts_at.timestamp()) == stamp:
            return one
    raise UserError(TAKEN)


async def _find_busy(
    connection: AsyncConnection | Session, mentor_ids: set[int]
) -> dict[int, list[tuple[datetime, datetime]]]:
    """When these mentors have office hours that are booked, by mentor."""
    if not mentor_ids:
        return {}
    bookings = await _find_bookings(connection, _booking.c.mentor_id.in_(mentor_ids))
    whose = {one.id: one.mentor_id for one in bookings}
    busy: dict[int, list[tuple[datetime, datetime]]] = {}
    for one in await _find_live(connection, bookings):
        if one.starts_at is not None and one.ends_at is not None:
            busy.setdefault(whose[one.owner_id], []).append((one.starts_at, one.ends_at))
    return busy


def _overlaps(slot: Slot, busy: dict[int, list[tuple[datetime, datetime]]]) -> bool:
    ends_at = slot.starts_at + timedelta(minutes=slot.hours.minutes)
    return any(start < ends_at and slot.starts_at < end for start, end in busy.get(slot.hours.mentor_id, ()))


async def _find_open(connection: AsyncConnection | Session, mentor_id: int) -> list[HoursView]:
    """The hours of a mentor that are open and not over."""
    theirs = (_hours.c.mentor_id == mentor_id) & _hours.c.closed_at.is_(None)
    rows = await connection.execute(select(*_COLUMNS).where(theirs).order_by(_hours.c.id))
    now = clock.now()
    every = [read_row(HoursView, row) for row in rows]
    day = timedelta(days=1)
    return [one for one in every if one.starts_at is None or find_starts(one, now, one.starts_at + day)]


async def _find_bookings(connection: AsyncConnection | Session, which: Any) -> list[Booking]:
    """Bookings that may be to come: those of long ago are left out."""
    lately = _booking.c.created_at > clock.now() - timedelta(days=366)
    rows = await connection.execute(select(*_BOOKING).where(which, lately).order_by(_booking.c.id))
    return [read_row(Booking, row) for row in rows]


async def _find_live(connection: AsyncConnection | Session, bookings: Sequence[Booking]) -> list[MeetingView]:
    """The meetings about these bookings that are agreed and not over."""
    if not bookings:
        return []
    found = await planning.find_of_owner(connection, KIND, [one.id for one in bookings], live=True)
    return [one for one in found if one.ends_at is not None and one.ends_at > clock.now()]


async def _find_between(connection: AsyncConnection | Session, one: int, other: int) -> list[Booking]:
    both = (one, other)
    return await _find_bookings(connection, _booking.c.mentor_id.in_(both) & _booking.c.member_id.in_(both))


async def _find_booking(connection: AsyncConnection | Session, booking_id: int) -> Booking | None:
    row = (await connection.execute(select(*_BOOKING).where(_booking.c.id == booking_id))).first()
    return read_row(Booking, row) if row else None
