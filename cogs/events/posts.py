"""Bringing what Discord shows of an event (its message, its scheduled event) up to what is stored.

All of it can be done again without harm: whatever is interrupted is done again at the next look, and a
scheduled event that was made without anyone having noted it is found by name and time.
"""

import asyncio
from collections.abc import Collection
from datetime import timedelta
from typing import Final
from weakref import WeakValueDictionary

import discord

from cogs.events import natives
from mentorbot import clock, logs
from mentorbot.chat import mention_channel
from mentorbot.chat.fairly import PATIENCE, FairWork
from mentorbot.chat.platform import NotNowError
from mentorbot.db import Database, name_place
from mentorbot.delivery import service as delivery
from mentorbot.events import announce, cards, native, pictures, service, showing
from mentorbot.events.native import Native
from mentorbot.events.terms import EventState
from mentorbot.events.view import EventView
from mentorbot.on_discord import render
from mentorbot.on_discord.caller import PLATFORM
from mentorbot.on_discord.connected import Connected

UNREACHABLE: Final = (
    "It is stored, but I could not change the message in {channel}: I may not see or write there. "
    "Once I may, it comes right by itself."
)
LOST: Final = (
    "It is stored, but the channel in which it was announced is gone, and so is the one where events go now. "
    "Choose another with `/setup events`; it is posted there within the hour."
)
RESTS_AT_MOST: Final = timedelta(hours=1)
"""What could not be shown is tried again after so long: who lets me in again sees it come right."""
NO_NATIVE: Final = (
    "I may not create events on this server, so there is no Discord event beside the message. "
    "Give me the permission Create Events if you want one."
)
_UNKNOWN_MESSAGE: Final = 10008

log = logs.get(__name__)


def find_obstacle(guild: discord.Guild) -> str:
    """What keeps the bot from making Discord events, in a sentence; empty for nothing."""
    return "" if natives.may_schedule(guild) else NO_NATIVE


