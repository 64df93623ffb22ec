"""What is installed is all that is needed: a wheel, away from the checkout; and the one-command set-up."""

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def call(*command: str | Path, folder: Path, **environment: str) -> str:
    clean = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("MENTORBOT_") and name != "PYTHONPATH"
    }
    words = [os.fspath(word) for word in command]
    done = subprocess.run(  # noqa: S603
        words, cwd=folder, env=clean | environment, capture_output=True, text=True, timeout=100, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.slow
def test_a_wheel_in_an_empty_environment_finds_its_content_and_migrations(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", tmp_path / "dist", ROOT]
    call(*build, folder=tmp_path)
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert not [name for name in names if name.startswith(("tests/", "benchmarks/"))]

    home = tmp_path / "venv"
    venv.create(home, with_pip=False)
    python = home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    call(
        sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", "--no-index", wheel,
        folder=tmp_path,
    )  # fmt: skip
    # The libraries come from where the tests run; mentorbot itself may not.
    borrowed = tmp_path / "libraries"
    borrowed.mkdir()
    for entry in Path(sysconfig.get_path("purelib")).iterdir():
        if "mentorbot" not in entry.name and not entry.name.endswith(".pth"):
            (borrowed / entry.name).symlink_to(entry)

    def installed(*words: str) -> str:
        return call(python, "-m", "mentorbot", *words, folder=tmp_path, PYTHONPATH=str(borrowed))

    where = call(
        python, "-c", "import mentorbot; print(mentorbot.__file__)", folder=tmp_path, PYTHONPATH=str(borrowed)
    )
    assert where.startswith(str(home))
    assert "was brought from base" in installed("db", "upgrade")
    assert "is sound" in installed("content", "check")
    assert "is sound" in installed("db", "check")
    script = python.with_name("mentorbot.exe" if os.name == "nt" else "mentorbot")
    assert call(script, "--version", folder=tmp_path, PYTHONPATH=str(borrowed)).startswith("mentorbot ")


def test_the_tasks_are_listed_and_make_knows_them_all() -> None:
    told = call(sys.executable, ROOT / "dev.py", "help", folder=ROOT)
    tasks = {line.split()[0] for line in told.splitlines()}
    assert {"demo", "test", "check", "bench", "docs"} <= tasks
    (line,) = [line for line in (ROOT / "Makefile").read_text().splitlines() if line.startswith("TASKS :=")]
    assert set(line.split()[2:]) == tasks


def test_a_python_that_is_too_old_is_told_so(tmp_path: Path) -> None:
    script = (
        "import runpy, sys\n"
        "sys.version_info = (3, 9, 2, 'final', 0)\n"
        f"runpy.run_path({str(ROOT / 'dev.py')!r}, run_name='__main__')"
    )
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 1
    assert "needs Python 3.11 or later; this is 3.9" in done.stderr


def test_a_python_without_venv_is_told_which_package_it_lacks(tmp_path: Path) -> None:
    script = (
        "import importlib.util, runpy, sys\n"
        "found = importlib.util.find_spec\n"
        "importlib.util.find_spec = lambda name, *more: None if name == 'ensurepip' else found(name, *more)\n"
        "sys.argv = ['dev.py', 'setup']\n"
        f"runpy.run_path({str(ROOT / 'dev.py')!r}, run_name='__main__')"
    )
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", script],
        cwd=tmp_path,
        env=os.environ | {"MENTORBOT_VENV": str(tmp_path / "venv"), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "apt install python3." in done.stderr
