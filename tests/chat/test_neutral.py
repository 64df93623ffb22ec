"""No room knows how a platform writes a mention or a moment: there is one function for each, in `chat`."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import cogs
import mentorbot
from mentorbot.chat import mention, mention_channel, mention_group, moment
from mentorbot.clock import now

WRITTEN = re.compile(r"<(?:[@#]|!(?:date|subteam|channel|here|everyone)|t:|/[\w ]+:)")
HOMES = {"chat", "demo", "on_slack", "sandbox"}
"""Where it is written and read: the functions, what plays or shows a platform, one that has its own way."""


def rooms() -> Iterator[Path]:
    """Every file of the program that has its texts from `chat`."""
    house = Path(str(mentorbot.__file__)).parent
    for file in (*house.rglob("*.py"), *Path(str(cogs.__file__)).parent.rglob("*.py")):
        if not (file.is_relative_to(house) and file.relative_to(house).parts[0] in HOMES):
            yield file


def test_no_room_writes_a_mention_or_a_moment_by_hand() -> None:
    found = [
        f"{file.name}:{node.lineno}: {node.value}"
        for file in rooms()
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and WRITTEN.search(node.value)
    ]
    assert found == []


def test_what_the_test_above_looks_for_is_what_the_functions_write() -> None:
    for written in (mention("1"), mention_channel("1"), mention_group("1"), moment(now())):
        assert WRITTEN.search(written)
