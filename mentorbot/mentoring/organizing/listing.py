"""What organizers do by hand about mentors: take one off the list for a while or for good, list one again.

Each but the last has a reason, which the mentor reads. It is kept as an act (see mentoring.acts).
"""

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from mentorbot import clock
from mentorbot.chat.caller import Caller, Rights
from mentorbot.db import AsyncConnection, Session
from mentorbot.errors import UserError
from mentorbot.mentoring import acts, people, rights
from mentorbot.mentoring.hours import service as office_hours
from mentorbot.mentoring.mentorships import service as pairing
from mentorbot.mentoring.organizing import hand
from mentorbot.mentoring.organizing.roster import NO_MENTOR
from mentorbot.mentoring.organizing.telling import tell_of_act
from mentorbot.mentoring.people import Person
from mentorbot.mentoring.profiles import answers, approval, joining
from mentorbot.mentoring.profiles import service as profiles
from mentorbot.mentoring.profiles.service import MentorView
from mentorbot.mentoring.reports import service as reports
from mentorbot.mentoring.terms import ActKind, MentorState
from mentorbot.times.typed import Reading, read_back_day

MENTOR_TOLD: Final = "mentor_hand"
NOT_A_MENTOR: Final = "The case is about nobody who mentors here, so there is nothing to take off the list."


async def pause_mentor(
    session: Session, caller: Caller, allowed: Rights, member_id: int, *, until: str, reason: str
) -> MentorView:
    """Offer a mentor to nobody new until a day, or until an organizer lists them again; they read the reason.

    Args:
        until: The day as it was typed, or nothing.

    Raises:
        UserError: The caller is no organizer, there is no such mentor on the list, or the day makes no sense.
    """
    view, person = await _mentor(session, caller, allowed, member_id)
    if view.state is MentorState.DRAFT:
        raise UserError(hand.NOT_FINISHED)
    me = await people.find_user(session, person.community_id, caller.user_id)
    ends = answers.pause_end(until, (me or person).time_zone, clock.now())
    return await _take_off(session, caller, person, ActKind.PAUSED, reason, ends=ends)


async def read_back_pause(
    connection: AsyncConnection, caller: Caller, allowed: Rights, member_id: int, until: str
) -> list[Reading]:
    """How the end of a pause was read; nothing where it was written out. Raises as :func:`pause_mentor`."""
    _, person = await _mentor(connection, caller, allowed, member_id)
    me = await people.find_user(connection, person.community_id, caller.user_id)
    zone = (me or person).time_zone
    ends = answers.pause_end(until, zone, clock.now())
    return read_back_day("Until", until, ends.astimezone(ZoneInfo(zone)).date()) if ends else []


async def remove_mentor(
    session: Session, caller: Caller, allowed: Rights, member_id: int, reason: str
) -> tuple[MentorView, int]:
    """Take a mentor off the list and end what they are in as one; they read the reason.

    Returns:
        What they offer, and how many mentorships ended.

    Raises:
        UserError: The caller is no organizer, or there is no such mentor.
    """
    view, person = await _mentor(session, caller, allowed, member_id)
    if not await _is_off(session, view, ActKind.REMOVED):
        view = await _take_off(session, caller, person, ActKind.REMOVED, reason)
    theirs = [one for one in await pairing.find_mentorships(session, member_id) if one.mentor_id == member_id]
    for one in theirs:
        await hand.end_by_hand(session, caller, one, "")
    return view, len(theirs)


async def list_again(session: Session, caller: Caller, allowed: Rights, member_id: int) -> MentorView:
    """Put a mentor on the list again, who is told.

    Raises:
        UserError: The caller is no organizer, or there is no mentor who is off the list.
    """
    view, person = await _mentor(session, caller, allowed, member_id)
    if view.state is not MentorState.PAUSED:
        raise UserError(hand.ALREADY)
    if not view.finished:
        raise UserError(hand.NOT_FINISHED)
    view = await joining.put_back(session, person)
    await _tell_mentor(session, caller, person, ActKind.LISTED, "")
    return view


async def delist_reported(
    session: Session, caller: Caller, allowed: Rights, report_id: int
) -> tuple[reports.CaseView, MentorView]:
    """Take the mentor off the list whom a case is about; they learn of no report. It is noted in the case.

    Raises:
        UserError: The caller may not see that case, or it is about no mentor.
    """
    case, organizes = await reports.look_at_case(session, caller, allowed, report_id)
    person = await people.find_user(session, case.community_id, case.about or "")
    view = await profiles.find_mentor(session, person.id) if person and organizes else None
    if person is None or view is None:
        raise UserError(NOT_A_MENTOR)
    if await _is_off(session, view, ActKind.DELISTED):
        return case, view
    view = await _take_off(session, caller, person, ActKind.DELISTED, "")
    if case.closed_at is None:
        case, _ = await reports.add_note(
            session, caller, allowed, report_id, "Taken off the list of mentors."
        )
    return case, view


async def _is_off(connection: AsyncConnection | Session, view: MentorView, how: ActKind) -> bool:
    """Whether organizers took a mentor off the list in this way already, as after a double click."""
    paused = view.state is MentorState.PAUSED
    return paused and await acts.find_hold(connection, view.community_id, view.member_id) is how


async def _take_off(
    session: Session,
    caller: Caller,
    person: Person,
    kind: ActKind,
    reason: str,
    *,
    ends: datetime | None = None,
) -> MentorView:
    await approval.withdraw_question(session, person.id)
    view, _ = await joining.take_off(session, person, ends)
    if kind is not ActKind.PAUSED:
        await office_hours.close_all(session, person.id)
    await _tell_mentor(session, caller, person, kind, reason, until=ends)
    return view


async def _mentor(
    connection: AsyncConnection | Session, caller: Caller, allowed: Rights, member_id: int
) -> tuple[MentorView, Person]:
    community = await rights.require_organizer(connection, caller, allowed)
    view = await profiles.find_mentor(connection, member_id)
    person = await people.find_person(connection, member_id)
    if view is None or person is None or view.community_id != community:
        raise UserError(NO_MENTOR)
    return view, person


async def _tell_mentor(
    session: Session,
    caller: Caller,
    person: Person,
    kind: ActKind,
    reason: str,
    *,
    until: datetime | None = None,
) -> None:
    act = await acts.note_act(
        session, caller, person.community_id, kind, reason, member_id=person.id, until=until
    )
    await tell_of_act(session, MENTOR_TOLD, act, {person.id: f"mentor:{person.id}:hand:{act.id}"})
