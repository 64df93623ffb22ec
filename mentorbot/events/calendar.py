"""Events as an iCalendar file (RFC 5545)."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from mentorbot.events.service import EventView
from mentorbot.events.terms import EventState

PRODUCT: Final = "-//mentorbot//events//EN"


def ics(events: Sequence[EventView], now: datetime) -> bytes:
    """A calendar with these events, zones included, that any calendar program opens.

    Args:
        now: When the file is made, aware.
    """
    # Slow to import, and seldom wanted.
    from icalendar import Calendar, vRecur  # noqa: PLC0415
    from icalendar import Event as Entry  # noqa: PLC0415

    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    for event in events:
        zone = ZoneInfo(event.time_zone)
        entry = Entry()
        entry.add("uid", event.uid)
        entry.add("sequence", event.sequence)
        entry.add("dtstamp", now.astimezone(UTC))
        entry.add("last-modified", event.updated_at)
        entry.add("dtstart", event.starts_at.astimezone(zone))
        entry.add("dtend", event.ends_at.astimezone(zone))
        entry.add("summary", event.title)
        entry.add("status", "CANCELLED" if event.state is EventState.CANCELLED else "CONFIRMED")
        if event.rule:
            entry.add("rrule", vRecur.from_ical(event.rule))
        if event.about:
            entry.add("description", event.about)
        if event.place or event.link:
            entry.add("location", event.place or event.link)
        if event.registration or event.link:
            entry.add("url", event.registration or event.link)
        made.add_component(entry)
    if events:
        made.add_missing_timezones(
            first_date=(min(event.starts_at for event in events) - timedelta(days=366)).date(),
            last_date=(max(event.until for event in events) + timedelta(days=366)).date(),
        )
    return bytes(made.to_ical())
