"""A matching in which the worst score is as high as can be."""

import numpy as np

from mentorbot.mentoring.matching.optimal import Matching, best
from mentorbot.mentoring.matching.problem import Problem
from mentorbot.mentoring.matching.score import NO


def fairest(problem: Problem) -> Matching:
    """The best of the matchings with as many pairs as can be and, among those, the highest lowest score."""
    found = best(problem)
    many = int((found.mates >= 0).sum())
    if not many:
        return found
    # As many pairs as can be, all of them with at least this score, there are: that is known of `low`.
    rows = np.flatnonzero(found.mates >= 0)
    low, high = int(problem.scores[rows, found.mates[rows]].min()), _most(problem)
    while low < high:
        middle = (low + high + 1) // 2
        tried = best(problem.only(middle).counting())
        if int((tried.mates >= 0).sum()) == many:
            low = middle
        else:
            high = middle - 1
    return best(problem.only(low))


def _most(problem: Problem) -> int:
    scores = np.where(problem.scores == NO, 0, problem.scores)
    return int(scores.max(initial=0))
