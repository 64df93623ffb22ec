"""How one signs up for an event: until when, how many it needs to take place, and what is asked."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from mentorbot import clock
from mentorbot.chat.caller import Caller, Rights
from mentorbot.db import Session
from mentorbot.errors import UserError
from mentorbot.events import announce, answers, managing, notices, service
from mentorbot.events.announce import Changed
from mentorbot.events.managing import Managed
from mentorbot.events.service import Seen
from mentorbot.events.terms import MOST_QUESTION, EventState
from mentorbot.events.view import EventView
from mentorbot.members.answers import check_length, one_line


@dataclass(frozen=True, slots=True)
class SignUp:
    """How one signs up. ``least``: how many have to come, or it is called off."""

    closes_at: datetime | None
    least: int | None
    question: str


def read_signup(event: EventView, typed: Mapping[str, str]) -> SignUp:
    """Understand what was filled in of forms.signup_form.

    Raises:
        UserError: Naming the answer that was not understood, and what would be.
    """
    closes = typed.get("closes", "").strip()
    closes_at = answers.read_until(closes, event, "end of sign-up") if closes else None
    if closes_at is not None and closes_at != event.closes_at:
        if closes_at <= clock.now():
            raise UserError("That end of sign-up has passed already. Give a later one, or leave it empty.")
        if closes_at > event.near(event.until).starts_at:
            raise UserError("Sign-up would close after the event has begun. Please give an earlier time.")
    least = answers.read_least(typed.get("least", ""))
    if least is not None and event.rule:
        raise UserError(
            "How many have to come can be said of events that take place once. Leave it empty here."
        )
    if least is not None and event.capacity is not None and least > event.capacity:
        raise UserError("There are fewer seats than have to come. Change one of the two.")
    if least is not None and least != event.least:
        _check_decision(replace(event, closes_at=closes_at))
    question = check_length(one_line(typed.get("question", "")), MOST_QUESTION, "question")
    return SignUp(closes_at, least, question)


def _check_decision(event: EventView) -> None:
    now = clock.now()
    if notices.decided_at(event, event.near(now).starts_at) <= now:
        raise UserError(
            "It is too late to say how many have to come: that is decided when sign-up closes, at the "
            "latest a day before the event. Leave it empty."
        )


async def change_signup(
    session: Session, caller: Caller, rights: Rights, seen: Seen, typed: Mapping[str, str]
) -> Managed:
    """Change how one signs up. Raises UserError as :func:`read_signup`, or as :func:`service.find_seen`."""
    found = await managing.find_event(session, caller, rights, seen.event_id)
    wanted = read_signup(found, typed)
    service.check_seen(found, seen)
    values = {"closes_at": wanted.closes_at, "least": wanted.least, "question": wanted.question}
    event = await service.change_event(session, found, values=values)
    if event.state is EventState.PUBLISHED and event != found:
        await notices.plan_reminders(session, event)
    return await managing.add_picture(session, Changed(event, changed=event != found))


async def decide(session: Session, event: EventView) -> bool:
    """Call an event off for which too few have said that they come; whether that was so."""
    too_few = event.least is not None and event.going < event.least
    if event.state is not EventState.PUBLISHED or not too_few:
        return False
    await announce.cancel(session, event)
    return True
