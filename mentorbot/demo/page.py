"""The local Discord of the demo as a page in the browser."""

import asyncio
import signal
import sqlite3
import tempfile
import webbrowser
from collections.abc import Mapping, Sequence
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.panel import Panel
from rich.text import Text

from mentorbot import clock
from mentorbot.delivery import bell
from mentorbot.delivery.called import call_due, tells_somebody
from mentorbot.demo.asking import offers, wish
from mentorbot.demo.cast import HOME, INVITES, ROLES
from mentorbot.demo.narrated import Narrated
from mentorbot.demo.pair import place
from mentorbot.demo.server import Server
from mentorbot.demo.show import Show
from mentorbot.demo.tour import tour
from mentorbot.sandbox.page import Client, Due, Hooks, Narrator

ABOUT: Final = """\
**This is a Discord on your own machine, and mentorbot is online in it.** Nothing leaves this computer.
- Type `/` for its commands. </nextstep:0> is the heart of it.
- Below on the left (on a phone, behind ☰) you can be somebody else. Maya is a student: as her, \
use </mentor find:0>.
- The clock above moves time, so that reminders come."""
"""The words of the large button for whoever opens the page, and the command that it uses."""
MOST_DUE: Final = 20
DUE: Final = """
SELECT due_at, kind, user_id, channel_id FROM delivery WHERE state = 'pending' ORDER BY due_at LIMIT ?
"""


async def page(console: Console, server: Server, *, open_it: bool = False) -> None:
    """Serve the page until somebody ends it.

    Args:
        open_it: Open it in the browser at once.
    """
    demo = Demo(server)
    if not server.found:
        await demo.furnish()
    async with Client(server.sandbox, demo.hooks()) as client:
        words = Text.assemble(
            "The page is at ", (client.url, f"bold link {client.url}"),
            "\n\nA local Discord with five people in it, and the bot online: the same program that serves "
            "the real one. Ctrl+C ends it.",
        )  # fmt: skip
        console.print(Panel(words, title=Text("mentorbot", style="bold"), title_align="left", padding=(1, 2)))
        if open_it:
            webbrowser.open(client.url)
        await until_told()
    console.print("Bye.")


async def until_told() -> None:
    """Wait for Ctrl+C, or whatever else asks a program to end."""
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):  # Windows raises KeyboardInterrupt by itself
            loop.add_signal_handler(number, told.set)
    await told.wait()


class Demo:
    """What the page offers besides Discord itself."""

    def __init__(self, server: Server) -> None:
        self.server = server

    def hooks(self) -> Hooks:
        """For the page."""
        return Hooks(
            about=ABOUT,
            begin=self.server.newcomer.name,
            roles=ROLES,
            invites=INVITES,
            advance=self.advance,
            due=self.due,
            reset=self.reset,
            play=self.play,
        )

    async def furnish(self) -> None:
        """Let there be something to go on from before anybody looks.

        The student is enrolled and has said what they look for, two mentors can be found, and pairs get a
        thread. Nobody's screen shows how that came about.

        Raises:
            DemoError: The bot did something else than is told here.
        """
        show = Show(Console(quiet=True), self.server)
        form = await show.slash(show.cast.student, "start", time_zone=HOME.key)
        await show.submit(form, stage="masters_student", finished=["bachelors"], goal="Lead a nursing home")
        await place(show)
        await offers(show)
        await wish(show)
        for person in self.server.people:
            for whisper in list(self.server.sandbox.world.whispers.get(person.id, {}).values()):
                self.server.sandbox.world.forget_whisper(whisper)

    async def advance(self, by: timedelta) -> None:
        """Move the clock of the bot and of the local Discord."""
        clock.advance(by)
        bell.ring_now()

    async def due(self) -> Sequence[Due]:
        """What the bot will send, as its database has it."""
        if not self.server.online:
            return []
        with closing(sqlite3.connect(self.server.database)) as connection:
            rows = connection.execute(DUE, (MOST_DUE,)).fetchall()
        names = self.server.names
        return [tell_due(names, datetime.fromisoformat(at).replace(tzinfo=UTC), *rest) for at, *rest in rows]

    async def reset(self) -> None:
        """Make all as it was in the beginning."""
        await self.server.begin_anew()
        await self.furnish()

    async def play(self, narrator: Narrator) -> None:
        """Play the tour, from the beginning."""
        await self.server.begin_anew()
        narrator.anew()
        with tempfile.TemporaryDirectory(prefix="mentorbot-demo-") as folder:
            await tour(Narrated(self.server, narrator), Path(folder))


def tell_due(names: Mapping[str, str], at: datetime, kind: str, user: str | None, channel: str | None) -> Due:
    """What is due, in words.

    Args:
        names: What ids of people and channels are called.
        at: When, aware.
        kind: What the delivery is.
        user: Whom it goes to, by id; None for a channel.
        channel: Where it goes to, by id.
    """
    what = call_due(kind)
    what = what[:1].upper() + what[1:]
    if not tells_somebody(kind):
        return Due(at, what)
    return Due(at, what, names.get(user or "") or f"#{names.get(channel or '', 'a channel')}")
