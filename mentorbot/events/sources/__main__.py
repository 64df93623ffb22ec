"""The process in which a list of events is read: ``python -m mentorbot.events.sources ZONE MOMENT``.

The address comes in on a line of its own, for it may be a secret, and then the list; what was found goes out
as JSON. events/reader.py starts it, and ends it if it takes too much.
"""

import codecs
import contextlib
import json
import sys
from datetime import datetime
from zoneinfo import ZoneInfo, available_timezones

from mentorbot.errors import UserError
from mentorbot.events.listings import MOST_BYTES, TOO_LARGE, Reading
from mentorbot.events.sources import find_sources, icalendar
from mentorbot.narrow import narrow_process

MOST_SECONDS = 10
"""Of computing; a busy machine may take longer for them."""
_ENCODINGS = ("ascii", "latin-1", "cp1252", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "idna")
_SAMPLE = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//sample
X-WR-CALNAME:A sample é
BEGIN:VTIMEZONE
TZID:Somewhere
BEGIN:STANDARD
DTSTART:20201101T020000
TZOFFSETFROM:-0500
TZOFFSETTO:-0600
TZNAME:CST
RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:20200308T020000
TZOFFSETFROM:-0600
TZOFFSETTO:-0500
TZNAME:CDT
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU
END:DAYLIGHT
END:VTIMEZONE
BEGIN:VEVENT
UID:1
DTSTAMP:20200101T000000Z
DTSTART;TZID=Somewhere:{year}0601T090000
DTEND;TZID=Somewhere:{year}0601T100000
RRULE:FREQ=WEEKLY;COUNT=9
EXDATE;TZID=Somewhere:{year}0608T090000
EXDATE:{year}0615T140000Z
RDATE;TZID=Somewhere:{year}0603T090000
SUMMARY:A sample
DESCRIPTION:<p>It is &amp; was, see <a href="https://example.org/a?b=c">there</a></p>
URL:https://example.org/ü
LAST-MODIFIED:20200101T000000Z
END:VEVENT
BEGIN:VEVENT
UID:1
DTSTAMP:20200101T000000Z
RECURRENCE-ID;TZID=Somewhere:{year}0622T090000
DTSTART;TZID=Somewhere:{year}0622T110000
DURATION:PT1H
SUMMARY:Moved
END:VEVENT
BEGIN:VEVENT
UID:2
DTSTAMP:20200101T000000Z
DTSTART;VALUE=DATE:{year}0701
RRULE:FREQ=MONTHLY;UNTIL={year}1231
SUMMARY:A day
END:VEVENT
BEGIN:VEVENT
UID:3
DTSTAMP:20200101T000000Z
DTSTART;TZID=Central Standard Time:{year}0701T090000
SUMMARY:By a name that clients make up
END:VEVENT
BEGIN:VEVENT
UID:4
DTSTART:nonsense
END:VEVENT
BEGIN:VEVENT
UID:5
DTSTAMP:20200101T000000Z
DTSTART:{year}0701T090000
STATUS:CANCELLED
SUMMARY:Floating
END:VEVENT
END:VCALENDAR
"""
"""Reading it loads whatever reading takes: it has one of everything."""


def main(zone_key: str, now: str) -> None:
    """Read what comes in, and write what was found."""
    zones = warm_up(zone_key, now)
    narrow_process(MOST_SECONDS)
    address = sys.stdin.buffer.readline().decode().rstrip("\n")
    data = sys.stdin.buffer.read(MOST_BYTES + 1)
    made: dict[str, object]
    try:
        found = read_list(address, data, zone_key, datetime.fromisoformat(now))
    except UserError as error:
        made = {"refused": error.sentence}
    else:
        made = {
            "title": found.title,
            "entries": [listing.as_json() for listing in found.listings],
            "notes": found.notes,
            "complete": found.complete,
        }
    del zones
    sys.stdout.write(json.dumps(made))


def read_list(address: str, data: bytes, zone_key: str, now: datetime) -> Reading:
    """Find what is to come with the first source that takes it.

    What none takes is read as a calendar, which says why it is none.

    Raises:
        UserError: It cannot be read, and why.
    """
    if len(data) > MOST_BYTES:
        raise UserError(TOO_LARGE)
    source = next((one for one in find_sources() if one.takes(address, data)), icalendar.SOURCE)
    return source.read(data, zone_key, now)


def warm_up(zone_key: str, now: str) -> list[ZoneInfo]:
    """Load all that reading takes, every time zone among it: no file is opened afterwards.

    Returns:
        The zones, to be held on to.
    """
    for encoding in _ENCODINGS:
        codecs.lookup(encoding)
    moment = datetime.fromisoformat(now)
    sample = _SAMPLE.format(year=moment.year + 1)
    for data in (sample.encode(), sample.encode("cp1252"), sample.encode("utf-16"), b"none"):
        with contextlib.suppress(UserError):
            read_list("", data, zone_key, moment)
    return [ZoneInfo(key) for key in available_timezones()]


if __name__ == "__main__":
    main(*sys.argv[1:])
