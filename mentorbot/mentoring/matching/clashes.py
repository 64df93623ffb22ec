"""Pairs of which only one can be made, and the best matching without any two such.

Two people who take part on both sides are one pair at most: whoever mentors somebody is not mentored by
them at the same time. And two who are kept apart are not in the circle of one mentor. No flow knows of
that. So a round is solved without it; where two pairs clash, it is solved once more without the one and
once more without the other, and so on from the more promising of the two (branch and bound). What comes
first without a clash is the best of all.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import Any, Final

import numpy as np

from mentorbot.mentoring.matching.optimal import Matching
from mentorbot.mentoring.matching.problem import Ints, Problem
from mentorbot.mentoring.matching.score import NO

Pair = tuple[int, int]
"""A mentee's row and a mentor's column."""
Solver = Callable[[Problem], Matching]
Value = Callable[[Problem, Ints], Any]
"""What a matching is worth, to compare: the smaller the better."""

_MOST: Final = 400
_LEAST: Final = 4
_WORK: Final = 20_000_000
"""A round is solved at most so often, or so many pairs are looked at; then the likelier way is taken."""


@dataclass(frozen=True)
class Clashes:
    """Which pairs clash.

    Args:
        own: The column of each mentee who mentors too, by their row.
        apart: Two rows each that must not have the same mentor.
    """

    own: dict[int, int]
    apart: Sequence[Pair] = ()

    def find(self, mates: Ints) -> Iterator[tuple[Pair, Pair]]:
        """Every two pairs of a matching that clash.

        Args:
            mates: The mentor's column for each mentee, -1 for none.
        """
        rows = {column: row for row, column in self.own.items()}
        for row, column in self.own.items():
            other = rows.get(int(mates[row]))
            if other is not None and row < other and mates[other] == column:
                yield (row, int(mates[row])), (other, column)
        for one, other in self.apart:
            if mates[one] >= 0 and mates[one] == mates[other]:
                yield (one, int(mates[one])), (other, int(mates[other]))

    def __bool__(self) -> bool:
        return bool(self.own or self.apart)


def solve_apart(problem: Problem, clashes: Clashes, solve: Solver, value: Value) -> tuple[Matching, bool]:
    """The best matching in which no two pairs clash.

    Args:
        solve: Finds the best where nothing clashes.
        value: By which it is the best.

    Returns:
        The matching, and whether it is known that none is better.
    """
    found = solve(problem)
    waiting = [(value(problem, found.mates), 0, problem, found)]
    most = max(_LEAST, min(_MOST, _WORK // max(1, problem.scores.size)))
    made, pairs = 1, found.pairs
    while True:
        _, _, now, found = heappop(waiting)
        clash = next(clashes.find(found.mates), None)
        if clash is None:
            return Matching(found.mates, pairs, made, found.doubled), True
        if made >= most:
            return _take_likelier(now, found, clashes, solve), False
        for pair in clash:
            less = _without(now, [pair])
            found = solve(less)
            heappush(waiting, (value(less, found.mates), made, less, found))
            made, pairs = made + 1, max(pairs, found.pairs)


def settle_clashes(problem: Problem, clashes: Clashes, solve: Solver) -> Matching:
    """A matching in which no two pairs clash, by giving up the worse of each two that do."""
    return _take_likelier(problem, solve(problem), clashes, solve)


def _take_likelier(problem: Problem, found: Matching, clashes: Clashes, solve: Solver) -> Matching:
    while clash := list(clashes.find(found.mates)):
        problem = _without(problem, [min(two, key=lambda pair: _strength(problem, pair)) for two in clash])
        found = solve(problem)
    return found


def _strength(problem: Problem, pair: Pair) -> tuple[int, int, int]:
    return int(problem.scores[pair]), int(problem.waiting[pair[0]]), -pair[0]


def _without(problem: Problem, pairs: Sequence[Pair]) -> Problem:
    scores = problem.scores.copy()
    for pair in pairs:
        scores[pair] = NO
    return problem.along(scores)


def total_value(problem: Problem, mates: Ints) -> tuple[int, ...]:
    """By which the best round is the best; see :mod:`problem`."""
    rows = np.flatnonzero(mates >= 0)
    scores = problem.scores[rows, mates[rows]].astype(np.int64)
    return (*_counts(problem, mates), -int(scores.sum()), -int(problem.waiting[rows].sum()))


def fair_value(problem: Problem, mates: Ints) -> tuple[int, ...]:
    """By which the fair round is the best: how many have each score, from the lowest on."""
    rows = np.flatnonzero(mates >= 0)
    levels = np.bincount(problem.scores[rows, mates[rows]], minlength=NO).tolist()
    return (*_counts(problem, mates), *levels, -int(problem.waiting[rows].sum()))


def _counts(problem: Problem, mates: Ints) -> tuple[int, ...]:
    """What comes before any score."""
    matched = mates >= 0
    loads = np.bincount(mates[matched], minlength=problem.mentors)
    places = np.minimum(problem.taken(mates), problem.floor)
    first = 0 if problem.turn is None else int(problem.turn[matched].sum())
    return -int(matched.sum()), -int(places.sum()), -int(np.minimum(loads, problem.least).sum()), -first
