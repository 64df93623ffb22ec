"""What the parts of /event and /events share."""

import discord
from discord import app_commands
from discord.ext import commands

from mentorbot.chat import fit, limits
from mentorbot.chat.caller import Caller, Rights
from mentorbot.errors import UserError
from mentorbot.events import service
from mentorbot.events.rights import organize
from mentorbot.events.service import EventView, Seen
from mentorbot.on_discord.actions import Press, number
from mentorbot.on_discord.bot import MentorBot
from mentorbot.on_discord.caller import caller, rights
from mentorbot.on_discord.event_posts import Posts

Interaction = discord.Interaction[MentorBot]
Choice = app_commands.Choice[str]
Typed = app_commands.Range[str, 0, limits.SUGGESTION]

group = app_commands.Group(name="event", description="Announce and change events, or get their calendar.")


class Part(commands.Cog):
    """A part of the feature; cogs/events.py puts them together."""

    bot: MentorBot
    posts: Posts

    def bring_up_soon(self) -> None:
        """Look after what is shown without waiting for the next time."""
        raise NotImplementedError

    async def managed(self, press: Press) -> EventView:
        """The event that a button names, for an organizer."""
        async with self.bot.database.read_scope() as connection:
            await organize(connection, caller(press.interaction), rights(press.interaction))
            return await service.get(
                connection, caller(press.interaction), number(press.argument.partition(":")[0])
            )


def organizer(press: Press) -> tuple[Caller, Rights, Seen]:
    """Who pressed, what they may do, and the event and version that the button names."""
    id_, _, version = press.argument.partition(":")
    return caller(press.interaction), rights(press.interaction), Seen(number(id_), number(version))


async def content(file: discord.Attachment) -> bytes:
    """What somebody attached, of a size that was looked at. Raises UserError if Discord does not give it."""
    try:
        return await file.read()
    except discord.HTTPException:
        raise UserError("I could not get that file from Discord. Please attach it once more.") from None


def offered(events: list[EventView], typed: str) -> list[Choice]:
    """Events to choose from while somebody types."""
    words = typed.casefold().split()
    return [
        app_commands.Choice(
            name=fit(f"{event.starts_at:%Y-%m-%d} · {event.title}", limits.SUGGESTION), value=str(event.id)
        )
        for event in events
        if all(word in event.title.casefold() for word in words)
    ][: limits.SUGGESTIONS]
