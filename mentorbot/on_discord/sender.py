"""Sending what is due through Discord."""

import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, Final

import aiohttp
import discord

from mentorbot import clock
from mentorbot.chat import mention
from mentorbot.chat.platform import NotNowError
from mentorbot.delivery.kinds import Address
from mentorbot.delivery.pace import Pace
from mentorbot.delivery.sending import ClosedError, Message, RefusedError, Sent, TryAgainError
from mentorbot.on_discord import forum_posts, pacing, render
from mentorbot.on_discord.connected import Connected
from mentorbot.on_discord.rooms import Rooms

_NONCE_KNOWN: Final = timedelta(seconds=90)
"""How long after a try Discord is trusted to know its nonce; later, what arrived is looked for."""

_MOST_CHANNELS: Final = 20_000
_SEARCHED: Final = 200
_SEARCHED_BEFORE: Final = timedelta(minutes=1)

# https://docs.discord.com/developers/topics/opcodes-and-status-codes#json
_CANNOT_DM, _NO_MUTUAL_GUILD = 50007, 50278
_UNKNOWN_CHANNEL, _MISSING_ACCESS = 10003, 50001
_SENTENCES: Final = {
    10003: "The channel is gone.",
    10013: "This person is no longer on Discord.",
    50001: "I may not see the channel. Let me view it and send messages there.",
    50013: "I may not send there. Let me send messages and attach files in the channel.",
    160005: "The thread is locked.",
}


class DiscordSender:
    """Sends as the bot.

    Args:
        bot: Logged in; its requests keep the pace that Discord allows.
        pace: That pace.
    """

    def __init__(self, bot: Connected, pace: Pace) -> None:
        self._bot = bot
        self._pace = pace
        self._direct: dict[str, int] = {}
        self._plain: dict[int, None] = {}
        self._rooms = Rooms()

    def narrow(self, to: Address) -> bool:
        """Whether a channel must be opened first, which Discord lets a bot do far less often than send."""
        return to.user_id is not None and to.user_id not in self._direct

    def know(self, channels: Mapping[str, str]) -> None:
        """Learn the channels of people's direct messages, by user."""
        for user, channel in channels.items():
            if len(self._direct) >= _MOST_CHANNELS:
                self._direct.pop(next(iter(self._direct)))
            self._direct[user] = int(channel)

    async def send(self, message: Message) -> Sent:
        """Send it, unless it is there already. Raises as Sender says."""
        to = message.to
        with _explained():
            if to.user_id is None:
                channel_id = int(str(to.channel_id))
                if (forum := await self._find_forum(to.community, channel_id)) is not None:
                    screen = render.Screen(_marked(message))
                    mark, since = _mark(message.nonce), message.doubtful_since
                    return Sent(await forum_posts.post(forum, message.card, screen, mark, since))
                if message.mention is not None and (found := await self._in_room(message, channel_id)):
                    return found
                return Sent(await self._post(message, self._bot.get_partial_messageable(channel_id)))
            if (channel := self._direct.get(to.user_id)) is not None:
                try:
                    return Sent(await self._post(message, self._privately(channel)))
                except (discord.NotFound, discord.Forbidden) as error:
                    # One that another application opened, in a database that has changed its bot.
                    if error.code not in {_UNKNOWN_CHANNEL, _MISSING_ACCESS}:
                        raise
            await pacing.wait_for_several(self._pace, 2)
            channel = (await self._bot.create_dm(discord.Object(int(to.user_id)))).id
            self.know({to.user_id: str(channel)})
            return Sent(await self._post(message, self._privately(channel)), opened=str(channel))

    async def _find_forum(self, guild_id: str | None, channel_id: int) -> discord.ForumChannel | None:
        """The channel, if it is a forum; of servers elsewhere it is remembered which are none."""
        if channel_id in self._plain:
            return None
        found = await self._bot.find_channel(guild_id, channel_id)
        if isinstance(found, discord.ForumChannel):
            return found
        if found is not None and self._bot.get_channel(channel_id) is None:
            self._plain[channel_id] = None
            while len(self._plain) > _MOST_CHANNELS:
                del self._plain[next(iter(self._plain))]
        return None

    async def _in_room(self, message: Message, channel_id: int) -> Sent | None:
        """A notice to one person, in a thread of their own where there can be one."""
        user = message.mention or ""
        room = await self._rooms.of(await self._bot.find_channel(message.to.community, channel_id), user)
        if room is None:
            return None
        try:
            return Sent(await self._post(message, self._bot.get_partial_messageable(room)))
        except (discord.NotFound, discord.Forbidden):
            self._rooms.forget(channel_id, user)
            return None

    def _privately(self, channel: int) -> discord.PartialMessageable:
        return self._bot.get_partial_messageable(channel, type=discord.ChannelType.private)

    async def _post(self, message: Message, place: discord.PartialMessageable) -> str:
        """Post it there, unless it is there already; returns its id."""
        since = message.doubtful_since
        if since is not None and clock.now() - since > _NONCE_KNOWN:
            found = await self._find(place, message, since)
            if found is not None:
                return found
        mentioned = [] if message.mention is None else [discord.Object(int(message.mention))]
        sent = await place.send(
            view=render.Screen(_marked(message)),
            files=render.files(message.card),
            nonce=message.nonce,
            allowed_mentions=discord.AllowedMentions(
                everyone=False, roles=False, replied_user=False, users=mentioned
            ),
        )
        return str(sent.id)

    async def _find(self, place: discord.PartialMessageable, message: Message, since: datetime) -> str | None:
        """The id of this message, if an earlier try has arrived: it is known by the number of its frame."""
        try:
            async for one in place.history(limit=_SEARCHED, after=since - _SEARCHED_BEFORE):
                if any(getattr(part, "id", None) == _mark(message.nonce) for part in one.components):
                    return str(one.id)
        except discord.Forbidden:
            # It may send there, but not read what it has sent.
            return None
        return None


