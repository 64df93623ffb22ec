"""Who comes to an event, for its organizers: the list of it, and adding or removing somebody."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import case, select

from mentorbot.chat.caller import Caller, Rights
from mentorbot.db import AsyncConnection, Session
from mentorbot.errors import UserError
from mentorbot.events import managing, notices, rsvp, showing
from mentorbot.events.models import EVENT_RSVP
from mentorbot.events.terms import EventAnswer, EventState
from mentorbot.events.view import EventView
from mentorbot.guide.model import Stage
from mentorbot.members import service as members

_ORDER = (EventAnswer.GOING, EventAnswer.WAITING, EventAnswer.INTERESTED, EventAnswer.CANNOT)


@dataclass(frozen=True, slots=True)
class Attendee:
    """Somebody who said something to an event.

    Args:
        username: What the platform calls them; empty where it is not known.
        reply: To the event's question.
    """

    user_id: str
    username: str
    answer: EventAnswer
    at: datetime
    stage: Stage | None
    reply: str


@dataclass(frozen=True, slots=True)
class Attendees:
    """All of them, those who come first, in the order in which they said so."""

    event: EventView
    people: Sequence[Attendee]


async def find_attendees(
    connection: AsyncConnection | Session, caller: Caller, rights: Rights, event_id: int
) -> Attendees:
    """Who said what to an event. Raises UserError: the caller is no organizer, or it is gone."""
    event = await managing.find_event(connection, caller, rights, event_id)
    order = case({one.value: place for place, one in enumerate(_ORDER)}, value=EVENT_RSVP.c.answer)
    statement = (
        select(
            members.USER_ID,
            members.USERNAME,
            EVENT_RSVP.c.answer,
            EVENT_RSVP.c.at,
            members.CAREER_STAGE,
            EVENT_RSVP.c.reply,
        )
        .select_from(members.SOURCE.join(EVENT_RSVP, EVENT_RSVP.c.member_id == members.ID))
        .where(EVENT_RSVP.c.event_id == event_id)
        .order_by(order, EVENT_RSVP.c.turn)
    )
    rows = await connection.execute(statement)
    return Attendees(event, [Attendee(*row) for row in rows])


async def add_attendee(
    session: Session, caller: Caller, rights: Rights, event_id: int, user_id: str
) -> Attendees:
    """Let somebody come, who is told; whoever comes already stays as they are.

    Raises:
        UserError: As :func:`find_attendees`; they are no member, it is a draft or over, or full.
    """
    await _add(session, caller, await _find_open(session, caller, rights, event_id), user_id)
    return await find_attendees(session, caller, rights, event_id)


async def add_attendees(
    session: Session, caller: Caller, rights: Rights, event_id: int, users: Iterable[str]
) -> tuple[Attendees, dict[str, list[str]]]:
    """Let many come, as :func:`add_attendee`; who cannot be added is left out.

    Args:
        users: Their ids on the platform.

    Returns:
        Who comes now; and for each reason for which somebody cannot be added, whom it concerns.

    Raises:
        UserError: The caller is no organizer, it is gone, a draft or over.
    """
    event = await _find_open(session, caller, rights, event_id)
    refused: dict[str, list[str]] = {}
    for user_id in users:
        try:
            event = await _add(session, caller, event, user_id)
        except UserError as error:
            refused.setdefault(error.sentence, []).append(user_id)
    return await find_attendees(session, caller, rights, event_id), refused


async def remove_attendee(
    session: Session, caller: Caller, rights: Rights, event_id: int, user_id: str
) -> Attendees:
    """Take somebody off the list, who is told; their seat goes to the first who waits.

    Raises:
        UserError: As :func:`find_attendees`; or they are not on it, or the event is a draft or over.
    """
    event = await _find_open(session, caller, rights, event_id)
    member = await find_member(session, caller, user_id)
    before = await _answer_of(session, event_id, member)
    if before in {None, EventAnswer.CANNOT}:
        raise UserError("They have not said that they come, so there is nothing to take off the list.")
    await showing.mark_behind(session, event_id)
    await notices.tell_removed(session, event, member)
    await rsvp.withdraw(session, rsvp.said_by(event_id, member))
    return await find_attendees(session, caller, rights, event_id)


async def _add(session: Session, caller: Caller, event: EventView, user_id: str) -> EventView:
    """Let somebody come. Returns the event as it is then."""
    member = await find_present(session, caller, user_id)
    before = await _answer_of(session, event.id, member)
    if before is EventAnswer.GOING:
        return event
    if event.capacity is not None and event.going >= event.capacity:
        raise UserError("All seats are taken. Give the event more seats first.")
    await rsvp.write_answer(session, event.id, member, EventAnswer.GOING)
    await showing.mark_behind(session, event.id)
    await notices.tell_seated(session, event, (member,))
    return replace(event, going=event.going + 1)


async def _find_open(session: Session, caller: Caller, rights: Rights, event_id: int) -> EventView:
    event = await managing.find_event(session, caller, rights, event_id)
    if event.state is EventState.DRAFT:
        raise UserError("This event is a draft that nobody has seen. Publish it first; then people can come.")
    rsvp.check_open(event)
    return event


async def find_member(session: Session, caller: Caller, user_id: str) -> int:
    """The member of the caller's community who is this. Raises UserError: they have not enrolled."""
    found = await members.find_profile(session, Caller(caller.platform, caller.community, user_id))
    if found is None:
        raise UserError("They have not enrolled here yet. With `/start` they do; then you can add them.")
    return found.id


async def find_present(session: Session, caller: Caller, user_id: str) -> int:
    """As :func:`find_member`, of somebody who is to be told. Raises UserError too: they have left."""
    found = await find_member(session, caller, user_id)
    if await members.find_away(session, [found]):
        raise UserError("They have left the community, so I could not tell them of it.")
    return found


async def _answer_of(session: Session, event_id: int, member: int) -> EventAnswer | None:
    theirs = rsvp.said_by(event_id, member)
    return (await session.execute(select(EVENT_RSVP.c.answer).where(theirs))).scalar()
