"""Rounds as they are solved: beside every matching there is, beside SciPy, beside another stable solver."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matching.games import HospitalResident

from mentorbot.mentoring.matching import optimal
from mentorbot.mentoring.matching import stable as stability
from mentorbot.mentoring.matching.clashes import Clashes, fair_value, solve_apart, total_value
from mentorbot.mentoring.matching.fair import find_fairest
from mentorbot.mentoring.matching.optimal import find_best
from mentorbot.mentoring.matching.problem import Problem
from mentorbot.mentoring.matching.score import NO
from mentorbot.mentoring.matching.stable import match_stably

SCORES = st.sampled_from((NO, NO, 0, 1, 2, 50, 99, 100))


@st.composite
def problems(draw, most_mentees=5, most_mentors=3):
    many, few = draw(st.integers(0, most_mentees)), draw(st.integers(1, most_mentors))
    scores = draw(st.lists(st.lists(SCORES, min_size=few, max_size=few), min_size=many, max_size=many))
    room = draw(st.lists(st.integers(0, 3), min_size=few, max_size=few))
    least = [draw(st.integers(0, one)) for one in room]
    waiting = draw(st.lists(st.integers(0, 4000), min_size=many, max_size=many))
    return Problem(
        np.array(scores, dtype=np.uint8).reshape(many, few),
        np.array(room, dtype=np.int64),
        np.array(least, dtype=np.int64),
        np.array(waiting, dtype=np.int64),
    )


@st.composite
def remembering(draw):
    """Problems with places that are kept or limited, or with people who come first."""
    problem = draw(problems())
    many, groups = problem.mentees, draw(st.integers(0, 2))
    floor = [0, *(draw(st.integers(0, 3)) for _ in range(groups))]
    cap = [many, *(least + draw(st.integers(0, 2)) for least in floor[1:])]

    def each(most):
        return np.array(draw(st.lists(st.integers(0, most), min_size=many, max_size=many)), dtype=np.int64)

    return replace(
        problem,
        turn=each(2) if draw(st.booleans()) else None,
        group=each(groups),
        floor=np.array(floor, dtype=np.int64),
        cap=np.array(cap, dtype=np.int64),
    )


def every_matching(problem):
    """All matchings there are, each as the mentor's column for each mentee or -1."""
    for mates in product(range(-1, problem.mentors), repeat=problem.mentees):
        pairs = [(row, column) for row, column in enumerate(mates) if column >= 0]
        loads = np.bincount([column for _, column in pairs], minlength=problem.mentors)
        found = np.array(mates, dtype=np.int64)
        within = (problem.taken(found) <= problem.cap)[1:].all()
        if within and (loads <= problem.room).all() and all(problem.scores[pair] != NO for pair in pairs):
            yield found


def aims(problem, mates):
    """What a round seeks, in its order."""
    rows = np.flatnonzero(mates >= 0)
    loads = np.bincount(mates[rows], minlength=problem.mentors)
    scores = problem.scores[rows, mates[rows]].astype(int)
    waited = problem.waiting[rows]
    return len(rows), *before(problem, mates, loads), int(scores.sum()), int(waited.sum())


def before(problem, mates, loads):
    """What comes before any score: kept places, mentors with nobody, and whose turn it is."""
    rows = np.flatnonzero(mates >= 0)
    places = sum(
        min(int((problem.groups[rows] == group).sum()), int(problem.floor[group]))
        for group in range(1, len(problem.floor))
    )
    turn = 0 if problem.turn is None else int(problem.turn[rows].sum())
    return places, int(np.minimum(loads, problem.least).sum()), turn


@given(st.one_of(problems(), remembering()))
@settings(deadline=None, max_examples=120)
def test_no_matching_is_better_than_the_best(problem):
    found = find_best(problem).mates
    assert aims(problem, found) == max(aims(problem, mates) for mates in every_matching(problem))


@given(st.one_of(problems(6, 5), remembering()), st.integers(2, 4))
@settings(deadline=None, max_examples=80)
def test_it_is_the_best_although_few_pairs_are_looked_at_first(problem, few):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(optimal, "FIRST", few)
        patch.setattr(optimal, "MORE", 1)
        pruned = find_best(problem).mates
    assert aims(problem, pruned) == aims(problem, find_best(problem).mates)


def fairness(problem, mates):
    """How few are badly off: of two, the greater is the fairer."""
    *first, _, waited = aims(problem, mates)
    rows = np.flatnonzero(mates >= 0)
    scores = problem.scores[rows, mates[rows]].tolist()
    return *first, [-scores.count(level) for level in range(101)], waited


@given(st.one_of(problems(), remembering()))
@settings(deadline=None, max_examples=120)
def test_no_matching_is_fairer_than_the_fairest(problem):
    found = find_fairest(problem).mates
    assert fairness(problem, found) == max(fairness(problem, mates) for mates in every_matching(problem))


def test_of_two_groups_that_want_the_last_place_the_fairer_one_takes_it():
    def ints(*numbers):
        return np.array(numbers, dtype=np.int64)

    scores = np.array([[60], [55]], dtype=np.uint8)
    groups = {"group": ints(2, 1), "floor": ints(0, 1, 1), "cap": ints(2, 3, 2)}
    problem = Problem(scores, ints(1), ints(1), ints(1, 2), **groups)
    for solve in (find_best, find_fairest):
        assert solve(problem).mates.tolist() == [0, -1]


