"""Calendars as they come: unfolded, decoded and taken apart by line, so that one fault costs one line.

What programs write is not always what RFC 5545 (https://www.rfc-editor.org/rfc/rfc5545) asks for;
:mod:`mentorbot.events.ical_mending` mends what stands in an event.
"""

import quopri
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Final

from mentorbot.events import ical_letters

BOMS: Final = {
    b"\xff\xfe\x00\x00": "utf-32", b"\x00\x00\xfe\xff": "utf-32", b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig", b"B\x00E\x00": "utf-16-le",
    b"\x00B\x00E": "utf-16-be",
}  # fmt: skip
"""By what a file begins with: a mark, or the first letters of every calendar in letters of two bytes."""
OF_TIME: Final = {"DTSTART", "DTEND", "RECURRENCE-ID", "EXDATE", "RDATE"}
TZID: Final = re.compile(r";TZID=(\"[^\"]*\"|[^;:]*)", re.IGNORECASE)
BEGIN: Final = "BEGIN:VCALENDAR"

_LINE: Final = re.compile(r"([A-Za-z0-9-]+)((?:;[^:;\"]*(?:\"[^\"]*\"[^:;\"]*)*)*):(.*)", re.DOTALL)
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
_DAY: Final = re.compile(r"\d{8}(?=T|$)")
_EVENT: Final = "VEVENT"
_ZONE: Final = "VTIMEZONE"
OTHERS: Final = {"VTODO": "task", "VJOURNAL": "journal entry", "VFREEBUSY": "busy time"}
"""What stands in a calendar beside events, and what people call it."""
_TEXTS: Final = {"DESCRIPTION", "LOCATION"}
"""Where programs that forget to fold let a text go on."""
_PROPERTIES: Final = frozenset({
    "ACTION", "ATTACH", "ATTENDEE", "BEGIN", "CATEGORIES", "CLASS", "COLOR", "COMMENT", "COMPLETED",
    "CONFERENCE", "CONTACT", "CREATED", "DESCRIPTION", "DTEND", "DTSTAMP", "DTSTART", "DUE",
    "DURATION", "END", "EXDATE", "EXRULE", "GEO", "IMAGE", "LAST-MODIFIED", "LOCATION", "ORGANIZER",
    "PRIORITY", "RDATE", "RECURRENCE-ID", "RELATED-TO", "REPEAT", "REQUEST-STATUS", "RESOURCES",
    "RRULE", "SEQUENCE", "STATUS", "SUMMARY", "TRANSP", "TRIGGER", "UID", "URL",
})  # fmt: skip
"""Of an event and what stands in it; beside those that begin with X-."""
_QUOTED: Final = re.compile(r";ENCODING=QUOTED-PRINTABLE(?=;|$)|;QUOTED-PRINTABLE(?=;|$)", re.IGNORECASE)
_CHARSET: Final = re.compile(r";CHARSET=\"?([^;\"]*)\"?", re.IGNORECASE)
_GOES_ON: Final = re.compile(
    rb"^[A-Z-]+;[^:\n]*QUOTED-PRINTABLE[^:\n]*:(?:[^\n]*=\n)+", re.IGNORECASE | re.MULTILINE
)


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
    """One calendar of a file, in lines. ``others``: what is no event, by what it is (see OTHERS)."""

    head: list[Line] = field(default_factory=list)
    zones: list[list[Line]] = field(default_factory=list)
    events: list[list[Line]] = field(default_factory=list)
    others: list[tuple[str, list[Line]]] = field(default_factory=list)

    def find(self, name: str) -> str:
        """The value of one of its own properties; empty where there is none."""
        return next((line.value for line in self.head if line.name == name), "")

    def begin(self, what: str) -> list[Line]:
        """Where the lines go of a part of it that begins: what it is, such as VEVENT."""
        block: list[Line] = []
        if what == _ZONE:
            self.zones.append(block)
        elif what == _EVENT:
            self.events.append(block)
        else:
            self.others.append((what, block))
        return block


def read_calendars(data: bytes) -> list[Calendar]:
    """The calendars in a file; of each, its own properties, its zones and its events."""
    found: list[Calendar] = []
    inside: list[str] = []
    block: list[Line] = []
    for line in _read_lines(data):
        what = line.value.strip().upper()
        if line.name == "BEGIN" and what == "VCALENDAR":
            found.append(Calendar())
            inside = []
        elif not found:
            continue
        elif line.name == "BEGIN":
            if what in {_ZONE, _EVENT} or what in OTHERS:
                # One that was not ended ends where the next begins.
                inside, block = [], found[-1].begin(what)
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
        elif inside[-1] in {_ZONE, "STANDARD", "DAYLIGHT", _EVENT} or inside[-1] in OTHERS:
            block.append(line)
    return found


def begins_calendar(data: bytes) -> bool:
    """Whether a calendar begins on one of the first lines of a file; letters have words before it."""
    return any(line.strip().upper().startswith(BEGIN) for line in unfold(data[:4_096]))


