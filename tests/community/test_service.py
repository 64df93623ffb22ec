"""What the bot knows of its own tables."""

import pytest

from mentorbot.community.service import ensure_community, tables_in_use
from mentorbot.db import Database


@pytest.mark.every_database
async def test_a_table_is_in_use_once_it_has_a_row(database: Database) -> None:
    async with database.read_scope() as connection:
        before = await tables_in_use(connection)
    async with database.session_scope() as session:
        await ensure_community(session, "discord", "1")
    async with database.read_scope() as connection:
        assert await tables_in_use(connection) - before == {"community"}
