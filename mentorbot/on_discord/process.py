"""One running bot, from its settings until it is told to stop."""

import asyncio
import contextlib
import gc
import signal
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Mapping
from functools import partial
from types import ModuleType
from typing import Any

import discord

from mentorbot.errors import OperatorError
from mentorbot.on_discord import units
from mentorbot.on_discord.bot import MentorBot
from mentorbot.start import Content, Start
from mentorbot.start import content as read_content


async def run(start: Start, *, stop: asyncio.Event, content: Callable[[], Content] | None = None) -> None:
    """Run the bot until ``stop`` is set; SIGHUP makes it read the guide again.

    Most of what makes the bot is loaded while it connects, so that little of what happens is missed at a
    restart: who asks meanwhile is answered a moment later.

    Args:
        start: The settings.
        stop: Set by whoever wants it to stop; answers under way are finished first.
        content: Waits for the content that is read elsewhere; without it, it is read here.

    Raises:
        OperatorError: The content or the database cannot be used, or Discord refuses the token.
    """
    # The bot has no voice, so what it would need for one is not missing.
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
    bot = MentorBot()
    async with contextlib.AsyncExitStack() as stack:
        reading = content or partial(read_content, start.content)
        await serve(bot, start.token, stop, _move_in(bot, start, reading, stack))


async def _move_in(
    bot: MentorBot, start: Start, content: Callable[[], Content], stack: contextlib.AsyncExitStack
) -> None:
    """Load what makes the bot, and bring it; what has to be closed at the end goes on the stack.

    Then load what is used of the rest, as long as the bot runs.
    """
    features = await asyncio.to_thread(_load)
    from mentorbot.credits.rules import Rules  # noqa: PLC0415 - all of it just loaded, beside the event loop
    from mentorbot.db import Database  # noqa: PLC0415
    from mentorbot.guide.load import Library  # noqa: PLC0415
    from mentorbot.meetings import icebreakers  # noqa: PLC0415
    from mentorbot.mentoring import agendas  # noqa: PLC0415
    from mentorbot.on_discord.furnish import furnish  # noqa: PLC0415

    database = Database(start.database, start.database_connections)
    stack.push_async_callback(database.close)
    await database.upgrade()
    found = await asyncio.to_thread(content)
    agendas.keep(found.agendas)
    icebreakers.keep(found.icebreakers)
    library, rules = Library(start.content, found.guides), Rules(start.content, found.credentials)
    await furnish(bot, features, database, library, rules)
    # From now on garbage is looked for among what comes and goes, not in what is here to stay.
    gc.freeze()
    gc.enable()
    if start.health_port is not None:
        await stack.enter_async_context(_watched(bot, start.health_host, start.health_port))
    await bot.units.keep_up()


def _load() -> list[ModuleType]:
    from mentorbot.meetings import icebreakers  # noqa: F401, PLC0415 - beside the event loop
    from mentorbot.mentoring import agendas  # noqa: F401, PLC0415
    from mentorbot.on_discord import furnish  # noqa: F401, PLC0415

    return units.modules(units.BASE)


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


@contextlib.asynccontextmanager
async def _watched(bot: MentorBot, host: str, port: int) -> AsyncIterator[None]:
    """Serve health and metrics."""
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
    async with health.serving(host, port, look):
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
