"""What is kept with a delivery until it is due: a dataclass for each kind, stored as JSON under its names."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import StrEnum
from types import NoneType, UnionType
from typing import Any, Final, Self, get_args, get_origin, get_type_hints

_READERS: Final[Mapping[type, Callable[[str], Any]]] = {
    datetime: datetime.fromisoformat,
    date: date.fromisoformat,
}


@dataclass(frozen=True, slots=True)
class Payload:
    """To be inherited from, by frozen dataclasses.

    Fields are whole numbers, texts, yes or no, values of a StrEnum, days and moments (both kept as ISO 8601),
    tuples of one of these (``tuple[int, ...]``), or one of these or None. A field that is added later needs a
    default: rows without it are waiting.
    """

    def as_json(self) -> dict[str, Any]:
        """What is stored, by the names of the fields."""
        return {one.name: _stored(getattr(self, one.name)) for one in fields(self)}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """What :meth:`as_json` made; names that are not known are passed over.

        Raises:
            TypeError: One without a default is not there.
            ValueError: One cannot be what its field is.
        """
        types = get_type_hints(cls)
        there = [one for one in fields(cls) if one.name in stored]
        return cls(**{one.name: _read(types[one.name], stored[one.name]) for one in there})


NOTHING: Final = Payload()
"""Of a kind whose row says all that its handler needs."""


def _stored(value: Any) -> Any:
    match value:
        case date():  # a moment is one too
            return value.isoformat()
        case StrEnum():
            return value.value
        case tuple():
            return [_stored(one) for one in value]
        case _:
            return value


def _read(type_: Any, value: Any) -> Any:
    if value is None:
        return None
    if get_origin(type_) is UnionType:
        type_ = next(one for one in get_args(type_) if one is not NoneType)
    if get_origin(type_) is tuple:
        (each, *_) = get_args(type_)
        return tuple(_read(each, one) for one in value)
    if reader := _READERS.get(type_):
        return reader(value)
    return type_(value)
