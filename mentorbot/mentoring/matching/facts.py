"""What a match goes by, of a mentee and of a mentor."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from mentorbot.guide.model import Stage
from mentorbot.mentoring.terms import DayPart

_HALF_HOURS: Final = 48
_WEEKEND_SLOTS: Final = 16
WEEKDAYS: Final = (1 << _HALF_HOURS) - 1
"""The bits of ``free`` that are half hours of a working day; those above are 90 minutes of a weekend each."""
HALF_HOUR: Final = 30
WEEKEND_SLOT: Final = 90

_HOURS: Final = {DayPart.MORNINGS: (7, 11), DayPart.MIDDAYS: (11, 14), DayPart.EVENINGS: (17, 22)}
_WEEKEND: Final = (9, 18)

YEARS_FOR: Final = {
    Stage.HIGH_SCHOOL: 0,
    Stage.UNDERGRADUATE: 1,
    Stage.MASTERS_STUDENT: 2,
    Stage.CAREER_CHANGER: 3,
    Stage.CLINICIAN: 3,
    Stage.EARLY_CAREERIST: 5,
    Stage.MANAGER: 10,
}
"""How many years ahead a mentor should be of somebody at a stage."""


@dataclass(frozen=True, slots=True)
class MenteeFacts:
    """What a mentee looks for. Ids of several things are in no order; empty: no wish, or not said.

    Args:
        id: Whatever tells mentees apart; of two that are alike the smaller comes first.
        topics: Ids of topics wanted.
        settings: Settings aimed at.
        credentials: Ids of credentials aimed at.
        languages: Codes; a match needs one in common.
        offset: Minutes that their clock is ahead of UTC.
        day_parts: When they have time, on their clock; empty counts as evenings.
        employer: Where they work or study, as they wrote it.
        stage: Where they stand in their career.
        waiting: Days that they have been waiting.
    """

    id: int
    topics: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    credentials: tuple[str, ...] = ()
    languages: tuple[str, ...] = ("en",)
    offset: int = 0
    day_parts: tuple[str, ...] = ()
    employer: str = ""
    stage: Stage | None = None
    waiting: int = 0

    @property
    def years_wanted(self) -> int:
        """How many years of experience their mentor should have."""
        return YEARS_FOR[self.stage] if self.stage else 0


@dataclass(frozen=True, slots=True)
class MentorFacts:
    """What a mentor offers; as of a mentee where the names are the same.

    Args:
        setting: Where they work.
        credentials: Ids of credentials held.
        years: Of experience.
        room: How many more mentees they take now.
    """

    id: int
    topics: tuple[str, ...] = ()
    setting: str = ""
    credentials: tuple[str, ...] = ()
    languages: tuple[str, ...] = ("en",)
    offset: int = 0
    day_parts: tuple[str, ...] = ()
    employer: str = ""
    years: int = 0
    room: int = 1


@lru_cache(maxsize=4096)
def free(offset: int, day_parts: tuple[str, ...]) -> int:
    """When somebody has time, as bits: half hours of a working day in UTC, then 90 minutes of a weekend each.

    Args:
        offset: Minutes that their clock is ahead of UTC.
        day_parts: Parts of the day on their clock; empty counts as evenings.
    """
    bits = 0
    for part in day_parts or (DayPart.EVENINGS,):
        if part == DayPart.WEEKENDS:
            bits |= _slots(_WEEKEND, offset, WEEKEND_SLOT, _WEEKEND_SLOTS) << _HALF_HOURS
        elif part in _HOURS:
            bits |= _slots(_HOURS[DayPart(part)], offset, HALF_HOUR, _HALF_HOURS)
    return bits


def common_minutes(one: int, other: int) -> int:
    """How long two have time together on a day, from the bits of :func:`free`."""
    both = one & other
    return HALF_HOUR * (both & WEEKDAYS).bit_count() + WEEKEND_SLOT * (both >> _HALF_HOURS).bit_count()


def same_place(employer: str) -> str:
    """An employer's name so that two ways to write it are the same; empty for none."""
    return re.sub(r"\W+", " ", employer.casefold()).strip()


def _slots(hours: tuple[int, int], offset: int, length: int, many: int) -> int:
    first, last = ((60 * hour - offset) // length for hour in hours)
    return sum(1 << (slot % many) for slot in range(first, last))
