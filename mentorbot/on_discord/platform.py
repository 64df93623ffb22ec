"""Discord, as rooms see it: what the bot may do there, who is there, private threads for a few people."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

import discord

from mentorbot import logs
from mentorbot.chat import Card, fit
from mentorbot.chat.platform import (
    Called,
    CannotOpenError,
    CannotPostError,
    NotNowError,
    Permissions,
    Written,
)
from mentorbot.chat.posting import Access
from mentorbot.on_discord import channels, existing_roles, gathered, permissions, presence, render
from mentorbot.on_discord.caller import PLATFORM
from mentorbot.on_discord.connected import Connected
from mentorbot.on_discord.rooms import LASTS, may_open

log = logs.get(__name__)

_THREAD_NAME: Final = 100
_OVER: Final = " (ended)"
_AWAY: Final = "I am not on that server, or it is not there just now."
_GONE: Final = {10003, 10004, 10007, 10013}
"""The channel, server, member or user is not there.
https://docs.discord.com/developers/topics/opcodes-and-status-codes#json"""


@dataclass(frozen=True, slots=True)
class Shows:
    """How something of a room is shown by Discord itself; a cog says so.

    Args:
        find_obstacle: What keeps it from that on a server, in a sentence; empty for nothing.
        bring_up: Brings one up to what is stored, by its id; what could not be done, in sentences.
        soon: Has all of them looked after.
    """

    find_obstacle: Callable[[discord.Guild], str]
    bring_up: Callable[[int], Awaitable[Sequence[str]]]
    soon: Callable[[], None]


