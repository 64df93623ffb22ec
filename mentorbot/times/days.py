"""The day within what was typed. Pure; a day is one on the calendar of whoever typed it."""

import calendar
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Final

from dateutil.relativedelta import relativedelta

from mentorbot.errors import UserError
from mentorbot.times.words import (
    MONTH,
    MONTH_RE,
    MONTHS,
    NUMBER_RE,
    PLACE,
    PLACE_RE,
    PLACES,
    WEEKDAY,
    WEEKDAY_RE,
    WEEKDAYS,
    number,
    ordinal,
)

YEARS_TO_FIND: Final = 12
"""As far ahead as a day such as 29 February is looked for when no year was given."""

_RELATIVE: Final = {
    "": 0, "today": 0, "tomorrow": 1, "tmrw": 1, "tomorow": 1, "day after tomorrow": 2, "yesterday": -1,
    "day before yesterday": -2,
}  # fmt: skip
_OF: Final = rf"(?:of\s+)?({MONTH_RE}|month|this month|next month)(?:\s+([0-9]{{4}}))?"
_DAY: Final = r"([0-9]{1,2})(?:st|nd|rd|th)?"

_Rule = tuple[re.Pattern[str], Callable[[re.Match[str], date], date]]


def find_day(text: str, today: date) -> date | None:
    """The day that is meant; None if these are not words for a day.

    Args:
        text: Tidied, without the time of day. Nothing at all is today.
        today: In the zone of whoever typed.

    Raises:
        UserError: There is no such day, it could be one of two, or the weekday is that of another day.
    """
    text = re.sub(r"^first (?=of )", "1st ", text.removeprefix("on ").removeprefix("by ").strip())
    if text in _RELATIVE:
        return today + timedelta(days=_RELATIVE[text])
    for pattern, read in _RULES:
        if found := pattern.fullmatch(text):
            return read(found, today)
    return _with_weekday(text, today)


