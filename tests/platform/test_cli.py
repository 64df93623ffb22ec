"""The command line, as someone types it: whole processes, what they print and their exit codes."""

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from mentorbot import __version__
from mentorbot.db import schema

TOKEN = "planted-id.planted.9a8b7c6d5e4f3a2b1c0d"
ROOT = Path(__file__).resolve().parents[2]


def mentorbot(*words: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run it in a folder of its own, with nothing of the caller's settings."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("MENTORBOT_")}
    clean |= {"PYTHONPATH": str(ROOT), "NO_COLOR": "1", **environment}
    command = [sys.executable, "-m", "mentorbot", *words]
    return subprocess.run(  # noqa: S603
        command, cwd=folder, env=clean, capture_output=True, text=True, timeout=60, check=False
    )


def test_the_version_is_told(tmp_path: Path) -> None:
    done = mentorbot("--version", folder=tmp_path)
    assert (done.returncode, done.stdout) == (0, f"mentorbot {__version__}\n")


def test_help_names_every_command(tmp_path: Path) -> None:
    told = mentorbot("--help", folder=tmp_path).stdout
    for command in ("run", "doctor", "invite", "config", "db", "content"):
        assert command in told


@pytest.mark.parametrize("command", ["run", "doctor", "invite"])
def test_without_a_token_one_sentence_says_what_to_do(command: str, tmp_path: Path) -> None:
    done = mentorbot(command, folder=tmp_path)
    assert done.returncode == (1 if command == "doctor" else 2)
    assert "Set MENTORBOT_TOKEN" in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_a_wrong_setting_is_a_sentence_and_code_2(tmp_path: Path) -> None:
    done = mentorbot("config", "show", folder=tmp_path, MENTORBOT_HEALTH_PORT="eighty")
    assert done.returncode == 2
    assert "MENTORBOT_HEALTH_PORT (it is 'eighty')" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_word_it_does_not_know_is_a_usage_error(tmp_path: Path) -> None:
    done = mentorbot("dance", folder=tmp_path)
    assert done.returncode == 2
    assert "dance" in done.stderr


def test_settings_are_shown_with_the_token_masked(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(f"MENTORBOT_TOKEN={TOKEN}\nMENTORBOT_LOG_LEVEL=warning\n")
    done = mentorbot("config", "show", folder=tmp_path)
    assert "MENTORBOT_TOKEN=********" in done.stdout
    assert "MENTORBOT_LOG_LEVEL=warning" in done.stdout
    assert TOKEN not in done.stdout + done.stderr


def test_a_database_is_made_checked_copied_and_taken_back(tmp_path: Path) -> None:
    def db(*words: str) -> tuple[int, str]:
        done = mentorbot("db", *words, folder=tmp_path)
        assert "Traceback" not in done.stderr
        return done.returncode, done.stdout + done.stderr

    assert db("check")[0] == 2
    newest = schema.newest()
    assert db("upgrade") == (0, f"The database mentorbot.sqlite3 was brought from base to {newest}.\n")
    assert db("upgrade") == (0, f"The database mentorbot.sqlite3 is at {newest} already.\n")
    assert db("check") == (0, "The database mentorbot.sqlite3 is sound.\n")
    code, told = db("backup", "copy.sqlite3")
    assert code == 0
    assert "the copy is sound" in told
    tables = sqlite3.connect(tmp_path / "copy.sqlite3").execute("SELECT name FROM sqlite_master").fetchall()
    assert ("member",) in tables
    assert db("backup", "copy.sqlite3")[0] == 2
    assert db("downgrade", "base", "--yes")[0] == 0
    code, told = db("check")
    assert code == 1
    assert "Run `mentorbot db upgrade`" in told


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("db", "backup", "x" * 300), "cannot be used: File name too long."),
        (("outbox", "retry", "9" * 30), "Invalid value for 'ids'"),
        (("content", "check"), "no folder"),
    ],
    ids=["a name too long", "a number too great", "another folder"],
)
def test_what_cannot_be_is_said_in_a_sentence(words: tuple[str, ...], told: str, tmp_path: Path) -> None:
    (tmp_path / "mentorbot.sqlite3").touch()
    done = mentorbot(*words, folder=tmp_path, MENTORBOT_CONTENT=str(tmp_path))
    assert "Traceback" not in done.stderr
    assert told in done.stderr + done.stdout
    assert done.returncode > 0


def test_the_content_that_came_along_is_sound(tmp_path: Path) -> None:
    done = mentorbot("content", "check", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "is sound" in done.stdout


def test_an_invitation_needs_no_token_when_the_application_is_named(tmp_path: Path) -> None:
    assert mentorbot("invite", "--application-id", "mentorbot", folder=tmp_path).returncode == 2
    done = mentorbot("invite", "--application-id", "123", folder=tmp_path)
    assert done.stdout.strip() == (
        "https://discord.com/oauth2/authorize?client_id=123&scope=bot+applications.commands&permissions=0"
    )


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGTERM")
def test_the_first_sigterm_asks_for_a_graceful_stop(tmp_path: Path) -> None:
    script = (
        "import asyncio\n"
        "from mentorbot.run import _stop_on_signals\n"
        "async def go():\n"
        "    stop = asyncio.Event()\n"
        "    _stop_on_signals(stop)\n"
        "    print('up', flush=True)\n"
        "    await stop.wait()\n"
        "    print('stopped', flush=True)\n"
        "asyncio.run(go())"
    )
    command = [sys.executable, "-c", script]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        assert process.stdout is not None
        assert process.stdout.readline() == "up\n"
        process.send_signal(signal.SIGTERM)
        assert process.stdout.readline() == "stopped\n"
        assert process.wait(10) == 0
