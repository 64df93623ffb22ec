"""Moving all there is from one database into another: from a SQLite file to PostgreSQL, or back.

Until every row was compared the new database says of itself that it is not whole, so no bot starts on it.
Whatever interrupts a move, the next one goes on where it was.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, Final

from sqlalchemy import Integer, RowMapping, Table, func, insert, select, text, tuple_
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from mentorbot.db import addresses, schema, upkeep
from mentorbot.db.base import metadata
from mentorbot.db.engine import Database
from mentorbot.db.session import Session
from mentorbot.errors import OperatorError

AT_A_TIME: Final = 500
"""Rows of one transaction."""

Key = tuple[Any, ...]
Rows = dict[Key, Mapping[str, Any]]
Tell = Callable[[str, int, int], None]

_OTHERS: Final = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND application_name = 'mentorbot' AND pid <> pg_backend_pid()
"""


async def move(source_url: str, target_url: str, tell: Tell = lambda table, done, total: None) -> int:
    """Copy every row, and compare each with what was copied.

    Args:
        source_url: The setting of the database that is there; no bot may be running on it. It stays as it is.
        target_url: That of the other, which is empty or holds what an interrupted move has copied.
        tell: Called with the table, and how many of its rows are done, of how many.

    Returns:
        How many rows were moved.

    Raises:
        OperatorError: One of them cannot be used so, or holds what the other cannot keep.
    """
    await _find_sound(source_url)
    async with AsyncExitStack() as stack:
        source, target = Database(source_url, 2), Database(target_url, 2)
        stack.push_async_callback(source.close)
        stack.push_async_callback(target.close)
        if target.path == ":memory:":
            raise OperatorError("A database in :memory: is gone at once. Name a file to move to.")
        if source.place == target.place or _are_one_file(source, target):
            raise OperatorError(f"{source.place} is both: name another database to move to.")
        with schema.explained(source.place):
            reading = await stack.enter_async_context(_held_alone(source))
            with schema.explained(target.place):
                await _prepare(target)
                moved = 0
                for table in metadata.sorted_tables:
                    moved += await _move_table(reading, target, table, tell)
                await _finish(reading, target)
    return moved


def _are_one_file(source: Database, target: Database) -> bool:
    return None not in {source.path, target.path} and os.path.realpath(str(source.path)) == os.path.realpath(
        str(target.path)
    )


async def _find_sound(url: str) -> None:
    if addresses.find_path(url) is None:
        async with upkeep.open_existing(url, 2):
            return
    if problems := await asyncio.to_thread(upkeep.check, url):
        raise OperatorError(f"{problems[0]} Mend what `mentorbot db check` finds, then move.")


@asynccontextmanager
async def _held_alone(source: Database) -> AsyncIterator[AsyncConnection]:
    """A connection for reading, while nobody else writes."""
    in_use = OperatorError(f"{source.place} is in use. Stop every bot that runs on it; then try again.")
    async with source.engine.connect() as connection:
        if source.path is None:
            from mentorbot.db import postgresql  # noqa: PLC0415 - asyncpg need not be installed

            if (await connection.exec_driver_sql(_OTHERS)).scalar_one():
                raise in_use
            await connection.execute(postgresql.taking_turn())
        else:
            # In WAL mode this is had only while no other program has the file open.
            await connection.exec_driver_sql("PRAGMA locking_mode=EXCLUSIVE")
            try:
                await connection.exec_driver_sql("BEGIN EXCLUSIVE")
            except DBAPIError as error:
                raise in_use from error
        yield connection
        await connection.rollback()


async def _prepare(target: Database) -> None:
    """Give the other its tables, and let it say that it is not whole."""
    wanted = schema.newest()
    have = await schema.current(target)
    if have == schema.moving(wanted):
        return
    if have == schema.BASE:
        await schema.upgrade(target)
    elif have != wanted:
        raise OperatorError(
            f"The database {target.place} has tables already, at {have}. Name an empty one to move to."
        )
    async with target.session_scope() as session:
        for table in metadata.sorted_tables:
            if (await session.execute(select(*table.primary_key).limit(1))).first() is not None:
                raise OperatorError(
                    f"The database {target.place} holds something already ({table.name}). Name an empty one "
                    "to move to."
                )
        await schema.set_revision(session, schema.moving(wanted))


