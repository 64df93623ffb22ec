"""A round: many mentees and mentors brought together at once, and why not the others.

Imports NumPy and OR-Tools, so the bot never imports it: see :mod:`mentorbot.mentoring.rounds.solving`.
"""

from collections.abc import Sequence
from functools import partial

import numpy as np

from mentorbot.mentoring.matching import circles
from mentorbot.mentoring.matching.clashes import (
    Clashes,
    fair_value,
    settle_clashes,
    solve_apart,
    total_value,
)
from mentorbot.mentoring.matching.facts import MenteeFacts, MentorFacts
from mentorbot.mentoring.matching.fair import find_fairest
from mentorbot.mentoring.matching.liking import Likings, like
from mentorbot.mentoring.matching.lone import Sieves, Those
from mentorbot.mentoring.matching.optimal import Matching, Tell, find_best
from mentorbot.mentoring.matching.outcome import Method, Outcome, Pair, Rules
from mentorbot.mentoring.matching.problem import Ints, Problem
from mentorbot.mentoring.matching.reserves import Kept
from mentorbot.mentoring.matching.score import NO, Mentors, Scores
from mentorbot.mentoring.matching.stable import match_stably


def solve_round(
    mentees: Sequence[MenteeFacts],
    mentors: Sequence[MentorFacts],
    rules: Rules,
    tell: Tell = lambda said: None,
) -> Outcome:
    """Bring them together by the rules. In whichever order they are given, the outcome is the same.

    Args:
        tell: Is told how far it is, in words.

    Raises:
        ValueError: Pins of somebody who is not in the round, of a mentee twice, or beyond a mentor's room.
    """
    mentees = sorted(mentees, key=lambda one: one.id)
    mentors = sorted(mentors, key=lambda one: one.id)
    table = _Table(mentees, mentors, rules)
    # What may not be is kept beside what does not fit, so that each can be said of whoever is left.
    offers = Mentors(mentors)
    fitting = offers.scores(mentees, employers_apart=rules.employers_apart, weights=rules.weights)
    asked = offers.meet(mentees, rules.weights.musts)
    enough = fitting >= rules.least_score
    forbidden, declined = table.forbidden(), table.marked(_declined(rules))
    room = np.array([one.room for one in mentors], dtype=np.int64)
    pinned = table.pinned(room)
    waiting = np.array([one.waiting for one in mentees], dtype=np.int64)

    scores = fitting.copy()
    scores[forbidden | declined | table.beside_pins(pinned) | ~asked | ~enough] = NO
    scores[pinned >= 0] = NO
    left = room - np.bincount(pinned[pinned >= 0], minlength=len(mentors))
    empty = (left == room) & np.array([one.id not in rules.seated for one in mentors], dtype=np.bool_)
    least = np.minimum(left, 1) * empty * rules.nobody_empty
    group, floor, cap = _places(mentees, pinned >= 0, rules)
    turn = np.array([one.turn for one in mentees], dtype=np.int64) if rules.memory else None
    likings = table.like(scores)
    problem = Problem(
        likings.both, left, least.astype(np.int64), waiting, turn=turn, group=group, floor=floor, cap=cap
    )
    found, proved = _solved(problem, likings, rules.method, table.clashes(), tell)
    mates = np.where(pinned >= 0, pinned, found.mates)
    if rules.last:
        mates[:] = -1

    pairs = tuple(
        Pair(
            mentees[row].id,
            mentors[mates[row]].id,
            None if fitting[row, mates[row]] == NO else int(fitting[row, mates[row]]),
            pinned=bool(pinned[row] >= 0),
        )
        for row in np.flatnonzero(mates >= 0).tolist()
    )
    alone = np.flatnonzero(mates < 0).tolist()
    free = room - np.bincount(mates[mates >= 0], minlength=len(mentors))
    taken = problem.taken(np.where(pinned >= 0, -1, mates))
    full = (problem.groups > 0) & (taken >= cap)[problem.groups]
    sieves = Sieves(mentors, rules, fitting, asked, enough, forbidden, declined, free, full)
    lone = [sieves.explain(mentees[row], row) for row in alone]
    peers: list[list[int]] = []
    if rules.peers:
        peers = circles.form_circles([mentees[row] for row in alone], rules.apart)
        seated = {one for circle in peers for one in circle}
        lone = [one for one in lone if one.mentee not in seated]
    return Outcome(pairs, tuple(lone), tuple(map(tuple, peers)), found.pairs, found.solved, proved)


def _declined(rules: Rules) -> frozenset[tuple[int, int]]:
    """The pairs that one of the two does not want."""
    return rules.declined | rules.refused if rules.memory else rules.declined


