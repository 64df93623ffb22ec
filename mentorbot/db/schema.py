"""The form of the tables: which one this program wants, which one a database has, and the way between.

Migrations are ``migrations/versions/NNNN_what.py`` with the revision ``NNNN``, one after the other, so the
newest is known from the file names; Alembic, slow to import, is needed only when there is something to do.
"""

import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from mentorbot import paths
from mentorbot.db.engine import Database
from mentorbot.db.session import Session
from mentorbot.db.sqlite import BUSY_MILLISECONDS
from mentorbot.errors import BusyError, OperatorError

if TYPE_CHECKING:
    from alembic.config import Config

BASE = "base"
"""The revision of a database without tables."""

_MOVING = "moving "
_REVISION = "SELECT version_num FROM alembic_version"
_UPGRADE_MILLISECONDS = 60_000
_NO_SUCH_TABLE = "42P01"  # PostgreSQL's, https://www.postgresql.org/docs/current/errcodes-appendix.html
_TABLES = (
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'alembic_version' "
    "AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE '\\_litestream\\_%' ESCAPE '\\'"
)
STRANGE = (
    "The database {place} holds tables, but not which version of mentorbot they are of: it is another "
    "program's, or damaged. Set MENTORBOT_DATABASE to a database of its own, or restore a backup."
)


def newest() -> str:
    """The revision this program wants.

    Raises:
        OperatorError: The migrations are not where they should be.
    """
    return _list_revisions()[-1]


def _list_revisions() -> list[str]:
    """Those this program knows, oldest first."""
    names = sorted(path.name for path in (paths.MIGRATIONS / "versions").glob("[0-9]*_*.py"))
    if not names:
        raise OperatorError(f"There are no migrations in {paths.MIGRATIONS}. Install mentorbot again.")
    return [name.partition("_")[0] for name in names]


def moving(revision: str) -> str:
    """What stands in the place of a revision while rows are still being moved into a database.

    Args:
        revision: That of its tables.
    """
    return f"{_MOVING}{revision}"


def find_unfinished(revision: str, place: str) -> str:
    """What to do about a database into which a move has not come to its end; empty if there is none."""
    if not revision.startswith(_MOVING):
        return ""
    return (
        f"A move into {place} has not come to its end. Run `mentorbot db move` once more, which goes on "
        "where it was; until then use the database of before."
    )


async def set_revision(session: Session, revision: str) -> None:
    """Write which form the tables have."""
    await session.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})


async def current(database: Database) -> str:
    """The revision a database has; BASE if it has no tables.

    Raises:
        OperatorError: It cannot be opened, or has tables of which the revision is not known.
    """
    with explained(database.place):
        async with database.read_scope() as connection:
            have = await connection.run_sync(_current)
            if have != BASE or database.path is None:
                return have
            if (await connection.exec_driver_sql(_TABLES)).first() is not None:
                raise OperatorError(STRANGE.format(place=database.place))
            return BASE


async def upgrade(database: Database, to: str | None = None) -> None:
    """Bring a database to a revision (the newest, if none is named), under a lock, or leave it as it was.

    It does next to nothing if the tables are so already. Any number of processes may call this at once: one
    does the work, the others wait for it.

    Raises:
        OperatorError: It cannot be opened, or has a revision this program does not know.
    """
    wanted = to or newest()
    have = await current(database)
    if have == wanted:
        return
    _refuse_unknown(have, database.place)
    with explained(database.place):
        async with _exclusive(database) as connection:
            await connection.run_sync(_move, wanted)


async def downgrade(database: Database, to: str) -> None:
    """Bring a database back to an earlier revision, under a lock, or leave it as it was.

    Args:
        to: A revision such as "0001", or BASE.

    Raises:
        OperatorError: It cannot be opened, or there is no such revision before its own.
    """
    have = await current(database)
    _refuse_unknown(have, database.place)
    if to not in {BASE, *_list_revisions()} or have == BASE or (to != BASE and to > have):
        raise OperatorError(f"The tables are at {have}; there is no earlier form {to!r} to go back to.")
    with explained(database.place):
        async with _exclusive(database) as connection:
            await connection.run_sync(_move, to)


def _refuse_unknown(have: str, place: str) -> None:
    """Raises OperatorError: this program does not know the way from there."""
    if unfinished := find_unfinished(have, place):
        raise OperatorError(unfinished)
    if have not in {BASE, *_list_revisions()}:
        raise OperatorError(
            f"The database {place} was made by a newer mentorbot (its tables are at {have}, this program "
            f"knows {newest()}). Install that version again, or go back to a backup."
        )


