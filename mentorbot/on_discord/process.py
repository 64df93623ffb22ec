"""One running bot, from its settings until it is told to stop."""

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator, Iterator, Mapping

import discord

from mentorbot.config import Settings
from mentorbot.db import Database
from mentorbot.errors import OperatorError
from mentorbot.guide.load import Library
from mentorbot.on_discord.bot import MentorBot


async def run(settings: Settings, *, stop: asyncio.Event) -> None:
    """Run the bot until ``stop`` is set; SIGHUP makes it read the guide again.

    Args:
        settings: With a token.
        stop: Set by whoever wants it to stop; answers under way are finished first.

    Raises:
        OperatorError: The settings, the database or the guide cannot be used, or Discord refuses the token.
    """
    token = settings.secret()
    # The bot has no voice, so what it would need for one is not missing.
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
    library = Library.load(settings.content)
    database = Database(settings.database, settings.database_connections)
    try:
        await database.upgrade()
        bot = MentorBot(database, library)
        async with _watched(bot, settings):
            await serve(bot, token, stop)
    finally:
        await database.close()


async def serve(bot: MentorBot, token: str, stop: asyncio.Event) -> None:
    """Run a bot that is made already; as :func:`run`."""
    started = asyncio.create_task(bot.start(token))
    stopped = asyncio.create_task(stop.wait())
    try:
        with _reloading(bot):
            await asyncio.wait({started, stopped}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        stopped.cancel()
        await bot.close()
    if not started.done():
        started.cancel()
    try:
        await started
    except asyncio.CancelledError:
        if not stop.is_set():
            raise
    except discord.LoginFailure:
        raise OperatorError(
            "Discord does not know this token. Make a new one at https://discord.com/developers/applications "
            "(Bot, Reset Token) and set MENTORBOT_TOKEN to it."
        ) from None


@contextlib.asynccontextmanager
async def _watched(bot: MentorBot, settings: Settings) -> AsyncIterator[None]:
    """Serve health and metrics if they are wanted."""
    if settings.health_port is None:
        yield
        return
    # Most bots are not watched, and these are slow to import.
    from mentorbot import health, metrics  # noqa: PLC0415

    async def look() -> Mapping[str, bool]:
        return {
            "gateway": bot.connected,
            "database": await health.database_is_well(bot.database),
            "delivery": bot.dispatcher.well,
        }

    bot.answered = metrics.interaction
    metrics.GATEWAY_SECONDS.set_function(lambda: bot.latency)
    bot.dispatcher.happened = metrics.delivery
    metrics.DUE.set_function(lambda: bot.dispatcher.due)
    async with health.serving(settings, look):
        yield


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