def describe_day(day: date) -> str:
    """A day for reading: "1 March 2027"."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def nth_weekday(year: int, month: int, weekday: int, place: int) -> date | None:
    """The first, second … or (-1) last such weekday of a month; None if it has no fifth."""
    days = [
        day
        for day in range(1, calendar.monthrange(year, month)[1] + 1)
        if date(year, month, day).weekday() == weekday
    ]
    try:
        return date(year, month, days[place - 1 if place > 0 else place])
    except IndexError:
        return None


def _with_weekday(text: str, today: date) -> date | None:
    """A date with the name of its weekday before or after it."""
    found = re.fullmatch(rf"(?:({WEEKDAY_RE})\s+)(.+)|(.+)\s+({WEEKDAY_RE})", text)
    if found is None:
        return None
    weekday = WEEKDAY[found[1] or found[4]]
    rest = (found[2] or found[3]).removeprefix("on ")
    if not re.search(r"[0-9]", rest):
        return None
    day = next((read(hit, today) for rule, read in _RULES if (hit := rule.fullmatch(rest))), None)
    if day is not None and day.weekday() != weekday:
        raise UserError(
            f"{describe_day(day)} is a {WEEKDAYS[day.weekday()]}, not a {WEEKDAYS[weekday]}. "
            "Which one do you mean?"
        )
    return day


def _weekday(found: re.Match[str], today: date) -> date:
    which, weekday = found[1], WEEKDAY[found[2]]
    monday = today - timedelta(days=today.weekday())
    if which == "next":
        return monday + timedelta(days=7 + weekday)
    if which == "last":
        return monday + timedelta(days=weekday - 7)
    if which == "this":
        return monday + timedelta(days=weekday)
    return today + timedelta(days=(weekday - today.weekday()) % 7)


def _weekday_week(found: re.Match[str], today: date) -> date:
    """ "Tuesday next week", "a week on Friday"."""
    weekday = WEEKDAY[found[1] or found[2]]
    return today - timedelta(days=today.weekday()) + timedelta(days=7 + weekday)


def _next_unit(found: re.Match[str], today: date) -> date:
    return {
        "week": today + timedelta(days=7),
        "month": today + relativedelta(months=1),
        "year": today + relativedelta(years=1),
    }[found[1]]


def _weekend(found: re.Match[str], today: date) -> date:
    saturday = today - timedelta(days=today.weekday()) + timedelta(days=5)
    return saturday + timedelta(days=7) if found[1] == "next" else max(saturday, today)


def _end(found: re.Match[str], today: date) -> date:
    which, unit = found[1] or "", found[2]
    if unit == "week":
        return today - timedelta(days=today.weekday()) + timedelta(days=11 if which == "next" else 4)
    if unit == "year":
        return date(today.year + (which == "next"), 12, 31)
    first = today.replace(day=1) + relativedelta(months=1 if which == "next" else 0)
    return first + relativedelta(day=31)


def _iso(found: re.Match[str], today: date) -> date:
    return _date(int(found[1]), int(found[2]), int(found[3]))


def _dotted(found: re.Match[str], today: date) -> date:
    """Day, month, year with dots, as written nowhere the other way round."""
    return _maybe_year(int(found[1]), int(found[2]), found[3], today)


def _slashed(found: re.Match[str], today: date) -> date:
    first, second = int(found[1]), int(found[2])
    if first <= 12 and second <= 12 and first != second:
        raise UserError(
            f"{found[0]} could be {MONTHS[first - 1]} {second} or {MONTHS[second - 1]} {first}. "
            f"Write the month as a word, as in “{MONTHS[first - 1]} {second}”."
        )
    day, month = (first, second) if first > 12 else (second, first)
    return _maybe_year(day, month, found[3], today)


def _month_day(found: re.Match[str], today: date) -> date:
    return _maybe_year(int(found[2]), MONTH[found[1]], found[3], today)


def _day_month(found: re.Match[str], today: date) -> date:
    return _of(int(found[1]), found[2], found[3], today)


def _day_only(found: re.Match[str], today: date) -> date:
    day = int(found[1])
    for months in range(YEARS_TO_FIND):
        first = today.replace(day=1) + relativedelta(months=months)
        if day <= calendar.monthrange(first.year, first.month)[1] and first.replace(day=max(day, 1)) >= today:
            return _date(first.year, first.month, day)
    raise UserError(f"No month has a {ordinal(day)}. Write the day as in “March 15” or “the 15th”.")


def _last_day(found: re.Match[str], today: date) -> date:
    year, month = _month(found[1], found[2], today)
    return date(year, month, calendar.monthrange(year, month)[1])


def _nth(found: re.Match[str], today: date) -> date:
    place, weekday = PLACE[found[1]], WEEKDAY[found[2]]
    year, month = _month(found[3], found[4], today)
    day = nth_weekday(year, month, weekday, place)
    named = found[3] in MONTH
    if named and not found[4] and (day is None or day < today):
        year += 1
        day = nth_weekday(year, month, weekday, place)
    if day is None:
        raise UserError(
            f"{MONTHS[month - 1]} {year} has no {PLACES[place]} {WEEKDAYS[weekday]}. "
            f"Perhaps the last one: “last {WEEKDAYS[weekday]} of {MONTHS[month - 1]}”?"
        )
    return day


def _month(word: str, year: str | None, today: date) -> tuple[int, int]:
    """The year and month of "October", "October 2027", "the month" or "next month"."""
    if word in MONTH:
        month = MONTH[word]
        return (int(year) if year else today.year + (month < today.month)), month
    if year:
        raise UserError("I could not read that year. Name the month as well, as in “March 15 2027”.")
    first = today.replace(day=1) + relativedelta(months=1 if word == "next month" else 0)
    return first.year, first.month


def _of(day: int, word: str, year: str | None, today: date) -> date:
    if word in MONTH:
        return _maybe_year(day, MONTH[word], year, today)
    return _date(*_month(word, year, today), day)


def _maybe_year(day: int, month: int, year: str | None, today: date) -> date:
    """The day in that year, or without one, the next time that it comes."""
    if year:
        return _date(int(year) + (2000 if len(year) == 2 else 0), month, day)
    if (month, day) == (2, 29):
        leap = (y for y in range(today.year, today.year + YEARS_TO_FIND) if calendar.isleap(y))
        return next(found for y in leap if (found := date(y, 2, 29)) >= today)
    found = _date(today.year, month, day)
    return found if found >= today else found.replace(year=today.year + 1)


def _date(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        if not 1 <= month <= 12:
            raise UserError(f"There is no month {month}. Write the day as in “March 15 2027”.") from None
        raise UserError(f"{MONTHS[month - 1]} {year} has no {ordinal(day)}. Which day do you mean?") from None


def _rule(pattern: str, read: Callable[[re.Match[str], date], date]) -> _Rule:
    return re.compile(pattern), read


_RULES: Final[tuple[_Rule, ...]] = (
    _rule(rf"(?:(this|next|last|coming)\s+)?({WEEKDAY_RE})", _weekday),
    _rule(rf"(?:next week (?:on )?({WEEKDAY_RE})|({WEEKDAY_RE}) (?:of )?next week)", _weekday_week),
    _rule(r"next (week|month|year)", _next_unit),
    _rule(r"(this|next)?\s*weekend", _weekend),
    _rule(r"(?:at )?end of (?:(this|next)\s+)?(week|month|year)", _end),
    _rule(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})t?", _iso),
    _rule(r"([0-9]{1,2})\.([0-9]{1,2})\.?([0-9]{4}|[0-9]{2})?", _dotted),
    _rule(r"([0-9]{1,2})/([0-9]{1,2})(?:/([0-9]{4}|[0-9]{2}))?", _slashed),
    _rule(rf"({MONTH_RE})\s+{_DAY}(?:\s+([0-9]{{4}}))?", _month_day),
    _rule(rf"{_DAY}\s+{_OF}", _day_month),
    _rule(r"([0-9]{1,2})(?:st|nd|rd|th)", _day_only),
    _rule(rf"last day {_OF}", _last_day),
    _rule(rf"({PLACE_RE})\s+({WEEKDAY_RE})\s+(?:in\s+)?{_OF}", _nth),
)

_HOUR_AND_A_HALF: Final = re.compile(r"\b(?:an?|one|1) hour and (?:a )?half\b|\bone and a half hours\b")
_SPAN_PART: Final = (
    rf"({NUMBER_RE}|half an?|[0-9]+\.5)\s*"
    r"(months?|minutes?|mins?|m|hours?|hrs?|h|days?|d|weeks?|w|fortnights?|years?|y)"
    r"(?![a-z])"
)
_SPAN: Final = re.compile(rf"(?:in\s+)?((?:{_SPAN_PART}(?:\s*(?:and\s+)?(?=.)|$))+)(\s*from (?:now|today))?")
_PART: Final = re.compile(_SPAN_PART)


def find_after(text: str, now: datetime) -> tuple[datetime, bool] | None:
    """A span from now, such as "in 3 weeks", "in 1 hour 30 minutes", "a month from now".

    Args:
        text: Tidied, without the time of day.
        now: Naive, on the clock of whoever typed.

    Returns:
        The naive moment, and whether the span is in hours and minutes (those pass on every clock alike);
        None if these are not words for a span.

    Raises:
        UserError: It is longer than any calendar.
    """
    found = _SPAN.fullmatch(_HOUR_AND_A_HALF.sub("90 minutes", text))
    if found is None:
        return None
    moment, exact = now, True
    try:
        for amount, unit in _PART.findall(found[1]):
            step, precise = _span(amount, unit)
            moment += step
            exact = exact and precise
    except (OverflowError, ValueError):
        raise UserError("That is longer than I can count. Try “in 3 weeks”, or a date.") from None
    return moment, exact


def _span(amount: str, unit: str) -> tuple[timedelta | relativedelta, bool]:
    half = amount.startswith("half")
    many = 0.5 if half else float(amount) if "." in amount else number(amount)
    if unit == "m" or unit.startswith(("mi", "h")):
        return (timedelta(hours=many) if unit[0] == "h" else timedelta(minutes=many)), True
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
