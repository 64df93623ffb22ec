"""A backup takes the place of the database: whole at every moment, and the one of before is kept."""

import os
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from db.test_upkeep import ADD

from mentorbot import clock
from mentorbot.db import Database, restoring, schema, upkeep
from mentorbot.db.restoring import Restored
from mentorbot.db.sqlite import open_connection
from mentorbot.delivery.restored import doubt_what_was_due
from mentorbot.errors import OperatorError

DELIVERY = (
    "INSERT INTO delivery (id, dedupe_key, community_id, kind, payload, platform, channel_id, due_at,"
    " respect_quiet, nonce, state, try_at, attempts)"
    " VALUES (?, ?, 1, 'reminder', '{}', 'discord', '7', ?, true, ?, 'pending', ?, 0)"
)


@pytest.fixture
async def path(tmp_path: Path) -> Path:
    """A database with one community, of a bot that has stopped."""
    made = tmp_path / "bot.sqlite3"
    database = Database(str(made))
    await schema.upgrade(database)
    await database.close()
    with closing(sqlite3.connect(made)) as connection, connection:
        connection.execute(ADD, ("1", "first"))
    return made


def names(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return [name for (name,) in connection.execute("SELECT name FROM community ORDER BY id")]


def restore(path: Path, file: Path) -> Restored:
    return restoring.restore(str(path), file, doubt_what_was_due)


def test_the_backup_is_the_database_and_the_one_of_before_is_kept(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.sqlite3"
    upkeep.backup(str(path), copy)
    # As a bot leaves it that was killed: the last of it stands in the WAL.
    writing = open_connection(str(path))
    writing.execute(ADD, ("2", "later"))
    os.link(path, tmp_path / "other")
    writing.close()
    done = restore(path, copy)
    assert names(path) == ["first"]
    assert done.kept is not None
    assert names(done.kept) == ["first", "later"]
    assert upkeep.check(str(path)) == []
    assert path.stat().st_mode & 0o077 == 0
    assert names(copy) == ["first"]
    assert not [one.name for one in tmp_path.iterdir() if one.name.endswith((".restoring", "-wal", "-shm"))]


def test_where_there_is_no_database_the_backup_becomes_it(path: Path, tmp_path: Path) -> None:
    done = restore(tmp_path / "new.sqlite3", path)
    assert (done.kept, names(tmp_path / "new.sqlite3")) == (None, ["first"])


@pytest.mark.skipif(
    os.name == "nt" or os.getuid() != 0, reason="only root can restore what is somebody else's"
)
def test_what_root_restores_belongs_to_whoever_the_bot_runs_as(path: Path, tmp_path: Path) -> None:
    copy, place = tmp_path / "copy.sqlite3", tmp_path / "bot"
    upkeep.backup(str(path), copy)
    place.mkdir()
    os.chown(path, 10001, 10002)
    os.chown(place, 10003, 10004)
    restore(path, copy)
    restore(place / "new.sqlite3", copy)
    assert (path.stat().st_uid, path.stat().st_gid) == (10001, 10002)
    assert ((place / "new.sqlite3").stat().st_uid, copy.stat().st_uid) == (10003, 0)


def test_a_damaged_database_is_replaced_and_kept_as_it_is(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.sqlite3"
    upkeep.backup(str(path), copy)
    path.write_bytes(b"this is no database" * 1000)
    done = restore(path, copy)
    assert names(path) == ["first"]
    assert done.kept is not None
    assert done.kept.read_bytes().startswith(b"this is no database")


@pytest.mark.parametrize("left", [b"this is no database" * 1000, None], ids=["damaged", "gone"])
def test_the_log_of_a_database_of_before_is_not_written_into_the_backup(
    path: Path, tmp_path: Path, left: bytes | None
) -> None:
    copy, log = tmp_path / "copy.sqlite3", tmp_path / "log"
    upkeep.backup(str(path), copy)
    with closing(open_connection(str(path))) as bot:
        bot.execute(ADD, ("2", "later"))
        log.write_bytes(Path(f"{path}-wal").read_bytes())  # as a power cut leaves it
    path.unlink()
    if left is not None:
        path.write_bytes(left)
    Path(f"{path}-wal").write_bytes(log.read_bytes())
    done = restore(path, copy)
    assert names(path) == ["first"]
    assert upkeep.check(str(path)) == []
    if done.kept is not None:
        assert Path(f"{done.kept}-wal").read_bytes() == log.read_bytes()


def test_under_a_running_bot_nothing_is_restored(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.sqlite3"
    upkeep.backup(str(path), copy)
    with closing(open_connection(str(path))) as bot:
        bot.execute("SELECT count(*) FROM community").fetchone()
        with pytest.raises(OperatorError, match=r"is in use. Stop the bot"):
            restore(path, copy)
        bot.execute(ADD, ("2", "later"))
    assert names(path) == ["first", "later"]
    assert len(list(tmp_path.glob("bot.sqlite3*"))) == 1


@pytest.mark.parametrize(
    ("made", "told"),
    [
        (
            lambda file: file.write_bytes(b"no database at all, though long enough to look" * 100),
            "is not sound .*Take another",
        ),
        (
            lambda file: sqlite3.connect(file).execute("CREATE TABLE a (b)").connection.close(),
            "none of its tables",
        ),
        (lambda file: None, "There is no file"),
    ],
    ids=["damaged", "foreign", "missing"],
)
def test_what_is_no_backup_changes_nothing(made, told: str, path: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "given"
    made(file)
    with pytest.raises(OperatorError, match=told):
        restore(path, file)
    assert names(path) == ["first"]
    assert sorted(one.name for one in tmp_path.iterdir() if "given" not in one.name) == ["bot.sqlite3"]


def test_a_backup_of_a_newer_version_is_refused(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.sqlite3"
    upkeep.backup(str(path), copy)
    with closing(sqlite3.connect(copy)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(OperatorError, match="a newer mentorbot"):
        restore(path, copy)


def test_the_database_itself_is_no_backup_of_itself(path: Path) -> None:
    with pytest.raises(OperatorError, match="is the database itself"):
        restore(path, path)


def test_what_came_due_since_the_backup_is_looked_for_before_it_is_sent(path: Path, tmp_path: Path) -> None:
    past, soon = clock.now() - timedelta(days=3), clock.now() + timedelta(days=3)
    due, later = (one.replace(tzinfo=None).isoformat(sep=" ") for one in (past, soon))
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(DELIVERY, (1, "a", due, "n1", due))
        connection.execute(DELIVERY, (2, "b", later, "n2", later))
    copy = tmp_path / "copy.sqlite3"
    upkeep.backup(str(path), copy)
    done = restore(path, copy)
    with closing(sqlite3.connect(path)) as connection:
        doubts = dict(connection.execute("SELECT id, in_doubt_since FROM delivery"))
    assert doubts == {1: due, 2: None}
    told = restoring.describe(done, "bot.sqlite3", copy)
    assert "Messages that came due since the backup: 1." in told
    assert str(done.kept) in told


def test_postgresql_restores_its_own(tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match="pg_restore"):
        restoring.restore("postgresql://u:hunter2@h/n", tmp_path / "x", doubt_what_was_due)
