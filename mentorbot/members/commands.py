"""/profile: what one told the bot. /start is among the commands of progress, which knows where one stands."""

from mentorbot.chat import Card
from mentorbot.chat.declare import command
from mentorbot.chat.turn import Turn
from mentorbot.guide.load import guide_for
from mentorbot.members import cards, service


@command("profile", "See what you told me about yourself.")
async def show_profile(turn: Turn) -> Card:
    """What the caller told of themselves."""
    async with turn.read() as connection:
        member = await service.find_profile(connection, turn.caller)
    return cards.profile(member, guide_for(turn)) if member else cards.not_enrolled()
