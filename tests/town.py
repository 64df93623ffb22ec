"""A community with a real mentorbot in it, for the tests that go through Discord."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from copy import copy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from mentorbot.credits.rules import Rules
from mentorbot.db import Database
from mentorbot.fetch import Fetcher
from mentorbot.furnish import furnish_program
from mentorbot.guide.load import Library
from mentorbot.on_discord import MentorBot, serve
from mentorbot.on_discord.furnish import furnish
from mentorbot.sandbox.discord import Sandbox
from mentorbot.sandbox.discord.people.person import Person
from mentorbot.sandbox.discord.people.replies import PATIENCE, Reply
from mentorbot.sandbox.discord.world.guilds import Channel, Guild
from mentorbot.sandbox.discord.world.users import Application


@dataclass
class Town:
    """A sandbox with one community, two people in it, and the bot."""

    sandbox: Sandbox
    guild: Guild
    general: Channel
    app: Application
    alice: Person
    bob: Person
    database: Database
    library: Library
    fetcher: Fetcher | None = None
    running: list[tuple[MentorBot, asyncio.Event, asyncio.Task[None]]] = field(default_factory=list)

    @property
    def bot(self) -> MentorBot:
        """The one that runs."""
        return self.running[-1][0]

    async def start(self) -> MentorBot:
        """Start the bot and wait until it is ready."""
        bot, stop = MentorBot(), asyncio.Event()
        ready = asyncio.Event()

        async def note() -> None:
            await bot.furnished.wait()
            ready.set()

        bot.add_listener(note, "on_ready")
        task = asyncio.create_task(serve(bot, self.app.token, stop, self._furnish(bot)))
        self.running.append((bot, stop, task))
        waiting = asyncio.create_task(ready.wait())
        await asyncio.wait({task, waiting}, timeout=60, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        if task.done():
            task.result()
        assert ready.is_set()
        return bot

    async def _furnish(self, bot: MentorBot) -> None:
        rules = Rules.load(self.library.root)
        await furnish(bot, furnish_program(self.database, self.library, rules, fetcher=self.fetcher))

    async def stop(self) -> None:
        """Stop the bot, and wait until it has stopped."""
        _, stop, task = self.running.pop()
        stop.set()
        await asyncio.wait_for(task, 60)

    async def restart(self) -> MentorBot:
        """Another bot on the same database, as after an update."""
        await self.stop()
        return await self.start()

    def show_commands_to_all(self) -> None:
        """Let the owner show organizers' commands to everybody, so that it is the bot that has to refuse."""
        rule = {"type": 1, "id": self.guild.id, "permission": True}
        self.sandbox.commands.rules[self.guild.id, self.app.id] = [rule]

    def hide_commands(self) -> None:
        """Take that back: who sees a command is as the bot said."""
        self.sandbox.commands.rules.clear()

    async def enrol(self, person: Person, **answers: Any) -> Reply:
        """Let somebody answer /start."""
        modal = await person.slash("start")
        return await modal.submit({"stage": "undergraduate", **answers})

    def calls(self, method: str, part: str) -> int:
        """How many requests with that method had this in their path."""
        return sum(one.method == method and part in one.path for one in self.sandbox.requests)


@asynccontextmanager
async def make_town(
    database: Database, library: Library, openapi: Path | None, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Town]:
    """The community before the bot is started; afterwards Discord must have had nothing to object to."""
    monkeypatch.setattr("mentorbot.on_discord.bot.GUILDS_WITHIN", 0.02)
    async with Sandbox(openapi=openapi) as sandbox:
        sandbox.rate_limits.enabled = False
        sandbox.interactions.answer_within = PATIENCE
        guild = sandbox.add_guild("Future managers")
        app = sandbox.add_application("mentorbot", guild)
        alice, bob = sandbox.add_person("alice", guild), sandbox.add_person("bob", guild)
        town = Town(sandbox, guild, guild.channel("general"), app, alice, bob, database, copy(library))
        town.show_commands_to_all()
        with sandbox.discord_py():
            yield town
            while town.running:
                await town.stop()
        assert not sandbox.complaints, "\n".join(sandbox.complaints)


@pytest.fixture
async def empty_town(
    file_database: Database,
    whole_library: Library,
    openapi: Path | None,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Town]:
    """The community before the bot is started."""
    async with make_town(file_database, whole_library, openapi, monkeypatch) as town:
        yield town


@pytest.fixture
async def town(empty_town: Town) -> Town:
    """The community with the bot running."""
    await empty_town.start()
    return empty_town
