"""A sandbox with a community in it, and real discord.py bots that are stopped at the end of the test."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import discord
import pytest
from discord import app_commands

from mentorbot.sandbox.discord import Sandbox
from mentorbot.sandbox.discord.people.person import Person
from mentorbot.sandbox.discord.people.replies import PATIENCE
from mentorbot.sandbox.discord.world.guilds import Channel, Guild
from mentorbot.sandbox.discord.world.users import Application


class Bot(discord.Client):
    """A client with a command tree that is registered when it starts; keeps the errors of its commands."""

    def __init__(self, intents: discord.Intents | None = None) -> None:
        super().__init__(intents=intents or discord.Intents.default(), guild_ready_timeout=0.05)
        self.tree = app_commands.CommandTree(self)
        self.failures: list[Exception] = []
        self.tree.error(self.note)

    async def note(self, interaction: discord.Interaction, error: app_commands.AppCommandError) -> None:
        """Keep what went wrong in a command."""
        self.failures.append(getattr(error, "original", error))

    async def setup_hook(self) -> None:
        """Register the commands."""
        await self.tree.sync()


@dataclass
class Town:
    """A sandbox, its only guild and application, and two people in the guild."""

    sandbox: Sandbox
    guild: Guild
    general: Channel
    app: Application
    alice: Person
    bob: Person


@pytest.fixture
async def town(openapi: Path | None) -> AsyncIterator[Town]:
    """A community; afterwards every exchange must have been one that Discord describes."""
    async with Sandbox(openapi=openapi) as sandbox:
        sandbox.rate_limits.enabled = False
        sandbox.interactions.answer_within = PATIENCE
        guild = sandbox.add_guild("Future managers")
        app = sandbox.add_application("helper", guild)
        alice, bob = sandbox.add_person("alice", guild), sandbox.add_person("bob", guild)
        yield Town(sandbox, guild, guild.channel("general"), app, alice, bob)
        assert sandbox.complaints == []


Start = Callable[[discord.Client], Awaitable[None]]


@pytest.fixture
async def start(town: Town) -> AsyncIterator[Start]:
    """Starts a bot as the town's application, and waits until it is ready."""
    running: list[tuple[discord.Client, asyncio.Task[None]]] = []

    async def begin(bot: discord.Client) -> None:
        ready = asyncio.Event()

        async def on_ready() -> None:
            ready.set()

        bot.event(on_ready)
        task = asyncio.create_task(bot.start(town.app.token))
        running.append((bot, task))
        waiting = asyncio.create_task(ready.wait())
        await asyncio.wait({task, waiting}, timeout=60, return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            task.result()
        assert ready.is_set()

    with town.sandbox.discord_py():
        yield begin
        for bot, task in running:
            await bot.close()
            await asyncio.wait_for(task, 60)


@pytest.fixture
async def bot() -> Bot:
    """A bot with a command tree, not yet started."""
    return Bot()


class Api:
    """Sends requests as a bot does, without a library that would not let a test do wrong."""

    def __init__(self, session: aiohttp.ClientSession, base: str, token: str) -> None:
        self.session, self.base, self.token = session, base, token
        self.headers: Mapping[str, str] = {}

    async def __call__(self, method: str, path: str, body: Any = None, **more: Any) -> tuple[int, Any]:
        """Send a request; returns the status and the JSON of the answer. Its headers are in `headers`."""
        more.setdefault("headers", {"Authorization": f"Bot {self.token}"})
        if body is not None:
            more["json"] = body
        async with self.session.request(method, self.base + path, **more) as response:
            self.headers = response.headers
            return response.status, await response.json() if await response.read() else None


@pytest.fixture
async def api(town: Town) -> AsyncIterator[Api]:
    """Requests of the town's application."""
    async with aiohttp.ClientSession() as session:
        yield Api(session, town.sandbox.api_url, town.app.token)
