"""The time of day within what was typed. Pure."""

import re
from dataclasses import dataclass
from datetime import time
from typing import Final

from mentorbot.errors import UserError
from mentorbot.times.named_days import NAMED_RE
from mentorbot.times.words import MONTH_RE, WEEKDAY, WEEKDAY_RE

DEFAULT: Final = time(9)
"""For a day without a time."""
CLOSE: Final = time(17)
"""The end of a working day."""

_NAMED: Final = {
    "noon": time(12), "midday": time(12), "morning": time(9), "afternoon": time(14), "evening": time(18),
    "night": time(20), "tonight": time(20),
}  # fmt: skip
_LEADING: Final = r"(?:\b(?:at|by|around|about|from)\s+|@\s*)?"
_PART: Final = r"morning|afternoon|evening|tonight|night"
_CLOCK: Final = re.compile(
    _LEADING + r"(?<![0-9:./-])\b([0-9]{1,2})[:.h]([0-5][0-9])(?::([0-5][0-9]))?\s*(am|pm)?\b(?![./:-]?[0-9])"
)
_TWELVE: Final = re.compile(_LEADING + r"(?<![0-9:./-])\b([0-9]{1,2})\s*(am|pm)\b")
_BARE: Final = re.compile(r"(?:\b(?:at|by|around)\s+|@\s*)([0-9]{1,2})(?:h\b|\b(?![.:/-]?[0-9]))")
_BESIDE_PART: Final = re.compile(
    rf"(?:^|(?<=\s))([0-9]{{1,2}})h?"
    rf"(?=\s+(?:(?:in|at|every|each)\s+|(?:on\s+)?(?:tomorrow|{WEEKDAY_RE})\s+)?(?:{_PART})\b)"
)
_LAST: Final = re.compile(r"(?:(?<=^)|(?<=\s))([0-9]{1,2})h?$")
_WORD: Final = re.compile(rf"\b(?:(?:at|in|by)\s+)?({_PART})\b")
_NOON: Final = re.compile(
    r"(?:\b(?:at|by|around|about)\s+)?(?:(?<![0-9:./-])\b12(?::00)?\s*)?\b(?:noon|midday)\b"
)
_MIDNIGHT: Final = re.compile(r"\b(?:at\s+)?(?:12(?::00)?\s*)?midnight\b")
_CLOSE: Final = re.compile(
    r"\b(?:(?:by|at|before)\s+)?"
    r"(eod|cob|eob|(?:end|close) of (?:(?:this |my )?(?:working |work |business )?day"
    r"|business|play)|end of(?= (?:today|tomorrow|[a-z]+day)))\b"
)
# After these a number at the end is no hour: "every 2", "March 15", "in 3".
_NO_HOUR_AFTER: Final = re.compile(
    r"(?:^|\b(?:in|every|each|other|next|last|and|or|of|on|jan\w*|feb\w*|mar\w*|apr\w*|may|june?|july?|aug\w*"
    r"|sep\w*|oct\w*|nov\w*|dec\w*))$"
)

