"""Backups taken while the bot writes, and what a check finds."""

import asyncio
import os
import re
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import delete, insert

from mentorbot.clock import now
from mentorbot.db import Database, planning, restoring, schema, upkeep
from mentorbot.db.sqlite import open_connection
from mentorbot.errors import OperatorError
from mentorbot.members.models import COMMUNITY

ADD = "INSERT INTO community (platform, external_id, name, created_at) VALUES ('discord', ?, ?, '2026-01-01')"


def test_a_backup_is_one_moment_of_a_database_that_is_being_written(
    file_database: Database, tmp_path: Path
) -> None:
    writing = open_connection(file_database.path)
    # Two rows in one transaction, always: a copy with an odd number would be torn.
    for number in range(0, 4000, 2):
        writing.execute("BEGIN")
        writing.executemany(ADD, [(str(number), "x" * 190), (str(number + 1), "y" * 190)])
        writing.execute("COMMIT")
        if number > 1000:
            break
    busy, stop = threading.Event(), threading.Event()

    def write() -> None:
        number = 10_000
        while not stop.is_set():
            writing.execute("BEGIN IMMEDIATE")
            writing.executemany(ADD, [(str(number), "x" * 190), (str(number + 1), "y" * 190)])
            writing.execute("COMMIT")
            number += 2
            busy.set()

    writer = threading.Thread(target=write)
    writer.start()
    busy.wait(10)
    told: list[tuple[int, int]] = []
    copy = tmp_path / "copy.sqlite3"
    try:
        upkeep.backup(file_database.path, copy, tell=lambda done, total: told.append((done, total)))
    finally:
        stop.set()
        writer.join()
        writing.close()
    assert told[-1][0] == told[-1][1] > 0
    assert [path.name for path in tmp_path.iterdir() if "copy" in path.name] == ["copy.sqlite3"]
    assert upkeep.check(str(copy)) == []
    rows = sqlite3.connect(copy).execute("SELECT count(*) FROM community").fetchone()[0]
    assert rows >= 1002
    assert rows % 2 == 0


def test_a_backup_never_replaces_a_file(file_database: Database, tmp_path: Path) -> None:
    there = tmp_path / "there"
    there.write_text("mine")
    with pytest.raises(OperatorError, match="was kept"):
        upkeep.backup(file_database.path, there)
    assert there.read_text() == "mine"


def test_a_backup_into_a_folder_that_is_not_there_says_so(file_database: Database, tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match="folder exists"):
        upkeep.backup(file_database.path, tmp_path / "no" / "copy.sqlite3")


def test_there_is_nothing_to_back_up_where_there_is_no_database(tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match="There is no database"):
        upkeep.backup(str(tmp_path / "none.sqlite3"), tmp_path / "copy.sqlite3")
    assert list(tmp_path.iterdir()) == []


def test_a_check_names_rows_that_lost_what_they_belong_to(file_database: Database) -> None:
    connection = sqlite3.connect(file_database.path)
    connection.execute("INSERT INTO progress VALUES (7, 'bachelors', 'done', '2026-01-01 00:00:00')")
    connection.commit()
    connection.close()
    (problem,) = upkeep.check(file_database.path)
    assert "progress" in problem
    assert "member" in problem


def test_a_check_tells_an_old_form(tmp_path: Path) -> None:
    path = tmp_path / "old.sqlite3"
    path.touch()
    assert upkeep.check(str(path)) == [
        f"The tables are at base, not {schema.newest()}. Run `mentorbot db upgrade`."
    ]


def _alter(path: str | None, *statements: str) -> None:
    with closing(sqlite3.connect(str(path))) as connection, connection:
        for statement in statements:
            connection.execute(statement)


@pytest.mark.parametrize("kind", ["foreign", "without a version"])
async def test_into_a_database_that_is_not_as_mentorbot_leaves_it_nothing_is_written(
    file_database: Database, kind: str, tmp_path: Path
) -> None:
    path = tmp_path / "photos.sqlite3" if kind == "foreign" else Path(str(file_database.path))
    _alter(str(path), "CREATE TABLE photos (a)" if kind == "foreign" else "DELETE FROM alembic_version")
    strange = schema.STRANGE.format(place=path)
    assert upkeep.check(str(path)) == [strange]
    with pytest.raises(OperatorError, match="none of its tables"):
        upkeep.backup(str(path), tmp_path / "copy.sqlite3")
    database = Database(str(path))
    for work in (schema.upgrade(database), schema.downgrade(database, schema.BASE)):
        with pytest.raises(OperatorError, match=re.escape(strange)):
            await work
    await database.close()
    with pytest.raises(OperatorError, match=re.escape(strange)):
        await asyncio.to_thread(planning.plan_upgrade, str(path))
    assert not (tmp_path / "copy.sqlite3").exists()


