"""The one door to the database."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

from sqlalchemy import Connection, event
from sqlalchemy.ext.asyncio import (
    AsyncConnection,
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)
from sqlalchemy.pool import AsyncAdaptedQueuePool

from mentorbot.db import sqlite
from mentorbot.errors import OperatorError

_CONNECTIONS = 3
_WRITES = "mentorbot_writes"
_BACKGROUND = "mentorbot_background"

BACKGROUND = {_BACKGROUND: True}
"""Execution options of statements that nobody waits for, and that are not counted."""


class Database:
    """Connections to one database, opened when they are first needed.

    Args:
        url: A file's path, ``sqlite+aiosqlite:///path``, or ``:memory:``.

    Raises:
        OperatorError: The URL names a database that the bot cannot use.
    """

    def __init__(self, url: str) -> None:
        path = sqlite.path_of(url)
        if path is None:
            kind = url.partition("://")[0]
            raise OperatorError(
                f"The database is set to {kind}://…, which mentorbot cannot use. "
                "Set MENTORBOT_DATABASE to the path of a file, such as mentorbot.sqlite3."
            )
        self.path = path
        self.statements = 0
        """How many statements have been executed; BEGIN, COMMIT, ROLLBACK and BACKGROUND do not count."""
        # Every connection to :memory: is a database of its own, so there can be only one; scopes take turns.
        size = 1 if path == ":memory:" else _CONNECTIONS
        self.engine: AsyncEngine = create_async_engine(
            "sqlite+aiosqlite://",
            async_creator=partial(sqlite.connect, path),
            poolclass=AsyncAdaptedQueuePool,
            pool_size=size,
            max_overflow=0,
            # What people wrote must not come into the log with an error about it.
            hide_parameters=True,
        )
        self._readers = self.engine if path == ":memory:" else _readers(path)
        self._reader: AsyncConnection | None = None
        # One writer at a time is all SQLite has; waiting here is fair and free, unlike its busy handler.
        self._turn = asyncio.Lock()
        self._sessions = async_sessionmaker(
            self.engine.execution_options(**{_WRITES: True}), expire_on_commit=False, autoflush=False
        )
        event.listen(self.engine.sync_engine, "begin", _begin)
        for engine in {self.engine, self._readers}:
            event.listen(engine.sync_engine, "before_cursor_execute", self._count)

    @asynccontextmanager
    async def session_scope(self) -> AsyncIterator[AsyncSession]:
        """A session for one change: committed at the end, rolled back if anything is raised in it.

        The write lock is taken at the first statement (``BEGIN IMMEDIATE``), so a change that began by
        reading cannot fail half-way. Do not open a scope inside another: it would wait for ever.
        """
        async with self._turn, self._sessions() as session, session.begin():
            yield session

    @asynccontextmanager
    async def read_scope(self) -> AsyncIterator[AsyncConnection]:
        """A connection for reading: no transaction, every statement sees what is committed by then.

        It is for reads by index. A statement runs on the event loop, so one that takes long stops everything;
        such a one goes through :attr:`engine`.
        """
        if self._readers is self.engine:
            async with self.engine.connect() as connection:
                yield connection
            return
        # The same connection for all: a statement is over before anyone else gets to run, so they take turns.
        if self._reader is None:
            self._reader = await self._readers.connect()
        yield self._reader

    async def upgrade(self) -> None:
        """Bring the tables to the newest form; does next to nothing when they are.

        Any number of processes may call this at once: one does the work, the others wait for it.

        Raises:
            OperatorError: The file cannot be opened, or was made by a newer mentorbot.
        """
        from mentorbot.db import schema  # noqa: PLC0415 - it in turn needs this module's Database

        await schema.upgrade(self)

    async def close(self) -> None:
        """Close all connections; nothing may be using them."""
        if self._reader is not None:
            await self._reader.close()
            self._reader = None
        await self._readers.dispose()
        await self.engine.dispose()

    def _count(self, *about: Any) -> None:
        if not about[4].execution_options.get(_BACKGROUND):
            self.statements += 1


def _readers(path: str) -> AsyncEngine:
    return create_async_engine(
        "sqlite+aiosqlite://",
        async_creator=partial(sqlite.connect_inline, path),
        poolclass=AsyncAdaptedQueuePool,
        pool_size=1,
        max_overflow=0,
        hide_parameters=True,
    )


def _begin(connection: Connection) -> None:
    if connection.get_execution_options().get(_WRITES):
        cursor = connection.connection.cursor()
        cursor.execute("BEGIN IMMEDIATE")
        cursor.close()
