"""A workspace with a real mentorbot in it, for the tests that go through Slack."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from copy import copy
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from slack_sdk.web.async_client import AsyncWebClient

from mentorbot import clock
from mentorbot.chat.program import Program
from mentorbot.config import Settings
from mentorbot.credits.rules import Rules
from mentorbot.db import Database
from mentorbot.fetch import Fetcher
from mentorbot.furnish import furnish_program
from mentorbot.guide.load import Library
from mentorbot.on_slack import bot as slack_bot
from mentorbot.on_slack.manifest import make_manifest
from mentorbot.on_slack.names import Names
from mentorbot.on_slack.process import SlackProcess
from mentorbot.rooms import declared
from mentorbot.sandbox.slack import Sandbox
from mentorbot.sandbox.slack.people.hands import PATIENCE
from mentorbot.sandbox.slack.people.person import Person
from mentorbot.sandbox.slack.people.surfaces import Home
from mentorbot.sandbox.slack.world.apps import App, Installation
from mentorbot.sandbox.slack.world.channels import Channel
from mentorbot.sandbox.slack.world.teams import Team

RENAMED = "remind=reminders help="
"""Commands that are called otherwise on Slack, as operators who change nothing have them."""


@dataclass
class SlackTown:
    """A sandbox with one workspace, two people in it, its owner, and the bot."""

    sandbox: Sandbox
    team: Team
    app: App
    installation: Installation
    settings: Settings
    alice: Person
    bob: Person
    owner: Person
    database: Database
    library: Library
    fetcher: Fetcher | None = None
    program: Program | None = None
    process: SlackProcess | None = None
    _stop: asyncio.Event | None = None
    _task: asyncio.Task[None] | None = None

    @property
    def general(self) -> Channel:
        """The channel that everybody is in."""
        return self.sandbox.general(self.team)

    async def start(self) -> None:
        """Start the bot and wait until it answers."""
        self.process, self._stop = SlackProcess(self.settings), asyncio.Event()
        self._task = asyncio.create_task(self.process.serve(asyncio.create_task(self._open()), self._stop))
        ready = asyncio.create_task(self.process.ready.wait())
        await asyncio.wait({self._task, ready}, timeout=60, return_when=asyncio.FIRST_COMPLETED)
        ready.cancel()
        if self._task.done():
            self._task.result()
        assert self.process.ready.is_set()
        assert self.process._bot is not None
        for listener in self.process._bot.app._async_listeners:
            listener.ack_timeout = int(PATIENCE)  # no test leans on how fast the machine is

    async def stop(self) -> None:
        """Stop the bot, and wait until it has stopped."""
        assert self._stop is not None
        assert self._task is not None
        self._stop.set()
        await asyncio.wait_for(self._task, 60)
        self._task = None

    async def restart(self) -> None:
        """Another bot on the same database, as after an update."""
        await self.stop()
        await self.start()

    @property
    def running(self) -> bool:
        """Whether the bot runs."""
        return self._task is not None

    async def enrol(self, person: Person, **answers: Any) -> Any:
        """Let somebody answer /start."""
        modal = await person.slash("/start")
        return await modal.submit({"stage": "undergraduate", **answers})

    def calls(self, method: str) -> int:
        """How often the bot has called a method."""
        return sum(one.method == method for one in self.sandbox.requests)

    async def _open(self) -> Program:
        rules = Rules.load(self.library.root)
        self.program = furnish_program(self.database, self.library, rules, fetcher=self.fetcher)
        return self.program


def offered(home: Home) -> set[str]:
    """The workspaces that one's own page lets choose from."""
    return {choice.label for one in home.selects if one.kind != "overflow" for choice in one.choices}


async def until_offered(person: Person, app: App, workspaces: set[str]) -> Home:
    """Open one's own page until it lets choose from these workspaces."""
    async with asyncio.timeout(60):
        while True:
            home = await person.open_home(app)
            if offered(home) == workspaces:
                return home


@asynccontextmanager
async def make_slack_town(
    database: Database,
    library: Library,
    shapes: Path | None,
    monkeypatch: pytest.MonkeyPatch,
    *,
    address: str = "",
    socket_mode: bool = True,
    rotation: bool = False,
) -> AsyncIterator[SlackTown]:
    """The workspace before the bot is started; afterwards Slack must have had nothing to object to."""
    async with Sandbox(now=clock.now, shapes=shapes) as sandbox:
        sandbox.rate_limits.enabled = False
        sandbox.delivery.answer_within = PATIENCE
        sandbox.world.triggers.lifetime = timedelta(seconds=PATIENCE)
        monkeypatch.setattr(AsyncWebClient, "BASE_URL", sandbox.api_url)
        monkeypatch.setattr(slack_bot, "SOON", PATIENCE)  # no test leans on how fast the machine is
        team = sandbox.add_team("Future managers")
        alice, bob = sandbox.add_person("alice", team), sandbox.add_person("bob", team)
        found = declared()
        names = Names(found.commands, renamed=RENAMED)
        manifest = make_manifest(found, names, address=address, socket_mode=socket_mode)
        manifest["settings"]["token_rotation_enabled"] = rotation
        app = sandbox.add_app("mentorbot", manifest)
        installation = sandbox.install(app, team)
        settings = Settings(
            slack_bot_token=SecretStr(installation.token),
            slack_app_token=SecretStr(sandbox.app_token(app)),
        )
        owner = sandbox.person(sandbox.owner(team))
        town = SlackTown(
            sandbox, team, app, installation, settings, alice, bob, owner, database, copy(library)
        )
        yield town
        if town.running:
            await town.stop()
        assert not sandbox.complaints, "\n".join(map(str, sandbox.complaints))


@pytest.fixture
async def empty_slack_town(
    file_database: Database,
    whole_library: Library,
    slack_shapes: Path | None,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[SlackTown]:
    """The workspace before the bot is started."""
    async with make_slack_town(file_database, whole_library, slack_shapes, monkeypatch) as town:
        yield town


@pytest.fixture
async def slack_town(empty_slack_town: SlackTown) -> SlackTown:
    """The workspace with the bot running."""
    await empty_slack_town.start()
    return empty_slack_town
