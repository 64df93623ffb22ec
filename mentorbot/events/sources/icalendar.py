"""Calendars in the iCalendar form (RFC 5545).

Whoever wrote the calendar may mean harm, so all that is made of it is bounded. An entry is known again by its
UID and, of one in a series that differs from the others, its RECURRENCE-ID.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

import recurring_ical_events
from icalendar import Calendar

from mentorbot.chat import fit
from mentorbot.errors import UserError
from mentorbot.events import (
    answers,
    dates,
    ical_mending,
    ical_text,
    ical_zones,
    recurrence,
    terms,
    title_words,
)
from mentorbot.events.dates import OwnDate, When
from mentorbot.events.ical_mending import NO_END
from mentorbot.events.ical_parts import (
    Part,
    about_of,
    bare,
    host_name,
    is_for_all_after,
    is_off,
    key_of,
    modified_of,
    name_whole,
    organizer_of,
    own_rule,
    parse_events,
    rule_parts,
    says_only_busy,
    sequence_of,
    text_of,
    title_of,
    uid_of,
    where_of,
    zone_name_of,
)
from mentorbot.events.listings import Gathering, Listing, ListingError, Reading, Source, secure_link
from mentorbot.members.answers import one_line
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
PACKED: Final = (
    "That is a packed file, such as Google Calendar exports. Please unpack it, and give me the .ics file "
    "that is in it."
)
_PACKED: Final = (b"PK\x03\x04", b"\x1f\x8b")
BROKEN: Final = "That calendar is damaged, so I cannot read it. Please ask whoever keeps it for a new one."

_PRIVATE: Final = {"PRIVATE", "CONFIDENTIAL"}
_TOO_OFTEN: Final = {"SECONDLY", "MINUTELY", "HOURLY"}
_CLOCKS_CHANGE: Final = timedelta(hours=1)
"""By how much a clock is changed at most."""
_ANSWERS: Final = {"REPLY", "COUNTER", "DECLINECOUNTER", "REFRESH"}
"""What is sent about an event to whoever holds it (RFC 5546 section 1.4)."""


def takes_calendar(address: str, data: bytes) -> bool:
    """Whether this is a calendar, wherever it was found."""
    return ical_text.begins_calendar(data)


def read_calendar(data: bytes, zone_key: str, now: datetime) -> Reading:
    """Find what is to come in a calendar, or in several of one file.

    Args:
        zone_key: The zone of what says none: days without a time of day, and "floating" times.
        now: Aware.

    Raises:
        UserError: It cannot be read, and why.
    """
    if not ical_text.begins_calendar(data):
        raise UserError(PACKED if data.startswith(_PACKED) else NOT_A_CALENDAR)
    calendars = ical_text.read_calendars(data)
    whole = ical_text.ends_calendar(data)  # of one that was cut off, what is missing must not seem gone
    if not whole or not any(one.head or any(one.events) or not one.events for one in calendars):
        raise UserError(BROKEN)
    gathering = Gathering(now)
    if ical_text.has_doubtful_letters(data):
        gathering.note(_LETTERS)
    titles = [_Reader(one, zone_key, now, gathering).gather() for one in calendars]
    return gathering.reading(next(filter(None, titles), ""))


SOURCE: Final = Source(takes_calendar, read_calendar)


_ALL_DAY: Final = "all day"
_UNKNOWN: Final = "unknown zone"


class _Series(NamedTuple):
    """How a series goes on: by which clock and rule, without which starts, and whether beyond them."""

    time_zone: str
    rule: str
    skipped: str
    own_dates: str
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
        title = one_line(ical_text.unescape(calendar.find("X-WR-CALNAME") or calendar.find("NAME")))
        self._title = fit(title, terms.MOST_TITLE)
        self._method = calendar.find("METHOD").strip().upper()
        self._gathering = gathering

    def gather(self) -> str:
        """Gather all of it; returns what the calendar is called."""
        groups: dict[str, list[Part]] = defaultdict(list)
        for kind, lines in self._calendar.others:
            name = ical_text.name_event(lines)
            self._gathering.leave(f"marked as a {ical_text.OTHERS[kind]}, not as an event", name=name)
        for component in self._components():
            if self._method in _ANSWERS:
                self._gathering.leave("sent as an answer to an invitation", name=title_of(component))
            elif str(component.get("CLASS", "")).strip().upper() in _PRIVATE:
                self._gathering.leave("marked as private", name=title_of(component))
            elif says_only_busy(component):
                self._gathering.leave(
                    "that say only whether somebody is busy, as a calendar does that is not public"
                )
            else:
                with self._gathering.one(title_of(component)):
                    groups[uid_of(component)].append(component)
        for uid, components in groups.items():
            with self._gathering.one(title_of(components[0])):
                self._gather_all(key_of(uid), components)
        return self._title

    def _components(self) -> Iterator[Part]:
        """The events, as the library reads them: all at once, or one by one where one cannot be read."""
        cancels = self._method == "CANCEL"
        found = [one for one in self._calendar.events if cancels or not ical_text.is_over(one, self._now)]
        if len(found) > MOST_READ:
            found.sort(key=ical_text.begins_first)
            self._gathering.leave(f"after the first {MOST_READ:,} that are not over", len(found) - MOST_READ)
        named, blocks = self._zones()
        events = [ical_mending.mend_event(one, named, self._zone_key) for one in found[:MOST_READ]]
        try:
            yield from parse_events(blocks, events)
        except Exception:
            for event in events:
                with self._gathering.one(ical_text.name_event(event)):
                    yield from parse_events(blocks, [event], or_without=True)

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
                    named[name] = ical_zones.find_by_name(name) or ical_zones.find_by_short_name(name)
        return named, blocks

    def _gather_all(self, uid: str, components: Sequence[Part]) -> None:
        """Gather all of one UID; several events under one are told apart by when they begin."""
        masters = [one for one in components if "RECURRENCE-ID" not in one]
        newest = max(map(sequence_of, masters), default=0)
        by_start: dict[str, Part] = {}
        for one in masters:
            if sequence_of(one) == newest:
                before = by_start.setdefault(str(one["DTSTART"].dt), one)
                if title_of(before) != title_of(one):
                    self._gathering.leave("under the UID and time of another", name=title_of(before))
                by_start[str(one["DTSTART"].dt)] = one
        others = [one for one in components if "RECURRENCE-ID" in one]
        for number, one in enumerate(by_start.values()):
            with self._gathering.one(title_of(one)):
                self._gather(uid, [one, *(others if not number else ())])
        if not by_start:
            self._gather(uid, others)

    def _gather(self, uid: str, components: Sequence[Part]) -> None:
        """Gather what is to come of one UID: once, a series, or those of a series that differ."""
        masters = [one for one in components if "RECURRENCE-ID" not in one]
        master = max(masters, key=sequence_of) if masters else None
        others = [one for one in components if "RECURRENCE-ID" in one]
        if master is None or not ("RRULE" in master or "RDATE" in master):
            for one in (*others, *([master] if master else ())):
                self._add(uid, one, self._rid(one))
            return
        if rule_parts(master, "FREQ") & _TOO_OFTEN:
            raise ListingError("repeating every hour or more often")
        if "RRULE" in master and not rule_parts(master, "FREQ"):
            raise ListingError("repeating by a rule that I do not understand")
        others = [name_whole(one, master) for one in others]
        if "0" in rule_parts(master, "INTERVAL"):
            raise ValueError("it would never go on")
        coming, more = self._coming([master, *others])
        given, on = self._coming([bare(master)])
        if not coming and not given and self._moment(master["DTSTART"].dt) > self._now:
            raise ListingError("repeating by a rule that gives no date")
        zone, rule, given = self._find_rule(master, given)
        if rule is None or not given:
            if more or len(coming) > MOST_SINGLES:
                self._gathering.leave(f"series beyond its next {MOST_SINGLES} times")
            for start in list(coming)[:MOST_SINGLES]:
                self._add(uid, coming[start], self._rid(coming[start]))
            return
        moved = dict(map(self._moves_on, filter(is_for_all_after, others)))
        here = {self._planned(one, moved, given): one for one in coming.values()}
        for planned, one in here.items():
            if planned not in given:
                self._add(uid, one, self._rid(one))
        off = [start for start in given if start not in here or is_off(here[start])]
        differing = (self._own(start, here[start], given[start]) for start in given if start not in off)
        own = [one for one in differing if one is not None]
        series = _Series(zone, rule, recurrence.write_moments(off), dates.write_own(own), on)
        self._add(uid, given[min(given)], "", series, off=len(off) == len(given))

    def _planned(
        self, one: Part, moved: Mapping[datetime, timedelta], given: Collection[datetime]
    ) -> datetime:
        """When the rule of its series has it.

        Args:
            moved: By how much all after a date are moved.
            given: What the rule has.
        """
        named = self._moment(one["RECURRENCE-ID" if "RECURRENCE-ID" in one else "DTSTART"].dt)
        if named not in moved or "RECURRENCE-ID" not in one:
            return named
        # All of them come with the name of the first; a change of clocks may be between them.
        at = self._moment(one["DTSTART"].dt) - moved[named]
        return next((start for start in given if abs(start - at) <= _CLOCKS_CHANGE), at)

    def _moves_on(self, one: Part) -> tuple[datetime, timedelta]:
        """From which date on all are moved, and by how much."""
        named = self._moment(one["RECURRENCE-ID"].dt)
        return named, self._moment(one["DTSTART"].dt) - named

    def _own(self, planned: datetime, one: Part, usual: Part) -> OwnDate | None:
        """A date that is otherwise than its series: when it is, and what differs; None if nothing does."""
        start = self._moment(one["DTSTART"].dt)
        place, link = (None, None) if where_of(one) == where_of(usual) else where_of(one)
        title, about = (
            "" if read(one) == read(usual) else fit(read(one), most)
            for read, most in ((title_of, terms.MOST_TITLE), (about_of, terms.MOST_ABOUT))
        )
        found = OwnDate(planned, start, self._end(one, start), place, link, title, about)
        return None if found == OwnDate(planned, planned, self._end(usual, planned)) else found

    def _find_rule(
        self, master: Part, given: dict[datetime, Part]
    ) -> tuple[str, str | None, dict[datetime, Part]]:
        """The zone on whose clock a series goes by a rule of ours, the rule, and which dates go by it.

        Programs begin a series on a day that is none of its own: that day stands for itself.
        """
        starts = sorted(given)
        for some in (starts, starts[1:]):
            # UTC is a clock too.
            for zone in (self._zone_of(master)[0], zones.DEFAULT):
                rule = recurrence.find_rule(tuple(some), zone, own_rule(master))
                if rule is not None:
                    return zone, rule, {start: given[start] for start in some}
        return self._zone_of(master)[0], None, given

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

    def _add(
        self, uid: str, one: Part, rid: str, series: _Series | None = None, *, off: bool = False
    ) -> None:
        """Gather one entry; of a series, its first. ``off``: all of it is called off."""
        with self._gathering.one(title_of(one)):
            start = self._moment(one["DTSTART"].dt)
            end = self._end(one, start)
            # A series that is called off goes by when it began, and most do not say its rule again.
            if start <= self._now and self._method != "CANCEL":
                if end > self._now and not is_off(one):
                    self._gathering.leave("under way already", name=title_of(one))
                return
            key, kind = self._zone_of(one)
            key, rule, skipped, own, on = series or (key, "", "", "", False)
            place, link = where_of(one)
            self._gathering.add(
                Listing(
                    uid,
                    rid,
                    sequence_of(one),
                    modified_of(one),
                    self._method == "CANCEL" or off or is_off(one),
                    fit(title_of(one) or self._title or "Untitled", terms.MOST_TITLE),
                    fit(about_of(one), terms.MOST_ABOUT),
                    fit(one_line(organizer_of(one) or host_name(self._title)), terms.MOST_HOST),
                    secure_link(text_of(one, "URL")),
                    When(start, end, end, key, rule, place, link, skipped, own, kind == _ALL_DAY).settled(),
                    on,
                )
            )
            if not str(one.get("UID", "")).strip():
                self._gathering.note(_NAMELESS)
            if NO_END in one or self._ends_before(one, start):
                self._gathering.note(_ENDLESS)
            if title_words.is_doubtful(title_of(one)):
                self._gathering.note(_DOUBTFUL)
            if kind:
                self._gathering.note(_TAKEN[kind].format(zone=self._zone_key, named=zone_name_of(one)))

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

    def _ends_before(self, one: Part, start: datetime) -> bool:
        ended = getattr(one.get("DTEND"), "dt", None)
        return isinstance(ended, datetime) and self._moment(ended) < start

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
            return self._zone_key, _ALL_DAY
        if given.tzinfo is None:
            return self._zone_key, _UNKNOWN if zone_name_of(one) else "floating"
        key = ical_zones.find_by_name(getattr(given.tzinfo, "key", ""))
        if key in _UTC:
            # What takes place once is written so by programs, wherever it takes place.
            return zones.DEFAULT if "RRULE" in one else self._zone_key, ""
        return key or self._zone_key, ""


_UTC: Final = {"UTC", "Etc/UTC"}
_LETTERS: Final = (
    "calendar whose letters I may have read wrongly, as it does not say which they are: look at the names. "
    "One that is written in UTF-8 is sure."
)
_NAMELESS: Final = "without a UID: I know them again by title and time, so one that is moved is new to me."
_ENDLESS: Final = "with an end that I cannot make sense of: I take an hour."
_DOUBTFUL: Final = (
    "with a title that says it may be off, or at another time or place: look before you choose. Where I "
    "follow a calendar, I do not announce such by myself."
)
_TAKEN: Final = {
    _ALL_DAY: "without a time of day: I take the whole day, in {zone}.",
    "floating": "with a time but no zone: I take it in {zone}.",
    _UNKNOWN: "in a zone that I do not know (“{named}”): I take it in {zone}.",
}
