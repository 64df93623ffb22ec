"""A village for hostile visitors: the bot in two communities, and somebody who watches all it does."""

import io
import logging
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field

import pytest
from hostile.exploring import Found, explore
from hostile.watching import Watcher
from town import Town, empty_town

from mentorbot import logs
from mentorbot.logs import LogFormat, LogLevel
from mentorbot.sandbox.discord.people.person import Person
from mentorbot.sandbox.discord.people.replies import Reply
from mentorbot.sandbox.discord.world.guilds import Channel, Guild

__all__ = ["empty_town"]


@dataclass(repr=False)
class Village:
    """The town, a second community whose member `carol` is, and `dora`, who is in both.

    Attributes:
        watcher: tells what the bot did wrong since it was last asked.
        screens: messages with buttons, where a test has put some.
        gone: somebody who was removed from the first community, where a test has one.
    """

    town: Town
    other: Guild
    elsewhere: Channel
    carol: Person
    dora: Person
    watcher: Watcher
    screens: list[Reply] = field(default_factory=list)
    gone: Person | None = None
    _found: Found | None = None

    async def found(self) -> Found:
        """All there is to press and fill in, found out the first time by somebody who is there for that."""
        if self._found is None:
            scout = self.town.sandbox.add_person("scout", self.town.guild)
            self._found = await explore(self.town, scout)
        return self._found


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """All that the village's bot logs, at its most talkative."""
    root = logging.getLogger()
    before = root.handlers[:], root.level
    yield io.StringIO()
    root.handlers[:], root.level = before


@pytest.fixture
async def village(empty_town: Town, log: io.StringIO) -> AsyncIterator[Village]:
    """The bot in two communities; at the end nothing may have gone wrong."""
    sandbox = empty_town.sandbox
    other = sandbox.add_guild("Elsewhere")
    sandbox.install(empty_town.app, other)
    carol = sandbox.add_person("carol", other)
    dora = sandbox.add_person("dora", empty_town.guild, other)
    logs.setup(LogLevel.DEBUG, LogFormat.JSON, secrets=[empty_town.app.token], stream=log)
    await empty_town.start()
    watcher = Watcher(empty_town, log)
    yield Village(empty_town, other, other.channel("general"), carol, dora, watcher)
    watcher.close()
    assert watcher.wrongs() == []
