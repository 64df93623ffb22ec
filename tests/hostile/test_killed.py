"""The process is killed in the middle of its work: what people were told is kept, and buttons still work."""

import asyncio
import os
import random
import sys
from asyncio.subprocess import DEVNULL, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest

from mentorbot import paths
from mentorbot.db import sqlite, upkeep
from mentorbot.guide.load import Library
from mentorbot.sandbox.discord import Sandbox
from mentorbot.sandbox.discord.people.person import Person
from mentorbot.sandbox.discord.people.replies import Reply
from mentorbot.sandbox.discord.people.screen import NotAnsweredError
from mentorbot.sandbox.discord.world.guilds import Guild
from mentorbot.sandbox.discord.world.users import Application

KILLS = 3
PEOPLE = 3
MAIN = Path(__file__).resolve().parents[2] / "mentorbot" / "__main__.py"


@asynccontextmanager
async def running(sandbox: Sandbox, app: Application, guild: Guild, database: Path) -> AsyncIterator[Process]:
    """`mentorbot run`, as an operator starts it, until it is killed at the end of the block at the latest."""
    process = await asyncio.create_subprocess_exec(
        *(
            sys.executable,
            "-m",
            "mentorbot.sandbox.discord.launch",
            sandbox.url,
            guild.id,
            app.token,
            str(MAIN),
            "run",
        ),
        env={**os.environ, "MENTORBOT_DATABASE": str(database), "MENTORBOT_TOKEN": app.token},
        cwd=paths.CONTENT.parent,
        stderr=DEVNULL,
    )
    try:
        await sandbox.online(app, timeout=30, commands=True)
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def marked(database: Path) -> set[tuple[str, str]]:
    """Who has done what."""
    with closing(sqlite.open_connection(str(database))) as connection:
        rows = connection.execute(
            "SELECT user_id, item FROM progress JOIN member ON member.id = member_id WHERE state = 'done'"
        )
        return set(rows.fetchall())


async def answered(person: Person) -> None:
    """Wait until the bot answers: it is online a little before it has loaded all."""
    while True:
        try:
            await person.slash("help")
        except NotAnsweredError:
            continue
        return


async def press_until_dead(
    person: Person, screen: Reply, items: list[str], told: set[tuple[str, str]], heard: asyncio.Event
) -> None:
    """Mark one milestone after the other as done, and note for which of them the person was told so."""
    for item in items:
        try:
            reply = await person.forge_click(f"progress:done:{item}", screen, timeout=1.0)
        except NotAnsweredError:
            return
        assert "is done" in reply.text or "marked as done" in reply.text
        told.add((person.id, item))
        heard.set()


@pytest.mark.slow
async def test_a_killed_bot_has_kept_what_it_acknowledged(tmp_path: Path) -> None:
    database, items = tmp_path / "bot.sqlite3", list(Library.load().guide("en").milestones)
    told: set[tuple[str, str]] = set()
    screens: dict[Person, Reply] = {}
    async with Sandbox() as sandbox:
        sandbox.rate_limits.enabled = False
        guild = sandbox.add_guild("Future managers")
        app = sandbox.add_application("mentorbot", guild)
        people = [sandbox.add_person(f"person{number}", guild) for number in range(PEOPLE)]
        for turn in range(KILLS):
            chance = random.Random(turn)  # noqa: S311 - any moment will do, but the same in every run
            async with running(sandbox, app, guild, database) as process:
                for person in people:
                    if person not in screens:
                        screens[person] = await (await person.slash("start")).submit(stage="undergraduate")
                await answered(people[0])
                heard = asyncio.Event()
                todo = {one: chance.sample(items, len(items)) for one in people}
                pressing = [
                    asyncio.create_task(press_until_dead(one, screens[one], todo[one], told, heard))
                    for one in people
                ]
                await asyncio.wait_for(heard.wait(), 60)
                await asyncio.sleep(chance.uniform(0, 0.15))
                process.kill()
                await asyncio.gather(*pressing)
            assert upkeep.check(str(database)) == []
            assert told <= await marked(database)
        assert len(told) > KILLS, "it was killed before it did anything, so this shows nothing"
        async with running(sandbox, app, guild, database) as process:
            await answered(people[0])
            person, screen = next(iter(screens.items()))
            item = next(done for who, done in sorted(told) if who == person.id)
            reply = await person.forge_click(f"progress:undo:{item}", screen)
            assert "open again" in reply.text
            process.terminate()
            assert await asyncio.wait_for(process.wait(), 60) == 0
        assert await marked(database) >= told - {(person.id, item)}
        assert (person.id, item) not in await marked(database)
        assert sandbox.complaints == []
