"""Calendars to read, as other programs write them."""

from datetime import datetime, timedelta

from mentorbot import clock

PROMPT = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Chapter//EN\r\n"


def event(uid: str = "one@chapter", *lines: str, ahead: float = 30, **more: str) -> str:
    """An entry that begins so many days from now, at 23:00 UTC, for an hour; with lines of one's own."""
    start = at(ahead)
    given = {
        "UID": uid,
        "DTSTAMP": "20260101T000000Z",
        "DTSTART": f"{start:%Y%m%dT%H%M%SZ}",
        "DTEND": f"{start + timedelta(hours=1):%Y%m%dT%H%M%SZ}",
        "SUMMARY": f"Evening {uid}",
        **more,
    }
    whole = [*(f"{name}:{value}" for name, value in given.items() if value), *lines]
    return "\r\n".join(("BEGIN:VEVENT", *whole, "END:VEVENT", ""))


def at(ahead: float) -> datetime:
    """So many days from now, at 23:00 UTC."""
    return (clock.now() + timedelta(days=ahead)).replace(hour=23, minute=0, second=0, microsecond=0)


def calendar(*entries: str, name: str = "Chapter", head: str = "") -> bytes:
    """A calendar with these entries."""
    title = f"X-WR-CALNAME:{name}\r\n" if name else ""
    return f"{PROMPT}{title}{head}{''.join(entries)}END:VCALENDAR\r\n".encode()
