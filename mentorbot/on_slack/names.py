"""How commands are typed on Slack: ``/mentor find`` is a slash command with words after it.

Names of slash commands are not unique between apps, and some are Slack's own; so each may have a prefix, or
another name, and all are reached as ``/mentorbot`` and their words.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from mentorbot.errors import OperatorError

WHOLE: Final = "mentorbot"
"""The command that reaches everything."""
MOST: Final = 50
"""Slash commands that an app may have."""
_NAME: Final = re.compile(r"[a-z0-9_-]{1,32}")


class Names:
    """The names of slash commands in this app.

    Args:
        commands: All commands, by their words.
        prefix: Stands before each name.
        renamed: First words that are called otherwise, as ``remind=reminders help=``; empty: left out.

    Raises:
        OperatorError: A name cannot be a slash command's, is not among the commands, or is given twice.
    """

    def __init__(self, commands: Iterable[str], prefix: str = "", renamed: str = "") -> None:
        tops = list(dict.fromkeys(words.split()[0] for words in commands))
        self._ours = frozenset(tops)
        others = _read(renamed, tops)
        self._slashes: dict[str, str] = {}
        for top in tops:
            if name := others.get(top, top):
                self._add(top, f"{prefix}{name}")
        self._tops = {name: top for top, name in self._slashes.items()}

    @property
    def slashes(self) -> Mapping[str, str]:
        """The name of each first word's slash command, without the slash."""
        return self._slashes

    def typed(self, words: str) -> str:
        """How a command is typed, by its words: ``remind me`` is ``/reminders me``; Slack's own as it is."""
        top, _, rest = words.partition(" ")
        if top not in self._ours:
            return f"/{words}"
        slash = self._slashes.get(top)
        return f"/{slash} {rest}".strip() if slash else f"/{WHOLE} {words}"

    def words(self, command: str, text: str) -> str:
        """What was typed as words: of ``/reminders`` and ``me …`` it is ``remind me …``."""
        name = command.removeprefix("/")
        if name != WHOLE:
            return f"{self._tops.get(name, '')} {text}".strip()
        text = text.strip()
        if not text.startswith("/"):
            return text
        inner, _, rest = text.partition(" ")  # a command as it is written elsewhere, typed after this one
        top = inner.removeprefix("/")
        return rest.strip() if top == WHOLE else f"{self._tops.get(top, top)} {rest}".strip()

    def _add(self, top: str, name: str) -> None:
        if not _NAME.fullmatch(name):
            raise OperatorError(
                f"/{name} cannot be a slash command: up to 32 lower-case letters, digits, _ and -. Change "
                "MENTORBOT_SLACK_PREFIX or MENTORBOT_SLACK_NAMES."
            )
        if name == WHOLE or name in self._slashes.values():
            raise OperatorError(f"There would be two commands /{name}. Change MENTORBOT_SLACK_NAMES.")
        self._slashes[top] = name


def _read(renamed: str, tops: list[str]) -> dict[str, str]:
    found = {}
    for pair in renamed.replace(",", " ").split():
        top, _, name = pair.partition("=")
        if top not in tops or "=" not in pair:
            raise OperatorError(
                f"MENTORBOT_SLACK_NAMES: {pair!r} should be a command, = and its name on Slack, such as "
                f"remind=reminders. The commands are {', '.join(tops)}."
            )
        found[top] = name.removeprefix("/")
    return found
