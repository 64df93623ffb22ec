"""Mentoring on Discord: what the room declares, made native."""

from mentorbot.on_discord.bot import MentorBot
from mentorbot.on_discord.room_cog import RoomCog


class Mentoring(RoomCog, name="mentoring"):
    """The commands and buttons of mentoring."""


async def setup(bot: MentorBot) -> None:
    """Add the room to the bot."""
    await bot.add_cog(Mentoring(bot))
