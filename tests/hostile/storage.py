"""Making a database fail, as disks and other programs do."""

import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager

from mentorbot.db import Database


@contextmanager
def locked(database: Database) -> Iterator[None]:
    """Somebody else is writing to the database for as long as the block lasts."""
    with closing(sqlite3.connect(database.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


@asynccontextmanager
async def full_disk(database: Database) -> AsyncIterator[None]:
    """The database cannot grow for as long as the block lasts."""
    async with database.read_scope() as connection:
        pages = (await connection.exec_driver_sql("PRAGMA page_count")).scalar_one()
    await _limit(database, pages)
    yield
    await _limit(database, 2**30)


async def _limit(database: Database, pages: int) -> None:
    opened = [await database.engine.connect() for _ in range(database.engine.pool.size())]
    for connection in opened:
        await connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
        await connection.close()
