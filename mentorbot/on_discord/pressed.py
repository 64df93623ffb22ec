"""What was pressed, chosen or filled in on Discord.

discord.py's dynamic items would find their way too, but not for forms; and they drop a press in silence when
the button has gone from the message meanwhile, as it has at the second of two quick clicks.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import discord


def read_id(interaction: discord.Interaction[Any]) -> str:
    """The id of what was pressed."""
    data: Mapping[str, Any] = interaction.data or {}
    return str(data.get("custom_id", ""))


def read_answers(interaction: discord.Interaction[Any]) -> dict[str, str | list[str]]:
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
