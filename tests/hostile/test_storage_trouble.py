"""The database fails for a while: a sentence, or an apology; nothing lost, and all well afterwards."""

import asyncio
import re
import sqlite3
from typing import Any

import pytest
from hostile.conftest import Village
from hostile.storage import full_disk, locked
from hostile.watching import BROKEN, REFUSED

from mentorbot import errors
from mentorbot.db import Database, schema, sqlite
from mentorbot.sandbox.discord.people.replies import Reply

PATIENCE_MILLISECONDS = 300
MOST_MEMBERS = 200


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bot gives up on a locked database sooner, so that the tests need not wait."""
    for module in (sqlite, schema):
        monkeypatch.setattr(module, "BUSY_MILLISECONDS", PATIENCE_MILLISECONDS)


async def apologized(village: Village, reply: Reply) -> bool:
    """Whether the reply is an apology whose reference is in the log, once, with what happened."""
    found = re.search(r"this reference: \*\*([0-9a-f]+)\*\*", reply.text)
    if found is None or BROKEN not in reply.text:
        return False
    async with asyncio.timeout(60):
        # It is logged after the answer, so that nobody waits for that.
        while not (bugs := village.watcher.bugs()):  # noqa: ASYNC110 - nothing rings at a new line
            await asyncio.sleep(0.01)
    return [one["reference"] for one in bugs] == [found[1]] and "sqlite3" in bugs[0]["exception"]


async def test_a_locked_database_is_waited_for(village: Village) -> None:
    alice = village.town.alice
    screen = await village.town.enrol(alice)
    item = next(iter(village.town.library.guide("en").milestones))
    with locked(village.town.database):
        pressing = asyncio.create_task(alice.forge_click(f"progress:done:{item}", screen))
        await asyncio.sleep(PATIENCE_MILLISECONDS / 1000 / 3)
    assert "is done" in (await pressing).text


async def test_a_database_locked_for_too_long_ends_in_a_sentence_and_works_again_after(
    village: Village,
) -> None:
    alice = village.town.alice
    screen = await village.town.enrol(alice, goal="Lead a clinic")
    item = next(iter(village.town.library.guide("en").milestones))
    before = await village.watcher.stored()
    with locked(village.town.database):
        told = await alice.forge_click(f"progress:done:{item}", screen)
        assert (REFUSED in told.text, errors.BUSY in told.text) == (True, True)
        told = await (await alice.slash("start")).submit(stage="manager", goal="Lead two clinics")
        assert errors.BUSY in told.text
        assert "Lead two clinics" in told.read("what-you-typed.txt").decode()
        question = await alice.slash("privacy erase")
        assert errors.BUSY in (await question.click("Erase it all")).text
        assert village.watcher.bugs() == []
        # Whatever only reads goes on as if nothing were wrong.
        assert "Lead a clinic" in (await alice.slash("profile")).text
        assert "Step 1" in (await alice.slash("nextstep")).text
    assert await village.watcher.stored() == before
    assert "is done" in (await alice.forge_click(f"progress:done:{item}", screen)).text
    assert "gone" in (await question.click("Erase it all")).text


async def test_a_database_that_cannot_be_written_is_still_read(
    village: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    town, alice = village.town, village.town.alice
    screen = await town.enrol(alice, goal="Lead a clinic")
    item = next(iter(town.library.guide("en").milestones))
    before = await village.watcher.stored()
    writable, connect = town.database, sqlite3.connect

    def read_only(path: str, **more: Any) -> sqlite3.Connection:
        return connect(f"file:{path}?mode=ro", uri=True, **more)

    monkeypatch.setattr(sqlite3, "connect", read_only)
    town.database = Database(writable.path)
    await town.restart()
    list(village.watcher.wrongs())
    assert await apologized(village, await alice.forge_click(f"progress:done:{item}", screen))
    assert "Lead a clinic" in (await alice.slash("profile")).text
    assert await village.watcher.stored() == before

    monkeypatch.undo()
    read_only_one, town.database = town.database, writable
    await town.restart()
    await read_only_one.close()
    list(village.watcher.wrongs())
    assert "is done" in (await alice.forge_click(f"progress:done:{item}", screen)).text


async def test_when_the_disk_is_full_what_was_acknowledged_is_kept_and_the_rest_is_refused(
    village: Village,
) -> None:
    town = village.town
    welcomed = []
    async with full_disk(town.database):
        for number in range(MOST_MEMBERS):
            person = town.sandbox.add_person(f"person{number}", town.guild)
            reply = await town.enrol(person, goal="g" * 300)
            if BROKEN in reply.text:
                break
            welcomed.append(person.id)
        assert await apologized(village, reply)
        rows = await village.watcher.stored()
        assert {row[2] for row in rows["member"]} == set(welcomed)
        assert "Step 1" in (await person.slash("nextstep")).text
    assert "Welcome" in (await town.enrol(person, goal="g" * 300)).text
