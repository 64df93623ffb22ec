"""/events and /calendar: what is coming up, who comes, and what became of it."""

from typing import Final

from mentorbot import clock
from mentorbot.chat import Card, Form
from mentorbot.chat.declare import command, press, sent
from mentorbot.chat.options import choice, text
from mentorbot.chat.turn import Press, Turn, number
from mentorbot.credits.rules import Rules
from mentorbot.events import attendance, calendar, cards, coming, forms, rsvp
from mentorbot.events.commands.following import follow_card
from mentorbot.events.hooks import WebCalendars
from mentorbot.events.subscription_cards import follow_action
from mentorbot.events.suggestions import suggest_upcoming
from mentorbot.events.terms import EventAnswer
from mentorbot.members.looking import find_gone

_MOST_ASKED: Final = 5
"""Of those who wait for a seat: so many are asked about before it is given away."""
_SAID: Final = {
    "going": EventAnswer.GOING,
    "interested": EventAnswer.INTERESTED,
    "cannot": EventAnswer.CANNOT,
}
"""By the verb of the button."""
_HOW: Final = {"file": "A file, as it is now", "address": "An address that my calendar follows by itself"}


@command(
    "events",
    "What is coming up, and what you said you come to.",
    choice("show", "Which events.", cards.FILTERS),
)
async def list_events(turn: Turn, show: str = "all") -> Card:
    """What is coming up."""
    return await _list_card(turn, show)


@command(
    "calendar",
    "Get what you come to into your own calendar: as a file, or kept up to date.",
    text("event", "Which event; leave it out for all that you come to.", suggest=suggest_upcoming),
    choice("how", "As a file, or by an address that your calendar follows.", _HOW),
)
async def get_calendar(turn: Turn, event: str = "", how: str = "file") -> Card:
    """A file for the caller's calendar, or an address for it."""
    if how == "address":
        return await follow_card(turn)
    return await _calendar_card(turn, event.strip())


@press("events:going", "events:interested", "events:cannot")
async def respond(press: Press) -> Card:
    """Take an answer; on the message that all see, the counts are brought up to date."""
    return await _respond(press, _SAID[press.verb])


@press("events:ask")
async def ask_before(press: Press) -> Card | Form:
    """What an event asks of those who come; whoever cannot come is told so before they write anything.

    Below a message of when something was asked, it is only to come.
    """
    id_, colon, where = press.argument.partition(":")
    async with press.read() as connection:
        found = await rsvp.find_answered(connection, press.caller, number(id_))
    rsvp.check_open(found.event)
    rsvp.check_coming(found.event, found.member, found.answer, press.caller, press.rights)
    if not found.event.question:
        return await _respond(press, EventAnswer.GOING)
    return forms.question_form(found.event, f"{colon}{where}")


@sent("events:reply")
async def reply(press: Press) -> Card:
    """Take the answer of somebody who comes."""
    return await _respond(press, EventAnswer.GOING, press.typed.get("reply", ""))


@press("events:mute", "events:unmute")
async def set_mute(press: Press) -> Card:
    """Send no reminders of an event, or do again."""
    muted = press.verb == "mute"
    async with press.change() as session:
        found = await rsvp.mute_reminders(session, press.caller, number(press.argument), muted=muted)
    return cards.answered_card(found, clock.now())


@press("events:show", anew=True)
async def show_event(press: Press) -> Card:
    """An event, and what the caller said to it."""
    async with press.read() as connection:
        found = await rsvp.find_answered(connection, press.caller, number(press.argument))
    return cards.answered_card(found, clock.now())


@press("events:calendar", anew=True)
async def get_calendar_of(press: Press) -> Card:
    """An event as a file for the caller's calendar."""
    return await _calendar_card(press, press.argument)


@press("events:attended")
async def log_attended(press: Press) -> Card:
    """Put the credits of an event into the caller's."""
    id_, _, start = press.argument.partition(":")
    async with press.change() as session:
        which = (number(id_), number(start))
        found = await attendance.note_attended(session, press.caller, press.part(Rules), which)
    return cards.attended_card(found.event, found.goals, found.left)


@press("events:filter")
async def filter_events(press: Press) -> Card:
    """Other events, as chosen in the drop-down."""
    return await _list_card(press, press.values[0] if press.values else "all")


@press("events:page")
async def turn_page(press: Press) -> Card:
    """Another page of what is coming up."""
    shown, _, page = press.argument.rpartition(":")
    return await _list_card(press, shown, number(page))


async def _respond(press: Press, said: EventAnswer, reply: str | None = None) -> Card:
    id_, _, where = press.argument.partition(":")
    public = where == cards.FOR_ALL and press.seen_by_all
    attached = press.attached if public else None
    if said is not EventAnswer.GOING:
        async with press.read() as connection:
            following = await rsvp.find_waiting(connection, number(id_), _MOST_ASKED)
        await find_gone(press.program, following)  # the seat is not given to somebody who has left
    async with press.change() as session:
        done = await coming.respond(
            session, press.caller, press.rights, number(id_), said, attached=attached, reply=reply
        )
    if public:
        press.renew(cards.public_card(done.answered.event, clock.now(), done.picture))
    elif reply is not None:
        press.platform.bring_up_soon("event")
    return cards.answered_card(done.answered, clock.now())


async def _list_card(turn: Turn, shown: str, page: int = 1) -> Card:
    async with turn.read() as connection:
        found = await coming.find_coming(connection, turn.caller)
    return cards.list_card(found.choose(shown), found.said, clock.now(), shown, page)


async def _calendar_card(turn: Turn, which: str) -> Card:
    follow = follow_action() if _is_followed(turn) else None
    async with turn.read() as connection:
        found = await coming.find_for_calendar(connection, turn.caller, number(which) if which else None)
    data = await turn.draw(calendar.write_calendar, found.events, clock.now())
    return cards.calendar_card(data, found.file, len(found.events), follow)


def _is_followed(turn: Turn) -> bool:
    """Whether calendars can be followed by an address."""
    return bool(turn.part(WebCalendars, lambda _: WebCalendars()).base)
