"""Calendars in the iCalendar form (RFC 5545).

Whoever wrote the calendar may mean harm, so all that is made of it is bounded. An entry is known again by its
UID and, of one in a series that differs from the others, its RECURRENCE-ID.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser
from itertools import islice
from typing import Any, Final, NamedTuple, cast
from zoneinfo import ZoneInfo

import recurring_ical_events
from icalendar import Calendar

from mentorbot.chat import fit
from mentorbot.errors import UserError
from mentorbot.events import answers, recurrence, terms
from mentorbot.events.answers import When
from mentorbot.events.listings import Gathering, Listing, ListingError, Reading, Source, secure_link
from mentorbot.members.answers import MOST_PLACE, one_line, paragraph
from mentorbot.times import zones

MOST_SINGLES: Final = 26
"""Of a series that no rule of ours describes: how many are taken, each as an event of its own."""
HORIZON: Final = timedelta(days=731)
"""How far ahead a series is looked at."""

MOST_READ: Final = 2_000
"""Entries in a calendar, past ones included."""

NOT_A_CALENDAR: Final = (
    "That is not a calendar file: it should begin with BEGIN:VCALENDAR. Web pages often have a link named "
    "iCal, Subscribe or Export; that is the one I can read."
)
NOT_UTF8: Final = "That calendar is not written in UTF-8, as calendar files have to be, so I cannot read it."
TOO_MANY: Final = f"That calendar has more than {MOST_READ:,} entries, which is more than I read."
BROKEN: Final = "That calendar is damaged, so I cannot read it. Please ask whoever keeps it for a new one."

_TOO_OFTEN: Final = {"SECONDLY", "MINUTELY", "HOURLY"}
# What the library says of the types of its parts holds only for calendars that are well written.
Part = Any

_BEGIN: Final = "BEGIN:VCALENDAR"
_LINK: Final = re.compile(r"https?://[^\s<>\"()]+[^\s<>\"().,;]", re.ASCII)


def takes_calendar(address: str, data: bytes) -> bool:
    """Whether this is a calendar, wherever it was found."""
    return data.removeprefix(b"\xef\xbb\xbf").lstrip()[:20].upper().startswith(_BEGIN.encode())


def read_calendar(data: bytes, zone_key: str, now: datetime) -> Reading:
    """Find what is to come in a calendar.

    Args:
        zone_key: The zone of what says none: days without a time of day, and "floating" times.
        now: Aware.

    Raises:
        UserError: It cannot be read, and why.
    """
    try:
        calendar = Calendar.from_ical(_decoded(data), multiple=True)[0]
    except UserError:
        raise
    except Exception:
        raise UserError(BROKEN) from None
    return _Reader(calendar, zone_key, now).reading()


SOURCE: Final = Source(takes_calendar, read_calendar)


def _decoded(data: bytes) -> str:
    """A calendar as text, if it looks like one that can be read at all. Raises UserError if not, and why."""
    try:
        text = data.decode("utf-8-sig").lstrip()
    except UnicodeDecodeError:
        raise UserError(NOT_UTF8) from None
    if not text[:20].upper().startswith(_BEGIN):
        raise UserError(NOT_A_CALENDAR)
    if text.upper().count("BEGIN:VEVENT") > MOST_READ:
        raise UserError(TOO_MANY)
    return text


class _Series(NamedTuple):
    """How a series goes on: by which clock and rule, without which starts, and whether beyond them."""

    time_zone: str
    rule: str
    skipped: str
    on: bool


class _Reader:
    """Reads one calendar."""

    def __init__(self, calendar: Part, zone_key: str, now: datetime) -> None:
        self._calendar = calendar
        self._now = now
        self._zone_key = _known_zone(str(calendar.get("X-WR-TIMEZONE", ""))) or zone_key
        self._zone = ZoneInfo(self._zone_key)
        self._title = fit(
            one_line(_text(calendar, "X-WR-CALNAME") or _text(calendar, "NAME")), terms.MOST_TITLE
        )
        self._gathering = Gathering(now)

    def reading(self) -> Reading:
        """All of it."""
        groups: dict[str, list[Part]] = defaultdict(list)
        for component in self._calendar.walk("VEVENT"):
            uid = str(component.get("UID", "")).strip()
            if uid:
                groups[uid].append(component)
            else:
                self._gathering.leave("without a UID to know it by")
        for uid, components in groups.items():
            with self._gathering.one():
                self._gather(_key(uid), components)
        return self._gathering.reading(self._title)

    def _gather(self, uid: str, components: Sequence[Part]) -> None:
        """Gather what is to come of one UID: once, a series, or those of a series that differ."""
        masters = [one for one in components if "RECURRENCE-ID" not in one]
        master = max(masters, key=_sequence) if masters else None
        others = [one for one in components if "RECURRENCE-ID" in one]
        if master is None or not ("RRULE" in master or "RDATE" in master):
            for one in (*others, *([master] if master else ())):
                self._add(uid, one, self._rid(one))
            return
        if _parts(master, "FREQ") & _TOO_OFTEN:
            raise ListingError("repeating every hour or more often")
        if "0" in _parts(master, "INTERVAL"):
            raise ValueError("it would never go on")
        coming, more = self._coming([master, *others])
        given, on = self._coming([_bare(master)])
        zone, rule = self._rule(master, tuple(given))
        regular = {start for start in given if start in coming and _same(coming[start], master)}
        if rule is None or not regular:
            if more or len(coming) > MOST_SINGLES:
                self._gathering.leave(f"series beyond its next {MOST_SINGLES} times")
            for start in list(coming)[:MOST_SINGLES]:
                self._add(uid, coming[start], self._rid(coming[start]))
            return
        for start, one in coming.items():
            if start not in regular:
                self._add(uid, one, self._rid(one))
        skipped = recurrence.write_moments(start for start in given if start not in regular)
        self._add(uid, given[min(given)], "", series=_Series(zone, rule, skipped, on))

    def _rule(self, master: Part, starts: tuple[datetime, ...]) -> tuple[str, str | None]:
        """The zone on whose clock a series goes by a rule of ours, and the rule; UTC is one too."""
        zones_ = (self._zone_of(master)[0], zones.DEFAULT)
        found = ((zone, recurrence.find_rule(starts, zone)) for zone in zones_)
        return next((one for one in found if one[1] is not None), (zones_[0], None))

    def _coming(self, components: Iterable[Part]) -> tuple[dict[datetime, Part], bool]:
        """The occurrences that begin after now, by their start in UTC; and whether there are more."""
        calendar = Calendar()
        for one in components:
            calendar.add_component(one)
        found: dict[datetime, Part] = {}
        occurrences = recurring_ical_events.of(calendar).after(self._now)
        for one in islice(occurrences, recurrence.MOST_TIMES * 2):
            start = self._moment(one["DTSTART"].dt)
            if start > self._now + HORIZON or len(found) == recurrence.MOST_TIMES:
                return found, True
            if start > self._now:
                found[start] = one
        return found, False

    def _add(self, uid: str, one: Part, rid: str, series: _Series | None = None) -> None:
        """Gather one entry; of a series, its first."""
        with self._gathering.one():
            start = self._moment(one["DTSTART"].dt)
            if start <= self._now:
                return
            key, kind = self._zone_of(one)
            key, rule, skipped, on = series or (key, "", "", False)
            end = self._end(one, start)
            place, link = _where(one)
            last = recurrence.list_starts(rule, key, start)[-1] + (end - start)
            self._gathering.add(
                Listing(
                    uid,
                    rid,
                    _sequence(one),
                    _modified(one),
                    str(one.get("STATUS", "")).upper() == "CANCELLED",
                    fit(one_line(_text(one, "SUMMARY")) or self._title or "Untitled", terms.MOST_TITLE),
                    fit(paragraph(_without_tags(_text(one, "DESCRIPTION"))), terms.MOST_ABOUT),
                    fit(one_line(_named(one) or self._title), terms.MOST_HOST),
                    secure_link(_text(one, "URL")),
                    When(start, end, last, key, rule, place, link, skipped),
                    on,
                )
            )
            if kind:
                self._gathering.note(_TAKEN[kind].format(zone=self._zone_key))

    def _end(self, one: Part, start: datetime) -> datetime:
        given = one.get("DTSTART").dt
        if "DTEND" in one:
            end = self._moment(one["DTEND"].dt)
        elif "DURATION" in one:
            end = start + one["DURATION"].dt
        else:
            end = start
        if isinstance(given, datetime):
            return end if end > start else start + answers.USUAL
        # The day after the last is where it ends; the last minute of that day reads better.
        end = max(end, self._moment(given + timedelta(days=1)))
        return end - timedelta(minutes=1)

    def _moment(self, given: date) -> datetime:
        """A day or time of the calendar as a moment in UTC."""
        if not isinstance(given, datetime):
            given = datetime(given.year, given.month, given.day, tzinfo=self._zone)
        elif given.tzinfo is None:
            given = given.replace(tzinfo=self._zone)
        return given.astimezone(UTC).replace(microsecond=0)

    def _rid(self, one: Part) -> str:
        return (
            recurrence.write_moments([self._moment(one["RECURRENCE-ID"].dt)])
            if "RECURRENCE-ID" in one
            else ""
        )

    def _zone_of(self, one: Part) -> tuple[str, str]:
        """The zone an entry is shown in, and why that is not its own ("" if it is)."""
        given = one["DTSTART"].dt
        if not isinstance(given, datetime):
            return self._zone_key, "all day"
        if given.tzinfo is None:
            return self._zone_key, "floating"
        return _known_zone(getattr(given.tzinfo, "key", "")) or self._zone_key, ""


_TAKEN: Final = {
    "all day": "without a time of day: I take the whole day, in {zone}.",
    "floating": "with a time but no zone: I take it in {zone}.",
}


def _known_zone(key: str) -> str:
    """The key as it is written among ours; empty for one that is not known, and for UTC."""
    try:
        found = zones.find_zone(key) if "/" in key else ""
    except UserError:
        return ""
    return found if not found.startswith("Etc/") else ""


def _bare(master: Part) -> Part:
    """The series as its rule alone has it."""
    bare = master.copy(recursive=True)
    for name in ("EXDATE", "RDATE", "EXRULE"):
        bare.pop(name, None)
    return bare


def _same(one: Part, master: Part) -> bool:
    """Whether an occurrence is as all of its series."""
    names = ("SUMMARY", "LOCATION", "DESCRIPTION", "STATUS", "URL")
    return all(one.get(name) == master.get(name) for name in names) and _length(one) == _length(master)


def _length(one: Part) -> timedelta | None:
    if "DTEND" in one:
        return cast("timedelta", one["DTEND"].dt - one["DTSTART"].dt)
    return cast("timedelta", one["DURATION"].dt) if "DURATION" in one else None


def _parts(master: Part, name: str) -> set[str]:
    """What a part of its rule says; there may be several rules."""
    rules = master.get("RRULE", [])
    every = rules if isinstance(rules, list) else [rules]
    return {str(value).upper() for rule in every for value in rule.get(name, ())}


def _key(uid: str) -> str:
    uid = one_line(uid)
    return uid if len(uid) <= terms.MOST_UID else f"sha256:{hashlib.sha256(uid.encode()).hexdigest()}"


def _sequence(one: Part) -> int:
    try:
        return min(max(int(one.get("SEQUENCE", 0)), 0), 2**31 - 1)
    except (TypeError, ValueError):
        return 0


def _modified(one: Part) -> str:
    found = getattr(one.get("LAST-MODIFIED"), "dt", None)
    return found.astimezone(UTC).isoformat() if isinstance(found, datetime) and found.tzinfo else ""


def _text(one: Part, name: str) -> str:
    found = one.get(name, "")
    return str(found[0] if isinstance(found, list) and found else found or "")[:20_000]


def _named(one: Part) -> str:
    organizer = one.get("ORGANIZER")
    organizer = organizer[0] if isinstance(organizer, list) and organizer else organizer
    return str(getattr(organizer, "params", {}).get("CN", "")).strip('"')


def _where(one: Part) -> tuple[str, str]:
    """Place and link: a link in what says where, or that of a video meeting."""
    typed = one_line(_text(one, "LOCATION"))
    found = _LINK.search(typed)
    link = secure_link(found[0]) if found else ""
    for name in ("X-GOOGLE-CONFERENCE", "CONFERENCE", "X-MICROSOFT-SKYPETEAMSMEETINGURL"):
        link = link or secure_link(_text(one, name))
    place = typed.replace(found[0], "").strip(" ,;()-") if found else typed
    return fit(place, MOST_PLACE) if place else "", link


class _Tags(HTMLParser):
    """Keeps the words of a description that some calendars write as a web page."""

    def __init__(self) -> None:
        super().__init__()
        self.kept: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"br", "p", "div", "li", "tr"}:
            self.kept.append("\n")

    def handle_data(self, data: str) -> None:
        self.kept.append(data)


def _without_tags(text: str) -> str:
    if not re.search(r"</?(?:br|p|a|b|i|u|div|span|ul|ol|li|html)\b[^>]*>", text, re.IGNORECASE):
        return text
    tags = _Tags()
    tags.feed(text)
    return "".join(tags.kept)
