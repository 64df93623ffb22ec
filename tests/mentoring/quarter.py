"""A town with people who mentor and people who look for a mentor."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from town import Town, empty_town, town

from mentorbot import clock
from mentorbot.delivery.models import State
from mentorbot.delivery.service import delivery
from mentorbot.sandbox.discord.api import lives
from mentorbot.sandbox.discord.people.person import Person
from mentorbot.sandbox.discord.people.replies import Reply
from mentorbot.sandbox.discord.world import permissions
from mentorbot.sandbox.discord.world.guilds import Channel, Overwrite

__all__ = ["Quarter", "empty_town", "quarter", "town"]

ABOUT = {"role": "Director", "organization": "County hospital", "setting": "hospital", "years": "12"}
OFFER = {
    "topics": ["finance", "operations"],
    "formats": ["pair"],
    "languages": ["en"],
    "day_parts": ["evenings"],
}
ROOM = {"hours": "4", "capacity": "2", "zone": "Chicago"}
WISH = {
    "goals": "Lead a nursing home",
    "topics": ["finance", "long-term-care"],
    "settings": ["long_term_care"],
}


@dataclass
class Quarter:
    """A town, a channel of its organizers, and one of them."""

    town: Town
    office: Channel
    boss: Person

    def person(self, name: str) -> Person:
        """Somebody new."""
        return self.town.sandbox.add_person(name, self.town.guild)

    def hide_office(self) -> None:
        """Let only organizers and the bot see the organizers' channel."""
        everyone, bot = self.town.guild.id, self.town.app.id
        self.office.overwrites[everyone] = Overwrite(everyone, 0, deny=permissions.VIEW_CHANNEL)
        self.office.overwrites[bot] = Overwrite(bot, 1, allow=permissions.VIEW_CHANNEL)
        self.office.overwrites[self.boss.user.id] = Overwrite(
            self.boss.user.id, 1, allow=permissions.VIEW_CHANNEL
        )
        lives.channel_changed(self.town.sandbox, "CHANNEL_UPDATE", self.office)

    async def mentor(self, person: Person, **changes: Any) -> Reply:
        """Let somebody go through all three steps of joining."""
        form = await person.slash("mentor join")
        step: Reply = await form.submit({**ABOUT, **_of(ABOUT, changes)})
        form = await step.click("What you help with")
        step = await form.submit({**OFFER, **_of(OFFER, changes)})
        form = await step.click("How much time")
        done: Reply = await form.submit({**ROOM, **_of(ROOM, changes)})
        return done

    async def mentee(self, person: Person, **changes: Any) -> Reply:
        """Let somebody enrol and say what they look for."""
        await self.town.enrol(person)
        form = await person.slash("mentee profile")
        said: Reply = await form.submit({**WISH, **changes})
        return said

    async def pass_by(self, by: timedelta) -> None:
        """Move the clock on, and wait until all that is due by then has been dealt with."""
        clock.advance(by)
        await self.settle()

    async def settle(self) -> None:
        """Wait until nothing that is due is left."""
        due = (delivery.c.state == State.PENDING) & (delivery.c.try_at <= clock.now())
        statement = select(delivery.c.id).where((delivery.c.state == State.LEASED) | due)
        async with asyncio.timeout(60):
            while True:
                self.town.bot.dispatcher.nudge()
                async with self.town.database.engine.connect() as connection:
                    if not (await connection.execute(statement)).first():
                        return
                await asyncio.sleep(0.02)


def _of(step: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    more = {"about"} if step is ABOUT else {"credentials"} if step is OFFER else set()
    return {name: value for name, value in changes.items() if name in step or name in more}


@pytest.fixture
async def quarter(town: Town) -> Quarter:
    """Where people mentor each other."""
    role = town.sandbox.add_role(town.guild, "managers", permissions.MANAGE_GUILD)
    boss = town.sandbox.add_person("boss", town.guild, roles=[role])
    return Quarter(town, town.sandbox.add_channel(town.guild, "organizers"), boss)
