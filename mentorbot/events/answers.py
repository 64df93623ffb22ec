"""Reading what an organizer typed about an event: each is understood, or refused with a sentence."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from mentorbot import clock
from mentorbot.errors import UserError
from mentorbot.events import recurrence, terms
from mentorbot.events.recurrence import Repeats
from mentorbot.events.terms import CreditType, EventKind
from mentorbot.guide.model import Stage
from mentorbot.members.answers import (
    check_length,
    one_line,
    paragraph,
    read_link,
    read_place_or_link,
)
from mentorbot.times.typed import read_end, read_moment

FARTHEST: Final = timedelta(days=5 * 365)
"""How far ahead an event may be; Discord's own scheduled events take no later ones either."""
LONGEST: Final = timedelta(days=31)
USUAL: Final = timedelta(hours=1)
DAY_ENDS: Final = time(23, 59)
"""When a deadline is that has only a day."""

_FLAGS = re.ASCII | re.IGNORECASE
_CREDIT = re.compile(r"([a-z][a-z -]*?)\s*[:=]?\s*(\d{1,3}(?:\.\d{1,2})?)\s*(?:h|hours?)?", _FLAGS)
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
class When:
    """When and where: what those who come are told of when it changes.

    Args:
        until: When the last of a series ends.
        link: Where it takes place online; may go with a place or without one.
    """

    starts_at: datetime
    ends_at: datetime
    until: datetime
    time_zone: str
    rule: str
    place: str
    link: str
    skipped: str = ""
    """Of a series, the starts that do not take place (see recurrence)."""

    @property
    def starts(self) -> tuple[datetime, ...]:
        """Every start, in order."""
        every = recurrence.list_starts(self.rule, self.time_zone, self.starts_at)
        without = recurrence.read_moments(self.skipped) if self.skipped else ()
        return tuple(start for start in every if start not in without)


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
) -> When:
    """Understand time and place.

    Args:
        starts: "next Tuesday 5pm", "2027-03-01 17:00" …, on the clock of the zone.
        ends: The same, or a time of day, or how long it takes: "90 min"; nothing means an hour.
        time_zone: IANA key.
        place: An address, or the https link of a meeting.

    Raises:
        UserError: Naming what was not understood, and what would be.
    """
    zone = ZoneInfo(time_zone)
    start = read_moment(starts, zone, "start")
    end = _end(ends, start, zone)
    now = clock.now()
    if start <= now:
        raise UserError("That start is not in the future. Please give a later one.")
    if start > now + FARTHEST:
        raise UserError("That start is more than five years away. Please announce it nearer to the day.")
    if not timedelta() < end - start <= LONGEST:
        raise UserError("The end should be after the start, and at most a month later.")
    wall = start.astimezone(zone).replace(tzinfo=None)
    rule = recurrence.make_rule(repeats, wall, times) if repeats is not None else ""
    return When(start, end, _until(rule, time_zone, start, end), time_zone, rule, *read_place_or_link(place))


def read_moved(before: When, starts: str, ends: str, time_zone: str, place: str) -> When:
    """Understand a change of time and place; a series goes on as it did, from its new start.

    Raises:
        UserError: As :func:`read_when`; but the start of a series may have passed if it stays as it was.
    """
    zone = ZoneInfo(time_zone)
    start = read_moment(starts, zone, "start")
    end = _end(ends, start, zone)
    if start != before.starts_at or not before.rule:
        fresh = read_when(starts, ends, time_zone, place)
        start, end = fresh.starts_at, fresh.ends_at
    elif not timedelta() < end - start <= LONGEST:
        raise UserError("The end should be after the start, and at most a month later.")
    rule = before.rule
    if "MONTHLY;BYDAY=" in rule and start != before.starts_at:
        times = int(rule.rpartition("=")[2])
        rule = recurrence.make_rule(Repeats.MONTHLY, start.astimezone(zone).replace(tzinfo=None), times)
    skipped = before.skipped
    if skipped and (start, rule, time_zone) != (before.starts_at, before.rule, before.time_zone):
        # The same ones are left out, wherever they are now.
        every = recurrence.list_starts(before.rule, before.time_zone, before.starts_at)
        moved_to = dict(zip(every, recurrence.list_starts(rule, time_zone, start), strict=False))
        skipped = recurrence.write_moments(
            moved_to[one] for one in recurrence.read_moments(skipped) if one in moved_to
        )
    until = _until(rule, time_zone, start, end)
    return When(start, end, until, time_zone, rule, *read_place_or_link(place), skipped)


def read_kind(value: str) -> EventKind:
    """A kind of events that was chosen from the list. Raises UserError if it is none."""
    try:
        return EventKind(value)
    except ValueError:
        raise UserError("Please choose what sort of event it is from the list.") from None


def read_texts(values: Mapping[str, str], time_zone: str) -> Texts:
    """Understand what was filled in of :func:`mentorbot.events.cards.words_form`.

    Raises:
        UserError: Naming the answer that was not understood, and what would be.
    """
    title = one_line(values.get("title", ""))
    if not title:
        raise UserError("Please give the event a title.")
    deadline = values.get("fee_deadline", "").strip()
    return Texts(
        title=check_length(title, terms.MOST_TITLE, "title"),
        about=check_length(paragraph(values.get("about", "")), terms.MOST_ABOUT, "description"),
        registration=read_link(values.get("registration", "")),
        fee_deadline=read_moment(deadline, ZoneInfo(time_zone), "deadline", DAY_ENDS) if deadline else None,
        credits=read_hours(values.get("credits", "")),
    )


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
    """How many can come; None for as many as like.

    Raises:
        UserError: It is no number from 1 to MOST_CAPACITY.
    """
    text = text.strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 9 and 1 <= int(text) <= terms.MOST_CAPACITY):
        raise UserError("I could not read how many can come. Give a number, or leave it empty for no limit.")
    return int(text)


def _end(text: str, start: datetime, zone: ZoneInfo) -> datetime:
    return read_end(text, start, zone) if text.strip() else start + USUAL


def _until(rule: str, time_zone: str, start: datetime, end: datetime) -> datetime:
    return recurrence.list_starts(rule, time_zone, start)[-1] + (end - start)
