"""Open cases on an organizer's own page."""

from typing import Final

from mentorbot.chat import Card
from mentorbot.chat.declare import own_part
from mentorbot.chat.lists import end_with
from mentorbot.chat.turn import Turn
from mentorbot.mentoring.reports import cards, service

_SHOWN: Final = 3


@own_part(81)
async def show_cases(turn: Turn) -> Card | None:
    """The newest open cases."""
    async with turn.read() as connection:
        found = await service.find_cases(connection, turn.caller, turn.rights)
    if not found:
        return None
    card = cards.cases_card(found[:_SHOWN], closed=False)
    return end_with(card, len(found) - _SHOWN, "organize report list")
