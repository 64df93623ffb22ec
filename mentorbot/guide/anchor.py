"""When a recurring date comes next: an iCalendar RRULE read on the clock of its own time zone."""

from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from dateutil.rrule import rrule, rrulestr

# Far enough back that no zone's offset, and no hour skipped or repeated, can hide an occurrence.
_MARGIN = timedelta(days=2)
_NEVER = "The rule {} has no occurrence after {:%Y-%m-%d}."

_FREQUENCIES = frozenset({"YEARLY", "MONTHLY", "WEEKLY", "DAILY"})
_KNOWN = frozenset(
    {"FREQ", "INTERVAL", "WKST", "BYMONTH", "BYMONTHDAY", "BYDAY", "BYYEARDAY", "BYWEEKNO", "BYSETPOS"}
)
_DAY_GIVEN_BY = {
    "YEARLY": ({"BYMONTH", "BYMONTHDAY"}, {"BYDAY"}, {"BYYEARDAY"}),
    "MONTHLY": ({"BYMONTHDAY"}, {"BYDAY"}),
    "WEEKLY": ({"BYDAY"},),
    "DAILY": (set[str](),),
}


def trouble(rule: str) -> str | None:
    """What is wrong with a recurrence rule, as a sentence, or None.

    An anchor has no start, so the rule alone must name its days, and none of its parts may count from one
    (RFC 5545 section 3.3.10).
    """
    parts: dict[str, str] = {}
    for part in rule.upper().split(";"):
        name, equals, value = part.partition("=")
        if not equals or not value:
            return f'"{part}" is not NAME=VALUE, as in FREQ=YEARLY;BYMONTH=10;BYDAY=1FR'
        if name in parts:
            return f"{name} is given twice"
        parts[name] = value
    frequency = parts.get("FREQ", "")
    if frequency not in _FREQUENCIES:
        return f"FREQ must be one of {', '.join(sorted(_FREQUENCIES))}"
    if unknown := parts.keys() - _KNOWN:
        return f"{', '.join(sorted(unknown))} cannot be used: the anchor has its own time and no start or end"
    if parts.get("INTERVAL", "1") != "1":
        return "INTERVAL cannot be used: there is no start to count from"
    if not any(needed <= parts.keys() for needed in _DAY_GIVEN_BY[frequency]):
        return f"a {frequency} rule must say on which day, for example with BYMONTH and BYDAY"
    try:
        first = next(iter(_rule_from(rule, datetime(2024, 1, 1))), None)  # noqa: DTZ001 - wall-clock time
    except (ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
        return f"not a recurrence rule of RFC 5545: {error}"
    if first is None:
        return "it names a day that never comes"
    return None


def next_after(rule: str, time_zone: str, at: time, moment: datetime) -> datetime:
    """The first occurrence strictly after ``moment``.

    Wall-clock times that a change of clocks skips are moved on by what was skipped, and of those that happen
    twice the first is meant, as RFC 5545 section 3.3.5 says.

    Args:
        rule: A recurrence rule in which :func:`trouble` finds none.
        time_zone: IANA name.
        at: Wall-clock time of day in that zone.
        moment: Aware.

    Returns:
        An aware moment in that zone.

    Raises:
        ValueError: ``moment`` is naive, or the rule has no occurrence left before the year 9999.
    """
    if moment.tzinfo is None:
        raise ValueError("a moment must be aware")
    zone = ZoneInfo(time_zone)
    local = moment.astimezone(zone).replace(tzinfo=None)
    start = datetime.combine(local.date() - _MARGIN, at)
    for wall in _rule_from(rule, start):
        # Through UTC and back, so that a skipped wall-clock time comes out as one that exists.
        occurrence = wall.replace(tzinfo=zone).astimezone(UTC)
        if occurrence > moment:
            return occurrence.astimezone(zone)
    raise ValueError(_NEVER.format(rule, moment))


@lru_cache(maxsize=256)
def _rule_from(rule: str, start: datetime) -> rrule:
    parsed = rrulestr(rule, dtstart=start)
    if not isinstance(parsed, rrule):
        raise TypeError("only one rule, without dates added or left out")
    return parsed
