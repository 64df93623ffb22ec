"""What a field of content or of the settings may hold.

These stand in ``Annotated`` types and are read by pydantic, when content or settings are checked. A bot that
runs has what was checked already, so nothing of pydantic is imported here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler


class Bounds:
    """Bounds by the names that pydantic's core has for them, such as ``max_length`` and ``ge``."""

    def __init__(self, **bounds: object) -> None:
        self._bounds = bounds

    def __get_pydantic_core_schema__(self, source: Any, handler: "GetCoreSchemaHandler") -> Any:
        """What pydantic asks for."""
        return {**handler(source), **self._bounds}


@dataclass(frozen=True, slots=True)
class Check:
    """A function that returns the value, mended or not, or raises ValueError with what is wrong.

    Args:
        before: Whether it gets what was written, before that is made into the field's type.
    """

    function: Callable[[Any], Any]
    before: bool = False

    def __get_pydantic_core_schema__(self, source: Any, handler: "GetCoreSchemaHandler") -> Any:
        """What pydantic asks for."""
        kind = "function-before" if self.before else "function-after"
        return {
            "type": kind,
            "function": {"type": "no-info", "function": self.function},
            "schema": handler(source),
        }


def words(most: int) -> Bounds:
    """Text of 1 to so many characters, without spaces around it."""
    return Bounds(strip_whitespace=True, min_length=1, max_length=most)


class Entry:
    """What a file of content holds: a frozen dataclass, which pydantic checks.

    It refuses a field it does not know: most of those are misspelt.
    """

    __slots__ = ()
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012 - pydantic reads it, nobody writes it
