"""One round in a process of its own, with time and memory of its own; says what came of it as JSON."""

import json
import random
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from benchmarks.crowd import crowd
from mentorbot.mentoring.matching import MenteeFacts, MentorFacts, Pool, Weight, Weights, rank_mentors
from mentorbot.mentoring.matching.facts import Turn
from mentorbot.mentoring.matching.outcome import Mark, Marked, Method, Rules
from mentorbot.mentoring.matching.places import Group, Place
from mentorbot.mentoring.matching.rounds import solve_round
from mentorbot.mentoring.matching.score import NO, Mentors, Scores
from mentorbot.mentoring.matching.weights import USUAL

Mentees = list[MenteeFacts]
Offers = list[MentorFacts]
Found = tuple[list[int], dict[str, int]]
"""The scores of the pairs that were made, and what else there is to say."""
Way = Callable[[Mentees, Offers], Found]
SEED = 7
MARKS = 4
"""So many of a mentor or mentee each mentee gives or gets, where all rules hold."""


def ours(method: Method, *, nobody_empty: bool = True, ruled: bool = False) -> Way:
    """A round as organizers run it.

    Args:
        ruled: Whether with all that can be asked for: weights, a least score, places, memory and marks.
    """

    def run(mentees: Mentees, mentors: Offers) -> Found:
        rules = Rules(method, nobody_empty=nobody_empty)
        if ruled:
            mentees, rules = ask_for_all(mentees, mentors, rules)
        outcome = solve_round(mentees, mentors, rules)
        scores = [pair.score for pair in outcome.pairs if pair.score is not None]
        return scores, {"looked_at": outcome.looked_at, "solved": outcome.solved}

    return run


