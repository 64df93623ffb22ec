"""Noticing that the SQLite file was moved, deleted, replaced or overwritten while it is used."""

import asyncio
import os
import sqlite3
import sys
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

OVERWRITTEN: Final = (
    "The database {path} was overwritten while the bot ran, so I stop: neither what was there before nor "
    "what is there now can be relied on. Put a backup in its place with `mentorbot db restore FILE`, then "
    "start again."
)

_HEADER: Final = 20
_BEGINS: Final = b"SQLite format 3\0"
_IN_WAL_MODE: Final = b"\x02\x02"
"""At bytes 18 and 19; a backup has another there. https://www.sqlite.org/fileformat2.html#the_database_header"""

_log = logs.get(__name__)


async def watch_file(database: Database) -> None:
    """Return only when the file is not the one any more that was opened; for other databases, never.

    What was written stays readable for as long as it is open, so it is saved beside it first.

    Raises:
        OperatorError: The file is gone, another is in its place, or something else was written into it; says
            where the data is.
    """
    if database.path is None or database.path == ":memory:":
        await asyncio.Event().wait()
        return
    path = Path(database.path)
    with closing(sqlite.open_connection(str(path))) as open_file:
        open_file.execute("SELECT count(*) FROM sqlite_master").fetchone()
        kept, size = _identify(path), 0
        while _identify(path) == kept:
            # The bot's own file only grows.
            before, size = size, _measure(path)
            if size < before:
                _log.error("the database file was overwritten", path=str(path))
                raise OperatorError(OVERWRITTEN.format(path=path))
            await asyncio.sleep(LOOK_SECONDS)
        _log.error("the database file is not there any more", path=str(path))
        saved = path.with_name(f"{path.name}.saved-{clock.now():%Y%m%dT%H%M%S}")
        try:
            await asyncio.to_thread(_save, open_file, saved)
        except (OSError, sqlite3.Error) as error:
            raise OperatorError(GONE_UNSAVED.format(path=path, why=error)) from error
    raise OperatorError(GONE.format(path=path, saved=saved))


def _measure(path: Path) -> int:
    """How many bytes it has; -1 if it is none that the bot wrote."""
    try:
        with path.open("rb") as file:
            header = file.read(_HEADER)
            ours = header.startswith(_BEGINS) and header.endswith(_IN_WAL_MODE)
            return os.fstat(file.fileno()).st_size if ours else -1
    except FileNotFoundError:
        return sys.maxsize  # which is noticed in a moment


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
