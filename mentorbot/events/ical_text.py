"""Calendars as they come: unfolded, decoded and mended by line, so that one fault costs one line.

What programs write is not always what RFC 5545 (https://www.rfc-editor.org/rfc/rfc5545) asks for. What is
mended here is what is met in calendars that people follow, and what its writer can only have meant one way.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from mentorbot.events import ical_zones

BOMS: Final = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}

_LINE: Final = re.compile(r"([A-Za-z0-9-]+)((?:;[^:;\"]*(?:\"[^\"]*\"[^:;\"]*)*)*):(.*)", re.DOTALL)
_TZID: Final = re.compile(r";TZID=(\"[^\"]*\"|[^;:]*)", re.IGNORECASE)
# A moment has no ":" in it: whatever stands before the last is its name and parameters, even where the name
# of a zone with a ":" is not quoted.
_TIMED: Final = re.compile(r"(DTSTART|DTEND|RECURRENCE-ID|EXDATE|RDATE)((?:;.*)?):([^:]*)", re.IGNORECASE)
_TIMED_APART: Final = re.compile(
    r"(DTSTART|DTEND|RECURRENCE-ID|EXDATE|RDATE)((?:;.*?)?):\s*(\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}.*)",
    re.IGNORECASE,
)
"""With a moment as other standards write it."""
_WRITTEN: Final = re.compile(
    r"(\d{4})-?(\d{2})-?(\d{2})(?:[T ](\d{2}):?(\d{2})(?::?(\d{2})(?:[.,]\d+)?)? ?(Z|[+-]\d{2}:?\d{2})?|Z)?",
    re.IGNORECASE,
)
_ZONED: Final = re.compile(r";TZID=\"?(.*?)\"?(?=;[A-Z-]+=|$)", re.IGNORECASE)
_DAY: Final = re.compile(r"\d{8}")
_DAYS: Final = re.compile(r"\b\d{8}")
_MOMENTS: Final = re.compile(r"\d{8}(?:T\d{6}Z?)?(?:/\S+)?(?:,\d{8}(?:T\d{6}Z?)?(?:/\S+)?)*")
_MIDNIGHT: Final = re.compile(r"(\d{8})T240000(Z?)")
_LENGTH: Final = re.compile(r"[+-]?P(?:\d+W|\d+D(?:T(?:\d+[HMS])+)?|T(?:\d+[HMS])+)")
_UNTIL_APART: Final = re.compile(r"(UNTIL=\d{4})-(\d{2})-(\d{2})", re.IGNORECASE)
_UNTIL: Final = re.compile(r"UNTIL=(\d{8})(?:T(\d{6}))?(Z?)", re.IGNORECASE)
_OF_TIME: Final = {"DTSTART", "DTEND", "RECURRENCE-ID", "EXDATE", "RDATE"}
_KEPT_APART: Final = {"VTIMEZONE", "VEVENT"}


@dataclass(frozen=True, slots=True)
class Line:
    """One property: its name in capitals, its parameters with their ";", its value."""

    name: str
    parameters: str
    value: str

    def __str__(self) -> str:
        """As it stands in a calendar."""
        return f"{self.name}{self.parameters}:{self.value}"


@dataclass(slots=True)
class Calendar:
    """One calendar of a file, in lines."""

    head: list[Line] = field(default_factory=list)
    zones: list[list[Line]] = field(default_factory=list)
    events: list[list[Line]] = field(default_factory=list)

    def find(self, name: str) -> str:
        """The value of one of its own properties; empty where there is none."""
        return next((line.value for line in self.head if line.name == name), "")


def read_calendars(data: bytes) -> list[Calendar]:
    """The calendars in a file; of each, its own properties, its zones and its events."""
    found: list[Calendar] = []
    inside: list[str] = []
    block: list[Line] = []
    for line in filter(None, map(_read_line, unfold(data))):
        what = line.value.strip().upper()
        if line.name == "BEGIN" and what == "VCALENDAR":
            found.append(Calendar())
            inside = []
        elif not found:
            continue
        elif line.name == "BEGIN":
            if what in _KEPT_APART:
                # One that was not ended ends where the next begins.
                inside, block = [], []
                (found[-1].zones if what == "VTIMEZONE" else found[-1].events).append(block)
            inside.append(what)
            if what in {"STANDARD", "DAYLIGHT"}:
                block.append(line)
        elif line.name == "END":
            if what in {"STANDARD", "DAYLIGHT"}:
                block.append(line)
            while inside and inside.pop() != what:
                continue
        elif not inside:
            found[-1].head.append(line)
        elif inside[-1] in {"VTIMEZONE", "STANDARD", "DAYLIGHT", "VEVENT"}:
            block.append(line)
    return found


def ends_calendar(data: bytes) -> bool:
    """Whether a file is there to its end."""
    return unfold(data)[-1].strip().upper() == "END:VCALENDAR"


def unfold(data: bytes) -> list[str]:
    """The lines of a file. They are joined before they are decoded: programs fold within a letter too."""
    for mark, encoding in BOMS.items():
        if data.startswith(mark):
            data = data.decode(encoding, "replace").encode()
            break
    data = re.sub(rb"\r\n?|\n", b"\n", data)
    return [_decode(line) for line in re.sub(rb"\n[ \t]", b"", data).split(b"\n") if line.strip()]


def find_zone_name(line: Line) -> str:
    """What a line calls the zone of its time; empty where it names none."""
    found = _TZID.search(line.parameters) if line.name in _OF_TIME else None
    return found[1].strip('"') if found else ""


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
    return [_mend_rule(line, start, default) if line.name == "RRULE" else line for line in mended]


def name_event(lines: Iterable[Line]) -> str:
    """What an event is called, to speak of one that cannot be taken; empty if it has no name."""
    found = next((line.value for line in lines if line.name == "SUMMARY"), "")
    return " ".join(re.sub(r"\\n|\\(.)", r" \1", found).split())


def is_over(lines: Iterable[Line], now: datetime) -> bool:
    """Whether an event that does not repeat began days ago, as most in a large calendar have."""
    values = {line.name: line.value for line in lines}
    day = _DAY.match(values.get("DTSTART", ""))
    before = f"{now - timedelta(days=2):%Y%m%d}"
    return day is not None and not {"RRULE", "RDATE"} & values.keys() and day[0] < before


def write_calendar(
    head: Iterable[Line], zones: Iterable[Iterable[Line]], events: Iterable[Iterable[Line]]
) -> str:
    """A calendar as text, for a library to read."""
    lines = ["BEGIN:VCALENDAR", *map(str, head)]
    for zone in zones:
        lines += ["BEGIN:VTIMEZONE", *map(str, zone), "END:VTIMEZONE"]
    for event in events:
        lines += ["BEGIN:VEVENT", *map(str, event), "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""])


def _decode(line: bytes) -> str:
    try:
        return line.decode()
    except UnicodeDecodeError:
        return line.decode("cp1252", "replace")  # what programs write that write no UTF-8


def _read_line(text: str) -> Line | None:
    if timed := _TIMED_APART.fullmatch(text) or _TIMED.fullmatch(text):
        value = ",".join(_WRITTEN.sub(_spell, one.strip(), count=1) for one in timed[3].split(","))
        return Line(timed[1].upper(), _ZONED.sub(r';TZID="\1"', timed[2]), value)
    found = _LINE.fullmatch(text)
    return Line(found[1].upper(), found[2], found[3]) if found else None


def _spell(found: re.Match[str]) -> str:
    """A moment as the standard writes it: without dashes, with seconds, in UTC if an offset stands there."""
    year, month, day, hour, minute, second, zone = found.groups()
    if hour is None:
        return f"{year}{month}{day}"
    # A leap second is the end of its minute.
    wall = f"{year}{month}{day}T{hour}{minute}{'59' if second == '60' else second or '00'}"
    if zone is None or zone in "Zz":
        return f"{wall}{(zone or '').upper()}"
    try:
        at = datetime.strptime(f"{wall}{zone}", "%Y%m%dT%H%M%S%z").astimezone(UTC)
    except (ValueError, OverflowError):
        return found[0]
    return f"{at:%Y%m%dT%H%M%SZ}"


def _mend_line(line: Line, zones: dict[str, str]) -> Line | None:
    """The line as it should be; None if it says nothing that can be used."""
    if line.name == "DURATION":
        return line if _LENGTH.fullmatch(line.value.strip()) else None
    if line.name not in _OF_TIME:
        return line
    value = _MIDNIGHT.sub(_next_day, line.value.strip())
    if not _MOMENTS.fullmatch(value) or not all(map(_is_day, _DAYS.findall(value))):
        return None if line.name != "DTSTART" else line
    parameters = line.parameters
    if "T" not in value:
        # Days have no zone, whatever stands there.
        return Line(line.name, ";VALUE=DATE", value)
    parameters = re.sub(r";VALUE=DATE(?=;|$)", "", parameters, flags=re.IGNORECASE)
    if value.endswith("Z"):
        return Line(line.name, _TZID.sub("", parameters), value)
    named = _TZID.search(parameters)
    known = zones.get(named[1].strip('"')) if named else None
    if known:
        parameters = _TZID.sub(f";TZID={known}", parameters)
    return Line(line.name, parameters, value)


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
    value = re.sub(r"\s", "", rule.value)
    rule = Line(rule.name, rule.parameters, _UNTIL_APART.sub(r"\1\2\3", value))
    found = _UNTIL.search(rule.value)
    if found is None:
        return rule
    try:
        day = date(int(found[1][:4]), int(found[1][4:6]), int(found[1][6:]))
        at = time(int(found[2][:2]), int(found[2][2:4]), min(int(found[2][4:]), 59)) if found[2] else None
    except ValueError:
        return rule
    named = _TZID.search(start.parameters)
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
