"""The words in which people say when, and how what they typed is made ready to be compared."""

import re
import unicodedata
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
NUMBER: Final[dict[str, int]] = {
    word: number
    for number, words in enumerate(
        (
            "",
            "a an one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
        )
    )
    for word in words.split()
}
PLACE: Final[dict[str, int]] = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "last": -1,
    "1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "5th": 5,
}  # fmt: skip
PLACES: Final = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", -1: "last"}

WEEKDAY_RE: Final = "|".join(sorted(WEEKDAY, key=len, reverse=True))
MONTH_RE: Final = "|".join(sorted(MONTH, key=len, reverse=True))
NUMBER_RE: Final = r"[0-9]{1,6}|" + "|".join(sorted(NUMBER, key=len, reverse=True))
PLACE_RE: Final = "|".join(PLACE)

_FILLER: Final = re.compile(r"\b(?:please|remind me|the|o clock|oclock)\b")
_SIGNS: Final = re.compile(r"[,;!?]+|(?<![0-9])\.|\.(?![0-9])")


def tidy(typed: str) -> str:
    """Lower case, one space between words, without filler and the signs that end sentences."""
    text = unicodedata.normalize("NFKC", typed).lower()
    text = re.sub(r"^([0-9]{4}-[0-9]{2}-[0-9]{2})t(?=[0-9])", r"\1 ", text)
    text = re.sub(r"\b([ap])\.\s?m\b\.?", r"\1m", text)
    text = _SIGNS.sub(" ", text.replace("’", "").replace("'", ""))
    return " ".join(_FILLER.sub(" ", text).split())


def number(word: str) -> int:
    """The number that a word or its digits say."""
    return NUMBER[word] if word in NUMBER else int(word)


def ordinal(day: int) -> str:
    """1st, 2nd, 3rd, 4th …"""
    ending = "th" if 10 <= day % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{ending}"
