"""Buttons, drop-downs and forms: from an id such as ``progress:done:experience.shadow`` to what answers it.

The id says all there is to know, so a press works after a restart and on any message, however old.
"""

import re
from collections.abc import Iterable
from typing import Final

from mentorbot.chat.declare import PressRule
from mentorbot.chat.text import drop_halves
from mentorbot.errors import UserError

UNKNOWN: Final = (
    "That button is from another version of me, and I do not know it. `/help` shows what I can do now."
)

# The number at the end is the renderer's, where one message holds the same id twice.
_ID: Final = re.compile(r"([a-z]+:[a-z_]+)(?::(.*?))?(?:~\d+)?", re.DOTALL)


class Router:
    """Who answers which presses."""

    def __init__(self) -> None:
        self._rules: dict[str, PressRule] = {}

    def add(self, rules: Iterable[PressRule]) -> None:
        """Let these answer."""
        self._rules.update((rule.id, rule) for rule in rules)

    def remove(self, rules: Iterable[PressRule]) -> None:
        """Let these answer no more."""
        for rule in rules:
            self._rules.pop(rule.id, None)

    @property
    def known(self) -> frozenset[str]:
        """Every ``feature:verb`` that is answered."""
        return frozenset(self._rules)

    def find(self, id_: str, *, sent: bool) -> tuple[PressRule, str]:
        """What answers a press, and what stood after the verb.

        Args:
            id_: Of what was pressed, chosen or sent.
            sent: A form was sent.

        Raises:
            UserError: Nothing does; or a button's id came with a form, or a form's with a button.
        """
        found = _ID.fullmatch(id_)
        rule = self._rules.get(found[1]) if found else None
        if found is None or rule is None or rule.sent is not sent:
            raise UserError(UNKNOWN)
        # Half characters, which no button of ours has, could be neither stored nor shown again.
        return rule, drop_halves(found[2] or "")
