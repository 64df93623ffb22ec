"""Whoever attended an event: what it is to their guide, and to the credits they keep."""

from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from mentorbot import clock
from mentorbot.chat.caller import Caller
from mentorbot.credits import answers as credit_answers
from mentorbot.credits import service as credits_service
from mentorbot.credits import standing
from mentorbot.credits.answers import Draft
from mentorbot.credits.rules import Rules
from mentorbot.db import Session
from mentorbot.errors import UserError
from mentorbot.events import rsvp
from mentorbot.events.notices import ASKED_FOR
from mentorbot.events.offers import make_offers
from mentorbot.events.terms import EventAnswer, EventState
from mentorbot.events.view import EventView
from mentorbot.guide.model import Way
from mentorbot.progress.ways import note_way


@dataclass(frozen=True, slots=True)
class Attended:
    """What came of it.

    Args:
        goals: The names of the credentials that it was logged for.
        left: Why it was not logged, or not for others.
    """

    event: EventView
    goals: tuple[str, ...] = ()
    left: tuple[str, ...] = ()


async def note_attended(session: Session, caller: Caller, rules: Rules, which: tuple[int, int]) -> Attended:
    """Note that the caller was at an event, and log its credits for each of their credentials that takes it.

    Args:
        which: The event's id, and when the one that is meant began, in seconds since 1970.

    Raises:
        UserError: They did not say that they go, it is not over, or was too long ago.
    """
    event_id, stamp = which
    found = await rsvp.find_answered(session, caller, event_id)
    event = found.event
    date = next((one for one in event.dates if int(one.starts_at.timestamp()) == stamp), None)
    if date is None or found.answer is not EventAnswer.GOING or event.state is not EventState.PUBLISHED:
        raise UserError("I do not have you as going to that. `/credits log` takes it by hand.")
    start, end = date.starts_at, date.ends_at
    if not end <= clock.now() <= end + ASKED_FOR:
        raise UserError("That is not over yet, or was too long ago. `/credits log` takes it by hand.")
    # In a direct message the event says which community is meant.
    who = replace(caller, community=event.community)
    whose = await standing.load_standing(session, who)
    if whose.member is not None:
        await note_way(session, whose.member.id, Way.SEE_EVENTS)
    day = start.astimezone(ZoneInfo(event.time_zone)).date()
    once = replace(event, rule="", starts_at=start, ends_at=end, own_dates="", held="", skipped="")
    offer = next(iter(make_offers([once], start)), None)
    if offer is None:
        return Attended(event)
    if not whose.goals:
        return Attended(event, left=(credits_service.NO_GOAL,))
    goals: dict[str, None] = {}
    left: dict[str, None] = {}
    for goal in whose.goals:
        credential = rules.get(goal.credential)
        for kind, quarters in offer.credits.items() if credential else ():
            if credential is None or kind not in credential.kinds or quarters < 1:
                continue
            type_ = credit_answers.key(credential, credential.types[credential.kinds[kind]])
            try:
                draft = Draft(event.title, quarters, type_, day.isoformat())
                await credits_service.log_entry(session, who, rules, draft, goal.id)
                goals[credential.name] = None
            except UserError as error:
                left[error.sentence] = None
    if not goals and not left:
        left["None of the credentials you keep takes the credits of this event."] = None
    return Attended(event, tuple(goals), tuple(left))
