"""Meetings on Discord: what the room declares, made native."""

from mentorbot.on_discord.bot import MentorBot
from mentorbot.on_discord.room_cog import RoomCog


class Meetings(RoomCog, name="meetings"):
    """The buttons and forms of meetings."""


async def setup(bot: MentorBot) -> None:
    """Add the room to the bot."""
    await bot.add_cog(Meetings(bot))
