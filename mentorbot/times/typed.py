"""Times, days and ends as they are typed into forms and options: understood, or refused with a sentence."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from mentorbot import clock
from mentorbot.chat import when as when_it_is
from mentorbot.errors import UserError
from mentorbot.times import days, hours, spans, when
from mentorbot.times.tidying import tidy
from mentorbot.times.words import WEEKDAYS, describe_day

LONGEST_NIGHT: Final = timedelta(hours=12)
"""After how long the end of something overnight is rather a mistake."""

_EXACT: Final = re.compile(r"(?:[0-9]{4}-[0-9]{2}-[0-9]{2}(?: (?:[0-9]{2}:[0-9]{2}|all day))?)?")
_LENGTH: Final = re.compile(
    r"[0-9]{1,3} ?(?:(?:minutes?|mins?|m)|(?:hours?|h)(?: ?[0-9]{1,2}(?: ?(?:minutes?|mins?|m))?)?)"
)
_SAID_AT: ContextVar[datetime | None] = ContextVar("said_at", default=None)
_UNTIL: Final = re.compile(r"^(?:until|till|til|to|for|ends?|at|by)\s+")


@dataclass(frozen=True, slots=True)
class Reading:
    """How something that was typed is read. ``means``: text of a card."""

    label: str
    means: str


def is_exact(typed: str) -> bool:
    """Whether a day or a time is written out in figures, so that there is nothing to show back of it."""
    return _EXACT.fullmatch(typed.strip()) is not None


def is_length(typed: str) -> bool:
    """Whether this says how long something takes: "90 min", "1h30"."""
    return _LENGTH.fullmatch(typed.strip().lower()) is not None


def read_back_moment(label: str, typed: str, at: datetime) -> list[Reading]:
    """How a single time was read; nothing where it was written out.

    Args:
        label: What it is the time of.
        at: How ``typed`` was read.
    """
    return [] if is_exact(typed) else [Reading(label, when_it_is(at))]


def read_back_day(label: str, typed: str, day: date) -> list[Reading]:
    """How a single day was read, as :func:`read_back_moment`."""
    said = f"{WEEKDAYS[day.weekday()]}, {describe_day(day)}"
    return [] if is_exact(typed) else [Reading(label, said)]


def said_at() -> datetime:
    """The moment from which "tomorrow" and "in 2 hours" count: now, or when they were said."""
    return _SAID_AT.get() or clock.now()


@contextmanager
def as_said_at(moment: datetime) -> Iterator[None]:
    """Read what is typed as it was meant at that moment, aware; what has passed is judged by the clock."""
    token = _SAID_AT.set(moment)
    try:
        yield
    finally:
        _SAID_AT.reset(token)


def read_moment(typed: str, zone: ZoneInfo, what: str, usual: time | None = None) -> datetime:
    """A single time, in UTC; with its whole date it may be past.

    Args:
        typed: "next Tuesday 5pm", "2027-03-01 17:30", "in 2 hours" …
        zone: On whose clock.
        what: What it is the time of, for the sentence if it is not understood.
        usual: The time of day where none was typed; without one it has to be.

    Raises:
        UserError: Naming what was not understood, and what would be.
    """
    try:
        found = when.understand(typed, zone.key, said_at(), usual=usual or hours.DEFAULT)
    except when.UnreadError:
        raise _unread(what) from None
    except UserError as error:
        raise UserError(f"The {what}: {error.sentence}") from None
    if found.repeat is not None:
        raise UserError(f"The {what} is a single time. Write it as “March 1 17:30” or “next Tuesday 5pm”.")
    if found.hour_assumed and usual is None:
        raise UserError(f"The {what} needs an hour too, as in “March 1 17:30” or “next Tuesday 5pm”.")
    return found.at


def read_day(typed: str, today: date, what: str, *, past: bool = False) -> date:
    """A single day.

    Args:
        typed: "June 30 2030", "June 2030" (its first day), "in 3 months", "2030-06-30" …
        today: On the calendar of whoever typed.
        past: Whether it is over: "Friday" is the last one then, and not the next.

    Raises:
        UserError: Naming what was not understood, and what would be.
    """
    text = tidy("".join(c if c.isprintable() else " " for c in typed[: when.MOST_TYPED]))
    span = None
    try:
        if not past:
            span = spans.find_after(text, datetime.combine(today, time(12)))
        found = days.find_past_day(text, today) if past else days.find_day(text, today)
    except (UserError, OverflowError, ValueError) as error:
        reason = error.sentence if isinstance(error, UserError) else "There is no such day."
        raise UserError(f"The {what}: {reason}") from None
    if span and not span[1]:
        return span[0].date()
    if found is None or not text:
        example = date(today.year + (-1 if past else 2), 6, 30)
        raise UserError(
            f"I could not read the {what}. Write it as “June 30 {example.year}”, "
            f"or as year-month-day, for example {example}."
        )
    return found


def read_end(typed: str, start: datetime, zone: ZoneInfo) -> datetime:
    """When something ends that begins at ``start``, in UTC.

    Args:
        typed: How long it takes ("1h30", "90 min", "3 days"), a time of day ("noon"; "01:00" is in the night
            that follows), or a time with its date.
        start: Aware.
        zone: On whose clock.

    Raises:
        UserError: Naming what was not understood, and what would be.
    """
    text = _UNTIL.sub("", tidy(typed[: when.MOST_TYPED]))
    wall = start.astimezone(zone).replace(tzinfo=None)
    span = spans.find_after(f"in {text.removeprefix('in ')}", wall)
    if span is not None:
        length, exact = span[0] - wall, span[1]
        return start + length if exact else span[0].replace(tzinfo=zone).astimezone(UTC)
    try:
        hour = hours.find_hour(f"at {text}" if re.match(r"[0-9]", text) else text)
    except UserError as error:
        raise UserError(f"The end: {error.sentence}") from None
    if hour.at is None or hour.rest:
        return read_moment(typed, zone, "end")
    end = when.on_the_wall(wall.date(), hour.at, zone, start)
    if end > start:
        return end
    end = when.on_the_wall(wall.date() + timedelta(days=1), hour.at, zone, start)
    if end - start > LONGEST_NIGHT:
        raise UserError("The end should be after the start. If it is on another day, write that day as well.")
    return end


def _unread(what: str) -> UserError:
    return UserError(
        f"I could not read the {what}. Write it as “March 1 17:30”, “next Tuesday 5pm”, "
        f"or year-month-day and time, for example {clock.now().year + 1}-03-01 17:30."
    )
