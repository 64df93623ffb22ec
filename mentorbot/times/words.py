"""The words in which people say when."""

from datetime import date
from typing import Final

WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip
CODES: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
"""Weekdays as RFC 5545 writes them."""

_WEEKDAY_SHORT: Final = (
    ("mon",), ("tue", "tues"), ("wed", "weds"), ("thu", "thur", "thurs"), ("fri",), ("sat",), ("sun",),
)  # fmt: skip
_MONTH_SHORT: Final = {9: ("sep", "sept")}

WEEKDAY: Final[dict[str, int]] = {
    word: place
    for place, name in enumerate(WEEKDAYS)
    for word in (name.lower(), f"{name.lower()}s", *_WEEKDAY_SHORT[place])
}
MONTH: Final[dict[str, int]] = {
    word: place
    for place, name in enumerate(MONTHS, start=1)
    for word in (name.lower(), *_MONTH_SHORT.get(place, (name[:3].lower(),)))
}
PLACE: Final[dict[str, int]] = {"1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "5th": 5, "last": -1}
PLACES: Final = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", -1: "last"}

WEEKDAY_RE: Final = "|".join(sorted(WEEKDAY, key=len, reverse=True))
MONTH_RE: Final = "|".join(sorted(MONTH, key=len, reverse=True))
NUMBER_RE: Final = r"[0-9]{1,6}|an?(?=\s)"
PLACE_RE: Final = "|".join(PLACE)


def number(word: str) -> int:
    """The number that "a", "an" or digits say."""
    return 1 if word in {"a", "an"} else int(word)


def ordinal(day: int) -> str:
    """1st, 2nd, 3rd, 4th …"""
    ending = "th" if 10 <= day % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{ending}"


def describe_day(day: date) -> str:
    """A day for reading: "1 March 2027"."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
