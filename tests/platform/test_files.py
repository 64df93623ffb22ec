"""Whoever runs the bot is told which files others can read; its token is in no environment."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from mentorbot import config, doctor, files
from mentorbot.config import Settings

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that everybody may enter, with all that holds secrets in it, private at first."""
    for folder in (tmp_path, *tmp_path.parents):
        if folder.stat().st_uid == os.getuid() and "pytest" in str(folder):
            folder.chmod(0o755)
    for name in (".env", "token", "mentorbot.sqlite3", "mentorbot.sqlite3-wal"):
        (tmp_path / name).write_text("x")
        (tmp_path / name).chmod(0o600)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(Settings.model_config, "env_file", ".env")
    return tmp_path


def readable(home: Path) -> list[str]:
    settings = config.load(token_file=home / "token", database=str(home / "mentorbot.sqlite3"))
    return [one.told for one in files.find_readable(settings) if not one.well]


def test_private_files_are_well(home: Path) -> None:
    assert readable(home) == []


def test_doctor_looks_at_files(home: Path, settings: Settings) -> None:
    assert "Files" in {one.what for one in doctor.here(settings)}


@pytest.mark.parametrize("name", [".env", "token", "mentorbot.sqlite3", "mentorbot.sqlite3-wal"])
@pytest.mark.parametrize("mode", [0o640, 0o604])
def test_each_file_that_others_can_read_is_named_with_what_to_do(home: Path, name: str, mode: int) -> None:
    (home / name).chmod(mode)
    (told,) = readable(home)
    assert told.endswith(f"chmod 600 {home / name}")


def test_a_file_in_a_folder_that_nobody_else_may_enter_is_well(home: Path) -> None:
    (home / "token").chmod(0o644)
    home.chmod(0o700)
    assert readable(home) == []


def test_the_environment_holds_no_secret_once_the_settings_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (
        "MENTORBOT_TOKEN",
        "mentorbot_slack_bot_token",
        "MENTORBOT_DATABASE",
        "MENTORBOT_SECRET_KEY",
    ):
        monkeypatch.setenv(name, "planted")
    monkeypatch.setenv("MENTORBOT_LOG_LEVEL", "info")
    config.forget_environment()
    assert "planted" not in os.environ.values()
    assert os.environ["MENTORBOT_LOG_LEVEL"] == "info"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux shows what a process began with")
def test_what_a_process_began_with_is_overwritten() -> None:
    look = (
        "from pathlib import Path; from mentorbot import config; config.forget_environment();"
        "print(Path('/proc/self/environ').read_bytes())"
    )
    given = {
        **os.environ,
        "MENTORBOT_TOKEN": "planted-token",
        "MENTORBOT_DATABASE": "postgresql://u:planted@h",
    }
    seen = subprocess.run([sys.executable, "-c", look], env=given, capture_output=True, text=True, check=True)  # noqa: S603 - our own
    assert "MENTORBOT_TOKEN" in seen.stdout
    assert "planted" not in seen.stdout
