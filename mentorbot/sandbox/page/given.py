"""What came in JSON from the page or over HTTP, taken apart with a sentence for what is wrong."""

import json
from typing import Any, Self

from mentorbot.sandbox.discord.people.screen import ClientRefusedError
from mentorbot.sandbox.wire import Json


class Given:
    """The arguments of one thing to do.

    Args:
        values: What was given, by name.
    """

    def __init__(self, values: Json) -> None:
        self.values = values

    @classmethod
    def parse(cls, raw: str | bytes) -> Self:
        """Read JSON.

        Raises:
            ClientRefusedError: It is none, or no object.
        """
        try:
            values = json.loads(raw)
        except (ValueError, RecursionError):
            raise ClientRefusedError("That is not JSON.") from None
        if not isinstance(values, dict):
            raise ClientRefusedError("The JSON must be an object.")
        return cls(values)

    def has(self, name: str) -> bool:
        """Whether something was given under a name."""
        return self.values.get(name) is not None

    def text(self, name: str, otherwise: str | None = None) -> str:
        """A text."""
        value = self.values.get(name, otherwise)
        if not isinstance(value, str):
            raise ClientRefusedError(f"“{name}” must be a text.")
        return value

    def whole(self, name: str, otherwise: int | None = None) -> int:
        """A whole number."""
        value = self.values.get(name, otherwise)
        if not isinstance(value, int) or isinstance(value, bool):
            raise ClientRefusedError(f"“{name}” must be a whole number.")
        return value

    def several(self, name: str) -> list[Any]:
        """A list; empty when nothing was given."""
        value = self.values.get(name, [])
        if not isinstance(value, list):
            raise ClientRefusedError(f"“{name}” must be a list.")
        return value

    def part(self, name: str) -> Json:
        """An object; empty when nothing was given."""
        value = self.values.get(name, {})
        if not isinstance(value, dict):
            raise ClientRefusedError(f"“{name}” must be an object.")
        return value
