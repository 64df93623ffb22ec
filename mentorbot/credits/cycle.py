"""The cycle somebody is in: its first day and its last, from what they know of it."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from dateutil.relativedelta import relativedelta

from mentorbot.credits.credential import Begins, Cycle, Ends
from mentorbot.errors import UserError

NUDGES: Final = (12, 6, 3, 1)
"""How many months before the end one hears of what is missing."""

_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """From the first day that counts to the last.

    Args:
        notes: What the rule makes of the days that were typed, where that is another day, in sentences.
    """

    starts_on: date
    ends_on: date
    notes: tuple[str, ...] = ()


def find_span(rule: Cycle, today: date, started: date | None, expires: date | None) -> Span:
    """The cycle that somebody is in.

    Args:
        today: In their zone.
        started: When they were certified, or last renewed; None if they did not say.
        expires: When it ends; None if they did not say.

    Raises:
        UserError: It cannot be told from these, or they make no sense.
    """
    if started is not None and started > today:
        raise UserError(
            f"That cycle starts on {started}, which is not here yet. When did the present one start?"
        )
    if rule.common_start is not None:
        return _common(rule, rule.common_start, today, started, expires)
    if started is None and expires is None:
        raise UserError(
            f"When does your cycle of {rule.years} years end? Say that, or when you "
            f"were certified: {date(today.year + 1, 12, 31)}, for example."
        )
    length = relativedelta(years=rule.years)
    first = _first(rule, started) if started is not None else None
    if expires is not None:
        last = _moved(rule, expires)
    else:
        assert first is not None  # noqa: S101 - told to mypy
        last = _moved(rule, first + length - _DAY)
    if last < today:
        raise UserError(f"That cycle ended on {last}. Tell me when the present one started, or when it ends.")
    if last > today + length + relativedelta(years=1):
        raise UserError(
            f"A cycle is {rule.years} years long, so {last} is too far away. When does yours end?"
        )
    by_rule = _moved(rule, first + length - _DAY) if first else last
    first = first or last + _DAY - length
    if first > last:
        raise UserError(f"The cycle cannot end ({last}) before it starts ({first}).")
    notes = []
    if started is not None and first != started:
        notes.append(
            f"By the rule a cycle begins on 1 January after that day, so I took {first} for {started}."
        )
    if expires is not None and last != expires:
        ends = "month" if rule.ends is Ends.MONTH_END else "year"
        notes.append(f"By the rule a cycle ends with its {ends}, so I took {last} for {expires}.")
    if last != by_rule:
        notes.append(
            f"By the rule a cycle of {rule.years} years that begins on {first} ends on {by_rule}. "
            f"I kept {last}, as you gave it; check it with the body that certifies you."
        )
    return Span(first, last, tuple(notes))


def list_nudges(ends_on: date) -> list[tuple[int, date]]:
    """The days on which one hears of what is missing, each with how many months are left then."""
    return [(months, ends_on - relativedelta(months=months)) for months in NUDGES]


def _common(rule: Cycle, common_start: date, today: date, started: date | None, expires: date | None) -> Span:
    length = relativedelta(years=rule.years)
    first = common_start
    while first + length <= today:
        first += length
    while first > today:
        first -= length
    last = first + length - _DAY
    if expires is not None and expires != last:
        raise UserError(
            f"All who hold it share one cycle, and the present one ends on {last}. Leave `expires` empty; "
            "if you were certified during this cycle, fill in `started`."
        )
    return Span(max(first, started) if started is not None else first, last)


def _first(rule: Cycle, certified: date) -> date:
    if rule.begins is Begins.NEXT_JANUARY and (certified.month, certified.day) != (1, 1):
        return date(certified.year + 1, 1, 1)
    return certified


def _moved(rule: Cycle, last: date) -> date:
    match rule.ends:
        case Ends.ANY_DAY:
            return last
        case Ends.MONTH_END:
            return last + relativedelta(day=31)
        case Ends.YEAR_END:
            return date(last.year, 12, 31)
