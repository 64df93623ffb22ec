"""Every migration, forth and back, with rows in it; and what is said when a file cannot be used."""

import asyncio
import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from mentorbot import paths, tables
from mentorbot.db import Database, schema
from mentorbot.errors import OperatorError

REVISIONS = [script.revision for script in ScriptDirectory.from_config(schema.config()).walk_revisions()][
    ::-1
]

ROWS = {
    "0001": [
        "INSERT INTO community VALUES (1, 'discord', '10', 'Future managers', '2026-01-01 00:00:00')",
        "INSERT INTO member VALUES (1, 1, '7', NULL, '', 'UTC', 'en', NULL, '2026-01-01', '2026-01-01')",
        "INSERT INTO member VALUES (2, 1, '8', NULL, '', 'UTC', 'en', NULL, '2026-01-01', '2026-01-01')",
        "INSERT INTO progress VALUES (1, 'bachelors', 'done', '2026-01-01 00:00:00')",
        "INSERT INTO command_sync VALUES ('5', 'abc', '2026-01-01 00:00:00')",
    ],
    "0002": [
        "INSERT INTO notice_channel VALUES (1, '20')",
        (
            "INSERT INTO delivery (id, dedupe_key, community_id, member_id, kind, payload, platform, user_id,"
            " due_at, respect_quiet, nonce, state, try_at, attempts) VALUES (1, 'k', 1, 1, 'reminder', '{}',"
            " 'discord', '7', '2026-01-01 00:00:00', true, 'n', 'pending', '2026-01-01 00:00:00', 0)"
        ),
    ],
    "0004": [
        "INSERT INTO event_setting VALUES (1, '30', '77')",
        (
            "INSERT INTO event VALUES (1, 1, 'u', 'published', 1, 0, 'webinar', 'Finance', '', '',"
            " '2026-05-01', '2026-05-02', '2026-05-02', 'UTC', '', '', '', '', NULL, NULL, '', '', "
            " '30', '', '', 0, '2026-01-01', '2026-01-01')"
        ),
        "INSERT INTO event_credit VALUES (1, 'qualifying', 150)",
        "INSERT INTO event_rsvp VALUES (1, 1, 'going', 1, false, '2026-01-01')",
    ],
    "0003": [
        "INSERT INTO credit_goal VALUES (1, 1, 'fache', '2025-01-01', '2027-12-31', true, '2026-01-01')",
        (
            "INSERT INTO credit_entry VALUES (1, 1, 1, 'Congress', '2026-03-02', 48, 'in-person', NULL,"
            " '2026-03-05')"
        ),
    ],
    "0005": [
        (
            "INSERT INTO reminder VALUES (1, 1, 'Call', 'daily', 'waiting', '2026-01-02', NULL, NULL,"
            " 'FREQ=DAILY', 'UTC', '09:00:00', '2026-01-01', NULL, 1, '2026-01-01')"
        ),
        "INSERT INTO plan VALUES (1, 'bachelors.finish', '2026-05-01', '2026-01-01')",
        "INSERT INTO digest VALUES (1, 0, 8, '2026-01-05', NULL)",
    ],
    "0006": [
        (
            "INSERT INTO mentor VALUES (1, 1, 'listed', NULL, 'Ada', 'CFO', 'Hope', 'hospital', 'finance',"
            " '', 9, 'en', 'evenings', 4, 2, 1, 'pair', '', '2026-01-01', '2026-01-01')"
        ),
        "INSERT INTO mentee VALUES (2, 1, 'Ben', '', '', 'finance', '', '', 'en', '', '', '2026-01-01')",
        "INSERT INTO block VALUES (1, 2, 'not_match', '2026-01-01')",
        "INSERT INTO circle VALUES (1, 1, 1, 'Finance', '2026-01-01', NULL)",
        "INSERT INTO circle_peer VALUES (1, 2, NULL)",
        (
            "INSERT INTO mentorship VALUES (1, 1, 1, 2, '1:2', 'circle', 1, 'request', '', 6, '2026-01-01',"
            " '2026-07-01', NULL, NULL)"
        ),
        "INSERT INTO mentoring_setting VALUES (1, '40', '', false, 72, 2, 3, 6)",
    ],
    "0007": [
        (
            "INSERT INTO meeting VALUES (1, 1, 'mentorship', 1, 'm', 'proposed', 1, 0, 1, '1767225600', 45,"
            " '', NULL, 45, '', '2026-01-01', '2026-01-01')"
        ),
        "INSERT INTO meeting_member VALUES (1, 1, NULL, '')",
    ],
    "0008": [
        (
            "INSERT INTO opportunity VALUES (1, 1, 'open', 1, 'job', 'Manager', 'Hope', '', 'remote',"
            " 'payer', 'entry', '', '', '', NULL, ' manager', NULL, '2026-05-01', 1, '50', '', 0,"
            " '2026-01-01', '2026-01-01')"
        ),
        "INSERT INTO opportunity_author VALUES (1, 1, '2026-01-01')",
        "INSERT INTO opportunity_mark VALUES (1, 1, '2026-01-02', NULL)",
        "INSERT INTO opportunity_report VALUES (1, 1, 'Gone', '2026-01-02')",
        "INSERT INTO saved_search VALUES (1, 1, 1, 'job|*|*|*', '', 'daily', 0, '2026-01-01')",
        "INSERT INTO opportunity_alert VALUES (1, 1, 'k')",
        "INSERT INTO opportunity_import VALUES (1, 'kind', 1, '2026-01-01')",
        "INSERT INTO opportunity_setting VALUES (1, '50', '', '', false)",
    ],
    "0009": [
        (
            "INSERT INTO intro_setting VALUES (1, 'running', '50', '', 2, 'across', 'career', 'weekly', 0,"
            " '09:00:00', 'UTC', '2026-01-01', '', 1, '2026-01-05')"
        ),
        "INSERT INTO intro_member VALUES (1, 1, NULL, 2, 'payer', 'finance', '', '', 1, '2026-01-01')",
        "INSERT INTO intro_round VALUES (1, 1, 1, '2026-01-05', '2026-01-12', 2, 0)",
        "INSERT INTO intro_group VALUES (1, 1, 'wanted', '')",
        "INSERT INTO intro_person VALUES (1, 1, 'yes')",
    ],
    "0010": [
        (
            "INSERT INTO match_round VALUES (1, 1, 'open', 'Spring', '2026-02-01', false, 'pair', 'best',"
            " true, false, false, 6, '40', 0, 1, false, NULL, '2026-01-01', '2026-01-01')"
        ),
        "INSERT INTO match_signup VALUES (1, 2, 'mentee', '2026-01-02')",
        "INSERT INTO match_rule VALUES (1, 2, 1, 'pin', '2026-01-02')",
        (
            "INSERT INTO match_result VALUES (1, 2, 1, 80, true, NULL, NULL, 0, NULL, 'proposed', false,"
            " false, 0)"
        ),
    ],
    "0011": ["INSERT INTO direct_channel VALUES (1, '60')"],
    "0012": [
        (
            "INSERT INTO mentor_request VALUES (1, 1, 2, 1, 'asking', 1, 'Please', '2026-01-01',"
            " '2026-01-01', '2026-01-04', NULL, NULL)"
        ),
        "INSERT INTO request_choice VALUES (1, 1, 1, 'asked', '2026-01-01', NULL)",
        "INSERT INTO request_message VALUES (1, 1, 1, 2, 'When?', '2026-01-02')",
    ],
    "0013": [
        "INSERT INTO event_picture VALUES (1, 'picture', 'a.jpg', '')",
        (
            "INSERT INTO event_feed VALUES (1, 1, 'https://example.org/a.ics', 'Chapter', 'chapter', 'UTC',"
            " '', '', '2026-01-02', '2026-01-01', 0, '', '2026-01-01')"
        ),
        "INSERT INTO event_feed_keeper VALUES (1, 1)",
        "INSERT INTO event_origin VALUES (1, 1, 'uid', '', 1, 1, '{}', NULL)",
        (
            "INSERT INTO event_import VALUES (1, 1, '', 'Chapter', 'chapter', 'UTC', '', '', '[]', '[]',"
            " '[]', '2026-01-01')"
        ),
    ],
    "0014": [
        "INSERT INTO directory_value VALUES (1, 'topic', 'finance', 1, '', true, '2026-01-01')",
        (
            "INSERT INTO introduction VALUES (1, 1, 1, 2, 'Hello', 'asked', '1:2', '2026-01-01',"
            " '2026-01-08', NULL)"
        ),
    ],
    "0015": [
        "INSERT INTO interview_offer VALUES (1, 1, false, 'CFO', 'hospital', 'finance', 2, 20, '2026-01-01')",
        (
            "INSERT INTO interview_request VALUES (1, 1, 2, 1, 'asked', 'Why?', '2026-01-01',"
            " '2026-01-04', NULL)"
        ),
    ],
    "0016": [
        "INSERT INTO mentoring_talk VALUES (1, 1, 'pair', 1, 'open', '40', '41', '', NULL, '2026-01-01')",
        "INSERT INTO mentorship_agreement VALUES (1, 'monthly', '2026-01-01', NULL)",
        "INSERT INTO mentorship_goal VALUES (1, 1, 'Read a budget', '', NULL, '2026-01-01')",
        "INSERT INTO mentorship_check_in VALUES (1, 1, 1, 'well', '2026-01-15')",
        "INSERT INTO mentorship_feedback VALUES (1, 1, 1, 1, true, 5, true, '', false, '2026-07-01')",
        "INSERT INTO report VALUES (1, 1, 1, 1, 2, 'He is late', '2026-01-01', NULL)",
        "INSERT INTO report_note VALUES (1, 1, 1, true, 'Again', true, '2026-01-02')",
    ],
    "0021": [
        "INSERT INTO slack_installation VALUES (1, 'T', false, '', '', 'x', NULL, NULL, NULL, '2026-01-01')",
        "INSERT INTO slack_team VALUES ('T2', 1)",
    ],
    "0030": ["INSERT INTO block_ahead VALUES (1, '99', 'block', '2026-01-01')"],
    "0027": ["INSERT INTO slack_heard VALUES ('12.34.ab', '2026-01-01')"],
    "0028": [
        "INSERT INTO opened_form VALUES ('discord', '10', '7', 'mentor:save_about:', '{}', '2026-01-01')",
        "INSERT INTO kept_form VALUES (1, 'discord', '', '7', 'mentor:save_about:', '{}', '2026-01-01')",
    ],
    "0029": [
        "INSERT INTO trace VALUES (1, 1, 'a1b2', 1, 2, 'request', '2026-01-01', '2026-02-01')",
        "INSERT INTO trace_key VALUES (1, 'key', '2026-01-01')",
    ],
    "0037": ["INSERT INTO lease VALUES ('discord:a1b2', 'here|1|2|x', 7, '2026-01-01')"],
    "0022": ["UPDATE member SET left_at = '2026-01-02 00:00:00' WHERE id = 1"],
    "0036": ["INSERT INTO credit_proof VALUES (1, 1, 'certificate.pdf', '%PDF-')"],
    "0040": ["INSERT INTO event_organizer VALUES (1, 1)"],
    "0042": ["INSERT INTO calendar_link VALUES (1, 1, 1, 'hash', '', '2026-01-01')"],
    "0044": ["INSERT INTO event_left VALUES (1, 1, 'going', false, '', '2026-01-01')"],
    "0045": ["INSERT INTO match_mark VALUES (1, 2, 'mentee', 1, 'love', '2026-01-02')"],
    "0062": ["INSERT INTO event_guest_erased VALUES (1, 1, 'group', '7')"],
    "0056": ["INSERT INTO intro_left VALUES (1, 1, NULL, '2026-01-01')"],
    "0049": [
        "INSERT INTO mentoring_act VALUES (1, 1, 'paused', 2, 1, NULL, NULL, 'Rest', NULL, '2026-01-02')",
    ],
    "0057": [
        "INSERT INTO event_group VALUES (1, '', true, false)",
        "INSERT INTO event_guest VALUES (1, 1)",
    ],
    "0055": [
        "INSERT INTO event_poll VALUES (1, '77', 'event:1:event_poll', NULL, '2026-01-02')",
        "INSERT INTO event_poll_time VALUES (1, '2026-02-01', '2026-02-01', false)",
        "INSERT INTO event_poll_tick VALUES (1, '2026-02-01', 1, '2026-01-02')",
    ],
    "0054": [
        "INSERT INTO mentoring_question VALUES (1, 1, 'mentor', 1, 'Why?')",
        "INSERT INTO mentoring_reply VALUES (1, 1, 'Because', '2026-01-02')",
    ],
    "0053": [
        (
            "INSERT INTO office_hours VALUES (1, 1, 1, '2026-02-01 00:00:00', '', 'UTC', NULL, NULL, 30, 2,"
            " '', '2026-01-02 00:00:00', NULL)"
        ),
        "INSERT INTO office_booking VALUES (1, 1, 1, 1, 2, '2026-02-01 00:00:00', '2026-01-02 00:00:00')",
    ],
    "0052": ["INSERT INTO mentorship_midway VALUES (1, 1, 1, true, 4, 'Fine', true, '2026-01-02')"],
    "0050": [
        "INSERT INTO mentoring_import VALUES (1, 'mentor', 'user', 1, '2026-01-02')",
        "INSERT INTO mentoring_invite VALUES (1, 1, 2, 'mentor', 1, '{}', '2026-01-02')",
    ],
}
"""What is put in after each migration; a new migration that adds a table adds rows here."""


