"""What `mentorbot demo` does."""

import asyncio
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.text import Text

from mentorbot.demo.server import DemoError, open_server
from mentorbot.demo.show import Show
from mentorbot.demo.tour import tour
from mentorbot.sandbox.screen import ClientRefusedError, NotOnScreenError

SLOWLY: Final = 2.5
"""Seconds between exchanges for those who watch."""

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
    return asyncio.run(_demo(console, interactive=interactive, pause=SLOWLY if slow else 0.0))


async def _demo(console: Console, *, interactive: bool, pause: float) -> int:
    folder = Path(tempfile.mkdtemp(prefix="mentorbot-demo-"))
    database = folder / "database"
    database.mkdir()
    try:
        async with open_server(database / "demo.sqlite3") as server:
            try:
                if interactive:
                    from mentorbot.demo.interactive import play  # noqa: PLC0415 - the tour needs none of it

                    await play(console, server)
                else:
                    await tour(Show(console, server, pause=pause), folder)
            except WENT_WRONG as error:
                console.print(Text(f"\nThe demo stopped. {error}", style="bold red"))
                if logged := server.log.getvalue():
                    console.print(Text(f"\nThe bot logged:\n{logged}"))
                return 1
    except DemoError as error:
        console.print(Text(f"\nThe demo could not start. {error}", style="bold red"))
        return 1
    finally:
        shutil.rmtree(database, ignore_errors=True)
        if not any(folder.iterdir()):
            folder.rmdir()
    return 0
