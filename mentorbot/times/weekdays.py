"""Days that are said by their weekday: what :mod:`mentorbot.times.days` has found, as a day. Pure."""

import re
from datetime import date, timedelta

from mentorbot.errors import UserError
from mentorbot.times.words import WEEKDAY, WEEKDAYS, describe_day, number


def week_from(found: re.Match[str], today: date) -> date:
    """ "Friday week" is a week after the Friday that comes, "Friday fortnight" two."""
    weeks = 2 if found[2] == "fortnight" else 1
    return today + timedelta(days=(WEEKDAY[found[1]] - today.weekday()) % 7 + 7 * weeks)


def weeks_from_day(found: re.Match[str], today: date) -> date:
    """ "A week today", "two weeks tomorrow", "tomorrow week"."""
    weeks = number(found[1] or "1") * (2 if found[2] == "fortnight" else 1)
    return today + timedelta(days=7 * weeks + ((found[3] or found[4]) == "tomorrow"))


def in_weeks(day: str, many: str, today: date) -> date:
    """ "Friday in two weeks": after the Friday that comes, or in the week of then; asked if these differ."""
    weekday, weeks = WEEKDAY[day], number(many)
    days = timedelta(weeks=weeks)
    counted = today + timedelta(days=(weekday - today.weekday()) % 7) + days
    then = today - timedelta(days=today.weekday()) + timedelta(days=weekday) + days
    if counted != then:
        raise UserError(
            f"Is that {WEEKDAYS[weekday]}, {describe_day(then)}, or a week later, {describe_day(counted)}? "
            "Write the date."
        )
    return counted


def count_weekdays(found: re.Match[str], today: date) -> date:
    """ "Two Fridays from now": the second that is to come."""
    return _coming(WEEKDAY[found[2]], today) + timedelta(weeks=int(found[1]) - 1)


def beside_day(weekday: int, side: str, day: date) -> date:
    """The first such weekday after a day, or the last before it."""
    if side == "before":
        return day - timedelta(days=(day.weekday() - weekday - 1) % 7 + 1)
    return _coming(weekday, day)


def working_days(found: re.Match[str], today: date) -> date:
    day = today
    for _ in range(int(found[1])):
        day += timedelta(days=3 if day.weekday() == 4 else 2 if day.weekday() == 5 else 1)
    return day


def working_days_before(many: int, day: date) -> date:
    """So many days from Monday to Friday before a day."""
    for _ in range(many):
        day -= timedelta(days={0: 3, 6: 2}.get(day.weekday(), 1))
    return day


def next_working_day(found: re.Match[str], today: date) -> date:
    return today + timedelta(days={4: 3, 5: 2}.get(today.weekday(), 1))


def one_weekday(found: re.Match[str], today: date) -> date:
    which, weekday = found[1], WEEKDAY[found[2]]
    monday = today - timedelta(days=today.weekday())
    if which == "next":
        return monday + timedelta(days=7 + weekday)
    if which == "comingnext":
        return coming_or_next(weekday, today)
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


def coming_or_next(weekday: int, today: date, later: int = 0) -> date:
    """What means the first to come to some, and that of next week to others: asked where these are two."""
    coming = _coming(weekday, today) + timedelta(weeks=later)
    next_ = today + timedelta(days=weekday - today.weekday(), weeks=1 + later)
    if coming != next_:
        raise UserError(
            f"Is that {WEEKDAYS[weekday]}, {describe_day(coming)}, or a week later, {describe_day(next_)}? "
            "Write the date."
        )
    return coming


def of_next_week(found: re.Match[str], today: date) -> date:
    """ "Tuesday next week", "a week on Friday"."""
    weekday = WEEKDAY[found[1] or found[2]]
    return today - timedelta(days=today.weekday()) + timedelta(days=7 + weekday)


def weekend(found: re.Match[str], today: date) -> date:
    saturday = today - timedelta(days=today.weekday()) + timedelta(days=5)
    return saturday + timedelta(days=7) if found[1] == "next" else max(saturday, today)
