"""Backups taken while the bot writes, and what a check finds."""

import os
import sqlite3
import threading
from pathlib import Path

import pytest
from sqlalchemy import delete, insert

from mentorbot.clock import now
from mentorbot.db import Database, schema, upkeep
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
    sqlite3.connect(path).execute("CREATE TABLE anything (a)")
    assert upkeep.check(str(path)) == [
        f"The tables are at base, not {schema.newest()}. Run `mentorbot db upgrade`."
    ]


async def test_a_check_finds_damage(file_database: Database) -> None:
    await file_database.close()
    connection = open_connection(file_database.path)
    connection.executemany(ADD, [(str(number), "x" * 190) for number in range(2000)])
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    _overwrite_the_middle(Path(file_database.path))
    try:
        problems = upkeep.check(file_database.path)
    except OperatorError as error:
        problems = [error.sentence]
    assert any("damaged" in problem or "not a sound" in problem for problem in problems)


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
