"""What one has agreed to meet about, on one's own page."""

from typing import Final

from mentorbot.chat import Card
from mentorbot.chat.declare import own_part
from mentorbot.chat.lists import end_with
from mentorbot.chat.turn import Turn
from mentorbot.meetings import list_cards, planning

_SHOWN: Final = 3


@own_part(50)
async def show_meetings(turn: Turn) -> Card | None:
    """The next meetings, whatever they are about."""
    async with turn.read() as connection:
        found = await planning.find_planned(connection, turn.caller)
    if not found:
        return None
    card = list_cards.list_card(found[:_SHOWN], (), "meeting")
    return end_with(card, len(found) - _SHOWN, "session list")
