"""Bringing what Discord shows of an event (its message, its scheduled event) up to what is stored.

All of it can be done again without harm: whatever is interrupted is done again at the next look, and a
scheduled event that was made without anyone having noted it is found by name and time.
"""

import asyncio
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final
from weakref import WeakValueDictionary

import discord

from mentorbot import clock, logs
from mentorbot.chat import fit, mention_channel
from mentorbot.chat.fairly import PATIENCE, FairWork
from mentorbot.chat.platform import NotNowError
from mentorbot.db import Database
from mentorbot.delivery import service as delivery
from mentorbot.events import announce, cards, pictures, service, showing
from mentorbot.events.dates import Occurrence
from mentorbot.events.terms import EventState
from mentorbot.events.view import EventView
from mentorbot.on_discord import render
from mentorbot.on_discord.caller import PLATFORM

UNREACHABLE: Final = (
    "It is stored, but I could not change the message in {channel}: I may not see or write there. "
    "Once I may, it comes right by itself."
)
RESTS_AT_MOST: Final = timedelta(hours=1)
"""What could not be shown is tried again after so long: who lets me in again sees it come right."""
NO_NATIVE: Final = (
    "I may not create events on this server, so there is no Discord event beside the message. "
    "Give me the permission Create Events if you want one."
)
_LOCATION: Final = 100
_LEAST: Final = timedelta(minutes=1)
_UNKNOWN_MESSAGE: Final = 10008

log = logs.get(__name__)


def find_obstacle(guild: discord.Guild) -> str:
    """What keeps the bot from making Discord events, in a sentence; empty for nothing."""
    return "" if may_schedule(guild) else NO_NATIVE


def may_schedule(guild: discord.Guild | None) -> bool:
    """Whether the bot may make Discord events."""
    return guild is not None and guild.me.guild_permissions.create_events


class Posts:
    """What is shown of events.

    Args:
        client: Logged in.
    """

    def __init__(self, client: discord.Client, database: Database) -> None:
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

    async def _show(self, event_id: int) -> tuple[list[str], bool]:
        """Bring one up; what could not be done, in sentences, and whether all of it is shown."""
        async with self._turns.setdefault(event_id, asyncio.Lock()):
            async with self._database.read_scope() as connection:
                event = await service.load_event(connection, event_id)
                sent = await delivery.find_sent_message(connection, event.message_key) if event else None
            guild = self._client.get_guild(int(event.community)) if event else None
            if event is None or guild is None:
                return [], False
            async with self._database.read_scope() as connection:
                picture = await pictures.load_picture(connection, event.id) if event.picture else None
            now = clock.now()
            shown = sent is not None and await self._message(guild, event, sent, picture)
            native = await self._native(guild, event, picture)
            known: dict[str, str | int | datetime | None] = {
                "native_id": event.native_id if native is None else native
            }
            if shown and native is not None:
                known |= {"shown_version": event.version, "shown_until": showing.shows_until(event, now)}
            async with self._database.session_scope() as session:
                await showing.note_shown(session, event.id, **known)
        unreachable = UNREACHABLE.format(channel=mention_channel(event.channel_id))
        return [unreachable] if sent and not shown else [], "shown_version" in known

    async def _message(
        self, guild: discord.Guild, event: EventView, message_id: str, picture: bytes | None
    ) -> bool:
        """Change the message; whether it shows the event now, or another is on its way."""
        channel = guild.get_channel(int(event.channel_id))
        if not isinstance(channel, discord.abc.Messageable):
            return False
        message = channel.get_partial_message(int(message_id))
        try:
            card = cards.public_card(event, clock.now(), picture)
            await message.edit(view=render.screen(card), attachments=render.files(card))
        except discord.NotFound as error:
            if error.code != _UNKNOWN_MESSAGE or event.state is not EventState.PUBLISHED:
                return error.code == _UNKNOWN_MESSAGE
            async with self._database.session_scope() as session:
                await announce.repost(session, event)
        except discord.HTTPException as error:
            log.warning("could not change an event's message", found=event.id, code=error.code)
            return False
        return True

    async def _native(self, guild: discord.Guild, event: EventView, picture: bytes | None) -> str | None:
        """Make, change or take away the Discord event: its id, "" for none, None if it did not work."""
        date = event.next_date(clock.now()) if event.state is EventState.PUBLISHED else None
        if not may_schedule(guild) or (date is None and not event.native_id):
            return ""
        try:
            there = await self._find(guild, event, date)
            if there is not None and (date is None or _is_past(there, date)):
                await _end(there)
                there = None
            if date is None or (there is None and date.starts_at <= clock.now()):
                return ""
            image = await asyncio.to_thread(pictures.make_cover, picture) if picture else None
            return await _write(guild, event, date, there, image)
        except discord.HTTPException as error:
            log.warning("could not bring up a scheduled event", found=event.id, code=error.code)
            return None

    async def _find(
        self, guild: discord.Guild, event: EventView, date: Occurrence | None
    ) -> discord.ScheduledEvent | None:
        """The Discord event that was made for this one, noted or not."""
        mine = [one for one in await guild.fetch_scheduled_events() if one.creator_id == guild.me.id]
        for one in mine:
            if str(one.id) == event.native_id:
                return one
        if event.native_id:
            return None
        start = date.starts_at if date else None
        return next((one for one in mine if (one.name, one.start_time) == (_name(event), start)), None)


async def _write(
    guild: discord.Guild,
    event: EventView,
    date: Occurrence,
    there: discord.ScheduledEvent | None,
    image: bytes | None,
) -> str:
    # A deadline is a moment, and Discord's events take some time.
    end = max(date.ends_at, date.starts_at + _LEAST)
    location = date.place or (date.link if len(date.link) <= _LOCATION else "") or "See the announcement"
    about = date.about or event.about or cards.KINDS[event.kind]
    if there is not None:
        # The start of one that runs cannot be changed, nor be set to what it is.
        moved = there.start_time != date.starts_at
        await there.edit(
            name=_name(event),
            description=about,
            start_time=date.starts_at if moved else discord.utils.MISSING,
            end_time=end,
            location=location,
            image=image,  # type: ignore[arg-type]  # None takes it away, as its words say, if not its types
        )
        return str(there.id)
    made = await guild.create_scheduled_event(
        name=_name(event),
        description=about,
        start_time=date.starts_at,
        end_time=end,
        location=location,
        entity_type=discord.EntityType.external,
        privacy_level=discord.PrivacyLevel.guild_only,
        image=image or discord.utils.MISSING,
    )
    return str(made.id)


def _is_past(there: discord.ScheduledEvent, date: Occurrence) -> bool:
    """Whether Discord shows a date that has begun there, and another is the next now."""
    return there.status is discord.EventStatus.active and there.start_time != date.starts_at


async def _end(there: discord.ScheduledEvent) -> None:
    """Take away what is over, or off."""
    if there.status is discord.EventStatus.active:
        await there.end()
    else:
        await there.delete()


def _name(event: EventView) -> str:
    return fit(event.title, 100)
