"""What a match goes by, of a mentee and of a mentor."""

import re
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from typing import Final

from mentorbot.guide.model import Stage
from mentorbot.mentoring.terms import DayPart

SLOT: Final = 15
"""Minutes; the clocks of no two zones differ by less."""
_DAY: Final = 24 * 60 // SLOT
_WEEK: Final = 7 * _DAY
ANY_TIME: Final = (1 << _WEEK) - 1
"""Of whoever has not said when they have time."""
ENOUGH_MINUTES: Final = 120
"""So long together at a stretch is as good as longer."""

_HOURS: Final = {DayPart.MORNINGS: (7, 11), DayPart.MIDDAYS: (11, 14), DayPart.EVENINGS: (17, 22)}
_WEEKEND: Final = (9, 18)
_WEEKDAYS, _WEEKEND_DAYS = range(5), range(5, 7)

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
UNKNOWN_YEARS: Final = max(YEARS_FOR.values())
"""For somebody whose stage is not known: as at any stage, so that to leave it unsaid gains nothing."""


class Turn(IntEnum):
    """How soon it is somebody's turn: the higher, the sooner."""

    HAD_ONE = 0
    """They have a mentor, or had one for as long as was agreed."""
    FIRST_TIME = 1
    """They have had none, or one who went away before."""
    WAITED = 2
    """They went away from an earlier round without a mentor, and have had none since."""


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
        day_parts: When they have time, on their clock.
        employer: Where they work or study, as they wrote it.
        stage: Where they stand in their career.
        waiting: Days that they have been waiting.
        helps: Kinds of help wanted.
        turn: How soon it is their turn where a round remembers: see :class:`Turn`.
        groups: The ids of the roles or user groups that they are in, of those for which places are kept.
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
    helps: tuple[str, ...] = ()
    turn: int = Turn.FIRST_TIME
    groups: tuple[str, ...] = ()

    @property
    def years_wanted(self) -> int:
        """How many years of experience their mentor should have; of an unknown stage UNKNOWN_YEARS."""
        return YEARS_FOR[self.stage] if self.stage else UNKNOWN_YEARS


@dataclass(frozen=True, slots=True)
class MentorFacts:
    """What a mentor offers; as of a mentee where the names are the same.

    Args:
        setting: Where they work.
        credentials: Ids of credentials held.
        years: Of experience.
        room: How many more mentees they take now.
        helps: Kinds of help offered.
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
    helps: tuple[str, ...] = ()


@lru_cache(maxsize=4096)
def find_free(offset: int, day_parts: tuple[str, ...]) -> int:
    """When somebody has time, as bits: the quarters of an hour of a week in UTC. 0: they have not said.

    Args:
        offset: Minutes that their clock is ahead of UTC.
        day_parts: Parts of the day on their clock.
    """
    bits = 0
    for part in day_parts:
        if part == DayPart.WEEKENDS:
            bits |= _slots(_WEEKEND, _WEEKEND_DAYS, offset)
        elif part in _HOURS:
            bits |= _slots(_HOURS[DayPart(part)], _WEEKDAYS, offset)
    return bits


@lru_cache(maxsize=65536)
def common_minutes(one: int, other: int) -> int:
    """How long two have time together at a stretch, up to ENOUGH_MINUTES; from the bits of :func:`find_free`.

    0 also where one of them has not said.
    """
    both, slots = one & other, 0
    while both and slots * SLOT < ENOUGH_MINUTES:
        slots += 1
        both &= both << 1 & ANY_TIME | both >> (_WEEK - 1)
    return slots * SLOT


def same_place(employer: str) -> str:
    """An employer's name so that two ways to write it are the same; empty for none."""
    return re.sub(r"\W+", " ", employer.casefold()).strip()


def _slots(hours: tuple[int, int], days: range, offset: int) -> int:
    first, last = ((60 * hour - offset) // SLOT for hour in hours)
    return sum(1 << (day * _DAY + slot) % _WEEK for day in days for slot in range(first, last))
