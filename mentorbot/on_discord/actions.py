"""Buttons, drop-downs and forms: from an id such as ``progress:done:experience.shadow`` to its cog.

The id says all there is to know, so a press works after a restart and on any message, however old.
discord.py's dynamic items would do this too, but not for forms; and they drop a press in silence when the
button has gone from the message meanwhile, as it has at the second of two quick clicks.
"""

import re
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

import discord
from discord.ext import commands

from mentorbot.errors import UserError

UNKNOWN: Final = (
    "That button is from another version of me, and I do not know it. `/help` shows what I can do now."
)

# The number at the end is the renderer's, where one message holds the same id twice.
_ID: Final = re.compile(r"([a-z]+):([a-z_]+)(?::(.*?))?(?:~\d+)?", re.DOTALL)
_VERBS: Final = "__mentorbot_verbs__"


@dataclass(frozen=True, slots=True)
class Press:
    """A button pressed, something chosen, or a form sent.

    Args:
        argument: What stood after the verb; whoever wants can send anything here.
        values: What was chosen in a drop-down.
        answers: By field, what was filled into a form.
    """

    interaction: discord.Interaction[Any]
    argument: str = ""
    values: tuple[str, ...] = ()
    answers: Mapping[str, str | list[str]] = field(default_factory=dict)

    @property
    def typed(self) -> dict[str, str]:
        """The answers as text; of what was chosen in a form's drop-down, the first."""
        return {
            name: value if isinstance(value, str) else "".join(value[:1])
            for name, value in self.answers.items()
        }

    def chosen(self, name: str) -> tuple[str, ...]:
        """What was chosen in a form's drop-down; nothing if text was sent in its place."""
        value = self.answers.get(name, ())
        return tuple(value) if isinstance(value, list) else ()


def number(text: str, other: int = 0, *, digits: int = 15) -> int:
    """A number from a button or a list, which whoever wants can send.

    Args:
        text: What was sent.
        other: What to take for anything that is no number; an id of 0 is nobody's.
        digits: Longer ones are no number either.
    """
    return int(text) if text.isascii() and text.isdigit() and len(text) <= digits else other


def pressed(interaction: discord.Interaction[Any]) -> str:
    """The id of what was pressed."""
    data: Mapping[str, Any] = interaction.data or {}
    return str(data.get("custom_id", ""))


Handler = Callable[[Press], Awaitable[None]]
_Method = TypeVar("_Method", bound=Callable[..., Awaitable[None]])


def action(*verbs: str) -> Callable[[_Method], _Method]:
    """Let a cog's method answer the presses with these verbs; its feature is the cog's name."""

    def mark(method: _Method) -> _Method:
        setattr(method, _VERBS, verbs)
        return method

    return mark


class Router:
    """Who answers which presses."""

    def __init__(self) -> None:
        self._handlers: dict[tuple[str, str], Handler] = {}

    def add(self, cog: commands.Cog) -> None:
        """Let the cog answer what its methods are marked with."""
        for method in _methods(cog):
            for verb in getattr(method, _VERBS, ()):
                self._handlers[cog.qualified_name, verb] = method

    def remove(self, cog: commands.Cog) -> None:
        """Forget the cog."""
        for key in [key for key in self._handlers if key[0] == cog.qualified_name]:
            del self._handlers[key]

    @property
    def known(self) -> frozenset[str]:
        """Every ``feature:verb`` that is answered."""
        return frozenset(":".join(key) for key in self._handlers)

    async def route(self, interaction: discord.Interaction[Any]) -> None:
        """Hand a press to its owner.

        Raises:
            UserError: Nobody owns it.
        """
        data: Mapping[str, Any] = interaction.data or {}
        found = _ID.fullmatch(pressed(interaction))
        handler = self._handlers.get((found[1], found[2])) if found else None
        if found is None or handler is None:
            raise UserError(UNKNOWN)
        values = tuple(map(str, data.get("values", ())))
        answers = dict(_answers(data.get("components", ())))
        await handler(Press(interaction, found[3] or "", values, answers))


def is_known(router: Router, interaction: discord.Interaction[Any]) -> bool:
    found = _ID.fullmatch(pressed(interaction))
    return found is not None and f"{found[1]}:{found[2]}" in router.known


def _methods(cog: commands.Cog) -> Iterator[Handler]:
    for name in dir(type(cog)):
        if hasattr(getattr(type(cog), name), _VERBS):
            yield getattr(cog, name)


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
