"""A matching in which as few as can be are badly off: the lowest scores are the highest that can be.

Of all matchings with as many pairs as can be, it has the fewest pairs at the lowest score that occurs, of
those the fewest at the next, and so on. Level by level: which pairs no best matching can have, and which
mentees and seats every best one has, follows from the prices that prove it (complementary slackness); so
the next level looks among the best of the one before, and only there.
"""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from mentorbot.mentoring.matching.optimal import Matching, Tell, find_best, find_first
from mentorbot.mentoring.matching.outcome import LEVELS, MANY_PAIRS
from mentorbot.mentoring.matching.problem import Ints, Problem
from mentorbot.mentoring.matching.score import NO, Scores


def find_fairest(problem: Problem, tell: Tell = lambda said: None) -> Matching:
    """The matching with the fewest pairs at the lowest score, then at the next; waiting counts last.

    In a round of more than MANY_PAIRS that holds for the lowest LEVELS scores that pairs must have.

    Args:
        tell: Is told how far it is, in words.
    """
    looked = solved = 0
    for found, face in _levels(problem):
        looked, solved, last = max(looked, found.pairs), solved + found.solved, face
        tell(f"{solved:,} times solved, one level of scores after the other")
    last = replace(last, waiting=problem.waiting)
    last = last.along(_alike(last.scores)) if problem.scores.size <= MANY_PAIRS else last
    found = find_best(last, begin=_still(last, found))
    return Matching(found.mates, max(looked, found.pairs), solved + found.solved, found.doubled)


def _levels(problem: Problem) -> Iterator[tuple[Matching, Problem]]:
    """Each level that had to be solved, with the matchings that are left after it."""
    still = replace(problem, waiting=np.zeros_like(problem.waiting))
    alike = still.along(_alike(still.scores))
    found = find_best(alike, begin=find_first(still).keys if still.scores.size else None)
    face = _face(still, alike, found)
    yield found, face
    levels = 0
    for level in np.flatnonzero(_count_scores(problem.scores)[:NO]).tolist():
        if levels == LEVELS and problem.scores.size > MANY_PAIRS:
            return
        rows = np.flatnonzero(found.mates >= 0)
        if not (problem.scores[rows, found.mates[rows]] == level).any():
            face.scores[face.scores == level] = NO
        elif _count_scores(face.scores)[:NO].sum() > _count_scores(face.scores)[level]:
            above = face.along(
                np.where(face.scores == NO, face.scores, (face.scores > level).astype(np.uint8))
            )
            found = find_best(above, begin=_still(face, found))
            face = _face(face, above, found)
            levels += 1
            yield found, face


def _still(face: Problem, found: Matching) -> Ints | None:
    """Of the pairs that were looked at, those that are left: the matching is among them."""
    if found.keys is None:
        return None
    left: Ints = found.keys[face.scores.ravel()[found.keys] != NO]
    return left


def _count_scores(scores: Scores) -> Ints:
    """How many pairs have each score, and NO."""
    return sum((np.bincount(row, minlength=NO + 1) for row in scores), np.zeros(NO + 1, dtype=np.int64))


def _face(problem: Problem, solved: Problem, found: Matching) -> Problem:
    """The problem without the pairs that no best matching has, and bound to what every best one has.

    Args:
        solved: The same with the scores for which ``found`` is the best.
    """
    none = np.zeros(problem.mentors + len(problem.floor), np.int64)
    doubled: Ints = found.doubled if found.doubled is not None else none
    prices, paid = doubled[: problem.mentors], doubled[problem.mentors :]
    mates, matched, more = found.mates, found.mates >= 0, paid[problem.groups]
    gains = np.where(matched, 2 * solved.of(mates) + more, 0)
    gains[matched] -= prices[mates[matched]]
    kept = problem.scores.copy()
    for row in range(problem.mentees):
        worth = 2 * (solved.step + solved.scores[row].astype(np.int64) * solved.point + solved.wait[row])
        kept[row][worth + more[row] - prices < gains[row]] = NO
    bound = gains > 0 if problem.bound is None else problem.bound | (gains > 0)
    owed = prices > -2 * solved.seat if problem.owed is None else problem.owed | (prices > -2 * solved.seat)
    return replace(
        problem,
        scores=kept,
        least=np.where(prices > 0, problem.room, problem.least),
        room=np.where(prices < 0, problem.least, problem.room),
        floor=np.where(paid < 0, problem.cap, problem.floor),
        cap=np.where(paid > 0, problem.floor, problem.cap),
        bound=bound,
        owed=owed,
    )


def _alike(scores: Scores) -> Scores:
    """All alike, so that only the number of pairs counts."""
    return np.where(scores == NO, scores, np.uint8(0))
