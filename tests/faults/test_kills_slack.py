"""The bot on Slack is killed again and again while messages fall due: each arrives once all the same.

Quick as it stands; ``make faults`` kills it 30 times during 500 messages.
"""

import asyncio
import os
import random
import re
import signal
import sys
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from slack_town import RENAMED
from sqlalchemy import func, select

from mentorbot import clock
from mentorbot.chat.caller import Caller
from mentorbot.db import Database
from mentorbot.delivery import service
from mentorbot.delivery.kinds import Address
from mentorbot.delivery.payloads import Payload
from mentorbot.delivery.service import Row
from mentorbot.guide.model import Stage
from mentorbot.members.service import Profile, enrol, ensure_community
from mentorbot.on_slack.manifest import make_manifest
from mentorbot.on_slack.names import Names
from mentorbot.rooms import declared
from mentorbot.sandbox.slack import Sandbox

FULL = bool(os.environ.get("MENTORBOT_FULL_FAULTS"))
KILLS, MESSAGES = (30, 500) if FULL else (4, 80)
ROOT = Path(__file__).resolve().parent.parent.parent
RUNNER = Path(__file__).with_name("burst_slack_bot.py")
SAID = re.compile(r"number \d+")


@dataclass(frozen=True, slots=True)
class Text(Payload):
    """As the bot that is killed reads it."""

    text: str


async def fill(database: Database, sandbox: Sandbox, team: str, count: int, seconds: float) -> set[str]:
    """Schedule so many messages over so long, half of them to people; returns what they say."""
    places: list[tuple[Address, int | None]] = []
    async with database.session_scope() as session:
        community = await ensure_community(session, "slack", team)
        for number in range(10):
            user = sandbox.add_user(f"person-{number}", sandbox.world.teams[team])
            channel = sandbox.add_channel(f"room-{number}", sandbox.owner(sandbox.world.teams[team]))
            places.append((Address("slack", team, channel_id=channel.id), None))
            member = await enrol(session, Caller("slack", team, user.id), Profile(Stage.UNDERGRADUATE))
            places.append((Address("slack", team, user_id=user.id), member.id))
        rows = []
        for number in range(count):
            to, member_id = places[number % len(places)]
            due, text = clock.now() + timedelta(seconds=seconds * number / count), f"number {number}"
            ids = {"dedupe_key": text, "community_id": community, "member_id": member_id}
            rows.append(Row("burst", Text(text), to, due, **ids))
        await service.schedule_many(session, rows)
    return {row.dedupe_key for row in rows}


def arrived(sandbox: Sandbox) -> Counter[str]:
    """What arrived, and how often."""
    return Counter(
        found[0]
        for channel in sandbox.world.channels.values()
        for message in channel.messages.values()
        if (found := SAID.search(str(message.blocks)))
    )


async def count_waiting(database: Database) -> int:
    open_ = select(func.count()).select_from(service.delivery).where(service.delivery.c.settled_at.is_(None))
    async with database.engine.connect() as connection:
        return (await connection.execute(open_)).scalar_one()


@pytest.mark.slow
@pytest.mark.timeout(1500 if FULL else 240)
async def test_a_bot_killed_again_and_again_sends_every_message_once(file_database: Database) -> None:
    seed = random.randrange(10**6)  # noqa: S311 - no secret
    chance = random.Random(seed)  # noqa: S311
    async with Sandbox() as sandbox:
        sandbox.rate_limits.enabled = False
        team = sandbox.add_team("North")
        found = declared()
        names = Names(found.commands, renamed=RENAMED)
        sent = await fill(file_database, sandbox, team.id, MESSAGES, KILLS * 2.0)
        app = sandbox.add_app("mentorbot", make_manifest(found, names))
        environment = os.environ | {
            "MENTORBOT_SLACK_BOT_TOKEN": sandbox.install(app, team).token,
            "MENTORBOT_SLACK_APP_TOKEN": sandbox.app_token(app),
            "MENTORBOT_DATABASE": file_database.path,
            "MENTORBOT_LOG_LEVEL": "error",
            "PYTHONPATH": str(ROOT),
        }
        sandbox.faults.add("chat.postMessage", times=KILLS, lost_ack=True)

        async def start() -> asyncio.subprocess.Process:
            command = (sys.executable, str(RUNNER), sandbox.url)
            return await asyncio.create_subprocess_exec(*command, env=environment, cwd=ROOT)

        for _ in range(KILLS):
            before = sum(arrived(sandbox).values())
            bot = await start()
            async with asyncio.timeout(60):
                while await count_waiting(file_database):
                    if sum(arrived(sandbox).values()) > before:
                        break
                    await asyncio.sleep(0.02)
            await asyncio.sleep(chance.uniform(0, 0.5))
            bot.kill()
            assert await bot.wait() == -signal.SIGKILL
        bot = await start()
        async with asyncio.timeout(600 if FULL else 120):
            while await count_waiting(file_database):  # noqa: ASYNC110 - it happens elsewhere
                await asyncio.sleep(0.1)
        bot.terminate()
        assert await asyncio.wait_for(bot.wait(), 60) == 0
        came = arrived(sandbox)
    doubled = {text: times for text, times in came.items() if times > 1}
    assert (doubled, sent - set(came)) == ({}, set()), f"seed {seed}"
