"""Discord's own scheduled events: made, changed, taken away, and read as they are shown."""

from datetime import timedelta
from typing import Final

import discord

from mentorbot.chat import fit
from mentorbot.events import cards
from mentorbot.events.dates import Occurrence
from mentorbot.events.native import Native
from mentorbot.events.view import EventView

_LOCATION: Final = 100
_LEAST: Final = timedelta(minutes=1)


def may_schedule(guild: discord.Guild | None) -> bool:
    """Whether the bot may make Discord events."""
    return guild is not None and guild.me.guild_permissions.create_events


def read(there: discord.ScheduledEvent) -> Native:
    """The event as Discord shows it."""
    end = there.end_time or there.start_time
    return Native(there.name, there.description or "", there.start_time, end, there.location or "")


async def find(
    guild: discord.Guild, event: EventView, date: Occurrence | None
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


async def write(
    guild: discord.Guild,
    event: EventView,
    date: Occurrence,
    there: discord.ScheduledEvent | None,
    image: bytes | None,
) -> discord.ScheduledEvent:
    """Show one date of an event.

    Args:
        there: What is to show it; None makes one.
        image: Its cover.
    """
    # A deadline is a moment, and Discord's events take some time.
    end = max(date.ends_at, date.starts_at + _LEAST)
    location = date.place or (date.link if len(date.link) <= _LOCATION else "") or "See the announcement"
    about = date.about or event.about or cards.KINDS[event.kind]
    if there is not None:
        # The start of one that runs cannot be changed, nor be set to what it is.
        moved = there.start_time != date.starts_at
        return await there.edit(
            name=_name(event),
            description=about,
            start_time=date.starts_at if moved else discord.utils.MISSING,
            end_time=end,
            location=fit(location, _LOCATION),
            image=image,  # type: ignore[arg-type]  # None takes it away, as its words say, if not its types
        )
    return await guild.create_scheduled_event(
        name=_name(event),
        description=about,
        start_time=date.starts_at,
        end_time=end,
        location=fit(location, _LOCATION),
        entity_type=discord.EntityType.external,
        privacy_level=discord.PrivacyLevel.guild_only,
        image=image or discord.utils.MISSING,
    )


def is_past(there: discord.ScheduledEvent, date: Occurrence) -> bool:
    """Whether Discord shows a date that has begun there, and another is the next now."""
    return there.status is discord.EventStatus.active and there.start_time != date.starts_at


async def end(there: discord.ScheduledEvent) -> None:
    """Take away what is over, or off."""
    if there.status is discord.EventStatus.active:
        await there.end()
    else:
        await there.delete()


def _name(event: EventView) -> str:
    return fit(event.title, 100)
