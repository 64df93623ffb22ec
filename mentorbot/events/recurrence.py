"""When an event takes place: once, or again and again by an iCalendar RRULE on the clock of its own zone."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
from itertools import islice
from typing import Final
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

from mentorbot.chat import number_of
from mentorbot.times.words import CODES, PLACES, WEEKDAYS

MOST_TIMES: Final = 104
"""How often a series takes place at most: weekly for two years."""

# Series of other calendars go by these as well; nobody can choose them here.
_OTHERS: Final = {
    "FREQ=DAILY": "every day",
    "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR": "every weekday",
    "FREQ=MONTHLY": "every month on the same date",
}
_MONTHLY_PLACE: Final = re.compile(r"FREQ=MONTHLY;BYDAY=-?\d[A-Z]{2};")
_OWN: Final = re.compile(r"FREQ=[A-Z]+(?:;[A-Z]+=[A-Z0-9,+-]+)*")
_MOST_OWN: Final = 150
"""Characters of a rule that another calendar gave."""
_LONGEST_STEP: Final = 12
_COUNT: Final = re.compile(r"COUNT=\d+")
_STAMP: Final = "%Y%m%dT%H%M%SZ"


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
    place = f"{_week_or_last(wall)}{CODES[wall.weekday()]}"
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
    if _MONTHLY_PLACE.match(rule):
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


def find_rule(starts_: tuple[datetime, ...], time_zone: str, own: str = "") -> str | None:
    """The rule by which an event takes place at just these moments; None if no rule gives them.

    Args:
        starts_: In UTC, in order.
        own: The rule that its calendar gives, which is taken where none of ours fits.
    """
    if len(starts_) < 2:
        return None
    walls = [start.astimezone(ZoneInfo(time_zone)).replace(tzinfo=None) for start in starts_]
    count = len(starts_)
    rules = [make_rule(repeats, walls[0], count) for repeats in Repeats]
    rules += [f"{every};COUNT={count}" for every in (*_OTHERS, *_list_likely(walls), *_bare_rule(own))]
    return next((rule for rule in rules if list_starts(rule, time_zone, starts_[0]) == starts_), None)


def _list_likely(walls: Sequence[datetime]) -> Iterator[str]:
    """Rules by which these starts may go: on several weekdays, or less often."""
    days = ",".join(CODES[day] for day in sorted({wall.weekday() for wall in walls}))
    step = (walls[1] - walls[0]).days
    if 1 < step <= 7 * _LONGEST_STEP:
        yield f"FREQ=DAILY;INTERVAL={step}" if step % 7 else f"FREQ=WEEKLY;INTERVAL={step // 7}"
    for weeks in range(1, 5):
        yield f"FREQ=WEEKLY;{f'INTERVAL={weeks};' if weeks > 1 else ''}BYDAY={days}"
    if "," in days:
        return
    # Of several places in a month the last is rather the last of all than the fifth.
    for name in (_week_of, _week_or_last):
        places = sorted({name(wall) for wall in walls}, key=lambda place: place % 7)
        yield f"FREQ=MONTHLY;BYDAY={','.join(f'{place}{days}' for place in places)}"
    months = (walls[1].year - walls[0].year) * 12 + walls[1].month - walls[0].month
    if 1 < months <= _LONGEST_STEP:
        yield f"FREQ=MONTHLY;INTERVAL={months};BYDAY={_week_or_last(walls[0])}{days}"


def _week_of(wall: datetime) -> int:
    return (wall.day - 1) // 7 + 1


def _week_or_last(wall: datetime) -> int:
    return week if (week := _week_of(wall)) < 5 else -1


def _bare_rule(own: str) -> list[str]:
    """A rule of another calendar without its end; nothing for one that is not to be trusted."""
    parts = [
        part for part in own.upper().split(";") if part and part.partition("=")[0] not in {"COUNT", "UNTIL"}
    ]
    bare = ";".join(sorted(parts, key=lambda part: not part.startswith("FREQ=")))
    return [bare] if len(bare) <= _MOST_OWN and _OWN.fullmatch(bare) else []


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
        every = _describe_other(parts)
    return f"{every}, {number_of(int(parts['COUNT']) + more, 'time')}"


def _describe_other(parts: Mapping[str, str]) -> str:
    """A rule of several weekdays, of longer intervals, or one that another calendar gave."""
    known = parts.keys() <= {"FREQ", "INTERVAL", "BYDAY", "COUNT"}
    unit = _UNITS.get(parts["FREQ"])
    by_day = parts.get("BYDAY", "")
    if not known or unit is None or (by_day and parts["FREQ"] not in {"WEEKLY", "MONTHLY"}):
        return "several times a day" if "BYHOUR" in parts else "again and again"
    many = int(parts.get("INTERVAL", "1"))
    every = f"every {unit}" if many == 1 else f"every {_FEW.get(many, many)} {unit}s"
    if not by_day:
        return every
    if parts["FREQ"] == "WEEKLY":
        days = _listed([WEEKDAYS[CODES.index(day)] for day in by_day.split(",")])
        return f"every {days}" if many == 1 else f"{every} on {days}"
    found = [_PLACE.fullmatch(one) for one in by_day.split(",")]
    if any(one is None or int(one[1]) not in PLACES for one in found):
        return f"{every} on several days"
    places = _listed([PLACES[int(one[1])] for one in found if one])
    return f"{every} on the {places} {WEEKDAYS[CODES.index(found[0][2])] if found[0] else ''}"


def _listed(names: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


_UNITS: Final = {"DAILY": "day", "WEEKLY": "week", "MONTHLY": "month", "YEARLY": "year"}
_FEW: Final = {2: "two", 3: "three", 4: "four"}
_PLACE: Final = re.compile(r"(-?\d)([A-Z]{2})")
