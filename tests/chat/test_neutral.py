"""No room knows how a platform writes a mention or a moment: there is one function for each, in `chat`."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import cogs
import mentorbot
from mentorbot import rooms
from mentorbot.chat import mention, mention_channel, mention_group, moment
from mentorbot.clock import now

WRITTEN = re.compile(r"<(?:[@#]|!(?:date|subteam|channel|here|everyone)|t:|/[\w ]+:)")
HOMES = {"chat", "demo", "on_slack", "sandbox"}
"""Where it is written and read: the functions, what plays or shows a platform, one that has its own way."""


def files() -> Iterator[Path]:
    """Every file of the program that has its texts from `chat`."""
    for file in (*HOUSE.rglob("*.py"), *Path(str(cogs.__file__)).parent.rglob("*.py")):
        if not (file.is_relative_to(HOUSE) and file.relative_to(HOUSE).parts[0] in HOMES):
            yield file


HOUSE = Path(str(mentorbot.__file__)).parent
OF_ONE_PLATFORM = {
    ("community", "cards.py"),
    ("community", "picture.py"),
    ("community", "privacy.py"),
    ("delivery", "cards.py"),
}
"""What is said only where the platform is asked first, or of what only one of them has."""
DRAWN = {"picture.py"}
"""What is in a picture is drawn for one platform."""


def said(tree: ast.AST) -> Iterator[ast.Constant]:
    """Every string of a file that is not about the file itself."""
    about = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in about:
            yield node


def test_no_room_writes_a_mention_or_a_moment_by_hand() -> None:
    found = [
        f"{file.name}:{node.lineno}: {node.value}"
        for file in files()
        for node in said(ast.parse(file.read_text(encoding="utf-8")))
        if WRITTEN.search(node.value)
    ]
    assert found == []


def test_what_the_test_above_looks_for_is_what_the_functions_write() -> None:
    for written in (mention("1"), mention_channel("1"), mention_group("1"), moment(now())):
        assert WRITTEN.search(written)


def test_a_command_is_named_between_backticks_so_that_each_platform_says_how_it_is_typed() -> None:
    commands = rooms.declared().commands
    words = "|".join(sorted({*commands, *(one.split()[0] for one in commands)}, key=len, reverse=True))
    bare = re.compile(rf"(?<![`\w/.<:-])/(?:{words})\b")
    found = [
        f"{file.name}:{node.lineno}: {node.value}"
        for file in files()
        if file.name not in DRAWN and file.parent.name != "mentorbot"
        for node in said(ast.parse(file.read_text(encoding="utf-8")))
        if bare.search(node.value) and not bare.fullmatch(node.value)
    ]
    assert found == []


def test_a_room_speaks_of_what_every_platform_has() -> None:
    own = re.compile(r"\b(?:Discord|Slack|(?:this|the) server|threads?)\b")
    found = [
        f"{file.name}:{node.lineno}: {node.value}"
        for file in files()
        if file.is_relative_to(HOUSE) and file.relative_to(HOUSE).parts[0] in rooms.ROOMS
        if (file.parent.name, file.name) not in OF_ONE_PLATFORM
        for node in said(ast.parse(file.read_text(encoding="utf-8")))
        if own.search(node.value) and " " in node.value
    ]
    assert found == []
