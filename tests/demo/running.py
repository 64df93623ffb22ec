"""Running the demo as people do, for the tests of it."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def plain(text: str) -> str:
    """Text as it is read: without the edges of panels, and in one line."""
    return " ".join(text.translate({ord(letter): " " for letter in "│┃"}).split())


def run_demo(*arguments: str, typed: str = "", **environment: str) -> "subprocess.CompletedProcess[str]":
    """The demo in a process of its own."""
    settings = {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "COLUMNS": "100", **environment}
    return subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "mentorbot", "demo", *arguments],
        input=typed,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        env=os.environ | settings,
        timeout=90,
        check=False,
    )
