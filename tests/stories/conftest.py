"""A community in which a story is played: on the local Discord, and on the local Slack."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal

import pytest
from slack_town import RENAMED, SlackTown, make_slack_town
from sqlalchemy import select
from town import Town, make_town

from mentorbot import clock
from mentorbot.db import Database
from mentorbot.delivery import bell
from mentorbot.delivery.service import delivery
from mentorbot.demo.stage.differences import Difference
from mentorbot.demo.stage.on_discord import DiscordActor
from mentorbot.demo.stage.on_slack import SlackActor
from mentorbot.demo.stage.seen import Actor, Place
from mentorbot.guide.load import Library
from mentorbot.on_slack.names import Names
from mentorbot.rooms import declared
from mentorbot.sandbox.discord.people.person import Person

Chat = Literal["discord", "slack"]
NAMES = Names(declared().commands, renamed=RENAMED)


@dataclass
class Community:
    """Where a story is played; its people come in as they are named."""

    town: Town | SlackTown

    def differs(self, what: Difference) -> bool:
        """Whether the story goes on as on Slack, where the chats part in this."""
        return bool(what) and isinstance(self.town, SlackTown)

    def person(self, name: str) -> Actor:
        """Somebody who has just come."""
        if isinstance(self.town, SlackTown):
            return SlackActor(self.town.sandbox.add_person(name, self.town.team), NAMES)
        return DiscordActor(self.town.sandbox.add_person(name, self.town.guild))

    def people(self, *names: str) -> tuple[Actor, ...]:
        """Several who have just come."""
        return tuple(map(self.person, names))

    def call(self, actor: Actor, name: str) -> None:
        """Let others see somebody by this name."""
        user: Any = actor.raw.user  # type: ignore[attr-defined]
        if isinstance(self.town, SlackTown):
            user.profile.display_name = name
        else:
            user.global_name = name

    def owner(self) -> Actor:
        """Whose server or workspace it is, which makes them an organizer."""
        if isinstance(self.town, SlackTown):
            return SlackActor(self.town.owner, NAMES)
        user = self.town.sandbox.world.users[self.town.guild.owner_id]
        return DiscordActor(Person(self.town.sandbox, user))

    def place(self, name: str) -> Place:
        """A new channel that all see."""
        if isinstance(self.town, SlackTown):
            team = self.town.sandbox.world.users.values()
            owner = self.town.sandbox.owner(self.town.team)
            return Place(
                name, self.town.sandbox.add_channel(name, owner, *(one for one in team if not one.is_bot))
            )
        return Place(name, self.town.sandbox.add_channel(self.town.guild, name))

    async def enrol(self, *actors: Actor, **answers: Any) -> None:
        """Let people answer /start."""
        for actor in actors:
            form = await actor.slash("start")
            await form.submit({"stage": "undergraduate", **answers})

    def pass_by(self, by: timedelta) -> None:
        """Let so much time go by."""
        clock.advance(by)
        bell.ring_now()

    def move_to(self, moment: datetime) -> None:
        """Let it be that moment."""
        self.pass_by(moment - clock.now())

    async def settled(self) -> None:
        """Let time go by until nothing that was due waits any more."""
        waits = (delivery.c.settled_at.is_(None)) & (delivery.c.due_at <= clock.now())
        async with asyncio.timeout(60):
            while True:
                async with self.town.database.read_scope() as connection:
                    if (
                        await connection.execute(select(delivery.c.id).where(waits).limit(1))
                    ).first() is None:
                        return
                self.pass_by(timedelta(seconds=30))
                await asyncio.sleep(0.05)

    async def restart(self) -> None:
        """Another bot on the same database, as after an update."""
        await self.town.restart()


@asynccontextmanager
async def make_community(
    chat: Chat,
    database: Database,
    library: Library,
    shapes: tuple[Path | None, Path | None],
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Community]:
    """A community with the bot in it.

    Args:
        shapes: What Discord's requests and Slack's are checked against, if it is there.
    """
    openapi, slack_shapes = shapes
    if chat == "slack":
        async with make_slack_town(database, library, slack_shapes, monkeypatch) as workspace:
            await workspace.start()
            yield Community(workspace)
    else:
        async with make_town(database, library, openapi, monkeypatch) as town:
            await town.start()
            yield Community(town)


@pytest.fixture
def shapes(openapi: Path | None, slack_shapes: Path | None) -> tuple[Path | None, Path | None]:
    """What Discord's requests and Slack's are checked against, if it is there."""
    return openapi, slack_shapes


@pytest.fixture(params=["discord", "slack"])
async def community(
    request: pytest.FixtureRequest,
    file_database: Database,
    whole_library: Library,
    shapes: tuple[Path | None, Path | None],
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Community]:
    """Where the story is played: once on Discord, once on Slack."""
    async with make_community(request.param, file_database, whole_library, shapes, monkeypatch) as made:
        yield made
