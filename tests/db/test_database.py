"""What every feature relies on: changes whole or not at all, moments in UTC, constraints that hold."""

import asyncio
import time
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Insert, func, insert, select, text
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError

from mentorbot import clock
from mentorbot.db import Database, UTCDateTime
from mentorbot.db import sqlite as files
from mentorbot.errors import OperatorError, UserError
from mentorbot.members.models import COMMUNITY, MEMBER, Platform


def community(external_id: str = "1") -> Insert:
    return insert(COMMUNITY).values(
        platform=Platform.DISCORD, external_id=external_id, name="Future managers", created_at=clock.now()
    )


def member(community_id: int, user_id: str, goal: str = "") -> Insert:
    now = clock.now()
    return insert(MEMBER).values(
        community_id=community_id,
        user_id=user_id,
        goal=goal,
        time_zone="UTC",
        locale="en",
        enrolled_at=now,
        updated_at=now,
    )


async def count(database: Database) -> int:
    async with database.read_scope() as connection:
        return (await connection.execute(select(func.count()).select_from(COMMUNITY))).scalar_one()


@pytest.mark.parametrize("database", ["file", "postgresql"], indirect=True)
async def test_a_change_is_kept_when_its_scope_ends(database: Database) -> None:
    async with database.session_scope() as session:
        await session.execute(community())
    assert await count(database) == 1


@pytest.mark.every_database
@pytest.mark.parametrize("error", [UserError("No."), ZeroDivisionError(), asyncio.CancelledError()])
async def test_nothing_of_a_change_is_kept_when_it_raises(database: Database, error: BaseException) -> None:
    async def change() -> None:
        async with database.session_scope() as session:
            await session.execute(community())
            raise error

    with pytest.raises(type(error)):
        await change()
    assert await count(database) == 0
    async with database.session_scope() as session:
        await session.execute(community())
    assert await count(database) == 1


@pytest.mark.parametrize("database", ["file", "postgresql"], indirect=True)
async def test_a_read_sees_nothing_of_a_change_under_way(database: Database) -> None:
    async with database.session_scope() as session:
        await session.execute(community())
        assert await count(database) == 0
    assert await count(database) == 1


@pytest.mark.parametrize("database", ["sqlite", "file", "postgresql"], indirect=True)
async def test_changes_at_once_lose_nothing(database: Database) -> None:
    async with database.session_scope() as session:
        await session.execute(community())

    async def lengthen() -> None:
        async with database.session_scope() as session:
            name = (await session.execute(select(COMMUNITY.c.name))).scalar_one()
            await asyncio.sleep(0)
            await session.execute(COMMUNITY.update().values(name=name + "!"))

    await asyncio.gather(*(lengthen() for _ in range(40)), *(count(database) for _ in range(40)))
    async with database.read_scope() as connection:
        name = (await connection.execute(select(COMMUNITY.c.name))).scalar_one()
    assert name.count("!") == 40


async def test_two_connections_of_the_same_file_wait_for_each_other(file_database: Database) -> None:
    other = Database(file_database.path)

    async def add(database: Database, start: int) -> None:
        for number in range(start, start + 20):
            async with database.session_scope() as session:
                await session.execute(community(str(number)))
                await asyncio.sleep(0)

    await asyncio.gather(add(file_database, 0), add(other, 100))
    assert await count(other) == 40
    await other.close()


@pytest.mark.every_database
async def test_a_read_is_one_statement_and_a_change_counts_its_own(database: Database) -> None:
    before = database.statements
    await count(database)
    assert database.statements == before + 1
    async with database.session_scope() as session:
        await session.execute(community())
    assert database.statements == before + 2


async def test_a_commit_is_on_the_disk_and_readers_do_not_wait(file_database: Database) -> None:
    async with file_database.read_scope() as connection:
        found = {
            name: (await connection.exec_driver_sql(f"PRAGMA {name}")).scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 5000}


@pytest.mark.every_database
async def test_rows_go_with_what_they_belong_to(database: Database) -> None:
    async with database.session_scope() as session:
        home = (await session.execute(community().returning(COMMUNITY.c.id))).scalar_one()
        await session.execute(member(home, "7"))
    async with database.session_scope() as session:
        await session.execute(COMMUNITY.delete())
    async with database.read_scope() as connection:
        assert (await connection.execute(select(MEMBER))).all() == []


