"""/network: whom one met here, and who could be next."""

from mentorbot.chat import Card
from mentorbot.chat.declare import command
from mentorbot.chat.turn import Turn
from mentorbot.networking.insight import cards, service


@command("network", "Whom you met here, as a picture and in words, and who could be next.")
async def show_network(turn: Turn) -> Card:
    """The caller's network."""
    async with turn.read() as connection:
        found = await service.find_own(connection, turn.caller)
    return await turn.draw(cards.network_card, found)
