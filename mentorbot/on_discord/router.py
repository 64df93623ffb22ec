"""Buttons, drop-downs and forms: from an id such as ``progress:done:experience.shadow`` to what answers it.

The id says all there is to know, so a press works after a restart and on any message, however old.
discord.py's dynamic items would do this too, but not for forms; and they drop a press in silence when the
button has gone from the message meanwhile, as it has at the second of two quick clicks.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import discord

from mentorbot.chat.declare import PressRule
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

    def find(self, interaction: discord.Interaction[Any]) -> tuple[PressRule, str]:
        """What answers a press, and what stood after the verb.

        Raises:
            UserError: Nothing does; or a button's id came with a form, or a form's with a button.
        """
        found = _ID.fullmatch(pressed(interaction))
        rule = self._rules.get(found[1]) if found else None
        sent = interaction.type is discord.InteractionType.modal_submit
        if found is None or rule is None or rule.sent is not sent:
            raise UserError(UNKNOWN)
        return rule, found[2] or ""


def pressed(interaction: discord.Interaction[Any]) -> str:
    """The id of what was pressed."""
    data: Mapping[str, Any] = interaction.data or {}
    return str(data.get("custom_id", ""))


def answers(interaction: discord.Interaction[Any]) -> dict[str, str | list[str]]:
    """What was filled into a form, by field."""
    data: Mapping[str, Any] = interaction.data or {}
    return dict(_answers(data.get("components", ())))


def _answers(components: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, str | list[str]]]:
    """The fields of a form within labels (or rows, as older clients send them)."""
    for component in components:
        if "component" in component:
            yield from _answers((component["component"],))
        elif "components" in component:
            yield from _answers(component["components"])
        elif "custom_id" in component:
            yield str(component["custom_id"]), _answered(component)


def _answered(component: Mapping[str, Any]) -> str | list[str]:
    """What was typed or chosen; nothing, if what came is neither."""
    if isinstance(values := component.get("values"), list):
        return [value for value in values if isinstance(value, str)]
    return value if isinstance(value := component.get("value"), str) else ""
