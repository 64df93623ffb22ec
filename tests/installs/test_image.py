"""The steps of the Dockerfile are done: in a container engine where there is one, else one by one in a folder.

`make installs` does it, for it fetches what the bot runs on once more. In a folder only the first stage is done,
which makes all that the image holds; what the second does with users takes an engine.
"""  # noqa: E501

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OUTSIDE = ("/opt/", "/dist")
"""What steps write outside of the folder they are done in."""


def steps() -> Iterator[tuple[str, str]]:
    """The instructions of the first stage, each with what is said of it."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    stages = 0
    for line in text.splitlines():
        word, _, rest = line.strip().partition(" ")
        stages += word == "FROM"
        if stages == 1 and word in {"RUN", "COPY"}:
            yield word, rest


def has_engine() -> bool:
    """Whether images can be built here."""
    engine = shutil.which("docker")
    return bool(engine) and subprocess.run([engine, "info"], capture_output=True, check=False).returncode == 0  # noqa: S603


def copy(what: str, into: Path) -> None:
    """Do a COPY."""
    *sources, to = what.split()
    for source in sources:
        found = ROOT / source
        if found.is_dir():
            shutil.copytree(
                found, into / to, ignore=shutil.ignore_patterns("__pycache__"), dirs_exist_ok=True
            )
        else:
            (into / to).mkdir(parents=True, exist_ok=True)
            shutil.copy(found, into / to)


@pytest.mark.timeout(1200)
@pytest.mark.skipif("INSTALLS" not in os.environ, reason="`make installs` does it")
@pytest.mark.skipif(sys.platform == "win32", reason="the steps are for a POSIX shell")
def test_the_steps_of_the_image_make_a_bot_that_runs(tmp_path: Path) -> None:
    if has_engine():
        subprocess.run(["docker", "build", "--quiet", "."], cwd=ROOT, check=True)  # noqa: S607
        return
    source = tmp_path / "src"
    source.mkdir()
    # What was fetched for the tests already is taken from pip's own cache.
    settings = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    for word, rest in steps():
        if word == "COPY":
            copy(rest, source)
            continue
        line = rest.replace(" --no-cache-dir", "")
        for outside in OUTSIDE:
            line = line.replace(f" {outside}", f" {tmp_path}{outside}")
        if line.startswith("/opt/"):
            line = f"{tmp_path}{line}"
        done = subprocess.run(  # noqa: S603
            ["sh", "-c", line.replace("python -m venv", f"{sys.executable} -m venv")],  # noqa: S607
            cwd=source,
            env=settings,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{line}\n{done.stdout[-2000:]}{done.stderr[-2000:]}"
    data = tmp_path / "data"
    data.mkdir()
    bot = tmp_path / "opt" / "mentorbot" / "bin" / "mentorbot"
    for words in (["db", "upgrade"], ["db", "check"], ["content", "check"]):
        done = subprocess.run(  # noqa: S603
            [bot, *words], cwd=data, env=settings, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
