"""Events on one's own page: those that one comes to, else what is coming up."""

from typing import Final

from mentorbot import clock
from mentorbot.chat import Action, Actions, Card
from mentorbot.chat.declare import own_part
from mentorbot.chat.turn import Turn
from mentorbot.events import cards, coming
from mentorbot.events.coming import Coming

_SHOWN: Final = 3


@own_part(60)
async def show_events(turn: Turn) -> Card | None:
    """The next events."""
    async with turn.read() as connection:
        found = await coming.find_coming(connection, turn.caller)
    return events_card(found) if found.events else None


def events_card(found: Coming) -> Card:
    """The next events of the caller's; if they come to none, the next of all."""
    mine = found.choose("mine")
    lines = cards.list_lines((mine or found.events)[:_SHOWN], found.said, clock.now())
    more = Action("All events", "events:page:all:1")
    return Card("Your events" if mine else "Coming up", (*lines, Actions((more,))))
