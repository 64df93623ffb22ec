"""The messages about a mentor's being listed, made when they fall due."""

from datetime import timedelta

from mentorbot import clock
from mentorbot.chat import Card
from mentorbot.db import Session
from mentorbot.delivery.kinds import Due, handler
from mentorbot.delivery.payloads import Payload
from mentorbot.mentoring import acts, people, settings
from mentorbot.mentoring.profiles import approval, approval_cards, cards, joining, service
from mentorbot.mentoring.terms import MentorState


@handler(approval.ASK, Payload)
async def make_question(session: Session, due: Due, _: Payload) -> Card | None:
    """The question to organizers, as long as the mentor waits."""
    if due.member_id is None:
        return None
    found, person = (
        await service.find_mentor(session, due.member_id),
        await people.find_person(session, due.member_id),
    )
    if found is None or person is None or found.state is not MentorState.WAITING:
        return None
    again = await settings.read_settings(session, person.community_id)
    await approval.ask_organizers(session, person, due.due_at + timedelta(hours=again.answer_hours))
    return approval_cards.approval_card(found, person)


@handler(approval.CHANGED, Payload)
async def make_changed(session: Session, due: Due, _: Payload) -> Card | None:
    """What a listed mentor offers by now, for organizers."""
    found = await service.find_mentor(session, due.member_id or 0)
    person = await people.find_person(session, due.member_id or 0)
    if found is None or person is None or found.state is not MentorState.LISTED:
        return None
    return approval_cards.changed_card(found, person)


@handler(approval.TOLD, approval.Decided)
async def make_decision(session: Session, due: Due, decided: approval.Decided) -> Card | None:
    """What organizers decided, for the mentor."""
    found = await service.find_mentor(session, due.member_id or 0)
    if found is None:
        return None
    return approval_cards.decided_card(found, listed=decided.listed)


@handler(joining.RESUMED, Payload)
async def resume_listing(session: Session, due: Due, _: Payload) -> Card | None:
    """The end of a pause: they are listed again, and told."""
    view = await service.find_mentor(session, due.member_id or 0)
    if view is None or view.paused_until is None or view.paused_until > clock.now():
        # Listed by an earlier try of this very message, it is still to be told.
        told = view is not None and view.state is MentorState.LISTED and due.attempts > 1
        return cards.resumed_card(view) if view is not None and told else None
    if await acts.is_held(session, view.community_id, view.member_id):
        return None
    view = await service.set_mentor(session, view.member_id, state=MentorState.LISTED, paused_until=None)
    return cards.resumed_card(view)