@pytest.mark.every_database
@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO community VALUES (2, 'irc', '2', 'x', '2026-01-01 00:00:00', '', '')",
        "INSERT INTO community VALUES (2, 'discord', '1', 'twice', '2026-01-01 00:00:00', '', '')",
        "INSERT INTO community VALUES (2, 'discord', '', 'x', '2026-01-01 00:00:00', '', '')",
        "INSERT INTO progress VALUES (99, 'bachelors', 'done', '2026-01-01 00:00:00')",
        "UPDATE member SET stage = 'retired'",
        "UPDATE member SET goal = '" + "x" * 301 + "'",
    ],
)
async def test_the_schema_itself_refuses_what_no_row_may_hold(database: Database, statement: str) -> None:
    async with database.session_scope() as session:
        home = (await session.execute(community().returning(COMMUNITY.c.id))).scalar_one()
        await session.execute(member(home, "7"))
    with pytest.raises(DBAPIError) as refusal:
        async with database.session_scope() as session:
            await session.execute(text(statement))
    # PostgreSQL holds text to its length as well as to the CHECK, and says so first.
    assert isinstance(refusal.value, IntegrityError) or "value too long" in str(refusal.value)


@pytest.mark.every_database
async def test_a_moment_without_a_time_zone_is_refused(database: Database) -> None:
    home = community().values(created_at=datetime(2026, 1, 1))  # noqa: DTZ001 - that is the mistake
    with pytest.raises(StatementError, match="no time zone"):
        async with database.session_scope() as session:
            await session.execute(home)


@given(st.datetimes(timezones=st.timezones(), min_value=datetime(1900, 1, 2), max_value=datetime(9998, 1, 1)))  # noqa: DTZ001
def test_a_moment_comes_back_as_the_same_moment_in_utc(moment: datetime) -> None:
    kind, dialect = UTCDateTime(), sqlite.dialect()
    stored = kind.process_bind_param(moment, dialect)
    assert stored is not None
    assert stored.tzinfo is None
    read = kind.process_result_value(stored, dialect)
    assert read is not None
    assert read == moment.astimezone(UTC)
    assert read.utcoffset() == timedelta(0)


@pytest.mark.every_database
async def test_moments_are_found_by_their_order_whatever_zone_they_came_in(database: Database) -> None:
    noon = datetime(2026, 7, 1, 12, tzinfo=timezone(timedelta(hours=9)))
    async with database.session_scope() as session:
        await session.execute(community().values(created_at=noon))
    async with database.read_scope() as connection:
        earlier = select(COMMUNITY.c.created_at).where(
            COMMUNITY.c.created_at < datetime(2026, 7, 1, 4, tzinfo=UTC)
        )
        assert (await connection.execute(earlier)).scalar_one() == noon


@pytest.mark.parametrize("url", ["postgresql+psycopg://host/name", "mysql+aiomysql://host/name"])
def test_a_database_it_cannot_use_is_refused_without_showing_its_password(url: str) -> None:
    with pytest.raises(OperatorError, match="MENTORBOT_DATABASE") as refusal:
        Database(url.replace("host", "me:hunter2@host"))
    assert "hunter2" not in refusal.value.sentence


@pytest.mark.parametrize("prefix", ["", "sqlite:///", "sqlite+aiosqlite:///"])
async def test_a_path_and_a_url_mean_the_same_file(file_database: Database, prefix: str) -> None:
    again = Database(prefix + file_database.path)
    assert again.path == file_database.path
    assert await count(again) == 0
    await again.close()


async def test_a_connection_that_is_let_go_twice_while_it_closes_holds_nobody_up(tmp_path: Path) -> None:
    connection = await files.connect(str(tmp_path / "a.sqlite3"))
    busy = asyncio.create_task(connection.run(time.sleep, 0.1))
    closing = asyncio.create_task(connection.close())
    await asyncio.sleep(0)
    connection.stop()
    closing.cancel()
    async with asyncio.timeout(60):
        await asyncio.gather(busy, closing, return_exceptions=True)
