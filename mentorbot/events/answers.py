"""Reading what an organizer typed about an event: each is understood, or refused with a sentence."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from mentorbot import clock
from mentorbot.chat.numbers import read_whole
from mentorbot.errors import UserError
from mentorbot.events import dates, recurrence, terms
from mentorbot.events.dates import Occurrence, When
from mentorbot.events.recurrence import Repeats
from mentorbot.events.terms import CreditType, EventKind
from mentorbot.events.view import EventView
from mentorbot.guide.model import Stage
from mentorbot.members.answers import (
    check_length,
    one_line,
    paragraph,
    read_link,
    read_place_or_link,
)
from mentorbot.times import until
from mentorbot.times.ranges import split_range
from mentorbot.times.typed import check_year, find_zone_named, read_day, read_end, read_moment, said_at

FARTHEST: Final = timedelta(days=5 * 365)
"""How far ahead an event may be; Discord's own scheduled events take no later ones either."""
LONGEST: Final = timedelta(days=31)
LONGEST_SERIES: Final = timedelta(days=15 * 366)
USUAL: Final = timedelta(hours=1)
MINUTE: Final = timedelta(minutes=1)
"""What ends with a day ends this long before the next."""
DAY_ENDS: Final = time(23, 59)
"""When a deadline is that has only a day."""

_FLAGS = re.ASCII | re.IGNORECASE
_CREDIT = re.compile(r"([a-z]+(?:[ -]+[a-z]+)*)\s*[:=]?\s*(\d{1,3}(?:\.\d{1,2})?)\s*(?:h|hours?)?", _FLAGS)
_ALL_DAY: Final = re.compile(r"\b(?:all|whole|full)[ -]?days?\b", _FLAGS)
_DAYS_LONG: Final = re.compile(r"(?:for )?\S+ ?(?:days?|weeks?|d|w)", _FLAGS)
_DAY_ALONE: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_CREDIT_NAMES: Final[Mapping[str, CreditType]] = {
    "in person": CreditType.IN_PERSON,
    "person": CreditType.IN_PERSON,
    "virtual": CreditType.VIRTUAL,
    "virtual interactive": CreditType.VIRTUAL,
    "qualifying": CreditType.QUALIFYING,
    "qualified": CreditType.QUALIFYING,
    "other": CreditType.OTHER,
}


@dataclass(frozen=True, slots=True)
class Texts:
    """What is written about an event. Credits are hundredths of hours by type."""

    title: str
    about: str
    registration: str
    fee_deadline: datetime | None
    credits: Mapping[CreditType, int]


@dataclass(frozen=True, slots=True)
class Frame:
    """What an event is, beside when and what is written about it. ``stages`` empty: for all."""

    kind: EventKind
    host: str = ""
    capacity: int | None = None
    role: str = ""
    stages: tuple[Stage, ...] = ()


def read_when(
    starts: str,
    ends: str,
    time_zone: str,
    place: str,
    *,
    repeats: Repeats | None = None,
    times: int = 12,
    deadline: bool = False,
) -> When:
    """Understand time and place.

    Args:
        starts: "next Tuesday 5pm", "2027-03-01 17:00", "March 1, all day" …, on the clock of the zone; with
            the end as well ("tomorrow 2-4pm") where ``ends`` is empty.
        ends: The same, or a time of day, or how long it takes: "90 min"; nothing means an hour, or that day.
        time_zone: IANA key.
        place: An address, or the https link of a meeting.
        deadline: Whether it is a moment, which takes no time.

    Raises:
        UserError: Naming what was not understood, and what would be.
    """
    zone = ZoneInfo(time_zone)
    start, end, all_day = _read_span(starts, ends, zone, deadline=deadline)
    _check_ahead(start, end, all_day=all_day)
    wall = start.astimezone(zone).replace(tzinfo=None)
    if repeats is Repeats.YEARLY and (wall.month, wall.day) == (2, 29):
        raise UserError(
            "29 February comes only every four years. For every year, please take 28 February or 1 March."
        )
    rule = recurrence.make_rule(repeats, wall, times) if repeats is not None else ""
    when = When(start, end, end, time_zone, rule, *read_place_or_link(place), all_day=all_day).settled()
    if when.until > clock.now() + LONGEST_SERIES:
        raise UserError(
            f"That series would go on until {when.until.astimezone(zone).year}, which is further ahead than "
            f"I can promise. Please have it take place fewer than {times} times."
        )
    return when