def _marked(message: Message) -> list[dict[str, Any]]:
    to = message.to
    parts = render.components(message.card, to.community if to.user_id is not None else None)
    if message.mention is not None:
        parts = [{"type": 10, "content": mention(message.mention)}, *parts]
    return [*parts[:-1], {**parts[-1], "id": _mark(message.nonce)}]


def _mark(nonce: str) -> int:
    """A number for the frame, far from those that Discord gives out to the parts within."""
    return zlib.crc32(nonce.encode()) % 2**30 + 2**30


@contextmanager
def _explained() -> Iterator[None]:
    """Turn what Discord answers within the block into what the dispatcher understands."""
    try:
        yield
    except NotNowError as error:
        raise TryAgainError(str(error), certain=True) from error
    except discord.RateLimited as error:
        raise TryAgainError("Discord asks me to wait.", error.retry_after, certain=True) from error
    except discord.Forbidden as error:
        if error.code in {_CANNOT_DM, _NO_MUTUAL_GUILD}:
            raise ClosedError from error
        raise RefusedError(_SENTENCES.get(error.code, f"Discord refuses it: {error.text}")) from error
    except discord.NotFound as error:
        raise RefusedError(_SENTENCES.get(error.code, "Where it should go is gone.")) from error
    except discord.HTTPException as error:
        if error.status == 429:
            raise TryAgainError("Discord asks me to wait.", _asked(error), certain=True) from error
        if error.status >= 500:
            raise TryAgainError("Discord has trouble.", _asked(error)) from error
        if error.status == 401:
            raise TryAgainError("Discord does not take my token.", certain=True) from error
        raise RefusedError(f"Discord does not take it: {error.text}") from error
    except (aiohttp.ClientError, OSError, TimeoutError) as error:
        raise TryAgainError("Discord could not be reached.") from error


def _asked(error: discord.HTTPException) -> float | None:
    headers = getattr(error.response, "headers", {})
    try:
        return float(headers.get("Retry-After", ""))
    except ValueError:
        return None
