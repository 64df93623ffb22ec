"""Changes take turns, and so do those who make them; whoever cannot have one is told so in a sentence."""

import asyncio
from contextlib import AsyncExitStack

import pytest
from db.test_database import community, count
from postgres import Postgres

from mentorbot.db import Database, postgresql
from mentorbot.db.turns import Turns
from mentorbot.errors import BusyError

SOON = 0.05


async def take(turns: Turns, place: str, done: list[str], patience: float | None = None) -> None:
    async with turns.take(place, patience):
        done.append(place)
        await asyncio.sleep(0)


async def test_a_change_waits_for_one_of_a_crowd_elsewhere_not_for_all() -> None:
    turns, done = Turns(), list[str]()
    async with turns.take("crowded"):
        places = ["crowded"] * 100 + ["quiet"] * 2 + ["third"]
        waiting = [asyncio.create_task(take(turns, place, done)) for place in places]
        await asyncio.sleep(0)
    await asyncio.gather(*waiting)
    assert done[:6] == ["crowded", "quiet", "third", "crowded", "quiet", "crowded"]
    assert len(done) == len(places)


async def test_whoever_has_waited_for_too_long_is_told_and_holds_up_nobody() -> None:
    turns, done = Turns(), list[str]()
    async with turns.take("first"):
        with pytest.raises(BusyError, match="try again in a minute"):
            await take(turns, "impatient", done, SOON)
        patient = asyncio.create_task(take(turns, "patient", done))
        given_up = asyncio.create_task(take(turns, "given up", done))
        await asyncio.sleep(0)
        given_up.cancel()
    await patient
    assert done == ["patient"]
    await take(turns, "later", done)


async def test_a_turn_that_comes_to_somebody_who_just_gave_up_goes_on_to_the_next() -> None:
    turns, done = Turns(), list[str]()
    async with turns.take():
        given_up = asyncio.create_task(take(turns, "given up", done))
        following = asyncio.create_task(take(turns, "following", done))
        await asyncio.sleep(0)
    given_up.cancel()  # in the very moment in which it has its turn
    await asyncio.wait({given_up, following})
    assert done == ["following"]


@pytest.mark.every_database
async def test_a_change_that_waits_for_too_long_keeps_nothing_and_the_next_is_made(
    database: Database,
) -> None:
    async with database.session_scope() as session:
        with pytest.raises(BusyError):
            async with database.session_scope("discord:1", SOON) as waiting:
                await waiting.execute(community("2"))
        await session.execute(community("1"))
    assert await count(database) == 1
    async with database.session_scope("discord:1", SOON) as session:
        await session.execute(community("3"))
    assert await count(database) == 2


async def test_a_turn_that_another_machine_keeps_ends_in_a_sentence(
    postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(postgresql._SESSION, "lock_timeout", "100ms")
    url = await postgres.new()
    one, other = Database(url, 2), Database(url, 2)
    async with one.session_scope():
        with pytest.raises(BusyError):
            async with other.session_scope():
                raise AssertionError("it has the turn of another")
    async with other.session_scope() as session:
        await session.execute(community())
    for database in (one, other):
        await database.close()
    await postgres.drop(url)


async def test_with_no_connection_left_whoever_reads_is_told_in_a_sentence(
    postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgresql, "_REACHED_IN_SECONDS", 2.0)
    url = await postgres.new()
    database = Database(url, 2)
    async with AsyncExitStack() as stack:
        for _ in range(2):
            await stack.enter_async_context(database.read_scope())
        monkeypatch.setattr(database.engine.sync_engine.pool, "_timeout", SOON)
        with pytest.raises(BusyError):
            await count(database)
    assert await count(database) == 0
    await database.close()
    await postgres.drop(url)
