"""Events on Discord: what the room declares, made native, and what Discord itself shows of events."""

from functools import partial

import discord
from discord.ext import commands

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
        self._looked = False

    async def cog_load(self) -> None:
        """Take what the room declares, and let Discord show events."""
        await super().cog_load()
        soon = partial(self.bot.program.part(Loops).ring, self._look)
        self.show("event", Shows(find_obstacle, self.posts.bring_up, soon))

    async def _look(self, program: Program) -> None:
        """Look after what is shown in an older version; the first time, after what was done meanwhile too."""
        if not self._looked:
            await self.posts.look_at_all()
            self._looked = True
        await self.posts.bring_up_all()

    @commands.Cog.listener()
    async def on_scheduled_event_update(
        self, before: discord.ScheduledEvent, after: discord.ScheduledEvent
    ) -> None:
        """Somebody, or the bot, changed a Discord event."""
        await self.posts.look_at(after.guild_id, after.id)

    @commands.Cog.listener()
    async def on_scheduled_event_delete(self, event: discord.ScheduledEvent) -> None:
        """A Discord event was taken away."""
        await self.posts.look_at(event.guild_id, event.id)

    @commands.Cog.listener()
    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """A channel is gone, perhaps with announcements in it."""
        await self.posts.lose_channel(channel.guild.id, channel.id)
        self.bot.program.part(Loops).ring(self._look)


async def setup(bot: MentorBot) -> None:
    """Add the room to the bot."""
    await bot.add_cog(Events(bot))
