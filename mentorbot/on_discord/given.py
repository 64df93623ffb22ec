"""What was given to a command, as it is kept in the database until it is put right."""

from collections.abc import Mapping
from typing import Any, Final

import aiohttp
import discord

from mentorbot.chat.declare import Command, MenuOn
from mentorbot.chat.options import Channel, Group, Kind, Message, Person
from mentorbot.errors import UserError

FILE_GONE: Final = "I could not get the file from Discord. Please attach it again."


class DiscordFile:
    """A file that somebody attached to a command."""

    def __init__(self, attachment: discord.Attachment) -> None:
        self.name = attachment.filename
        self.size = attachment.size
        self.url = attachment.url
        self._attachment = attachment

    async def read(self) -> bytes:
        """Its bytes. Raises UserError: Discord does not hand them out any more."""
        try:
            return await self._attachment.read()
        except (discord.DiscordException, aiohttp.ClientError, OSError):
            raise UserError(FILE_GONE) from None


class KeptFile:
    """A file that was attached to a command a while ago; Discord hands it out for about a day."""

    def __init__(self, client: discord.Client, name: str, size: int, url: str) -> None:
        self.name = name
        self.size = size
        self.url = url
        self._client = client

    async def read(self) -> bytes:
        """Its bytes. Raises UserError: Discord does not hand them out any more."""
        try:
            return await self._client.http.get_from_cdn(self.url)
        except (discord.DiscordException, aiohttp.ClientError, OSError):
            raise UserError(FILE_GONE) from None


def write_given(given: Mapping[str, Any]) -> dict[str, Any]:
    """What was given, by option, as JSON has it; what was left out is left out."""
    return {name: _write(value) for name, value in given.items() if value is not None}


def read_given(client: discord.Client, command: Command, kept: Mapping[str, Any]) -> dict[str, Any]:
    """What :func:`write_given` made; options that the command does not have any more are left out."""
    return {one.name: _read(client, one.kind, kept[one.name]) for one in command.options if one.name in kept}


def read_on(on: MenuOn, kept: Any) -> Person | Message:
    """The person or message whose menu was opened, of what :func:`write_given` made."""
    if on is MenuOn.PERSON:
        return Person(*kept)
    id_, channel_id, author, text = kept
    return Message(id_, channel_id, Person(*author), text)


def _write(value: Any) -> Any:
    match value:
        case Person():
            return [value.id, value.name, value.bot]
        case Group():
            return [value.id, value.name, value.everybody]
        case Channel():
            return [value.id, value.name]
        case DiscordFile() | KeptFile():
            return [value.name, value.size, value.url]
        case Message():
            return [value.id, value.channel_id, _write(value.author), value.text]
        case _:
            return value


def _read(client: discord.Client, kind: Kind, kept: Any) -> Any:
    match kind:
        case Kind.PERSON:
            return Person(*kept)
        case Kind.GROUP:
            return Group(*kept)
        case Kind.CHANNEL:
            return Channel(*kept)
        case Kind.FILE:
            return KeptFile(client, *kept)
        case _:
            return kept
