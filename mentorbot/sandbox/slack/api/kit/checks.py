"""Small checks that a description of Block Kit is made of, and what they found wrong."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from mentorbot.sandbox.wire import Json


class Problems:
    """What is wrong with what an app sent.

    Args:
        prefix: Where it stood, such as `/view`.
    """

    def __init__(self, prefix: str = "") -> None:
        self.prefix = prefix
        self.lines: list[str] = []

    def add(self, place: str, line: str) -> None:
        """Note a line about a place, such as `/blocks/0/text`."""
        self.lines.append(f"{line} [json-pointer:{self.prefix}{place}]")


Check = Callable[[Any, str, Problems], None]


def text(most: int, *, least: int = 1, like: re.Pattern[str] | None = None) -> Check:
    """A text of a length, and perhaps of a form."""

    def check(value: Any, place: str, problems: Problems) -> None:
        if not isinstance(value, str):
            problems.add(place, "must be a string")
        elif len(value) < least:
            problems.add(place, f"must be more than {least - 1} characters")
        elif len(value) > most:
            problems.add(place, f"must be less than {most + 1} characters")
        elif like is not None and not like.fullmatch(value):
            problems.add(place, "does not match the expected format")

    return check


def number(least: int, most: int) -> Check:
    """A whole number within limits."""

    def check(value: Any, place: str, problems: Problems) -> None:
        if not isinstance(value, int) or isinstance(value, bool):
            problems.add(place, "must be an integer")
        elif value < least:
            problems.add(place, f"must be greater than or equal to {least}")
        elif value > most:
            problems.add(place, f"must be less than or equal to {most}")

    return check


def flag(value: Any, place: str, problems: Problems) -> None:
    """Yes or no."""
    if not isinstance(value, bool):
        problems.add(place, "must be a boolean")


def choice(*values: str) -> Check:
    """One of several words."""

    def check(value: Any, place: str, problems: Problems) -> None:
        if value not in values:
            problems.add(place, f"value must be one of the allowed values: {', '.join(values)}")

    return check


def anything(value: Any, place: str, problems: Problems) -> None:
    """What is not looked at."""


def each(check: Check, most: int, *, least: int = 1) -> Check:
    """A list of so many things, each of which is checked."""

    def check_list(value: Any, place: str, problems: Problems) -> None:
        if not isinstance(value, list):
            problems.add(place, "must be an array")
            return
        if len(value) < least:
            problems.add(
                place, f"no less than {least} items allowed" if value else "must provide an array with items"
            )
        if len(value) > most:
            problems.add(place, f"no more than {most} items allowed")
        for position, one in enumerate(value[:most]):
            check(one, f"{place}/{position}", problems)

    return check_list


def shape(required: Mapping[str, Check], optional: Mapping[str, Check] | None = None) -> Check:
    """An object with the fields that it has to have, and those that it may have."""
    known = {**required, **(optional or {})}

    def check(value: Any, place: str, problems: Problems) -> None:
        if not isinstance(value, dict):
            problems.add(place, "must be an object")
            return
        for name in required:
            if name not in value:
                problems.add(place, f"missing required field: {name}")
        for name, one in value.items():
            if name in known:
                known[name](one, f"{place}/{name}", problems)
            else:
                problems.add(place, f"invalid additional property: {name}")

    return check


def both(*checks: Check) -> Check:
    """Several checks of the same thing; the later ones only if those before found nothing."""

    def check(value: Any, place: str, problems: Problems) -> None:
        for one in checks:
            before = len(problems.lines)
            one(value, place, problems)
            if len(problems.lines) > before:
                return

    return check


def by_type(known: Mapping[str, Check]) -> Check:
    """An object whose `type` says what it is."""

    def check(value: Any, place: str, problems: Problems) -> None:
        if not isinstance(value, dict):
            problems.add(place, "must be an object")
            return
        kind = value.get("type")
        if kind is None:
            problems.add(place, "missing required field: type")
        elif not isinstance(kind, str) or kind not in known:
            problems.add(f"{place}/type", f"unsupported type: {kind}")
        else:
            known[kind](value, place, problems)

    return check


def one_of(*names: str) -> Check:
    """An object that has exactly one of several fields."""

    def check(value: Json, place: str, problems: Problems) -> None:
        there = [name for name in names if name in value]
        if not there:
            problems.add(place, f"missing required field: {' or '.join(names)}")
        elif len(there) > 1:
            problems.add(place, f"only one of these is allowed: {', '.join(there)}")

    return check