def read_moved(
    before: When, starts: str, ends: str, time_zone: str, place: str, *, deadline: bool = False
) -> When:
    """Understand a change of time and place. Of a series the next date and all after it are meant.

    Args:
        starts: As :func:`write_times` wrote it if it stays; then it may have passed.

    Raises:
        UserError: As :func:`read_when`.
    """
    zone = ZoneInfo(time_zone)
    first = find_next(before)
    length = dates.find_end(before, first) - first
    typed = (" ".join(starts.split()), " ".join(ends.split()))
    if typed == write_times(before, first, zone) and time_zone == before.time_zone:
        start, end, all_day = first, first + length, before.all_day
    else:
        start, end, all_day = _read_span(starts, ends, zone, deadline=deadline, all_day=before.all_day)
        if typed[0] == write_times(before, first, zone)[0] and time_zone == before.time_zone:
            start, end = first, end if end > first or deadline else first + length
        if start != first:
            _check_ahead(start, end, all_day=all_day)
        elif end - start != length and end <= clock.now():
            raise UserError("That end has passed. Please give a later one.")
        _check_length(start, end, deadline=deadline)
    where = _read_where(place, before.place, before.link)
    if not before.rule:
        return When(start, end, end, time_zone, "", *where, all_day=all_day)
    if (start, end - start, time_zone, all_day) == (first, length, before.time_zone, before.all_day):
        return replace(before, place=where[0], link=where[1])
    left = [planned for planned in before.planned if planned >= first]
    rule = recurrence.go_on(before.rule, start.astimezone(zone).replace(tzinfo=None), len(left))
    starts_ = recurrence.list_starts(rule, time_zone, start)
    if starts_[0].astimezone(zone).date() != start.astimezone(zone).date():
        raise UserError(
            f"This series takes place {recurrence.describe_rule(rule)}, so the next one cannot be on that "
            "day. **Change one date** moves one of them to any day."
        )
    # The same ones are left out, wherever they are now.
    to = dict(zip(left, starts_, strict=False))
    skipped = recurrence.write_moments(
        to[one] for one in recurrence.read_moments(before.skipped) if one in to
    )
    own = dates.shift(before.own_dates, to)
    return When(start, end, end, time_zone, rule, *where, skipped, own, all_day).settled()


def read_date(before: When, date: Occurrence, starts: str, ends: str, place: str) -> When:
    """Understand a change of one date of a series.

    Raises:
        UserError: As :func:`read_when`.
    """
    zone = ZoneInfo(before.time_zone)
    deadline = before.starts_at == before.ends_at
    known = write_span(date.starts_at, date.ends_at, zone, all_day=before.all_day)
    if (" ".join(starts.split()), " ".join(ends.split())) == known:
        start, end = date.starts_at, date.ends_at
    else:
        start, end, all_day = _read_span(starts, ends, zone, deadline=deadline, all_day=before.all_day)
        if all_day != before.all_day:
            raise UserError("All dates of a series are with a time of day, or none is.")
        _check_ahead(start, end, all_day=all_day)
    where = _read_where(place, date.place, date.link)
    moved = replace(date, starts_at=start, ends_at=end, place=where[0], link=where[1])
    return dates.move_date(before, moved)


def _read_where(typed: str, place: str, link: str) -> tuple[str, str]:
    """Place and link; a form has room for one of them, so with a place that stays its link does."""
    where = read_place_or_link(typed)
    return (place, link) if place and where == (place, "") else where


def find_next(when: When) -> datetime:
    """The planned start of the first date that is not over; of what is over, the last."""
    now = clock.now()
    without = recurrence.read_moments(when.skipped)
    planned = [one for one in when.planned if one not in without] or list(when.planned)
    return next((one for one in planned if dates.find_end(when, one) > now), planned[-1])


def write_times(when: When, first: datetime, zone: ZoneInfo) -> tuple[str, str]:
    """Start and end of the date that is planned for ``first``, as they can be typed."""
    return write_span(first, dates.find_end(when, first), zone, all_day=when.all_day)


def write_span(start: datetime, end: datetime, zone: ZoneInfo, *, all_day: bool) -> tuple[str, str]:
    """Start and end as they can be typed."""
    form = "%Y-%m-%d" if all_day else "%Y-%m-%d %H:%M"
    first, last = (f"{one.astimezone(zone):{form}}" for one in (start, end))
    return (f"{first} all day", last) if all_day else (first, last)


def read_kind(value: str) -> EventKind:
    """A kind of events that was chosen from the list. Raises UserError if it is none."""
    try:
        return EventKind(value)
    except ValueError:
        raise UserError("Please choose what sort of event it is from the list.") from None


def read_texts(values: Mapping[str, str], event: EventView | None = None) -> Texts:
    """Understand what was filled in of :func:`mentorbot.events.forms.words_form`.

    Args:
        event: As it is. If the end of its fee stays, that may have passed; no fee ends after it has begun, or
            the last of a series.

    Raises:
        UserError: Naming the answer that was not understood, and what would be.
    """
    title = one_line(values.get("title", ""))
    if not title:
        raise UserError("Please give the event a title.")
    typed = values.get("fee_deadline", "").strip()
    deadline = read_until(typed, event, "end of the fee") if typed and event else None
    if event and deadline is not None and deadline != event.fee_deadline:
        _check_fee(deadline, event.near(event.until).starts_at)
    return Texts(
        title=check_length(title, terms.MOST_TITLE, "title"),
        about=check_length(paragraph(values.get("about", "")), terms.MOST_ABOUT, "description"),
        registration=read_link(values.get("registration", "")),
        fee_deadline=deadline,
        credits=read_hours(values.get("credits", "")),
    )


