"""What is coming up for one member: the list of it, what goes into their calendar, and answering it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from mentorbot.chat.caller import Caller, Rights
from mentorbot.db import AsyncConnection, Session
from mentorbot.errors import UserError
from mentorbot.events import pictures, rsvp, service, showing
from mentorbot.events.rsvp import Answered
from mentorbot.events.terms import MOST_REPLY, EventAnswer, EventKind
from mentorbot.events.view import EventView
from mentorbot.members.answers import check_length, one_line

NONE_OF_YOURS: Final = "You have not said yet that you come to any. `/events` shows what there is."


@dataclass(frozen=True, slots=True)
class Coming:
    """What is coming up in a community, the soonest first; and what the caller said, by event."""

    events: Sequence[EventView]
    said: Mapping[int, EventAnswer]

    def choose(self, shown: str) -> list[EventView]:
        """Some of the events; with credits, the most first.

        Args:
            shown: "all", "mine", "credits" or a kind's value.
        """
        if shown == "mine":
            cannot = EventAnswer.CANNOT
            return [event for event in self.events if self.said.get(event.id, cannot) != cannot]
        if shown == "credits":
            giving = [event for event in self.events if event.credits]
            return sorted(giving, key=lambda event: -sum(event.credits.values()))
        if shown in set(EventKind):
            return [event for event in self.events if event.kind == shown]
        return list(self.events)


@dataclass(frozen=True, slots=True)
class ForCalendar:
    """What goes into a calendar. ``file``: the name of that file."""

    events: Sequence[EventView]
    file: str


@dataclass(frozen=True, slots=True)
class Responded:
    """What came of an answer. ``picture``: that of the event, if the message that all see lacks it."""

    answered: Answered
    picture: bytes | None = None


async def find_coming(connection: AsyncConnection | Session, caller: Caller) -> Coming:
    """What is coming up: two statements. Raises UserError as :func:`service.find_upcoming`."""
    return Coming(
        await service.find_upcoming(connection, caller), await rsvp.find_answers(connection, caller)
    )


async def find_for_calendar(
    connection: AsyncConnection | Session, caller: Caller, event_id: int | None
) -> ForCalendar:
    """What the caller wants in their calendar; what was called off takes itself out of it.

    Args:
        event_id: One event; None for all that they come to.

    Raises:
        UserError: There is no such event, or they come to none.
    """
    events = await service.find_upcoming(connection, caller, cancelled=True)
    if event_id is None:
        theirs = Coming(events, await rsvp.find_answers(connection, caller)).choose("mine")
        if not theirs:
            raise UserError(NONE_OF_YOURS)
        return ForCalendar(theirs, "my-events.ics")
    one = [event for event in events if event.id == event_id]
    if not one:
        raise UserError(service.GONE)
    return ForCalendar(one, f"event-{event_id}.ics")


async def respond(
    session: Session,
    caller: Caller,
    rights: Rights,
    event_id: int,
    said: EventAnswer,
    *,
    attached: Collection[str] | None,
    reply: str | None = None,
) -> Responded:
    """Take an answer.

    Args:
        attached: The files on the message that all see; None if it was answered elsewhere.
        reply: To the question of the event; None: it was not asked.

    Raises:
        UserError: As :func:`rsvp.respond`.
    """
    if reply is not None:
        reply = check_length(one_line(reply), MOST_REPLY, "answer")
        if attached is None:
            # The message that all see is not the one that is answered on.
            await showing.mark_behind(session, event_id)
    answered = await rsvp.respond(session, caller, rights, event_id, said, reply=reply)
    picture = answered.event.picture
    if attached is None or not picture or picture in attached:
        return Responded(answered)
    return Responded(answered, await pictures.load_picture(session, event_id))
