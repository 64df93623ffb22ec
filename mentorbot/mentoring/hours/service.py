"""Opening office hours, and booking a time in them: a booking is something two meet about, agreed at once.

So invitations, reminders, moving and cancelling are those of meetings. Which times are free is worked out
from the hours and from the meetings about what was booked, in the transaction in which one is booked.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import ColumnElement, or_, select, true, update

from mentorbot import clock
from mentorbot.chat.caller import Caller
from mentorbot.chat.program import Program
from mentorbot.db import AsyncConnection, Session, insert, read_row
from mentorbot.errors import UserError
from mentorbot.meetings import planning
from mentorbot.meetings import service as meetings
from mentorbot.meetings.offers import Offer
from mentorbot.meetings.owners import About, Owner
from mentorbot.meetings.planning import MeetingView
from mentorbot.meetings.service import Done
from mentorbot.members import service as members
from mentorbot.members.reaching import check_reach
from mentorbot.mentoring import people
from mentorbot.mentoring.hours.models import OFFICE_BOOKING, OFFICE_HOURS
from mentorbot.mentoring.hours.reading import Opening
from mentorbot.mentoring.hours.slots import (
    BOOKED,
    BOOKING,
    COLUMNS,
    HOURS,
    KIND,
    Booking,
    HoursView,
    Slot,
    find_live,
    find_slots,
    find_starts,
    select_lately,
)
from mentorbot.mentoring.hours.terms import AGENDA, MOST_BOOKED, MOST_OPEN
from mentorbot.mentoring.mentorships import pairs
from mentorbot.mentoring.people import Person
from mentorbot.mentoring.profiles import service as profiles
from mentorbot.mentoring.terms import MentorState

NOT_LISTED: Final = "Only mentors on the list can open office hours. `/mentor join` shows what is left."
GONE: Final = (
    "There are no such office hours of yours, or not any more. `/mentor hours` shows those you have."
)
TAKEN: Final = "That time is not free any more. Please choose another: `/mentor book`."
ONE_EACH: Final = "You have booked a time with this mentor already. Hold or cancel that one first."
ENOUGH: Final = (
    f"You have {MOST_BOOKED} times booked, and more are not allowed at once. Hold or cancel one first."
)


@dataclass(frozen=True, slots=True)
class Mine:
    """A mentor's own hours, with how many times in them are booked and to come; and the zone they live in."""

    hours: tuple[HoursView, ...]
    booked: Mapping[int, int]
    time_zone: str


@dataclass(frozen=True, slots=True)
class Free:
    """What can be booked, the soonest first; what the caller has booked; and the zone they live in."""

    slots: tuple[Slot, ...]
    booked: tuple[MeetingView, ...]
    time_zone: str


# For mentors


async def find_mine(connection: AsyncConnection | Session, caller: Caller) -> Mine:
    """The caller's hours that are open, and to come. Raises UserError: they are no mentor."""
    person = await people.find_caller(connection, caller)
    await profiles.require_mentor(connection, person.id)
    found = await _find_open(connection, person.id)
    live = {booking for booking, _ in await find_live(connection, BOOKING.mentor_id == person.id)}
    return Mine(tuple(found), Counter(one.hours_id for one in live), person.time_zone)


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
    await session.execute(insert(OFFICE_HOURS).values(row))
    return await find_mine(session, caller)


async def find_own(
    connection: AsyncConnection | Session, caller: Caller, hours_id: int
) -> tuple[HoursView, int]:
    """Hours of the caller's that are open, and how many times in them are booked and to come.

    Raises:
        UserError: There are none.
    """
    person = await people.find_caller(connection, caller)
    theirs = (HOURS.id == hours_id) & (HOURS.mentor_id == person.id) & HOURS.closed_at.is_(None)
    row = (await connection.execute(select(*COLUMNS).where(theirs))).first()
    if row is None:
        raise UserError(GONE)
    return read_row(HoursView, row), len(await find_live(connection, BOOKING.hours_id == hours_id))


async def close_hours(session: Session, caller: Caller, hours_id: int) -> tuple[Mine, int]:
    """Close hours; whoever has booked a time to come is told kindly that it is off.

    Returns:
        What is open still, and how many were told.

    Raises:
        UserError: There are none.
    """
    found, _ = await find_own(session, caller, hours_id)
    await _close(session, HOURS.id == found.id)
    many = await _call_off(session, BOOKING.hours_id == found.id, but=(found.mentor_id,))
    return await find_mine(session, caller), many


