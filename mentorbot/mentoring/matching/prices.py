"""Prices that prove a matching to be the best, or show which pairs could make it better.

A matching is the best exactly if there is a price for each mentor such that each mentee has the mentor who,
less the price, is worth most to them, and each mentor has as many mentees as pay most (duality of linear
programs; Ahuja, Magnanti, Orlin: Network Flows, 1993, chapter 9). The flow gives a matching that is the best
along some pairs; from it follow prices that prove so, and with them every other pair can be looked at.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mentorbot.mentoring.matching.problem import Ints, Problem
from mentorbot.mentoring.matching.score import NO, Scores

_AT_ONCE: Final = 1_000_000
_LUCK: Final = 256


@dataclass(frozen=True)
class Pairs:
    """Some pairs, none twice, as one number each: row times the number of mentors, and column."""

    keys: Ints
    mentors: int

    @property
    def rows(self) -> Ints:
        """Of each pair, its mentee."""
        return self.keys // self.mentors

    @property
    def columns(self) -> Ints:
        """Of each pair, its mentor."""
        return self.keys % self.mentors

    def __len__(self) -> int:
        return len(self.keys)

    def __or__(self, more: Ints) -> "Pairs":
        return Pairs(np.union1d(self.keys, more), self.mentors)


def doubled_prices(problem: Problem, mates: Ints, pairs: Pairs, *, patience: int) -> Ints | None:
    """Twice the prices that prove the matching the best along these pairs; None if there are none.

    First of each mentor, then of each group what having a mentor is worth more, or less, in it. Of all such
    prices it is the middle between the lowest and the highest, which most other pairs agree with; and twice,
    so that they are whole numbers.

    Args:
        patience: How many rounds to try; None may also mean that it took more.
    """
    mentors, rows, columns = problem.mentors, pairs.rows, pairs.columns
    worth, matched = problem.of(mates), np.flatnonzero(mates >= 0)
    low, high = _bounds(problem, mates, int(worth.max(initial=0)))
    more = problem.worth(rows, columns) - worth[rows]
    # Who has nobody is as if they had a mentor whose price is what their group pays more.
    payers = np.where(mates[rows] < 0, mentors + problem.groups[rows], mates[rows])
    # Whoever is in a group pays at most what their pair is worth there; the others, what it is worth.
    some = matched[problem.groups[matched] > 0]
    columns = np.concatenate((columns, mentors + problem.groups[some]))
    payers = np.concatenate((payers, mates[some]))
    more = np.concatenate((more, -worth[some]))
    others = matched[problem.groups[matched] == 0]
    lowest = _settled(low, columns, payers, more, patience)
    np.minimum.at(high, mates[others], worth[others])
    if lowest is None or (lowest > high).any():
        return None
    # The highest prices are the lowest ones of the same thing turned round.
    highest = _settled(-high, payers, columns, more, patience)
    if highest is None:
        return None
    return lowest - highest


def _bounds(problem: Problem, mates: Ints, worth: int) -> tuple[Ints, Ints]:
    """Between what the price of each mentor must be, and what each group pays more, by how full they are.

    Args:
        worth: The most that any pair is worth.
    """
    loads = np.bincount(mates[mates >= 0], minlength=problem.mentors)
    most = worth + 4 * int(problem.seat.max(initial=0)) + 2 * problem.kept
    low = np.where(loads > problem.least, 0, -problem.seat)
    high = np.where(loads < problem.least, -problem.seat, np.where(loads < problem.room, 0, most))
    low = np.where(loads == 0, high, low)  # nobody pays an empty mentor, so that only the upper bound counts
    taken, floor, cap = problem.taken(mates), problem.floor, problem.cap
    beyond = taken - np.minimum(taken, floor)
    least = np.where(taken < floor, problem.kept, np.where(beyond < cap - floor, 0, -most))
    greatest = np.where(beyond > 0, 0, problem.kept)
    greatest = np.where(taken == 0, least, greatest)  # nobody pays for an empty group either
    least[0] = greatest[0] = 0
    return np.concatenate((low, least)), np.concatenate((high, greatest))


def find_better(problem: Problem, mates: Ints, doubled: Ints, most: int) -> Ints:
    """The keys of pairs that the prices do not agree with, at most so many for each mentee.

    If there are none, no matching is better.
    """
    found = []
    limits = 2 * (problem.of(mates) - problem.step - problem.wait)
    limits -= doubled[np.where(mates >= 0, mates, problem.mentors + problem.groups)]
    offers = doubled[: problem.mentors]
    point = 2 * problem.point
    size = max(1, _AT_ONCE // problem.mentors)
    for first in range(0, problem.mentees, size):
        scores = problem.scores[first : first + size]
        gains = scores * np.int64(point)
        gains -= offers
        gains -= limits[first : first + size, None]
        gains[scores == NO] = 0
        rows = np.flatnonzero((gains > 0).any(axis=1))
        if len(rows):
            found.append(_largest(gains[rows], rows + first, point, most))
    return np.concatenate(found) if found else np.empty(0, dtype=np.int64)


def find_top(scores: Scores, most: int) -> Ints:
    """The keys of the pairs with the highest scores, at most so many for each row."""
    size = max(1, _AT_ONCE // max(1, scores.shape[1]))
    found = [np.empty(0, dtype=np.int64)]
    for first in range(0, len(scores), size):
        some = scores[first : first + size]
        ranks = np.where(some == NO, 0, some + 1)
        found.append(_most(ranks, np.arange(first, first + len(some)), most))
    return np.concatenate(found)


def _largest(gains: Ints, rows: Ints, point: int, most: int) -> Ints:
    # In whole points and up to 254 they can be compared much faster, and nearly as well.
    ranks = np.where(gains > 0, 1 + np.clip(gains // point, 0, 254), 0)
    return _most(ranks.astype(np.uint8), rows, most)


def _most(ranks: Scores, rows: Ints, most: int) -> Ints:
    many = ranks.shape[1]
    if many > most:
        # Of those that are alike others for each row: where all took the same, most could not be looked at.
        luck = np.random.default_rng(many).integers(0, _LUCK, ranks.shape, dtype=np.uint16)
        mixed = ranks.astype(np.uint16) * _LUCK + luck
        columns = np.argpartition(mixed, many - most, axis=1)[:, many - most :]
    else:
        columns = np.broadcast_to(np.arange(many), ranks.shape)
    chosen: NDArray[np.bool_] = np.take_along_axis(ranks, columns, axis=1) > 0
    keys: Ints = (rows[:, None] * many + columns)[chosen]
    return keys


def _settled(start: Ints, to: Ints, of: Ints, more: Ints, patience: int) -> Ints | None:
    """The lowest values from ``start`` up with value[to] >= value[of] + more; None if there are none.

    Args:
        patience: After so many rounds it is given up.
    """
    order = np.argsort(to, kind="stable")
    to, of, more = to[order], of[order], more[order]
    firsts = np.flatnonzero(np.append(True, to[1:] != to[:-1])) if len(to) else to
    targets = to[firsts]
    values = start
    for _ in range(patience):
        raised = values.copy()
        if len(to):
            raised[targets] = np.maximum(values[targets], np.maximum.reduceat(values[of] + more, firsts))
        if (raised == values).all():
            return values
        values = raised
    return None
