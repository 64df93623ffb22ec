"""One running process: the program, and a bot on each platform that it has a token for."""

import asyncio
import contextlib
import signal
from collections.abc import Coroutine, Iterator, Sequence
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from mentorbot.config import Settings
from mentorbot.errors import OperatorError
from mentorbot.on_discord import MentorBot, OneAtATime, ShardedBot, Shards, serve_over
from mentorbot.on_discord import move_in as move_in_to_discord
from mentorbot.on_discord import serve as serve_discord
from mentorbot.side_by_side import Served, SideBySide

if TYPE_CHECKING:
    from aiohttp import web

    from mentorbot.chat.program import Program

NO_PLATFORM: Final = (
    "There is no token. Set MENTORBOT_TOKEN to the token of your bot on Discord, or MENTORBOT_TOKEN_FILE to "
    "a file that holds it; you get one at https://discord.com/developers/applications (Bot, Reset Token). Or "
    "set MENTORBOT_SLACK_BOT_TOKEN and MENTORBOT_SLACK_APP_TOKEN; `mentorbot slack manifest` makes the app."
)

SETTLING: Final = 1.0
"""Seconds until messages go out to Discord: what a process that was killed has just asked still counts."""

Serving = Coroutine[Any, Any, None]


async def run(settings: Settings, *, stop: asyncio.Event) -> None:
    """Run on every platform that has a token until ``stop`` is set; SIGHUP has the guide read again.

    What goes wrong on one platform does not stop another.

    Args:
        stop: Set by whoever wants it to stop; answers under way are finished first.

    Raises:
        OperatorError: There is no token, every platform refuses its own, or the content or the database
            cannot be used.
    """
    if settings.find_secret("token") is None and not settings.on_slack:
        raise OperatorError(NO_PLATFORM)
    served: dict[str, Served] = {}
    routes: list[web.RouteDef] = []
    async with contextlib.AsyncExitStack() as stack:
        opening: asyncio.Task[Program]
        platforms = SideBySide(served, stop, lambda: _has_failed(opening))
        opening = asyncio.create_task(_open(settings, stack, platforms, routes))
        if settings.find_secret("token") is not None:
            serve = _serve_shards if settings.shards else _serve_discord
            served["gateway"] = serve(settings, opening, stop)
        if settings.on_slack:
            slack = import_module("mentorbot.on_slack.process").SlackProcess(settings)
            routes.extend(slack.routes)
            served["slack"] = Served(
                lambda: slack.serve(opening, stop), lambda: slack.connected, slack.ready.is_set
            )
        serving: list[Serving] = [platforms.keep(name) for name in served]
        serving.append(_watch_database(opening, stop))
        try:
            with _reloading(opening):
                await _serve_together(serving, stop)
        finally:
            opening.cancel()
            await asyncio.wait({opening})


def _serve_discord(settings: Settings, opening: "asyncio.Task[Program]", stop: asyncio.Event) -> Served:
    """Discord, with another bot each time it has to be begun anew."""
    bot: MentorBot | None = None
    turn = OneAtATime(settings.secret, opening)

    async def serve() -> None:
        nonlocal bot
        await turn.wait(stop)
        bot = MentorBot(settling=SETTLING)
        moving_in = turn.keep(partial(move_in_to_discord, bot, opening))
        await serve_discord(bot, settings.secret(), stop, moving_in)

    return Served(serve, lambda: bot is not None and bot.connected, lambda: bot is not None and bot.begun)


def _serve_shards(settings: Settings, opening: "asyncio.Task[Program]", stop: asyncio.Event) -> Served:
    """Discord, with what comes to this process of its shards."""
    bot: ShardedBot | None = None
    shards = Shards(settings.secret, opening, None if settings.shards == "auto" else int(settings.shards))

    async def serve() -> None:
        nonlocal bot
        bot = ShardedBot(settling=SETTLING)
        await serve_over(bot, shards.hold(bot), stop, move_in_to_discord(bot, opening))

    return Served(serve, lambda: bot is not None and bot.connected, lambda: bot is not None and bot.begun)


async def _open(
    settings: Settings,
    stack: contextlib.AsyncExitStack,
    platforms: SideBySide,
    routes: Sequence["web.RouteDef"],
) -> "Program":
    """Load what makes the program while bots connect; make it, and watch over it where that is wanted."""
    loaded = await asyncio.to_thread(import_module, "mentorbot.furnish")
    program: Program = await loaded.open_program(settings, stack)
    if settings.health_port is not None:
        watched = loaded.watched(program, platforms, settings.health_host, settings.health_port, routes)
        await stack.enter_async_context(watched)
    return program


def _has_failed(opening: "asyncio.Task[Program]") -> bool:
    return opening.done() and (opening.cancelled() or opening.exception() is not None)


async def _watch_database(opening: "asyncio.Task[Program]", stop: asyncio.Event) -> None:
    """Look after the database's file until ``stop`` is set; raises OperatorError when it is gone."""
    stopped = asyncio.create_task(stop.wait())
    await asyncio.wait({stopped, opening}, return_when=asyncio.FIRST_COMPLETED)
    if not opening.done() or _has_failed(opening):
        await stopped  # whoever serves a platform tells what went wrong with opening it
        return
    watch = import_module("mentorbot.db.watching").watch_file
    watching = asyncio.create_task(watch(opening.result().database))
    await asyncio.wait({stopped, watching}, return_when=asyncio.FIRST_COMPLETED)
    if watching.done():
        stopped.cancel()
        await watching
    watching.cancel()
    await asyncio.wait({watching})


async def _serve_together(serving: Sequence[Serving], stop: asyncio.Event) -> None:
    """Serve all until one of them ends, as all do when ``stop`` is set; raises what the first raised."""
    tasks = [asyncio.create_task(one) for one in serving]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        stop.set()
        ended = await asyncio.gather(*tasks, return_exceptions=True)
    for error in ended:
        if isinstance(error, BaseException):
            raise error


@contextlib.contextmanager
def _reloading(opening: "asyncio.Task[Program]") -> Iterator[None]:
    """Let SIGHUP reload the guide, where there is such a signal and this is the main thread."""
    loop = asyncio.get_running_loop()
    tasks: set[asyncio.Task[None]] = set()

    async def reload_content() -> None:
        program = await asyncio.shield(opening)
        await import_module("mentorbot.furnish").reload_content(program)

    def reload() -> None:
        task = loop.create_task(reload_content())
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
