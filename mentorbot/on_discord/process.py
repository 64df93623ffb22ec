"""One running bot, from its settings until it is told to stop."""

import asyncio
import contextlib
import signal
from collections.abc import Coroutine, Iterator
from importlib import import_module
from typing import Any

import discord

from mentorbot.config import Settings
from mentorbot.errors import OperatorError
from mentorbot.on_discord.bot import MentorBot


async def run(settings: Settings, *, stop: asyncio.Event) -> None:
    """Run the bot until ``stop`` is set; SIGHUP makes it read the guide again.

    Args:
        stop: Set by whoever wants it to stop; answers under way are finished first.

    Raises:
        OperatorError: There is no token, the content or the database cannot be used, or Discord refuses the
            token.
    """
    # The bot has no voice, so what it would need for one is not missing.
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
    bot = MentorBot()
    async with contextlib.AsyncExitStack() as stack:
        await serve(bot, settings.secret(), stop, _move_in(bot, settings, stack))


async def _move_in(bot: MentorBot, settings: Settings, stack: contextlib.AsyncExitStack) -> None:
    """Load what makes the bot while it connects: who asks just then is answered a moment later."""
    loaded = await asyncio.to_thread(import_module, "mentorbot.on_discord.furnish")
    await loaded.move_in(bot, settings, stack)


async def serve(
    bot: MentorBot, token: str, stop: asyncio.Event, moving_in: Coroutine[Any, Any, None]
) -> None:
    """Connect a bot, and furnish it meanwhile; then as :func:`run`.

    Args:
        moving_in: What furnishes it.
    """
    started = asyncio.create_task(bot.start(token))
    stopped = asyncio.create_task(stop.wait())
    moved_in = asyncio.create_task(moving_in)
    try:
        with _reloading(bot):
            await asyncio.wait({started, stopped, moved_in}, return_when=asyncio.FIRST_COMPLETED)
            if moved_in.done() and moved_in.exception() is None:
                await asyncio.wait({started, stopped}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        stopped.cancel()
        moved_in.cancel()
        await bot.close()
    if not started.done():
        started.cancel()
    for ended in await asyncio.gather(moved_in, started, return_exceptions=True):
        if isinstance(ended, discord.LoginFailure):
            raise OperatorError(
                "Discord does not know this token. Make a new one at "
                "https://discord.com/developers/applications (Bot, Reset Token) and set MENTORBOT_TOKEN to "
                "it."
            ) from None
        if isinstance(ended, Exception):
            raise ended


@contextlib.contextmanager
def _reloading(bot: MentorBot) -> Iterator[None]:
    """Let SIGHUP reload the guide, where there is such a signal and this is the main thread."""
    loop = asyncio.get_running_loop()
    tasks: set[asyncio.Task[None]] = set()

    def reload() -> None:
        task = loop.create_task(bot.reload())
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    try:
        loop.add_signal_handler(signal.SIGHUP, reload)
    except (AttributeError, NotImplementedError, ValueError, RuntimeError):
        yield
        return
    try:
        yield
    finally:
        loop.remove_signal_handler(signal.SIGHUP)
