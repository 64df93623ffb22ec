"""Private threads for the groups of a round of introductions.

All of it can be done again without harm: whatever is interrupted is done again at the next look, and a thread
that was made without anyone having noted it is found by its name. Discord folds a thread away by itself once
nobody has written in it for a week.
"""

import discord

from mentorbot import logs
from mentorbot.db import Database
from mentorbot.networking.intros import groups
from mentorbot.networking.intros.groups import GroupView
from mentorbot.on_discord.mentor_threads import may_open
from mentorbot.on_discord.rooms import LASTS

log = logs.get(__name__)


class IntroThreads:
    """Opens threads for groups that are to get one.

    Args:
        client: Logged in.
    """

    def __init__(self, client: discord.Client, database: Database) -> None:
        self._client = client
        self._database = database

    async def bring_up_all(self) -> None:
        """Every group that waits for its thread."""
        async with self._database.read_scope() as connection:
            waiting = await groups.without_thread(connection)
        for group, channel_id in waiting:
            guild = self._client.get_guild(int(group.community)) if group.platform == "discord" else None
            if guild is not None:
                await self._open(guild, group, channel_id)

    async def _open(self, guild: discord.Guild, group: GroupView, channel_id: str) -> None:
        channel = may_open(guild, channel_id)
        thread_id = ""
        if channel is not None:
            try:
                thread_id = str((await self._thread(guild, channel, group)).id)
            except discord.Forbidden:
                thread_id = ""  # one of them cannot see the channel: their direct messages are enough
            except discord.HTTPException as error:
                log.warning("could not open the thread of an introduction", found=group.id, code=error.code)
                return
        async with self._database.session_scope() as session:
            await groups.settle_place(session, group, thread_id)

    async def _thread(
        self, guild: discord.Guild, channel: discord.TextChannel, group: GroupView
    ) -> discord.Thread:
        name = f"Introduction · {group.id}"
        ours = [
            one
            for one in await guild.active_threads()
            if one.name == name and one.parent_id == channel.id and one.owner_id == guild.me.id
        ]
        thread = (
            ours[0]
            if ours
            else await channel.create_thread(
                name=name,
                type=discord.ChannelType.private_thread,
                invitable=False,
                auto_archive_duration=LASTS,
            )
        )
        for person in group.people:
            await thread.add_user(discord.Object(int(person.user_id)))
        return thread
