"""Times, days and ends as they are typed into forms and options: understood, or refused with a sentence."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, TypeVar
from zoneinfo import ZoneInfo

from mentorbot import clock
from mentorbot.chat import when as when_it_is
from mentorbot.chat.spoken import spoken
from mentorbot.errors import UserError
from mentorbot.times import abbreviations, days, hours, spans, translation, vague, when
from mentorbot.times.abroad_beside import LATER
from mentorbot.times.tidying import tidy
from mentorbot.times.words import WEEKDAYS, describe_day

_Read = TypeVar("_Read")

LONGEST_NIGHT: Final = timedelta(hours=12)
"""After how long the end of something overnight is rather a mistake."""
YEARS: Final = range(1900, 2200)
"""In which what is typed has to be."""
_LONGEST_BARE: Final = timedelta(hours=8)
"""How long something takes at most whose end is an hour without am or pm."""
_END_BEFORE: Final = "The end should be after the start. If it is on another day, write that day as well."

_EXACT: Final = re.compile(r"(?:[0-9]{4}-[0-9]{2}-[0-9]{2}(?: (?:[0-9]{2}:[0-9]{2}|all day))?)?")
_LENGTH: Final = re.compile(
    r"[0-9]{1,3} ?(?:(?:minutes?|mins?|m)|(?:hours?|h)(?: ?[0-9]{1,2}(?: ?(?:minutes?|mins?|m))?)?)"
)
_SAID_AT: ContextVar[datetime | None] = ContextVar("said_at", default=None)
_BARE_HOUR: Final = re.compile(r"(?:at )?([1-9]|1[0-2])(?:[:.]([0-5][0-9]))?")
_CLOCK_OR_LENGTH: Final = re.compile(r"([0-9]{1,2})\s?(?:h|heures?|horas?|uur|ore)")
_CLOCK_OR_BOTH: Final = re.compile(r"([0-9]{1,2})h([0-5][0-9])")
_UNTIL_THERE: Final = re.compile(
    r"^(?:bis|hasta|até|tot|till?|до|fino(?=\s+a)|jusqu'(?=à))\s*", re.IGNORECASE
)
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
    check_year(found.at.year, what)
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
    plain = "".join(c if c.isprintable() else " " for c in typed[: when.MOST_TYPED]).strip()
    try:
        found = _first_read(plain, lambda text: _find_day(text, today, past=past))
    except (UserError, OverflowError, ValueError) as error:
        reason = error.sentence if isinstance(error, UserError) else "There is no such day."
        raise UserError(f"The {what}: {reason}") from None
    if found is None or not plain:
        if not past:
            with _of_what(what):
                vague.check_said(tidy(plain))
        example = date(today.year + (-1 if past else 2), 6, 30)
        raise UserError(
            f"I could not read the {what}. Write it as “June 30 {example.year}”, "
            f"or as year-month-day, for example {example}."
        )
    return found


@contextmanager
def _of_what(what: str) -> Iterator[None]:
    """Begins what is asked back with what it is about."""
    try:
        yield
    except UserError as error:
        raise UserError(f"The {what}: {error.sentence}") from None


def find_zone_named(typed: str, zone: ZoneInfo) -> ZoneInfo:
    """The zone that is named beside a time, as in "5pm EST"; the given one if none is."""
    with suppress(UserError):
        return ZoneInfo(abbreviations.find_named(tidy(typed[: when.MOST_TYPED]), zone.key).time_zone)
    return zone


def read_end(typed: str, start: datetime, zone: ZoneInfo) -> datetime:
    """When something ends that begins at ``start``, in UTC.

    Args:
        typed: How long it takes ("1h30", "90 min", "3 days"), a time of day ("noon"; "01:00" is in the night
            that follows), or a time with its date.
        start: Aware.
        zone: On whose clock, where none is named.

    Raises:
        UserError: Naming what was not understood, and what would be.
    """
    plain = _UNTIL_THERE.sub("", typed[: when.MOST_TYPED].replace("’", "'").strip())
    try:
        _check_length(plain.lower())
        end = _first_read(
            plain, lambda text: _find_end(_UNTIL.sub("", text), start, zone), LATER.get(spoken(), "{}")
        )
    except UserError as error:
        raise UserError(f"The end: {error.sentence}") from None
    return end or read_moment(typed, zone, "end")


def _check_length(text: str) -> None:
    """Whether "10 heures" is a length or a time of day. Raises UserError if it may as well be the other."""
    found = _CLOCK_OR_LENGTH.fullmatch(text) or _CLOCK_OR_BOTH.fullmatch(text)
    if found is None:
        return
    hour, minutes = int(found[1]), f"{int(found[2]):02d}" if found.re.groups > 1 else "00"
    if found.re.groups > 1 and 12 < hour < 24:
        return
    if hour > (6 if found.re.groups > 1 or not text.endswith("h") or spoken() != "en" else 12):
        raise UserError(
            f"“{text}” could be {hour}:{minutes}, or how long it takes. Write “{hour}:{minutes}” or "
            f"“{hour * 60 + int(minutes)} min”."
        )


def _find_end(text: str, start: datetime, zone: ZoneInfo) -> datetime | None:
    """A length or a time of day; None if it is neither."""
    wall = start.astimezone(zone).replace(tzinfo=None)
    with suppress(UserError):
        named = abbreviations.find_named(text, zone.key)
        if named.note:
            text, zone = named.rest, ZoneInfo(named.time_zone)
            wall = start.astimezone(zone).replace(tzinfo=None)
    if (clock_ := _CLOCK_OR_BOTH.fullmatch(text)) and int(clock_[1]) > 12:
        text = f"{clock_[1]}:{clock_[2]}"
    span = spans.find_after(f"in {text.removeprefix('in ')}", wall)
    if span is not None:
        length, exact = span[0] - wall, span[1]
        return start + length if exact else span[0].replace(tzinfo=zone).astimezone(UTC)
    if (bare := _BARE_HOUR.fullmatch(hours.put_on_a_clock(text))) and (
        shown := _when_it_shows(int(bare[1]), int(bare[2] or 0), start, zone)
    ):
        return shown
    hour = hours.find_hour(f"at {text}" if re.match(r"[0-9]", text) else text)
    if hour.at is None or hour.rest:
        return None
    end = when.on_the_wall(wall.date(), hour.at, zone, start)
    if end > start:
        return end
    end = when.on_the_wall(wall.date() + timedelta(days=1), hour.at, zone, start)
    if end - start > LONGEST_NIGHT:
        raise UserError(_END_BEFORE)
    return end


def _when_it_shows(hour: int, minute: int, start: datetime, zone: ZoneInfo) -> datetime | None:
    """When a clock of twelve hours first shows it: "6" after 17:00 is 18:00; None if that is long after."""
    wall = start.astimezone(zone).replace(tzinfo=None)
    shown = wall.replace(hour=hour % 12, minute=minute, second=0, microsecond=0)
    shown += next(
        half * timedelta(hours=12) for half in range(4) if shown + half * timedelta(hours=12) > wall
    )
    return (
        when.on_the_wall(shown.date(), shown.time(), zone, start) if shown - wall <= _LONGEST_BARE else None
    )


def _first_read(plain: str, read: Callable[[str], _Read | None], later: str = "{}") -> _Read | None:
    """What is read of this in English, or else in the language of whose turn it is.

    Args:
        read: Of a text that was tidied; None where it is not understood.
        later: How that language says that something is after a span, with {} for it.

    Raises:
        UserError: What is asked of it in the last of these.
    """
    wrong: Exception | None = None
    try:
        if (found := read(tidy(plain))) is not None:
            return found
    except (UserError, OverflowError, ValueError) as error:
        wrong = error
    with suppress(UserError, OverflowError, ValueError):
        for english in translation.find_translations(later.format(plain), (spoken(),)):
            if (found := read(tidy(english))) is not None:
                return found
    for english in translation.find_translations(plain, (spoken(),)):
        if (found := read(tidy(english))) is not None:
            return found
    if wrong:
        raise wrong
    return None


def _find_day(text: str, today: date, *, past: bool) -> date | None:
    if past:
        return days.find_past_day(text, today)
    span = spans.find_after(text, datetime.combine(today, time(12)))
    return span[0].date() if span and not span[1] else days.find_day(text, today)


def check_year(year: int, what: str) -> None:
    """That the calendar goes on for long before and after that year. Raises UserError if it does not."""
    if not YEARS.start <= year < YEARS.stop:
        raise UserError(
            f"The {what} is in the year {year}. Please give one between {YEARS.start} and {YEARS.stop}."
        )


def _unread(what: str) -> UserError:
    return UserError(
        f"I could not read the {what}. Write it as “March 1 17:30”, “next Tuesday 5pm”, "
        f"or year-month-day and time, for example {clock.now().year + 1}-03-01 17:30."
    )
