"""Reading what somebody typed to propose times: understood, or refused with a sentence. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from mentorbot.chat import moment
from mentorbot.chat.numbers import read_whole
from mentorbot.errors import UserError
from mentorbot.meetings.terms import FARTHEST, LONGEST, MOST_OFFERED, SHORTEST, USUAL
from mentorbot.members.answers import read_place_or_link
from mentorbot.times import when
from mentorbot.times.typed import Reading, is_exact

FIELDS: Final = tuple(f"time{number}" for number in range(1, MOST_OFFERED + 1))
_ORDER: Final = ("first", "second", "third")


@dataclass(frozen=True, slots=True)
class Offer:
    """Times to choose from, in order, each once.

    Args:
        minutes: How long the meeting is.
        place: Where: a place, an https link, or nothing.
    """

    times: tuple[datetime, ...]
    minutes: int = USUAL
    place: str = ""


def read_offer(typed: Mapping[str, str | list[str]], time_zone: str, now: datetime) -> Offer:
    """Understand the form.

    Args:
        typed: By field of cards.plan_form.
        time_zone: IANA name: on whose clock the times are.
        now: Aware.

    Raises:
        UserError: Nothing was proposed, or naming what was not understood and what would be.
    """
    times = [
        _time(text, name, time_zone, now)
        for field, name in zip(FIELDS, _ORDER, strict=True)
        if (text := _text(typed, field))
    ]
    if not times:
        raise UserError("Please propose at least one time, such as “next Tuesday 5pm”.")
    where = read_place_or_link(_text(typed, "place"))
    return Offer(tuple(sorted(set(times))), _minutes(_text(typed, "minutes")), where[0] or where[1])


def show_back(typed: Mapping[str, str], offer: Offer) -> list[Reading]:
    """How the times of a form were read; nothing where all of them were written out."""
    if all(is_exact(typed.get(field, "")) for field in FIELDS):
        return []
    many = len(offer.times) > 1
    return [
        Reading(f"Time {place}" if many else "When", f"{moment(at, 'F')} ({moment(at, 'R')})")
        for place, at in enumerate(offer.times, start=1)
    ]


def write_stamps(times: Iterable[datetime]) -> str:
    """Times as one column keeps them."""
    return ",".join(str(int(time.timestamp())) for time in times)


def _time(text: str, name: str, time_zone: str, now: datetime) -> datetime:
    try:
        found = when.read_when(text, time_zone, now)
    except UserError as error:
        raise UserError(f"The {name} time: {error.sentence}") from None
    if found.repeat:
        raise UserError(f"The {name} time comes again and again. Please propose one, such as “Friday 5pm”.")
    if found.hour_assumed:
        raise UserError(f"The {name} time needs an hour too, such as “{text.strip()[:40]} 5pm”.")
    if found.at > now + FARTHEST:
        raise UserError(f"The {name} time is more than a year away. Please propose one nearer to today.")
    return found.at.replace(microsecond=0)


def _minutes(text: str) -> int:
    if not text:
        return USUAL
    minutes = read_whole(text.removesuffix("minutes").removesuffix("min").removesuffix("m"))
    if minutes is None or not SHORTEST <= minutes <= LONGEST:
        raise UserError(f"How long is it? Give a number of minutes from {SHORTEST} to {LONGEST}, such as 45.")
    return minutes


def _text(typed: Mapping[str, str | list[str]], field: str) -> str:
    value = typed.get(field, "")
    return value.strip() if isinstance(value, str) else ""


def find_end(starts_at: datetime, minutes: int) -> datetime:
    """When a meeting ends."""
    return starts_at + timedelta(minutes=minutes)
