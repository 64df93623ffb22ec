"""Days that are said by their date: readers of what :mod:`mentorbot.times.days` has found. Pure."""

import calendar
import re
from datetime import date, timedelta
from typing import Final

from dateutil.relativedelta import relativedelta

from mentorbot.errors import UserError
from mentorbot.times.words import MONTH, MONTHS, PLACE, PLACES, WEEKDAY, WEEKDAYS, describe_day, ordinal

YEARS_TO_FIND: Final = 12
"""As far ahead as a day such as 29 February is looked for when no year was given."""


def month_alone(found: re.Match[str], today: date) -> date:
    word = found[1] or found[2] or found[3]
    if not found[4] and found[0].startswith("next ") and MONTH[word] > today.month:
        raise UserError(
            f"Is that this year's or next year's {MONTHS[MONTH[word] - 1]}? Write the year, as in "
            f"“{MONTHS[MONTH[word] - 1]} {today.year + 1}”."
        )
    if not found[4] and MONTH[word] == today.month and not found[0].startswith("next "):
        raise UserError(f"It is {MONTHS[today.month - 1]} already. Which day do you mean?")
    year, month = _month(word, found[4], today)
    return date(year + (not found[4] and month == today.month), month, 1)


def middle_of(found: re.Match[str], today: date) -> date:
    return next_of(15, found[1], found[2], today)


def next_unit(found: re.Match[str], today: date) -> date:
    return {
        "week": today + timedelta(days=7),
        "month": today + relativedelta(months=1),
        "year": today + relativedelta(years=1),
    }[found[1]]


def end_of(found: re.Match[str], today: date) -> date:
    which, unit = found[1] or "", found[2]
    if unit == "week":
        return today - timedelta(days=today.weekday()) + timedelta(days=11 if which == "next" else 4)
    if unit == "year":
        return date(today.year + (which == "next"), 12, 31)
    first = today.replace(day=1) + relativedelta(months=1 if which == "next" else 0)
    return first + relativedelta(day=31)


def iso_date(found: re.Match[str], today: date) -> date:
    return _date(int(found[1]), int(found[2]), int(found[3]))


def slashed_date(found: re.Match[str], today: date) -> date:
    first, second = int(found[1]), int(found[2])
    if 1 <= first <= 12 and 1 <= second <= 12 and first != second:
        raise UserError(
            f"{found[0]} could be {MONTHS[first - 1]} {second} or {MONTHS[second - 1]} {first}. "
            f"Write the month as a word, as in “{MONTHS[first - 1]} {second}”."
        )
    day, month = (first, second) if first > 12 else (second, first)
    return _maybe_year(day, month, found[3], today)


def month_day(found: re.Match[str], today: date) -> date:
    return _maybe_year(int(found[2]), MONTH[found[1]], found[3], today)


def day_month(found: re.Match[str], today: date) -> date:
    return next_of(int(found[1]), found[2], found[3], today)


def day_only(found: re.Match[str], today: date) -> date:
    day = int(found[1])
    for months in range(YEARS_TO_FIND):
        first = today.replace(day=1) + relativedelta(months=months)
        if day <= calendar.monthrange(first.year, first.month)[1] and first.replace(day=max(day, 1)) >= today:
            return _date(first.year, first.month, day)
    raise UserError(f"No month has a {ordinal(day)}. Write the day as in “March 15” or “the 15th”.")


def last_day_of(found: re.Match[str], today: date) -> date:
    year, month = _month(found[1], found[2], today)
    return date(year, month, calendar.monthrange(year, month)[1])


