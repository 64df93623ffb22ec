"""Copying the database while it is used, and looking whether it is sound."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

from mentorbot.db import schema, sqlite
from mentorbot.errors import OperatorError

_PAGES_AT_A_TIME = 1_000


def backup(url: str, to: Path, *, tell: Callable[[int, int], None] = lambda done, total: None) -> None:
    """Copy the database as it is at this moment, while others go on reading and writing it.

    Args:
        url: The database's setting.
        to: The copy; it appears under this name when it is whole and checked.
        tell: Called with the pages copied so far and in all.

    Raises:
        OperatorError: There is no such database, or the copy cannot be written or is there already.
    """
    path = _file(url)
    if to.exists():
        raise OperatorError(f"{to} is there already and was kept. Name another file, or move that one away.")
    partial = to.with_name(to.name + ".partial")
    try:
        with schema.explained(str(path)), closing(sqlite.open_connection(str(path))) as source:
            # An open read holds the copy to one moment; without it, every write would start the copy anew.
            source.execute("BEGIN")
            source.execute("SELECT count(*) FROM sqlite_master").fetchone()
            with schema.explained(str(to)), closing(sqlite3.connect(partial)) as copy:
                source.backup(
                    copy, pages=_PAGES_AT_A_TIME, progress=lambda _, left, total: tell(total - left, total)
                )
                # The copy is one file: no WAL beside it that could be left behind.
                copy.execute("PRAGMA journal_mode=DELETE")
                damage = _damage(copy)
        if damage:
            raise OperatorError(f"The copy is not sound ({damage[0]}); run `mentorbot db check`.")
        with partial.open("rb+") as written:
            os.fsync(written.fileno())
        partial.replace(to)
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)


def check(url: str) -> list[str]:
    """Everything that is wrong with the database, each in a sentence; nothing if it is sound.

    Raises:
        OperatorError: There is no such database, or it cannot be opened.
    """
    path = _file(url)
    with schema.explained(str(path)), closing(sqlite.open_connection(str(path))) as connection:
        problems = [f"The database is damaged: {line}. Restore a backup." for line in _damage(connection)]
        for table, row, parent, _ in connection.execute("PRAGMA foreign_key_check"):
            problems.append(f"Row {row} of {table} belongs to a {parent} that is not there.")
        have, wanted = schema.revision(connection), schema.newest()
    if have < wanted or have == schema.BASE:
        problems.append(f"The tables are at {have}, not {wanted}. Run `mentorbot db upgrade`.")
    elif have > wanted:
        problems.append(f"The tables are at {have}, newer than this program's {wanted}. Upgrade mentorbot.")
    return problems


def _damage(connection: sqlite3.Connection) -> list[str]:
    lines = [str(line) for (line,) in connection.execute("PRAGMA integrity_check")]
    return [] if lines == ["ok"] else lines


def _file(url: str) -> Path:
    found = sqlite.path_of(url)
    if found is None or found == ":memory:":
        raise OperatorError(f"The database {url} is not a SQLite file.")
    path = Path(found)
    if not path.is_file():
        raise OperatorError(f"There is no database {path}. `mentorbot db upgrade` makes it.")
    return path
