"""Events, and whatever else has a time, as an iCalendar file (RFC 5545), or a calendar that is followed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from icalendar import Calendar, vDuration, vRecur
from icalendar import Event as Component

from mentorbot.events import recurrence
from mentorbot.events.calendar_zones import describe_zone
from mentorbot.events.dates import Occurrence, read_own, write_own
from mentorbot.events.terms import EventAnswer, EventKind, EventState
from mentorbot.events.view import EventView

PRODUCT: Final = "-//mentorbot//events//EN"
UTC_KEY: Final = "UTC"
REFRESHED: Final = timedelta(hours=1)
"""How often a program should look at a calendar that it follows."""
_AROUND: Final = timedelta(days=366)
"""How long before and after what is in a file it is said how the clocks go."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing in a calendar.

    Args:
        uid: The same for as long as it is the same thing.
        sequence: Rises when time or place change (RFC 5546 section 2.1.4).
        until: When the last of a series ends.
        rule: An RRULE, or empty for what takes place once.
        skipped: Starts that the rule gives and that do not take place (see recurrence).
        all_day: Whether it is about days, the last included.
        own: Dates of a series that are otherwise than it is.
        tentative: Whether it is not sure that it takes place, or that one comes.
        free: Whether it takes none of the time of whoever has it in their calendar.
    """

    uid: str
    sequence: int
    updated_at: datetime
    starts_at: datetime
    ends_at: datetime
    until: datetime
    title: str
    about: str = ""
    location: str = ""
    url: str = ""
    time_zone: str = "UTC"
    rule: str = ""
    cancelled: bool = False
    skipped: str = ""
    all_day: bool = False
    own: tuple[Occurrence, ...] = ()
    tentative: bool = False
    free: bool = False


def write_calendar(events: Sequence[EventView], now: datetime) -> bytes:
    """A calendar with these events, zones included, that any calendar program opens.

    Args:
        now: When the file is made, aware.
    """
    return write_file([make_entry(event) for event in events], now)


def write_file(entries: Sequence[Entry], now: datetime) -> bytes:
    """The same for whatever has a time; where all of it was cancelled, the file takes it out of calendars.

    Args:
        now: When the file is made, aware.
    """
    gone = bool(entries) and all(entry.cancelled for entry in entries)
    return _write(_begin("CANCEL" if gone else "PUBLISH"), entries, now)


def write_followed(name: str, entries: Sequence[Entry]) -> bytes:
    """A calendar that programs fetch again and again; for the same entries it is the same, byte by byte.

    Args:
        name: What it is called where it is shown.
    """
    made = _begin("PUBLISH")
    made.add("name", name)
    made.add("x-wr-calname", name)
    made.add("refresh-interval", REFRESHED, parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", vDuration(REFRESHED))
    return _write(made, entries, None)


def _begin(method: str) -> Calendar:
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("method", method)
    return made


def _write(made: Calendar, entries: Sequence[Entry], now: datetime | None) -> bytes:
    """The calendar with these entries. ``now`` None: each is stamped with when it was changed."""
    for key in dict.fromkeys(entry.time_zone for entry in entries if not entry.all_day):
        if key != UTC_KEY:
            used = [entry for entry in entries if entry.time_zone == key]
            first = min(entry.starts_at for entry in used) - _AROUND
            made.add_component(describe_zone(key, first, max(entry.until for entry in used) + _AROUND))
    for entry in entries:
        stamp = now or entry.updated_at
        made.add_component(_component(entry, stamp))
        for one in entry.own:
            made.add_component(_component(_alone(entry, one), stamp, one.planned))
    return bytes(made.to_ical())


def _component(entry: Entry, stamp: datetime, recurrence_id: datetime | None = None) -> Component:
    """An entry as the form has it; with a RECURRENCE-ID, one date of it that is otherwise."""
    component = Component()
    component.add("uid", entry.uid)
    component.add("sequence", entry.sequence)
    component.add("dtstamp", stamp.astimezone(UTC))
    component.add("last-modified", entry.updated_at)
    if recurrence_id is not None:
        component.add("recurrence-id", _at(entry, recurrence_id))
    component.add("dtstart", _at(entry, entry.starts_at))
    if entry.all_day:
        component.add("dtend", _day(entry, entry.ends_at) + timedelta(days=1))
    elif entry.ends_at > entry.starts_at:
        component.add("dtend", _at(entry, entry.ends_at))
    component.add("summary", entry.title)
    sure = "TENTATIVE" if entry.tentative else "CONFIRMED"
    component.add("status", "CANCELLED" if entry.cancelled else sure)
    if entry.free:
        component.add("transp", "TRANSPARENT")
    if entry.rule:
        component.add("rrule", vRecur.from_ical(entry.rule))
    for start in sorted(recurrence.read_moments(entry.skipped)):
        component.add("exdate", _at(entry, start))
    for name, value in (("description", entry.about), ("location", entry.location), ("url", entry.url)):
        if value:
            component.add(name, value)
    return component


def _at(entry: Entry, moment: datetime) -> date:
    """A moment on the clock of the entry, or its day."""
    return _day(entry, moment) if entry.all_day else moment.astimezone(ZoneInfo(entry.time_zone))


def _day(entry: Entry, moment: datetime) -> date:
    return moment.astimezone(ZoneInfo(entry.time_zone)).date()


def _alone(entry: Entry, date: Occurrence) -> Entry:
    return replace(
        entry,
        starts_at=date.starts_at,
        ends_at=date.ends_at,
        title=f"{entry.title}: {date.title}" if date.title else entry.title,
        about=date.about or entry.about,
        location=date.place or date.link,
        rule="",
        skipped="",
    )


def make_entry(event: EventView, said: EventAnswer = EventAnswer.GOING) -> Entry:
    """An event in the calendar of somebody who said this to it."""
    return Entry(
        event.uid,
        event.sequence,
        event.updated_at,
        event.starts_at,
        event.ends_at,
        event.until,
        event.title,
        event.about,
        event.place or event.link,
        event.registration or event.link,
        event.time_zone,
        event.rule,
        event.state is EventState.CANCELLED,
        event.skipped,
        event.all_day,
        event.when.own,
        tentative=said is not EventAnswer.GOING,
        free=said is not EventAnswer.GOING or event.kind is EventKind.DEADLINE,
    )


def make_held_entries(entry: Entry, event: EventView, since: datetime) -> list[Entry]:
    """The dates of a series that were held before it was changed, each by itself: its rule has them no more.

    Args:
        entry: The series as it is now.
        since: What ended before that is left out.
    """
    now = {one.starts_at for one in event.when.dates}
    held = [one for one in event.dates if event.rule and one.starts_at not in now and one.ends_at > since]
    uids = (f"{int(one.starts_at.timestamp())}-{entry.uid}" for one in held)
    return [
        replace(_alone(entry, one), uid=uid, until=one.ends_at, own=())
        for one, uid in zip(held, uids, strict=True)
    ]


def make_public_entries(event: EventView, since: datetime) -> list[Entry]:
    """An event in a calendar that the whole web can read: how to join it online is left out.

    Args:
        since: Dates that were held and ended before that are left out.
    """
    entry = make_entry(event)
    own = tuple(_open(one, event) for one in entry.own)
    place, about = _public(event.place, event.link), _without(event.about, event.link)
    entry = replace(entry, about=about, location=place, url=event.registration, own=own, free=True)
    return [entry, *make_held_entries(entry, replace(event, held=_open_held(event)), since)]


def _open_held(event: EventView) -> str:
    return write_own(
        replace(
            one, place=_public(one.place or "", one.link or ""), link="", about=_without(one.about, one.link)
        )
        for one in read_own(event.held)
    )


def _open(date: Occurrence, event: EventView) -> Occurrence:
    about = _without(_without(date.about, date.link), event.link)
    return replace(date, place=_public(date.place, date.link), link="", about=about)


def _without(about: str, link: str | None) -> str:
    """Words that do not say how to join: calendars elsewhere have that in their descriptions."""
    return about.replace(link, "(the link is in the community)") if link else about


def _public(place: str, link: str) -> str:
    return place or ("Online" if link else "")
