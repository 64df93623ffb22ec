"""A program beside the bot copies the log as it grows, as Litestream does; nothing done is missing."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from mentorbot.db import Database, upkeep
from mentorbot.members.service import ensure_community


def copy_as_it_is(path: Path, into: Path) -> Path:
    """What a program finds on the disk while it holds the log: the file, and the log beside it."""
    into.mkdir()
    for end in ("", "-wal"):
        shutil.copy(f"{path}{end}", into / f"{path.name}{end}")
    return into / path.name


async def test_what_was_done_is_in_a_copy_that_another_program_makes_of_file_and_log(
    file_database: Database, tmp_path: Path
) -> None:
    path = Path(str(file_database.path))
    with closing(sqlite3.connect(path, isolation_level=None)) as beside:
        # Litestream reads for as long as it runs, so that nobody empties the log before it has copied it.
        beside.execute("BEGIN")
        beside.execute("SELECT count(*) FROM community").fetchone()
        for number in range(50):
            async with file_database.session_scope() as session:
                await ensure_community(session, "discord", str(1000 + number), "Future managers")
        assert not await file_database.forget_deleted()
        copied = copy_as_it_is(path, tmp_path / "copied")
        beside.execute("COMMIT")
    with closing(sqlite3.connect(copied)) as restored:
        assert restored.execute("SELECT count(*) FROM community").fetchone() == (50,)
    assert upkeep.check(str(copied)) == []
    assert await file_database.forget_deleted()


async def test_each_connection_that_writes_waits_for_the_disk(file_database: Database) -> None:
    async with file_database.engine.connect() as connection:
        kept = [
            (await connection.exec_driver_sql(f"PRAGMA {what}")).scalar()
            for what in ("synchronous", "journal_mode")
        ]
    assert kept == [2, "wal"]