def blocked(problem, likings, mates):
    """Whether a mentee and a mentor would both rather have each other."""
    for row, column in np.argwhere(problem.scores != NO).tolist():
        mine, theirs = mates[row], np.flatnonzero(mates == column)
        would = mine < 0 or problem.scores[row, column] > problem.scores[row, mine]
        takes = len(theirs) < problem.room[column] or any(
            likings[row, column] > likings[other, column] for other in theirs
        )
        if would and takes and problem.room[column]:
            return True
    return False


def liked(problem, rng):
    """How well mentors like mentees, which is another thing than how well they are liked."""
    likings = problem.scores.copy()
    flat = [one for one in likings.ravel() if one != NO]
    rng.shuffle(flat)
    likings[likings != NO] = flat
    return likings


@given(problems(), st.booleans(), st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=80)
def test_of_all_stable_matchings_it_is_the_largest_and_of_those_the_best_for_mentees(problem, mutual, rng):
    likings = problem.scores if mutual else liked(problem, rng)

    def worth(mates):
        many, *_, total, waited = aims(problem, mates)
        return many, total, waited

    found, proved = match_stably(problem.scores, likings, problem.room, problem.waiting)
    every = [mates for mates in every_matching(problem) if not blocked(problem, likings, mates)]
    assert proved
    assert any((found == mates).all() for mates in every)
    assert worth(found) == max(map(worth, every))


@given(problems(7, 4), st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=100)
def test_in_a_large_round_it_is_stable_too_and_has_two_thirds_of_the_pairs(problem, rng):
    likings = liked(problem, rng)
    best_of_all, _ = match_stably(problem.scores, likings, problem.room, problem.waiting)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stability, "EXACT", -1)
        found, proved = match_stably(problem.scores, likings, problem.room, problem.waiting)
    assert not proved
    assert not blocked(problem, likings, found)
    assert 3 * (found >= 0).sum() >= 2 * (best_of_all >= 0).sum()


def test_without_ties_it_is_the_one_that_another_solver_finds():
    rng = np.random.default_rng(4)
    for _ in range(20):
        mentees, mentors = 9, 4
        wishes = rng.permutation(mentees * mentors).reshape(mentees, mentors).astype(np.uint8)
        likings = rng.permutation(mentees * mentors).reshape(mentees, mentors).astype(np.uint8)
        room = rng.integers(1, 4, mentors)
        found, _ = match_stably(wishes, likings, room, np.zeros(mentees, np.int64))
        game = HospitalResident.create_from_dictionaries(
            {f"mentee {row}": [f"mentor {one}" for one in np.argsort(-wishes[row].astype(int))]
             for row in range(mentees)},
            {f"mentor {one}": [f"mentee {row}" for row in np.argsort(-likings[:, one].astype(int))]
             for one in range(mentors)},
            {f"mentor {one}": int(room[one]) for one in range(mentors)},
        )  # fmt: skip
        theirs = game.solve(optimal="resident")
        ours = {(f"mentee {row}", f"mentor {one}") for row, one in enumerate(found.tolist()) if one >= 0}
        assert ours == {(one.name, mentor.name) for mentor, given_ in theirs.items() for one in given_}


@st.composite
def tangles(draw):
    """Problems in which some take part on both sides, and some may not be in one circle."""
    problem = draw(problems(5, 4))
    both = min(problem.mentees, problem.mentors)
    own = {one: one for one in range(both) if draw(st.booleans())}
    rows = st.integers(0, max(0, problem.mentees - 1))
    some = (
        draw(st.lists(st.tuples(rows, rows).filter(lambda two: two[0] < two[1]), max_size=3))
        if both > 1
        else []
    )
    scores = problem.scores.copy()
    for one in own:
        scores[one, one] = NO
    return problem.along(scores), Clashes(own, some)


@given(tangles(), st.sampled_from([(find_best, total_value), (find_fairest, fair_value)]))
@settings(deadline=None, max_examples=80)
def test_where_some_pairs_clash_it_is_the_best_of_those_that_can_form(tangle, way):
    problem, clashes = tangle
    found, proved = solve_apart(problem, clashes, *way)
    assert proved
    assert not list(clashes.find(found.mates))
    can = [mates for mates in every_matching(problem) if not list(clashes.find(mates))]
    assert way[1](problem, found.mates) == min(way[1](problem, mates) for mates in can)


def test_four_who_are_mentors_and_mentees_each_get_a_mentor_in_a_ring():
    """Everybody likes best whom they could only have in exchange."""
    scores = np.full((4, 4), 10, dtype=np.uint8)
    for one, other in ((0, 1), (2, 3)):
        scores[one, other] = scores[other, one] = 90
    np.fill_diagonal(scores, NO)
    one = np.ones(4, dtype=np.int64)
    clashes = Clashes({row: row for row in range(4)})
    for solved, value in ((find_best, total_value), (find_fairest, fair_value)):
        mates = solve_apart(Problem(scores, one, one, one), clashes, solved, value)[0].mates
        assert sorted(mates) == [0, 1, 2, 3]
        assert all(mates[mates[row]] != row for row in range(4))


def test_a_round_of_very_many_on_both_sides_is_solved_without_a_clash():
    rng = np.random.default_rng(1)
    many = 60
    scores = rng.integers(0, 100, (many, many)).astype(np.uint8)
    scores = np.maximum(scores, scores.T)
    np.fill_diagonal(scores, NO)
    one = np.ones(many, dtype=np.int64)
    clashes = Clashes({row: row for row in range(many)})
    found, _ = solve_apart(Problem(scores, one, one, one), clashes, find_best, total_value)
    assert not list(clashes.find(found.mates))
    assert (found.mates >= 0).all()
