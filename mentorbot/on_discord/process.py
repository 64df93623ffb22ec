"""One running bot on Discord, until it is told to stop."""

import asyncio
import gc
from collections.abc import Coroutine
from importlib import import_module
from typing import Any

from mentorbot.chat.program import Program
from mentorbot.on_discord.bot import MentorBot
from mentorbot.on_discord.connecting import stay_connected


async def move_in(bot: MentorBot, opening: asyncio.Task[Program]) -> None:
    """Furnish a bot while it connects: who asks just then is answered a moment later.

    Args:
        opening: The program, once it is there.
    """
    loaded = await asyncio.to_thread(import_module, "mentorbot.on_discord.furnish")
    await loaded.furnish(bot, await asyncio.shield(opening))
    gc.freeze()  # what the bot was furnished with is here to stay too


async def serve(
    bot: MentorBot, token: str, stop: asyncio.Event, moving_in: Coroutine[Any, Any, None]
) -> None:
    """Connect a bot, and furnish it meanwhile; it runs until ``stop`` is set.

    Args:
        stop: Set by whoever wants it to stop; answers under way are finished first.
        moving_in: What furnishes it.

    Raises:
        OperatorError: Discord refuses the bot (see :func:`stay_connected`), or what furnishes it cannot.
    """
    await serve_over(bot, stay_connected(bot, token), stop, moving_in)


async def serve_over(
    bot: MentorBot,
    connecting: Coroutine[Any, Any, None],
    stop: asyncio.Event,
    moving_in: Coroutine[Any, Any, None],
) -> None:
    """Let a bot be connected, and furnish it meanwhile; it runs until ``stop`` is set.

    Args:
        connecting: What keeps it connected, until it is cancelled.
        stop: As :func:`serve` has it, and the others.
    """
    started = asyncio.create_task(connecting)
    stopped = asyncio.create_task(stop.wait())
    moved_in = asyncio.create_task(moving_in)
    try:
        await asyncio.wait({started, stopped, moved_in}, return_when=asyncio.FIRST_COMPLETED)
        if moved_in.done() and moved_in.exception() is None:
            await asyncio.wait({started, stopped}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        stopped.cancel()
        answers = bot.furnished.is_set()
        if not answers:
            moved_in.cancel()
        await bot.close()
        if answers:  # nobody any more, now: what is held for it is given back. Twice would break that off.
            moved_in.cancel()
    if not started.done():
        started.cancel()
    for ended in await asyncio.gather(moved_in, started, return_exceptions=True):
        if isinstance(ended, Exception):
            raise ended
