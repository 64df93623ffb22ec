"""One running process: the program, and a bot on each platform that it has a token for."""

import asyncio
import contextlib
import signal
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from mentorbot.config import Settings
from mentorbot.errors import OperatorError
from mentorbot.on_discord import MentorBot
from mentorbot.on_discord import move_in as move_in_to_discord
from mentorbot.on_discord import serve as serve_discord

if TYPE_CHECKING:
    from aiohttp import web

    from mentorbot.chat.program import Program

NO_PLATFORM: Final = (
    "There is no token. Set MENTORBOT_TOKEN to the token of your bot on Discord, or MENTORBOT_TOKEN_FILE to "
    "a file that holds it; you get one at https://discord.com/developers/applications (Bot, Reset Token). Or "
    "set MENTORBOT_SLACK_BOT_TOKEN and MENTORBOT_SLACK_APP_TOKEN; `mentorbot slack manifest` makes the app."
)

Serving = Coroutine[Any, Any, None]


async def run(settings: Settings, *, stop: asyncio.Event) -> None:
    """Run on every platform that has a token until ``stop`` is set; SIGHUP has the guide read again.

    Args:
        stop: Set by whoever wants it to stop; answers under way are finished first.

    Raises:
        OperatorError: There is no token, a platform refuses one, or the content or the database cannot be
            used.
    """
    if settings.find_secret("token") is None and not settings.on_slack:
        raise OperatorError(NO_PLATFORM)
    connected: dict[str, Callable[[], bool]] = {}
    routes: list[web.RouteDef] = []
    async with contextlib.AsyncExitStack() as stack:
        opening = asyncio.create_task(_open(settings, stack, connected, routes))
        serving: list[Serving] = []
        if (token := settings.find_secret("token")) is not None:
            bot = MentorBot()
            connected["gateway"] = lambda: bot.connected
            serving.append(serve_discord(bot, token, stop, move_in_to_discord(bot, opening)))
        if settings.on_slack:
            slack = import_module("mentorbot.on_slack.process").SlackProcess(settings)
            connected["slack"] = lambda: slack.connected
            routes.extend(slack.routes)
            serving.append(slack.serve(opening, stop))
        serving.append(_watch_database(opening, stop))
        try:
            with _reloading(opening):
                await _serve_together(serving, stop)
        finally:
            opening.cancel()
            await asyncio.wait({opening})


async def _open(
    settings: Settings,
    stack: contextlib.AsyncExitStack,
    connected: Mapping[str, Callable[[], bool]],
    routes: Sequence["web.RouteDef"],
) -> "Program":
    """Load what makes the program while bots connect; make it, and watch over it where that is wanted."""
    loaded = await asyncio.to_thread(import_module, "mentorbot.furnish")
    program: Program = await loaded.open_program(settings, stack)
    if settings.health_port is not None:
        watched = loaded.watched(program, connected, settings.health_host, settings.health_port, routes)
        await stack.enter_async_context(watched)
    return program


async def _watch_database(opening: "asyncio.Task[Program]", stop: asyncio.Event) -> None:
    """Look after the database's file until ``stop`` is set; raises OperatorError when it is gone."""
    stopped = asyncio.create_task(stop.wait())
    await asyncio.wait({stopped, opening}, return_when=asyncio.FIRST_COMPLETED)
    if not opening.done() or opening.cancelled() or opening.exception() is not None:
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
