"""Copying the database while it is used, and looking whether it is sound."""

import asyncio
import os
import sqlite3
from collections.abc import AsyncIterator, Callable, Mapping
from collections.abc import Set as AbstractSet
from contextlib import asynccontextmanager, closing, suppress
from pathlib import Path

from mentorbot.db import Database, addresses, metadata, schema, sqlite
from mentorbot.db.unreadable import list_questions
from mentorbot.errors import OperatorError
from mentorbot.masking import masked

_PAGES_AT_A_TIME = 1_000
_NAME = 55
"""How much of the name of an index is the same everywhere: on PostgreSQL long ones end in a hash."""


def backup(url: str, to: Path, *, tell: Callable[[int, int], None] = lambda done, total: None) -> None:
    """Copy the database as it is at this moment, while others go on reading and writing it.

    Args:
        url: The database's setting.
        to: The copy; it appears under this name when it is whole and checked.
        tell: Called with the pages copied so far and in all.

    Raises:
        OperatorError: It is not SQLite, there is no such database, it is damaged, or the copy cannot be
            written or is there already.
    """
    if addresses.find_path(url) is None:
        raise OperatorError(
            f"{masked(url)} is not a file. PostgreSQL copies it itself, while the bot runs: "
            f"pg_dump --format=custom --file={to} (see docs/operator.md)."
        )
    path = find_file(url)
    if to.exists():
        raise OperatorError(f"{to} is there already and was kept. Name another file, or move that one away.")
    partial = to.with_name(to.name + ".partial")
    try:
        with schema.explained(str(path)), closing(sqlite.open_connection(str(path))) as source:
            # An open read holds the copy to one moment; without it, every write would start the copy anew.
            source.execute("BEGIN")
            source.execute("SELECT count(*) FROM sqlite_master").fetchone()
            if schema.revision(source) == schema.BASE:
                raise OperatorError(f"{path} is not a database of mentorbot: it has none of its tables.")
            make_private(partial)
            with schema.explained(str(to)), closing(sqlite3.connect(partial)) as copy:
                source.backup(
                    copy, pages=_PAGES_AT_A_TIME, progress=lambda _, left, total: tell(total - left, total)
                )
                # The copy is one file: no WAL beside it that could be left behind.
                copy.execute("PRAGMA journal_mode=DELETE")
                damage = find_damage(copy)
        if damage:
            raise OperatorError(f"{path} is damaged, so no copy was kept ({damage[0]}). Restore a backup.")
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
    path = find_file(url)
    with schema.explained(str(path)), closing(sqlite.open_connection(str(path))) as connection:
        if damage := find_damage(connection):
            return [f"The database is damaged: {line}. Restore a backup." for line in damage]
        have = schema.revision(connection)
        if have == schema.BASE and schema.has_tables(connection):
            return [schema.STRANGE.format(place=path)]
        problems = []
        for table, row, parent, _ in connection.execute("PRAGMA foreign_key_check"):
            problems.append(f"Row {row} of {table} belongs to a {parent} that is not there.")
        problems += _unreadable(connection)
        if have == schema.newest():
            problems += find_missing_in(connection)
    return problems + _form(have, str(path))


async def _check_postgresql(url: str) -> list[str]:
    from mentorbot.db import postgresql  # noqa: PLC0415 - asyncpg need not be installed

    database = Database(url)
    try:
        have = await schema.current(database)
        async with database.read_scope() as connection:
            missing = (
                find_missing(*await postgresql.list_shape(connection)) if have == schema.newest() else []
            )
            return await postgresql.problems(connection) + missing + _form(have, database.place)
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
    find_existing(url)
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
    there = _list_columns(connection)
    found: list[str] = []
    for table in metadata.sorted_tables:
        for column, question in list_questions(table):
            if column.name not in there.get(table.name, ()):
                continue
            # The names are those of our own tables.
            keys = ", ".join(f'"{key.name}"' for key in table.primary_key)
            rows = connection.execute(f'SELECT {keys} FROM "{table.name}" WHERE {question} LIMIT 20')  # noqa: S608
            for row in rows:
                which = ", ".join(map(str, row))
                found.append(f"Row {which} of {table.name} cannot be read: see its {column.name}.")
    return found


def find_missing(columns: Mapping[str, AbstractSet[str]], indexes: AbstractSet[str]) -> list[str]:
    """What is missing of the tables that are known, each in a sentence.

    Args:
        columns: The names of those that are there, by their tables'.
        indexes: The names of those that are there.
    """
    found: list[str] = []
    known = {name[:_NAME] for name in indexes}
    for table in metadata.sorted_tables:
        if table.name not in columns:
            found.append(f"The table {table.name} is missing. Restore a backup.")
            continue
        lost = [f"column {one.name}" for one in table.columns if one.name not in columns[table.name]]
        lost += sorted(f"index {one.name}" for one in table.indexes if str(one.name)[:_NAME] not in known)
        found += [f"The {one} of {table.name} is missing. Restore a backup." for one in lost]
    return found


def _list_columns(connection: sqlite3.Connection) -> Mapping[str, AbstractSet[str]]:
    """The columns of each table, by their names."""
    rows = connection.execute(
        "SELECT m.name, c.name FROM sqlite_master AS m, pragma_table_info(m.name) AS c WHERE m.type = 'table'"
    )
    there: dict[str, set[str]] = {}
    for table, column in rows:
        there.setdefault(table, set()).add(column)
    return there


def _list_indexes(connection: sqlite3.Connection) -> AbstractSet[str]:
    return {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'index'")}


def find_missing_in(connection: sqlite3.Connection) -> list[str]:
    """What is missing of the tables that are known, in the database behind a connection."""
    return find_missing(_list_columns(connection), _list_indexes(connection))


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
    try:
        lines = [str(line) for (line,) in connection.execute("PRAGMA integrity_check")]
    except sqlite3.DatabaseError as error:
        if "malformed" not in str(error):
            raise
        return [str(error)]  # so much so that it cannot even be looked for
    return [] if lines == ["ok"] else lines


def find_existing(url: str) -> Path | None:
    """The file of a database that is there; None for one on a server. Raises OperatorError: there is none."""
    return None if addresses.find_path(url) is None else find_file(url)


def find_file(url: str) -> Path:
    """The file of a database that is there.

    Args:
        url: The database's setting; that of a file.

    Raises:
        OperatorError: There is none.
    """
    found = addresses.find_path(url)
    if found is None:
        raise OperatorError(f"The database {masked(url)} is not a SQLite file.")
    if found == ":memory:":
        raise OperatorError("A database in :memory: is gone with its bot. Set MENTORBOT_DATABASE to a file.")
    path = Path(found)
    if path.is_dir():
        raise OperatorError(f"{path} is a folder. Name the file of the database in it.")
    if not path.parent.is_dir():
        raise OperatorError(f"There is no database {path}, and no folder for it. Make the folder first.")
    if not path.is_file():
        raise OperatorError(f"There is no database {path}. `mentorbot db upgrade` makes it.")
    return path
