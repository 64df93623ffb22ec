"""The rooms of the house, where each declares what people can do in it, and what it makes when it is due."""

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from types import ModuleType
from typing import Final

import mentorbot
from mentorbot.chat.declare import Declared, declared_in

ROOMS: Final = (
    "progress",
    "guide",
    "reminders",
    "credits",
    "events",
    "mentoring",
    "meetings",
    "networking",
    "members",
    "community",
    "forms",
    "delivery",
)
"""Every room that has commands, in the order in which help and the docs speak of them."""

INSIDE: Final = {
    "mentoring": (
        "profiles.commands.mentees",
        "profiles.commands.mentors",
        "finding",
        "requests",
        "hours",
        "mentorships.commands.mentorship",
        "mentorships",
        "rounds",
        "organizing",
        "reports",
        "profiles.commands.blocking",
        "profiles.commands.settings",
    ),
    "networking": ("intros", "directory", "interviews", "opportunities", "insight"),
}
"""The same inside of a room that has rooms: what one needs first comes first; what is not named, last."""


def command_modules(room: str) -> list[ModuleType]:
    """The modules that declare the commands of a room: ``commands.py`` in it, and in the rooms in it."""
    package = import_module(f"{mentorbot.__name__}.{room}")
    found = [name for name in _names(package) if "commands" in name.split(".")]
    order = [f"{package.__name__}.{part}" for part in INSIDE.get(room, ())]

    def place(name: str) -> int:
        return next((at for at, part in enumerate(order) if f"{name}.".startswith(f"{part}.")), len(order))

    return [import_module(name) for name in sorted(found, key=place)]


def own_page_modules(room: str) -> list[ModuleType]:
    """The modules that declare a room's parts of a person's own page: ``own_page.py``, likewise."""
    package = import_module(f"{mentorbot.__name__}.{room}")
    return [import_module(name) for name in _names(package) if name.endswith(".own_page")]


def declared() -> Declared:
    """All that is declared, in the order of the rooms.

    Raises:
        ValueError: Two rooms declare the same.
    """
    return declared_in(
        module for room in ROOMS for module in (*command_modules(room), *own_page_modules(room))
    )


def load_arriving() -> None:
    """Import ``arriving.py`` of every room and of the rooms in it, which make the messages that are due."""
    for room in ROOMS:
        for name in _names(import_module(f"{mentorbot.__name__}.{room}")):
            if name.endswith(".arriving"):
                import_module(name)


def _names(package: ModuleType) -> Iterator[str]:
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        yield found.name