class DiscordPlatform:
    """Discord, through a bot that is logged in."""

    name = PLATFORM

    def __init__(self, client: Connected) -> None:
        self._client = client
        self.shows: dict[str, Shows] = {}
        """By what it is: "event"."""
        # One at a time on each server: two that open the same room would make two threads of it.
        self._opening: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def find_access(self, community: str, channel_id: str) -> Access:
        """What the bot may do in a channel; nothing, where there is no such channel."""
        return channels.find_access(await self._guild(community), channel_id)

    async def post(self, community: str, channel_id: str, card: Card) -> None:
        """Write a message at once. Raises CannotPostError."""
        place = self._client.get_partial_messageable(int(channel_id), guild_id=int(community))
        try:
            await place.send(view=render.screen(card))
        except (discord.Forbidden, discord.NotFound):
            raise CannotPostError from None

    async def change_post(self, community: str, channel_id: str, message_id: str, card: Card) -> None:
        """Turn a message of the bot's into this card. Raises CannotPostError, NotNowError."""
        place = self._client.get_partial_messageable(int(channel_id), guild_id=int(community))
        with _trouble():
            try:
                await place.get_partial_message(int(message_id)).edit(view=render.screen(card))
            except (discord.Forbidden, discord.NotFound):
                raise CannotPostError from None

    async def is_here(self, community: str, user_id: str) -> bool:
        """Whether somebody is still on a server; if Discord does not say, they are taken to be."""
        return await presence.here(self._client, community, user_id)

    async def is_program(self, community: str, user_id: str) -> bool:
        """Whether somebody on a server is a bot; if Discord does not say, they are taken to be none."""
        guild = await self._guild(community)
        try:
            return guild is not None and (await guild.fetch_member(int(user_id))).bot
        except presence.TROUBLE:
            return False

    async def find_called(self, community: str, name: str) -> Sequence[Called]:
        """Who is called that on a server; Discord tells no e-mail addresses. Raises NotNowError."""
        try:
            return await presence.find_called(self._client, community, name)
        except presence.TROUBLE as error:
            raise NotNowError(str(error)) from error

    async def find_permissions(self, community: str) -> Permissions:
        """What the bot may do on a server, by its roles. Raises NotNowError: it is not there just now."""
        return permissions.find_permissions(await self._there(community))

    async def find_groups(self, community: str, user_id: str) -> frozenset[str]:
        """The ids of somebody's roles. Raises NotNowError."""
        guild = await self._guild(community)
        if guild is None:
            raise NotNowError(_AWAY)
        try:
            return frozenset(str(role.id) for role in (await guild.fetch_member(int(user_id))).roles)
        except discord.NotFound:
            return frozenset()
        except presence.TROUBLE as error:
            raise NotNowError(str(error)) from error

    async def sees_channel(self, community: str, channel_id: str, user_id: str) -> bool:
        """Whether somebody sees a channel; if Discord does not say, they are taken to."""
        guild = await self._guild(community)
        channel = guild.get_channel(int(channel_id)) if guild and channel_id.isdigit() else None
        if guild is None or channel is None:
            return True
        try:
            return channel.permissions_for(await guild.fetch_member(int(user_id))).view_channel
        except discord.NotFound:
            return False
        except presence.TROUBLE:
            return True

    def hides_commands(self) -> bool:
        """By the permissions of a command's first word, and what the owner says of it."""
        return True

    def spans_communities(self) -> bool:
        """It is in no server."""
        return True

    def closes_directs(self) -> bool:
        """By a setting of each person's."""
        return True

    async def find_obstacle(self, what: str, community: str) -> str:
        """What keeps Discord from showing something as one of its own, in a sentence; empty for nothing."""
        guild, shows = await self._guild(community), self.shows.get(what)
        if what == "group":
            return gathered.find_obstacle(guild) if guild is not None else ""
        return shows.find_obstacle(guild) if guild is not None and shows is not None else ""

    async def bring_up(self, what: str, id_: int) -> Sequence[str]:
        """Let what is shown of something become what is stored of it; says what could not be done."""
        return await self.shows[what].bring_up(id_) if what in self.shows else ()

    def bring_up_soon(self, what: str) -> None:
        """Look after all that is shown of a kind without waiting for the next time."""
        if what in self.shows:
            self.shows[what].soon()

    async def open_room(
        self,
        community: str,
        under: str,
        name: str,
        people: Sequence[str],
        *,
        former: Sequence[str] = (),
        known: str = "",
        brief: bool = False,
    ) -> str:
        """Open a private thread and let people in and out; if there is one already, it is that.

        It is the same whether it is brief.

        Raises:
            CannotOpenError: It cannot be, or not with all of them; then none is left open.
            NotNowError: It can be tried again later.
        """
        guild = await self._there(community)
        channel = guild.get_channel(int(under)) if under.isdigit() else None
        if not may_open(channel):
            raise CannotOpenError
        words, _, number = name.rpartition(" · ")
        name = f"{fit(' '.join(words.split()), _THREAD_NAME - len(number) - 3)} · {number}"
        async with self._opening[guild.id]:
            with _trouble():
                thread = await _find_thread(channel, name, known) or await channel.create_thread(
                    name=name,
                    type=discord.ChannelType.private_thread,
                    invitable=False,
                    auto_archive_duration=LASTS,
                )
                thread = await _unfold(thread, name)
                if not (await _let_in(thread, people) and await _let_out(thread, former)):
                    # One of them cannot see the channel: a thread without them is of no use.
                    await _fold(thread)
                    raise CannotOpenError
        return str(thread.id)

    async def close_room(self, community: str, room_id: str, *, out: Sequence[str] = ()) -> None:
        """Fold a thread away; if some are let out of it, for good. Raises NotNowError."""
        guild = await self._guild(community)
        if guild is None:
            raise NotNowError(_AWAY)
        async with self._opening[guild.id]:
            await self._close(guild, room_id, out)

    async def _close(self, guild: discord.Guild, room_id: str, out: Sequence[str]) -> None:
        with _trouble():
            try:
                thread = await guild.fetch_channel(int(room_id))
                if isinstance(thread, discord.Thread):
                    if out:
                        thread = await _unfold(thread, thread.name)
                        await _let_out(thread, out)
                    await _fold(thread, lock=bool(out) and _may_lock(thread))
            except discord.NotFound:
                return
            except discord.Forbidden as error:
                log.warning("may not close a thread", thread=room_id, code=error.code)

    async def keep_group(
        self, community: str, name: str, people: Sequence[str], *, former: Sequence[str] = (), known: str = ""
    ) -> str:
        """Give a role to people and take it from others. Raises CannotOpenError, NotNowError."""
        guild = await self._there(community)
        async with self._opening[guild.id]:
            with _trouble():
                return await gathered.keep_role(guild, name, people, former, known)

    async def end_group(self, community: str, group_id: str) -> None:
        """Delete the role. Raises CannotOpenError, NotNowError."""
        guild = await self._there(community)
        with _trouble():
            await gathered.delete_role(guild, group_id)

    async def check_group(self, community: str, group_id: str, user_id: str) -> str:
        """Whether a role could be given by the bot, and by whoever wants it. Raises NotNowError."""
        guild = await self._there(community)
        with _trouble():
            return await existing_roles.find_obstacle(guild, group_id, user_id)

    async def fill_group(
        self, community: str, group_id: str, people: Sequence[str], *, former: Sequence[str] = ()
    ) -> frozenset[str]:
        """Give a role that is there, and take it. Raises CannotOpenError, NotNowError."""
        guild = await self._there(community)
        async with self._opening[guild.id]:
            with _trouble():
                return await existing_roles.fill(guild, group_id, people, former)

    async def last_written(self, community: str) -> Mapping[str, Written]:
        """The newest message in each active thread of a server, by the thread's id. Raises NotNowError."""
        guild = await self._guild(community)
        if guild is None:
            return {}
        with _trouble():
            active = await guild.active_threads()
        return {
            str(one.id): Written(str(one.last_message_id), discord.utils.snowflake_time(one.last_message_id))
            for one in active
            if one.last_message_id is not None
        }

    async def _there(self, community: str) -> discord.Guild:
        guild = await self._guild(community)
        if guild is None or guild.unavailable:
            raise NotNowError(_AWAY)
        return guild

    async def _guild(self, community: str) -> discord.Guild | None:
        return await self._client.find_guild(int(community)) if community.isdigit() else None