def read_until(typed: str, event: EventView, what: str) -> datetime:
    """Until when something about an event goes: a time, or how long before its next date begins, in UTC.

    Args:
        what: What it is the time of, for the sentence if it is not understood.

    Raises:
        UserError: Naming what was not understood, and what would be.
    """
    start, zone = event.near(clock.now()).starts_at, ZoneInfo(event.time_zone)
    return until.read_until(typed, start, zone, what, usual=DAY_ENDS, all_day=event.all_day)


def _check_fee(deadline: datetime, last: datetime) -> None:
    if deadline <= clock.now():
        raise UserError("That end of the fee has passed already. Give a later one, or leave it empty.")
    if deadline > last:
        raise UserError("That end of the fee is after the event has begun. Please give an earlier one.")


def read_hours(text: str) -> dict[CreditType, int]:
    """Credits by type, in hundredths of hours: "In-Person 6, Virtual 1.5, Qualifying 2".

    Raises:
        UserError: A part is not a known type with hours, or a type comes twice.
    """
    given: dict[CreditType, int] = {}
    for part in re.split(r"[,;\n]", text):
        if not part.strip():
            continue
        found = _CREDIT.fullmatch(part.strip())
        type_ = _CREDIT_NAMES.get(re.sub("[ -]+", " ", found[1].lower()).strip()) if found else None
        amount = int(Decimal(found[2]) * 100) if found else 0
        if type_ is None or type_ in given or not 0 < amount <= terms.MOST_HOURS * 100:
            raise UserError(
                "I could not read the credits. Write each type with its hours, for example "
                "In-Person 6, Virtual 1.5, Qualifying 2, Other 1."
            )
        given[type_] = amount
    return given


def read_stages(text: str) -> tuple[Stage, ...]:
    """Career stages with commas between them, each once; nothing means all.

    Raises:
        UserError: One is none of them.
    """
    named = [part.strip().lower().replace(" ", "_").replace("-", "_") for part in text.split(",")]
    try:
        return tuple(dict.fromkeys(Stage(name) for name in named if name))
    except ValueError:
        raise UserError(
            f"I know these career stages: {', '.join(stage.value for stage in Stage)}. "
            "Please pick from them, with commas between several."
        ) from None


def read_host(text: str) -> str:
    """Who holds the event. Raises UserError if that takes too many words."""
    return check_length(one_line(text), terms.MOST_HOST, "host")


def read_capacity(text: str) -> int | None:
    """How many can come; None for as many as like. Raises UserError: it is no number up to MOST_CAPACITY."""
    return _read_many(text, "how many can come", "no limit")


def read_least(text: str) -> int | None:
    """How many have to come; None if nobody has to. Raises UserError: it is no number up to MOST_CAPACITY."""
    return _read_many(text, "how many have to come", "an event that takes place anyway")


def _read_many(text: str, what: str, empty: str) -> int | None:
    text = text.strip()
    if not text:
        return None
    many = read_whole(text)
    if many is None or not 1 <= many <= terms.MOST_CAPACITY:
        raise UserError(f"I could not read {what}. Give a number, or leave it empty for {empty}.")
    return many


def _read_span(
    starts: str, ends: str, zone: ZoneInfo, *, deadline: bool, all_day: bool = False
) -> tuple[datetime, datetime, bool]:
    """Start and end, and whether they are days."""
    said = _ALL_DAY.search(starts) or _ALL_DAY.search(ends)
    starts, ends = (_ALL_DAY.sub(" ", text).strip(" ,;") for text in (starts, ends))
    if not ends and not deadline and (both := split_range(starts)):
        starts, ends = both
    if not said and not (all_day and _DAY_ALONE.fullmatch(starts)):
        start = read_moment(starts, zone, "start", DAY_ENDS if deadline else None)
        if deadline:
            return start, start, False
        ends_on = find_zone_named(starts, zone)
        return start, read_end(ends, start, ends_on) if ends else start + USUAL, False
    first = read_day(starts, said_at().astimezone(zone).date(), "start")
    check_year(first.year, "start")
    begins = datetime.combine(first, time(), zone)
    last = first
    if _DAYS_LONG.fullmatch(ends):
        last = (read_end(ends, begins.astimezone(UTC), zone) - MINUTE).astimezone(zone).date()
    elif ends:
        last = read_day(ends, first, "end")
    check_year(last.year, "end")
    after = datetime.combine(last + timedelta(days=1), time(), zone)
    return begins.astimezone(UTC), after.astimezone(UTC) - MINUTE, True


def _check_ahead(start: datetime, end: datetime, *, all_day: bool) -> None:
    now = clock.now()
    if (end if all_day else start) <= now:
        raise UserError("That start is not in the future. Please give a later one.")
    if start > now + FARTHEST:
        raise UserError("That start is more than five years away. Please announce it nearer to the day.")
    _check_length(start, end, deadline=start == end)


def _check_length(start: datetime, end: datetime, *, deadline: bool) -> None:
    if not timedelta() < end - start <= LONGEST and not (deadline and start == end):
        raise UserError("The end should be after the start, and at most a month later.")
