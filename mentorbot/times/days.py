"""The day within what was typed. Pure; a day is one on the calendar of whoever typed it."""

import calendar
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

from mentorbot.errors import UserError
from mentorbot.times.spans import find_after, read_span
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
    ordinal,
)

YEARS_TO_FIND: Final = 12
"""As far ahead as a day such as 29 February is looked for when no year was given."""

_RELATIVE: Final = {
    "": 0, "today": 0, "tomorrow": 1, "day after tomorrow": 2, "yesterday": -1, "day before yesterday": -2,
}  # fmt: skip
_OF: Final = rf"(?:(?:of|in)\s+)?({MONTH_RE}|month|this month|next month)(?:\s+([0-9]{{4}}))?"
_STAYS: Final = re.compile(
    r"^(?:today|tomorrow|yesterday|day |end of (?:week|month|year))|^last [a-z]+day$|\b(?:this|next)\b"
    r"|[0-9]{4}|\bweek\b|\bweekend\b|\byear\b"
)
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
    text = re.sub(r"^(?:on|by) ", "", text.strip())
    if year := re.fullmatch(rf"((?:.* )?(?:{MONTH_RE})(?: .*)?) (?:(?:of|in) )?(this|next) year", text):
        text = f"{year[1]} {today.year + (year[2] == 'next')}"
    if text in _RELATIVE:
        return today + timedelta(days=_RELATIVE[text])
    for pattern, read in _RULES:
        if found := pattern.fullmatch(text):
            return read(found, today)
    return _with_weekday(text, today) or _counted_from(text, today)


def find_past_day(text: str, today: date) -> date | None:
    """The day that is meant of something that has been: "Friday" is the last one, "3 March" this year's.

    Args:
        text: As for :func:`find_day`; "3 days ago" as well.
        today: In the zone of whoever typed.

    Raises:
        UserError: As :func:`find_day` does.
    """
    if ago := re.fullmatch(r"(.+) ago", text):
        noon = datetime.combine(today, time(12))
        span = find_after(ago[1], noon)
        return (noon - (span[0] - noon)).date() if span else None
    day = find_day(text, today)
    if day is None or day <= today or _STAYS.search(text):
        return day
    for back in (relativedelta(days=7), relativedelta(months=1), relativedelta(years=1)):
        earlier = find_day(text, today - back)
        if earlier is not None and earlier <= today:
            return earlier
    return day


def comes_again(text: str) -> bool:
    """Whether the day has no year and no place beside today, so that there is another one after it."""
    return _STAYS.search(text) is None


def names_no_day(text: str) -> bool:
    """Whether only a month is named, so that its first day had to be taken."""
    return _MONTH_ALONE.fullmatch(text) is not None


def describe_day(day: date) -> str:
    """A day for reading: "1 March 2027"."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def days_before(moment: datetime, many: int, zone: ZoneInfo) -> datetime:
    """So many days of the calendar before a moment: when the clock on the wall shows the same, in UTC.

    Args:
        moment: Aware.
        zone: On whose wall the clock is.
    """
    wall = moment.astimezone(zone).replace(tzinfo=None) - timedelta(days=many)
    return wall.replace(tzinfo=zone).astimezone(UTC)


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


def _counted_from(text: str, today: date) -> date | None:
    """ "2 weeks from Friday", "3 days after March 15", "2 days before June 1"."""
    found = re.fullmatch(
        rf"({NUMBER_RE}) (days?|weeks?|fortnights?|months?) (from|after|on|before) (.+)", text
    )
    if found is None or found[4] == "now":
        return None
    day = find_day(found[4], today)
    try:
        step = read_span(found[1], found[2])[0]
        return None if day is None else day - step if found[3] == "before" else day + step
    except (OverflowError, ValueError):
        raise UserError("That is longer than I can count. Try “in 3 weeks”, or a date.") from None


def _week_from(found: re.Match[str], today: date) -> date:
    """ "Friday week" is a week after the Friday that comes."""
    return today + timedelta(days=(WEEKDAY[found[1]] - today.weekday()) % 7 + 7)


def _week_from_day(found: re.Match[str], today: date) -> date:
    return today + timedelta(days=7 + _RELATIVE[found[1] or found[2]])


def _working_days(found: re.Match[str], today: date) -> date:
    day = today
    for _ in range(int(found[1])):
        day += timedelta(days=3 if day.weekday() == 4 else 2 if day.weekday() == 5 else 1)
    return day


def _next_working_day(found: re.Match[str], today: date) -> date:
    return today + timedelta(days={4: 3, 5: 2}.get(today.weekday(), 1))


def _month_alone(found: re.Match[str], today: date) -> date:
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


def _middle(found: re.Match[str], today: date) -> date:
    return _next_of(15, found[1], found[2], today)


def _weekday(found: re.Match[str], today: date) -> date:
    which, weekday = found[1], WEEKDAY[found[2]]
    monday = today - timedelta(days=today.weekday())
    if which == "next":
        return monday + timedelta(days=7 + weekday)
    if which == "comingnext":
        return _coming_or_next(weekday, today)
    if which == "last":
        return monday + timedelta(days=weekday - 7)
    if which == "this":
        return monday + timedelta(days=weekday)
    if which == "coming":
        return _coming(weekday, today)
    return today + timedelta(days=(weekday - today.weekday()) % 7)


def _coming(weekday: int, today: date) -> date:
    """The first after today."""
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


def _coming_or_next(weekday: int, today: date, later: int = 0) -> date:
    """What means the first to come to some, and that of next week to others: asked where these are two."""
    coming = _coming(weekday, today) + timedelta(weeks=later)
    next_ = today + timedelta(days=weekday - today.weekday(), weeks=1 + later)
    if coming != next_:
        raise UserError(
            f"Is that {WEEKDAYS[weekday]}, {describe_day(coming)}, or a week later, {describe_day(next_)}? "
            "Write the date."
        )
    return coming


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


def _slashed(found: re.Match[str], today: date) -> date:
    first, second = int(found[1]), int(found[2])
    if 1 <= first <= 12 and 1 <= second <= 12 and first != second:
        raise UserError(
            f"{found[0]} could be {MONTHS[first - 1]} {second} or {MONTHS[second - 1]} {first}. "
            f"Write the month as a word, as in “{MONTHS[first - 1]} {second}”."
        )
    day, month = (first, second) if first > 12 else (second, first)
    return _maybe_year(day, month, found[3], today)


def _month_day(found: re.Match[str], today: date) -> date:
    return _maybe_year(int(found[2]), MONTH[found[1]], found[3], today)


def _day_month(found: re.Match[str], today: date) -> date:
    return _next_of(int(found[1]), found[2], found[3], today)


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
    if found[3] == "month" and (day is None or day < today):
        following = date(year, month, 1) + relativedelta(months=1)
        year, month = following.year, following.month
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
        if year and int(year) < date.min.year:
            raise UserError("There is no year 0. Write the day as in “March 15 2027”.")
        month = MONTH[word]
        return (int(year) if year else today.year + (month < today.month)), month
    if year:
        raise UserError("I could not read that year. Name the month as well, as in “March 15 2027”.")
    first = today.replace(day=1) + relativedelta(months=1 if word == "next month" else 0)
    return first.year, first.month


def _next_of(day: int, word: str, year: str | None, today: date) -> date:
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


def _rule(pattern: str, read: Callable[[re.Match[str], date], date]) -> _Rule:
    return re.compile(pattern), read


# A month's short name alone could as well be a weekday in another language.
_MONTH_ALONE: Final = re.compile(
    rf"(?:(?:in|during|next)\s+({MONTH_RE})|({MONTH_RE})(?=\s+[0-9]{{4}})"
    rf"|({'|'.join(name.lower() for name in MONTHS)}))(?:\s+([0-9]{{4}}))?"
)
_MONTH_ALONE_RULE: Final = (_MONTH_ALONE, _month_alone)

_RULES: Final[tuple[_Rule, ...]] = (
    _rule(rf"(?:(this|next|last|comingnext|coming)\s+)?({WEEKDAY_RE})", _weekday),
    _rule(rf"(?:on )?({WEEKDAY_RE}) week", _week_from),
    _rule(r"(?:a|1) week (?:from )?(today|tomorrow)|(today|tomorrow) week", _week_from_day),
    _rule(r"(?:(?:in|after) )?([0-9]{1,3}) (?:working|business|work) days?", _working_days),
    _rule(r"next (?:working |business |work |week)day", _next_working_day),
    _rule(
        rf"next month (?:on )?{_DAY}|{_DAY} next month",
        lambda found, today: _next_of(int(found[1] or found[2]), "next month", None, today),
    ),
    _rule(rf"(?:next week (?:on )?({WEEKDAY_RE})|({WEEKDAY_RE}) (?:of )?next week)", _weekday_week),
    _rule(
        rf"({WEEKDAY_RE}) (?:of )?this week",
        lambda found, today: today + timedelta(days=WEEKDAY[found[1]] - today.weekday()),
    ),
    _rule(rf"({WEEKDAY_RE}) after next", lambda found, today: _coming_or_next(WEEKDAY[found[1]], today, 1)),
    _rule(r"week after next", lambda _, today: today + timedelta(days=14)),
    _rule(r"next (week|month|year)", _next_unit),
    _rule(r"(this|next)?\s*weekend", _weekend),
    _rule(r"(?:at )?end of (?:(this|next)\s+)?(week|month|year)", _end),
    _rule(rf"(?:at )?(?:last day|end) {_OF}", _last_day),
    _rule(rf"(?:in )?(?:mid|middle of)[ -]{_OF}", _middle),
    _MONTH_ALONE_RULE,
    _rule(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})t?", _iso),
    _rule(r"([0-9]{1,2})[/.]([0-9]{1,2})(?:[/.]([0-9]{4}|[0-9]{2})?)?", _slashed),
    _rule(r"([0-9]{1,2})-([0-9]{1,2})-([0-9]{4}|[0-9]{2})", _slashed),
    _rule(rf"({MONTH_RE})\s+{_DAY}(?:\s+([0-9]{{4}}))?", _month_day),
    _rule(rf"{_DAY}\s+{_OF}", _day_month),
    _rule(r"([0-9]{1,2})(?:st|nd|rd|th)", _day_only),
    _rule(rf"({PLACE_RE})\s+({WEEKDAY_RE})\s+(?:in\s+)?{_OF}", _nth),
)
