"""Events, and whatever else has a time, as an iCalendar file (RFC 5545)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from icalendar import Calendar, vRecur
from icalendar import Event as Component

from mentorbot.events import recurrence
from mentorbot.events.terms import EventState
from mentorbot.events.view import EventView

PRODUCT: Final = "-//mentorbot//events//EN"


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


def write_calendar(events: Sequence[EventView], now: datetime) -> bytes:
    """A calendar with these events, zones included, that any calendar program opens.

    Args:
        now: When the file is made, aware.
    """
    return write_file([_entry(event) for event in events], now)


def write_file(entries: Sequence[Entry], now: datetime) -> bytes:
    """The same for whatever has a time; where all of it was cancelled, the file takes it out of calendars.

    Args:
        now: When the file is made, aware.
    """
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    gone = bool(entries) and all(entry.cancelled for entry in entries)
    made.add("method", "CANCEL" if gone else "PUBLISH")
    for entry in entries:
        zone = ZoneInfo(entry.time_zone)
        component = Component()
        component.add("uid", entry.uid)
        component.add("sequence", entry.sequence)
        component.add("dtstamp", now.astimezone(UTC))
        component.add("last-modified", entry.updated_at)
        component.add("dtstart", entry.starts_at.astimezone(zone))
        component.add("dtend", entry.ends_at.astimezone(zone))
        component.add("summary", entry.title)
        component.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
        if entry.rule:
            component.add("rrule", vRecur.from_ical(entry.rule))
        if entry.skipped:
            left_out = sorted(recurrence.read_moments(entry.skipped))
            component.add("exdate", [start.astimezone(zone) for start in left_out])
        for name, value in (
            ("description", entry.about),
            ("location", entry.location),
            ("url", entry.url),
        ):
            if value:
                component.add(name, value)
        made.add_component(component)
    if entries:
        made.add_missing_timezones(
            first_date=(min(entry.starts_at for entry in entries) - timedelta(days=366)).date(),
            last_date=(max(entry.until for entry in entries) + timedelta(days=366)).date(),
        )
    return bytes(made.to_ical())


def _entry(event: EventView) -> Entry:
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
    )
