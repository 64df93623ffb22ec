"""What came in JSON from the page or over HTTP, taken apart with a sentence for what is wrong."""

import json
import re
from typing import Any, Self

from multidict import MultiMapping

from mentorbot.sandbox.discord.people.screen import ClientRefusedError
from mentorbot.sandbox.wire import Json

WHOLE = re.compile(r"-?[0-9]{1,18}")
DAY = 24 * 60 * 60


class Given:
    """The arguments of one thing to do.

    Args:
        values: What was given, by name.
        as_texts: Whether each is a list of texts, as they stand in an address.
    """

    def __init__(self, values: Json, *, as_texts: bool = False) -> None:
        self.values = values
        self._as_texts = as_texts

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

    @classmethod
    def of_address(cls, query: MultiMapping[str]) -> Self:
        """What stands behind the question mark of an address."""
        return cls({name: query.getall(name) for name in query}, as_texts=True)

    def _one(self, name: str) -> Any:
        value = self.values.get(name)
        return value[-1] if self._as_texts and isinstance(value, list) else value

    def has(self, name: str) -> bool:
        """Whether something was given under a name."""
        return self.values.get(name) is not None

    def text(self, name: str, otherwise: str | None = None) -> str:
        """A text."""
        value = self._one(name) if name in self.values else otherwise
        if not isinstance(value, str):
            raise ClientRefusedError(f"“{name}” must be a text.")
        return value

    def whole(
        self,
        name: str,
        otherwise: int | None = None,
        *,
        lowest: int | None = None,
        highest: int | None = None,
    ) -> int:
        """A whole number."""
        value = self._one(name) if name in self.values else otherwise
        return self._whole(name, value, lowest, highest)

    def wholes(self, name: str) -> list[int]:
        """A list of whole numbers; empty when nothing was given."""
        return [self._whole(name, one, None, None) for one in self.several(name)]

    def _whole(self, name: str, value: Any, lowest: int | None, highest: int | None) -> int:
        if self._as_texts and isinstance(value, str) and WHOLE.fullmatch(value):
            value = int(value)
        if not isinstance(value, int) or isinstance(value, bool):
            raise ClientRefusedError(f"“{name}” must be a whole number.")
        if lowest is not None and value < lowest:
            raise ClientRefusedError(f"“{name}” must be at least {lowest}.")
        if highest is not None and value > highest:
            raise ClientRefusedError(f"“{name}” must be at most {highest}.")
        return value

    def seconds(self, name: str) -> float:
        """A time in seconds, also a part of one, up to a day; 0 when nothing was given."""
        value = self._one(name)
        if value is None:
            return 0.0
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= DAY:
            raise ClientRefusedError(f"“{name}” must be a number of seconds, 0 to {DAY}.")
        return float(value)

    def flag(self, name: str) -> bool:
        """True or false; false when nothing was given."""
        value = self._one(name)
        if value is not None and not isinstance(value, bool):
            raise ClientRefusedError(f"“{name}” must be true or false.")
        return bool(value)

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