async def test_what_is_missing_of_the_tables_is_found_and_is_no_backup(
    file_database: Database, tmp_path: Path
) -> None:
    path = str(file_database.path)
    await file_database.close()
    assert find_indexes(path) >= {"ix_delivery_lane"}
    _alter(path, "DROP INDEX ix_delivery_lane", "ALTER TABLE member RENAME COLUMN goal TO gaol")
    lost = ["The column goal of member is missing.", "The index ix_delivery_lane of delivery is missing."]
    assert {one.removesuffix(" Restore a backup.") for one in upkeep.check(path)} == {*lost}
    _alter(path, "DROP TABLE delivery")
    assert "The table delivery is missing. Restore a backup." in upkeep.check(path)
    with pytest.raises(OperatorError, match=r"not sound \(the (table|column) .* is missing\)"):
        restoring.restore(str(tmp_path / "new.sqlite3"), Path(path), lambda copy: 0)
    assert not (tmp_path / "new.sqlite3").exists()
    with pytest.raises(OperatorError, match=r"lacks what mentorbot keeps there \(no such table: delivery\)"):
        async with upkeep.open_existing(path, 2) as database, database.read_scope() as connection:
            await connection.exec_driver_sql("SELECT id FROM delivery")


def find_indexes(path: str) -> set[str]:
    with closing(sqlite3.connect(path)) as connection:
        return {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'index'")}


async def test_to_a_form_that_nobody_knows_there_is_no_way(file_database: Database) -> None:
    for to in ("00", "006", "9999", "head", "²", ""):
        with pytest.raises(OperatorError, match="no earlier form"):
            await schema.downgrade(file_database, to)
    for have, told in (
        ("9999", "a newer mentorbot"),
        ("abcde", "a newer mentorbot"),
        ("moving 0061", "A move"),
    ):
        _alter(file_database.path, f"UPDATE alembic_version SET version_num = '{have}'")  # noqa: S608 - above
        with pytest.raises(OperatorError, match=told):
            await schema.downgrade(file_database, "0001")


def test_what_is_named_in_place_of_a_database_is_said(tmp_path: Path) -> None:
    for url, told in (
        (tmp_path, "is a folder"),
        (tmp_path / "no" / "bot.sqlite3", "no folder for it"),
        (tmp_path / "bot.sqlite3", "`mentorbot db upgrade` makes it"),
        (":memory:", "gone with its bot"),
        ("", "is a folder"),
        ("~nobody-is-called-so/bot.sqlite3", "no folder for it"),
    ):
        with pytest.raises(OperatorError, match=told):
            upkeep.check(str(url))
    assert list(tmp_path.iterdir()) == []


def test_a_check_finds_damage(file_database: Database) -> None:
    connection = open_connection(file_database.path)
    connection.executemany(ADD, [(str(number), "x" * 190) for number in range(2000)])
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    _overwrite_the_middle(Path(file_database.path))
    assert all("The database is damaged" in problem for problem in upkeep.check(file_database.path))
    copy = Path(f"{file_database.path}.copy")
    with pytest.raises(
        OperatorError, match=f"{re.escape(file_database.path)} is damaged, so no copy was kept"
    ):
        upkeep.backup(file_database.path, copy)
    assert not copy.exists()


def _overwrite_the_middle(path: Path) -> None:
    content = bytearray(path.read_bytes())
    middle = len(content) // 2 // 4096 * 4096
    content[middle : middle + 4096] = b"\x55" * 4096
    path.write_bytes(content)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_a_backup_is_for_whoever_made_it_alone_whatever_the_umask(
    file_database: Database, tmp_path: Path
) -> None:
    before = os.umask(0)
    try:
        upkeep.backup(file_database.path, tmp_path / "copy.sqlite3")
    finally:
        os.umask(before)
    assert (tmp_path / "copy.sqlite3").stat().st_mode & 0o777 == 0o600


async def test_what_is_deleted_is_nowhere_in_the_files(file_database: Database) -> None:
    path = Path(str(file_database.path))
    async with file_database.session_scope() as session:
        await session.execute(
            insert(COMMUNITY),
            [
                {
                    "platform": "discord",
                    "external_id": f"{n}",
                    "name": f"secret-{n}-" * 9,
                    "created_at": now(),
                }
                for n in range(900)
            ],
        )
    async with file_database.session_scope() as session:
        await session.execute(delete(COMMUNITY).where(COMMUNITY.c.id % 3 > 0))
    async with file_database.session_scope() as session:
        await session.execute(delete(COMMUNITY))
    assert await file_database.forget_deleted()
    for file in path.parent.glob(f"{path.name}*"):
        assert b"secret-" not in file.read_bytes(), file
