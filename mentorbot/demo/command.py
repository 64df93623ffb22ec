"""What `mentorbot demo` does."""

import asyncio
import sys
import tempfile
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.text import Text

from mentorbot.demo.server import DemoError, Server, open_server
from mentorbot.demo.show import Show
from mentorbot.demo.tour import tour
from mentorbot.sandbox.screen import ClientRefusedError, NotOnScreenError

SLOWLY: Final = 2.5
"""Seconds between exchanges for those who watch."""

Shown = Callable[[Console, Server], Awaitable[None]]

WENT_WRONG: Final = (DemoError, NotOnScreenError, ClientRefusedError)


def demo(*, interactive: bool = False, slow: bool = False) -> int:
    """Show the bot at work.

    Args:
        interactive: Let whoever sits there try it, rather than show the tour.
        slow: Wait after each exchange, for those who watch.

    Returns:
        The exit code: 0, or 1 when something went wrong, which is told.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # A Windows console that knows no ✓ shows a ? rather than nothing at all.
            stream.reconfigure(errors="replace")
    console = Console(highlight=False)
    folder = Path(tempfile.mkdtemp(prefix="mentorbot-demo-"))
    with tempfile.TemporaryDirectory(prefix="mentorbot-demo-") as place:
        show = _play if interactive else partial(_tour, folder=folder, pause=SLOWLY if slow else 0.0)
        code = asyncio.run(perform(console, Path(place) / "demo.sqlite3", show))
    if not any(folder.iterdir()):
        folder.rmdir()
    return code


async def _tour(console: Console, server: Server, *, folder: Path, pause: float) -> None:
    await tour(Show(console, server, pause=pause), folder)


async def _play(console: Console, server: Server) -> None:
    from mentorbot.demo.interactive import play  # noqa: PLC0415 - the tour needs none of it

    await play(console, server, Show(console, server).reader)


async def perform(console: Console, database: Path, show: Shown) -> int:
    """Open the local Discord, show something on it, and tell what went wrong; returns the exit code."""
    logged = ""
    try:
        async with open_server(database) as server:
            try:
                await show(console, server)
            finally:
                logged = server.log.getvalue()
    except WENT_WRONG as error:
        console.print(Text(f"\nThe demo stopped: {error}", style="bold red"))
        if logged:
            console.print(Text(f"\nThe bot logged:\n{logged}"))
        return 1
    return 0