_PAST: Final = re.compile(
    r"\b(?:(?:at|by|around|about)\s+)?"
    r"(?:(half|(?:a )?quarter|[1-5]?[0-9])(?:\s*(?:min|mins|minutes))? (past|after)"
    # "5 to 6pm" may as well be an hour that begins at five.
    r"|((?:a )?quarter|2[05]|[1-5]?[0-9](?=\s*min))(?:\s*(?:min|mins|minutes))? (to|before|till?|of)) "
    r"(?:(noon|midday|midnight)|([0-9]{1,2})(?:\s*(am|pm))?)\b(?!:)"
)
_TO_OR_UNTIL: Final = re.compile(
    r"(?<!from )(?<![0-9:./-])\b(5|10) (?:to|before|till?|of) (1[0-2]|[1-9])(?:\s*(am|pm))?\b(?!:)"
)
_AFTER_MIDNIGHT: Final = re.compile(
    r"\b(?:at )?(?:half|(?:a )?quarter|[1-5]?[0-9])(?: min(?:ute)?s?)? (?:past|after) midnight\b"
)
_ONE_MIDNIGHT: Final = ("", "today", "tonight", "every", "every day", "each day", "daily")
_WHICH_MIDNIGHT: Final = (
    "Midnight is where two days meet, and I cannot tell which one you mean. "
    "Write “11:59pm” for the end of the day, or “12am” for its beginning."
)
_HALF: Final = re.compile(r"\bhalf (1[0-2]|[1-9])(?!\s*(?:h|hrs?|hours?|years?|days?|weeks?)\b)(?![0-9:])")
_WEEKDAYS: Final = tuple(WEEKDAY)
_SHORT_LATE: Final = re.compile(rf"(?<=\b)((?:{WEEKDAY_RE}|tomorrow|today|tonight) )([1-9])([0-5][0-9])$")
_SHORT: Final = re.compile(r"(?<![0-9:./-])\b(0?[1-9]|1[0-2])([0-5][0-9])\s?([ap]m)\b")
_MILITARY: Final = re.compile(
    r"(?<![0-9:./-])\b(?:([01][0-9]|2[0-3])([0-5][0-9])\s*(?:h|hrs|hours)\b"
    r"|(?<=\bat )([01][0-9]|2[0-3])([0-5][0-9])\b"
    r"|^(0[0-9]|1[0-8])([0-5][0-9])$"
    r"|^([01][0-9]|2[0-3])([0-5][0-9])(?= (?:on )?(?:today|tomorrow|[a-z]+day)\b)"
    r"|(?<=day )([01][0-9]|2[0-3])([0-5][0-9])$|(?<=-[0-9]{2} )([01][0-9]|2[0-3])([0-5][0-9])$"
    r"|(?<=-[0-9]{4} )([01][0-9]|2[0-3])([0-5][0-9])$|(?<=tomorrow )([01][0-9]|2[0-3])([0-5][0-9])$)"
)
_NAMED_DAY: Final = re.compile(rf"\b(?:{NAMED_RE}) (?:of |in )?$")
_SHARP: Final = re.compile(r"\b(?:at\s+)?([0-9]{1,2})(?::00)?\s?(?:oclock|o clock)(?:\s*(am|pm)\b)?")
_SPOKEN: Final = re.compile(r"(?:^|(?<=\bat )|(?<=day )|(?<=tomorrow ))([0-9]{1,2}) ([0-5][0-9])\s*(am|pm)\b")
_SPOKEN_LATE: Final = re.compile(r"(?<=\bat )([0-9]{1,2}) ([0-5][0-9])$")
# Elsewhere a number before an h may be a span.
_AFTER_DATE: Final = re.compile(rf"\b({MONTH_RE}|(?:{MONTH_RE}) [0-9]{{4}}) ([01]?[0-9]|2[0-3])h\b")
# "Later today at 5pm", "early tomorrow 7am": the hour says it.
_NEAR: Final = re.compile(
    rf"\b(?:early|later?|sometime)(?: on)? (?=(?:today|tomorrow|this|in|{WEEKDAY_RE}|{_PART})\b)"
)
_HOURS_SIGN: Final = re.compile(r"\b([0-9]{1,2}[:.][0-5][0-9])\s*(?:h|hrs|hours)\b")

