"""Reminders on Discord: what the room declares, made native."""

from mentorbot.on_discord.bot import MentorBot
from mentorbot.on_discord.room_cog import RoomCog


class Reminders(RoomCog, name="reminders"):
    """The commands and buttons of reminders."""


async def setup(bot: MentorBot) -> None:
    """Add the room to the bot."""
    await bot.add_cog(Reminders(bot))