def _places(mentees: Sequence[MenteeFacts], pinned: Those, rules: Rules) -> tuple[Ints, Ints, Ints]:
    """The group of each mentee, how many places are kept for each, and its most; without the pins."""
    # Whoever is in several counts for the first of them.
    places = rules.places
    group = np.zeros(len(mentees), dtype=np.int64)
    floor, cap = np.zeros(1 + len(places), dtype=np.int64), np.full(1 + len(places), len(mentees))
    for number, place in enumerate(places, 1):
        inside = np.array([place.holds(one.stage, one.groups) for one in mentees], dtype=np.bool_)
        group[inside & (group == 0)] = number
        left = place.without(int(pinned[group == number].sum()))
        floor[number] = left.least
        cap[number] = len(mentees) + left.least if left.most is None else left.most
    return group, floor, cap


def _solved(
    problem: Problem, likings: Likings, method: Method, clashes: Clashes, tell: Tell
) -> tuple[Matching, bool]:
    match method:
        case Method.BEST:
            return solve_apart(problem, clashes, partial(find_best, tell=tell), total_value)
        case Method.FAIR:
            return solve_apart(problem, clashes, partial(find_fairest, tell=tell), fair_value)
        case Method.STABLE:
            known = []

            def settle(some: Problem) -> Matching:
                wishes, liked = (
                    np.where(some.scores == NO, some.scores, side)
                    for side in (likings.mentees, likings.mentors)
                )
                kept = Kept(some.groups, some.floor, some.cap)
                mates, exact = match_stably(wishes, liked, some.room, some.waiting, kept, tell=tell)
                known.append(exact)
                return Matching(mates)

            found = settle_clashes(problem, clashes, settle)
            return found, known == [True]


class _Table:
    """Who is where in the arrays, and what the rules say there."""

    def __init__(self, mentees: list[MenteeFacts], mentors: list[MentorFacts], rules: Rules) -> None:
        self._rules = rules
        self._shape = len(mentees), len(mentors)
        self._rows = {one.id: row for row, one in enumerate(mentees)}
        self._columns = {one.id: column for column, one in enumerate(mentors)}

    def marked(self, pairs: frozenset[tuple[int, int]]) -> Those:
        """Which of all pairs are among these, by their ids."""
        marks = np.zeros(self._shape, dtype=np.bool_)
        for mentee, mentor in pairs:
            if mentee in self._rows and mentor in self._columns:
                marks[self._rows[mentee], self._columns[mentor]] = True
        return marks

    def like(self, scores: Scores) -> Likings:
        """By what pairs are compared: their scores, and what people say of each other."""
        return like(scores, self._rules.marks, self._rows, self._columns)

    def forbidden(self) -> Those:
        """Pairs that must not be; nobody mentors themselves."""
        both = {(id_, id_) for id_ in self._columns if id_ in self._rows}
        return self.marked(self._rules.forbidden | both)

    def pinned(self, room: Ints) -> Ints:
        """The mentor's column for each mentee that is pinned, -1 for the others."""
        result = np.full(self._shape[0], -1, dtype=np.int64)
        for mentee, mentor in sorted(self._rules.pinned - self._rules.forbidden):
            if mentee not in self._rows or mentor not in self._columns or mentee == mentor:
                raise ValueError(f"{mentee} and {mentor} are pinned, but not in the round.")
            if result[self._rows[mentee]] >= 0:
                raise ValueError(f"{mentee} is pinned twice.")
            result[self._rows[mentee]] = self._columns[mentor]
        if (np.bincount(result[result >= 0], minlength=len(room)) > room).any():
            raise ValueError("More mentees are pinned to a mentor than they take.")
        for one, other in self.clashes().find(result):
            # Of two pins that cannot both be, the one of the mentee with the smaller id holds.
            result[max(one, other)[0]] = -1
        return result

    def beside_pins(self, pinned: Ints) -> Those:
        """Pairs that clash with one that is pinned."""
        marks = np.zeros(self._shape, dtype=np.bool_)
        clashes = self.clashes()
        rows = {column: row for row, column in clashes.own.items()}
        for row, column in enumerate(pinned.tolist()):
            if row in clashes.own and column in rows:
                marks[rows[column], clashes.own[row]] = True
        for two in clashes.apart:
            for one, other in (two, two[::-1]):
                if pinned[one] >= 0:
                    marks[other, pinned[one]] = True
        return marks

    def clashes(self) -> Clashes:
        """Of which pairs only one can be."""
        own = {row: self._columns[id_] for id_, row in self._rows.items() if id_ in self._columns}
        apart = []
        if self._rules.circles:
            pairs = (tuple(sorted(two)) for two in self._rules.apart)
            apart = [
                (self._rows[two[0]], self._rows[two[1]]) for two in pairs if set(two) <= self._rows.keys()
            ]
        return Clashes(own, sorted(apart))
