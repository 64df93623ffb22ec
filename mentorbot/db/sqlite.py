"""SQLite: how a connection is opened, and how it is spoken to without needless trips to its thread."""

import asyncio
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import Any, Self

import aiosqlite
from sqlalchemy import (
    Connection,
    Engine,
    Executable,
    FrozenResult,
    NullPool,
    QueuePool,
    Result,
    create_engine,
)
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

BUSY_MILLISECONDS = 5_000
"""How long a statement waits for another process's write before it gives up."""

MOST_STEPS = 20_000
"""Of SQLite's machine that one statement may take on the event loop: some milliseconds."""
MOST_VALUES = 100
"""That are added on the event loop: a few rows."""
SEARCHES = 2
"""How many statements that take longer are under way at once."""


# WAL lets reads go on beside a write. FULL means a commit is on the disk before the bot says "done": a power
# cut loses nothing that anyone was told is kept. NORMAL would save an fsync per write; the bot mostly reads.
# https://www.sqlite.org/pragma.html#pragma_synchronous
# What is deleted is overwritten, whatever the library's own default is: a person who erases themselves is to
# be found nowhere in the file. https://www.sqlite.org/pragma.html#pragma_secure_delete
_PRAGMAS = "PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON;"


def open_connection(path: str, factory: type[sqlite3.Connection] = sqlite3.Connection) -> sqlite3.Connection:
    """Open a SQLite file (or ":memory:") the way every part of the bot does.

    Transactions begin only where ``BEGIN`` is said; until then every statement stands alone.

    Raises:
        sqlite3.Error: It cannot be opened, or is not a database.
    """
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, factory=factory)
    try:
        connection.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")
        _use_wal(connection)
        connection.executescript(_PRAGMAS)
    except BaseException:
        connection.close()
        raise
    return connection


def _use_wal(connection: sqlite3.Connection) -> None:
    # SQLite does not always wait its busy timeout when two processes switch a new file to WAL at once.
    deadline = time.monotonic() + BUSY_MILLISECONDS / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL").fetchone()
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.02)
        else:
            return


def was_broken_off(error: BaseException | None) -> bool:
    """Whether a statement ended for having taken too long, not for a fault."""
    return getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_INTERRUPT


class _Cursor:
    """A cursor that has its rows already: executing and fetching are one trip to the connection's thread."""

    server_side = False
    arraysize = 1

    def __init__(self, connection: "OneHopConnection") -> None:
        self._connection = connection
        self._rows: list[Any] = []
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None

    async def __aenter__(self) -> Self:
        return self

    async def execute(self, sql: str, parameters: Any = ()) -> Self:
        if not self._execute_here(sql, parameters):
            await self._connection.run(self._execute, sql, parameters)
        return self

    async def executemany(self, sql: str, parameters: Iterable[Any]) -> Self:
        await self._connection.run(self._executemany, sql, parameters)
        return self

    async def fetchall(self) -> list[Any]:
        rows, self._rows = self._rows, []
        return rows

    async def close(self) -> None:
        self._rows = []

    def _execute_here(self, sql: str, parameters: Any) -> bool:
        """Do it on the event loop, if it is sure to be short; False: it is still to be done.

        Within a change nobody has to be waited for any more, and a row is read or added in 20 µs. What
        changes rows is left to the thread: how many it looks at is not known, and to break it off would end
        the change.
        """
        if not self._connection.raw.in_transaction:
            return False
        if sql.startswith("INSERT") and "SELECT" not in sql and len(parameters) <= MOST_VALUES:
            self._execute(sql, parameters)
            return True
        if not sql.startswith("SELECT"):
            return False
        try:
            with self._connection.broken_off():
                self._execute(sql, parameters)
        except sqlite3.OperationalError as error:
            if not was_broken_off(error):
                raise
            return False
        return True

    def _execute(self, sql: str, parameters: Any) -> None:
        self._take(self._connection.raw.execute(sql, parameters))

    def _executemany(self, sql: str, parameters: Iterable[Any]) -> None:
        self._take(self._connection.raw.executemany(sql, parameters))

    def _take(self, cursor: sqlite3.Cursor) -> None:
        self.description = cursor.description
        self._rows = cursor.fetchall() if cursor.description else []
        self.rowcount = cursor.rowcount
        self.lastrowid = cursor.lastrowid
        cursor.close()


class OneHopConnection(aiosqlite.Connection):
    """An aiosqlite connection without the trips to its thread that do no work.

    As it comes, aiosqlite makes a cursor, executes, fetches, closes the cursor and rolls back in five trips,
    each of which costs more than a select by index; here a statement is one, a rollback of nothing none.
    """

    _asked_to_stop = False
    _hurried = False

    @contextmanager
    def broken_off(self) -> Iterator[None]:
        """A statement that takes more than MOST_STEPS meanwhile raises what :func:`was_broken_off` knows."""
        self._hurried = True
        try:
            yield
        finally:
            self._hurried = False

    def is_hurried(self) -> bool:
        """Whether what runs now is to be broken off; asked every MOST_STEPS."""
        return self._hurried

    def stop(self) -> Any:
        """Let the thread go, once: whoever asks again would wait for ever for one that has gone.

        SQLAlchemy does ask again, when a statement is cancelled while the loop comes to its end.
        """
        if self._asked_to_stop:
            return None
        self._asked_to_stop = True
        return super().stop()

    @property
    def raw(self) -> sqlite3.Connection:
        """The sqlite3 connection; to be used on this connection's thread, from within :meth:`run`."""
        return self._conn

    async def run(self, work: Callable[..., Any], *arguments: Any) -> Any:
        """Call ``work(*arguments)`` on this connection's thread and return what it returns."""
        return await self._execute(work, *arguments)  # type: ignore[no-untyped-call]

    def cursor(self) -> _Cursor:  # type: ignore[override]  # SQLAlchemy asks no more of a cursor than this
        return _Cursor(self)

    async def commit(self) -> None:
        if self._conn.in_transaction:
            await super().commit()

    async def rollback(self) -> None:
        if self._conn.in_transaction:
            await super().rollback()


