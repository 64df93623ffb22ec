"""A round: many mentees and mentors brought together at once, and why not the others.

Imports NumPy and OR-Tools, so the bot never imports it: see :mod:`mentorbot.mentoring.rounds.solving`.
"""

from collections.abc import Sequence

import numpy as np

from mentorbot.mentoring.matching import circles
from mentorbot.mentoring.matching.facts import MenteeFacts, MentorFacts
from mentorbot.mentoring.matching.fair import fairest
from mentorbot.mentoring.matching.optimal import Matching, best
from mentorbot.mentoring.matching.outcome import Left, Lone, Method, Outcome, Pair, Rules
from mentorbot.mentoring.matching.problem import Ints, Problem
from mentorbot.mentoring.matching.score import NO, Mentors, Scores
from mentorbot.mentoring.matching.stable import stable


def solve(mentees: Sequence[MenteeFacts], mentors: Sequence[MentorFacts], rules: Rules) -> Outcome:
    """Bring them together by the rules. In whichever order they are given, the outcome is the same.

    Raises:
        ValueError: Pins of somebody who is not in the round, of a mentee twice, or beyond a mentor's room.
    """
    mentees = sorted(mentees, key=lambda one: one.id)
    mentors = sorted(mentors, key=lambda one: one.id)
    # What may not be is kept beside what does not fit, so that each can be said of whoever is left.
    fitting = Mentors(mentors).scores(mentees, employers_apart=rules.employers_apart)
    allowed = _without(fitting, mentees, mentors, rules.forbidden)
    room = np.array([one.room for one in mentors], dtype=np.int64)
    pinned = _pinned(mentees, mentors, rules, room)
    waiting = np.array([one.waiting for one in mentees], dtype=np.int64)

    scores = allowed.copy()
    scores[pinned >= 0] = NO
    left = room - np.bincount(pinned[pinned >= 0], minlength=len(mentors))
    least = np.minimum(left, 1) * (left == room) * rules.nobody_empty
    found = _solved(Problem(scores, left, least.astype(np.int64), waiting), rules.method)
    mates = np.where(pinned >= 0, pinned, found.mates)

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
    lone = [_lone(mentees[row], mentors, fitting[row], allowed[row], rules) for row in alone]
    peers: list[list[int]] = []
    if rules.peers:
        peers = circles.circles([mentees[row] for row in alone], rules.apart)
        seated = {one for circle in peers for one in circle}
        lone = [one for one in lone if one.mentee not in seated]
    return Outcome(pairs, tuple(lone), tuple(map(tuple, peers)), found.pairs, found.solved)


def _solved(problem: Problem, method: Method) -> Matching:
    match method:
        case Method.BEST:
            return best(problem)
        case Method.FAIR:
            return fairest(problem)
        case Method.STABLE:
            return Matching(stable(problem.scores, problem.scores, problem.room, problem.waiting))


def _without(
    scores: Scores,
    mentees: Sequence[MenteeFacts],
    mentors: Sequence[MentorFacts],
    forbidden: frozenset[tuple[int, int]],
) -> Scores:
    rows = {one.id: row for row, one in enumerate(mentees)}
    columns = {one.id: column for column, one in enumerate(mentors)}
    own = [(rows[one], columns[other]) for one, other in forbidden if one in rows and other in columns]
    # The same person may look for a mentor and be one.
    own += [(rows[id_], column) for id_, column in columns.items() if id_ in rows]
    kept = scores.copy()
    if own:
        some, others = zip(*own, strict=True)
        kept[list(some), list(others)] = NO
    return kept


def _pinned(mentees: Sequence[MenteeFacts], mentors: Sequence[MentorFacts], rules: Rules, room: Ints) -> Ints:
    """The mentor's column for each mentee that is pinned, -1 for the others."""
    rows = {one.id: row for row, one in enumerate(mentees)}
    columns = {one.id: column for column, one in enumerate(mentors)}
    result = np.full(len(mentees), -1, dtype=np.int64)
    for mentee, mentor in sorted(rules.pinned):
        if mentee not in rows or mentor not in columns or mentee == mentor:
            raise ValueError(f"{mentee} and {mentor} are pinned, but not in the round.")
        if result[rows[mentee]] >= 0:
            raise ValueError(f"{mentee} is pinned twice.")
        result[rows[mentee]] = columns[mentor]
    if (np.bincount(result[result >= 0], minlength=len(mentors)) > room).any():
        raise ValueError("More mentees are pinned to a mentor than they take.")
    return result


def _lone(
    mentee: MenteeFacts, mentors: Sequence[MentorFacts], fitting: Scores, allowed: Scores, rules: Rules
) -> Lone:
    """Why a mentee has nobody: the first thing that, if it were not so, would let them have somebody."""
    fits, may = int((fitting != NO).sum()), int((allowed != NO).sum())
    if may:
        return Lone(mentee.id, Left.FULL, may, int(allowed[allowed != NO].max()))
    if fits:
        return Lone(mentee.id, Left.KEPT_APART, fits)
    if not mentors:
        return Lone(mentee.id, Left.NO_MENTORS)
    speaking = sum(not set(one.languages).isdisjoint(mentee.languages) for one in mentors)
    return Lone(mentee.id, Left.EMPLOYER, speaking) if speaking else Lone(mentee.id, Left.LANGUAGE)
