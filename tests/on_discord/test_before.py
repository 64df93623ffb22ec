"""What an earlier version stored and sent goes on under this one.

``before/`` holds a community as the last version without declared commands left it, amid the tour:
the bot's database, and what was on its people's screens; and each id of a button and kind of message it knew.
"""

import asyncio
import gzip
import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from mentorbot import clock, rooms
from mentorbot.delivery import bell, kinds
from mentorbot.demo.server import Server, open_server
from mentorbot.sandbox.discord.people.person import Person

BEFORE = Path(__file__).parent / "before"
LEFT_AT = datetime(2026, 11, 30, 11, 6, tzinfo=UTC)
"""By the clock of the machine; that of its people was more than two weeks ahead."""
KNOWN = json.loads((BEFORE / "ids.json").read_text(encoding="utf-8"))


@pytest.fixture
def left(tmp_path: Path) -> dict[str, Path]:
    """The two files as they were left."""
    clock.advance(LEFT_AT - clock.now())
    files = {}
    for name in ("mentorbot", "discord"):
        files[name] = tmp_path / f"{name}.sqlite3"
        text = gzip.decompress((BEFORE / f"{name}.sql.gz").read_bytes()).decode()
        with closing(sqlite3.connect(files[name])) as connection:
            connection.executescript(text)
    return files


def count(database: Path, which: str, *values: str) -> int:
    """How many messages there are of a sort."""
    with closing(sqlite3.connect(database)) as connection:
        (found,) = connection.execute(
            f"SELECT count(*) FROM delivery WHERE {which}",  # noqa: S608 - the tests say which
            values,
        ).fetchone()
        return int(found)


async def pass_by(server: Server, by: timedelta) -> None:
    """Let time go on, and what falls due meanwhile arrive."""
    clock.advance(by)
    bell.ring_now()
    now = f"{clock.now():%Y-%m-%d %H:%M:%S.%f}"
    arrived = asyncio.Event()

    def look() -> None:
        if count(server.database, "settled_at IS NULL AND due_at <= ?", now):
            asyncio.get_running_loop().call_later(0.05, look)
        else:
            arrived.set()

    look()
    async with asyncio.timeout(60):
        await arrived.wait()


async def press(person: Person, text: str, label: str) -> Any:
    """Press a button on the last message of before that says this."""
    old = [reply for reply in person.inbox if text in reply.text][-1]
    return await old.click(label, timeout=20)


def test_every_button_of_before_is_still_answered() -> None:
    assert len(KNOWN["presses"]) == 242
    assert set(KNOWN["presses"]) <= rooms.declared().presses.keys()


def test_every_kind_of_message_of_before_can_still_be_made() -> None:
    rooms.load_arriving()
    assert len(KNOWN["kinds"]) == 60
    assert not [kind for kind in KNOWN["kinds"] if kinds.find_handler(kind) is None]


async def test_a_community_of_before_goes_on_where_it_was(left: dict[str, Path]) -> None:
    async with open_server(left["mentorbot"], world=left["discord"]) as server:
        server.sandbox.interactions.answer_within = 20  # much is due at first, and the machine may be slow
        pressed = await press(server.student, "Your request goes on", "My requests")
        assert "You have no open request" in pressed.text
        form = await press(server.student, "Mentoring session: over", "Plan the next")
        shown = await form.submit(time1="tomorrow 5pm", timeout=20)
        proposed = await shown.click("Yes, that is right")
        assert f"I am asking <@{server.mentors[1].id}>" in proposed.text
        assert "Glad that you met" in (await press(server.newcomer, "Meet somebody new", "We met")).text
        assert (await press(server.mentors[1], "You said yes", "Propose times")).title == "Plan an interview"
        waiting = count(server.database, "settled_at IS NULL")
        assert waiting > 20
        for _ in range(5):
            await pass_by(server, timedelta(days=12))
        assert "Are you two well?" in "".join(reply.text for reply in server.student.inbox)
        assert not count(server.database, "state = 'dead'")
        assert not server.sandbox.complaints
        assert not server.log.getvalue()