def nth_weekday_of(found: re.Match[str], today: date) -> date:
    place, weekday = PLACE[found[1]], WEEKDAY[found[2]]
    year, month = _month(found[3], found[4], today)
    day = _nth_day(year, month, weekday, place)
    named = found[3] in MONTH
    if named and not found[4] and (day is None or day < today):
        year += 1
        day = _nth_day(year, month, weekday, place)
    if found[3] == "month" and (day is None or day < today):
        following = date(year, month, 1) + relativedelta(months=1)
        year, month = following.year, following.month
        day = _nth_day(year, month, weekday, place)
    if day is None:
        raise UserError(
            f"{MONTHS[month - 1]} {year} has no {PLACES[place]} {WEEKDAYS[weekday]}. "
            f"Perhaps the last one: “last {WEEKDAYS[weekday]} of {MONTHS[month - 1]}”?"
        )
    return day


def nth_weekday(found: re.Match[str], today: date) -> date:
    """ "The 3rd Wednesday", of the month in which it is the next to come; asked where the 3rd is one."""
    place, weekday = PLACE[found[1]], WEEKDAY[found[2]]
    months = (today.replace(day=1) + relativedelta(months=step) for step in range(YEARS_TO_FIND))
    found_days = (_nth_day(first.year, first.month, weekday, place) for first in months)
    day = next(one for one in found_days if one is not None and one >= today)
    dated = today.replace(day=1) + relativedelta(months=place < today.day, day=place)
    if dated.weekday() == weekday and dated != day:
        raise UserError(
            f"Is that {describe_day(day)}, the {PLACES[place]} {WEEKDAYS[weekday]} of that month, or "
            f"{describe_day(dated)}? Write the date."
        )
    return day


def working_day_of(found: re.Match[str], today: date) -> date:
    """The first or last day from Monday to Friday of a month, without regard to holidays."""
    year, month = _month(found[2], found[3], today)
    first = date(year, month, 1)
    day = _working_day(first, last=found[1] == "last")
    if day < today and not found[3] and found[2] != "this month":
        day = _working_day(
            first + relativedelta(months=1 if found[2] == "month" else 12), last=found[1] == "last"
        )
    return day


def _working_day(first: date, *, last: bool) -> date:
    day = first + relativedelta(day=31) if last else first
    while day.weekday() > 4:
        day += timedelta(days=-1 if last else 1)
    return day


def day_of_quarter(found: re.Match[str], today: date) -> date:
    """The first day of a quarter of the calendar year, its last, or one in the middle.

    Raises:
        UserError: Only the quarter that it is now is named.
    """
    side, now = (found[1] or "").split(" ")[0], (today.month - 1) // 3
    quarter = int(found[2]) - 1 if found[2] else now + (found[4] == "next")
    year = int(found[3]) if found[3] else today.year + (quarter < now)
    if not side and not found[3] and quarter == now and year == today.year:
        raise UserError("It is that quarter already. Which day do you mean?")
    try:
        first = date(year, 1, 1) + relativedelta(months=3 * quarter)
    except ValueError:
        raise UserError("There is no year 0. Write the day as in “March 15 2027”.") from None
    if side in {"end", "last"}:
        return first + relativedelta(months=2, day=31)
    day = first + relativedelta(months=1, day=15) if side in {"mid", "middle"} else first
    return day if day >= today or found[3] or not found[2] else day + relativedelta(years=1)


def _month(word: str, year: str | None, today: date) -> tuple[int, int]:
    """The year and month of "October", "October 2027", "the month" or "next month"."""
    if word in MONTH:
        if year and int(year) < date.min.year:
            raise UserError("There is no year 0. Write the day as in “March 15 2027”.")
        month = MONTH[word]
        return (int(year) if year else today.year + (month < today.month)), month
    if year:
        raise UserError("I could not read that year. Name the month as well, as in “March 15 2027”.")
    first = today.replace(day=1) + relativedelta(months=1 if word == "next month" else 0)
    return first.year, first.month


def next_of(day: int, word: str, year: str | None, today: date) -> date:
    if word in MONTH:
        return _maybe_year(day, MONTH[word], year, today)
    found = _date(*_month(word, year, today), day)
    if word == "month" and found < today:
        following = found.replace(day=1) + relativedelta(months=1)
        return _date(following.year, following.month, day)
    return found


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


def _nth_day(year: int, month: int, weekday: int, place: int) -> date | None:
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
