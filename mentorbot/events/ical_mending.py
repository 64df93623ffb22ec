"""Events of calendars, mended line by line: what is met in calendars that people follow, and what its writer
can only have meant one way.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from mentorbot.events import ical_zones
from mentorbot.events.ical_text import OF_TIME, TZID, Line

_DAYS: Final = re.compile(r"\b\d{8}")
_MOMENTS: Final = re.compile(r"\d{8}(?:T\d{6}Z?)?(?:/\S+)?(?:,\d{8}(?:T\d{6}Z?)?(?:/\S+)?)*")
_MIDNIGHT: Final = re.compile(r"(\d{8})T240000(Z?)")
_LENGTH: Final = re.compile(
    r"\+?P?(?:0Y)?(?:0M)?(?:(?P<weeks>[\d.]+)W)?(?:(?P<days>[\d.]+)D)?(?P<timed>T)?(?:\+?(?P<hours>[\d.]+)H)?"
    r"(?:(?P<minutes>[\d.]+)(?:M|$))?(?:(?P<seconds>[\d.]+)S)?"
)
"""How long something is, also with parts of an hour, without a T, or with its last unit left out."""
_BY_CLOCK: Final = re.compile(r"(?P<hours>\d{1,2}):(?P<minutes>\d{2})(?::(?P<seconds>\d{2}))?")
NO_END: Final = "X-MENTORBOT-NO-END"
"""What a line becomes that says how an event ends, and cannot be read."""
_SAYS_NOTHING: Final = re.compile(r"(?:RSCALE=GREGORIAN|SKIP=OMIT|X-[A-Z-]+=[^;]*)(?:;|$)", re.IGNORECASE)
"""What a rule has as well where it goes by the usual calendar (RFC 7529)."""
_UNTIL_APART: Final = re.compile(r"(UNTIL=\d{4})-(\d{2})-(\d{2})", re.IGNORECASE)
_UNTIL: Final = re.compile(r"UNTIL=(\d{8})(?:T(\d{6}))?(Z?)", re.IGNORECASE)
_TIME: Final = re.compile(r"(\d{8}T\d{6})(Z?)")
_ALL_DAY: Final = {
    "X-MICROSOFT-CDO-ALLDAYEVENT",
    "X-MICROSOFT-MSNCALENDAR-ALLDAYEVENT",
    "X-FUNAMBOL-ALLDAY",
}
"""By which programs say that an event is about days, though they write when these begin."""


def mend_event(lines: Iterable[Line], zones: dict[str, str], default: str) -> list[Line]:
    """An event as the standard has it.

    Args:
        zones: The IANA zone for each name of one that the calendar uses, where it is known.
        default: The zone of what says none.
    """
    mended = [one for one in (_mend_line(line, zones) for line in lines) if one is not None]
    start = next((line for line in mended if line.name == "DTSTART"), None)
    if start is None:
        return mended
    mended = [_on_its_day(line, start) for line in mended]
    mended = [_on_its_clock(line, start) for line in mended]
    if any(line.name in _ALL_DAY and line.value.strip().upper() in {"TRUE", "1"} for line in mended):
        mended = _take_days(mended, start, default)
        start = next(line for line in mended if line.name == "DTSTART")
    return [_mend_rule(line, start, default) if line.name == "RRULE" else line for line in mended]


def _mend_line(line: Line, zones: dict[str, str]) -> Line | None:
    """The line as it should be; None if it says nothing that can be used."""
    if line.name == "DURATION":
        length = _read_length(line.value)
        return Line(NO_END, "", line.value) if length is None else Line(line.name, "", f"PT{length}S")
    if line.name not in OF_TIME:
        return line if line.name != "RRULE" or line.value.strip() else None
    value = _MIDNIGHT.sub(_next_day, line.value.strip())
    if not _MOMENTS.fullmatch(value) or not all(map(_is_day, _DAYS.findall(value))):
        return _UNREADABLE.get(line.name, None) if line.name != "DTSTART" else line
    parameters = line.parameters
    if "T" not in value:
        # Days have no zone, whatever stands there.
        return Line(line.name, ";VALUE=DATE", value)
    parameters = re.sub(r";VALUE=DATE(?=;|$)", "", parameters, flags=re.IGNORECASE)
    if value.endswith("Z"):
        return Line(line.name, TZID.sub("", parameters), value)
    named = TZID.search(parameters)
    known = zones.get(named[1].strip('"')) if named else None
    if known:
        parameters = TZID.sub(f";TZID={known}", parameters)
    return Line(line.name, parameters, value)


_UNREADABLE: Final = {"DTEND": Line(NO_END, "", "")}


def _read_length(text: str) -> int | None:
    """How long something is, in seconds; None if that cannot be understood."""
    text = re.sub(r"\s", "", text).upper().replace(",", ".")
    found = _BY_CLOCK.fullmatch(text) or _LENGTH.fullmatch(text)
    if found is None:
        return None
    parts = {name: value for name, value in found.groupdict().items() if value and name != "timed"}
    # Minutes alone, without a T, may be months; and a number alone may be anything.
    clear = "timed" not in found.groupdict() or found["timed"] or set(parts) != {"minutes"}
    try:
        length = round(timedelta(**{name: float(value) for name, value in parts.items()}).total_seconds())
    except (ValueError, OverflowError):
        return None
    return length if parts and clear else None


def _on_its_day(line: Line, start: Line) -> Line:
    """A day without one of a series, where programs write its midnight: the hour is that of the series."""
    at = _TIME.fullmatch(start.value)
    if line.name != "EXDATE" or at is None or at[2] or at[1].endswith("T000000"):
        return line
    return replace(line, value=re.sub(r"T000000(?=,|$)", at[1][8:], line.value))


def _on_its_clock(line: Line, start: Line) -> Line:
    """A time without a zone as one on the clock of the start, which says whose that is."""
    plain = line.name in OF_TIME and "T" in line.value and "Z" not in line.value and "/" not in line.value
    if not plain or TZID.search(line.parameters):
        return line
    if start.value.endswith("Z"):
        return Line(line.name, line.parameters, _TIME.sub(r"\1Z", line.value))
    named = TZID.search(start.parameters)
    return Line(line.name, f"{line.parameters}{named[0]}", line.value) if named else line


def _take_days(lines: Sequence[Line], start: Line, default: str) -> list[Line]:
    """An event that says it is about days, with these in the place of their midnights, if it has them."""
    for zone in (default, "UTC"):
        day = _day_of(start, zone)
        if day is not None and day[1] == time():
            return [_as_days(line, zone) for line in lines if line.name != "DURATION"]
    return list(lines)


def _as_days(line: Line, zone: str) -> Line:
    if line.name not in OF_TIME or "T" not in line.value or "/" in line.value:
        return line
    days = []
    for one in line.value.split(","):
        found = _day_of(Line(line.name, line.parameters, one), zone)
        if found is None:
            return line
        day, hour = found
        # What ends within a day ends with it.
        days.append(day + timedelta(days=line.name == "DTEND" and hour > time()))
    return Line(line.name, ";VALUE=DATE", ",".join(f"{day:%Y%m%d}" for day in days))


def _day_of(line: Line, zone: str) -> tuple[date, time] | None:
    """Day and hour of one time, on its own clock or, where it is in UTC, that of a zone."""
    found = _TIME.fullmatch(line.value)
    if found is None:
        return None
    try:
        wall = datetime.strptime(f"{found[1]}+0000", "%Y%m%dT%H%M%S%z")
    except ValueError:
        return None
    if found[2]:
        wall = wall.astimezone(ZoneInfo(zone))
    return wall.date(), wall.time()


def _is_day(text: str) -> bool:
    try:
        date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return False
    return True


def _next_day(found: re.Match[str]) -> str:
    try:
        following = datetime.strptime(found[1], "%Y%m%d").replace(tzinfo=UTC) + timedelta(days=1)
    except ValueError:
        return found[0]
    return f"{following:%Y%m%d}T000000{found[2]}"


def _mend_rule(rule: Line, start: Line, default: str) -> Line:
    """The rule with its end said as its start is: else the last of a series is lost.

    A day means until the end of it; a time without a zone is on the clock of the start.
    """
    value = _SAYS_NOTHING.sub("", re.sub(r"\s", "", rule.value)).strip(";")
    rule = Line(rule.name, rule.parameters, _UNTIL_APART.sub(r"\1\2\3", value))
    found = _UNTIL.search(rule.value)
    if found is None:
        return rule
    try:
        day = date(int(found[1][:4]), int(found[1][4:6]), int(found[1][6:]))
        at = time(int(found[2][:2]), int(found[2][2:4]), min(int(found[2][4:]), 59)) if found[2] else None
    except ValueError:
        return rule
    named = TZID.search(start.parameters)
    key = named[1].strip('"') if named else default
    zone = ZoneInfo(key if ical_zones.is_known(key) else default)
    clock = datetime.combine(day, at or time(23, 59, 59), UTC if found[3] and at else zone)
    if "T" not in start.value:
        until = f"{clock.astimezone(zone) if found[3] else clock:%Y%m%d}"
    elif start.value.endswith("Z") or named:
        until = f"{clock.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    else:
        until = f"{clock.astimezone(zone):%Y%m%dT%H%M%S}"
    return Line(rule.name, rule.parameters, _UNTIL.sub(f"UNTIL={until}", rule.value))
