"""The time of day within what was typed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time
from typing import Final

from mentorbot.errors import UserError

DEFAULT: Final = time(9)
"""For a day without a time."""

_NAMED: Final = {
    "noon": time(12), "midday": time(12), "morning": time(9), "afternoon": time(14), "evening": time(18),
    "night": time(20), "tonight": time(20),
}  # fmt: skip
_LEADING: Final = r"(?:\b(?:at|by|around)\s+|@\s*)?"
_CLOCK: Final = re.compile(
    _LEADING + r"(?<![0-9:./-])\b([0-9]{1,2})(?:[:.h]([0-5][0-9]))\s*(am|pm)?\b(?![./:-]?[0-9])"
)
_TWELVE: Final = re.compile(_LEADING + r"(?<![0-9:./-])\b([0-9]{1,2})\s*(am|pm)\b")
_BARE: Final = re.compile(r"(?:\b(?:at|by|around)\s+|@\s*)([0-9]{1,2})(?:h\b|\b(?![.:/-]?[0-9]))")
_LAST: Final = re.compile(r"(?:(?<=^)|(?<=\s))([0-9]{1,2})h?$")
_WORD: Final = re.compile(r"\b(?:(?:at|in|by)\s+)?(noon|midday|morning|afternoon|evening|tonight|night)\b")
_MIDNIGHT: Final = re.compile(r"\b(?:at\s+)?midnight\b")
# After these a number at the end is no hour: "every 2", "March 15", "in 3".
_NO_HOUR_AFTER: Final = re.compile(
    r"(?:^|\b(?:in|every|each|other|next|last|and|of|on|jan\w*|feb\w*|mar\w*|apr\w*|may|june?|july?|aug\w*"
    r"|sep\w*|oct\w*|nov\w*|dec\w*))$"
)


@dataclass(frozen=True, slots=True)
class Hour:
    """A time of day that was found, and what was typed without it. ``at`` None: there was none."""

    at: time | None
    rest: str


def find_hour(text: str) -> Hour:
    """Find the time of day in what :func:`mentorbot.times.words.tidy` made.

    An hour without am or pm is read on the 24-hour clock, but 1 to 6 could be either and is asked.

    Raises:
        UserError: It could be one of two, is said twice, or is on no clock.
    """
    if _MIDNIGHT.search(text):
        rest = _without(text, _MIDNIGHT)
        if rest not in {"", "today", "tonight"}:
            raise UserError(
                "Midnight is where two days meet, and I cannot tell which one you mean. "
                "Write “11:59pm” for the end of the day, or “12am” for its beginning."
            )
        return Hour(time(0), "")
    for pattern in (_CLOCK, _TWELVE, _BARE):
        if found := pattern.search(text):
            at = _time(found)
            rest = _without(text, pattern)
            said_again = next(_said(rest), None)
            if said_again is not None:
                raise UserError(
                    "I found two times of day in that. "
                    "Please give one, as in “tomorrow 5pm” or “Friday 17:00”."
                )
            # "tomorrow morning at 8" says it twice, and means once.
            return Hour(_within(at, rest), _day_words(rest))
    if found := _WORD.search(text):
        return Hour(_NAMED[found[1]], _day_words(text))
    if (found := _LAST.search(text)) and not _NO_HOUR_AFTER.search(text[: found.start()].strip()):
        return Hour(_time(found), text[: found.start()].strip())
    return Hour(None, text)


def _time(found: re.Match[str]) -> time:
    hour = int(found[1])
    many = found.re.groups
    minute = int(found[2]) if many == 3 else 0
    half = found[many] if many > 1 else None
    shown = found[0].strip().removeprefix("at ").removeprefix("by ").removeprefix("@").strip()
    if half:
        if not 1 <= hour <= 12:
            raise UserError(f"There is no “{shown}” on the clock. Write it as “5pm” or “17:00”.")
        return time(hour % 12 + (12 if half == "pm" else 0), minute)
    if hour == 24 and minute == 0:
        raise UserError("Write “11:59pm” for the end of a day, or “12am” for its beginning.")
    if hour > 23:
        raise UserError(f"There is no “{shown}” on the clock. Write it as “5pm” or “17:00”.")
    if 1 <= hour <= 6 and not found[1].startswith("0"):
        typed = f"{hour}:{minute:02d}" if minute else f"{hour}"
        raise UserError(f"Is {typed} in the morning or in the afternoon? Write “{typed}am” or “{typed}pm”.")
    return time(hour, minute)


def _within(at: time, rest: str) -> time:
    """A bare hour beside "evening" or "tonight" is in the second half of the day."""
    named = _WORD.search(rest)
    late = named is not None and named[1] in {"afternoon", "evening", "night", "tonight"}
    return at.replace(hour=at.hour + 12) if late and at.hour < 12 else at


def _said(rest: str) -> Iterator[re.Match[str]]:
    return (found for pattern in (_CLOCK, _TWELVE) if (found := pattern.search(rest)))


def _without(text: str, pattern: re.Pattern[str]) -> str:
    return " ".join(pattern.sub(" ", text, count=1).split())


def _day_words(text: str) -> str:
    """Without the name of a part of the day; but tonight, and this evening, are today."""
    text = re.sub(r"\btonight\b|\bthis (?:morning|afternoon|evening|night)\b", "today", text)
    return _without(text, _WORD)
