"""Becoming a mentor, pausing, coming back and leaving."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from mentorbot import clock
from mentorbot.chat.caller import Caller
from mentorbot.db import AsyncConnection, Session
from mentorbot.delivery import service as delivery
from mentorbot.delivery.payloads import NOTHING
from mentorbot.errors import UserError
from mentorbot.members import service as members
from mentorbot.mentoring import acts, people
from mentorbot.mentoring.mentorships import service as pairing
from mentorbot.mentoring.mentorships.service import MentorshipView
from mentorbot.mentoring.people import Person
from mentorbot.mentoring.profiles import answers, approval, service
from mentorbot.mentoring.profiles.service import About, MentorView, Offer, Room
from mentorbot.mentoring.requests import handing_on
from mentorbot.mentoring.terms import Ending, MentorState

RESUMED: Final = "mentor_resumed"
NOT_FINISHED: Final = "There is a step left: say first what you help with."
NOT_LISTED: Final = "You are not listed yet, so there is nothing to pause. `/mentor join` goes on with it."
when_left: Final[list[Callable[[Session, int], Awaitable[None]]]] = []
"""Called with a member's id in the transaction in which they stop mentoring."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What the caller offers as a mentor.

    Args:
        time_zone: The key of the one that they live in.
        steps_left: Whether they were still on their way through the steps when they sent this one.
    """

    view: MentorView
    time_zone: str
    steps_left: bool = False


@dataclass(frozen=True, slots=True)
class Leaving:
    """Somebody who is about to leave: what they offer, and whom they are mentoring (by name)."""

    mentor: MentorView
    pairs: tuple[MentorshipView, ...]
    mentees: tuple[str, ...]


async def find_begun(connection: AsyncConnection | Session, caller: Caller) -> Profile | None:
    """What the caller has said so far; None if they have not begun to join, or are not known here yet.

    Raises:
        UserError: In a direct message, from somebody who is in no community.
    """
    try:
        person = await people.find_caller(connection, caller)
    except UserError:
        if caller.community is None:
            raise
        return None
    view = await service.find_mentor(connection, person.id)
    return None if view is None else Profile(view, person.time_zone)


async def find_profile(connection: AsyncConnection | Session, caller: Caller) -> Profile:
    """What the caller offers. Raises UserError if they are no mentor."""
    person = await people.find_caller(connection, caller)
    return Profile(await service.require_mentor(connection, person.id), person.time_zone)


async def save_about(session: Session, caller: Caller, name: str, said: About) -> Profile:
    """Keep the first step; whoever is not known here yet is from now on.

    Raises:
        UserError: In a direct message, from somebody who is in no community.
    """
    await members.admit_member(session, caller)
    person = await people.find_caller(session, caller)
    shown = answers.read_name(name)
    before = await service.find_mentor(session, person.id)
    view = await service.begin_mentor(
        session, person.id, person.community_id, shown, said, username=caller.username
    )
    await approval.note_change(session, person, before, view)
    return Profile(view, person.time_zone, steps_left=not view.finished)


async def save_offer(session: Session, caller: Caller, said: Offer) -> Profile:
    """Keep the second step. Raises UserError if the first is missing."""
    person = await people.find_caller(session, caller)
    before = await service.require_mentor(session, person.id)
    view = await service.change_mentor(session, person.id, said)
    await approval.note_change(session, person, before, view)
    return Profile(view, person.time_zone, steps_left=not before.finished)


async def save_room(session: Session, caller: Caller, said: Room, zone: str = "") -> Profile:
    """Keep the third step; whoever has said enough by then is listed, or organizers are asked.

    Args:
        zone: The time zone they live in; empty for what is known.

    Raises:
        UserError: The first step is missing, or they have more mentees than they want to take.
    """
    person = await people.find_caller(session, caller)
    if zone and zone != person.time_zone:
        await service.set_zone(session, person.id, zone)
    before = await service.find_mentor(session, person.id)
    view = await service.change_mentor(session, person.id, said)
    await approval.note_change(session, person, before, view)
    if before is not None and view.taken >= view.capacity < before.capacity:
        await handing_on.pass_all(session, person.id)  # there is no room any more for who waits
    if view.state is MentorState.DRAFT and view.finished:
        view = await approval.list_or_ask(session, person)
    return Profile(view, zone or person.time_zone)


async def list_mentor(session: Session, caller: Caller) -> Profile:
    """List a draft, or have organizers asked; of anything else nothing changes.

    Raises:
        UserError: They are no mentor, or a step is missing.
    """
    person = await people.find_caller(session, caller)
    view = await service.require_mentor(session, person.id)
    if view.state is not MentorState.DRAFT:
        return Profile(view, person.time_zone)
    if not view.finished:
        raise UserError(NOT_FINISHED)
    return Profile(await approval.list_or_ask(session, person), person.time_zone)


async def pause_mentor(session: Session, caller: Caller, until: str) -> tuple[MentorView, int]:
    """Get no new mentees until a day, or until they say so; what waits for their answer goes on to others.

    Args:
        until: The day as it was typed, or nothing.

    Returns:
        What they offer now, and how many requests went on.

    Raises:
        UserError: They are no mentor, not listed, or the day makes no sense; or organizers have taken them
            off the list.
    """
    person = await people.find_caller(session, caller)
    view = await service.require_mentor(session, person.id)
    if view.state in {MentorState.DRAFT, MentorState.WAITING}:
        raise UserError(NOT_LISTED)
    if view.state is MentorState.PAUSED and await acts.is_held(session, person.community_id, person.id):
        raise UserError(acts.HELD)
    return await take_off(session, person, answers.pause_end(until, person.time_zone, clock.now()))


async def take_off(session: Session, person: Person, ends: datetime | None) -> tuple[MentorView, int]:
    """Offer a mentor to nobody new; what waits for their answer goes on to others.

    Args:
        ends: When that is over by itself, if it is.

    Returns:
        What they offer now, and how many requests went on.
    """
    await delivery.cancel(session, prefix=_resumes(person.id))
    if ends is not None:
        await _plan_return(session, person, ends)
    view = await service.set_mentor(session, person.id, state=MentorState.PAUSED, paused_until=ends)
    return view, await handing_on.pass_all(session, person.id)


async def put_back(session: Session, person: Person) -> MentorView:
    """Offer a mentor to mentees again."""
    await delivery.cancel(session, prefix=_resumes(person.id))
    return await service.set_mentor(session, person.id, state=MentorState.LISTED, paused_until=None)


async def resume_mentor(session: Session, caller: Caller) -> Profile:
    """Be offered to mentees again; whoever is not paused stays as they are.

    Raises:
        UserError: They are no mentor, or organizers have taken them off the list.
    """
    person = await people.find_caller(session, caller)
    view = await service.require_mentor(session, person.id)
    if view.state is MentorState.PAUSED:
        if await acts.is_held(session, person.community_id, person.id):
            raise UserError(acts.HELD)
        view = await put_back(session, person)
    return Profile(view, person.time_zone)


async def find_leaving(connection: AsyncConnection | Session, caller: Caller) -> Leaving:
    """What leaving would mean for the caller. Raises UserError if they are no mentor."""
    person = await people.find_caller(connection, caller)
    view = await service.require_mentor(connection, person.id)
    pairs = tuple(
        one for one in await pairing.find_mentorships(connection, person.id) if one.mentor_id == person.id
    )
    known = await service.find_mentees(connection, [one.mentee_id for one in pairs])
    return Leaving(view, pairs, tuple(known[one.mentee_id].name for one in pairs if one.mentee_id in known))


async def leave_mentoring(session: Session, caller: Caller) -> Leaving:
    """Stop mentoring: what they offer is deleted, and whoever they were mentoring is told.

    Raises:
        UserError: They are no mentor.
    """
    found = await find_leaving(session, caller)
    member_id = found.mentor.member_id
    for pair in found.pairs:
        await pairing.end_mentorship(session, pair.id, Ending.MENTOR)
    for act in when_left:
        await act(session, member_id)
    await approval.withdraw_question(session, member_id)
    await delivery.cancel(session, prefix=_resumes(member_id))
    await service.erase_mentors(session, [member_id])
    await handing_on.pass_all(session, member_id)
    return found


async def _plan_return(session: Session, person: Person, when: datetime) -> None:
    await delivery.schedule(
        session,
        kind=RESUMED,
        payload=NOTHING,
        to=person.address,
        due_at=when,
        dedupe_key=f"{_resumes(person.id)}{int(when.timestamp())}:{int(clock.now().timestamp())}",
        community_id=person.community_id,
        member_id=person.id,
    )


def _resumes(member_id: int) -> str:
    return f"mentor:{member_id}:resume:"
