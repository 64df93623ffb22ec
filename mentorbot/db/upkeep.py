"""Copying the database while it is used, and looking whether it is sound."""

import asyncio
import os
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing, suppress
from pathlib import Path

from mentorbot.db import Database, addresses, metadata, schema, sqlite
from mentorbot.db.unreadable import list_questions
from mentorbot.errors import OperatorError
from mentorbot.masking import masked

_PAGES_AT_A_TIME = 1_000


def backup(url: str, to: Path, *, tell: Callable[[int, int], None] = lambda done, total: None) -> None:
    """Copy the database as it is at this moment, while others go on reading and writing it.

    Args:
        url: The database's setting.
        to: The copy; it appears under this name when it is whole and checked.
        tell: Called with the pages copied so far and in all.

    Raises:
        OperatorError: It is not SQLite, there is no such database, or the copy cannot be written or is there
            already.
    """
    if addresses.find_path(url) is None:
        raise OperatorError(
            f"{masked(url)} is not a file. PostgreSQL copies it itself, while the bot runs: "
            f"pg_dump --format=custom --file={to} (see docs/operator.md)."
        )
    path = _file(url)
    if to.exists():
        raise OperatorError(f"{to} is there already and was kept. Name another file, or move that one away.")
    partial = to.with_name(to.name + ".partial")
    try:
        with schema.explained(str(path)), closing(sqlite.open_connection(str(path))) as source:
            # An open read holds the copy to one moment; without it, every write would start the copy anew.
            source.execute("BEGIN")
            source.execute("SELECT count(*) FROM sqlite_master").fetchone()
            make_private(partial)
            with schema.explained(str(to)), closing(sqlite3.connect(partial)) as copy:
                source.backup(
                    copy, pages=_PAGES_AT_A_TIME, progress=lambda _, left, total: tell(total - left, total)
                )
                # The copy is one file: no WAL beside it that could be left behind.
                copy.execute("PRAGMA journal_mode=DELETE")
                damage = find_damage(copy)
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
    if addresses.find_path(url) is None:
        return asyncio.run(_check_postgresql(url))
    path = _file(url)
    with schema.explained(str(path)), closing(sqlite.open_connection(str(path))) as connection:
        problems = [f"The database is damaged: {line}. Restore a backup." for line in find_damage(connection)]
        for table, row, parent, _ in connection.execute("PRAGMA foreign_key_check"):
            problems.append(f"Row {row} of {table} belongs to a {parent} that is not there.")
        problems += _unreadable(connection)
        have = schema.revision(connection)
    return problems + _form(have, str(path))


async def _check_postgresql(url: str) -> list[str]:
    from mentorbot.db import postgresql  # noqa: PLC0415 - asyncpg need not be installed

    database = Database(url)
    try:
        have = await schema.current(database)
        async with database.read_scope() as connection:
            return await postgresql.problems(connection) + _form(have, database.place)
    finally:
        await database.close()


@asynccontextmanager
async def open_existing(url: str, connections: int) -> AsyncIterator[Database]:
    """A database that is there and has the newest form, for whoever looks after it from outside the bot.

    Args:
        url: The database's setting.
        connections: See :class:`Database`.

    Raises:
        OperatorError: There is no such database, it cannot be reached, or its tables have another form.
    """
    if addresses.find_path(url) is not None:
        _file(url)
    database = Database(url, connections)
    try:
        with schema.explained(database.place):
            if problems := _form(await schema.current(database), database.place):
                raise OperatorError(problems[0])
            yield database
    finally:
        await database.close()


def make_private(file: Path) -> None:
    """Make an empty file that nobody else can read, whatever the process's umask is.

    Where none can be made, SQLite says so in a moment.
    """
    with suppress(OSError):
        file.unlink(missing_ok=True)
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def _unreadable(connection: sqlite3.Connection) -> list[str]:
    """Rows that cannot be read, of the tables that are known and there."""
    there = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    found: list[str] = []
    for table in metadata.sorted_tables:
        if table.name not in there:
            continue
        have = {column[1] for column in connection.execute(f'PRAGMA table_info("{table.name}")')}
        for column, question in list_questions(table):
            if column.name not in have:
                continue
            # The names are those of our own tables.
            keys = ", ".join(f'"{key.name}"' for key in table.primary_key)
            rows = connection.execute(f'SELECT {keys} FROM "{table.name}" WHERE {question} LIMIT 20')  # noqa: S608
            for row in rows:
                which = ", ".join(map(str, row))
                found.append(f"Row {which} of {table.name} cannot be read: see its {column.name}.")
    return found


def _form(have: str, place: str) -> list[str]:
    wanted = schema.newest()
    if unfinished := schema.find_unfinished(have, place):
        return [unfinished]
    if have < wanted or have == schema.BASE:
        return [f"The tables are at {have}, not {wanted}. Run `mentorbot db upgrade`."]
    if have > wanted:
        return [f"The tables are at {have}, newer than this program's {wanted}. Upgrade mentorbot."]
    return []


def find_damage(connection: sqlite3.Connection) -> list[str]:
    """What SQLite finds damaged in its file, a line each."""
    lines = [str(line) for (line,) in connection.execute("PRAGMA integrity_check")]
    return [] if lines == ["ok"] else lines


def _file(url: str) -> Path:
    found = addresses.find_path(url)
    if found is None or found == ":memory:":
        raise OperatorError(f"The database {masked(url)} is not a SQLite file.")
    path = Path(found)
    if not path.is_file():
        raise OperatorError(f"There is no database {path}. `mentorbot db upgrade` makes it.")
    return path
