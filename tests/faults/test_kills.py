"""The bot's process is killed again and again while messages fall due: each arrives once all the same.

Quick as it stands; ``make faults`` kills it 100 times during 2,000 messages.
"""

import asyncio
import contextlib
import os
import random
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from mentorbot import clock
from mentorbot.chat.caller import Caller
from mentorbot.db import Database
from mentorbot.delivery import service
from mentorbot.delivery.kinds import Address
from mentorbot.delivery.models import State
from mentorbot.delivery.payloads import Payload
from mentorbot.delivery.service import Row
from mentorbot.guide.model import Stage
from mentorbot.members.service import Profile, enrol, ensure_community
from mentorbot.sandbox.discord import Sandbox
from mentorbot.sandbox.discord.world.guilds import Channel
from mentorbot.sandbox.discord.world.users import Application

FULL = bool(os.environ.get("MENTORBOT_FULL_FAULTS"))
KILLS, MESSAGES = (100, 2000) if FULL else (5, 200)
ROOT = Path(__file__).resolve().parent.parent.parent
RUNNER = Path(__file__).with_name("burst_bot.py")


@dataclass(frozen=True, slots=True)
class Text(Payload):
    """As the bot that is killed reads it."""

    text: str


@dataclass
class Field:
    """Communities full of people, and the processes of a bot."""

    sandbox: Sandbox
    app: Application
    database: Database
    channels: list[Channel] = field(default_factory=list)
    bots: list[asyncio.subprocess.Process] = field(default_factory=list)
    settings: dict[str, str] = field(default_factory=dict)

    async def start(self) -> asyncio.subprocess.Process:
        """Start a bot in a process of its own."""
        environment = os.environ | {
            "MENTORBOT_TOKEN": self.app.token,
            "MENTORBOT_DATABASE": str(self.database.path),
            "MENTORBOT_LOG_LEVEL": "error",
            "PYTHONPATH": str(ROOT),
            **self.settings,
        }
        bot = await asyncio.create_subprocess_exec(
            sys.executable, str(RUNNER), self.sandbox.url, env=environment, cwd=ROOT
        )
        self.bots.append(bot)
        return bot

    def arrived(self) -> Counter[str]:
        """What arrived, and how often."""
        return Counter(
            part["components"][1]["content"]
            for channel in self.channels
            for message in channel.messages
            for part in message.payload["components"]
        )

    async def more_than(self, count: int) -> None:
        """Wait until more messages than these have arrived."""
        async with asyncio.timeout(60):
            while sum(self.arrived().values()) <= count:  # noqa: ASYNC110 - it happens elsewhere
                await asyncio.sleep(0.02)

    async def waiting(self) -> int:
        """How many are not settled."""
        async with self.database.engine.connect() as connection:
            table = service.delivery
            active = table.c.state.in_([State.PENDING, State.LEASED])
            return (
                await connection.execute(select(func.count()).select_from(table).where(active))
            ).scalar_one()

    async def until_all_is_settled(self, seconds: float) -> None:
        """Wait until nothing waits."""
        async with asyncio.timeout(seconds):
            while await self.waiting():  # noqa: ASYNC110 - it happens elsewhere
                await asyncio.sleep(0.1)


@pytest.fixture
async def ground(file_database: Database, openapi: Path | None) -> AsyncIterator[Field]:
    """Two communities with channels and people, and no bot yet."""
    async with Sandbox(openapi=openapi) as sandbox:
        sandbox.rate_limits.enabled = False
        guilds = [sandbox.add_guild(name) for name in ("North", "South")]
        app = sandbox.add_application("mentorbot", *guilds)
        made = Field(sandbox, app, file_database)
        async with file_database.session_scope() as session:
            for guild in guilds:
                await ensure_community(session, "discord", guild.id, guild.name)
        yield made
        for bot in made.bots:
            if bot.returncode is None:
                bot.kill()
                await bot.wait()
        assert not sandbox.complaints, "\n".join(sandbox.complaints)


async def fill(ground: Field, count: int, seconds: float) -> set[str]:
    """Schedule so many messages over so long, half of them to people; returns what they say."""
    places: list[tuple[int, Address, int | None]] = []
    for guild in ground.sandbox.world.guilds.values():
        async with ground.database.session_scope() as session:
            community = await ensure_community(session, "discord", guild.id)
            for number in range(10):
                channel = ground.sandbox.add_channel(guild, f"room-{number}")
                ground.channels.append(channel)
                places.append((community, Address("discord", guild.id, channel_id=channel.id), None))
                person = ground.sandbox.add_person(f"{guild.name.lower()}-{number}", guild)
                ground.channels.append(person.dm())
                who = Caller("discord", guild.id, person.id)
                member = await enrol(session, who, Profile(Stage.UNDERGRADUATE))
                places.append((community, Address("discord", guild.id, user_id=person.id), member.id))
    rows = []
    for number in range(count):
        community, to, member_id = places[number % len(places)]
        due = clock.now() + timedelta(seconds=seconds * number / count)
        text = f"number {number}"
        rows.append(
            Row("burst", Text(text), to, due, dedupe_key=text, community_id=community, member_id=member_id)
        )
    async with ground.database.session_scope() as session:
        await service.schedule_many(session, rows)
    return {row.dedupe_key for row in rows}


@pytest.mark.slow
@pytest.mark.timeout(1500 if FULL else 180)
async def test_a_bot_killed_again_and_again_sends_every_message_once(ground: Field) -> None:
    seed = random.randrange(10**6)  # noqa: S311 - no secret
    chance = random.Random(seed)  # noqa: S311
    sent = await fill(ground, MESSAGES, seconds=KILLS * 0.3)
    ground.sandbox.faults.add("POST", "/channels/*/messages", times=KILLS, lost_ack=True)
    for number in range(KILLS):
        before = sum(ground.arrived().values())
        bot = await ground.start()
        if await ground.waiting() and number % 5:
            with contextlib.suppress(TimeoutError):
                await ground.more_than(before)
            await asyncio.sleep(chance.uniform(0, 0.5))
        else:
            await asyncio.sleep(chance.uniform(0, 2))
        bot.kill()
        assert await bot.wait() == -signal.SIGKILL
    bot = await ground.start()
    await ground.until_all_is_settled(300)
    bot.terminate()
    assert await asyncio.wait_for(bot.wait(), 60) == 0
    arrived = ground.arrived()
    doubled = {text: times for text, times in arrived.items() if times > 1}
    assert (doubled, sent - set(arrived)) == ({}, set()), f"seed {seed}"


@pytest.mark.slow
@pytest.mark.timeout(180)
async def test_two_bots_on_one_database_send_every_message_once(ground: Field) -> None:
    sent = await fill(ground, MESSAGES // 2, seconds=2)
    bots = [await ground.start(), await ground.start()]
    await ground.until_all_is_settled(150)
    for bot in bots:
        bot.terminate()
    assert [await asyncio.wait_for(bot.wait(), 60) for bot in bots] == [0, 0]
    assert ground.arrived() == dict.fromkeys(sent, 1)
    async with ground.database.engine.connect() as connection:
        tries = (await connection.execute(select(func.max(service.delivery.c.attempts)))).scalar_one()
    assert tries == 1, "no message was taken twice"
