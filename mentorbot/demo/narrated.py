"""The tour in a page: that is the screen, so only what is said besides is told."""

import asyncio
from collections.abc import Mapping
from typing import Any, Final

from rich.console import Console
from rich.text import Text

from mentorbot.demo.company import Company
from mentorbot.demo.show import Show
from mentorbot.demo.stage.seen import Actor, Asked, Place
from mentorbot.sandbox.page import Narrator

READ_AT_ONCE: Final = 60
"""Letters that are read in a third of the pace: twenty in a second, where a scene is shown for three."""


class Narrated(Show):
    """Lets people do something, and has the page tell it."""

    def __init__(self, company: Company, narrator: Narrator) -> None:
        super().__init__(Console(quiet=True), company, pause=narrator.pace)
        self.narrator = narrator
        self._unread = 0

    def chapter(self, title: str, told: str) -> None:
        """Begin a part of the story."""
        self._unread += len(title) + len(told)
        self.narrator.chapter(title, told)

    def did(self, actor: Actor, words: Text, at: Place | None = None) -> None:
        """Say what somebody does, and go where they do it."""
        super().did(actor, words, at)
        self._unread += len(words.plain)
        where = at if at is not None else self.cast.general
        self.narrator.scene(actor.username, actor.called, words.plain, str(where.raw.id))

    def note(self, told: str) -> None:
        """Say something that nobody sees in the chat."""
        self._unread += len(told)
        self.narrator.aside(told)

    async def opened(self, asked: Asked) -> None:
        """Show a form that has opened."""
        await self.filled(asked, {})

    async def filled(self, asked: Asked, answers: Mapping[str, Any]) -> None:
        """Show a form as somebody has filled it in."""
        self._unread += READ_AT_ONCE
        await self.narrator.form(asked.raw, asked.fit(answers))

    async def acting(self) -> None:
        """Let those who watch read what was said, and what somebody is about to do."""
        await self._read(self.pause / 2)

    async def _wait(self) -> None:
        await self._read(self.pause)

    async def _read(self, least: float) -> None:
        unread, self._unread = self._unread, 0
        await asyncio.sleep(max(least, self.pause * unread / READ_AT_ONCE))
