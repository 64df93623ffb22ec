"""How the times of events are written: moments as each reader sees them, days as days for everybody."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from mentorbot.chat import escape, moment, number_of, when
from mentorbot.events import recurrence
from mentorbot.events.dates import DateChange, Occurrence
from mentorbot.events.view import EventView
from mentorbot.times.words import WEEKDAYS, describe_day

MOST_NAMED: Final = 6
"""Dates that are named one by one; of more it is said how many."""


def describe_date(event: EventView, date: Occurrence) -> str:
    """When one date is: "3 March 2027 17:00 to 18:00 (in 3 months)", or its days."""
    start, end = date.starts_at, date.ends_at
    if event.all_day:
        return _days(event, start, end)
    if start == end:
        return when(start)
    same_day = end - start < timedelta(hours=16)
    return f"{moment(start)} to {moment(end, 't' if same_day else 'f')} ({moment(start, 'R')})"


def describe_start(event: EventView, start: datetime) -> str:
    """When something begins, as short as can be."""
    return _days(event, start, start) if event.all_day else moment(start)


def describe_next(event: EventView, now: datetime) -> str:
    """When the next date begins, and how far away that is."""
    start = event.near(now).starts_at
    return _days(event, start, start) if event.all_day else when(start)


def describe_event(event: EventView, now: datetime) -> str:
    """When the next date of an event is, and how it goes on."""
    words = describe_date(event, event.near(now))
    return f"{words} · {describe_series(event, now)}" if event.rule else words


def describe_series(event: EventView, now: datetime) -> str:
    """How a series goes on: "every week, 12 times, 8 to come"."""
    words = recurrence.describe_rule(event.rule, len(event.dates) - len(event.when.dates))
    left = sum(one.ends_at > now for one in event.dates)
    return words if left == len(event.dates) else f"{words}, {left} to come"


def list_exceptions(event: EventView, now: datetime) -> list[str]:
    """The dates to come that are not as the rule of a series has them, one a line."""
    if not event.rule:
        return []
    off = ((one, f"{describe_start(event, one)}: left out") for one in recurrence.read_moments(event.skipped))
    own = ((one.planned, _own(event, one)) for one in event.dates if one.ends_at > now)
    lines = [words for at, words in sorted((*off, *own)) if words and at > now - timedelta(days=1)]
    return _some(lines)


def list_changes(event: EventView, changes: Sequence[DateChange]) -> list[str]:
    """What became of single dates, one a line."""
    return _some([_changed(event, one) for one in changes])


def _changed(event: EventView, change: DateChange) -> str:
    if change.now is None:
        return f"{describe_start(event, change.was or change.planned)} is off."
    if change.was is None:
        return f"{describe_date(event, change.now)} is on again.{_list_own(event, change.now)}"
    if change.was == change.now.starts_at:
        return f"{describe_date(event, change.now)} has changed.{_list_own(event, change.now)}"
    was = describe_start(event, change.was)
    return f"{was} is moved to {describe_date(event, change.now)}.{_list_own(event, change.now)}"


def _own(event: EventView, date: Occurrence) -> str:
    """How a date differs from its series; empty if it does not."""
    own = _list_own(event, date)
    if date.starts_at != date.planned:
        return f"{describe_start(event, date.planned)} → {describe_start(event, date.starts_at)}{own}"
    return f"{describe_start(event, date.starts_at)}:{own}" if own else ""


def _list_own(event: EventView, date: Occurrence) -> str:
    """What a date has of its own beside its time."""
    parts = [f"“{escape(date.title)}”"] if date.title else []
    if (date.place, date.link) != (event.place, event.link):
        parts.append(escape(date.place) if date.place else ("Online" if date.link else "Place not said yet"))
    return f" {' · '.join(parts)}" if parts else ""


def _days(event: EventView, start: datetime, end: datetime) -> str:
    zone = ZoneInfo(event.time_zone)
    days = dict.fromkeys(one.astimezone(zone).date() for one in (start, end))
    return " to ".join(f"{WEEKDAYS[day.weekday()]}, {describe_day(day)}" for day in days)


def _some(lines: Iterable[str]) -> list[str]:
    every = list(lines)
    if len(every) <= MOST_NAMED:
        return every
    more = number_of(len(every) - MOST_NAMED + 1, "more date")
    return [*every[: MOST_NAMED - 1], f"… and {more}"]
