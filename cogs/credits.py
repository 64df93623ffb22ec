"""Credits on Discord: what the room declares, made native."""

from mentorbot.on_discord.bot import MentorBot
from mentorbot.on_discord.room_cog import RoomCog


class Credits(RoomCog, name="credits"):
    """The commands and buttons of continuing education."""


async def setup(bot: MentorBot) -> None:
    """Add the room to the bot."""
    await bot.add_cog(Credits(bot))
