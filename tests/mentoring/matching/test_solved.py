"""Rounds as they are solved: beside every matching there is, beside SciPy, beside another stable solver."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matching.games import HospitalResident

from mentorbot.mentoring.matching import optimal
from mentorbot.mentoring.matching.fair import fairest
from mentorbot.mentoring.matching.optimal import best
from mentorbot.mentoring.matching.problem import Problem
from mentorbot.mentoring.matching.score import NO
from mentorbot.mentoring.matching.stable import stable

SCORES = st.sampled_from((NO, NO, 0, 1, 2, 50, 99, 100))


@st.composite
def problems(draw, most_mentees=5, most_mentors=3):
    many, few = draw(st.integers(0, most_mentees)), draw(st.integers(1, most_mentors))
    scores = draw(st.lists(st.lists(SCORES, min_size=few, max_size=few), min_size=many, max_size=many))
    room = draw(st.lists(st.integers(0, 3), min_size=few, max_size=few))
    least = [draw(st.integers(0, one)) for one in room]
    waiting = draw(st.lists(st.integers(0, 400), min_size=many, max_size=many))
    return Problem(
        np.array(scores, dtype=np.uint8).reshape(many, few),
        np.array(room, dtype=np.int64),
        np.array(least, dtype=np.int64),
        np.array(waiting, dtype=np.int64),
    )


def every_matching(problem):
    """All matchings there are, each as the mentor's column for each mentee or -1."""
    for mates in product(range(-1, problem.mentors), repeat=problem.mentees):
        pairs = [(row, column) for row, column in enumerate(mates) if column >= 0]
        loads = np.bincount([column for _, column in pairs], minlength=problem.mentors)
        if (loads <= problem.room).all() and all(problem.scores[pair] != NO for pair in pairs):
            yield np.array(mates, dtype=np.int64)


def aims(problem, mates):
    """What a round seeks, in its order."""
    rows = np.flatnonzero(mates >= 0)
    loads = np.bincount(mates[rows], minlength=problem.mentors)
    scores = problem.scores[rows, mates[rows]].astype(int)
    waited = np.minimum(problem.waiting[rows], 365)
    return len(rows), int(np.minimum(loads, problem.least).sum()), int(scores.sum()), int(waited.sum())


@given(problems())
@settings(deadline=None, max_examples=300)
def test_no_matching_is_better_than_the_best(problem):
    found = best(problem).mates
    assert aims(problem, found) == max(aims(problem, mates) for mates in every_matching(problem))


@given(problems(6, 5), st.integers(2, 4))
@settings(deadline=None, max_examples=200)
def test_it_is_the_best_although_few_pairs_are_looked_at_first(problem, few):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(optimal, "FIRST", few)
        patch.setattr(optimal, "MORE", 1)
        pruned = best(problem).mates
    assert aims(problem, pruned) == aims(problem, best(problem).mates)


@given(problems())
@settings(deadline=None, max_examples=150)
def test_no_matching_is_fairer_than_the_fairest(problem):
    def fairness(mates):
        many, filled, total, waited = aims(problem, mates)
        rows = np.flatnonzero(mates >= 0)
        worst = int(problem.scores[rows, mates[rows]].min()) if many else 0
        return many, worst, filled, total, waited

    found = fairest(problem).mates
    assert fairness(found) == max(fairness(mates) for mates in every_matching(problem))


@given(problems(7, 4), st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=200)
def test_a_stable_matching_is_the_one_another_solver_finds(problem, rng):
    """Each is liked differently from how they like; ties are broken as the docstring says."""
    likings = problem.scores.copy()
    flat = [one for one in likings.ravel() if one != NO]
    rng.shuffle(flat)
    likings[likings != NO] = flat
    found = stable(problem.scores, likings, problem.room, problem.waiting)
    open_ = [column for column in range(problem.mentors) if problem.room[column]]
    wishes = {
        row: sorted(
            (column for column in open_ if problem.scores[row, column] != NO),
            key=lambda column: (-int(problem.scores[row, column]), column),
        )
        for row in range(problem.mentees)
    }
    liked = {
        column: sorted(
            (row for row in wishes if column in wishes[row]),
            key=lambda row: (-int(likings[row, column]), -int(problem.waiting[row]), row),
        )
        for column in open_
    }
    game = HospitalResident.create_from_dictionaries(
        {f"mentee {row}": [f"mentor {one}" for one in order] for row, order in wishes.items() if order},
        {f"mentor {column}": [f"mentee {one}" for one in order] for column, order in liked.items() if order},
        {f"mentor {column}": int(problem.room[column]) for column, order in liked.items() if order},
    ) if any(wishes.values()) else None  # fmt: skip
    theirs = game.solve(optimal="resident") if game else {}
    assert {
        (f"mentee {row}", f"mentor {column}") for row, column in enumerate(found.tolist()) if column >= 0
    } == {(one.name, mentor.name) for mentor, given_ in theirs.items() for one in given_}
