"""Calendars in the iCalendar form (RFC 5545).

Whoever wrote the calendar may mean harm, so all that is made of it is bounded. An entry is known again by its
UID and, of one in a series that differs from the others, its RECURRENCE-ID.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any, Final, NamedTuple, cast
from zoneinfo import ZoneInfo

import recurring_ical_events
from icalendar import Calendar

from mentorbot.chat import fit
from mentorbot.errors import UserError
from mentorbot.events import answers, ical_text, ical_zones, recurrence, terms
from mentorbot.events.answers import When
from mentorbot.events.listings import Gathering, Listing, ListingError, Reading, Source, secure_link
from mentorbot.events.web_text import read_web_text
from mentorbot.members.answers import MOST_PLACE, one_line, paragraph
from mentorbot.times import zones

MOST_SINGLES: Final = 26
"""Of a series that no rule of ours describes: how many are taken, each as an event of its own."""
HORIZON: Final = timedelta(days=731)
"""How far ahead a series is looked at."""

MOST_READ: Final = 2_000
"""Entries of a calendar that are not over."""

NOT_A_CALENDAR: Final = (
    "That is not a calendar file: it should begin with BEGIN:VCALENDAR. Web pages often have a link named "
    "iCal, Subscribe or Export; that is the one I can read."
)
UNSURE: Final = "Not confirmed yet, says the calendar that this is from."
BROKEN: Final = "That calendar is damaged, so I cannot read it. Please ask whoever keeps it for a new one."

_PRIVATE: Final = {"PRIVATE", "CONFIDENTIAL"}
_TOO_OFTEN: Final = {"SECONDLY", "MINUTELY", "HOURLY"}
# What the library says of the types of its parts holds only for calendars that are well written.
Part = Any

_BEGIN: Final = "BEGIN:VCALENDAR"
_LINK: Final = re.compile(r"https?://[^\s<>\"()]+[^\s<>\"().,;]", re.ASCII)


def takes_calendar(address: str, data: bytes) -> bool:
    """Whether this is a calendar, wherever it was found."""
    return _begins_calendar(data)


def read_calendar(data: bytes, zone_key: str, now: datetime) -> Reading:
    """Find what is to come in a calendar, or in several of one file.

    Args:
        zone_key: The zone of what says none: days without a time of day, and "floating" times.
        now: Aware.

    Raises:
        UserError: It cannot be read, and why.
    """
    if not _begins_calendar(data):
        raise UserError(NOT_A_CALENDAR)
    calendars = ical_text.read_calendars(data)
    whole = ical_text.ends_calendar(data)  # of one that was cut off, what is missing must not seem gone
    if not whole or not any(one.head or any(one.events) for one in calendars):
        raise UserError(BROKEN)
    gathering = Gathering(now)
    titles = [_Reader(one, zone_key, now, gathering).gather() for one in calendars]
    return gathering.reading(next(filter(None, titles), ""))


SOURCE: Final = Source(takes_calendar, read_calendar)


def _begins_calendar(data: bytes) -> bool:
    first = next(iter(ical_text.unfold(data[:4_096])), "")
    return first.strip().upper().startswith(_BEGIN)


class _Series(NamedTuple):
    """How a series goes on: by which clock and rule, without which starts, and whether beyond them."""

    time_zone: str
    rule: str
    skipped: str
    on: bool


class _Reader:
    """Reads one calendar."""

    def __init__(
        self, calendar: ical_text.Calendar, zone_key: str, now: datetime, gathering: Gathering
    ) -> None:
        self._calendar = calendar
        self._now = now
        self._zone_key = ical_zones.find_by_name(calendar.find("X-WR-TIMEZONE")) or zone_key
        self._zone = ZoneInfo(self._zone_key)
        title = one_line(_unescaped(calendar.find("X-WR-CALNAME") or calendar.find("NAME")))
        self._title = fit(title, terms.MOST_TITLE)
        self._cancels = calendar.find("METHOD").strip().upper() == "CANCEL"
        self._gathering = gathering

    def gather(self) -> str:
        """Gather all of it; returns what the calendar is called."""
        groups: dict[str, list[Part]] = defaultdict(list)
        for component in self._components():
            uid = str(component.get("UID", "")).strip()
            if str(component.get("CLASS", "")).strip().upper() in _PRIVATE:
                self._gathering.leave("marked as private", name=_text(component, "SUMMARY"))
            elif uid:
                groups[uid].append(component)
            else:
                self._gathering.leave("without a UID to know it by", name=_text(component, "SUMMARY"))
        for uid, components in groups.items():
            with self._gathering.one(_text(components[0], "SUMMARY")):
                self._gather_all(_key(uid), components)
        return self._title

    def _components(self) -> Iterator[Part]:
        """The events, as the library reads them: all at once, or one by one where one cannot be read."""
        found = [one for one in self._calendar.events if not ical_text.is_over(one, self._now)]
        if len(found) > MOST_READ:
            self._gathering.leave(f"after the first {MOST_READ:,} that are not over", len(found) - MOST_READ)
        named, blocks = self._zones()
        events = [ical_text.mend_event(one, named, self._zone_key) for one in found[:MOST_READ]]
        try:
            yield from _parsed(blocks, events)
        except Exception:
            for event in events:
                with self._gathering.one(ical_text.name_event(event)):
                    yield from _parsed(blocks, [event], or_without=True)

    def _zones(self) -> tuple[dict[str, str], list[list[ical_text.Line]]]:
        """The zones that are known, by the names that the calendar has for them; and those it describes."""
        named: dict[str, str] = {}
        blocks: list[list[ical_text.Line]] = []
        for block in self._calendar.zones:
            rest = [line for line in block if line.name != "TZID"]
            for line in block:
                if line.name == "TZID":
                    blocks.append([line, *rest])
                    goes = ical_zones.find_by_clock(map(str, rest), self._now, (self._zone_key,))
                    named[line.value.strip()] = ical_zones.find_by_name(line.value) or goes
        for event in self._calendar.events:
            for name in filter(None, map(ical_text.find_zone_name, event)):
                if name not in named:
                    named[name] = ical_zones.find_by_name(name)
        return named, blocks

    def _gather_all(self, uid: str, components: Sequence[Part]) -> None:
        """Gather all of one UID; several events under one are told apart by when they begin."""
        masters = [one for one in components if "RECURRENCE-ID" not in one]
        newest = max(map(_sequence, masters), default=0)
        by_start = {str(one["DTSTART"].dt): one for one in masters if _sequence(one) == newest}
        others = [one for one in components if "RECURRENCE-ID" in one]
        for number, one in enumerate(by_start.values()):
            with self._gathering.one(_text(one, "SUMMARY")):
                self._gather(uid, [one, *(others if not number else ())])
        if not by_start:
            self._gather(uid, others)

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
        with self._gathering.one(_text(one, "SUMMARY")):
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
                    self._cancels or str(one.get("STATUS", "")).upper() == "CANCELLED",
                    fit(one_line(_text(one, "SUMMARY")) or self._title or "Untitled", terms.MOST_TITLE),
                    fit(paragraph(_about(one)), terms.MOST_ABOUT),
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
        end = start
        if ended := getattr(one.get("DTEND"), "dt", None):
            end = self._moment(ended)
        elif isinstance(lasts := getattr(one.get("DURATION"), "dt", None), timedelta):
            end = start + lasts
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
        return ical_zones.find_by_name(getattr(given.tzinfo, "key", "")) or self._zone_key, ""


_TAKEN: Final = {
    "all day": "without a time of day: I take the whole day, in {zone}.",
    "floating": "with a time but no zone: I take it in {zone}.",
}


def _parsed(
    zones_: Iterable[Iterable[ical_text.Line]],
    events: Iterable[Iterable[ical_text.Line]],
    *,
    or_without: bool = False,
) -> list[Part]:
    """Events as the library has them; if it stumbles over a zone, without the zones, where that is wanted."""
    try:
        return list(Calendar.from_ical(ical_text.write_calendar((), zones_, events)).walk("VEVENT"))
    except Exception:
        if not or_without:
            raise
    return list(Calendar.from_ical(ical_text.write_calendar((), (), events)).walk("VEVENT"))


def _unescaped(text: str) -> str:
    return re.sub(r"\\([nN]|.)", lambda found: " " if found[1] in "nN" else found[1], text)


def _about(one: Part) -> str:
    """What an event says of itself: its description, or that of those who write one for web pages only."""
    about = read_web_text(_text(one, "DESCRIPTION") or _text(one, "X-ALT-DESC"))
    return f"{UNSURE}\n{about}" if str(one.get("STATUS", "")).upper() == "TENTATIVE" else about


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