def form(connection: sqlite3.Connection) -> dict[str, str]:
    others = "'alembic_version', 'sqlite_sequence'"  # Alembic's own, and SQLite's
    found = connection.execute(f"SELECT name, sql FROM sqlite_master WHERE tbl_name NOT IN ({others})")  # noqa: S608
    return {name: " ".join((sql or "").split()) for name, sql in found}


def counts(connection: sqlite3.Connection) -> dict[str, int]:
    tables = [name for name, sql in form(connection).items() if sql.startswith("CREATE TABLE")]
    return {name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in tables}  # noqa: S608


@pytest.mark.slow
async def test_every_migration_goes_forth_and_back_with_rows_in_it(tmp_path: Path) -> None:
    database = Database(str(tmp_path / "rows.sqlite3"))
    looking = sqlite3.connect(database.path, isolation_level=None)
    stages = []
    for revision in REVISIONS:
        await schema.upgrade(database, revision)
        for statement in ROWS.get(revision, []):
            looking.execute(statement)
        stages.append((revision, form(looking), counts(looking)))
    assert all(stages[-1][2].values()), "a table without rows was not tried: add some to ROWS"
    for revision, was, rows in reversed(stages):
        await schema.downgrade(database, revision)
        assert await schema.current(database) == revision
        assert form(looking) == was
        assert counts(looking) == rows
    await schema.downgrade(database, schema.BASE)
    assert form(looking) == {}
    await schema.upgrade(database)
    assert form(looking) == stages[-1][1]
    looking.close()
    await database.close()


