"""Introductions that wait for an answer, on one's own page."""

from typing import Final

from mentorbot.chat import Card
from mentorbot.chat.declare import own_part
from mentorbot.chat.lists import end_with
from mentorbot.chat.turn import Turn
from mentorbot.networking.directory import introduction_cards, introductions

_SHOWN: Final = 3


@own_part(46)
async def show_introductions(turn: Turn) -> Card | None:
    """Who would like to meet the caller, and whom they asked."""
    async with turn.read() as connection:
        mine, asked, entries = await introductions.find_open(connection, turn.caller)
    if not (mine or asked):
        return None
    card = introduction_cards.open_card(mine[:_SHOWN], asked[:_SHOWN], entries)
    return end_with(card, sum(max(0, len(one) - _SHOWN) for one in (mine, asked)), "directory requests")
