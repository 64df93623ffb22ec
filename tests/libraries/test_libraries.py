"""One small bot, written with each library that bots are written with, runs unchanged in the sandbox.

`make libraries` fetches the libraries and plays the bots; without it these tests are skipped. What it prints
stands in docs/sandbox.md.
"""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from libraries.shelf import BOTS, LIBRARIES, Library, NotThereError

from mentorbot.sandbox.discord import Sandbox
from mentorbot.sandbox.discord.people.person import Person
from mentorbot.sandbox.discord.people.replies import PATIENCE, Reply
from mentorbot.sandbox.run import Community, settle, start_bot

SHELF = os.environ.get("SANDBOX_LIBRARIES")
COMMANDS = 5


@dataclass
class Played:
    """A bot that is online, and what people do with it.

    Args:
        alice: Who plays.
        greeting: What came of the first command, for what can be pressed on it.
    """

    sandbox: Sandbox
    community: Community
    alice: Person
    greeting: Reply | None = None

    async def command(self) -> None:
        """Use a command that has an option."""
        self.greeting = await self.alice.slash("greet", name="Ada")
        assert self.greeting.text == "Hello Ada!"
        assert self.greeting.ephemeral

    async def autocomplete(self) -> None:
        """Type an option."""
        offered = await self.alice.type("greet", name="B")
        assert [one.label for one in offered] == ["Bob"]

    async def button(self) -> None:
        """Press a button that changes its message."""
        assert self.greeting is not None
        assert (await self.greeting.click("Again")).text == "Hello again!"

    async def select(self) -> None:
        """Choose in a drop-down, which is answered by a message of its own."""
        greeting = await self.alice.slash("greet", name="Bob")
        assert (await greeting.select("Colour", "Red")).text == "You chose Red."

    async def modal(self) -> None:
        """Open a form, fill it in and send it."""
        form = await self.alice.slash("form")
        assert (await form.submit(Name="Ada")).text == "You are Ada."

    async def event(self) -> None:
        """Write a message that the bot answers."""
        assert (await self._answer("ping")).text == "pong"

    async def file(self) -> None:
        """Be sent a file, and send one."""
        assert (await self.alice.slash("give")).read("hello.txt") == b"Hello, file"
        read = await self.alice.slash("read", file=("words.txt", b"Words in a file"))
        assert read.text == "Words in a file"

    async def picture(self) -> None:
        """Let the bot fetch its own picture."""
        assert (await self.alice.slash("picture")).text == "PNG"

    async def forward(self) -> None:
        """Let the bot bring a message elsewhere."""
        assert (await self._answer("forward")).text == "forward"

    async def _answer(self, words: str) -> Reply:
        channel = self.community.guild.channel("general")
        said = await self.alice.say(words, channel)
        return await self.alice.wait_for_message(
            channel, lambda one: int(one.id) > int(said.id) and one.message.author.bot
        )


STEPS: tuple[Callable[[Played], Awaitable[None]], ...] = (
    Played.command, Played.autocomplete, Played.button, Played.select, Played.modal, Played.event,
    Played.file, Played.picture, Played.forward,
)  # fmt: skip


@asynccontextmanager
async def online(library: Library, folder: Path | None, openapi: Path | None) -> AsyncIterator[Played]:
    """The small bot of a library, with its commands registered; afterwards nothing was amiss."""
    async with Sandbox(openapi=openapi) as sandbox:
        sandbox.interactions.answer_within = PATIENCE
        community = settle(sandbox, library.name)
        path = BOTS / library.bot
        if folder is not None and library.in_javascript:
            path = Path(shutil.copy(path, folder))  # what it imports is looked for beside it
        process = await start_bot(sandbox, community, path, environment=_environment(library, folder))
        ended = asyncio.create_task(process.wait())
        ready = asyncio.create_task(_all_registered(sandbox, community))
        try:
            await asyncio.wait({ended, ready}, return_when=asyncio.FIRST_COMPLETED)
            assert not ended.done(), "the bot ended; what it said is above"
            await ready
            yield Played(sandbox, community, community.people[0])
        finally:
            ready.cancel()
            if process.returncode is None:
                process.terminate()
            await ended
        assert [one for one in sandbox.complaints if not library.odd or library.odd not in one] == []


async def _all_registered(sandbox: Sandbox, community: Community) -> None:
    """Wait until the bot is there with all its commands: some libraries register one after the other."""
    await sandbox.online(community.app, timeout=120)
    async with asyncio.timeout(120):
        while len(sandbox.commands.shelf(community.app.id)) < COMMANDS:
            await sandbox.bell.rings()


def _environment(library: Library, folder: Path | None) -> dict[str, str]:
    if folder is None or library.in_javascript:
        return {}
    return {"PYTHONPATH": os.pathsep.join(filter(None, (str(folder), os.environ.get("PYTHONPATH"))))}


@pytest.mark.skipif(SHELF is None, reason="`make libraries` fetches the libraries, and plays their bots")
@pytest.mark.parametrize("library", LIBRARIES, ids=lambda one: one.name)
async def test_a_small_bot_of_every_library_runs_unchanged(
    library: Library, openapi: Path | None, record_property: Callable[[str, Any], None]
) -> None:
    try:
        folder = await asyncio.to_thread(library.install, Path(str(SHELF)))
    except NotThereError as why:
        pytest.skip(f"{library.name} could not be fetched: {why}")
    found: dict[str, str] = {}
    wrong: list[str] = []
    async with online(library, folder, openapi) as played:
        for step in STEPS:
            name = step.__name__
            if name in library.lacks:
                found[name] = "–"
                continue
            try:
                await step(played)
                found[name] = "yes"
            except Exception as error:  # every step is tried, and all are told
                found[name] = "no"
                wrong.append(f"{name}: {error!r}")
    record_property("library", [library.name, library.version, *found.values()])
    assert wrong == []
