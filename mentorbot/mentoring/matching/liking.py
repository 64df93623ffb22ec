"""How much people would like each other: how well they fit, and what they say themselves.

A mark of one of the two counts for so many points. It can tip the balance between people who fit about as
well, and never lowers how many get a mentor. Imports NumPy: see :mod:`mentorbot.mentoring.matching`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from mentorbot.mentoring.matching.outcome import Mark, Marked
from mentorbot.mentoring.matching.score import NO, Scores

POINTS: Final = {Mark.LOVE: 15, Mark.RATHER_NOT: -25}
_LOWEST: Final = 2 * POINTS[Mark.RATHER_NOT]


@dataclass(frozen=True)
class Likings:
    """By what pairs are compared, of the same shape as their scores; NO exactly where they are.

    Args:
        both: As both sides like it together.
        mentees: As the mentees like it.
        mentors: As the mentors like it.
    """

    both: Scores
    mentees: Scores
    mentors: Scores


def like(
    scores: Scores, marks: Iterable[Marked], rows: Mapping[int, int], columns: Mapping[int, int]
) -> Likings:
    """What pairs are compared by.

    Args:
        scores: How well each two fit, or NO.
        rows: The row of each mentee by id; a mark on whoever is not here counts for nothing.
        columns: The column of each mentor.
    """
    known = [one for one in marks if one.mentee in rows and one.mentor in columns]
    if not known:
        return Likings(scores, scores, scores)
    # From 0 on, since that is what the solvers count from.
    shifted = np.where(scores == NO, scores, scores + np.uint8(-_LOWEST))

    def liked(*by: bool) -> Scores:
        result = shifted.copy()
        for one in known:
            cell = rows[one.mentee], columns[one.mentor]
            if one.by_mentor in by and scores[cell] != NO:
                result[cell] = int(result[cell]) + POINTS[one.mark]
        return result

    return Likings(liked(False, True), liked(False), liked(True))
