"""When an event takes place: once, or again and again by an iCalendar RRULE on the clock of its own zone."""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
from itertools import islice
from typing import Final
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

from mentorbot.chat import number_of

MOST_TIMES: Final = 104
"""How often a series takes place at most: weekly for two years."""

# Series of other calendars go by these as well; nobody can choose them here.
_OTHERS: Final = {
    "FREQ=DAILY": "every day",
    "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR": "every weekday",
    "FREQ=MONTHLY": "every month on the same date",
}
_COUNT: Final = re.compile(r"COUNT=\d+")
_STAMP: Final = "%Y%m%dT%H%M%SZ"

_DAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


class Repeats(StrEnum):
    """How a series goes on."""

    WEEKLY = "weekly"
    TWO_WEEKS = "two_weeks"
    MONTHLY = "monthly"
    YEARLY = "yearly"


def make_rule(repeats: Repeats, wall: datetime, times: int) -> str:
    """The RRULE of a series (RFC 5545 section 3.3.10).

    Args:
        wall: The first start, on the clock of the event's zone; a monthly series keeps its weekday and place
            in the month ("second Tuesday"; a fifth is the last).
        times: How often it takes place, 2 to MOST_TIMES.
    """
    week = (wall.day - 1) // 7 + 1
    place = f"{week if week < 5 else -1}{_DAYS[wall.weekday()]}"
    parts: Mapping[Repeats, str] = {
        Repeats.WEEKLY: "FREQ=WEEKLY",
        Repeats.TWO_WEEKS: "FREQ=WEEKLY;INTERVAL=2",
        Repeats.MONTHLY: f"FREQ=MONTHLY;BYDAY={place}",
        Repeats.YEARLY: "FREQ=YEARLY",
    }
    return f"{parts[repeats]};COUNT={times}"


def go_on(rule: str, wall: datetime, times: int) -> str:
    """The rule of a series that begins anew, on the same sort of days.

    Args:
        wall: Its next start, on the clock of its zone.
        times: How often it takes place from then on.
    """
    if "MONTHLY;BYDAY=" in rule:
        return make_rule(Repeats.MONTHLY, wall, times)
    return _COUNT.sub(f"COUNT={times}", rule)


@lru_cache(maxsize=4096)
def list_starts(rule: str, time_zone: str, first: datetime) -> tuple[datetime, ...]:
    """Every start of an event, in order.

    The clock on the wall stays the same when clocks change; a time that is skipped is moved on by what was
    skipped, and of one that happens twice the first is meant (RFC 5545 section 3.3.5).

    Args:
        rule: A rule of :func:`make_rule` or :func:`find_rule`, or empty for an event that takes place once.
        first: The first start, aware.

    Returns:
        Aware moments in UTC, the first start among them.
    """
    first = first.astimezone(UTC)
    if not rule:
        return (first,)
    zone = ZoneInfo(time_zone)
    walls = rrulestr(rule, dtstart=first.astimezone(zone).replace(tzinfo=None, fold=0))
    return tuple(wall.replace(tzinfo=zone).astimezone(UTC) for wall in islice(walls, MOST_TIMES))


def find_rule(starts_: tuple[datetime, ...], time_zone: str) -> str | None:
    """The rule by which an event takes place at just these moments; None if no rule of ours gives them.

    Args:
        starts_: In UTC, in order.
    """
    if len(starts_) < 2:
        return None
    wall = starts_[0].astimezone(ZoneInfo(time_zone)).replace(tzinfo=None)
    count = len(starts_)
    rules = [make_rule(repeats, wall, count) for repeats in Repeats]
    rules += [f"{every};COUNT={count}" for every in _OTHERS]
    return next((rule for rule in rules if list_starts(rule, time_zone, starts_[0]) == starts_), None)


def write_moments(moments: Iterable[datetime]) -> str:
    """Moments as they are stored in one column, to be read by :func:`read_moments`."""
    return ",".join(f"{moment.astimezone(UTC):{_STAMP}}" for moment in sorted(moments))


def read_moments(text: str) -> frozenset[datetime]:
    """Moments that :func:`write_moments` wrote."""
    return frozenset(datetime.strptime(part, _STAMP).replace(tzinfo=UTC) for part in text.split(",") if part)


def describe_rule(rule: str, more: int = 0) -> str:
    """How a series goes on, for reading: "every week, 12 times"; empty for what takes place once.

    Args:
        more: How often it took place before it went by this rule.
    """
    if not rule:
        return ""
    parts = dict(part.split("=", 1) for part in rule.split(";"))
    every = {
        "FREQ=WEEKLY": "every week",
        "FREQ=WEEKLY;INTERVAL=2": "every two weeks",
        "FREQ=YEARLY": "every year",
        **_OTHERS,
    }.get(rule.rpartition(";COUNT=")[0])
    if every is None:
        every = f"every month on the {_place(parts.get('BYDAY', ''))}"
    return f"{every}, {number_of(int(parts['COUNT']) + more, 'time')}"


def _place(by_day: str) -> str:
    names = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    order = {"1": "first", "2": "second", "3": "third", "4": "fourth", "-1": "last"}[by_day[:-2]]
    return f"{order} {names[_DAYS.index(by_day[-2:])]}"