_BELONGS: Final = {
    "morning": range(12), "afternoon": range(12, 19), "evening": range(16, 24),
    "night": (*range(17, 24), *range(6)),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Hour:
    """A time of day that was found.

    Args:
        at: None: there was none.
        rest: What was typed without it.
        note: What had to be assumed, as a sentence.
        after_midnight: It is in the night that begins on the day that is meant, so on the day after.
    """

    at: time | None
    rest: str
    note: str = ""
    after_midnight: bool = False


def find_hour(text: str) -> Hour:
    """Find the time of day in what :func:`mentorbot.times.tidying.tidy` made.

    An hour without am or pm is read on the 24-hour clock, but 1 to 6 could be either and is asked; a part of
    the day beside it decides. What was typed with am or pm is never read as another hour.

    Raises:
        UserError: It could be one of two, is said twice, contradicts itself, or is on no clock.
    """
    if (midnight := _AFTER_MIDNIGHT.search(text)) and _without(text, midnight) not in _ONE_MIDNIGHT:
        raise UserError(_WHICH_MIDNIGHT)
    text = put_on_a_clock(text)
    named, text = _named(text)
    found, rest = _clocks(text)
    if len(named) + len(found) > 1:
        raise UserError(
            "I found two times of day in that. Please give one, as in “tomorrow 5pm” or “Friday 17:00”."
        )
    if named:
        return _of_name(named[0], rest)
    if not found and (bare := _bare(rest)):
        found = [bare]
        rest = _without(rest, bare)
    part = _WORD.search(rest)
    if found:
        at = _time(found[0], part[1] if part else "")
        late = part is not None and part[1] in {"night", "tonight"} and at.hour < 6
        rest = _NEAR.sub("", rest)
        return Hour(at, _day_words(rest), after_midnight=late)
    return Hour(_NAMED[part[1]], _day_words(rest)) if part else Hour(None, text)


def put_on_a_clock(text: str) -> str:
    """Other ways of writing a time as hours and minutes: "half past 5", "1500h", "6p"."""
    text = _PAST.sub(_past, text)
    if unclear := _TO_OR_UNTIL.search(text):
        minutes, hour, half = int(unclear[1]), int(unclear[2]), unclear[3] or ""
        raise UserError(
            f"Is “{unclear[0]}” {hour - 1 or 12}:{60 - minutes}{half}, or from {minutes} until {hour}{half}? "
            f"Write “{hour - 1 or 12}:{60 - minutes}{half}”."
        )
    if unclear := _HALF.search(text):
        hour = int(unclear[1])
        raise UserError(
            f"“Half {hour}” is {hour}:30 to some people and {hour - 1 or 12}:30 to others. "
            f"Write it with the minutes, as in “{hour}:30”."
        )
    text = _SHORT.sub(r"\1:\2\3", text)
    text = _SHORT_LATE.sub(r"\1at \2:\3", text)
    text = _SHARP.sub(lambda found: f"at {found[1]}{found[2] or ''}", text)
    text = _SPOKEN.sub(r"\1:\2\3", text)
    text = _SPOKEN_LATE.sub(r"\1:\2", text)
    text = _MILITARY.sub(_military, text)
    text = _AFTER_DATE.sub(r"\1 \2:00", text)
    return _HOURS_SIGN.sub(r"\1", text)


def _military(found: re.Match[str]) -> str:
    """ "1500h" with a colon; but what follows the name of a day, as in "Labor Day 2028", is a year."""
    if found[0].startswith("20") and _NAMED_DAY.search(found.string, 0, found.start()):
        return found[0]
    return ":".join(one for one in found.groups() if one)


def _past(found: re.Match[str]) -> str:
    word, side, named, hour, half = found[1] or found[3], found[2] or found[4], found[5], found[6], found[7]
    minutes = 30 if word == "half" else 15 if "quarter" in word else int(word)
    if named:
        hour, half = "12", "am" if named == "midnight" else "pm"
    if not 1 <= int(hour) <= (12 if half else 23):
        return found[0]
    early = side not in {"past", "after"}
    if half:
        whole = (int(hour) % 12 + 12 * (half == "pm")) * 60 + (-minutes if early else minutes)
        return f"at {whole // 60 % 24:02d}:{whole % 60:02d}"
    shown = int(hour) - early
    return f"at {shown or 12}:{(60 - minutes) % 60 if early else minutes:02d}"


def _named(text: str) -> tuple[list[str], str]:
    """Noon, midnight and the end of the day, and what was typed without them."""
    found = []
    for name, pattern in (("noon", _NOON), ("midnight", _MIDNIGHT), ("close", _CLOSE)):
        if hit := pattern.search(text):
            found.append(name)
            text = _without(text, hit)
    return found, text


def _of_name(name: str, rest: str) -> Hour:
    if name == "noon":
        return Hour(time(12), rest)
    if name == "close":
        return Hour(CLOSE, _day_words(rest), f"I took the end of the day as {CLOSE.hour}:00.")
    if rest not in _ONE_MIDNIGHT:
        raise UserError(_WHICH_MIDNIGHT)
    return Hour(time(0), "" if rest in {"", "today", "tonight"} else rest)


def _clocks(text: str) -> tuple[list[re.Match[str]], str]:
    """All times of day with minutes, am, pm or "at", and what was typed without them."""
    found = []
    for pattern in (_CLOCK, _TWELVE, _BARE):
        while hit := pattern.search(text):
            found.append(hit)
            text = _without(text, hit)
    return found, text


def _bare(text: str) -> re.Match[str] | None:
    """A number that is an hour by where it stands: beside a part of the day, or at the end."""
    beside = _BESIDE_PART.search(text)
    if beside and (not text[: beside.start()].strip() or not _no_hour_after(text[: beside.start()])):
        return beside
    last = _LAST.search(text)
    if last and int(last[1]) > 23 and text[: last.start()].strip().endswith(_WEEKDAYS):
        # "Thursday 24" is the 24th.
        return None
    if last is None or not text[: last.start()].strip() or _no_hour_after(text[: last.start()]):
        return None
    return last


def _no_hour_after(text: str) -> bool:
    return _NO_HOUR_AFTER.search(text.strip()) is not None


def _time(found: re.Match[str], part: str) -> time:
    groups = found.groups()
    hour = int(groups[0])
    minute, second = (int(groups[1]), int(groups[2] or 0)) if len(groups) == 4 else (0, 0)
    half = groups[-1] if len(groups) > 1 else None
    shown = re.sub(r"^(?:at|by|around|about|from|@)\s*", "", found[0].strip())
    if hour > 24 or (half and not 1 <= hour <= 12):
        raise UserError(f"There is no “{shown}” on the clock. Write it as “5pm” or “17:00”.")
    if hour == 24:
        raise UserError("Write “11:59pm” for the end of a day, or “12am” for its beginning.")
    part = "night" if part == "tonight" else part
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    elif not (hour == 0 or hour > 12 or groups[0].startswith("0")):
        hour = _half_of(hour, part, shown)
    if part and hour not in _BELONGS[part]:
        raise UserError(
            f"“{shown}” and “{part}” do not go together. Write one of them only, as in “tomorrow 11am” or "
            "“tomorrow evening”."
        )
    return time(hour, minute, second)


def _half_of(hour: int, part: str, shown: str) -> int:
    """The hour that a number from 1 to 12 without am or pm is."""
    if not part:
        if hour > 6:
            return hour
    elif hour < 12:
        halves = [one for one in (hour, hour + 12) if one in _BELONGS[part]]
        if len(halves) == 1 or not halves:
            return halves[0] if halves else hour
    elif part == "afternoon":
        return hour
    if hour == 12:
        raise UserError("Is 12 at noon or at midnight? Write “12pm” for noon or “12am” for midnight.")
    raise UserError(f"Is {shown} in the morning or in the afternoon? Write “{shown}am” or “{shown}pm”.")


def _without(text: str, found: re.Match[str]) -> str:
    return " ".join(f"{text[: found.start()]} {text[found.end() :]}".split())


def _day_words(text: str) -> str:
    """Without the name of a part of the day; but tonight, and this evening, are today."""
    text = re.sub(rf"\btonight\b|\bthis (?:{_PART})\b", "today", text)
    text = re.sub(r"\btoday today\b", "today", text)
    return " ".join(_WORD.sub(" ", text, count=1).split())
