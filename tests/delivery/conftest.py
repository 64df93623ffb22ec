import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from town import Town, empty_town, town

from mentorbot import clock
from mentorbot.chat import Card, Section
from mentorbot.chat.caller import Caller
from mentorbot.db import Database, Session
from mentorbot.delivery import kinds, service
from mentorbot.delivery.kinds import Address, Due, handler
from mentorbot.delivery.payloads import Payload
from mentorbot.guide.model import Stage
from mentorbot.members.service import Profile, enrol, ensure_community

__all__ = ["empty_town", "town"]

KIND = "note"


@dataclass(frozen=True, slots=True)
class Note(Payload):
    """A note; ``bug``: making it fails, ``drop``: it is not needed any more."""

    text: str
    bug: bool = False
    drop: bool = False
    public: bool = False


@dataclass
class Post:
    """Schedules notes to the people and channels of a town, and reads the table."""

    town: Town
    made: list[str] = field(default_factory=list)

    @property
    def database(self) -> Database:
        return self.town.database

    async def member(self, person: Any, guild: str | None = None, zone: str = "UTC") -> tuple[int, int]:
        """Enrol somebody and return the ids of the community and the member."""
        where = Caller("discord", guild or self.town.guild.id, person.user.id)
        async with self.database.session_scope() as session:
            community = await ensure_community(session, "discord", where.community or "")
            view = await enrol(session, where, Profile(Stage.UNDERGRADUATE, time_zone=zone))
        return community, view.id

    async def to(self, person: Any, text: str, **given: Any) -> None:
        """Send a direct message."""
        community, member = await self.member(person, given.pop("guild", None))
        to = Address("discord", self.town.guild.id, user_id=person.user.id)
        await self.schedule(text, to, community, member_id=member, **given)

    async def into(self, channel: Any, text: str, **given: Any) -> None:
        """Send into a channel."""
        async with self.database.session_scope() as session:
            community = await ensure_community(session, "discord", given.pop("guild", self.town.guild.id))
        await self.schedule(text, Address("discord", None, channel_id=channel.id), community, **given)

    async def schedule(self, text: str, to: Address, community: int, **given: Any) -> None:
        options = {
            "kind": KIND,
            "payload": Note(text),
            "due_at": clock.now() + given.pop("within", timedelta(0)),
            "dedupe_key": text,
            "community_id": community,
            **given,
        }
        async with self.database.session_scope() as session:
            await service.schedule(session, to=to, **options)

    async def rows(self) -> dict[str, Any]:
        """Every row, by key."""
        async with self.database.engine.connect() as connection:
            found = (await connection.execute(select(service.delivery))).mappings()
            return {row["dedupe_key"]: row for row in found}

    async def states(self) -> dict[str, str]:
        return {key: str(row["state"]) for key, row in (await self.rows()).items()}

    async def settled(self, *keys: str) -> dict[str, str]:
        """Wait until these (or all) rows are neither waiting nor on their way."""
        async with asyncio.timeout(60):
            while True:
                states = await self.states()
                if all(states[key] not in {"pending", "leased"} for key in keys or states):
                    return states
                await asyncio.sleep(0.02)


@pytest.fixture
async def post(town: Town) -> AsyncIterator[Post]:
    """The post of a town whose bot runs."""
    made = Post(town)

    async def make(session: Session, due: Due, note: Note) -> Card | None:
        made.made.append(note.text)
        if note.bug:
            raise RuntimeError("a bug in a handler")
        if note.drop:
            return None
        return Card("A note", (Section(note.text),), public=note.public)

    handler(KIND, Note)(make)
    yield made
    kinds._handlers.pop(KIND)


def texts(messages: list[Any]) -> list[str]:
    """What the notes among these messages say, in order."""
    return [
        part["components"][1]["content"]
        for message in messages
        for part in message.payload["components"]
        if part["type"] == 17
    ]


async def until(holds: Callable[[], object]) -> None:
    """Wait until this holds."""
    async with asyncio.timeout(60):
        while not holds():  # noqa: ASYNC110 - there is no event for everything
            await asyncio.sleep(0.01)