def ask_for_all(mentees: Mentees, mentors: Offers, rules: Rules) -> tuple[Mentees, Rules]:
    """Everything that can be asked for at once; a stable round remembers nothing."""
    draw = random.Random(SEED)  # noqa: S311
    mentees = [replace(one, turn=draw.choice(list(Turn))) for one in mentees]
    marks = (
        Marked(mentee.id, mentor.id, draw.choice(list(Mark)), draw.random() < 0.3)
        for mentee in mentees
        for mentor in draw.sample(mentors, min(MARKS, len(mentors)))
    )
    many = len(mentors)
    return mentees, replace(
        rules,
        weights=ASKED,
        places=(Place(Group.MANAGER, least=many // 3), Place(Group.STUDENTS, most=many)),
        memory=rules.method is not Method.STABLE,
        marks=tuple(marks),
        employers_apart=True,
        least_score=10,
    )


def scipy(mentees: Mentees, mentors: Offers) -> Found:
    """The same by SciPy: every seat a column, every pair a number."""
    from scipy.optimize import linear_sum_assignment  # noqa: PLC0415 - only this one needs it

    scores = Mentors(mentors).scores(mentees)
    seats = np.repeat(np.arange(len(mentors)), [one.room for one in mentors])
    # One more pair is worth more than all scores together.
    first = 100.0 * len(mentees) + 1
    worth = np.where(scores == NO, 0.0, scores + first)[:, seats]
    rows, columns = linear_sum_assignment(worth, maximize=True)
    got = scores[rows, seats[columns]]
    return [int(score) for score in got if score != NO], {}


PLACES = (Place(Group.MANAGER, least=45), Place(Group.STUDENTS, most=60))
"""What is kept for whom, and how many there may be, in the rounds that HiGHS solves too."""
ASKED = Weights(topics=Weight.MUCH, time=Weight.MUST)


def ruled(mentees: Mentees, mentors: Offers) -> Found:
    """A round with weights, an hour that is asked for, and places that are kept and limited."""
    rules = Rules(weights=ASKED, places=PLACES, nobody_empty=False)
    scores = [pair.score for pair in solve_round(mentees, mentors, rules).pairs if pair.score is not None]
    return scores, {}


def highs(mentees: Mentees, mentors: Offers) -> Found:
    """The same as a mixed-integer program, by HiGHS: every pair that can be a variable."""
    from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415 - only this one needs it
    from scipy.sparse import lil_array  # noqa: PLC0415

    offers = Mentors(mentors)
    scores = offers.scores(mentees, weights=ASKED)
    pairs = np.argwhere((scores != NO) & offers.meet(mentees, ASKED.musts))
    many, people = len(pairs), len(mentees) + len(mentors)
    rows = lil_array((people + 2 * len(PLACES), many + len(PLACES)))
    most = np.concatenate((np.ones(len(mentees)), [one.room for one in mentors], np.zeros(2 * len(PLACES))))
    pair_worth = 101.0 * (1 + len(mentors))
    worth = np.concatenate((scores[*pairs.T] + 4 * pair_worth, np.full(len(PLACES), 2 * pair_worth)))
    upper = np.ones(many + len(PLACES))
    for place, (mentee, mentor) in enumerate(pairs.tolist()):
        rows[mentee, place] = rows[len(mentees) + mentor, place] = 1
        for number, kept in enumerate(PLACES):
            if kept.holds(mentees[mentee].stage, ()):
                rows[people + number, place] = 1  # how many of them there are
                rows[people + len(PLACES) + number, place] = -1  # those of them who take a kept place
    for number, kept in enumerate(PLACES):
        most[people + number] = len(mentees) if kept.most is None else kept.most
        rows[people + len(PLACES) + number, many + number] = 1
        upper[many + number] = kept.least
    found = milp(
        -worth, constraints=LinearConstraint(rows.tocsc(), ub=most), bounds=Bounds(0, upper), integrality=1
    )
    chosen = pairs[found.x[:many] > 0.5]
    return [int(score) for score in scores[*chosen.T]], {}


def first_come(mentees: Mentees, mentors: Offers) -> Found:
    """Each takes the best mentor who has room, in the order in which they came."""
    return _in_turn(mentees, mentors, _best)


def at_random(mentees: Mentees, mentors: Offers) -> Found:
    """Each gets any mentor who has room and speaks their language."""
    return _in_turn(mentees, mentors, _any())


def first_come_ruled(mentees: Mentees, mentors: Offers) -> Found:
    """The same by the rules of :func:`ruled`; nobody keeps a place for who has not come yet."""
    return _in_turn(mentees, mentors, _best, ASKED, PLACES)


def at_random_ruled(mentees: Mentees, mentors: Offers) -> Found:
    """Likewise."""
    return _in_turn(mentees, mentors, _any(), ASKED, PLACES)


Choose = Callable[[NDArray[np.int16]], int]


def _best(row: NDArray[np.int16]) -> int:
    return int(np.argmax(row))


def _any() -> Choose:
    rng = random.Random(SEED)  # noqa: S311
    return lambda row: int(rng.choice(np.flatnonzero(row >= 0).tolist()))


def _in_turn(
    mentees: Mentees,
    mentors: Offers,
    choose: Choose,
    weights: Weights = USUAL,
    places: tuple[Place, ...] = (),
) -> Found:
    offers = Mentors(mentors)
    scores: Scores = offers.scores(mentees, weights=weights)
    scores[~offers.meet(mentees, weights.musts)] = NO
    room = np.array([one.room for one in mentors])
    left = {place: len(mentees) if place.most is None else place.most for place in places}
    got = []
    for mentee, row in zip(mentees, scores, strict=True):
        mine = [place for place in places if place.holds(mentee.stage, ())]
        open_ = np.where((row == NO) | (room == 0), -1, row.astype(np.int16))
        if (open_ >= 0).any() and all(left[place] for place in mine):
            chosen = choose(open_)
            room[chosen] -= 1
            left |= {place: left[place] - 1 for place in mine}
            got.append(int(row[chosen]))
    return got, {}


def find(mentees: Mentees, mentors: Offers) -> Found:
    """The ten best mentors, for one mentee after the other; times in µs instead of scores."""
    pool = Pool(mentors)
    rank_mentors(mentees[0], pool, 10)
    at_first, times = _memory(), []
    for mentee in mentees:
        began = time.perf_counter()
        rank_mentors(mentee, pool, 10)
        times.append(round(1e6 * (time.perf_counter() - began)))
    return times, {"before": at_first, "after": _memory()}


def _memory() -> int:
    """What the process has held at most, in kB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _alike(topics: int, *, waiting: bool = False) -> Callable[[int, int], tuple[Mentees, Offers]]:
    """People of whom each wants, or helps with, one of so many topics, and who are alike otherwise."""

    def make(many: int, few: int) -> tuple[Mentees, Offers]:
        mentees = [
            MenteeFacts(one, (f"topic-{one % topics}",), waiting=one % 365 if waiting else 0)
            for one in range(many)
        ]
        return mentees, [
            MentorFacts(1_000_000 + one, (f"topic-{one % topics}",), room=3) for one in range(few)
        ]

    return make


def _nearly_alike(many: int, few: int) -> tuple[Mentees, Offers]:
    """Everybody wants the same two topics, and one of a hundred another one besides."""
    more = [("topic-2",) if one % 100 == 0 else () for one in range(max(many, few))]
    mentees = [MenteeFacts(one, ("topic-0", "topic-1", *more[one])) for one in range(many)]
    return mentees, [
        MentorFacts(1_000_000 + one, ("topic-0", "topic-1", *more[one]), room=3) for one in range(few)
    ]


def _same_mentees(many: int, few: int) -> tuple[Mentees, Offers]:
    """Mentees who are all the same, and mentors who are not."""
    students, helpers = crowd(SEED, many, few)
    return [replace(students[0], id=one.id) for one in students], helpers


SHAPES: dict[str, Callable[[int, int], tuple[Mentees, Offers]]] = {
    "as people are": partial(crowd, SEED),
    "all the same": _alike(1),
    "one of six topics": _alike(6),
    "one of six topics, and waiting": _alike(6, waiting=True),
    "nearly alike": _nearly_alike,
    "mentees the same, mentors different": _same_mentees,
}


WAYS: dict[str, Way] = {
    "best": ours(Method.BEST),
    "plain": ours(Method.BEST, nobody_empty=False),
    "fair": ours(Method.FAIR),
    "stable": ours(Method.STABLE),
    "best, all rules": ours(Method.BEST, ruled=True),
    "fair, all rules": ours(Method.FAIR, ruled=True),
    "stable, all rules": ours(Method.STABLE, ruled=True),
    "scipy": scipy,
    "ruled": ruled,
    "highs": highs,
    "first come, ruled": first_come_ruled,
    "at random, ruled": at_random_ruled,
    "first come": first_come,
    "at random": at_random,
    "find": find,
}


def main() -> None:
    """Run the way that is named for so many mentees and mentors of some shape."""
    way, many_mentees, many_mentors, shape = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
    mentees, mentors = SHAPES[shape](many_mentees, many_mentors)
    began, worked = time.perf_counter(), time.process_time()
    scores, more = WAYS[way](mentees, mentors)
    took = {"seconds": time.perf_counter() - began, "cpu": time.process_time() - worked}
    found = {**took, "mb": _memory() / 1024, "scores": scores, **more}
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main()