class Searcher:
    """Threads for statements that go over many rows, which would stop the event loop.

    Args:
        path: The database's file.
    """

    def __init__(self, path: str) -> None:
        self._threads = ThreadPoolExecutor(SEARCHES, "search")
        self._engine = create_engine(
            "sqlite://",
            creator=partial(_open_reader, path),
            poolclass=QueuePool,
            pool_size=SEARCHES,
            hide_parameters=True,
        )

    async def run(self, work: Callable[[Connection], Result[Any]]) -> Result[Any]:
        """What ``work(connection)`` finds, with its rows made in a thread too."""
        frozen = await asyncio.get_running_loop().run_in_executor(self._threads, self._run, work)
        found: Result[Any] = frozen()
        return found

    def close(self) -> None:
        """End the threads; nothing may be under way."""
        self._threads.shutdown()
        self._engine.dispose()

    def _run(self, work: Callable[[Connection], Result[Any]]) -> FrozenResult[Any]:
        with self._engine.connect() as connection:
            return work(connection).freeze()


class InlineConnection(AsyncConnection):
    """A connection for reading without a thread: a statement runs where it is asked for, on the event loop.

    A select by index takes 20 µs. A thread costs ten times that per statement, and twice that again while the
    loop is busy, because both want the interpreter. Readers of a WAL wait for no writer. A statement that
    turns out to go over many rows is broken off after some milliseconds, and begun anew in a thread.
    """

    def __init__(self, engine: AsyncEngine, reader: Engine, searcher: Searcher) -> None:
        """Open it.

        Args:
            engine: For all that is not read here.
            reader: What :func:`make_reader` made.
            searcher: For what goes over many rows.

        Raises:
            DBAPIError: The file cannot be opened, or is not a database.
        """
        super().__init__(engine, reader.connect())
        self._searcher = searcher

    async def execute(
        self, statement: Executable, parameters: Any = None, execution_options: Any = None
    ) -> Any:
        """Execute a statement; nobody else gets to run until it is done, or goes on in a thread."""

        def work(connection: Connection) -> Result[Any]:
            return connection.execute(statement, parameters, execution_options=execution_options)

        return await self._read(work)

    async def exec_driver_sql(
        self, statement: str, parameters: Any = None, execution_options: Any = None
    ) -> Any:
        """The same for a statement in SQLite's own words."""

        def work(connection: Connection) -> Result[Any]:
            return connection.exec_driver_sql(statement, parameters, execution_options)

        return await self._read(work)

    async def _read(self, work: Callable[[Connection], Result[Any]]) -> Result[Any]:
        try:
            return work(self._proxied)
        except OperationalError as error:
            if not was_broken_off(error.orig):
                raise
        return await self._searcher.run(work)


class _WholeCursor(sqlite3.Cursor):
    """A cursor that has all its rows once it has executed: it is then that a statement may be broken off."""

    _rows: Sequence[Any] = ()

    def execute(self, sql: str, parameters: Any = (), /) -> Self:
        super().execute(sql, parameters)
        self._rows = super().fetchall()
        return self

    def fetchall(self) -> list[Any]:
        rows, self._rows = self._rows, ()
        return list(rows)

    def fetchmany(self, size: int | None = 1) -> list[Any]:
        some, self._rows = self._rows[:size], self._rows[size:]
        return list(some)

    def fetchone(self) -> Any:
        return next(iter(self.fetchmany()), None)


class _WholeConnection(sqlite3.Connection):
    def cursor(self, *_: Any) -> _WholeCursor:  # type: ignore[override]  # SQLAlchemy asks for no other kind
        return _WholeCursor(self)


def make_reader(path: str) -> Engine:
    """What opens a file for reading without a thread; there each statement is broken off at MOST_STEPS."""
    return create_engine(
        "sqlite://", creator=partial(_open_inline, path), poolclass=NullPool, hide_parameters=True
    )


def _open_inline(path: str) -> sqlite3.Connection:
    connection = _open_reader(path, _WholeConnection)
    connection.set_progress_handler(lambda: True, MOST_STEPS)
    return connection


def _open_reader(path: str, factory: type[sqlite3.Connection] = sqlite3.Connection) -> sqlite3.Connection:
    connection = open_connection(path, factory)
    connection.execute("PRAGMA query_only=ON")
    return connection


async def connect(path: str) -> OneHopConnection:
    """Open a connection with a thread of its own."""
    connection = OneHopConnection(lambda: open_connection(path), iter_chunk_size=64)
    # A daemon: a bot that is killed must not hang on a connection nobody closed.
    connection._thread.daemon = True
    try:
        await connection
    except BaseException:
        # aiosqlite lets its thread go without waiting; it must not outlive the loop that it reports to.
        await asyncio.to_thread(connection._thread.join, 1.0)
        raise
    connection.raw.set_progress_handler(connection.is_hurried, MOST_STEPS)
    return connection


def is_busy(error: BaseException) -> bool:
    """Whether this only says that another process, or another connection, had the database for too long."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    # The codes that say more hold these in their lowest byte: https://www.sqlite.org/rescode.html#extrc
    code = getattr(cause, "sqlite_errorcode", None)
    return code is not None and code & 0xFF in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


def empty_wal(path: str) -> bool:
    """Write all of the WAL into the file and leave it empty; whether nobody kept that from being done."""
    connection = open_connection(path)
    try:
        busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    finally:
        connection.close()
    return not busy
