"""Write what the documentation takes from the code: `make docs` runs this, `make docs ARGS=commands` a part.

Settings and commands come from where they are declared, pictures from the real tour, those of the page from
its test in a real browser (without a Chromium they stay), what the sandbox has from its table, discord.py
and Discord's description (where that is not there, the page stays as it is).
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import contract
import golden

from mentorbot import config
from mentorbot.chat.declare import Command, declared_in
from mentorbot.community.cards import HEADINGS
from mentorbot.demo import pictures
from mentorbot.rooms import ROOMS, command_modules
from mentorbot.sandbox.slack.api.methods.all import METHODS
from mentorbot.sandbox.slack.api.registry import Method

HERE = Path(__file__).resolve().parent
COMMANDS_BEGIN = """# Commands

All that can be typed, by whom it is for. In brackets is what may be left out. Answers are shown to whoever
asked, and to nobody else. What each does, step by step: [for students](student.md), [for mentors](mentor.md),
[for organizers](organizer.md), [networking](networking.md).

How they are named:

- What one looks at often is one word: `/nextstep`, `/events`, `/network`.
- Everything else is what it is about, then what you do: `/mentor find`, `/opportunity post`. `/remind me` is
  the sentence it reads as.
- The same last word means the same everywhere: `list` is all of yours, `show` the one thing that you have
  there, `requests` what waits for an answer, `new` begins one; `join`, `pause` and `leave` are taking part.
- What is for organizers alone begins with `/organize`, `/match` or `/setup`: `/organize event announce`. In
  the server, Discord shows these to whoever may manage events, and in a direct message to nobody;
  `/setup organizers` says how others get to see them.

`make docs ARGS=commands` writes this page from what the rooms declare."""
METHOD_HEAD = "| method | what | one of these scopes | a minute |\n|---|---|---|---|"
TABLE_HEAD = "| command | what | options |\n|---|---|---|"
BEGIN, END = "<!-- coverage: written by `make docs` -->\n", "<!-- end of coverage -->"


def with_coverage(page: str, described: Path) -> str:
    """A page with the tables of what the sandbox has made anew between their marks.

    Args:
        page: its text.
        described: Discord's description.
    """
    before, _, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    return f"{before}{BEGIN}\n{contract.tables(described)}\n{end}{after}"


def with_methods(page: str) -> str:
    """A page with the table of what can be called in the local Slack made anew between its marks."""
    before, _, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    rows = [_method_row(one) for one in sorted(METHODS.values(), key=lambda one: one.name)]
    return f"{before}{BEGIN}\n{METHOD_HEAD}\n" + "\n".join(rows) + f"\n\n{end}{after}"


def _method_row(method: Method) -> str:
    scopes = ", ".join(f"`{one}`" for one in method.scopes)
    about = (method.handler.__doc__ or "").splitlines()[0]
    return f"| `{method.name}` | {about} | {scopes} | {method.tier.value} |"


def command_page() -> str:
    """The page of all commands, as rooms declare them, in the groups and the order of `/help`."""
    parts = [COMMANDS_BEGIN]
    for audience, heading in HEADINGS.items():
        parts.append(f"## {heading}")
        for room in ROOMS:
            listed = declared_in(command_modules(room)).commands.values()
            rows = [_row(one) for one in listed if one.audience is audience]
            if rows:
                parts.append(f"### {room.capitalize()}\n\n{TABLE_HEAD}\n" + "\n".join(rows))
    return "\n\n".join(parts) + "\n"


def _row(command: Command) -> str:
    given = [f"`{one.name}`" if one in command.needed else f"[`{one.name}`]" for one in command.options]
    return f"| `/{command.words}` | {command.about} | {' '.join(given)} |"


def screens(folder: Path) -> list[Path]:
    """Take the pictures of the page anew that are not what it shows today.

    Args:
        folder: Where they are kept.

    Returns:
        The files that were written; none where there is no browser, which is told.
    """
    folder.mkdir(exist_ok=True)
    words = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-n",
        "0",
        "-k",
        "of_today",
        "tests/page/test_screens.py",
    ]
    with tempfile.TemporaryDirectory() as place:
        given = {**os.environ, "SCREENS": place}
        subprocess.run(words, check=True, cwd=HERE.parent, env=given)  # noqa: S603 - our own test
        return [Path(shutil.copy(one, folder)) for one in sorted(Path(place).iterdir())]


def write_settings() -> list[Path]:
    """Write the example of the settings."""
    return [_write(HERE.parent / ".env.example", config.example())]


def write_commands() -> list[Path]:
    """Write the page of all commands."""
    return [_write(HERE / "commands.md", command_page())]


def write_coverage() -> list[Path]:
    """Write what the sandboxes have; that of Discord where its description is there to compare with."""
    slack = HERE / "sandbox-slack.md"
    written = [_write(slack, with_methods(slack.read_text(encoding="utf-8")))]
    page, described = HERE / "sandbox.md", contract.description()
    if described is None:
        return written
    return [*written, _write(page, with_coverage(page.read_text(encoding="utf-8"), described))]


def _write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def write_paths() -> list[Path]:
    """Write the page of the golden paths."""
    return [_write(HERE / "paths.md", golden.paths_page())]


PARTS: dict[str, Callable[[], list[Path]]] = {
    "settings": write_settings,
    "commands": write_commands,
    "paths": write_paths,
    "coverage": write_coverage,
    "pictures": lambda: pictures.take(HERE / "pictures"),
    "screens": lambda: screens(HERE / "screens"),
}


def main(names: list[str]) -> None:
    """Write the parts that are named; all of them if none is."""
    if unknown := [name for name in names if name not in PARTS]:
        sys.exit(f"There is no part {', '.join(unknown)}. There are: {', '.join(PARTS)}.")
    for name in names or PARTS:
        for path in PARTS[name]():
            print(f"Wrote {path.relative_to(HERE.parent)}.")  # noqa: T201 - it tells whoever ran it


if __name__ == "__main__":
    main(sys.argv[1:])
