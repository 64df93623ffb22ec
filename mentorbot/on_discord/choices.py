"""What Discord offers for an option of a command."""

from collections.abc import Mapping
from typing import Any

from discord import app_commands

from mentorbot.chat import limits
from mentorbot.members import zones

Choices = list[app_commands.Choice[str]]


def named(names: Mapping[Any, str]) -> Choices:
    """Values, text or of a StrEnum, by what each is called."""
    return [app_commands.Choice(name=name, value=str(value)) for value, name in names.items()]


def time_zones(typed: str) -> Choices:
    """Time zones that fit what is being typed."""
    found = zones.search(typed, limits.SUGGESTIONS)
    return [app_commands.Choice(name=one.label[: limits.SUGGESTION], value=one.key) for one in found]
