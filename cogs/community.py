"""Community on Discord: what the room declares, made native, and what becomes of places made for people."""

import discord
from discord.ext import commands

from mentorbot.chat import losing
from mentorbot.chat.losing import Loss
from mentorbot.db import name_place
from mentorbot.on_discord.bot import MentorBot
from mentorbot.on_discord.caller import PLATFORM
from mentorbot.on_discord.room_cog import RoomCog


class Community(RoomCog, name="community"):
    """The commands and buttons of community, and who is told when a thread or a role of theirs is gone."""

    @commands.Cog.listener()
    async def on_raw_thread_delete(self, gone: discord.RawThreadDeleteEvent) -> None:
        """A thread is gone, perhaps one in which people talk; with its channel, too."""
        await self._lose(gone.guild_id, gone.thread_id)

    @commands.Cog.listener()
    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """A channel is gone, perhaps one that was chosen for something."""
        await self._lose(channel.guild.id, channel.id)

    @commands.Cog.listener()
    async def on_guild_role_delete(self, role: discord.Role) -> None:
        """A role is gone, perhaps that of those who come to an event."""
        await self._lose(role.guild.id, role.id)

    async def _lose(self, guild_id: int, place_id: int) -> None:
        guild, database = str(guild_id), self.bot.program.database
        async with database.session_scope(name_place(PLATFORM, guild)) as session:
            await losing.note_lost(session, PLATFORM, guild, str(place_id), Loss.DELETED)


async def setup(bot: MentorBot) -> None:
    """Add the room to the bot."""
    await bot.add_cog(Community(bot))
