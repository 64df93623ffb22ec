"""Coming to Discord and staying there: what goes wrong for a while is tried again; what will not, is said."""

import asyncio
import random
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from json import JSONDecodeError
from typing import Final

import aiohttp
import discord

from mentorbot import logs
from mentorbot.errors import OperatorError
from mentorbot.on_discord.connected import Connected

LONGEST_WAIT: Final = 45.0
"""Seconds after a failed attempt to connect after which another is made at the latest; discord.py by itself
waits up to 17 minutes when Discord has been away for a while. An attempt that hangs has as long."""

LOOK: Final = 1.0
"""Seconds between two looks at how long the last attempt is ago."""

MOST_BETWEEN_FIRST: Final = 5.0
"""Seconds at most between two attempts while there was no connection yet."""

_FIRST_WAIT: Final = 1.0
_NOT_NOW = (OSError, TimeoutError, aiohttp.ClientError, discord.DiscordServerError, discord.GatewayNotFound)
_NONSENSE = (JSONDecodeError, UnicodeDecodeError, AttributeError, LookupError, TypeError, zlib.error)
"""What discord.py raises at what is no JSON, such as the page of a proxy, or lacks what belongs in it."""

UNKNOWN: Final = (
    "Discord does not know this token. Make a new one at https://discord.com/developers/applications (Bot, "
    "Reset Token) and set MENTORBOT_TOKEN to it."
)

CLOSED: Final = {
    4004: UNKNOWN,
    4010: "Discord does not take the number of this shard. That is a bug in mentorbot; please report it.",
    4011: "Your bot is in so many servers that Discord wants it in several shards (from 2,500 on), or in "
    "more than it has. Start every process of it anew with `mentorbot run --shards auto`.",
    4012: "Discord no longer speaks the version of its gateway that this mentorbot speaks. Update mentorbot.",
    4013: "Discord does not know what mentorbot wants to be told. Update mentorbot.",
    4014: "Discord does not let your bot be told what it asks for. mentorbot asks for nothing that needs "
    "leave; update it, or look at https://discord.com/developers/applications (Bot, Privileged Gateway "
    "Intents).",
}
"""The codes with which Discord closes for good, and what to do about each.
https://docs.discord.com/developers/topics/opcodes-and-status-codes#gateway-gateway-close-event-codes"""

_log = logs.get(__name__)


async def stay_connected(bot: Connected, token: str) -> None:
    """Log in, connect, and connect again whenever the connection is lost, until the bot is closed.

    Raises:
        OperatorError: Discord refuses the bot, and would again.
    """
    with _saying_why():
        await _log_in(bot, token)
        while not bot.is_closed():
            await _connect(bot)


async def log_in(bot: Connected, token: str) -> None:
    """Log in only. Raises OperatorError as :func:`stay_connected`."""
    with _saying_why():
        await _log_in(bot, token)


@contextmanager
def _saying_why() -> Iterator[None]:
    """Say in a sentence why Discord refuses the bot."""
    try:
        yield
    except discord.LoginFailure:
        raise OperatorError(UNKNOWN) from None
    except discord.PrivilegedIntentsRequired:
        raise OperatorError(CLOSED[4014]) from None
    except discord.ConnectionClosed as closed:
        if closed.code not in CLOSED:
            raise
        raise OperatorError(CLOSED[closed.code]) from None


async def _log_in(bot: Connected, token: str) -> None:
    """Learn who the bot is; while Discord cannot be reached, try again."""
    wait = _FIRST_WAIT
    while True:
        try:
            return await bot.login(token)
        except (*_NOT_NOW, *_NONSENSE) as error:
            _log.warning("could not log in to Discord; trying again", seconds=round(wait, 1), why=repr(error))
        # A login leaves the session of its requests open; the next one makes its own.
        await bot.http.close()
        bot.http.connector = discord.utils.MISSING
        await asyncio.sleep(wait * random.uniform(0.5, 1.0))  # noqa: S311 - no secret
        wait = min(wait * 2, LONGEST_WAIT)


async def _connect(bot: Connected) -> None:
    """Be connected until it is worth to begin anew.

    discord.py connects again by itself, and goes on with the session where it can. But the longer Discord is
    away the longer it waits, so that it is given up when its last attempt is too long ago.
    """
    now = asyncio.get_running_loop().time
    connecting = asyncio.create_task(bot.connect())
    try:
        while not connecting.done():
            await asyncio.wait({connecting}, timeout=LOOK)
            if bot.failed_at is not None and now() - bot.failed_at > LONGEST_WAIT:
                _log.info("trying again to connect to Discord")
                bot.failed_at = now()
                return
    finally:
        connecting.cancel()
        await asyncio.wait({connecting})
    try:
        await connecting
    except _NONSENSE as error:
        # discord.py goes on with a session after each failure, even after the first, when there is none yet.
        if bot.ws is not None or not isinstance(error, AttributeError):
            _log.warning("what came from Discord could not be read; trying again", why=repr(error))
    else:
        return
    await asyncio.sleep(random.uniform(0.0, MOST_BETWEEN_FIRST))  # noqa: S311 - no secret