async def move_the_role(database: Database) -> None:
    """Take the role of organizers from the settings of events to the community, and back."""
    await schema.upgrade(database, "0016")
    async with database.session_scope() as session:
        for community in (1, 2, 3):
            place = f"({community}, 'discord', '1{community}', 'Future', '2026-01-01 00:00:00')"
            await session.execute(text(f"INSERT INTO community VALUES {place}"))  # noqa: S608
        await session.execute(text("INSERT INTO event_setting VALUES (1, '30', '77'), (2, '31', '')"))
    await schema.upgrade(database, "0017")
    role = "SELECT id, organizer_role FROM community ORDER BY id"
    assert await rows(database, role) == [(1, "77"), (2, ""), (3, "")]
    assert await rows(database, "SELECT * FROM event_setting ORDER BY 1") == [(1, "30"), (2, "31")]
    async with database.session_scope() as session:
        await session.execute(text("UPDATE community SET organizer_role = '78' WHERE id > 1"))
    await schema.downgrade(database, "0016")
    kept = [(1, "30", "77"), (2, "31", "78"), (3, "", "78")]
    assert await rows(database, "SELECT * FROM event_setting ORDER BY 1") == kept


async def rows(database: Database, statement: str) -> list[tuple[object, ...]]:
    async with database.read_scope() as connection:
        return [tuple(row) for row in await connection.execute(text(statement))]


