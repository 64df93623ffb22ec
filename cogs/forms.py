"""Forms on Discord: what the room declares, made native."""

from mentorbot.on_discord.bot import MentorBot
from mentorbot.on_discord.room_cog import RoomCog


class Forms(RoomCog, name="forms"):
    """The button that opens a form again."""


async def setup(bot: MentorBot) -> None:
    """Add the room to the bot."""
    await bot.add_cog(Forms(bot))
