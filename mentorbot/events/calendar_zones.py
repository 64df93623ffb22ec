"""How the clocks of a zone go, as calendars say it (RFC 5545 section 3.6.5).

Every change of the clocks is named by its moment, on the clock that it ends: no rule foresees where somebody
changes their mind.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

_STEP: Final = timedelta(days=1)
"""No clock is changed twice within a day."""
_SECOND: Final = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class _Clock:
    """How a clock goes between two changes."""

    offset: timedelta
    name: str
    summer: bool


def describe_zone(key: str, first: datetime, last: datetime) -> Timezone:
    """How the clocks of a zone go.

    Args:
        key: IANA key.
        first: Aware; from then on.
        last: Aware; until then.
    """
    zone = ZoneInfo(key)
    made = Timezone()
    made.add("tzid", key)
    begins = _clock(zone, first)
    # What holds at first, as a change from itself; others follow on the clock that each of them ends.
    _add(made, begins, begins, [(first + begins.offset).replace(tzinfo=None, microsecond=0)])
    changes: dict[tuple[_Clock, _Clock], list[datetime]] = {}
    for at, before, after in _list_changes(zone, first, last):
        changes.setdefault((before, after), []).append((at + before.offset).replace(tzinfo=None))
    for (before, after), walls in changes.items():
        _add(made, before, after, walls)
    return made


def _add(made: Timezone, before: _Clock, after: _Clock, walls: list[datetime]) -> None:
    part = TimezoneDaylight() if after.summer else TimezoneStandard()
    part.add("dtstart", walls[0])
    part.add("tzoffsetfrom", before.offset)
    part.add("tzoffsetto", after.offset)
    part.add("tzname", after.name)
    for wall in walls[1:]:
        # One to a line: of several on one, some programs read the first alone.
        part.add("rdate", wall)
    made.add_component(part)


def _list_changes(
    zone: ZoneInfo, first: datetime, last: datetime
) -> Iterator[tuple[datetime, _Clock, _Clock]]:
    """When the clocks are changed, in UTC, and how they go before and after."""
    at = first.astimezone(UTC).replace(microsecond=0)
    before = _clock(zone, at)
    while at < last:
        after = _clock(zone, at + _STEP)
        if before != after:
            early, late = at, at + _STEP
            while late - early > _SECOND:
                middle = early + (late - early) // 2
                middle -= timedelta(microseconds=middle.microsecond)
                early, late = (early, middle) if _clock(zone, middle) != before else (middle, late)
            yield late, before, after
        at, before = at + _STEP, after


def _clock(zone: ZoneInfo, moment: datetime) -> _Clock:
    local = moment.astimezone(zone)
    offset = local.utcoffset() or timedelta()
    return _Clock(offset, local.tzname() or "", bool(local.dst()))
