"""Networking on Discord: what the room declares, made native."""

from mentorbot.guide.load import Library
from mentorbot.networking.interviews import arriving
from mentorbot.networking.intros import conversations  # noqa: F401 - it tells meetings of introductions
from mentorbot.on_discord.bot import MentorBot
from mentorbot.on_discord.room_cog import RoomCog


class Networking(RoomCog, name="networking"):
    """The commands and buttons of networking."""


async def setup(bot: MentorBot) -> None:
    """Add the room to the bot, with what tells meetings of interviews."""
    arriving.register(bot.program.part(Library))
    await bot.add_cog(Networking(bot))
