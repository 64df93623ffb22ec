"""The score of one mentee with one mentor, in its parts; :mod:`score` does the same for many at once.

A score says how much two have in common of what both said. Each wish that is met brings points of its own,
whatever else is wished for. So to name one more never lowers whoever meets it below somebody else, and to
say less never brings more; what is unsaid brings nothing, and takes nothing away. How much each part counts
organizers may say for a round (:mod:`weights`); that holds with any weights.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from mentorbot.mentoring.matching.facts import (
    ENOUGH_MINUTES,
    MenteeFacts,
    MentorFacts,
    common_minutes,
    find_free,
    same_place,
)
from mentorbot.mentoring.matching.weights import MOST, USUAL, Part, Weights

EACH: Final = {Part.TOPICS: 5, Part.HELP: 2, Part.CREDENTIALS: 1}
"""The points of each topic, each kind of help and each credential in common."""
HOUR: Final = 60
"""Minutes; less in common is hardly a meeting."""
_FOR_AN_HOUR: Final = 18
_FOR_LESS: Final = 6


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
        wanted: Whether the mentee made a wish there at all; of time whether both said when they have it, of
            years whether it is known at which stage the mentee is.
        missing: What the mentee wished for and the mentor, who has said what they have, does not.
    """

    part: Part
    got: int
    most: int
    shared: tuple[str, ...] = ()
    wanted: bool = True
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Explained:
    """A score in its parts, or what stands in the way of any.

    Args:
        score: From 0 to 100; only fit to compare.
        parts: The parts that count, those that count most first.
        languages: What both speak.
        obstacle: Set if the two cannot be brought together.
    """

    score: int
    parts: tuple[Points, ...]
    languages: tuple[str, ...]
    obstacle: Obstacle | None = None


def explain(
    mentee: MenteeFacts, mentor: MentorFacts, *, employers_apart: bool = False, weights: Weights = USUAL
) -> Explained:
    """Why the two fit, or do not.

    Args:
        employers_apart: Whether two of one employer must not be brought together.
        weights: How much each part counts. The parts keep their own points; the score is of all of them.
    """
    languages = tuple(one for one in mentee.languages if one in mentor.languages)
    obstacle = None
    if not languages:
        obstacle = Obstacle.LANGUAGE
    elif employers_apart and same_place(mentee.employer) == same_place(mentor.employer) != "":
        obstacle = Obstacle.EMPLOYER
    factors = weights.factors
    counted = [points for points in _parts(mentee, mentor) if factors[points.part]]
    parts = sorted(counted, key=lambda points: -points.got * factors[points.part])
    score = weights.scale(sum(points.got * factors[points.part] for points in parts))
    return Explained(score, tuple(parts), languages, obstacle)


def have_in_common(mentee: MenteeFacts, mentor: MentorFacts, part: Part) -> bool:
    """Whether two have what they must where a part of the score is a must, which both have said."""
    if part is Part.TIME:
        hours = find_free(mentee.offset, mentee.day_parts), find_free(mentor.offset, mentor.day_parts)
        return common_minutes(*hours) >= HOUR
    if part is Part.YEARS:
        return mentor.years >= mentee.years_wanted
    return any(points.part is part and points.got for points in _parts(mentee, mentor))


def points_for_minutes(minutes: int) -> int:
    """The points for so long together at a stretch, at most ENOUGH_MINUTES: most of them for an hour."""
    if minutes < HOUR:
        return (2 * _FOR_LESS * minutes + HOUR) // (2 * HOUR)
    more, over = MOST[Part.TIME] - _FOR_AN_HOUR, ENOUGH_MINUTES - HOUR
    return _FOR_AN_HOUR + (2 * more * (minutes - HOUR) + over) // (2 * over)


def points_for_years(years: int, wanted: int) -> int:
    """The points for so many years of experience: half of all for what is wanted, and ever less for more."""
    both = years + max(wanted, 1)
    return (2 * MOST[Part.YEARS] * years + both) // (2 * both)


def _parts(mentee: MenteeFacts, mentor: MentorFacts) -> list[Points]:
    hours = find_free(mentee.offset, mentee.day_parts), find_free(mentor.offset, mentor.day_parts)
    settings = [one for one in mentee.settings if one == mentor.setting]
    return [
        _each(Part.TOPICS, mentee.topics, mentor.topics),
        _each(Part.HELP, mentee.helps, mentor.helps),
        _each(Part.CREDENTIALS, mentee.credentials, mentor.credentials),
        Points(
            Part.SETTING,
            MOST[Part.SETTING] * bool(settings),
            MOST[Part.SETTING],
            tuple(settings),
            bool(mentee.settings),
            mentee.settings if mentor.setting and not settings else (),
        ),
        Points(
            Part.TIME,
            points_for_minutes(common_minutes(*hours)),
            MOST[Part.TIME],
            tuple(one for one in mentee.day_parts if _both(one, mentee, mentor)),
            all(hours),
        ),
        Points(
            Part.YEARS,
            points_for_years(mentor.years, mentee.years_wanted),
            MOST[Part.YEARS],
            wanted=mentee.stage is not None,
        ),
    ]


def _each(part: Part, wanted: Iterable[str], offered: tuple[str, ...]) -> Points:
    wishes = tuple(dict.fromkeys(wanted))
    shared = tuple(one for one in wishes if one in offered)
    got = min(MOST[part], EACH[part] * len(shared))
    missing = tuple(one for one in wishes if one not in offered) if offered else ()
    return Points(part, got, MOST[part], shared, bool(wishes), missing)


def _both(part: str, mentee: MenteeFacts, mentor: MentorFacts) -> bool:
    theirs = find_free(mentor.offset, mentor.day_parts)
    return common_minutes(find_free(mentee.offset, (part,)), theirs) > 0
