"""Private threads for pairs and circles: made, and closed when they end, from what is stored of them.

All of it can be done again without harm: whatever is interrupted is done again at the next look (see
cogs/mentorship), and a thread that was made without anyone having noted it is found by its name.
"""

import asyncio
from typing import Final

import discord

from mentorbot import logs
from mentorbot.chat import fit
from mentorbot.db import Database
from mentorbot.mentoring import settings
from mentorbot.mentoring.mentorships import opening, talks
from mentorbot.mentoring.mentorships.talks import Party, TalkView
from mentorbot.mentoring.mentorships.terms import TalkState
from mentorbot.on_discord import rooms
from mentorbot.on_discord.rooms import LASTS

_NAME: Final = 100
_OVER: Final = " (ended)"
_GONE: Final = {10003, 10004, 10007, 10013}
"""The channel, server, member or user is not there."""

log = logs.get(__name__)


def may_open(guild: discord.Guild, channel_id: str) -> discord.TextChannel | None:
    """The channel under which threads are opened, if there is one and the bot may do that there."""
    channel = guild.get_channel(int(channel_id)) if channel_id.isdigit() else None
    return channel if rooms.may_open(channel) else None


class Threads:
    """What there is of threads.

    Args:
        client: Logged in.
    """

    def __init__(self, client: discord.Client, database: Database) -> None:
        self._client = client
        self._database = database
        # One at a time: two that open the same place would make two threads of it.
        self._turn = asyncio.Lock()

    async def bring_up_all(self) -> None:
        """Every place that is wanted, or to be closed."""
        async with self._turn:
            async with self._database.read_scope() as connection:
                waiting = await talks.waiting(connection)
            for talk in waiting:
                guild = self._client.get_guild(int(talk.community)) if talk.platform == "discord" else None
                if guild is not None:
                    await self._bring_up(guild, talk)

    async def look(self) -> None:
        """Note where somebody has written: one request for each server; what was written is not read."""
        async with self._database.read_scope() as connection:
            known = await talks.open_in(connection)
        for community, threads in known.items():
            guild = self._client.get_guild(int(community))
            if guild is None:
                continue
            try:
                active = await guild.active_threads()
            except discord.HTTPException as error:
                log.warning("could not look at the threads of a server", code=error.code)
                continue
            for thread in active:
                talk, last = threads.get(str(thread.id)), thread.last_message_id
                if talk is not None and last is not None and str(last) != talk.seen_id:
                    async with self._database.session_scope() as session:
                        await talks.saw(session, talk, str(last), discord.utils.snowflake_time(last))

    async def _bring_up(self, guild: discord.Guild, talk: TalkView) -> None:
        try:
            if talk.state is TalkState.CLOSING:
                await self._close(guild, talk)
            else:
                await self._open(guild, talk)
        except discord.HTTPException as error:
            log.warning("could not bring up a thread of mentoring", found=talk.id, code=error.code)

    async def _open(self, guild: discord.Guild, talk: TalkView) -> None:
        async with self._database.read_scope() as connection:
            party = await talks.party(connection, talk)
            rules = await settings.of(connection, talk.community_id)
        if party is None:
            async with self._database.session_scope() as session:
                await talks.note(session, talk.id, state=TalkState.CLOSED)
            return
        channel = may_open(guild, talk.channel_id or rules.channel_id)
        thread = await self._find(guild, channel, talk, party) if channel else None
        try:
            if channel is not None and thread is None:
                thread = await channel.create_thread(
                    name=_name(party),
                    type=discord.ChannelType.private_thread,
                    invitable=False,
                    auto_archive_duration=LASTS,
                )
            whole = thread is not None and await self._fill(thread, party)
        except discord.Forbidden:
            whole = False
        async with self._database.session_scope() as session:
            if thread is not None and whole and channel is not None:
                await opening.in_thread(session, talk, str(channel.id), str(thread.id))
                return
            await opening.directly(session, talk, party)
        if thread is not None:
            # One of them cannot see the channel: a thread without them is of no use.
            await self._fold(thread)

    async def _find(
        self, guild: discord.Guild, channel: discord.TextChannel, talk: TalkView, party: Party
    ) -> discord.Thread | None:
        """The thread that was made for this place, noted or not."""
        for thread in await guild.active_threads():
            ours = thread.parent_id == channel.id and thread.owner_id == guild.me.id
            if str(thread.id) == talk.thread_id or (ours and thread.name == _name(party)):
                return thread
        if not talk.thread_id:
            return None
        try:
            found = await guild.fetch_channel(int(talk.thread_id))
        except discord.NotFound:
            return None
        return found if isinstance(found, discord.Thread) else None

    async def _fill(self, thread: discord.Thread, party: Party) -> bool:
        """Let all of them in, and those out who were in it; whether all are in."""
        for side in party.sides:
            try:
                await thread.add_user(discord.Object(int(side.person.user_id)))
            except discord.HTTPException as error:
                if isinstance(error, discord.Forbidden) or error.code in _GONE:
                    return False
                raise
        for person in party.former:
            try:
                await thread.remove_user(discord.Object(int(person.user_id)))
            except discord.NotFound:
                continue
        return True

    async def _close(self, guild: discord.Guild, talk: TalkView) -> None:
        """Fold the thread away and let nobody write in it any more; what was written stays."""
        try:
            thread = await guild.fetch_channel(int(talk.thread_id))
            if isinstance(thread, discord.Thread):
                await self._fold(thread)
        except discord.NotFound:
            pass
        except discord.Forbidden as error:
            log.warning("may not close a thread of mentoring", found=talk.id, code=error.code)
        async with self._database.session_scope() as session:
            await talks.note(session, talk.id, state=TalkState.CLOSED)

    async def _fold(self, thread: discord.Thread) -> None:
        if thread.archived:
            return
        name = thread.name if thread.name.endswith(_OVER) else fit(thread.name, _NAME - len(_OVER)) + _OVER
        await thread.edit(name=name, archived=True)


def _name(party: Party) -> str:
    """What the thread is called; the number at its end tells it from all others."""
    words, _, number = party.name.rpartition(" · ")
    return f"{fit(' '.join(words.split()), _NAME - len(number) - 3)} · {number}"