class Posts:
    """What is shown of events.

    Args:
        client: Logged in.
    """

    def __init__(self, client: Connected, database: Database) -> None:
        self._client = client
        self._database = database
        # One at a time of each: two that bring up the same event would make two Discord events of it.
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self._work = FairWork(
            "what Discord shows of an event", self._find_behind, self._catch_up, rests_at_most=RESTS_AT_MOST
        )

    async def bring_up_all(self) -> None:
        """Every event that is shown in an older version."""
        await self._work.finish()

    async def bring_up(self, event_id: int) -> list[str]:
        """One event.

        Returns:
            What could not be done, in sentences for an organizer.
        """
        troubles, _ = await self._show(event_id)
        return troubles

    async def _find_behind(self, without: Collection[int], places: Collection[int]) -> list[EventView]:
        async with self._database.read_scope() as connection:
            return await showing.find_behind(
                connection, PLATFORM, without=without, without_communities=places
            )

    async def _catch_up(self, event: EventView) -> None:
        async with asyncio.timeout(PATIENCE):
            _, shown = await self._show(event.id)
        if not shown:
            raise NotNowError("its message or its scheduled event is not there yet, or cannot be changed")

    async def look_at(self, guild_id: int, native_id: int) -> None:
        """Something was done to a Discord event: if it was one of ours, take that over."""
        async with self._database.read_scope() as connection:
            found = await native.find_by_native(connection, PLATFORM, str(guild_id), str(native_id))
        if found is None:
            return
        # What the bot itself did is noted by then.
        async with (
            self._turns.setdefault(found.id, asyncio.Lock()),
            self._database.read_scope() as connection,
        ):
            event = await service.load_event(connection, found.id)
        if event is not None and await self._differs(event):
            await self.bring_up(event.id)

    async def look_at_all(self) -> None:
        """The same for whatever was done while the bot was away, to channels too."""
        async with self._database.read_scope() as connection:
            found = await native.find_shown(connection, PLATFORM)
        for event in found:
            guild = await self._client.find_guild(int(event.community))
            if guild is not None and guild.get_channel(int(event.channel_id)) is None:
                await self.lose_channel(guild.id, int(event.channel_id))
            elif guild is not None and event.native_id and await self._differs(event):
                await self.bring_up(event.id)

    async def lose_channel(self, guild_id: int, channel_id: int) -> None:
        """A channel is gone: what was announced there is to be posted where events go now."""
        async with self._database.session_scope(name_place(PLATFORM, str(guild_id))) as session:
            await showing.note_lost(session, PLATFORM, str(guild_id), str(channel_id))

    async def _differs(self, event: EventView) -> bool:
        """Whether Discord shows an event otherwise than the bot left it."""
        guild = await self._client.find_guild(int(event.community))
        if guild is None or not event.native_id:
            return False
        there = guild.get_scheduled_event(int(event.native_id))
        return there is None or natives.read(there) != Native.from_text(event.native_shown)

    async def _show(self, event_id: int) -> tuple[list[str], bool]:
        """Bring one up; what could not be done, in sentences, and whether all of it is shown."""
        async with self._turns.setdefault(event_id, asyncio.Lock()):
            async with self._database.read_scope() as connection:
                event = await service.load_event(connection, event_id)
            guild = await self._client.find_guild(int(event.community)) if event else None
            if event is None or guild is None:
                return [], False
            event, there, reached = await self._settle(guild, event)
            async with self._database.read_scope() as connection:
                sent = await delivery.find_sent_message(connection, event.message_key)
                picture = await pictures.load_picture(connection, event.id) if event.picture else None
            now = clock.now()
            shown = sent is not None and await self._message(guild, event, sent, picture)
            made = await self._native(guild, event, there, picture) if reached else None
            whole = shown and made is not None
            if whole or made:
                async with self._database.session_scope(name_place(PLATFORM, event.community)) as session:
                    if made:
                        await showing.note_shown(session, event.id, **made)
                    if whole:
                        await showing.note_up_to_date(session, event, now)
        return [_unreachable(guild, event)] if sent and not shown else [], whole

    async def _settle(
        self, guild: discord.Guild, event: EventView
    ) -> tuple[EventView, discord.ScheduledEvent | None, bool]:
        """Take over what people did to the Discord event.

        Returns:
            The event after that, its Discord event, and whether Discord could be asked.
        """
        date = showing.find_shown_date(event, clock.now())
        if event.native_gone or not natives.may_schedule(guild) or (date is None and not event.native_id):
            return event, None, True
        try:
            there = await natives.find(guild, event, date)
        except discord.HTTPException as error:
            log.warning("could not look for a scheduled event", found=event.id, code=error.code)
            return event, None, False
        before = Native.from_text(event.native_shown)
        if date is None or before is None or not event.native_id:
            return event, there, True
        after = natives.read(there) if there is not None else None
        if after == before or (after is None and before.ends_at <= clock.now()):
            return event, there, True
        async with self._database.session_scope(name_place(PLATFORM, event.community)) as session:
            if after is None:
                await native.note_gone(session, event)
            else:
                await native.take_over(session, event.id, before, after)
            return await service.load_event(session, event.id) or event, there, True

    async def _message(
        self, guild: discord.Guild, event: EventView, message_id: str, picture: bytes | None
    ) -> bool:
        """Change the message; whether it shows the event now, or another is on its way."""
        channel = guild.get_channel(int(event.channel_id))
        if channel is None:
            return await self._move_home(guild, event)
        if not isinstance(channel, discord.abc.Messageable):
            return False
        message = channel.get_partial_message(int(message_id))
        try:
            card = cards.public_card(event, clock.now(), picture)
            await message.edit(view=render.screen(card), attachments=render.files(card))
        except discord.NotFound as error:
            if error.code != _UNKNOWN_MESSAGE or event.state is not EventState.PUBLISHED:
                return error.code == _UNKNOWN_MESSAGE
            home = await self._home(guild, event)
            async with self._database.session_scope(name_place(PLATFORM, event.community)) as session:
                await announce.repost(session, event, home)
        except discord.HTTPException as error:
            log.warning("could not change an event's message", found=event.id, code=error.code)
            return False
        return True

    async def _move_home(self, guild: discord.Guild, event: EventView) -> bool:
        """The channel is gone: post the event where events go now; whether that can be done."""
        if event.state is not EventState.PUBLISHED:
            return True
        home = await self._home(guild, event)
        if not home:
            return False
        async with self._database.session_scope(name_place(PLATFORM, event.community)) as session:
            await announce.repost(session, event, home)
        return True

    async def _home(self, guild: discord.Guild, event: EventView) -> str:
        """The channel where events go now; empty if it is gone too."""
        async with self._database.read_scope() as connection:
            home = await showing.find_home(connection, event)
        return home if home and guild.get_channel(int(home)) is not None else ""

    async def _native(
        self,
        guild: discord.Guild,
        event: EventView,
        there: discord.ScheduledEvent | None,
        picture: bytes | None,
    ) -> dict[str, str] | None:
        """Make, change or take away the Discord event: what is to be noted of it, None if it did not work."""
        date = showing.find_shown_date(event, clock.now())
        none = {"native_id": "", "native_shown": ""}
        if event.native_gone or not natives.may_schedule(guild):
            return none
        try:
            if there is not None and (date is None or natives.is_past(there, date)):
                await natives.end(there)
                there = None
            if date is None or (there is None and date.starts_at <= clock.now()):
                return none
            image = await asyncio.to_thread(pictures.make_cover, picture) if picture else None
            made = await natives.write(guild, event, date, there, image)
        except discord.HTTPException as error:
            log.warning("could not bring up a scheduled event", found=event.id, code=error.code)
            return None
        return {"native_id": str(made.id), "native_shown": natives.read(made).as_text()}


def _unreachable(guild: discord.Guild, event: EventView) -> str:
    """Why the message could not be changed, in a sentence."""
    if guild.get_channel(int(event.channel_id)) is None:
        return LOST
    return UNREACHABLE.format(channel=mention_channel(event.channel_id))