def ends_calendar(data: bytes) -> bool:
    """Whether a file is there to the end of its last calendar, whatever servers write behind that."""
    marks = [line.strip().upper() for line in unfold(data)]
    ends = [mark for mark in marks if mark == "END:VCALENDAR" or mark.startswith(BEGIN)]
    return bool(ends) and not ends[-1].startswith(BEGIN)


def unfold(data: bytes) -> list[str]:
    """The lines of a file. They are joined before they are decoded: programs fold within a letter too."""
    data = _without_mark(data)
    letters = ical_letters.find_letters(data)
    data = re.sub(rb"\r*\n|\r", b"\n", data)
    data = _GOES_ON.sub(lambda found: found[0].replace(b"=\n", b""), data)
    lines = re.sub(rb"\n+[ \t]", b"", data).split(b"\n")
    return [_decode(line, letters) for line in lines if line.strip()]


def has_doubtful_letters(data: bytes) -> bool:
    """Whether a file does not say in which letters it is written, and they may be others than are taken."""
    return ical_letters.is_doubtful(_without_mark(data))


def _without_mark(data: bytes) -> bytes:
    """A file in UTF-8 that says by how it begins in which other letters it is; any other as it is."""
    for mark, encoding in BOMS.items():
        if data.startswith(mark):
            return data.decode(encoding, "replace").encode()
    return data


def find_zone_name(line: Line) -> str:
    """What a line calls the zone of its time; empty where it names none."""
    found = TZID.search(line.parameters) if line.name in OF_TIME else None
    return found[1].strip('"') if found else ""


def name_event(lines: Iterable[Line]) -> str:
    """What an event is called, to speak of one that cannot be taken; empty if it has no name."""
    found = next((line.value for line in lines if line.name == "SUMMARY"), "")
    return " ".join(unescape(found).split())


def unescape(text: str) -> str:
    """A text without the escapes of the form."""
    return re.sub(r"\\([nN]|.)", lambda found: " " if found[1] in "nN" else found[1], text)


def is_over(lines: Iterable[Line], now: datetime) -> bool:
    """Whether an event that does not repeat was over days ago, as most in a large calendar are."""
    values = {line.name: line.value for line in lines}
    days = [_DAY.match(values.get(name, "")) for name in ("DTSTART", "DTEND")]
    before = f"{now - timedelta(days=2):%Y%m%d}"
    last = days[1] or days[0]
    repeats = {"RRULE", "RDATE"} & values.keys()
    return days[0] is not None and last is not None and not repeats and max(days[0][0], last[0]) < before


def begins_first(lines: Iterable[Line]) -> str:
    """By what events are put in order, those that repeat first; in no order that matters if it is no time."""
    values = {line.name: line.value for line in lines}
    return "" if {"RRULE", "RDATE"} & values.keys() else values.get("DTSTART", "")


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


def _read_lines(data: bytes) -> Iterator[Line]:
    """Each property of a file; a text that goes on without being folded is joined."""
    last: Line | None = None
    for text in unfold(data):
        line = _read_line(text)
        if last is not None and _goes_on(last, line):
            last = replace(last, value=f"{last.value}\\n{_escape(text.strip())}")
        elif line is not None:
            if last is not None:
                yield last
            last = line
    if last is not None:
        yield last


def _goes_on(last: Line, line: Line | None) -> bool:
    """Whether this is no property, but the text of the one before, which goes on."""
    if last.name not in _TEXTS:
        return False
    if line is None:
        return True
    known = line.name in _PROPERTIES or line.name.startswith("X-")
    return not known and (line.value.startswith(" ") or not line.parameters)


def _escape(text: str) -> str:
    """A text with the escapes of the form, where it has none."""
    return re.sub(r"(?<!\\)[,;]", r"\\\g<0>", text)


def _decode(line: bytes, letters: str) -> str:
    """A line as text; ``letters``: what is written where it is no UTF-8."""
    try:
        return line.decode(letters if b"\x1b$" in line else "utf-8")
    except UnicodeDecodeError:
        return line.decode(letters, "replace")


def _read_line(text: str) -> Line | None:
    if timed := _TIMED_APART.fullmatch(text) or _TIMED.fullmatch(text):
        value = ",".join(_WRITTEN.sub(_spell, one.strip(), count=1) for one in timed[3].split(","))
        return Line(timed[1].upper(), _ZONED.sub(r';TZID="\1"', timed[2]), value)
    found = _LINE.fullmatch(text)
    return _unquote(Line(found[1].upper(), found[2], found[3])) if found else None


def _unquote(line: Line) -> Line:
    """A line without the encoding of vCalendar 1.0, the form before this one."""
    if not _QUOTED.search(line.parameters):
        return line
    charset = _CHARSET.search(line.parameters)
    data = quopri.decodestring(line.value.encode())
    try:
        text = data.decode(charset[1] if charset else "utf-8")
    except (UnicodeDecodeError, LookupError):
        text = data.decode(ical_letters.USUAL, "replace")
    text = re.sub(r"[\\,;]", r"\\\g<0>", text)
    return Line(
        line.name,
        _CHARSET.sub("", _QUOTED.sub("", line.parameters)),
        re.sub(r"\r\n?|\n", r"\\n", text),
    )


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
