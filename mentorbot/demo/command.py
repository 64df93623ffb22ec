"""What `mentorbot demo` does."""

import asyncio
import errno
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, contextmanager
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Final, TypeVar

from rich.console import Console
from rich.text import Text

from mentorbot.demo.company import Company, DemoError
from mentorbot.demo.interactive import play
from mentorbot.demo.page import page
from mentorbot.demo.server import Server, open_server
from mentorbot.demo.show import Show
from mentorbot.demo.slack import Workspace, open_workspace, slack_page
from mentorbot.demo.tour import tour
from mentorbot.sandbox.discord.people.screen import ClientRefusedError, NotOnScreenError
from mentorbot.sandbox.slack.people import screen as slack_screen

SLOWLY: Final = 2.5
"""Seconds between exchanges for those who watch."""

Shown = Callable[[Console, Server], Awaitable[None]]
Opened = TypeVar("Opened", bound=Company)

WENT_WRONG: Final = (
    DemoError,
    NotOnScreenError,
    ClientRefusedError,
    slack_screen.NotOnScreenError,
    slack_screen.ClientRefusedError,
)


class Way(StrEnum):
    """How the bot is shown."""

    PAGE = "page"
    TOUR = "tour"
    TERMINAL = "terminal"


def demo(
    way: Way = Way.PAGE, *, slow: bool = False, open_it: bool = False, port: int = 0, data: Path | None = None
) -> int:
    """Show the bot at work.

    Args:
        way: A page in the browser, the tour, or a terminal to type in.
        slow: Wait after each exchange of the tour, for those who watch.
        open_it: Open the page in the browser.
        port: The port on 127.0.0.1; 0 for any free one.
        data: The folder in which all is kept; None forgets it at the end.

    Returns:
        The exit code: 0, or 1 when something went wrong, which is told.
    """
    console = _console()
    with _pictures() as folder, tempfile.TemporaryDirectory(prefix="mentorbot-demo-") as place:
        ways: dict[Way, Shown] = {
            Way.PAGE: partial(_page, open_it=open_it),
            Way.TOUR: partial(_tour, folder=folder, pause=SLOWLY if slow else 0.0),
            Way.TERMINAL: _play,
        }
        database, world = _files(data, Path(place), "discord")
        return asyncio.run(perform(console, database, ways[way], port=port, world=world))


def _files(data: Path | None, place: Path, chat: str) -> tuple[Path, Path | None]:
    """Where the bot's database is, and what the local chat is kept in, if it is.

    Discord has the name that folders of before have; each chat has a bot of its own.
    """
    if data is None:
        return place / "mentorbot.sqlite3", None
    data.mkdir(parents=True, exist_ok=True)
    name = "mentorbot.sqlite3" if chat == "discord" else f"mentorbot-{chat}.sqlite3"
    return data / name, data / f"{chat}.sqlite3"


def _console() -> Console:
    """What is shown on."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # A Windows console that knows no ✓ shows a ? rather than nothing at all.
            stream.reconfigure(errors="replace")
    return Console(highlight=False)


@contextmanager
def _pictures() -> Iterator[Path]:
    """The folder for the pictures of a tour; it stays if there is one in it."""
    folder = Path(tempfile.mkdtemp(prefix="mentorbot-demo-"))
    try:
        yield folder
    finally:
        if not any(folder.iterdir()):
            folder.rmdir()


def demo_slack(
    way: Way = Way.PAGE, *, slow: bool = False, open_it: bool = False, port: int = 0, data: Path | None = None
) -> int:
    """Show the bot at work on Slack.

    Args:
        way: A page in the browser, or the tour.
        slow: Wait after each exchange of the tour, for those who watch.
        open_it: Open the page in the browser.
        port: The port on 127.0.0.1; 0 for any free one.
        data: The folder in which all is kept; None forgets it at the end.

    Returns:
        The exit code: 0, or 1 when something went wrong, which is told.
    """
    console = _console()
    with _pictures() as folder, tempfile.TemporaryDirectory(prefix="mentorbot-demo-") as place:
        database, world = _files(data, Path(place), "slack")

        async def show(console: Console, workspace: Workspace) -> None:
            if way is Way.TOUR:
                await tour(Show(console, workspace, pause=SLOWLY if slow else 0.0), folder)
            else:
                await slack_page(console, workspace, open_it=open_it)

        opening = open_workspace(database, port=port, world=world)
        return asyncio.run(_perform(console, opening, show, port=port))


def _taken(console: Console, error: OSError, port: int) -> int:
    """Say that a port is taken, where that is what went wrong; returns the exit code."""
    if error.errno != errno.EADDRINUSE:
        raise error
    words = f"\nPort {port} is taken by another program. Name another, or leave --port out."
    console.print(Text(words, style="bold red"))
    return 1


async def _tour(console: Console, server: Server, *, folder: Path, pause: float) -> None:
    await tour(Show(console, server, pause=pause), folder)


async def _page(console: Console, server: Server, *, open_it: bool) -> None:
    await page(console, server, open_it=open_it)


async def _play(console: Console, server: Server) -> None:
    await play(console, server, server.reader)


async def perform(
    console: Console, database: Path, show: Shown, *, port: int = 0, world: Path | None = None
) -> int:
    """Open the local Discord, show something on it, and tell what went wrong; returns the exit code."""
    return await _perform(console, open_server(database, port=port, world=world), show, port=port)


async def _perform(
    console: Console,
    opening: AbstractAsyncContextManager[Opened],
    show: Callable[[Console, Opened], Awaitable[None]],
    *,
    port: int,
) -> int:
    """Open a local chat, show something on it, and tell what went wrong; returns the exit code."""
    logged = ""
    try:
        async with opening as company:
            try:
                await show(console, company)
            finally:
                logged = company.log.getvalue()
    except OSError as error:
        return _taken(console, error, port)
    except WENT_WRONG as error:
        console.print(Text(f"\nThe demo stopped: {error}", style="bold red"))
        if logged:
            console.print(Text(f"\nThe bot logged:\n{logged}"))
        return 1
    return 0
