"""When a recurring date comes next: an iCalendar RRULE read on the clock of its own time zone."""

from collections.abc import Collection, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import islice
from zoneinfo import ZoneInfo

from dateutil.rrule import rrule, rrulestr

# Far enough back that no zone's offset, and no hour skipped or repeated, can hide an occurrence …
_MARGIN = timedelta(days=2)
# … and enough of them that even of a daily rule one is still to come.
_ENOUGH = 6

_FREQUENCIES = ("YEARLY", "MONTHLY", "WEEKLY", "DAILY")
_KNOWN = frozenset(
    ("FREQ", "INTERVAL", "WKST", "BYMONTH", "BYMONTHDAY", "BYDAY", "BYYEARDAY", "BYWEEKNO", "BYSETPOS")
)
_DAY_GIVEN_BY: dict[str, tuple[frozenset[str], ...]] = {
    "YEARLY": (frozenset({"BYMONTH", "BYMONTHDAY"}), frozenset({"BYDAY"}), frozenset({"BYYEARDAY"})),
    "MONTHLY": (frozenset({"BYMONTHDAY"}), frozenset({"BYDAY"})),
    "WEEKLY": (frozenset({"BYDAY"}),),
    "DAILY": (frozenset(),),
}


def find_troubles(rule: str) -> Iterator[str]:
    """Each thing that is wrong with a recurrence rule, as a clause; nothing when it is sound.

    An anchor has no start, so the rule alone must name its days, and none of its parts may count from a
    start (RFC 5545 section 3.3.10).
    """
    parts: dict[str, str] = {}
    for part in rule.upper().split(";"):
        name, _, value = part.partition("=")
        if not value or name in parts:
            yield f'"{part}" is not one NAME=VALUE, as in FREQ=YEARLY;BYMONTH=10;BYDAY=1FR'
            return
        parts[name] = value
    frequency = parts.get("FREQ", "")
    if frequency not in _FREQUENCIES:
        yield f"FREQ must be one of {', '.join(_FREQUENCIES)}"
    elif not any(needed <= parts.keys() for needed in _DAY_GIVEN_BY[frequency]):
        yield f"a {frequency} rule must say on which day, for example with BYMONTH and BYDAY"
    elif unknown := sorted(parts.keys() - _KNOWN):
        yield f"{', '.join(unknown)} cannot be used: an anchor has its own time, and no start and no end"
    elif parts.get("INTERVAL", "1") != "1":
        yield "INTERVAL cannot be used: an anchor has no start to count from"
    else:
        yield from _never(rule)


def find_troubles_beside_known(rule: str) -> Iterator[str]:
    """What keeps a sound rule from standing beside days that are known, each of them for its own year."""
    years = [wall.year for wall in _walls(rule, time(), date(2024, 1, 1))]
    if len(set(years)) < len(years):
        yield "with known days it must name a single day of each year"


def _never(rule: str) -> Iterator[str]:
    try:
        if not _walls(rule, time(), date(2024, 1, 1)):
            yield "it names a day that never comes"
    except (ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
        yield f"it is not a recurrence rule of RFC 5545 ({error})"


def next_after(
    rule: str, time_zone: str, at: time, moment: datetime, known: Collection[date] = ()
) -> datetime:
    """The first occurrence strictly after ``moment``.

    A wall-clock time that a change of clocks skips is moved on by what was skipped, and of one that happens
    twice the first is meant, as RFC 5545 section 3.3.5 says.

    Args:
        rule: A recurrence rule in which :func:`find_troubles` finds nothing.
        time_zone: IANA name.
        at: Wall-clock time of day in that zone.
        moment: Aware.
        known: Days that stand in the place of what the rule gives for their years.

    Returns:
        An aware moment in UTC (of two moments in one zone, Python would compare the clocks on the wall).

    Raises:
        ValueError: ``moment`` is naive, or the rule has no occurrence left before the year 10000.
    """
    if moment.tzinfo is None:
        raise ValueError("a moment must be aware")
    zone = ZoneInfo(time_zone)
    walls = _walls(rule, at, moment.astimezone(zone).date() - _MARGIN)
    if known:
        years = {day.year for day in known}
        by_rule = (wall for wall in walls if wall.year not in years)
        walls = tuple(sorted([*by_rule, *(datetime.combine(day, at) for day in known)]))
    for wall in walls:
        occurrence = wall.replace(tzinfo=zone).astimezone(UTC)
        if occurrence > moment:
            return occurrence
    raise ValueError(f"The rule {rule} has no occurrence after {moment:%Y-%m-%d}.")


@lru_cache(maxsize=1024)
def _walls(rule: str, at: time, start: date) -> tuple[datetime, ...]:
    """The next few occurrences on the wall clock; kept, since all who ask on one day ask the same."""
    parsed = rrulestr(rule, dtstart=datetime.combine(start, at))
    if not isinstance(parsed, rrule):
        raise TypeError("only one rule, with no dates added or left out")
    return tuple(islice(parsed, _ENOUGH))
