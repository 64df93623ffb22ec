"""On a real PostgreSQL: the same tables, the same turns, and sentences about what is wrong with it."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from db.test_database import community, count
from db.test_schema import REVISIONS, ROWS, move_the_role
from postgres import Postgres
from sqlalchemy import Connection, MetaData, select, text

from mentorbot import config, doctor
from mentorbot.config import Settings
from mentorbot.db import Database, metadata, schema, upkeep
from mentorbot.errors import OperatorError
from mentorbot.members.models import COMMUNITY

NAME = select(COMMUNITY.c.name)
CONSTRAINTS = """
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace AND conrelid::regclass::text <> 'alembic_version'
    ORDER BY 1, 2
"""


@pytest.fixture
async def empty(postgres: Postgres) -> AsyncIterator[Database]:
    """A database without tables."""
    url = await postgres.new(empty=True)
    made = Database(url)
    yield made
    await made.close()
    await postgres.drop(url)


@pytest.fixture
async def url(postgres: Postgres) -> AsyncIterator[str]:
    """A database with every table."""
    made = await postgres.new()
    yield made
    await postgres.drop(made)


async def columns(database: Database) -> dict[str, list[str]]:
    def read(connection: Connection) -> dict[str, list[str]]:
        found = MetaData()
        found.reflect(connection)
        return {
            name: sorted(f"{c.name} {c.type} {c.nullable}" for c in table.columns)
            for name, table in found.tables.items()
        }

    async with database.engine.connect() as connection:
        return await connection.run_sync(read)


async def test_the_role_of_organizers_moves_with_its_rows(empty: Database) -> None:
    await move_the_role(empty)


@pytest.mark.slow
async def test_every_migration_goes_forth_and_back_with_rows_in_it(empty: Database) -> None:
    stages = []
    for revision in REVISIONS:
        await schema.upgrade(empty, revision)
        async with empty.engine.begin() as connection:
            for statement in ROWS.get(revision, []):
                await connection.exec_driver_sql(statement)
        stages.append((revision, await columns(empty)))
    for revision, was in reversed(stages):
        await schema.downgrade(empty, revision)
        assert await schema.current(empty) == revision
        assert await columns(empty) == was
    await schema.downgrade(empty, schema.BASE)
    assert (await columns(empty)).keys() == {"alembic_version"}
    await schema.upgrade(empty)
    assert await columns(empty) == stages[-1][1]


async def test_the_migrated_tables_are_those_of_the_models(empty: Database, url: str) -> None:
    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, metadata))

    made = Database(url)
    async with empty.engine.begin() as fresh, made.engine.connect() as migrated:
        assert await migrated.run_sync(differences) == []
        await fresh.run_sync(metadata.create_all)
        wanted = (await fresh.exec_driver_sql(CONSTRAINTS)).all()
        assert (await migrated.exec_driver_sql(CONSTRAINTS)).all() == wanted
    await made.close()


async def test_an_upgrade_with_nothing_to_do_is_one_statement(url: str) -> None:
    database = Database(url)
    await schema.upgrade(database)
    assert database.statements == 1
    await database.close()


async def test_those_that_upgrade_at_once_all_find_the_tables(postgres: Postgres) -> None:
    url = await postgres.new(empty=True)
    racers = [Database(url) for _ in range(3)]
    await asyncio.gather(*(schema.upgrade(racer) for racer in racers))
    assert {await schema.current(racer) for racer in racers} == {schema.newest()}
    for racer in racers:
        await racer.close()
    await postgres.drop(url)


async def test_a_migration_that_fails_leaves_everything_as_it_was(
    empty: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, migrations = Path(schema.paths.MIGRATIONS), tmp_path / "migrations"
    (migrations / "versions").mkdir(parents=True)
    for file in ("env.py", "versions/0001_members_and_progress.py"):
        (migrations / file).write_text((source / file).read_text(encoding="utf-8"), encoding="utf-8")
    (migrations / "versions/0002_broken.py").write_text(
        "from alembic import op\nrevision = '0002'\ndown_revision = '0001'\n"
        "def upgrade():\n    op.execute('DROP TABLE progress')\n    raise ZeroDivisionError\n"
    )
    monkeypatch.setattr(schema.paths, "MIGRATIONS", migrations)
    await schema.upgrade(empty, "0001")
    with pytest.raises(ZeroDivisionError):
        await schema.upgrade(empty)
    assert await schema.current(empty) == "0001"
    assert "progress" in await columns(empty)


async def test_changes_of_two_machines_at_once_lose_nothing(url: str) -> None:
    machines = Database(url, 2), Database(url, 2)
    async with machines[0].session_scope() as session:
        await session.execute(community())

    async def lengthen(database: Database) -> None:
        async with database.session_scope() as session:
            name = (await session.execute(select(COMMUNITY.c.name))).scalar_one()
            await asyncio.sleep(0)
            await session.execute(COMMUNITY.update().values(name=name + "!"))

    reads = (count(machine) for machine in machines for _ in range(20))
    await asyncio.gather(*(lengthen(machine) for machine in machines for _ in range(20)), *reads)
    async with machines[1].read_scope() as connection:
        assert (await connection.execute(NAME)).scalar_one().count("!") == 40
    for machine in machines:
        await machine.close()


async def test_a_server_that_was_restarted_is_found_again(url: str, postgres: Postgres) -> None:
    database = Database(url)
    assert await count(database) == 0
    await postgres.as_administrator(
        "SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity WHERE application_name = 'mentorbot'"
    )
    assert await count(database) == 0
    async with database.session_scope() as session:
        await session.execute(community())
    await database.close()


async def test_keys_are_ordered_byte_by_byte_whatever_the_language(url: str) -> None:
    ask = "SELECT collation_name FROM information_schema.columns WHERE column_name = 'dedupe_key'"
    database = Database(url)
    async with database.read_scope() as connection:
        assert (await connection.exec_driver_sql(ask)).scalars().all() == ["C"]
    await database.close()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda url: url.replace("/test_", "/nobody_made_"), "There is no database"),
        (lambda url: "postgresql://me:hunter2@127.0.0.1:1/name", "cannot be reached"),
        (lambda url: "postgresql://me:hunter2@no.such.host.invalid/name", "is not known"),
    ],
    ids=["database", "port", "host"],
)
async def test_a_database_that_is_not_there_is_told_of_without_its_password(
    url: str, change: object, told: str
) -> None:
    database = Database(change(url))
    with pytest.raises(OperatorError, match=told) as refusal:
        await schema.upgrade(database)
    assert "hunter2" not in refusal.value.sentence
    await database.close()


async def test_a_database_of_a_newer_version_is_left_alone(url: str) -> None:
    database = Database(url)
    async with database.session_scope() as session:
        await session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(OperatorError, match="newer mentorbot"):
        await schema.upgrade(database)
    await database.close()


async def test_a_check_says_what_is_wrong(url: str, empty: Database, postgres: Postgres) -> None:
    (unmade, *_) = [
        line for line in await asyncio.to_thread(upkeep.check, _url(empty)) if "db upgrade" in line
    ]
    assert "at base" in unmade
    # The tests' server is told not to wait for its disk; nobody should run a bot on such a one.
    problems = await asyncio.to_thread(upkeep.check, url)
    assert [problem.split()[0] for problem in problems] == ["fsync", "synchronous_commit"]
    finding = (await asyncio.to_thread(doctor.here, Settings(database=url)))[0]
    assert (finding.what, finding.well) == ("Database", False)


def test_a_backup_is_left_to_postgresql(tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match="pg_dump") as refusal:
        upkeep.backup("postgresql://me:hunter2@db/name", tmp_path / "copy")
    assert "hunter2" not in refusal.value.sentence
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://me:hunter2%21@db/name",
        "postgres://me:hunter2@!@db/name",
        "postgresql://db/name?user=me&password=hunter2%21&ssl=require",
    ],
)
def test_its_password_is_shown_and_logged_nowhere(url: str) -> None:
    settings = Settings(token="planted.token.for-tests", database=url)
    for said in (repr(settings), settings.place, *config.shown(settings).values()):
        assert "hunter2" not in said
    assert any("hunter2" in secret for secret in settings.secrets())


def test_a_bot_on_sqlite_loads_nothing_of_postgresql(tmp_path: Path) -> None:
    start = (
        "import asyncio, sys\n"
        "import mentorbot.on_discord, mentorbot.cli\n"
        "from mentorbot.db import Database, schema\n"
        "asyncio.run(schema.upgrade(Database(sys.argv[1])))\n"
        "print(sorted(name for name in sys.modules if 'asyncpg' in name or 'postgresql' in name))"
    )
    command = [sys.executable, "-W", "ignore", "-c", start, str(tmp_path / "bot.sqlite3")]
    told = [subprocess.run(command, capture_output=True, text=True, check=True).stdout for _ in range(2)]  # noqa: S603
    assert told[1].strip() == "[]"


def _url(database: Database) -> str:
    return database.engine.url.render_as_string(hide_password=False)
