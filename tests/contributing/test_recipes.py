"""The recipes of CONTRIBUTING.md, done as they are written there, in a copy of the project."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from events.icals import at

from mentorbot import clock
from mentorbot.errors import UserError
from mentorbot.events import sources
from mentorbot.events.sources.__main__ import read_list

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("cogs", "content", "docs", "mentorbot", "migrations", "tests")
FILES = ("dev.py", "pyproject.toml", "Makefile", "*.md", ".env.example")
BLOCK = re.compile(r"(?:`([\w/.-]+\.\w+)`[^`]*)?^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
PROGRAMS = {
    "make test": ["-m", "pytest", "-q", "-p", "no:cacheprovider"],
    "make docs": ["docs/make.py"],
    "mentorbot": ["-m", "mentorbot"],
}


class Recipe:
    """What stands under one heading: which files it writes, and what it runs.

    Attributes:
        files: Their texts by their names, each name being the last before its block.
        commands: What is to be typed, line by line.
    """

    def __init__(self, heading: str) -> None:
        page = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
        section = re.split(r"^## (?=Add|Habits)", page.partition(f"## {heading}\n")[2], flags=re.MULTILINE)[0]
        found = BLOCK.findall(section)
        self.files = {name: text for name, _, text in found if name}
        shown = "".join(text for _, language, text in found if language == "console")
        self.commands = [line.removeprefix("$ ").split("  ")[0] for line in shown.splitlines()]


class Copy:
    """A copy of the project, in which a recipe can be done."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for folder in FOLDERS:
            shutil.copytree(ROOT / folder, root / folder)
        for file in (file for pattern in FILES for file in ROOT.glob(pattern)):
            shutil.copy2(file, root)

    def follow(self, recipe: Recipe) -> None:
        """Write the files of a recipe, or the ends of those that are there, and run its commands."""
        for name, text in recipe.files.items():
            file = self.root / name
            before = f"{file.read_text(encoding='utf-8')}\n\n" if file.exists() else ""
            file.write_text(before + text, encoding="utf-8")
        for command in recipe.commands:
            self.run(command)

    def run(self, command: str) -> None:
        """Run a command of the docs with the Python that runs this test."""
        (program,) = [program for program in PROGRAMS if command.startswith(f"{program} ")]
        words = shlex.split(command.removeprefix(program).replace("ARGS=", ""))
        arguments = shlex.split(words[0]) if program.startswith("make") else words
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "MENTORBOT"))
        }
        done = subprocess.run(  # noqa: S603 - our own page
            [sys.executable, *PROGRAMS[program], *arguments],
            cwd=self.root, env=kept | {"PYTHONPATH": str(self.root), "PYTHONUTF8": "1"},
            capture_output=True, text=True, timeout=250, check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    """A copy of the project."""
    return Copy(tmp_path)


@pytest.mark.slow
def test_a_new_command_is_one_handler_and_one_test(copy: Copy) -> None:
    recipe = Recipe("Add a command")
    assert [name.rpartition("/")[2] for name in recipe.files] == ["commands.py", "test_glossary.py"]
    copy.follow(recipe)
    assert "| `/glossary` | What the words" in (copy.root / "docs" / "commands.md").read_text(
        encoding="utf-8"
    )


@pytest.mark.slow
def test_a_new_step_is_one_file_and_nothing_else_fails(copy: Copy) -> None:
    recipe = Recipe("Add a step or a milestone to the guide")
    assert [*recipe.files] == ["content/en/steps/7-lead.md"]
    copy.follow(recipe)


def test_a_new_source_of_events_is_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ((name, text),) = Recipe("Add a source of events").files.items()
    assert (ROOT / name).parent == Path(sources.__file__).parent
    (tmp_path / "courses.py").write_text(text)
    monkeypatch.setattr(sources, "__path__", [*sources.__path__, str(tmp_path)])
    sound = {"id": "a", "name": "Finance", "link": "https://courses.example/a"}
    sound |= {"from": at(3).isoformat(), "to": (at(3) + timedelta(hours=2)).isoformat()}
    data = json.dumps([sound, sound | {"id": "b", "name": "x" * 300}, sound | {"link": "javascript:x"}, {}])
    zone = "America/Chicago"
    found = read_list("https://courses.example/list", data.encode(), zone, clock.now())
    assert [one.title for one in found.listings] == ["Finance"]
    assert found.notes == (
        "Left out: 1 with a title of more than 100 characters.",
        "Left out: 1 with a link that is not https.",
        "Left out: 1 that could not be read.",
    )
    with pytest.raises(UserError, match="not a calendar file"):
        read_list("https://elsewhere.example/list", data.encode(), zone, clock.now())
    sys.modules.pop("mentorbot.events.sources.courses")
