"""What was pressed, chosen or filled in on Discord.

discord.py's dynamic items would find their way too, but not for forms; and they drop a press in silence when
the button has gone from the message meanwhile, as it has at the second of two quick clicks.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import discord

from mentorbot.chat import limits

_DIGITS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_MARKED: Final = re.compile(r"(?:([0-9A-Z]{1,13})/)?(.*)", re.DOTALL)


def mark(id_: str, community: str | None) -> str:
    """An id for a direct message, that says in which community it was made.

    Where there is no room for that it stays as it is; then whoever presses is asked, if it could be several.
    """
    if not community or not community.isdecimal():
        return id_
    marked = f"{_shorten(int(community))}/{id_}"
    return marked if len(marked) <= limits.ACTION_ID else id_


def read_id(interaction: discord.Interaction[Any]) -> str:
    """The id of what was pressed, as its card has it."""
    return _read(interaction)[1]


def read_community(interaction: discord.Interaction[Any]) -> str | None:
    """In which community what was pressed in a direct message was made, if it says so."""
    marked = _read(interaction)[0]
    return str(int(marked, len(_DIGITS))) if marked else None


def _read(interaction: discord.Interaction[Any]) -> tuple[str, str]:
    data: Mapping[str, Any] = interaction.data or {}
    found = _MARKED.fullmatch(str(data.get("custom_id", "")))
    return (found[1] or "", found[2]) if found else ("", "")


def _shorten(number: int) -> str:
    digits = ""
    while number:
        number, last = divmod(number, len(_DIGITS))
        digits = _DIGITS[last] + digits
    return digits


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