async def test_the_role_of_organizers_moves_with_its_rows(tmp_path: Path) -> None:
    database = Database(str(tmp_path / "role.sqlite3"))
    await move_the_role(database)
    await database.close()


def test_every_table_is_where_it_is_looked_for() -> None:
    made = re.compile(r'= Table\(\s*"\w+",\s*metadata')
    files = Path(tables.__file__).parent.rglob("*.py")
    found = {file.name for file in files if made.search(file.read_text("utf-8"))}
    assert found == {"models.py", "calendar_models.py"}


async def test_the_migrated_tables_are_those_of_the_models(database: Database) -> None:
    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, tables.all_tables()))

    made = Database(":memory:")
    async with made.engine.begin() as fresh, database.engine.connect() as migrated:
        assert await migrated.run_sync(differences) == []
        await fresh.run_sync(tables.all_tables().create_all)
        ask = "SELECT name, sql FROM sqlite_master WHERE tbl_name <> 'alembic_version' ORDER BY name"
        # Alembic does not compare CHECKs; the text of the tables holds them too.
        wanted = {name: _columns(sql) for name, sql in (await fresh.exec_driver_sql(ask))}
        found = {name: _columns(sql) for name, sql in (await migrated.exec_driver_sql(ask))}
    await made.close()
    assert found == wanted


def _columns(sql: str | None) -> set[str]:
    # A column that was added stands on the last line, behind the constraints, and brings its own with it.
    text = " ".join((sql or "").replace("\t", " ").split())
    parts = re.split(r",(?![^()]*\))| (?=CONSTRAINT )", text.partition("(")[2])
    return {part.strip(" ,()") for part in parts}


