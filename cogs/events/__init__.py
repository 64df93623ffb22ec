"""Events on Discord: what the room declares, made native, and what Discord itself shows of events."""

from functools import partial

from cogs.events.posts import Posts, find_obstacle
from mentorbot.chat.declare import Loop
from mentorbot.chat.loops import Loops
from mentorbot.chat.program import Program
from mentorbot.on_discord.bot import MentorBot
from mentorbot.on_discord.platform import Shows
from mentorbot.on_discord.room_cog import RoomCog

LOOK_EVERY = 600.0
"""Seconds between looks for events that are shown in an older version."""


class Events(RoomCog, name="events"):
    """The commands and buttons of events; their messages and scheduled events."""

    def __init__(self, bot: MentorBot) -> None:
        super().__init__(bot)
        self.posts = Posts(bot, bot.program.database)
        self.declared.loops.append(Loop(LOOK_EVERY, self._look))

    async def cog_load(self) -> None:
        """Take what the room declares, and let Discord show events."""
        await super().cog_load()
        soon = partial(self.bot.program.part(Loops).ring, self._look)
        self.show("event", Shows(find_obstacle, self.posts.bring_up, soon))

    async def _look(self, program: Program) -> None:
        """Look after what is shown in an older version."""
        await self.posts.bring_up_all()


async def setup(bot: MentorBot) -> None:
    """Add the room to the bot."""
    await bot.add_cog(Events(bot))
