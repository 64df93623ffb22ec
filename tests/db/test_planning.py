"""Before an upgrade one can be told what it does and how long; being told changes nothing."""

import asyncio
from pathlib import Path

import pytest
from postgres import Postgres

from mentorbot.db import Database, planning, schema
from mentorbot.errors import OperatorError

OLDER = "0016"


async def at(url: str, revision: str) -> str:
    database = Database(url)
    await schema.upgrade(database, revision)
    await database.close()
    return url


async def form_of(url: str) -> str:
    database = Database(url)
    try:
        return await schema.current(database)
    finally:
        await database.close()


def test_an_upgrade_is_tried_on_a_copy_and_each_step_is_named(tmp_path: Path) -> None:
    url = asyncio.run(at(str(tmp_path / "bot.sqlite3"), OLDER))
    told = planning.describe(planning.plan_upgrade(url))
    assert f"from {OLDER} to {schema.newest()}" in told
    assert "\n  0017  " in told
    assert "On a copy, which is deleted again, it took " in told
    assert asyncio.run(form_of(url)) == OLDER
    assert {path.name for path in tmp_path.iterdir() if path.is_dir()} == set()


def test_where_nothing_is_to_be_done_it_says_so(tmp_path: Path) -> None:
    url = asyncio.run(at(str(tmp_path / "bot.sqlite3"), schema.newest()))
    assert "there is nothing to do" in planning.describe(planning.plan_upgrade(url))


def test_a_database_that_is_not_there_is_not_made_by_asking(tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match="There is no database"):
        planning.plan_upgrade(str(tmp_path / "none.sqlite3"))
    assert list(tmp_path.iterdir()) == []


async def test_on_postgresql_the_steps_are_named_and_nothing_is_tried(postgres: Postgres) -> None:
    url = await at(await postgres.new(empty=True), OLDER)
    told = planning.describe(await asyncio.to_thread(planning.plan_upgrade, url))
    assert f"from {OLDER} to {schema.newest()}" in told
    assert "Nothing was changed." in told
    assert await form_of(url) == OLDER
    await postgres.drop(url)
