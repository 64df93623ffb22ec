"""Rows of the outbox that cannot be read, as another program can leave them in a SQLite file."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from delivery.conftest import Post, texts, until
from town import Town

from mentorbot import tables
from mentorbot.clock import now
from mentorbot.db import upkeep
from mentorbot.delivery import cli
from mentorbot.delivery.models import State

BROKEN = {
    "no JSON": "payload = 'x{'",
    "half of it": """payload = '{"text": "'""",
    "when it is due": "due_at = 'as soon as can be', try_at = 'as soon as can be'",
    "when it is tried": "try_at = 'zzz'",
    "until when it is of use": "useful_until = 'never'",
    "since when it is in doubt": "in_doubt_since = 12",
}


def tell_file(post: Post) -> Path:
    """Where the database of a town is."""
    return Path(str(post.database.path))


@pytest.mark.slow
@pytest.mark.parametrize("how", BROKEN)
async def test_a_row_that_cannot_be_read_is_set_aside_and_holds_up_nobody(
    town: Town, post: Post, how: str
) -> None:
    await town.stop()
    for number in range(3):
        await post.into(town.general, f"{number}")
    with closing(sqlite3.connect(tell_file(post))) as connection, connection:
        changed = connection.execute(f"UPDATE delivery SET {BROKEN[how]} WHERE dedupe_key = '1'")  # noqa: S608
        assert changed.rowcount == 1
    tables.all_tables()
    problems = upkeep.check(str(tell_file(post)))
    assert problems
    assert all("of delivery cannot be read" in problem for problem in problems)

    await town.start()
    await until(lambda: len(town.general.messages) == 2)
    await until(lambda: not upkeep.check(str(tell_file(post))))
    assert await post.settled() == {"0": State.SENT, "1": State.DEAD, "2": State.SENT}
    assert texts(town.general.messages) == ["0", "2"]
    row = (await post.rows())["1"]
    assert row["error"].startswith("I cannot read this message: ")
    assert row["settled_at"] <= now()
    assert "I cannot read this message" in await cli.list_deliveries(post.database, "dead", 10)
    assert town.bot.dispatcher.well
