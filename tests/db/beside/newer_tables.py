"""A plugin for the tests of the former version: what they open is brought to the newer form meanwhile.

Whoever runs them names the newer version (NEWER) and a file to which upgrades are noted (UPGRADED).
"""

import os
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef: pytest.FixtureDef[Any]) -> Generator[None, Any, Any]:
    """Upgrade a database once the former version has opened it."""
    made = yield
    if fixturedef.argname == "file_database":
        root = os.environ["NEWER"]
        settings = {"PYTHONPATH": root, "MENTORBOT_DATABASE": str(made.path)}
        subprocess.run(
            [sys.executable, "-m", "mentorbot", "db", "upgrade"],
            cwd=root,
            env=os.environ | settings,
            check=True,
            capture_output=True,
        )
        with Path(os.environ["UPGRADED"]).open("a", encoding="utf-8") as noted:
            noted.write(f"{made.path}\n")
    return made
