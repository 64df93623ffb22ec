"""Checks of single values, reporting what is wrong as Discord does.

Every check adds what it finds to a `Problems`, which knows the shape of Discord's answer
to an invalid form body (code 50035): a tree that follows the path of the value, with a list
`_errors` of codes and messages at each leaf.
Source: https://docs.discord.com/developers/reference#error-messages
"""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from mentorbot.sandbox.wire import Json

Path = tuple[str | int, ...]

BIGGEST_SNOWFLAKE = (1 << 64) - 1


class Problems:
    """What is wrong with one request, in the order it was found."""

    __slots__ = ("found",)

    def __init__(self) -> None:
        self.found: list[tuple[Path, str, str]] = []

    def __bool__(self) -> bool:
        return bool(self.found)

    def __str__(self) -> str:
        return "\n".join(
            f"{'.'.join(map(str, path))}[{code}]: {message}" for path, code, message in self.found
        )

    def add(self, path: Path, code: str, message: str) -> None:
        """Note one problem at `path`."""
        self.found.append((path, code, message))

    def tree(self) -> Json:
        """The `errors` object of Discord's answer."""
        root: Json = {}
        for path, code, message in self.found:
            node = root
            for part in path:
                node = node.setdefault(str(part), {})
            node.setdefault("_errors", []).append({"code": code, "message": message})
        return root

    def required(self, path: Path) -> None:
        """Note that the value at `path` is missing."""
        self.add(path, "BASE_TYPE_REQUIRED", "This field is required")

    def length(self, path: Path, shortest: int, longest: int) -> None:
        """Note that the value at `path` is too short or too long."""
        if shortest:
            message = f"Must be between {shortest} and {longest} in length."
            self.add(path, "BASE_TYPE_BAD_LENGTH", message)
        else:
            self.add(path, "BASE_TYPE_MAX_LENGTH", f"Must be {longest} or fewer in length.")


def text(
    problems: Problems, path: Path, value: object, shortest: int, longest: int, *, optional: bool = False
) -> str | None:
    """Check a string whose length is counted in characters; null is the same as missing."""
    if value is None:
        if not optional:
            problems.required(path)
        return None
    if not isinstance(value, str):
        problems.add(path, "STRING_TYPE_CONVERT", f'Could not interpret "{value}" as string.')
        return None
    if not value and shortest and not optional:
        problems.required(path)
        return None
    if not shortest <= len(value) <= longest:
        problems.length(path, shortest, longest)
        return None
    return value


def whole(
    problems: Problems,
    path: Path,
    value: object,
    lowest: int,
    highest: int,
    *,
    default: int | None = None,
    optional: bool = True,
) -> int | None:
    """Check a whole number; null or missing gives `default`."""
    if value is None:
        if not optional:
            problems.required(path)
        return default
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # JSON knows only numbers
    if isinstance(value, bool) or not isinstance(value, int):
        problems.add(path, "NUMBER_TYPE_COERCE", f'Value "{value}" is not int.')
        return default
    if value < lowest:
        problems.add(path, "NUMBER_TYPE_MIN", f"int value should be greater than or equal to {lowest}.")
        return default
    if value > highest:
        problems.add(path, "NUMBER_TYPE_MAX", f"int value should be less than or equal to {highest}.")
        return default
    return value


def flag(problems: Problems, path: Path, value: object, *, default: bool = False) -> bool:
    """Check a boolean; null or missing gives `default`."""
    if value is None:
        return default
    if not isinstance(value, bool):
        problems.add(path, "BOOLEAN_TYPE_CONVERT", "Must be either true or false.")
        return default
    return value


def one_of(
    problems: Problems, path: Path, value: object, allowed: tuple[int, ...], *, default: int | None = None
) -> int | None:
    """Check one of a few whole numbers; null or missing gives `default`, or is a problem without one."""
    if value is None and default is not None:
        return default
    if value is None:
        problems.required(path)
        return None
    if isinstance(value, bool) or value not in allowed:
        choices = ", ".join(map(str, allowed))
        problems.add(path, "BASE_TYPE_CHOICES", f"Value must be one of {{{choices}}}.")
        return default
    return next(one for one in allowed if one == value)  # a client may say 1 as 1.0


def number(
    problems: Problems, path: Path, value: object, lowest: float, highest: float, *, optional: bool = True
) -> float | None:
    """Check a number that need not be whole; null or missing gives None."""
    if value is None:
        if not optional:
            problems.required(path)
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value:  # noqa: PLR0124  (NaN)
        problems.add(path, "NUMBER_TYPE_COERCE", f'Value "{value}" is not float.')
    elif value < lowest:
        problems.add(
            path, "NUMBER_TYPE_MIN", f"float value should be greater than or equal to {float(lowest)}."
        )
    elif value > highest:
        problems.add(
            path, "NUMBER_TYPE_MAX", f"float value should be less than or equal to {float(highest)}."
        )
    else:
        return value
    return None


def bits(problems: Problems, path: Path, value: object) -> int | None:
    """Check a set of bits such as permissions, which Discord takes as a string or a number."""
    if value is None:
        return None
    written = str(value)
    if isinstance(value, bool | float) or not (written.isascii() and written.isdigit()):
        problems.add(path, "NUMBER_TYPE_COERCE", f'Value "{value}" is not int.')
        return None
    return int(written)


def mapping(problems: Problems, path: Path, value: object) -> Json | None:
    """Check an object."""
    if isinstance(value, dict):
        return value
    problems.add(path, "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType")
    return None


