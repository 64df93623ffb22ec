"""All there is goes into another database, each row is compared, and an interrupted move goes on."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest
from db.test_schema import REVISIONS, ROWS
from db.test_upkeep import ADD
from postgres import Postgres
from sqlalchemy import LargeBinary, create_engine, insert, select, text

from mentorbot import clock
from mentorbot.db import Database, moving, schema, upkeep
from mentorbot.errors import OperatorError
from mentorbot.members.models import COMMUNITY
from mentorbot.tables import all_tables

BYTES = [
    (table.name, column.name)
    for table in all_tables().sorted_tables
    for column in table.columns
    if isinstance(column.type, LargeBinary)
]
NEW = {"platform": "discord", "name": "New", "created_at": clock.now()}


@pytest.fixture
async def full(tmp_path: Path) -> str:
    """A file with a row in every table, of a bot that has stopped."""
    path = tmp_path / "full.sqlite3"
    database = Database(str(path))
    for revision in REVISIONS:
        await schema.upgrade(database, revision)
        with closing(sqlite3.connect(path)) as connection, connection:
            for statement in ROWS.get(revision, []):
                connection.execute(statement)
    await database.close()
    with closing(sqlite3.connect(path)) as connection, connection:
        for table, column in BYTES:
            connection.execute(f"UPDATE {table} SET {column} = CAST({column} AS BLOB)")  # noqa: S608
    return str(path)


@pytest.fixture
async def url(postgres: Postgres) -> AsyncIterator[str]:
    """A database without tables."""
    made = await postgres.new(empty=True)
    yield made
    await postgres.drop(made)


def dump(path: str) -> dict[str, list[dict[str, object]]]:
    """Every row of every table, as the bot reads it."""
    engine = create_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        found = {
            table.name: [
                dict(row) for row in connection.execute(select(table).order_by(*table.primary_key)).mappings()
            ]
            for table in all_tables().sorted_tables
        }
    engine.dispose()
    return found


async def add_community(url: str, number: int) -> int:
    database = Database(url)
    try:
        async with database.session_scope() as session:
            made = insert(COMMUNITY).values(**NEW, external_id=str(number)).returning(COMMUNITY.c.id)
            return (await session.execute(made)).scalar_one()
    finally:
        await database.close()


@pytest.mark.slow
async def test_all_goes_to_postgresql_and_comes_back_as_it_was(full: str, url: str, tmp_path: Path) -> None:
    back = str(tmp_path / "back.sqlite3")
    told: dict[str, tuple[int, int]] = {}
    moved = await moving.move(full, url, lambda table, *done: told.update({table: done}))
    rows = {table: len(found) for table, found in dump(full).items()}
    assert told == {table: (many, many) for table, many in rows.items()}
    assert moved == sum(rows.values())
    assert upkeep.check(full) == []
    assert await moving.move(url, back) == moved
    assert dump(back) == dump(full)
    assert upkeep.check(back) == []


async def test_new_rows_get_ids_that_none_has_had(full: str, url: str) -> None:
    with closing(sqlite3.connect(full)) as connection:
        (last,) = connection.execute("SELECT max(id) FROM community").fetchone()
        connection.execute("UPDATE sqlite_sequence SET seq = 900 WHERE name = 'opportunity'")
        connection.commit()
    await moving.move(full, url)
    assert await add_community(url, 99) == last + 1
    database = Database(url)
    async with database.read_scope() as connection:
        sequence = text(
            "SELECT pg_sequence_last_value(pg_get_serial_sequence('opportunity', 'id')::regclass)"
        )
        assert (await connection.execute(sequence)).scalar_one() == 900
    await database.close()


async def test_an_interrupted_move_goes_on_and_no_bot_starts_before_it_is_whole(
    full: str, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def die(table: str, done: int, total: int) -> None:
        if table == "member":
            raise Killed

    with pytest.raises(Killed):
        await moving.move(full, url, die)
    database = Database(url)
    with pytest.raises(OperatorError, match=r"has not come to its end.*`mentorbot db move` once more"):
        await schema.upgrade(database)
    problems = await asyncio.to_thread(upkeep.check, url)
    assert any("until then use the database of before" in one for one in problems)
    assert await moving.move(full, url) == sum(map(len, dump(full).values()))
    await schema.upgrade(database)
    await database.close()


@pytest.mark.slow
async def test_many_rows_go_in_several_transactions(
    full: str, url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(moving, "AT_A_TIME", 3)
    with closing(sqlite3.connect(full)) as connection, connection:
        for number in range(100, 117):
            connection.execute(ADD, (str(number), "N"))
            connection.execute("INSERT INTO progress VALUES (1, ?, 'done', '2026-01-01')", (f"item{number}",))
    back = str(tmp_path / "back.sqlite3")
    await moving.move(full, url)
    await moving.move(url, back)
    assert dump(back) == dump(full)


async def test_a_database_that_holds_something_is_not_moved_into(full: str, postgres: Postgres) -> None:
    url = await postgres.new()
    await add_community(url, 1)
    with pytest.raises(OperatorError, match="holds something already"):
        await moving.move(full, url)
    await postgres.drop(url)


async def test_a_database_that_a_bot_uses_is_not_moved(full: str, url: str) -> None:
    with closing(sqlite3.connect(full)) as connection:
        connection.execute("SELECT count(*) FROM member").fetchone()
        with pytest.raises(OperatorError, match=r"is in use. Stop every bot"):
            await moving.move(full, url)
    await moving.move(full, url)
    running = Database(url)
    async with running.engine.connect():
        with pytest.raises(OperatorError, match=r"is in use. Stop every bot"):
            await moving.move(url, full + ".back")
    await running.close()


async def test_what_the_other_cannot_keep_is_named_and_can_be_mended(full: str, url: str) -> None:
    with closing(sqlite3.connect(full)) as connection, connection:
        connection.execute("UPDATE community SET name = 'a' || char(0) || 'b' WHERE id = 1")
    with pytest.raises(OperatorError, match="cannot keep row 1 of community"):
        await moving.move(full, url)
    with closing(sqlite3.connect(full)) as connection, connection:
        connection.execute("UPDATE community SET name = 'ab' WHERE id = 1")
    await moving.move(full, url)


async def test_what_is_not_sound_or_old_is_not_moved(full: str, tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match="is both"):
        await moving.move(full, full)
    with closing(sqlite3.connect(full)) as connection, connection:
        connection.execute("UPDATE delivery SET payload = 'no json' WHERE id = 1")
    with pytest.raises(OperatorError, match=r"cannot be read.*Mend what"):
        await moving.move(full, str(tmp_path / "other.sqlite3"))
    assert not (tmp_path / "other.sqlite3").exists()


async def test_a_password_is_never_shown(
    full: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(OperatorError) as refused:
        await moving.move(full, "postgresql://u:hunter2@127.0.0.1:1/x")
    assert "hunter2" not in refused.value.sentence
