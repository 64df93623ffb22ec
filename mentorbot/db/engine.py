"""The one door to the database."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

from sqlalchemy import Connection, Engine, Select, event
from sqlalchemy.exc import TimeoutError as NoConnectionError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool

from mentorbot import traces
from mentorbot.db import addresses, sqlite
from mentorbot.db.session import Session
from mentorbot.db.turns import EVERYWHERE, ROWS, Turns
from mentorbot.errors import BusyError
from mentorbot.masking import masked

_CONNECTIONS = 3
_WRITES = "mentorbot_writes"
_BACKGROUND = "mentorbot_background"

BACKGROUND = {_BACKGROUND: True}
"""Execution options of statements that nobody waits for, and that are not counted."""


Places = Select[*tuple[Any, ...]]


class Database:
    """Connections to one database, opened when they are first needed.

    Args:
        url: A file's path, ``sqlite+aiosqlite:///path``, ``:memory:``, or ``postgresql://user@host/name``.
        connections: How many connections to PostgreSQL are opened at most; SQLite has its own few.

    Raises:
        OperatorError: The URL names a database that the bot cannot use, or one whose driver is not installed.
    """

    def __init__(self, url: str, connections: int = 10) -> None:
        self.path = addresses.find_path(url)
        """The file, or ":memory:"; None on PostgreSQL."""
        self.place = self.path or masked(url)
        """The database, as it may be shown to anyone."""
        self.statements = 0
        """How many statements have been executed; BEGIN, COMMIT, ROLLBACK and BACKGROUND do not count."""
        # One connection for all reads, on the event loop: only a file has that.
        self._inline: Engine | None = None
        self._searcher: sqlite.Searcher | None = None
        self._reader: AsyncConnection | None = None
        if self.path is None:
            self.engine, self._server = _postgresql(url, connections)
            self._readers = self.engine.execution_options(isolation_level="AUTOCOMMIT")
            # Some connections are left for reading, however many changes wait for other processes.
            self._turns = Turns(max(1, connections * 2 // 3))
        else:
            self.engine, self._server = _sqlite(self.path), None
            self._readers = self.engine
            # One change at a time is all SQLite has.
            self._turns = Turns()
            if self.path != ":memory:":
                self._inline = sqlite.make_reader(self.path)
                self._searcher = sqlite.Searcher(self.path)
        self._me = secrets.token_hex(8)
        self._writers = self.engine.execution_options(**{_WRITES: True})
        if self._server is None:
            event.listen(self.engine.sync_engine, "begin", _begin_immediate)
        for engine in filter(None, (self.engine.sync_engine, self._inline)):
            event.listen(engine, "before_cursor_execute", self._count)

    @property
    def many_at_once(self) -> bool:
        """Whether changes of several communities can be under way at once."""
        return self._server is not None

    @asynccontextmanager
    async def session_scope(
        self, place: str = EVERYWHERE, patience: float | None = None, places: Places | None = None
    ) -> AsyncIterator[Session]:
        """One change: committed at the end, rolled back if anything is raised in it.

        Changes of one community take turns, those of all processes: what one reads stays as it is until it
        has written, so a rule such as "at most 50 of each" holds without a lock of its own. SQLite takes the
        write lock (``BEGIN IMMEDIATE``), so there all do; PostgreSQL advisory locks of the transaction, in
        READ COMMITTED: there each statement sees all that was committed before it, thus all that was done
        before the turn came, whereas a snapshot would be older than the wait.

        Waiting here is fair and free, unlike in the database, and holds no connection. Do not open a scope
        inside another: it would wait for ever.

        Args:
            place: What it may touch: what belongs to one community (:func:`mentorbot.db.name_place`);
                EVERYWHERE, anything; or ROWS, single rows of any community, by no rule that reads before it
                writes.
            patience: How many seconds it may wait for the changes that are before it; None: for as long as it
                takes.
            places: Selects communities, whose own it may touch besides: the ``platform`` of each, and its id
                there as ``community``.

        Raises:
            BusyError: Its turn did not come, or another process holds the database for too long.
        """
        try:
            with traces.span("change") as traced:
                async with self._turns.take(place, patience), self._writers.begin() as connection:
                    session = Session(connection)
                    if self._server is not None:
                        if place != ROWS:
                            waiting = self._server.taking_turn(place, patience)
                            await session.execute(waiting.execution_options(**BACKGROUND))
                        if places is not None:
                            taking = self._server.taking_turns_of(places)
                            await session.execute(taking.execution_options(**BACKGROUND))
                    traced.happened("its turn came")
                    yield session
                    if self._server is not None:
                        for what in session.others:
                            telling = self._server.telling(f"{self._me} {what}")
                            await session.execute(telling.execution_options(**BACKGROUND))
                    traced.happened("commits")
        except Exception as error:
            self._raise_if_busy(error)
            raise
        session.kept()

    @asynccontextmanager
    async def read_scope(self) -> AsyncIterator[AsyncConnection]:
        """A connection for reading: no transaction, every statement sees what is committed by then.

        On SQLite a statement runs on the event loop, or in a thread if it goes over many rows.

        Raises:
            BusyError: No connection came free in time.
        """
        try:
            with traces.span("read"):
                if self._inline is None or self._searcher is None:
                    async with self._readers.connect() as connection:
                        yield connection
                    return
                # The same connection for all: a statement is over before anyone else gets to run.
                if self._reader is None:
                    self._reader = sqlite.InlineConnection(self.engine, self._inline, self._searcher)
                yield self._reader
        except Exception as error:
            self._raise_if_busy(error)
            raise

    async def listen(self, hear: Callable[[str], None]) -> None:
        """Hear what other processes tell until the connection is lost; see :mod:`mentorbot.db.hearing`."""

        def hear_others(told: str) -> None:
            who, _, what = told.partition(" ")
            if who != self._me:
                hear(what)

        if self._server is not None:
            await self._server.listen(self.engine.url, hear_others)

    async def forget_deleted(self) -> bool:
        """Leave nothing of what was deleted in the database's files; whether it is done.

        In the file itself SQLite overwrites it; the write-ahead log, in which older pages stand, is emptied
        here. PostgreSQL gives the room to other rows by and by (autovacuum).
        """
        if self.path is None or self._inline is None:
            return True
        async with self._turns.take():
            return await asyncio.to_thread(sqlite.empty_wal, self.path)

    async def close(self) -> None:
        """Close all connections; nothing may be using them."""
        if self._reader is not None:
            await self._reader.close()
            self._reader = None
        if self._searcher is not None:
            await asyncio.to_thread(self._searcher.close)
        await self.engine.dispose()

    def _raise_if_busy(self, error: Exception) -> None:
        """Raises BusyError: what was raised only says that there is too much to do."""
        is_busy = sqlite.is_busy if self._server is None else self._server.is_busy
        if isinstance(error, NoConnectionError) or is_busy(error):
            raise BusyError from error

    def _count(self, *about: Any) -> None:
        if not about[4].execution_options.get(_BACKGROUND):
            self.statements += 1


def _postgresql(url: str, connections: int) -> tuple[AsyncEngine, Any]:
    from mentorbot.db import postgresql  # noqa: PLC0415 - asyncpg need not be installed

    found = postgresql.parsed(url)
    if found is None:
        raise addresses.cannot_use(url)
    return postgresql.engine(found, connections), postgresql


def _sqlite(path: str) -> AsyncEngine:
    return create_async_engine(
        "sqlite+aiosqlite://",
        async_creator=partial(sqlite.connect, path),
        poolclass=AsyncAdaptedQueuePool,
        # Every connection to :memory: is a database of its own, so there can be only one; scopes take turns.
        pool_size=1 if path == ":memory:" else _CONNECTIONS,
        max_overflow=0,
        # What people wrote must not come into the log with an error about it.
        hide_parameters=True,
    )


def _begin_immediate(connection: Connection) -> None:
    if not connection.get_execution_options().get(_WRITES):
        return
    cursor = connection.connection.cursor()
    cursor.execute("BEGIN IMMEDIATE")
    cursor.close()
