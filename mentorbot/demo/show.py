"""Shows what people do and what they see, one exchange after the other."""

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from mentorbot.demo.company import Company, DemoError, Rows, changes
from mentorbot.demo.screen import offered
from mentorbot.demo.stage.seen import Actor, Asked, Offered, Place, Seen

PATIENCE: Final = 10.0


class Show:
    """Lets people do something and prints it as they see it.

    Args:
        console: Where to.
        pause: Seconds to wait after each exchange, for those who watch.
    """

    def __init__(self, console: Console, company: Company, *, pause: float = 0.0) -> None:
        self.console = console
        self.company = company
        self.cast = company.cast
        self.pause = pause
        self.exchanges = 0
        self.pictures: dict[str, list[RenderableType]] = {}
        self._taking: list[RenderableType] | None = None
        self._before: Rows = company.stored()
        self._there: Place | None = None

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

    def did(self, actor: Actor, words: Text, at: Place | None = None) -> None:
        """Say what somebody does, and in which place, if it is not where they always are."""
        self.exchanges += 1
        self._there = at
        self.print(Text(), Text.assemble((f"{actor.called} ", "bold green"), words))

    def note(self, told: str) -> None:
        """Say something that nobody sees in the chat."""
        self.console.print(Padding(Text(told, style="yellow"), (0, 0, 0, 2), expand=False))

    # What people do

    async def slash(self, actor: Actor, words: str, /, **options: Any) -> Any:
        """Let somebody use a slash command."""
        self.did(actor, Text("types ") + self.company.say_typed(words, options))
        await self.acting()
        return await self._saw(await actor.slash(words, **options))

    async def typing(self, actor: Actor, words: str, **options: Any) -> list[Offered]:
        """Let somebody begin to type, and show what they are offered."""
        self.did(actor, Text("begins to type ") + self.company.say_typed(words, options).append("▏"))
        choices = await actor.suggest(words, **options)
        self.print(offered(choices))
        await self._wait()
        return choices

    async def click(self, seen: Seen, label: str) -> Any:
        """Let somebody press a button."""
        self.did(seen.actor, Text("presses ").append(f"[ {label} ]", style="bold"), seen.place)
        await self.acting()
        return await self._saw(await seen.click(label))

    async def answer(self, seen: Seen, label: str) -> Seen:
        """Let somebody press a button on what all see, and read what they alone are told."""
        self.did(seen.actor, Text("presses ").append(f"[ {label} ]", style="bold"), seen.place)
        await self.acting()
        told: Seen = await self._saw(await seen.answer(label))
        return told

    async def choose(self, seen: Seen, placeholder: str, label: str) -> Any:
        """Let somebody choose in a drop-down."""
        did = Text("chooses ").append(label, style="bold").append(f" under [ {placeholder} ▾ ]")
        self.did(seen.actor, did, seen.place)
        await self.acting()
        return await self._saw(await seen.choose(placeholder, label))

    async def submit(self, asked: Asked, **answers: Any) -> Any:
        """Let somebody fill in a form and send it."""
        self.did(asked.actor, Text("fills it in and sends it"), self._there)
        await self.filled(asked, answers)
        await self.acting()
        return await self._saw(await asked.submit(answers))

    async def forge(self, actor: Actor, button: str, seen: Seen) -> Any:
        """Let somebody press a button that is not on their screen."""
        return await self._saw(await actor.forge(button, seen))

    async def sees(self, seen: Seen, where: str) -> Seen:
        """Show a message that the bot sent by itself.

        Args:
            where: Where it is, such as "a direct message".
        """
        self.did(seen.actor, Text(f"sees {where}"), seen.place)
        await self._saw(seen)
        return seen

    async def _saw(self, outcome: Any) -> Any:
        if isinstance(outcome, Asked):
            await self.opened(outcome)
        else:
            self.print(self.company.draw(outcome))
        await self._wait()
        return outcome

    async def opened(self, asked: Asked) -> None:
        """Say that a form is on somebody's screen."""
        self.print(Text(f"  A form opens: {asked.title}", style="dim italic"))

    async def filled(self, asked: Asked, answers: Mapping[str, Any]) -> None:
        """Show a form as somebody has filled it in."""
        self.print(self.company.draw_form(asked, answers))

    async def acting(self) -> None:
        """Let those who watch read what somebody is about to do."""

    async def _wait(self) -> None:
        if self.pause:
            await asyncio.sleep(self.pause)

    async def save(self, seen: Seen, name: str, folder: Path) -> None:
        """Save a picture that somebody has, for those whose terminal shows none."""
        (folder / name).write_bytes(await seen.read(name))
        self.note(f"The picture was saved to {folder / name}")

    # What came of it

    def changed(self) -> list[str]:
        """Say what has been stored since this was last asked."""
        after = self.company.stored()
        lines = list(changes(self._before, after))
        self._before = after
        told = Table.grid(padding=(0, 1))
        told.add_row("  Stored:", Text("\n".join(lines) or "nothing new."), style="yellow")
        self.console.print(told)
        return lines

    def expect(self, seen: Seen, *words: str) -> None:
        """Hold the story to what it says.

        Raises:
            DemoError: One of the words is not on the screen.
        """
        for word in words:
            if word not in str(seen):
                raise DemoError(f"“{word}” should be on {seen.actor.called}'s screen. There was:\n{seen}")
