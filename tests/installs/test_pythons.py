"""The bot installs and begins on every Python from 3.11 on that is there besides the one that tests run on.

`make installs` does it, for it fetches what the bot runs on for each.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
VERSIONS = ("3.11", "3.12", "3.13", "3.14")


def find_python(version: str) -> Path:
    """A Python of this version: on the path, or among those that pyenv keeps."""
    kept = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    found = [shutil.which(f"python{version}"), *sorted(kept.glob(f"{version}.*/bin/python{version}"))]
    for one in filter(None, found):
        said = subprocess.run([one, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
        if said.startswith(f"Python {version}."):
            return Path(one)
    pytest.skip(f"Python {version} is not here")


@pytest.mark.skipif("INSTALLS" not in os.environ, reason="`make installs` does it")
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("version", VERSIONS)
def test_the_bot_installs_and_begins_on_another_python(version: str, tmp_path: Path) -> None:
    if sys.version.startswith(f"{version}."):
        pytest.skip("all the other tests run on it")
    settings = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    settings |= {
        "MENTORBOT_VENV": str(tmp_path / "venv"),
        "MENTORBOT_DATABASE": str(tmp_path / "kept.sqlite3"),
    }
    bot = tmp_path / "venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    for words in (
        [find_python(version), "dev.py", "setup"],
        [bot, "-m", "mentorbot", "content", "check"],
        [bot, "-m", "mentorbot", "db", "upgrade"],
        [bot, "-m", "mentorbot", "db", "check"],
        [bot, "-m", "mentorbot", "slack", "manifest"],
    ):
        done = subprocess.run(words, cwd=ROOT, env=settings, capture_output=True, text=True, check=False)  # noqa: S603
        assert done.returncode == 0, f"{words}\n{done.stdout[-2000:]}{done.stderr[-2000:]}"
