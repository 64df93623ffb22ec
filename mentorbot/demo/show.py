"""Shows what people do and what they see, one exchange after the other."""

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from mentorbot import clock
from mentorbot.demo.markdown import Reader
from mentorbot.demo.screen import Form, Screen, offered
from mentorbot.demo.server import DemoError, Row, Server, changes
from mentorbot.sandbox.discord.people.hands import Hands
from mentorbot.sandbox.discord.people.person import Person
from mentorbot.sandbox.discord.people.replies import Modal, Reply
from mentorbot.sandbox.discord.people.screen import Choice
from mentorbot.sandbox.discord.world.guilds import Channel

PATIENCE: Final = 10.0
HOME: Final = ZoneInfo("America/Chicago")
"""Where everybody in the demo lives; their devices show times of there."""


class Show:
    """Lets people do something and prints it as they see it.

    Args:
        console: Where to.
        pause: Seconds to wait after each exchange, for those who watch.
    """

    def __init__(self, console: Console, server: Server, *, pause: float = 0.0) -> None:
        self.console = console
        self.server = server
        self.pause = pause
        self.reader = Reader(clock.now, HOME, server.names)
        self.exchanges = 0
        self.pictures: dict[str, list[RenderableType]] = {}
        self._taking: list[RenderableType] | None = None
        self._before: dict[tuple[str, str], Row] = server.stored()

    # What is on the screen

    def print(self, *parts: RenderableType) -> None:
        """Print it, and take it into the picture that is being taken."""
        for part in parts:
            self.console.print(part)
            if self._taking is not None:
                self._taking.append(part)

    @contextmanager
    def picture(self, name: str) -> Iterator[None]:
        """Keep what is printed within this block as the picture of that name."""
        self._taking = self.pictures[name] = []
        try:
            yield
        finally:
            self._taking = None

    def chapter(self, title: str, told: str) -> None:
        """Begin a part of the story."""
        self.console.print()
        self.console.print(Rule(Text(title, style="bold"), align="left", style="dim"))
        self.console.print(Text(told, style="italic"))

    def did(self, person: Hands, words: Text, where: Channel | None = None) -> None:
        """Say what somebody does, and in which channel, if it is not where they always are."""
        self.exchanges += 1
        self.print(Text(), Text.assemble((f"{person.called} ", "bold green"), words))

    def note(self, told: str) -> None:
        """Say something that nobody sees in Discord."""
        self.console.print(Padding(Text(told, style="yellow"), (0, 0, 0, 2), expand=False))

    # What people do

    async def slash(self, person: Person, name: str, /, **options: Any) -> Any:
        """Let somebody use a slash command."""
        typed = Text("types ").append(f"/{name}", style="bold cyan")
        for option, value in options.items():
            typed.append(f" {option}:", style="dim").append(str(getattr(value, "name", value)), style="cyan")
        self.did(person, typed)
        await self.acting()
        return await self._saw(await person.slash(name, options, timeout=PATIENCE))

    async def typing(self, person: Person, name: str, **options: Any) -> list[Choice]:
        """Let somebody begin to type, and show what they are offered."""
        (option, value) = list(options.items())[-1]
        typed = Text("begins to type ").append(f"/{name}", style="bold cyan")
        typed.append(f" {option}:", style="dim").append(f"{value}▏", style="cyan")
        self.did(person, typed)
        choices = await person.type(name, options, timeout=PATIENCE)
        self.print(offered(choices))
        await self._wait()
        return choices

    async def click(self, reply: Reply, label: str) -> Any:
        """Let somebody press a button."""
        did = Text("presses ").append(f"[ {label} ]", style="bold")
        self.did(reply.person, did, reply.message.channel)
        await self.acting()
        return await self._saw(await reply.click(label, timeout=PATIENCE))

    async def choose(self, reply: Reply, placeholder: str, label: str) -> Any:
        """Let somebody choose in a drop-down."""
        did = Text("chooses ").append(label, style="bold").append(f" under [ {placeholder} ▾ ]")
        self.did(reply.person, did, reply.message.channel)
        await self.acting()
        return await self._saw(await reply.select(placeholder, label, timeout=PATIENCE))

    async def submit(self, modal: Modal, **answers: Any) -> Any:
        """Let somebody fill in a form and send it."""
        self.did(modal.person, Text("fills it in and sends it"))
        self.filled(modal, answers)
        await self.acting()
        return await self._saw(await modal.submit(answers, timeout=PATIENCE))

    async def forge(self, person: Person, custom_id: str, reply: Reply) -> Any:
        """Let somebody press a button that is not on their screen."""
        return await self._saw(await person.forge_click(custom_id, reply, timeout=PATIENCE))

    async def sees(self, reply: Reply, where: str) -> Reply:
        """Show a message that the bot sent by itself.

        Args:
            where: Where it is, such as "a direct message".
        """
        self.did(reply.person, Text(f"sees {where}"), reply.message.channel)
        await self._saw(reply)
        return reply

    async def _saw(self, outcome: Any) -> Any:
        if isinstance(outcome, Modal):
            self.opened(outcome)
        else:
            self.print(Screen(outcome, self.reader))
        await self._wait()
        return outcome

    def opened(self, modal: Modal) -> None:
        """Say that a form is on somebody's screen."""
        self.print(Text(f"  A form opens: {modal.title}", style="dim italic"))

    def filled(self, modal: Modal, answers: Mapping[str, Any]) -> None:
        """Show a form as somebody has filled it in."""
        self.print(Form(modal, answers))

    async def acting(self) -> None:
        """Let those who watch read what somebody is about to do."""

    async def _wait(self) -> None:
        if self.pause:
            await asyncio.sleep(self.pause)

    def save(self, reply: Reply, name: str, folder: Path) -> None:
        """Save a picture that is on somebody's screen, for those whose terminal shows none."""
        (folder / name).write_bytes(reply.read(name))
        self.note(f"The picture was saved to {folder / name}")

    # What came of it

    def changed(self) -> list[str]:
        """Say what has been stored since this was last asked."""
        after = self.server.stored()
        lines = list(changes(self._before, after))
        self._before = after
        told = Table.grid(padding=(0, 1))
        told.add_row("  Stored:", Text("\n".join(lines) or "nothing new."), style="yellow")
        self.console.print(told)
        return lines

    def expect(self, reply: Reply, *words: str) -> None:
        """Hold the story to what it says.

        Raises:
            DemoError: One of the words is not on the screen.
        """
        for word in words:
            if word not in str(reply):
                raise DemoError(f"“{word}” should be on {reply.person.called}'s screen. There was:\n{reply}")
