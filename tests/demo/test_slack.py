"""The demo on Slack: the real bot in a local workspace, with the page and a clock that can be moved."""

import asyncio
import json
import pickle
import sqlite3
import urllib.request
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from mentorbot import clock
from mentorbot.demo.cast import NEWCOMER, STUDENT
from mentorbot.demo.company import DemoError
from mentorbot.demo.slack import Workspace, open_workspace
from mentorbot.sandbox.page.slack import SlackClient
from mentorbot.sandbox.slack.people.hands import PATIENCE


def be_patient(workspace: Workspace) -> None:
    """Give the bot time, as a busy machine is no fault of its own."""
    workspace.sandbox.delivery.answer_within = PATIENCE
    workspace.sandbox.world.triggers.lifetime *= 10


def ask(url: str, name: str, **given: Any) -> Any:
    """Do something in the page, over HTTP."""
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(f"{url}control/{name}", json.dumps(given).encode(), headers)  # noqa: S310
    with urllib.request.urlopen(request, timeout=60) as response:  # noqa: S310
        return json.loads(response.read())["told"]


@pytest.mark.slow
async def test_the_bot_is_there_and_the_student_has_begun(tmp_path: Path) -> None:
    async with open_workspace(tmp_path / "demo.sqlite3") as workspace:
        be_patient(workspace)
        await workspace.furnish()
        student = workspace.people[STUDENT]
        reply = await student.slash("/nextstep")
        assert any(one.label == "Done" for one in reply.buttons), str(reply)
        assert (await student.open_home()).text
        found = await student.slash("/mentor find")
        assert "Administrator" in found.text
        assert "Finance director" in found.text
        newcomer = await workspace.people[NEWCOMER].slash("/nextstep")
        assert newcomer is not None
        assert workspace.sandbox.complaints == []
    assert "[error" not in workspace.log.getvalue()


@pytest.mark.slow
async def test_the_page_moves_time_and_tells_what_is_due(tmp_path: Path) -> None:
    async with open_workspace(tmp_path / "demo.sqlite3") as workspace:
        be_patient(workspace)
        await workspace.furnish()
        async with SlackClient(workspace.sandbox, workspace.hooks()) as client:
            student = workspace.people[STUDENT]
            said = await student.slash('/reminders me "Call ACHE" "in 2 hours"')
            await said.click("Keep")
            due = await asyncio.to_thread(ask, client.url, "due")
            assert due, str(said)
            before = clock.now()
            await asyncio.to_thread(ask, client.url, "advance", seconds=3 * 3600)
            assert (clock.now() - before).total_seconds() >= 3 * 3600
            assert "Call ACHE" in (await student.wait_for_dm("Call ACHE")).text
            await asyncio.to_thread(ask, client.url, "reset")
            assert abs((clock.now() - before).total_seconds()) < 3600
            assert workspace.people[STUDENT].inbox == []
            reply = await workspace.people[STUDENT].slash("/nextstep")
            assert any(one.label == "Done" for one in reply.buttons), str(reply)
        assert workspace.sandbox.complaints == []


@pytest.mark.slow
async def test_what_is_kept_in_a_folder_is_there_the_next_time(tmp_path: Path) -> None:
    database, world = tmp_path / "demo.sqlite3", tmp_path / "slack.sqlite3"
    async with open_workspace(database, world=world) as workspace:
        be_patient(workspace)
        assert not workspace.found
        await workspace.furnish()
        student = workspace.people[STUDENT]
        drafted = await student.slash('/reminders me "Call ACHE" "in 2 hours"')
        await drafted.click("Keep")
        await workspace.advance(timedelta(hours=3))
        came = await student.wait_for_dm("Call ACHE")
        said = await student.say("Hello, all", workspace.sandbox.general(workspace.team))
    moved = clock.now()
    clock.reset()
    async with open_workspace(database, world=world) as workspace:
        be_patient(workspace)
        assert workspace.found
        assert abs(clock.now() - moved) < timedelta(hours=1)
        student = workspace.people[STUDENT]
        assert [one.message.ts for one in student.see(workspace.sandbox.general(workspace.team))][
            -1
        ] == said.ts
        again = next(one for one in student.inbox if one.message.ts == came.message.ts)
        assert "Call ACHE" in (await again.click("Done")).text
        newer = await student.say("Back again", workspace.sandbox.general(workspace.team))
        assert newer.ts > said.ts
        assert (await student.open_home()).text
        assert workspace.sandbox.complaints == []
    assert "[error" not in workspace.log.getvalue()


@pytest.mark.slow
async def test_a_workspace_that_was_kept_has_the_commands_of_today(tmp_path: Path) -> None:
    database, world = tmp_path / "demo.sqlite3", tmp_path / "slack.sqlite3"
    async with open_workspace(database, world=world) as workspace:
        commands = workspace.app.manifest["features"]["slash_commands"]
        commands[:] = [one for one in commands if one["command"] != "/nextstep"]
    async with open_workspace(database, world=world) as workspace:
        be_patient(workspace)
        assert "/start" in (await workspace.people[STUDENT].slash("/nextstep")).text


async def test_a_file_that_is_none_of_ours_is_left_alone_and_told(tmp_path: Path) -> None:
    for name, content in (("text.sqlite3", b"Dear diary"), ("other.sqlite3", None)):
        world = tmp_path / name
        if content is not None:
            world.write_bytes(content)
        else:
            with closing(sqlite3.connect(world)) as connection, connection:
                connection.execute("CREATE TABLE slack (one INTEGER, form INTEGER, ahead INTEGER, body BLOB)")
                code = pickle.dumps(print)
                connection.execute("INSERT INTO slack VALUES (1, 1, 0, ?)", (code,))
        before = world.read_bytes()
        with pytest.raises(DemoError, match=name):
            async with open_workspace(tmp_path / "demo.sqlite3", world=world):
                raise AssertionError("it was opened")
        assert world.read_bytes() == before
