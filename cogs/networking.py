"""Networking on Discord: what the room declares, made native."""

from mentorbot.delivery import kinds
from mentorbot.events.near import near
from mentorbot.guide.load import Library
from mentorbot.networking.insight import service
from mentorbot.networking.interviews import arriving
from mentorbot.on_discord.bot import MentorBot
from mentorbot.on_discord.room_cog import RoomCog
from mentorbot.reminders import digest


class Networking(RoomCog, name="networking"):
    """The commands and buttons of networking."""


async def setup(bot: MentorBot) -> None:
    """Add the room to the bot, with what makes the digest, which tells of one's network."""
    library = bot.program.part(Library)
    arriving.register(library)
    kinds.handler(digest.KIND)(digest.maker(library, near, service.week))
    await bot.add_cog(Networking(bot))