async def _move_table(reading: AsyncConnection, target: Database, table: Table, tell: Tell) -> int:
    total = (await reading.execute(select(func.count()).select_from(table))).scalar_one()
    done, last = 0, None
    while rows := await _read_after(reading, table, last):
        await _copy_rows(target, table, rows)
        last = next(reversed(rows))
        done += len(rows)
        tell(table.name, done, total)
    async with target.read_scope() as connection:
        there = (await connection.execute(select(func.count()).select_from(table))).scalar_one()
    if there != total:
        raise OperatorError(
            f"The database {target.place} has {there:,} rows in {table.name}, the other {total:,}. Somebody "
            "else has written to it. Name an empty one to move to."
        )
    return done


async def _read_after(reading: AsyncConnection, table: Table, last: Key | None) -> Rows:
    """The next rows in the order of their keys."""
    keys = list(table.primary_key)
    statement = select(table).order_by(*keys).limit(AT_A_TIME)
    if last is not None:
        statement = statement.where(tuple_(*keys) > tuple_(*last))
    return _by_key(table, (await reading.execute(statement)).mappings().all())


async def _copy_rows(target: Database, table: Table, rows: Rows) -> None:
    """Write those that are not there; then all must be there as they were."""
    async with target.read_scope() as connection:
        there = await _find_rows(connection, table, rows)
    missing = [dict(row) for key, row in rows.items() if key not in there]
    if missing:
        try:
            async with target.session_scope() as session:
                await session.execute(insert(table), missing)
        except DBAPIError:
            await _name_refused(target, table, missing)
            raise
        async with target.read_scope() as connection:
            there = await _find_rows(connection, table, rows)
    for key, row in rows.items():
        if there.get(key) != row:
            raise OperatorError(
                f"Row {_words(key)} of {table.name} is not in {target.place} as it was. Somebody else has "
                "written to it. Name an empty one to move to."
            )


async def _find_rows(connection: AsyncConnection, table: Table, rows: Rows) -> Rows:
    keys = tuple_(*table.primary_key)
    found = await connection.execute(select(table).where(keys.in_(list(rows))))
    return _by_key(table, found.mappings().all())


async def _name_refused(target: Database, table: Table, missing: Sequence[Mapping[str, Any]]) -> None:
    """Find which of the rows cannot be kept there, and say so."""
    for row in missing:
        try:
            async with target.session_scope() as session:
                await session.execute(insert(table), [row])
        except DBAPIError as error:
            key = tuple(row[column.name] for column in table.primary_key)
            why = str(error.orig).partition("\n")[0].rpartition(">: ")[2]
            raise OperatorError(
                f"{target.place} cannot keep row {_words(key)} of {table.name}: {why}. Change that row, then "
                "move again; it goes on from there."
            ) from error


async def _finish(reading: AsyncConnection, target: Database) -> None:
    """Let new rows get ids that none has had; from now on it may be used."""
    async with target.session_scope() as session:
        for table in metadata.sorted_tables:
            keys = list(table.primary_key)
            if len(keys) == 1 and isinstance(keys[0].type, Integer) and not keys[0].foreign_keys:
                await _go_on_counting(session, table, await _find_last_id(reading, table))
        await schema.set_revision(session, schema.newest())
    if target.path is None:
        async with target.read_scope() as connection:
            await connection.exec_driver_sql("ANALYZE")


async def _find_last_id(reading: AsyncConnection, table: Table) -> int:
    """The greatest id that was ever given out, as far as the database remembers."""
    (key,) = table.primary_key
    last = (await reading.execute(select(func.max(key)))).scalar() or 0
    if reading.dialect.name == "sqlite":
        if not table.dialect_options["sqlite"]["autoincrement"]:
            return last
        remembered = text("SELECT seq FROM sqlite_sequence WHERE name = :table")
    else:
        remembered = text(
            "SELECT pg_sequence_last_value(CAST(pg_get_serial_sequence(:table, 'id') AS regclass))"
        )
    return max(last, (await reading.execute(remembered, {"table": table.name})).scalar() or 0)


async def _go_on_counting(session: Session, table: Table, last: int) -> None:
    if not last:
        return
    about = {"table": table.name, "last": last}
    if session.dialect == "sqlite":
        if table.dialect_options["sqlite"]["autoincrement"]:
            await session.execute(text("DELETE FROM sqlite_sequence WHERE name = :table"), about)
            await session.execute(
                text("INSERT INTO sqlite_sequence (name, seq) VALUES (:table, :last)"), about
            )
    else:
        await session.execute(text("SELECT setval(pg_get_serial_sequence(:table, 'id'), :last)"), about)


def _by_key(table: Table, rows: Sequence[RowMapping]) -> Rows:
    names = [column.name for column in table.primary_key]
    return {tuple(row[name] for name in names): {**row} for row in rows}


def _words(key: Key) -> str:
    return ", ".join(map(str, key))