def test_the_file_names_tell_the_newest_revision() -> None:
    assert [schema.newest()] == ScriptDirectory.from_config(schema.config()).get_heads()
    assert sorted(REVISIONS) == REVISIONS
    files = sorted(path.name[:4] for path in (paths.MIGRATIONS / "versions").glob("[0-9]*.py"))
    assert files == REVISIONS, "each migration has a number of its own"


async def test_an_upgrade_with_nothing_to_do_is_one_statement(file_database: Database) -> None:
    before = file_database.statements
    await schema.upgrade(file_database)
    assert file_database.statements == before + 1


def test_a_start_at_the_newest_revision_does_not_import_alembic(tmp_path: Path) -> None:
    start = (
        "import asyncio, sys\n"
        "from mentorbot.db import Database, schema\n"
        "asyncio.run(schema.upgrade(Database(sys.argv[1])))\n"
        "print('alembic' in sys.modules)"
    )
    command = [sys.executable, "-W", "ignore", "-c", start, str(tmp_path / "twice.sqlite3")]
    told = [subprocess.run(command, capture_output=True, text=True, check=True).stdout for _ in range(2)]  # noqa: S603
    assert [line.strip() for line in told] == ["True", "False"]


@pytest.mark.slow
async def test_processes_that_upgrade_at_once_all_find_the_tables(tmp_path: Path) -> None:
    path = str(tmp_path / "race.sqlite3")
    start = (
        "import asyncio, sys\n"
        "from mentorbot.db import Database, schema\n"
        "import alembic.command\n"
        "sys.stdin.readline()\n"
        "async def go():\n"
        "    database = Database(sys.argv[1])\n"
        "    await schema.upgrade(database)\n"
        "    print(await schema.current(database))\n"
        "    await database.close()\n"
        "asyncio.run(go())"
    )
    pipe = asyncio.subprocess.PIPE
    racers = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-c", start, path, stdin=pipe, stdout=pipe, stderr=pipe
        )
        for _ in range(3)
    ]
    told = await asyncio.gather(*(racer.communicate(b"go\n") for racer in racers))
    assert [(out.decode().strip(), err.decode()) for out, err in told] == [(schema.newest(), "")] * 3


async def test_a_migration_that_fails_leaves_everything_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrations = tmp_path / "migrations"
    (migrations / "versions").mkdir(parents=True)
    source = Path(schema.paths.MIGRATIONS)
    for file in ("env.py", "versions/0001_members_and_progress.py"):
        (migrations / file).write_text((source / file).read_text(encoding="utf-8"), encoding="utf-8")
    (migrations / "versions/0002_broken.py").write_text(
        "from alembic import op\nrevision = '0002'\ndown_revision = '0001'\n"
        "def upgrade():\n    op.execute('DROP TABLE progress')\n    raise ZeroDivisionError\n"
    )
    monkeypatch.setattr(schema.paths, "MIGRATIONS", migrations)
    database = Database(str(tmp_path / "whole.sqlite3"))
    await schema.upgrade(database, "0001")
    with pytest.raises(ZeroDivisionError):
        await schema.upgrade(database)
    assert await schema.current(database) == "0001"
    async with database.read_scope() as connection:
        assert (await connection.exec_driver_sql("SELECT count(*) FROM progress")).scalar_one() == 0
        assert (await connection.exec_driver_sql("PRAGMA foreign_keys")).scalar_one() == 1
    await database.close()


async def test_a_database_of_a_newer_version_is_left_alone(file_database: Database) -> None:
    async with file_database.session_scope() as session:
        await session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(OperatorError, match="newer mentorbot"):
        await schema.upgrade(file_database)


async def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    database = Database(str(tmp_path / "missing" / "bot.sqlite3"))
    with pytest.raises(OperatorError, match="folder exists"):
        await schema.upgrade(database)
    await database.close()


async def test_a_file_that_is_no_database_is_named_and_kept(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("Dear diary. " * 500, encoding="utf-8")
    database = Database(str(file))
    with pytest.raises(OperatorError, match="not a sound SQLite database"):
        await schema.upgrade(database)
    await database.close()
    assert file.read_text(encoding="utf-8").startswith("Dear diary")


@pytest.mark.parametrize("to", ["9999", "yesterday", "-1", "head"])
async def test_there_is_no_going_back_to_what_never_was(file_database: Database, to: str) -> None:
    with pytest.raises(OperatorError, match="no earlier form"):
        await schema.downgrade(file_database, to)
    assert await schema.current(file_database) == schema.newest()
