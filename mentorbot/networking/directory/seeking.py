"""Who is looked for in the directory, as it is typed and as a button keeps it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from mentorbot.chat.turn import number
from mentorbot.errors import UserError
from mentorbot.networking.directory.terms import EntryField
from mentorbot.networking.opportunities.filters import read_words

UNKNOWN: Final = "I do not know that one. Please choose from what is offered as you type."

Names = Mapping[EntryField, Mapping[str, str]]
"""What can be chosen for each field: names by value."""


@dataclass(frozen=True, slots=True)
class Sought:
    """Who is looked for; what is left out takes everybody."""

    chosen: Mapping[EntryField, str] = field(default_factory=dict)
    place: str = ""
    """As :func:`mentorbot.networking.opportunities.filters.read_words` makes it."""


def read_sought(given: Mapping[EntryField, str], place: str, names: Names) -> Sought:
    """Who is looked for, of what was chosen from lists or typed by its name.

    Args:
        given: What was chosen or typed, by field; what is empty is left out.
        place: A city, state or chapter.

    Raises:
        UserError: Something is in none of the lists.
    """
    chosen = {name: _one_of(names[name], value) for name, value in given.items() if value.strip()}
    return Sought(chosen, read_words(place))


def write_code(sought: Sought, names: Names) -> str:
    """A search in a few characters: the places of what is chosen in the lists, and where."""
    places = [list(names[one]).index(sought.chosen[one]) if one in sought.chosen else "" for one in names]
    return ".".join((*map(str, places), sought.place))


def read_code(code: str, names: Names) -> Sought:
    """A search from a button, whatever somebody made of it; what cannot be read takes everybody."""
    *places, where = code.split(".", len(names))
    chosen = {}
    for (name, values), place in zip(names.items(), places, strict=False):
        if place and number(place, len(values)) < len(values):
            chosen[name] = list(values)[number(place)]
    return Sought(chosen, read_words(where))


def _one_of(names: Mapping[str, str], typed: str) -> str:
    """The value that was chosen from a list, or typed by its name."""
    wanted = typed.strip().casefold()
    for value, name in names.items():
        if wanted in {value.casefold(), name.casefold()}:
            return value
    raise UserError(UNKNOWN)
