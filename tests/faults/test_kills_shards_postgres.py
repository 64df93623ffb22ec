"""Any of several processes of one bot is killed at random while messages fall due and people press: all once.

Quick as it stands; ``make faults`` kills 20 times among four processes, during 2,000 messages.
"""

import asyncio
import os
import random
import signal
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from faults.test_kills import Field, fill
from postgres import Postgres
from sqlalchemy import func, select

from mentorbot.chat.caller import Caller
from mentorbot.db import Database
from mentorbot.guide.model import Stage
from mentorbot.members.service import Profile, enrol, ensure_community
from mentorbot.reminders.models import REMINDER
from mentorbot.sandbox.discord import Sandbox
from mentorbot.sandbox.discord.people.person import Person
from mentorbot.sandbox.discord.people.screen import ClientRefusedError, NotAnsweredError

FULL = bool(os.environ.get("MENTORBOT_FULL_FAULTS"))
PROCESSES, KILLS, MESSAGES, PEOPLE = (4, 20, 2000, 60) if FULL else (2, 1, 80, 4)
MOST_SILENT = 45.0
"""Seconds in which nobody on a server is answered: a reconnect, on a machine that has much else to do."""


@dataclass
class Pressing:
    """People who each ask again and again to be reminded of something, and what came of it."""

    answered: int = 0
    asked: int = 0
    last: dict[str, float] = field(default_factory=dict)
    longest: float = 0.0

    async def press(self, person: Person, guild_id: str, stop: asyncio.Event) -> None:
        """Ask until it is enough; each time for something else."""
        clock = asyncio.get_running_loop().time
        general = person.sandbox.world.guilds[guild_id].channel("general")
        while not stop.is_set():
            self.asked += 1
            what = f"thing {self.asked}"
            try:
                reply = await person.slash("remind me", channel=general, what=what, when="in 3 days")
            except (ClientRefusedError, NotAnsweredError):
                await asyncio.sleep(0.05)
                continue
            self.answered += what in reply.text
            self.longest = max(self.longest, clock() - self.last.get(guild_id, clock()))
            self.last[guild_id] = clock()


@pytest.fixture
async def ground(postgres: Postgres, openapi: Path | None) -> AsyncIterator[Field]:
    """A server for each shard, and no bot yet."""
    url = await postgres.new()
    database = Database(url, 4)
    async with Sandbox(openapi=openapi) as sandbox:
        sandbox.rate_limits.enabled = False
        sandbox.gateway.recommended_shards = PROCESSES
        guilds = {}
        while len(guilds) < PROCESSES:
            guild = sandbox.add_guild("Somewhere")
            if guilds.setdefault((int(guild.id) >> 22) % PROCESSES, guild) is not guild:
                del sandbox.world.guilds[guild.id]
            else:
                guild.name = f"Place {len(guilds)}"
        app = sandbox.add_application("mentorbot", *guilds.values())
        made = Field(sandbox, app, database, settings={"MENTORBOT_DATABASE": url, "MENTORBOT_SHARDS": "auto"})
        async with database.session_scope() as session:
            for guild in guilds.values():
                await ensure_community(session, "discord", guild.id, guild.name)
        yield made
        for bot in made.bots:
            if bot.returncode is None:
                bot.kill()
                await bot.wait()
        assert not sandbox.complaints, "\n".join(sandbox.complaints)
    await database.close()
    await postgres.drop(url)


async def all_shards_connected(ground: Field) -> None:
    """Wait until each shard has one connection."""
    sessions = ground.sandbox.gateway.sessions
    async with asyncio.timeout(90):
        while sorted(  # noqa: ASYNC110 - it happens elsewhere
            one.shard[0] for one in sessions.values() if one.connection is not None
        ) != [*range(PROCESSES)]:
            await asyncio.sleep(0.05)


@pytest.mark.slow
@pytest.mark.timeout(1500 if FULL else 300)
async def test_processes_that_share_a_bot_are_killed_and_everything_happens_once(ground: Field) -> None:
    seed = random.randrange(10**6)  # noqa: S311 - no secret
    chance = random.Random(seed)  # noqa: S311
    people, pressing, stop = [], Pressing(), asyncio.Event()
    async with ground.database.session_scope() as session:
        for guild in ground.sandbox.world.guilds.values():
            for number in range(PEOPLE // PROCESSES):
                person = ground.sandbox.add_person(f"asker {guild.name} {number}", guild)
                who = Caller("discord", guild.id, person.id)
                await enrol(session, who, Profile(Stage.UNDERGRADUATE))
                people.append((person, guild.id))
    running = [await ground.start() for _ in range(PROCESSES)]
    await all_shards_connected(ground)
    presses = [asyncio.create_task(pressing.press(*one, stop)) for one in people]
    async with asyncio.timeout(120):
        while len(pressing.last) < PROCESSES:  # noqa: ASYNC110 - it happens elsewhere
            await asyncio.sleep(0.05)
    sent = await fill(ground, MESSAGES, seconds=KILLS * 2.0)
    for _ in range(KILLS):
        await asyncio.sleep(chance.uniform(0.2, 2))
        bot = running.pop(chance.randrange(len(running)))
        bot.kill()
        assert await bot.wait() == -signal.SIGKILL
        await all_shards_connected(ground)
        running.append(await ground.start())
    await all_shards_connected(ground)
    before = pressing.answered
    async with asyncio.timeout(120):
        while pressing.answered < before + len(people):  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    stop.set()
    await asyncio.gather(*presses)
    await ground.until_all_is_settled(120)
    for bot in running:
        bot.terminate()
    # One that has only just begun is ended by the signal itself.
    assert {await asyncio.wait_for(bot.wait(), 60) for bot in running} <= {0, -signal.SIGTERM}
    arrived = {text: times for text, times in ground.arrived().items() if text in sent}
    doubled = {text: times for text, times in arrived.items() if times > 1}
    assert (doubled, sent - set(arrived)) == ({}, set()), f"seed {seed}"
    async with ground.database.read_scope() as connection:
        # Of drafts a few of each person are kept; that there were more the ids tell.
        columns = func.count(), func.count(REMINDER.c.what.distinct()), func.max(REMINDER.c.id)
        kept, different, made = (await connection.execute(select(*columns))).one()
    assert kept == different, "one press was carried out twice"
    assert pressing.answered <= made <= pressing.asked
    assert pressing.longest < MOST_SILENT
