"""Every table in a new SQLite database, without a walk through all migrations for every test."""

import sqlite3

from mentorbot.db import Database, schema

_copied: list[sqlite3.Connection] = []


async def make_tables(database: Database) -> None:
    """Do to an empty SQLite database what ``upgrade`` does: what that made once is copied."""
    if not _copied:
        _copied.append(await _upgraded())
    [tables] = _copied
    async with database.engine.connect() as connection:
        driver = (await connection.get_raw_connection()).driver_connection
        await driver.run(tables.backup, driver.raw)


async def _upgraded() -> sqlite3.Connection:
    tables = sqlite3.connect(":memory:", check_same_thread=False)
    database = Database(":memory:")
    await schema.upgrade(database)
    async with database.engine.connect() as connection:
        driver = (await connection.get_raw_connection()).driver_connection
        await driver.run(driver.raw.backup, tables)
    await database.close()
    return tables
