"""The score of one mentee with one mentor, in its parts; :mod:`score` does the same for many at once."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from mentorbot.mentoring.matching.facts import MenteeFacts, MentorFacts, common_minutes, free, same_place

ENOUGH_MINUTES: Final = 120
"""So long together on a day is as good as longer."""


class Part(StrEnum):
    """What a score is made of."""

    TOPICS = "topics"
    SETTING = "setting"
    CREDENTIALS = "credentials"
    TIME = "time"
    YEARS = "years"


MOST: Final = {Part.TOPICS: 40, Part.SETTING: 20, Part.CREDENTIALS: 15, Part.TIME: 15, Part.YEARS: 10}
"""The points of each part; 100 together. A wish that was not made is granted by everybody."""


class Obstacle(StrEnum):
    """Why two are not brought together, whatever their score."""

    LANGUAGE = "language"
    EMPLOYER = "employer"
    FORBIDDEN = "forbidden"


@dataclass(frozen=True, slots=True)
class Points:
    """One part of a score.

    Args:
        got: Points of it.
        most: Points it could have been.
        shared: What the two have in common there: topics, the setting, credentials, or parts of the day.
        wanted: Whether the mentee made a wish there at all.
    """

    part: Part
    got: int
    most: int
    shared: tuple[str, ...] = ()
    wanted: bool = True


@dataclass(frozen=True, slots=True)
class Explained:
    """A score in its parts, or what stands in the way of any.

    Args:
        score: From 0 to 100; only fit to compare.
        parts: The parts, those with the most points first.
        languages: What both speak.
        obstacle: Set if the two cannot be brought together.
    """

    score: int
    parts: tuple[Points, ...]
    languages: tuple[str, ...]
    obstacle: Obstacle | None = None


def explain(mentee: MenteeFacts, mentor: MentorFacts, *, employers_apart: bool = False) -> Explained:
    """Why the two fit, or do not.

    Args:
        employers_apart: Whether two of one employer must not be brought together.
    """
    languages = tuple(one for one in mentee.languages if one in mentor.languages)
    obstacle = None
    if not languages:
        obstacle = Obstacle.LANGUAGE
    elif employers_apart and same_place(mentee.employer) == same_place(mentor.employer) != "":
        obstacle = Obstacle.EMPLOYER
    parts = sorted(_parts(mentee, mentor), key=lambda points: -points.got)
    return Explained(sum(points.got for points in parts), tuple(parts), languages, obstacle)


def share(shared: int, wanted: int, most: int) -> int:
    """So much of the points as was granted of what was wanted, rounded; all of them for no wish."""
    return most if wanted == 0 else (2 * most * shared + wanted) // (2 * wanted)


def _parts(mentee: MenteeFacts, mentor: MentorFacts) -> list[Points]:
    topics = tuple(one for one in mentee.topics if one in mentor.topics)
    settings = tuple(one for one in mentee.settings if one == mentor.setting)
    credentials = tuple(one for one in mentee.credentials if one in mentor.credentials)
    minutes = common_minutes(free(mentee.offset, mentee.day_parts), free(mentor.offset, mentor.day_parts))
    parts = tuple(one for one in (mentee.day_parts or ("evenings",)) if _both(one, mentee, mentor))
    need = mentee.years_wanted
    full = len(set(mentee.topics))
    return [
        Points(
            Part.TOPICS, share(len(topics), full, MOST[Part.TOPICS]), MOST[Part.TOPICS], topics, bool(full)
        ),
        _any(Part.SETTING, mentee.settings, settings),
        _any(Part.CREDENTIALS, mentee.credentials, credentials),
        Points(
            Part.TIME,
            share(min(minutes, ENOUGH_MINUTES), ENOUGH_MINUTES, MOST[Part.TIME]),
            MOST[Part.TIME],
            parts,
        ),
        Points(
            Part.YEARS,
            share(min(mentor.years, need), need, MOST[Part.YEARS]),
            MOST[Part.YEARS],
            wanted=need > 0,
        ),
    ]


def _any(part: Part, wanted: tuple[str, ...], shared: tuple[str, ...]) -> Points:
    got = MOST[part] if shared or not wanted else 0
    return Points(part, got, MOST[part], shared, bool(wanted))


def _both(part: str, mentee: MenteeFacts, mentor: MentorFacts) -> bool:
    theirs = free(mentor.offset, mentor.day_parts)
    return common_minutes(free(mentee.offset, (part,)), theirs) > 0