@contextmanager
def _trouble() -> Iterator[None]:
    """Say what went wrong in a room's words."""
    try:
        yield
    except discord.Forbidden as error:
        raise CannotOpenError(str(error)) from error
    except presence.TROUBLE as error:
        raise NotNowError(str(error)) from error


async def _find_thread(channel: discord.TextChannel, name: str, known: str) -> discord.Thread | None:
    """The thread that was opened under this id or name."""
    for thread in await channel.guild.active_threads():
        ours = thread.parent_id == channel.id and thread.owner_id == channel.guild.me.id
        if str(thread.id) == known or (ours and thread.name == name):
            return thread
    if not known:
        return None
    try:
        found = await channel.guild.fetch_channel(int(known))
    except discord.NotFound:
        return None
    return found if isinstance(found, discord.Thread) else None


async def _let_in(thread: discord.Thread, people: Sequence[str]) -> bool:
    """Let all of them in; whether all are."""
    for user_id in people:
        try:
            await thread.add_user(discord.Object(int(user_id)))
        except discord.HTTPException as error:
            if isinstance(error, discord.Forbidden) or error.code in _GONE:
                return False
            raise
    return True


async def _let_out(thread: discord.Thread, former: Sequence[str]) -> bool:
    """Let these out; whether they are."""
    for user_id in former:
        try:
            await thread.remove_user(discord.Object(int(user_id)))
        except discord.NotFound:
            continue
        except discord.Forbidden:
            return False
    return True


async def _fold(thread: discord.Thread, *, lock: bool = False) -> None:
    if not thread.archived:
        over = fit(thread.name, _THREAD_NAME - len(_OVER)) + _OVER
        name = thread.name if thread.name.endswith(_OVER) else over
        await thread.edit(name=name, archived=True, locked=lock or thread.locked)


async def _unfold(thread: discord.Thread, name: str) -> discord.Thread:
    """Open a thread that was folded away, under this name: nobody is let in or out of one that is."""
    if thread.archived:
        thread = await thread.edit(archived=False)
        if thread.locked or thread.name != name:
            thread = await thread.edit(name=name, locked=False)
    return thread


def _may_lock(thread: discord.Thread) -> bool:
    """Whether the bot may lock a thread; those whom it has let out do not write there in any case."""
    return thread.permissions_for(thread.guild.me).manage_threads
