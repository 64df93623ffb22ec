"""Informational interviews that are open, on one's own page."""

from typing import Final

from mentorbot.chat import Card
from mentorbot.chat.declare import own_part
from mentorbot.chat.lists import end_with
from mentorbot.chat.turn import Turn
from mentorbot.networking.interviews import cards, service

_SHOWN: Final = 3


@own_part(45)
async def show_interviews(turn: Turn) -> Card | None:
    """What one asked, and what one was asked."""
    async with turn.read() as connection:
        me, found = await service.find_all_own(connection, turn.caller)
    if not found:
        return None
    return end_with(cards.mine_card(me, found[:_SHOWN]), len(found) - _SHOWN, "interview list")
