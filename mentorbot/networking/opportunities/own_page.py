"""Opportunities that wait for an organizer, on their own page."""

from typing import Final

from mentorbot.chat import Card
from mentorbot.chat.declare import own_part
from mentorbot.chat.lists import end_with
from mentorbot.chat.turn import Turn
from mentorbot.networking.opportunities import list_cards, service

_SHOWN: Final = 3


@own_part(83)
async def show_waiting(turn: Turn) -> Card | None:
    """What was handed in, and waits for a look."""
    async with turn.read() as connection:
        found = await service.find_waiting(connection, turn.caller, turn.rights)
    if not found:
        return None
    card = list_cards.waiting_card(found[:_SHOWN])
    shown = Card("Opportunities to look at", card.blocks)
    return end_with(shown, len(found) - _SHOWN, "organize opportunity review")
