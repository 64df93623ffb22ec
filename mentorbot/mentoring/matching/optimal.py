"""The best matching of all, found along few of the pairs and proved against all of them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from mentorbot.mentoring.matching import prices
from mentorbot.mentoring.matching.flow import best_along
from mentorbot.mentoring.matching.prices import Pairs
from mentorbot.mentoring.matching.problem import Ints, Problem

FIRST: Final = 20
"""So many of the best pairs of each mentee are looked at first, of each mentor half as many."""
Tell = Callable[[str], None]
MORE: Final = 16
"""So many are added for a mentee at a time."""
_PATIENCE: Final = 60
"""Rounds in which prices are sought for a matching that may not be the best; they take some 20 if it is."""


@dataclass(frozen=True)
class Matching:
    """Who has whom.

    Args:
        mates: The mentor's column for each mentee, -1 for none.
        pairs: How many of the pairs had to be looked at by the solver.
        solved: How often it was asked.
        doubled: Twice the price of each mentor, and then of each group, by which the matching is proved; None
            where it is not.
        keys: The pairs that the solver looked at, see :class:`Pairs`; None where it looked at none.
    """

    mates: Ints
    pairs: int = 0
    solved: int = 0
    doubled: Ints | None = None
    keys: Ints | None = None


def find_best(problem: Problem, tell: Tell = lambda said: None, begin: Ints | None = None) -> Matching:
    """A matching than which none is better (see :mod:`problem`), proved by prices for every pair.

    Args:
        tell: Is told how far it is, in words.
        begin: The keys of the pairs to look at first; None: those with the highest scores. What comes of it
            is as good with any.
    """
    if not problem.mentees or not problem.mentors:
        prices_of_none = np.zeros(problem.mentors + len(problem.floor), np.int64)
        return Matching(np.full(problem.mentees, -1, dtype=np.int64), doubled=prices_of_none)
    pairs = find_first(problem) if begin is None else Pairs(begin, problem.mentors)
    enough = problem.mentors + len(problem.floor) + 2
    for solved in range(1, problem.mentees * problem.mentors + 2):
        tell(f"{len(pairs):,} of {problem.scores.size:,} pairs looked at")
        mates = best_along(problem, pairs.rows, pairs.columns)
        doubled = prices.doubled_prices(problem, mates, pairs, patience=enough)
        while doubled is not None:
            more = prices.find_better(problem, mates, doubled, MORE)
            if not len(more):
                return Matching(mates, len(pairs), solved, doubled, pairs.keys)
            pairs |= more
            # Often the matching is the best already, and other prices prove it.
            doubled = prices.doubled_prices(problem, mates, pairs, patience=_PATIENCE)
    raise AssertionError("Every turn adds a pair, so there cannot be more turns than pairs.")


def find_first(problem: Problem) -> Pairs:
    """The pairs that are worth looking at first: those with the highest scores of each mentee and mentor."""
    of_mentees = prices.find_top(problem.scores, FIRST)
    turned = prices.find_top(np.ascontiguousarray(problem.scores.T), FIRST // 2)
    of_mentors = turned % problem.mentees * problem.mentors + turned // problem.mentees
    return Pairs(np.union1d(of_mentees, of_mentors), problem.mentors)
