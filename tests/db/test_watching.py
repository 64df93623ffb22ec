"""The SQLite file is moved, deleted or replaced under a running bot."""

import asyncio
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from mentorbot.db import Database, upkeep, watching
from mentorbot.errors import OperatorError
from mentorbot.members.service import ensure_community


def delete(path: Path) -> None:
    """As an operator who takes the wrong file for an old one."""
    path.unlink()


def move(path: Path) -> None:
    """As one who makes room."""
    path.rename(path.with_name("elsewhere"))


def replace(path: Path) -> None:
    """As one who restores a backup without stopping the bot."""
    other = path.with_name("other")
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE something (else_ TEXT)")
    other.replace(path)


@pytest.mark.skipif(os.name == "nt", reason="Windows does not let an open file go")
@pytest.mark.parametrize("harm", [delete, move, replace])
async def test_a_file_that_goes_is_noticed_and_what_was_in_it_is_saved(
    file_database: Database, monkeypatch: pytest.MonkeyPatch, harm: Callable[[Path], None]
) -> None:
    monkeypatch.setattr(watching, "LOOK_SECONDS", 0.02)
    task = asyncio.create_task(watching.watch_file(file_database))
    await asyncio.sleep(0.1)
    async with file_database.session_scope() as session:
        await ensure_community(session, "discord", "1", "written late")
    assert not task.done()
    path = Path(str(file_database.path))
    harm(path)
    with pytest.raises(OperatorError) as told:
        await asyncio.wait_for(task, 60)
    (saved,) = path.parent.glob(f"{path.name}.saved-*")
    assert str(saved) in told.value.sentence
    assert saved.stat().st_mode & 0o077 == 0
    with closing(sqlite3.connect(saved)) as connection:
        assert connection.execute("SELECT name FROM community").fetchall() == [("written late",)]


def empty(path: Path) -> None:
    """As one who writes over it with an empty file, or whose disk loses it."""
    os.truncate(path, 0)


def shorten(path: Path) -> None:
    """As a disk does that is failing."""
    os.truncate(path, path.stat().st_size // 2)


def copy_over(path: Path) -> None:
    """As one who copies a backup to where the database is."""
    copy = path.with_name("copy")
    upkeep.backup(str(path), copy)
    path.write_bytes(copy.read_bytes() + bytes(10**6))


@pytest.mark.parametrize("harm", [empty, shorten, copy_over])
async def test_a_file_that_is_written_over_is_noticed(
    file_database: Database, monkeypatch: pytest.MonkeyPatch, harm: Callable[[Path], None]
) -> None:
    monkeypatch.setattr(watching, "LOOK_SECONDS", 0.02)
    path = Path(str(file_database.path))
    task = asyncio.create_task(watching.watch_file(file_database))
    await asyncio.sleep(0.1)
    assert await file_database.forget_deleted()  # all is in the file, nothing in its log
    await asyncio.sleep(0.1)
    assert not task.done()
    await asyncio.to_thread(harm, path)
    with pytest.raises(OperatorError, match="was overwritten while the bot ran"):
        await asyncio.wait_for(task, 60)


async def test_where_there_is_no_room_for_a_copy_that_is_said(
    file_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(watching, "LOOK_SECONDS", 0.02)
    monkeypatch.setattr(watching, "_save", no_room)
    task = asyncio.create_task(watching.watch_file(file_database))
    await asyncio.sleep(0.1)
    delete(Path(str(file_database.path)))
    with pytest.raises(OperatorError, match=r"could not save what I had .*No space left"):
        await asyncio.wait_for(task, 60)
