"""A local Slack that is kept in a file is there again after a restart, as it was."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mentorbot.sandbox.keeping import CannotKeepError
from mentorbot.sandbox.slack import Sandbox
from mentorbot.sandbox.slack.keeping import Keeper


async def test_a_clock_that_alone_was_moved_stays_ahead(tmp_path: Path) -> None:
    ahead = timedelta()
    file = tmp_path / "slack.sqlite3"
    async with Sandbox(now=lambda: datetime.now(UTC) + ahead) as sandbox, Keeper(sandbox, file) as keeper:
        sandbox.add_team("House")
        keeper.save()
        ahead = timedelta(days=9)
    async with Sandbox() as sandbox, Keeper(sandbox, file) as keeper:
        assert keeper.found
        assert [one.name for one in sandbox.world.teams.values()] == ["House"]
        assert abs(keeper.ahead - ahead) < timedelta(seconds=2)


async def test_two_sandboxes_do_not_keep_themselves_in_one_file(tmp_path: Path) -> None:
    file = tmp_path / "slack.sqlite3"
    async with Sandbox() as one, Keeper(one, file), Sandbox() as other:
        one.add_team("House")
        with pytest.raises(CannotKeepError, match="is in use by another sandbox"):
            async with Keeper(other, file):
                pass


async def test_a_file_of_another_version_is_told(tmp_path: Path) -> None:
    file = tmp_path / "slack.sqlite3"
    async with Sandbox() as sandbox, Keeper(sandbox, file):
        sandbox.add_team("House")
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE slack SET form = 99")
    async with Sandbox() as sandbox:
        with pytest.raises(CannotKeepError, match="another version"):
            async with Keeper(sandbox, file):
                pass
