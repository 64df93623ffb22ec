"""An event as it was before, at another time."""

from mentorbot import clock
from mentorbot.chat import Card
from mentorbot.chat.declare import Audience, command
from mentorbot.chat.options import text
from mentorbot.chat.turn import Turn, number
from mentorbot.events import organizer_cards, templates
from mentorbot.events.suggestions import suggest_earlier


@command(
    "organize event again",
    "Begin an event like an earlier one, at another time.",
    text("event", "Which one: as last month, as last year.", suggest=suggest_earlier),
    text("starts", "When it begins this time: next Tuesday 5pm, 2027-03-01 17:30."),
    text("ends", "When it ends, or how long it takes; as long as it took if you leave it out."),
    audience=Audience.ORGANIZERS,
)
async def draft_again(turn: Turn, event: str, starts: str, ends: str = "") -> Card:
    """A draft like an earlier event, to be looked at and published."""
    async with turn.change() as session:
        made = await templates.draft_again(
            session, turn.caller, turn.rights, number(event.strip()), (starts, ends)
        )
    note = "All but the time is as it was."
    return organizer_cards.preview_card(made.event, clock.now(), note, made.picture)