async def close_all(session: Session, mentor_id: int) -> None:
    """Close all hours of a mentor whom organizers took off the list; both of what was booked are told."""
    await _close(session, HOURS.mentor_id == mentor_id)
    await _call_off(session, BOOKING.mentor_id == mentor_id)


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
    whose = true() if mentor_user is None else members.USER_ID.in_([mentor_user])
    slots = await find_slots(connection, person, whose)
    mine = [one for one in await planning.find_planned(connection, caller, KIND) if one.starts_at]
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
        UserError: It is not free (any more), or the caller has booked as much as may be, at once or in a day.
    """
    person = await people.find_caller(session, caller)
    slot = await _find_slot(session, person, hours_id, stamp)
    held = {booking for booking, _ in await find_live(session, BOOKING.member_id == person.id)}
    if any(one.mentor_id == slot.hours.mentor_id for one in held):
        raise UserError(ONE_EACH)
    if len(held) >= MOST_BOOKED:
        raise UserError(ENOUGH)
    await check_reach(session, person.id, [slot.hours.mentor_id])
    row = {
        "community_id": person.community_id,
        "hours_id": slot.hours.id,
        "mentor_id": slot.hours.mentor_id,
        "member_id": person.id,
        "starts_at": slot.starts_at,
        "created_at": clock.now(),
    }
    made = (await session.execute(insert(OFFICE_BOOKING).values(row).returning(BOOKING.id))).scalar_one()
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


async def prepare(connection: AsyncConnection | Session, _: Program, meeting: MeetingView) -> str:
    """What to talk about, for two who may meet this once."""
    return AGENDA if await _find_booking(connection, meeting.owner_id) else ""


MEETINGS: Final = Owner("conversation", "Office hours", describe_booking, agenda=prepare, names=name_both)


async def end_between(session: Session, member_id: int, other_id: int) -> None:
    """Two keep apart: what they have booked with each other is off."""
    await _call_off(session, _are_between(member_id, other_id))


async def tell_shared(connection: AsyncConnection | Session, member_id: int, other_id: int) -> list[str]:
    """What that ends, in words for the first."""
    live = await find_live(connection, _are_between(member_id, other_id))
    return ["the office hours booked between you"] if live else []


async def follow_leaving(session: Session, member_id: int) -> None:
    """Somebody mentors no longer: their hours are closed, and whoever has booked with them is told."""
    await _close(session, HOURS.mentor_id == member_id)
    await _call_off(session, BOOKING.mentor_id == member_id, but=(member_id,))


async def settle_departed(session: Session, member_id: int) -> None:
    """Somebody has left: what they or others had booked is off. Once they are back, their hours are open.

    They read that it is off themselves if they are back before it would have been.
    """
    theirs = or_(BOOKING.mentor_id == member_id, BOOKING.member_id == member_id)
    await _call_off(session, theirs)


async def _find_slot(
    connection: AsyncConnection | Session, person: Person, hours_id: int, stamp: int
) -> Slot:
    for one in await find_slots(connection, person, HOURS.id == hours_id):
        if int(one.starts_at.timestamp()) == stamp:
            return one
    raise UserError(TAKEN)


async def _close(session: Session, which: ColumnElement[bool]) -> None:
    closed = update(OFFICE_HOURS).where(which, HOURS.closed_at.is_(None))
    await session.execute(closed.values(closed_at=clock.now()))


async def _call_off(session: Session, which: ColumnElement[bool], *, but: tuple[int, ...] = ()) -> int:
    """Call off what was booked, and tell of it all but these; how many meetings that is."""
    planned = await planning.find_of_owner(session, KIND, select_lately(which), live=True)
    stopped = [
        await meetings.stop_meetings(session, KIND, id_, but=but)
        for id_ in sorted({one.owner_id for one in planned})
    ]
    return sum(map(len, stopped))


def _are_between(one: int, other: int) -> ColumnElement[bool]:
    return BOOKING.mentor_id.in_((one, other)) & BOOKING.member_id.in_((one, other))


async def _find_open(connection: AsyncConnection | Session, mentor_id: int) -> list[HoursView]:
    """The hours of a mentor that are open and not over."""
    theirs = (HOURS.mentor_id == mentor_id) & HOURS.closed_at.is_(None)
    rows = await connection.execute(select(*COLUMNS).where(theirs).order_by(HOURS.id))
    now = clock.now()
    every = [read_row(HoursView, row) for row in rows]
    day = timedelta(days=1)
    return [one for one in every if one.starts_at is None or find_starts(one, now, one.starts_at + day)]


async def _find_booking(connection: AsyncConnection | Session, booking_id: int) -> Booking | None:
    row = (await connection.execute(select(*BOOKED).where(BOOKING.id == booking_id))).first()
    return read_row(Booking, row) if row else None
