"""Networking on Discord: what the room declares, made native."""

from functools import partial

from cogs.networking.posts import Posts
from mentorbot.chat.declare import Loop
from mentorbot.chat.loops import Loops
from mentorbot.chat.program import Program
from mentorbot.networking.opportunities.commands.sharing import WHAT
from mentorbot.on_discord.bot import MentorBot
from mentorbot.on_discord.platform import Shows
from mentorbot.on_discord.room_cog import RoomCog

LOOK_EVERY = 300.0
"""Seconds between looks for opportunities that are shown in an older version."""


class Networking(RoomCog, name="networking"):
    """The commands and buttons of networking; the messages of opportunities."""

    def __init__(self, bot: MentorBot) -> None:
        super().__init__(bot)
        self.posts = Posts(bot, bot.program.database)
        self.declared.loops.append(Loop(LOOK_EVERY, self._look))

    async def cog_load(self) -> None:
        """Take what the room declares, and let Discord show opportunities."""
        await super().cog_load()
        soon = partial(self.bot.program.part(Loops).ring, self._look)
        self.show(WHAT, Shows(lambda _: "", self.posts.bring_up, soon))

    async def _look(self, program: Program) -> None:
        """Look after what is shown in an older version."""
        await self.posts.bring_up_all()


async def setup(bot: MentorBot) -> None:
    """Add the room to the bot."""
    await bot.add_cog(Networking(bot))
