"""Commands in texts as Discord mentions them, so that one press begins them.

Rooms write a command as it is typed, between backticks. The ids are Discord's own, given to the application
whose commands they are; a process serves one application, so there is one list of them.
Source: https://docs.discord.com/developers/reference#message-formatting
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from mentorbot.on_discord.kinds import NESTED

_TYPED: Final = re.compile(r"`/([a-z]+(?: [a-z]+){0,2})`")
_ids: dict[str, str] = {}


def learn(described: Iterable[Mapping[str, Any]]) -> None:
    """Take in the commands as Discord has them, each with its id; those that were known are forgotten."""
    _ids.clear()
    for one in described:
        _ids.update(dict.fromkeys(_names(one), str(one["id"])))


def link(text: str) -> str:
    """The text with every known command in it as something to press; others stay as they are typed."""
    if "`/" not in text:
        return text
    return _TYPED.sub(lambda found: _mention(found[1]) or found[0], text)


def _mention(words: str) -> str:
    return f"</{words}:{_ids[words]}>" if words in _ids else ""


def _names(command: Mapping[str, Any], before: str = "") -> list[str]:
    """What can be typed of a command: its name, or those of its subcommands."""
    name = f"{before}{command['name']}"
    inner = [one for one in command.get("options", ()) if one["type"] in NESTED]
    return [each for one in inner for each in _names(one, f"{name} ")] if inner else [name]