def several(
    problems: Problems,
    path: Path,
    value: object,
    fewest: int,
    most: int,
    *,
    optional: bool = False,
    unique: bool = False,
) -> list[Any]:
    """Check a list, how many it holds, and that nothing is there twice; what is wrong gives an empty list."""
    if value is None:
        if not optional:
            problems.required(path)
        return []
    if not isinstance(value, list):
        problems.add(path, "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
        return []
    if not fewest <= len(value) <= most:
        problems.length(path, fewest, most)
        return []
    if unique:
        _refuse_repeated(problems, path, value)
    return value


def _refuse_repeated(problems: Problems, path: Path, values: list[Any]) -> None:
    seen: set[str] = set()
    for index, one in enumerate(values):
        if str(one) in seen:
            code = "SET_TYPE_ALREADY_CONTAINS_VALUE"
            problems.add((*path, index), code, "The set already contains this value")
        seen.add(str(one))


def each_text(
    problems: Problems,
    path: Path,
    value: object,
    most: int,
    longest: int,
    *,
    shortest: int = 1,
    unique: bool = False,
) -> list[str]:
    """Check a list of strings; null or missing is an empty one."""
    listed = several(problems, path, value, 0, most, optional=True, unique=unique)
    checked = (text(problems, (*path, index), one, shortest, longest) for index, one in enumerate(listed))
    return [one for one in checked if one is not None]


def ids(
    problems: Problems,
    path: Path,
    value: object,
    most: int,
    *,
    fewest: int = 0,
    optional: bool = True,
    unique: bool = True,
) -> list[str]:
    """Check a list of ids; null or missing is an empty one if it is `optional`."""
    listed = several(problems, path, value, fewest, most, optional=optional, unique=unique)
    if not listed:
        return []
    checked = (snowflake(problems, (*path, index), one) for index, one in enumerate(listed))
    return [one for one in checked if one is not None]


def each_of(
    problems: Problems, path: Path, value: object, allowed: tuple[int, ...], *, fewest: int = 0
) -> list[int] | None:
    """Check a set of a few whole numbers; null or missing gives None."""
    if value is None:
        return None
    listed = several(problems, path, value, fewest, len(allowed), unique=True)
    checked = (one_of(problems, (*path, index), one, allowed) for index, one in enumerate(listed))
    return [one for one in checked if one is not None]


def word(problems: Problems, path: Path, value: object, allowed: Collection[str]) -> str | None:
    """Check one of a few words; null or missing gives None."""
    if value is None:
        return None
    if not isinstance(value, str) or value not in allowed:
        problems.add(path, "ENUM_TYPE_COERCE", f'Value "{value}" is not a valid enum value.')
        return None
    return value


def each_word(
    problems: Problems, path: Path, value: object, allowed: Collection[str], *, fewest: int = 0
) -> list[str]:
    """Check a set of a few words; null or missing is an empty one."""
    listed = several(problems, path, value, fewest, len(allowed), optional=True, unique=True)
    checked = (word(problems, (*path, index), one, allowed) for index, one in enumerate(listed))
    return [one for one in checked if one is not None]


def snowflake(problems: Problems, path: Path, value: object, *, optional: bool = False) -> str | None:
    """Check an id, which Discord takes as a string or a number; null is the same as missing."""
    if value is None:
        if not optional:
            problems.required(path)
        return None
    if isinstance(value, bool) or not isinstance(value, str | int):
        problems.add(path, "NUMBER_TYPE_COERCE", f'Value "{value}" is not snowflake.')
        return None
    written = str(value)
    if not (written.isascii() and written.isdigit() and int(written) <= BIGGEST_SNOWFLAKE):
        problems.add(path, "NUMBER_TYPE_COERCE", f'Value "{value}" is not snowflake.')
        return None
    return written


def url(
    problems: Problems, path: Path, value: object, longest: int, schemes: tuple[str, ...] = ("http", "https")
) -> str | None:
    """Check a web address and its scheme."""
    address = text(problems, path, value, 1, longest)
    if address is None:
        return None
    try:
        parts = urlsplit(address)
    except ValueError:
        parts = urlsplit("")
    if not parts.scheme or not (parts.netloc or parts.path):
        problems.add(path, "URL_TYPE_INVALID_URL", "Not a well formed URL.")
        return None
    if parts.scheme not in schemes:
        listed = ", ".join(f"'{scheme}'" for scheme in schemes)
        message = f'Scheme "{parts.scheme}" is not supported. Scheme must be one of ({listed}).'
        problems.add(path, "URL_TYPE_INVALID_SCHEME", message)
        return None
    if not parts.netloc:
        problems.add(path, "URL_TYPE_INVALID_URL", "Not a well formed URL.")
        return None
    return address


def moment(problems: Problems, path: Path, value: object, *, optional: bool = True) -> datetime | None:
    """Check a moment in ISO 8601, taken as UTC when it names no zone; null or missing gives None."""
    if value is None:
        if not optional:
            problems.required(path)
        return None
    try:
        read = datetime.fromisoformat(value if isinstance(value, str) else "")
        return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        message = f"Could not parse {value}. Should be ISO8601."
        problems.add(path, "DATE_TIME_TYPE_PARSE", message)
        return None


def union(problems: Problems, path: Path, value: object, allowed: Mapping[int, Any]) -> Json | None:
    """Check an object whose field `type` must be one of `allowed`."""
    given = mapping(problems, path, value)
    if given is None:
        return None
    kind = given.get("type")
    if kind is None:
        problems.required((*path, "type"))
        return None
    if isinstance(kind, bool) or not isinstance(kind, int) or kind not in allowed:
        listed = ", ".join(map(str, allowed)) + ("," if len(allowed) == 1 else "")
        message = f'Value of field "type" must be one of ({listed}).'
        problems.add((*path, "type"), "UNION_TYPE_CHOICES", message)
        return None
    return given