@asynccontextmanager
async def _exclusive(database: Database) -> AsyncIterator[AsyncConnection]:
    async with database.engine.connect() as connection:
        if database.path is None:
            from mentorbot.db import postgresql  # noqa: PLC0415 - asyncpg need not be installed

            await postgresql.take_turn_to_upgrade(connection)
            yield connection
            await connection.commit()
            return
        # Tables are rebuilt by copying and dropping; with keys enforced, the drop would delete what hangs
        # from them. Neither pragma can be changed inside a transaction.
        await connection.exec_driver_sql(f"PRAGMA busy_timeout={_UPGRADE_MILLISECONDS}")
        await connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        try:
            await connection.exec_driver_sql("BEGIN IMMEDIATE")
            yield connection
            broken = (await connection.exec_driver_sql("PRAGMA foreign_key_check")).first()
            if broken is not None:
                raise OperatorError(
                    f"Rows of {broken[0]} would lose what they belong to; nothing was changed."
                )
            await connection.commit()
        finally:
            await connection.rollback()
            await connection.exec_driver_sql("PRAGMA foreign_keys=ON")
            await connection.exec_driver_sql(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")


def _move(connection: Connection, to: str) -> None:
    # Looked at again, under the lock: another process may have done the work while this one waited.
    # Asked whether the table is there first: an error would end PostgreSQL's transaction.
    have = _current(connection) if connection.dialect.has_table(connection, "alembic_version") else BASE
    if have == to:
        return
    from alembic import command  # noqa: PLC0415 - 12 MB, for what an update does once

    forward = to != BASE and (have == BASE or to > have)
    (command.upgrade if forward else command.downgrade)(config(connection), to)


def config(connection: Connection | None = None) -> "Config":
    """Alembic's configuration, for the migrations that belong to this program."""
    from alembic.config import Config  # noqa: PLC0415 - as above

    made = Config()
    made.set_main_option("script_location", str(paths.MIGRATIONS).replace("%", "%%"))
    made.attributes["connection"] = connection
    return made


def _current(connection: Connection) -> str:
    return _asked(lambda: connection.exec_driver_sql(_REVISION).scalar())


def revision(connection: sqlite3.Connection) -> str:
    """The revision of the database behind a connection; BASE if it has none."""
    return _asked(lambda: (connection.execute(_REVISION).fetchone() or (None,))[0])


def has_tables(connection: sqlite3.Connection) -> bool:
    """Whether there are tables in the database behind a connection, whosever they are."""
    return connection.execute(_TABLES).fetchone() is not None


def _asked(ask: Callable[[], Any]) -> str:
    try:
        return str(ask() or BASE)
    except (DBAPIError, sqlite3.DatabaseError) as error:
        if "no such table" in str(error) or getattr(_cause(error), "sqlstate", None) == _NO_SUCH_TABLE:
            return BASE
        raise


@contextmanager
def explained(place: str) -> Iterator[None]:
    """Turn what the database says in the block, when the one at ``place`` is wrong, into an OperatorError."""
    try:
        yield
    except (BusyError, DBAPIError, sqlite3.DatabaseError, OSError) as raised:
        error = raised.__cause__ or raised if isinstance(raised, BusyError) else raised
        if "://" in place:
            from mentorbot.db import postgresql  # noqa: PLC0415 - asyncpg need not be installed

            sentence = postgresql.sentence(error, place)
        else:
            sentence = _sentence(str(_cause(error)), place)
        if sentence is None:
            raise
        raise OperatorError(sentence) from error


def _cause(error: BaseException) -> BaseException:
    return getattr(error, "orig", None) or error


def _sentence(cause: str, path: str) -> str | None:
    told = next((told for word, told in _SENTENCES.items() if word in cause), None)
    return None if told is None else told.format(path=path, cause=cause)


_UNSOUND = (
    "The file {path} is not a sound SQLite database. Set MENTORBOT_DATABASE to another file, or restore a "
    "backup."
)
_LACKS = (
    "The database {path} lacks what mentorbot keeps there ({cause}). See `mentorbot db check`, and restore a "
    "backup."
)
_FULL = "The disk that holds {path} is full or failing ({cause}). Free some space, then try again."
_SENTENCES: Final = {
    "unable to open": (
        "The database {path} cannot be opened. Check that its folder exists, that whoever runs the bot may "
        "write there, and that it is no folder itself."
    ),
    "not a database": _UNSOUND,
    "malformed": _UNSOUND,
    "no such table": _LACKS,
    "no such column": _LACKS,
    "readonly": (
        "The database {path} cannot be written. Let whoever runs the bot write the file and its folder."
    ),
    "locked": "The database {path} is held by another program. Stop that program, then try again.",
    "disk is full": _FULL,
    "disk I/O": _FULL,
}
"""What is said, by words in what SQLite says."""
