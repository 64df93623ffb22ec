"""How fast the database is, and whether its disk has room."""

import asyncio
import os
import shutil
import sqlite3
import statistics
import tempfile
import time
from pathlib import Path
from typing import Final

from sqlalchemy import text

from mentorbot.db.engine import Database
from mentorbot.db.turns import name_place
from mentorbot.finding import Finding

SLOW_MILLISECONDS: Final = 25.0
"""A write, or a change on PostgreSQL, that takes longer is felt by whoever presses a button."""

LEAST_FREE: Final = 500_000_000
"""Bytes that should be free; or twice the database, if that is more, for a copy and an upgrade."""

_TRIES: Final = 7
_PLACE: Final = name_place("doctor", "")
"""Nobody's, so that no change of anybody waits while it is timed."""


async def examine_database(database: Database) -> list[Finding]:
    """What the machine or the server has to do with how the bot answers.

    Args:
        database: Open, with its tables in the newest form.
    """
    if database.path is None:
        return [await _time_server(database), *await _find_rights(database)]
    return await asyncio.to_thread(_examine_file, Path(database.path))


def _examine_file(path: Path) -> list[Finding]:
    path = path.absolute()
    found = [
        _time_disk(path.parent),
        _find_room(path),
        Finding("SQLite", f"version {sqlite3.sqlite_version}"),
    ]
    if not os.access(path, os.W_OK):
        told = f"whoever runs this may not write {path}. Let the bot's user have it, and look as that user."
        found.append(Finding("Rights", told, well=False))
    return found


async def _find_rights(database: Database) -> list[Finding]:
    """Which server it is, and what the bot's user may not do there."""
    from mentorbot.db import postgresql  # noqa: PLC0415 - asyncpg need not be installed

    async with database.read_scope() as connection:
        version, lacking = await postgresql.find_rights(connection)
    if not lacking:
        return [Finding("PostgreSQL", f"version {version}, and its user may do all that the bot does")]
    told = f"version {version}, but {lacking}"
    return [Finding("PostgreSQL", told, well=False)]


async def _time_server(database: Database) -> Finding:
    """A change is four trips: begin and its turn, a statement, commit."""
    took: list[float] = []
    for _ in range(_TRIES):
        async with database.session_scope(_PLACE) as session:
            began = time.perf_counter()
            await session.execute(text("SELECT 1"))
            took.append(time.perf_counter() - began)
    return _judge("PostgreSQL answers in", took, "Run the bot nearer to it.")


def _time_disk(folder: Path) -> Finding:
    """How long the disk takes until what was written outlives a power cut, as each change waits for it."""
    took: list[float] = []
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            for _ in range(_TRIES):
                file.write(bytes(4096))
                file.flush()
                began = time.perf_counter()
                os.fsync(file.fileno())
                took.append(time.perf_counter() - began)
    except OSError as error:
        return Finding("Speed", f"nothing can be written in {folder}: {error.strerror}.", well=False)
    return _judge("the disk keeps a write in", took, "Put the database on a faster disk.")


def _judge(what: str, took: list[float], advice: str) -> Finding:
    """Say how long something takes, from the seconds that it took, and what to do if that is long."""
    milliseconds = statistics.median(took) * 1000
    told = f"{what} {milliseconds:.1f} ms"
    if milliseconds <= SLOW_MILLISECONDS:
        return Finding("Speed", told)
    return Finding("Speed", f"{told}, which everybody feels. {advice}", well=False, advice=True)


def _find_room(path: Path) -> Finding:
    free, wanted = shutil.disk_usage(path.parent).free, max(LEAST_FREE, 2 * path.stat().st_size)
    told = f"{free / 1e9:.1f} GB are free beside the database"
    if free >= wanted:
        return Finding("Disk", told)
    return Finding("Disk", f"{told}, and {wanted / 1e9:.1f} should be. Free some space.", well=False)
