"""What a running bot has, whichever platforms it is on: its database, and its parts by their type."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import Select

from mentorbot.chat.caller import Caller
from mentorbot.chat.platform import NotNowError, Platform
from mentorbot.db import Database

Part = TypeVar("Part")


@dataclass(slots=True)
class Program:
    """One running bot.

    Args:
        database: Open for as long as the bot runs.
        parts: What else it has (the guide, the rules of credentials …), by type.
        platforms: Those it is connected to, by name: "discord", "slack".
        find_places: Selects the communities of somebody who asks in a direct message, as
            :meth:`mentorbot.db.Database.session_scope` takes them.
        counted: Somebody may look at what is counted of its work (:mod:`mentorbot.metrics`).
    """

    database: Database
    parts: dict[type[Any], Any] = field(default_factory=dict)
    platforms: dict[str, Platform] = field(default_factory=dict)
    find_places: Callable[[Caller], Select[*tuple[Any, ...]]] | None = None
    counted: bool = False

    def find_platform(self, name: str) -> Platform:
        """The platform of this name. Raises NotNowError: the program is not connected to it."""
        if name not in self.platforms:
            raise NotNowError(f"not connected to {name}")
        return self.platforms[name]

    def add_part(self, part: object) -> None:
        """Let rooms find this by its type."""
        self.parts[type(part)] = part

    def part(self, kind: type[Part], make: Callable[["Program"], Part] | None = None) -> Part:
        """What the program has of a kind: ``program.part(Library).guide("en")``.

        Args:
            kind: Its type.
            make: Makes it the first time, for what a room keeps for itself.

        Raises:
            KeyError: There is none, and none can be made.
        """
        if kind not in self.parts and make is not None:
            self.parts[kind] = make(self)
        found: Part = self.parts[kind]
        return found
