import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from town import Town, empty_town, town

from mentorbot import clock
from mentorbot.delivery.models import State
from mentorbot.delivery.service import delivery
from mentorbot.sandbox.discord.people.person import Person
from mentorbot.sandbox.discord.people.replies import Reply

__all__ = ["empty_town", "town"]


@dataclass
class Days:
    """A town in which time can be moved on."""

    town: Town

    async def pass_by(self, by: timedelta) -> None:
        """Move the clock on, and wait until all that is due by then has been dealt with."""
        clock.advance(by)
        await self.settle()

    async def pass_until(self, moment: datetime) -> None:
        """Move the clock on to a moment."""
        await self.pass_by(moment - clock.now() + timedelta(seconds=1))

    async def settle(self) -> None:
        """Wait until nothing that is due is left."""
        async with asyncio.timeout(60):
            while True:
                self.town.bot.dispatcher.nudge()
                if not await self._due():
                    return
                await asyncio.sleep(0.02)

    async def _due(self) -> list[Any]:
        statement = select(delivery.c.id).where(
            (delivery.c.state == State.LEASED)
            | ((delivery.c.state == State.PENDING) & (delivery.c.try_at <= clock.now()))
        )
        async with self.town.database.engine.connect() as connection:
            return list((await connection.execute(statement)).scalars())

    async def waiting(self, kind: str) -> list[datetime]:
        """When deliveries of a kind that wait are due."""
        statement = (
            select(delivery.c.due_at)
            .where(delivery.c.kind == kind, delivery.c.state == State.PENDING)
            .order_by(delivery.c.due_at)
        )
        async with self.town.database.engine.connect() as connection:
            return list((await connection.execute(statement)).scalars())


@pytest.fixture
async def days(town: Town) -> Days:
    """The town with the bot running, and alice in it, who lives in Chicago."""
    await enrol(town, town.alice)
    return Days(town)


async def enrol(town: Town, person: Person, zone: str = "America/Chicago", **answers: Any) -> Reply:
    """Let somebody answer /start, with a time zone."""
    form = await person.slash("start", time_zone=zone)
    return await form.submit({"stage": "undergraduate", **answers})


async def keep(person: Person, what: str, when: str) -> Reply:
    """Let somebody make a reminder."""
    reply = await person.slash("remind me", what=what, when=when)
    await reply.click("Keep")
    assert "is kept" in reply.text
    return reply
