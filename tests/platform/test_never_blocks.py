"""No command of a large community stops the event loop for everybody else.

``make blocks`` prints for how long each holds it; here it is held to how many rows are read.
"""

import asyncio
import time
from typing import Any

import pytest
from crowd import fill
from hostile.exploring import commands
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from town import Town, empty_town, town

from mentorbot.db import Database, sqlite
from mentorbot.sandbox.discord.people.screen import ClientRefusedError
from mentorbot.sandbox.discord.world import permissions

__all__ = ["empty_town", "town"]

MOST_ROWS: int = 4_000
"""That one command reads: Python makes objects of them on the event loop, some microseconds each."""
ASKED: dict[str, list[dict[str, Any]]] = {
    "directory find": [{}, {"place": "tulsa"}, {"topic": "finance"}, {"setting": "hospital"}],
    "opportunity search": [{}, {"text": "analyst 7"}],
    "interview find": [{}, {"topic": "finance"}],
    "guide": [{}, {"topic": "finance"}],
}


class Held:
    """How long the event loop did one thing without looking at others: processor time, in seconds."""

    def __init__(self) -> None:
        self.longest = 0.0
        self._on = True
        self._last = time.thread_time()
        asyncio.get_running_loop().call_soon(self._look)

    def _look(self) -> None:
        now = time.thread_time()
        self.longest, self._last = max(self.longest, now - self._last), now
        if self._on:
            asyncio.get_running_loop().call_soon(self._look)

    def stop(self) -> float:
        """Look no more; returns the longest so far."""
        self._on = False
        return self.longest


def given_for(options: list[dict[str, Any]], town: Town) -> dict[str, Any]:
    """Something for each option that a command must have."""
    by_type = {3: "finance", 4: 1, 5: True, 6: town.bob, 7: town.general, 10: 1.0, 11: ("t.csv", b"a,b")}
    return {
        one["name"]: one["choices"][0]["value"] if one.get("choices") else by_type.get(one["type"], "1")
        for one in options
        if one.get("required")
    }


class Counted:
    """How many rows were read on the event loop, and how many statements went to a thread."""

    def __init__(self) -> None:
        self.rows = 0
        self.searched = 0


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Counted:
    found = Counted()
    read, search = sqlite.InlineConnection._read, sqlite.Searcher.run

    async def count_rows(self: Any, work: Any) -> Any:
        frozen = (await read(self, work)).freeze()
        found.rows += len(frozen.data)
        return frozen()

    async def count_searches(self: Any, work: Any) -> Any:
        found.searched += 1
        return await search(self, work)

    monkeypatch.setattr(sqlite.InlineConnection, "_read", count_rows)
    monkeypatch.setattr(sqlite.Searcher, "run", count_searches)
    return found


@pytest.mark.slow
async def test_every_command_on_fifty_thousand_reads_few_rows_and_searches_aside(
    town: Town, counted: Counted
) -> None:
    role = town.sandbox.add_role(town.guild, "staff", permissions.MANAGE_GUILD | permissions.MANAGE_EVENTS)
    boss = town.sandbox.add_person("boss", town.guild, roles=[role])
    for person in (town.alice, boss):
        await town.enrol(person)
        form = await person.slash("mentee profile")
        await form.submit({"goals": "Lead", "topics": ["finance"], "settings": ["hospital"]})
    fill(str(town.database.path), str(town.guild.id), members=50_000, each=5_000)
    played: dict[str, float] = {}
    for person in (town.alice, boss):
        for name, options in commands(town):
            for given in ASKED.get(name, [{}]):
                counted.rows, held = 0, Held()
                try:
                    await person.slash(name, {**given_for(options, town), **given})
                except ClientRefusedError:
                    continue
                finally:
                    longest = held.stop()
                line = " ".join([f"/{name}", *map(str, given.values()), f"as {person.user.username}"])
                assert counted.rows <= MOST_ROWS, line
                played[line] = longest
    for line, longest in sorted(played.items(), key=lambda one: -one[1]):
        print(f"{longest * 1000:7.1f} ms  {line}")  # noqa: T201 - seen with -s, as `make blocks` has it
    assert len(played) > 60
    assert counted.searched > 4


MANY = "WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 200000) SELECT max(n) FROM n"


async def test_a_statement_that_goes_on_is_taken_off_the_loop_and_gives_the_same(
    file_database: Database, counted: Counted
) -> None:
    for _ in range(3):
        async with file_database.read_scope() as connection:
            assert (await connection.execute(text(MANY))).scalar_one() == 200_000
            assert (await connection.execute(text("SELECT 1"))).scalar_one() == 1
    assert counted.searched == 3


async def test_what_searches_writes_nothing(file_database: Database) -> None:
    searcher = sqlite.Searcher(str(file_database.path))
    with pytest.raises(OperationalError, match="readonly"):
        await searcher.run(lambda connection: connection.execute(text("DELETE FROM community")))
    searcher.close()


async def test_others_read_while_somebody_searches(file_database: Database) -> None:
    async with file_database.read_scope() as connection:
        searching = asyncio.create_task(connection.execute(text(MANY)))
        await asyncio.sleep(0)
        assert (await connection.execute(text("SELECT 1"))).scalar_one() == 1
        assert not searching.done()
        assert (await searching).scalar_one() == 200_000
