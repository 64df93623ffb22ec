"""An organizer's look at a mentor before they are listed, in communities that want it.

Whoever waits for it waits on the organizers until a moment, at which they are asked again, and again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from mentorbot import clock
from mentorbot.chat.caller import Caller, Rights
from mentorbot.db import Session
from mentorbot.delivery import service as delivery
from mentorbot.delivery.payloads import NOTHING, Payload
from mentorbot.errors import UserError
from mentorbot.guide.model import Way
from mentorbot.members.reaching import find_calm
from mentorbot.mentoring import acts, people, rights, settings
from mentorbot.mentoring.people import Person
from mentorbot.mentoring.profiles import service
from mentorbot.mentoring.profiles.service import MentorView
from mentorbot.mentoring.settings import Settings
from mentorbot.mentoring.terms import ActKind, MentorState
from mentorbot.progress.ways import note_way

ASK, TOLD, CHANGED = "mentor_waiting", "mentor_decided", "mentor_changed"
GONE: Final = "This mentor does not wait for an answer any more, so nothing was changed."


HANDLED_FOR: Final = timedelta(days=7)
"""So long they are not asked again about a mentor whom one of them looks after."""
CALM: Final = timedelta(minutes=10)
"""So long after somebody's last change organizers are shown what they offer now."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What has come of an organizer's decision. ``changed``: nothing, the profile is not what they saw."""

    view: MentorView
    person: Person
    changed: bool = False


@dataclass(frozen=True, slots=True)
class Decided(Payload):
    """What organizers said of a mentor."""

    listed: bool


async def list_or_ask(session: Session, person: Person) -> MentorView:
    """List a mentor who has finished; or have organizers asked first.

    They are where the community wants it, and about whomever they took off the list before.

    Raises:
        UserError: Organizers have taken them off the list, and can be asked nowhere.
    """
    found = await settings.read_settings(session, person.community_id)
    to = found.organizers(person)
    held = await acts.is_held(session, person.community_id, person.id)
    if held and to is None:
        raise UserError(acts.HELD)
    if not (found.approval or held) or to is None:
        await note_way(session, person.id, Way.BE_MENTOR)
        return await service.set_mentor(session, person.id, state=MentorState.LISTED)
    view = await service.set_mentor(session, person.id, state=MentorState.WAITING)
    await ask_organizers(
        session, person, clock.now() + await find_calm(session, person.id, _prefix(person.id))
    )
    return view


async def list_invited(session: Session, person: Person) -> MentorView:
    """List a mentor whom organizers have asked themselves; whom they took off the list before waits."""
    if await acts.is_held(session, person.community_id, person.id):
        return await list_or_ask(session, person)
    await note_way(session, person.id, Way.BE_MENTOR)
    return await service.set_mentor(session, person.id, state=MentorState.LISTED)


async def decide_on_mentor(
    session: Session, caller: Caller, may: Rights, member_id: int, *, approve: bool, seen: int = 0
) -> Decision:
    """List a mentor, or send them back to their draft; they are told either way.

    Args:
        seen: The version of the profile that the organizer saw; 0 where that is not known.

    Raises:
        UserError: The caller is no organizer, or the mentor does not wait (any more) in this community.
    """
    community = await rights.require_organizer(session, caller, may)
    found, person = (
        await service.find_mentor(session, member_id),
        await people.find_person(session, member_id),
    )
    waits = found is not None and found.state is MentorState.WAITING and found.community_id == community
    if found is None or person is None or not waits:
        raise UserError(GONE)
    if approve and seen and seen != found.version:
        return Decision(found, person, changed=True)
    if approve and await acts.is_held(session, community, member_id):
        await acts.note_act(session, caller, community, ActKind.LISTED, member_id=member_id)
    await _settle(session, person, listed=approve)
    return Decision(await service.require_mentor(session, member_id), person)


async def mark_handled(session: Session, caller: Caller, may: Rights, member_id: int) -> Decision:
    """An organizer looks after a mentor who waits, or has changed the profile: the others are left in peace.

    Raises:
        UserError: The caller is no organizer, or there is no such mentor (any more) in this community.
    """
    community = await rights.require_organizer(session, caller, may)
    found = await service.find_mentor(session, member_id)
    person = await people.find_person(session, member_id)
    asks = {MentorState.WAITING, MentorState.LISTED}
    if found is None or person is None or found.community_id != community or found.state not in asks:
        raise UserError(GONE)
    if found.state is MentorState.WAITING:
        await delivery.cancel(session, prefix=_prefix(member_id))
        await ask_organizers(session, person, clock.now() + HANDLED_FOR)
    return Decision(found, person)


async def note_change(session: Session, person: Person, before: MentorView | None, now: MentorView) -> None:
    """Have organizers shown what a listed mentor offers now, where they look at mentors."""
    if before is None or now.state is not MentorState.LISTED or now.version == before.version:
        return
    found = await settings.read_settings(session, person.community_id)
    to = found.organizers(person)
    if not found.approval or to is None:
        return
    await delivery.cancel(session, prefix=_changed(person.id))
    due = clock.now() + max(CALM, await find_calm(session, person.id, _changed(person.id)))
    await delivery.schedule(
        session,
        kind=CHANGED,
        payload=NOTHING,
        to=to,
        due_at=due,
        dedupe_key=f"{_changed(person.id)}{due.timestamp()}",
        community_id=person.community_id,
        member_id=person.id,
        respect_quiet=False,
    )


async def set_up_mentoring(
    session: Session, caller: Caller, may: Rights, given: Mapping[str, Any]
) -> Settings:
    """Say how the community mentors; if nobody is to look at mentors any more, those who wait are listed.

    Args:
        given: Settings by their names; None leaves one as it is.

    Returns:
        How it mentors now.

    Raises:
        UserError: As :func:`mentorbot.mentoring.settings.set_up`.
    """
    before = await settings.read_settings_here(session, caller, may)
    new = replace(before, **{name: value for name, value in given.items() if value is not None})
    community = await settings.set_up(session, caller, may, new)
    if before.approval and not new.approval:
        held = await acts.find_held(session, community)
        waiting = [one for one in await service.find_waiting(session, community) if one not in held]
        for person in (await people.find_people(session, waiting)).values():
            await _settle(session, person, listed=True)
    return new


async def withdraw_question(session: Session, member_id: int) -> None:
    """Take back what organizers are asked about somebody who mentors no longer."""
    for prefix in (_prefix(member_id), _changed(member_id)):
        await delivery.cancel(session, prefix=prefix)


async def ask_organizers(session: Session, person: Person, when: datetime) -> None:
    found = await settings.read_settings(session, person.community_id)
    to = found.organizers(person) or person.address
    await delivery.schedule(
        session,
        kind=ASK,
        payload=NOTHING,
        to=to,
        due_at=when,
        dedupe_key=f"{_prefix(person.id)}{int(when.timestamp())}",
        community_id=person.community_id,
        member_id=person.id,
        respect_quiet=False,
    )


async def _settle(session: Session, person: Person, *, listed: bool) -> None:
    state = MentorState.LISTED if listed else MentorState.DRAFT
    if listed:
        await note_way(session, person.id, Way.BE_MENTOR)
    await service.set_mentor(session, person.id, state=state)
    await withdraw_question(session, person.id)
    await delivery.schedule(
        session,
        kind=TOLD,
        payload=Decided(listed),
        to=person.address,
        due_at=clock.now(),
        dedupe_key=f"mentor:{person.id}:decided:{int(clock.now().timestamp())}",
        community_id=person.community_id,
        member_id=person.id,
    )


def _changed(member_id: int) -> str:
    return f"mentor:{member_id}:changed:"


def _prefix(member_id: int) -> str:
    return f"mentor:{member_id}:waiting:"
