"""The guided tour runs to its end, with the real bot, and says so when it cannot."""

import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from demo.running import plain, run_demo
from rich.console import Console

from mentorbot import clock
from mentorbot.db.models import LEASE
from mentorbot.demo import command
from mentorbot.demo.company import changes, read_stored
from mentorbot.demo.server import Server
from mentorbot.demo.show import Show
from mentorbot.demo.slack import open_workspace
from mentorbot.demo.tour import tour
from mentorbot.members.models import MEMBER
from mentorbot.sandbox.slack.people.hands import PATIENCE

KEY_SENTENCES = (
    "You are not enrolled yet.",
    "Chicago",
    "Where do you stand?",
    "done. Well done!",
    "is set aside.",
    "is open again.",
    "FACHE: Fellow of the American College of Healthcare Executives",
    "The picture was saved to",
    "What I can do",
    "1 going · 0 interested",
    "You said you are going.",
    "is in your credits for FACHE.",
    "6 of 36 credits, 30 missing",
    "Why you two:",
    "still hopes for an answer",
    "is your mentee",
    "2 of 2 who look for a mentor get one",
    "is your mentor now",
    "To break the ice",
    "puts it into your calendar",
    "Good to hear. It is logged.",
    "no longer in the guide",
    "The bot is online again.",
    "This file holds what I store about you",
    "What I stored about you in this community is gone",
    "That was the tour",
    "make demo, in your browser",
)


async def perform(database: Path, show: Callable[[Console, Server], Awaitable[None]]) -> tuple[int, str]:
    """The exit code of a demo, and what was on the screen."""
    screen = StringIO()
    code = await command.perform(Console(file=screen, width=100), database, show)
    return code, plain(screen.getvalue())


def begin_on(day: str) -> None:
    """Let it be the morning of a day."""
    clock.advance(datetime.fromisoformat(day).replace(hour=6, tzinfo=UTC) - clock.now())


@pytest.mark.slow
async def test_the_tour_tells_its_whole_story_on_a_leap_day(tmp_path: Path) -> None:
    begin_on("2028-02-29")

    async def show(console: Console, server: Server) -> None:
        await tour(Show(console, server), tmp_path)

    code, screen = await perform(tmp_path / "demo.sqlite3", show)
    assert code == 0, screen[-3000:]
    assert [sentence for sentence in KEY_SENTENCES if sentence not in screen] == []
    for name in ("progress.png", "credits.png", "round.png"):
        assert (tmp_path / name).read_bytes().startswith(b"\x89PNG")


@pytest.mark.slow
async def test_the_same_tour_is_told_on_slack_on_new_years_day(tmp_path: Path) -> None:
    begin_on("2027-01-01")
    screen = StringIO()
    console = Console(file=screen, width=100)
    async with open_workspace(tmp_path / "demo.sqlite3") as workspace:
        workspace.sandbox.delivery.answer_within = PATIENCE
        workspace.sandbox.world.triggers.lifetime *= 10
        await tour(Show(console, workspace), tmp_path)
    shown = plain(screen.getvalue())
    assert [sentence for sentence in KEY_SENTENCES if sentence not in shown] == []
    assert "Only visible to you" in shown
    for name in ("progress.png", "credits.png", "round.png"):
        assert (tmp_path / name).read_bytes().startswith(b"\x89PNG")


@pytest.mark.slow
def test_the_tour_on_slack_is_one_word_more_also_on_a_console_that_lacks_letters() -> None:
    lacking = {"PYTHONUTF8": "0", "PYTHONIOENCODING": "cp1252"}
    done = run_demo("--tour", "--slack", NO_COLOR="1", COLUMNS="44", **lacking)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr
    assert done.stderr == ""
    assert "A local Slack is running" in plain(done.stdout)
    assert "That was the tour" in plain(done.stdout)
    assert max(map(len, done.stdout.splitlines())) <= 44
    refused = run_demo("--interactive", "--slack")
    assert refused.returncode == 2


def test_a_tour_that_is_broken_off_leaves_no_empty_folder() -> None:
    with pytest.raises(KeyboardInterrupt), command._pictures() as folder:
        raise KeyboardInterrupt
    assert not folder.exists()


@pytest.mark.slow
def test_the_tour_needs_no_terminal_no_colour_and_little_room_and_leaves_only_its_pictures(
    tmp_path: Path,
) -> None:
    real = tmp_path / "real.sqlite3"
    settings = {"MENTORBOT_DATABASE": str(real), "MENTORBOT_TOKEN": "real", "MENTORBOT_HEALTH_PORT": "0"}
    done = run_demo("--tour", NO_COLOR="1", COLUMNS="44", TMPDIR=str(tmp_path), **settings)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr
    assert done.stderr == ""
    assert "\x1b" not in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 44
    assert [sentence for sentence in KEY_SENTENCES if sentence not in plain(done.stdout)] == []
    assert not real.exists(), "settings for the real bot do not reach the demo"
    left = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert sorted(path.name for path in left) == ["credits.png", "progress.png", "round.png"]
    assert all(str(path) in "".join(done.stdout.split()) for path in left)


async def test_when_the_bot_cannot_answer_the_tour_says_what_was_on_screen_and_what_was_logged(
    tmp_path: Path,
) -> None:
    async def show(console: Console, server: Server) -> None:
        server.sandbox.faults.add("POST", "/interactions/*/callback", status=403, times=20)
        await tour(Show(console, server), tmp_path)

    code, screen = await perform(tmp_path / "demo.sqlite3", show)
    assert code == 1
    assert "The demo stopped: maya used /nextstep, and mentorbot did not answer" in screen
    assert "The bot logged:" in screen
    assert "That was the tour" not in screen


async def test_a_story_that_is_not_true_stops_the_tour(tmp_path: Path) -> None:
    async def show(console: Console, server: Server) -> None:
        told = Show(console, server)
        told.expect(await told.slash(server.cast.student, "help"), "Everything is free today")

    code, screen = await perform(tmp_path / "demo.sqlite3", show)
    assert code == 1
    assert "“Everything is free today” should be on Maya Torres's screen. There was:" in screen


def test_a_bot_that_cannot_start_is_told_in_a_sentence(tmp_path: Path) -> None:
    done = run_demo("--tour", MENTORBOT_CONTENT=str(tmp_path))
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert str(tmp_path) in done.stderr.replace("\n", "")


def test_the_tour_and_trying_it_by_hand_at_once_is_refused() -> None:
    done = run_demo("--tour", "--interactive")
    assert done.returncode == 2
    assert "either the tour" in done.stderr


def test_that_the_bot_still_runs_is_nothing_that_it_stored_about_people(tmp_path: Path) -> None:
    database = tmp_path / "bot.sqlite3"
    with closing(sqlite3.connect(database)) as connection:
        for table in (LEASE.name, MEMBER.name):
            connection.execute(f"CREATE TABLE {table} (name TEXT PRIMARY KEY, beat INTEGER)")
            connection.execute(f"INSERT INTO {table} VALUES ('one', 1)")  # noqa: S608 - our own tables' names
        connection.commit()
        before = read_stored(database)
        connection.execute(f"UPDATE {LEASE.name} SET beat = 2")  # noqa: S608
        connection.commit()
        assert list(changes(before, read_stored(database))) == []
        connection.execute(f"UPDATE {MEMBER.name} SET beat = 2")  # noqa: S608
        connection.commit()
        assert list(changes(before, read_stored(database))) == [f"~ {MEMBER.name}: beat 2"]
