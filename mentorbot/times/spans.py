"""The span within what was typed, such as "in 3 weeks". Pure."""

import re
from datetime import datetime, timedelta
from typing import Final

from dateutil.relativedelta import relativedelta

from mentorbot.errors import UserError
from mentorbot.times.words import NUMBER_RE, number

_SPAN_WORDS: Final = (
    (re.compile(r"\b(?:an?|1) hour and (?:a )?half\b"), "90 minutes"),
    (re.compile(r"\b(?:an?|1) hour and (?:a )?quarter\b"), "75 minutes"),
    (re.compile(r"\b(?:an?|1) hour and 3 quarters\b"), "105 minutes"),
    (re.compile(r"\b([0-9]+) hours? and (?:a )?half\b"), r"\1.5 hours"),
    (re.compile(r"\b([0-9]+) hours? and (?:a )?quarter\b"), r"\1.25 hours"),
    (re.compile(r"\b([0-9]+) 1/2 (?=hours?\b)"), r"\1.5 "),
    (re.compile(r"\b([0-9]+) and (?:a )?quarter hours?\b"), r"\1.25 hours"),
    (re.compile(r"\b1/2 (?:an )?hour\b"), "30 minutes"),
    (re.compile(r"^(?:in )?(minute|hour|day|fortnight|week|month|year) (?=from (?:now|today)$)"), r"1 \1 "),
    (re.compile(r"\b([0-9]+) and (?:a )?half hours?\b"), r"\1.5 hours"),
    (re.compile(r"\bhalf (?:an )?hour\b"), "30 minutes"),
    (re.compile(r"\b(?:a |1 )?quarter (?:of )?(?:an )?hour\b"), "15 minutes"),
    (re.compile(r"\b3 quarters of an hour\b"), "45 minutes"),
    (re.compile(r"\bhalf (?:a )?year\b"), "6 months"),
    (re.compile(r"^(in [0-9]+):([0-5][0-9])\s*(?:hours?|hrs?|h)$"), r"\1 hours \2 minutes"),
    # "2 hours 30", but "1h30" alone is a time on the clock.
    (re.compile(r"^(in .*?[0-9]\s*(?:hours?|hrs?|h)\s*)([0-5]?[0-9])$"), r"\1\2 minutes"),
    (re.compile(r"^([0-9]+ (?:hours?|hrs?) )([0-5]?[0-9])$"), r"\1\2 minutes"),
)
_MILITARY: Final = re.compile(r"[0-2][0-9]{3}\s*(?:h|hrs|hours)")
_DOTTED: Final = re.compile(r"(in )?([01]?[0-9]|2[0-3])\.([0-5][0-9])\s?(?:h|hrs?|hours?)")
_CLOCK_OR_SPAN: Final = re.compile(r"([01]?[0-9]|2[0-3])\s?h|(0[0-9]|1[3-9]|2[0-3])\s?hrs?")
_SPAN_PART: Final = (
    rf"([0-9]+\.[0-9]+|{NUMBER_RE}|half an?)\s*"
    r"(months?|mos?|minutes?|mins?|m|seconds?|secs?|s|hours?|hrs?|h|days?|d|weeks?|wks?|w|fortnights?|years?"
    r"|yrs?|y)(?![a-z])"
)
_SPAN: Final = re.compile(
    rf"(?:(?:in|after)\s+)?((?:{_SPAN_PART}(?:\s*(?:(?:and|&)\s+)?(?=.)|$))+)"
    r"(\s*(?:from (?:now|today)|time|later))?"
)
_PART: Final = re.compile(_SPAN_PART)


def find_after(text: str, now: datetime, *, back: bool = False) -> tuple[datetime, bool] | None:
    """A span from now, such as "in 3 weeks", "in 1 hour 30 minutes", "a month from now".

    Args:
        text: Tidied, without the time of day.
        now: Naive, on the clock of whoever typed.
        back: Whether it is counted back.

    Returns:
        The naive moment, and whether the span is in hours and minutes (those pass on every clock alike);
        None if these are not words for a span.

    Raises:
        UserError: It is longer than any calendar.
    """
    if _MILITARY.fullmatch(text):
        return None
    if (dotted := _DOTTED.fullmatch(text)) and int(dotted[3]) % 25:
        if dotted[1]:
            raise UserError(
                f"Is that {dotted[2]} hours and {int(dotted[3])} minutes? Write “in {dotted[2]}h{dotted[3]}”."
            )
        return None
    if bare := _CLOCK_OR_SPAN.fullmatch(text):
        hour = int(bare[1] or bare[2])
        raise UserError(
            f"“{text}” could be {hour}:00, or in {hour} hours. Write “{hour}:00” or “in {hour} hours”."
        )
    for pattern, instead in _SPAN_WORDS:
        text = pattern.sub(instead, text)
    found = _SPAN.fullmatch(text)
    if found is None:
        return None
    moment, exact = now, True
    try:
        for amount, unit in _PART.findall(found[1]):
            step, precise = read_span(amount, unit)
            moment += -step if back else step
            exact = exact and precise
    except (OverflowError, ValueError):
        raise UserError("That is longer than I can count. Try “in 3 weeks”, or a date.") from None
    return moment, exact


def read_span(amount: str, unit: str) -> tuple[timedelta | relativedelta, bool]:
    """A number and a unit, such as "3" and "weeks"; and whether it passes on every clock alike.

    Raises:
        UserError: It is a part of a day, week, month or year.
    """
    half = amount.startswith("half")
    many = 0.5 if half else float(amount) if "." in amount else number(amount)
    if unit == "m" or unit.startswith(("mi", "h", "s")):
        exact = {"h": timedelta(hours=1), "m": timedelta(minutes=1), "s": timedelta(seconds=1)}
        return exact[unit[0]] * many, True
    if many != int(many):
        raise UserError("Please give a whole number of days or weeks, as in “in 10 days”.")
    whole = int(many)
    match unit[0]:
        case "d":
            return timedelta(days=whole), False
        case "w":
            return timedelta(weeks=whole), False
        case "f":
            return timedelta(weeks=2 * whole), False
        case "m":
            return relativedelta(months=whole), False
        case _:
            return relativedelta(years=whole), False
