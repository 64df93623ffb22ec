"""Noticing that the SQLite file was moved, deleted or replaced while it is used."""

import asyncio
import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

from mentorbot import clock, logs
from mentorbot.db import sqlite
from mentorbot.db.engine import Database
from mentorbot.errors import OperatorError

LOOK_SECONDS: Final = 5.0

_STOPS: Final = (
    "The database {path} was deleted, moved or replaced while the bot ran, so I stop: what is written "
    "would be lost. "
)
GONE: Final = _STOPS + (
    "All that I had up to now is in {saved}. Move it to where the database was, then start again."
)
GONE_UNSAVED: Final = _STOPS + (
    "I could not save what I had ({why}). Put the file back, or restore a backup, then start again."
)

_log = logs.get(__name__)


async def watch_file(database: Database) -> None:
    """Return only when the file is not the one any more that was opened; for other databases, never.

    What was written stays readable for as long as it is open, so it is saved beside it first.

    Raises:
        OperatorError: The file is gone, or another is in its place; says where the data is.
    """
    if database.path is None or database.path == ":memory:":
        await asyncio.Event().wait()
        return
    path = Path(database.path)
    with closing(sqlite.open_connection(str(path))) as open_file:
        open_file.execute("SELECT count(*) FROM sqlite_master").fetchone()
        kept = _identify(path)
        while _identify(path) == kept:  # noqa: ASYNC110 - no event tells of it
            await asyncio.sleep(LOOK_SECONDS)
        _log.error("the database file is not there any more", path=str(path))
        saved = path.with_name(f"{path.name}.saved-{clock.now():%Y%m%dT%H%M%S}")
        try:
            await asyncio.to_thread(_save, open_file, saved)
        except (OSError, sqlite3.Error) as error:
            raise OperatorError(GONE_UNSAVED.format(path=path, why=error)) from error
    raise OperatorError(GONE.format(path=path, saved=saved))


def _save(open_file: sqlite3.Connection, to: Path) -> None:
    """Copy what the bot has open into a file of its own, which nobody else may read."""
    os.close(os.open(to, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    with closing(sqlite3.connect(to)) as copy:
        open_file.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")


def _identify(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino
