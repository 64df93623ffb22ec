"""The day within what was typed. Pure; a day is one on the calendar of whoever typed it."""

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

from mentorbot.errors import UserError
from mentorbot.times import dates, named_days, weekdays
from mentorbot.times.spans import find_after, read_span
from mentorbot.times.words import (
    MONTH_RE,
    MONTHS,
    NUMBER_RE,
    PLACE_RE,
    WEEKDAY,
    WEEKDAY_RE,
    WEEKDAYS,
    describe_day,
)

_RELATIVE: Final = {
    "": 0, "today": 0, "tomorrow": 1, "day after tomorrow": 2, "yesterday": -1, "day before yesterday": -2,
}  # fmt: skip
_OF: Final = rf"(?:(?:of|in)\s+)?({MONTH_RE}|month|this month|next month)(?:\s+([0-9]{{4}}))?"
_STAYS: Final = re.compile(
    r"^(?:by )?(?:today|tomorrow|yesterday|day (?:after|before) (?:tomorrow|today|yesterday)$"
    r"|end of (?:week|month|quarter|year))"
    r"|^last [a-z]+day$|\b(?:this|next)\b"
    r"|[0-9]{4}|\bweek\b|\bweekend\b|\byear\b"
)
_DAY: Final = r"([0-9]{1,2})(?:st|nd|rd|th)?"
_OF_THIS_YEAR: Final = re.compile(
    rf"((?:.* )?(?:{MONTH_RE}|{named_days.NAMED_RE}|q[1-4])(?: .*)?) (?:(?:of|in) )?(this|next) year"
)
_COUNTED: Final = re.compile(
    rf"(?:(?P<many>{NUMBER_RE}) (?P<unit>days?|weeks?|fortnights?|months?)"
    rf"|(?:(?P<weekday>{WEEKDAY_RE})|(?P<one>day))(?= (?:before|after)))"
    r" (?P<side>from|after|on|before) (?P<from>.+)"
)

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
    if year := _OF_THIS_YEAR.fullmatch(text):
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


def find_dated(text: str, today: date) -> date | None:
    """The day of "Thursday 17" where the next 17th is a Thursday; None otherwise.

    Args:
        text, today: As for :func:`find_day`.
    """
    with suppress(UserError):
        return _with_weekday(text.removeprefix("on "), today)
    return None


def comes_again(text: str) -> bool:
    """Whether the day has no year and no place beside today, so that there is another one after it."""
    return _STAYS.search(text) is None and "end of q" not in text


def names_no_day(text: str) -> bool:
    """Whether only a month or a quarter is named, so that its first day had to be taken."""
    quarter = _QUARTER.fullmatch(text)
    return _MONTH_ALONE.fullmatch(text) is not None or (quarter is not None and not quarter[1])


def days_before(moment: datetime, many: int, zone: ZoneInfo) -> datetime:
    """So many days of the calendar before a moment: when the clock on the wall shows the same, in UTC.

    Args:
        moment: Aware.
        zone: On whose wall the clock is.
    """
    wall = moment.astimezone(zone).replace(tzinfo=None) - timedelta(days=many)
    return wall.replace(tzinfo=zone).astimezone(UTC)


def _with_weekday(text: str, today: date) -> date | None:
    """A date with the name of its weekday before or after it; "Thursday 24" as well."""
    found = re.fullmatch(rf"(?:({WEEKDAY_RE})\s+)(.+)|(.+)\s+({WEEKDAY_RE})", text)
    if found is None:
        return None
    weekday = WEEKDAY[found[1] or found[4]]
    rest = (found[2] or found[3]).removeprefix("on ")
    if not re.search(r"[0-9]", rest):
        return None
    if found[2] and re.fullmatch(r"[0-9]{1,2}", rest):
        rest = f"{rest}th"
    day = next((read(hit, today) for rule, read in _RULES if (hit := rule.fullmatch(rest))), None)
    if day is not None and day.weekday() != weekday:
        raise UserError(
            f"{describe_day(day)} is a {WEEKDAYS[day.weekday()]}, not a {WEEKDAYS[weekday]}. "
            "Which one do you mean?"
        )
    return day


def _counted_from(text: str, today: date) -> date | None:
    """ "2 weeks from Friday", "the day before June 1", "the Monday after Christmas"."""
    found = _COUNTED.fullmatch(text)
    if found is None or found["from"] == "now":
        return None
    day = find_day(found["from"], today)
    if day is None:
        return None
    if found["weekday"]:
        return weekdays.beside_day(WEEKDAY[found["weekday"]], found["side"], day)
    try:
        step = read_span(found["many"] or "a", found["unit"] or found["one"])[0]
        return day - step if found["side"] == "before" else day + step
    except (OverflowError, ValueError):
        raise UserError("That is longer than I can count. Try “in 3 weeks”, or a date.") from None


def _rule(pattern: str, read: Callable[[re.Match[str], date], date]) -> _Rule:
    return re.compile(pattern), read


# A month's short name alone could as well be a weekday in another language.
_MONTH_ALONE: Final = re.compile(
    rf"(?:(?:in|during|next)\s+({MONTH_RE})|({MONTH_RE})(?=\s+[0-9]{{4}})"
    rf"|({'|'.join(name.lower() for name in MONTHS)}))(?:\s+([0-9]{{4}}))?"
)
_MONTH_ALONE_RULE: Final = (_MONTH_ALONE, dates.month_alone)
_QUARTER: Final = re.compile(
    r"(?:in |during )?(?:(1st of|1st day of|end of|last day of|last of|mid|middle of)[ -])?"
    r"(?:q([1-4])(?: (?:of |in )?([0-9]{4}))?|(?:(this|next) )?quarter)"
)

_RULES: Final[tuple[_Rule, ...]] = (
    (named_days.PATTERN, named_days.find_named_day),
    _rule(rf"(?:(this|next|last|comingnext|coming)\s+)?({WEEKDAY_RE})", weekdays.one_weekday),
    _rule(
        rf"({WEEKDAY_RE}) (next|coming)",
        lambda found, today: (
            weekdays.coming_or_next(WEEKDAY[found[1]], today)
            if found[2] == "next"
            else weekdays.beside_day(WEEKDAY[found[1]], "after", today)
        ),
    ),
    _rule(rf"({WEEKDAY_RE}) (week|fortnight)", weekdays.week_from),
    _rule(rf"(?:(?:a|1) )?week (?:on |from )?({WEEKDAY_RE})()", weekdays.week_from),
    _rule(
        rf"({WEEKDAY_RE}) in ({NUMBER_RE}) weeks?",
        lambda found, today: weekdays.in_weeks(found[1], found[2], today),
    ),
    _rule(
        rf"in (?P<many>{NUMBER_RE}) weeks? (?:on )?(?P<day>{WEEKDAY_RE})",
        lambda found, today: weekdays.in_weeks(found["day"], found["many"], today),
    ),
    _rule(rf"(?:in )?([0-9]{{1,2}}) ({WEEKDAY_RE}) from (?:now|today)", weekdays.count_weekdays),
    _rule(rf"in ([0-9]{{1,2}}) ({WEEKDAY_RE})", weekdays.count_weekdays),
    _rule(
        rf"({WEEKDAY_RE}) (?:of )?week after next|week after next (?:on )?({WEEKDAY_RE})",
        lambda found, today: weekdays.of_next_week(found, today) + timedelta(days=7),
    ),
    _rule(
        rf"(?:({NUMBER_RE}) )?(week|fortnight)s? (?:from )?(today|tomorrow)"
        r"|(today|tomorrow) (?:week|in a week)",
        weekdays.weeks_from_day,
    ),
    _rule(
        r"(?:(?:in|after) )?([0-9]{1,3}) (?:working|business|work) ?days?(?: from (?:now|today))?",
        weekdays.working_days,
    ),
    _rule(r"next (?:working |business |work |week)day", weekdays.next_working_day),
    _rule(rf"(1st|last) (?:working |business |work |week)day {_OF}", dates.working_day_of),
    _rule(
        rf"next month (?:on )?{_DAY}|{_DAY} next month",
        lambda found, today: dates.next_of(int(found[1] or found[2]), "next month", None, today),
    ),
    _rule(rf"(?:next week (?:on )?({WEEKDAY_RE})|({WEEKDAY_RE}) (?:of )?next week)", weekdays.of_next_week),
    _rule(
        rf"({WEEKDAY_RE}) (?:of )?this week|this week (?:on )?({WEEKDAY_RE})",
        lambda found, today: today + timedelta(days=WEEKDAY[found[1] or found[2]] - today.weekday()),
    ),
    _rule(
        rf"({WEEKDAY_RE}) (?:of )?last week|last week (?:on )?({WEEKDAY_RE})",
        lambda found, today: today + timedelta(days=WEEKDAY[found[1] or found[2]] - today.weekday() - 7),
    ),
    _rule(
        rf"({WEEKDAY_RE}) after next",
        lambda found, today: weekdays.coming_or_next(WEEKDAY[found[1]], today, 1),
    ),
    _rule(r"1st (?:day )?of next week", lambda _, today: today + timedelta(days=7 - today.weekday())),
    _rule(r"week after next", lambda _, today: today + timedelta(days=14)),
    _rule(r"next (week|month|year)", dates.next_unit),
    _rule(r"(this|next)?\s*weekend", weekdays.weekend),
    _rule(r"(?:at )?(?:end|last day|last) of (?:(this|next)\s+)?(month|year)", dates.end_of),
    _rule(r"(?:at )?end of (?:(this|next)\s+)?(week)", dates.end_of),
    _rule(rf"(?:at )?(?:last day|end|last(?= of)) {_OF}", dates.last_day_of),
    _rule(rf"(?:in )?(?:mid|middle of)[ -]{_OF}", dates.middle_of),
    _MONTH_ALONE_RULE,
    (_QUARTER, dates.day_of_quarter),
    _rule(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})t?", dates.iso_date),
    _rule(r"([0-9]{1,2})[/.]([0-9]{1,2})(?:[/.]([0-9]{4}|[0-9]{2})?)?", dates.slashed_date),
    _rule(r"([0-9]{1,2})-([0-9]{1,2})-([0-9]{4}|[0-9]{2})", dates.slashed_date),
    _rule(rf"({MONTH_RE})\s+{_DAY}(?:\s+([0-9]{{4}}))?", dates.month_day),
    _rule(rf"{_DAY}\s+(?:(?<=[a-z]\s)day\s+)?{_OF}", dates.day_month),
    _rule(r"([0-9]{1,2})(?:st|nd|rd|th)", dates.day_only),
    _rule(rf"({PLACE_RE})\s+({WEEKDAY_RE})\s+(?:in\s+)?{_OF}", dates.nth_weekday_of),
    _rule(rf"(1st|2nd|3rd|4th|5th)\s+({WEEKDAY_RE})", dates.nth_weekday),
)
