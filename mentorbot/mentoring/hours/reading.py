"""Reading what a mentor typed to open office hours: understood, or refused with a sentence. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from mentorbot.chat import moment
from mentorbot.chat.numbers import read_whole
from mentorbot.errors import UserError
from mentorbot.members.answers import read_place_or_link
from mentorbot.mentoring.hours.terms import LONGEST, MOST_SLOTS, SHORTEST, USUAL
from mentorbot.times import repeats, when
from mentorbot.times.repeats import Repeat
from mentorbot.times.typed import Reading, read_back_moment

NEEDS_HOUR: Final = "Please say at what hour too, such as “Tuesday 5pm” or “every Tuesday 5pm”."
NOT_WEEKLY: Final = "Office hours are once, or every week or two, such as “every Tuesday 5pm”."


@dataclass(frozen=True, slots=True)
class Opening:
    """Hours that a mentor opens: once at a moment, or again by a rule on their clock."""

    starts_at: datetime | None
    repeat: Repeat | None
    minutes: int
    slots: int
    place: str


def read_opening(typed: Mapping[str, str], time_zone: str, now: datetime) -> Opening:
    """Understand the form.

    Args:
        time_zone: IANA name: on whose clock it is.

    Raises:
        UserError: Naming what was not understood, and what would be.
    """
    found = when.read_when(typed.get("when", ""), time_zone, now)
    if found.hour_assumed:
        raise UserError(NEEDS_HOUR)
    if found.repeat is not None and "FREQ=WEEKLY" not in found.repeat.rule:
        raise UserError(NOT_WEEKLY)
    place, link = read_place_or_link(typed.get("place", ""))
    return Opening(
        None if found.repeat else found.at.replace(second=0, microsecond=0),
        found.repeat,
        _number(typed.get("minutes", ""), USUAL, SHORTEST, LONGEST, "How many minutes each is"),
        _number(typed.get("slots", ""), 1, 1, MOST_SLOTS, "How many one after another"),
        place or link,
    )


def read_back(typed: Mapping[str, str], opening: Opening, now: datetime) -> list[Reading]:
    """How the time was read, before the hours are open to all; nothing where it was written out."""
    if opening.repeat is not None:
        first = moment(repeats.next_after(opening.repeat, now), "F")
        return [Reading("When", f"{repeats.describe_repeat(opening.repeat)}, first {first}")]
    if opening.starts_at is None:
        return []
    return read_back_moment("When", typed.get("when", ""), opening.starts_at)


def _number(text: str, usual: int, least: int, most: int, what: str) -> int:
    text = text.strip().removesuffix("minutes").removesuffix("min").strip()
    if not text:
        return usual
    number = read_whole(text)
    if number is None or not least <= number <= most:
        raise UserError(f"{what} must be a whole number from {least} to {most}.")
    return number
