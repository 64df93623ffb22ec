"""Small rounds with all that can be asked for at once, beside every round there could be."""

import random
from dataclasses import dataclass
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from mentorbot.guide.model import Stage
from mentorbot.mentoring.matching import MenteeFacts, MentorFacts, Part, Weight, Weights, explain
from mentorbot.mentoring.matching.explain import have_in_common
from mentorbot.mentoring.matching.liking import POINTS
from mentorbot.mentoring.matching.outcome import Left, Mark, Marked, Method, Rules
from mentorbot.mentoring.matching.places import Group, Place
from mentorbot.mentoring.matching.rounds import solve_round

STAGES = (Stage.MANAGER, Stage.UNDERGRADUATE, Stage.CLINICIAN)
WORDS = (Weight.USUAL,) * 5 + (Weight.NONE, Weight.MUCH, Weight.MUST)
LIKINGS = range(-60, 160)


@dataclass
class Round:
    """A small round, and what may be in it by its rules."""

    mentees: dict[int, MenteeFacts]
    mentors: dict[int, MentorFacts]
    rules: Rules

    @property
    def pins(self) -> dict[int, int]:
        return dict(self.rules.pinned - self.rules.forbidden)

    @property
    def unwanted(self) -> frozenset[tuple[int, int]]:
        """The pairs that one of the two said no to, as far as the round remembers."""
        return self.rules.declined | self.rules.refused if self.rules.memory else self.rules.declined

    def can(self, one: int, other: int) -> bool:
        """Whether these two may be a pair."""
        if one == other or (one, other) in self.rules.forbidden:
            return False
        if one in self.pins:
            return self.pins[one] == other
        return self.lacks(one, other) is None and (one, other) not in self.unwanted

    def lacks(self, one: int, other: int) -> Left | None:
        """What two lack that the rules ask for, the first of it."""
        two, rules = (self.mentees[one], self.mentors[other]), self.rules
        if set(two[0].languages).isdisjoint(two[1].languages):
            return Left.LANGUAGE
        if explain(*two, employers_apart=rules.employers_apart).obstacle is not None:
            return Left.EMPLOYER
        if not all(have_in_common(*two, part) for part in rules.weights.musts):
            return Left.MUST
        return Left.LEAST if explain(*two, weights=rules.weights).score < rules.least_score else None

    def place(self, one: int) -> Place | None:
        mentee = self.mentees[one]
        inside = (
            it
            for it in self.rules.places
            if (it.own in mentee.groups if it.group is None else mentee.stage in it.group.stages)
        )
        return next(inside, None)

    def inside(self, made: dict[int, int], place: Place) -> list[int]:
        return [one for one in made if self.place(one) is place]

    def may_be(self, made: dict[int, int]) -> bool:
        """Whether all these pairs may be at once."""
        loads = list(made.values())
        return (
            all(loads.count(other) <= self.mentors[other].room for other in loads)
            and all(made.get(one) == other for one, other in self.pins.items())
            and not any(made.get(other) == one for one, other in made.items())
            and all(
                place.most is None
                or len(inside := self.inside(made, place)) <= max(place.most, len(self.pins.keys() & inside))
                for place in self.rules.places
            )
        )

    def worth(self, made: dict[int, int]) -> tuple[object, ...]:
        """What is sought, in its order: the greater the better."""
        free = [one for one in made if one not in self.pins]
        likings = [self._liking(one, made[one]) for one in free]
        best = self.rules.method is Method.BEST
        return (
            len(made),
            sum(min(len(self.inside(made, place)), place.least) for place in self.rules.places),
            len(set(made.values())),
            sum(self.mentees[one].turn for one in free) if self.rules.memory else 0,
            sum(likings) if best else [-likings.count(level) for level in LIKINGS],
            sum(self.mentees[one].waiting for one in free),
        )

    def _liking(self, one: int, other: int) -> int:
        said = [mark.mark for mark in self.rules.marks if (mark.mentee, mark.mentor) == (one, other)]
        score = explain(self.mentees[one], self.mentors[other], weights=self.rules.weights).score
        return score + sum(POINTS[mark] for mark in said)

    def why_alone(self, one: int, made: dict[int, int]) -> Left:
        """Why a mentee has nobody: the first that leaves no mentor over."""
        left, place = [other for other in self.mentors if other != one], self.place(one)
        if not left:
            return Left.NO_MENTORS
        for why in (Left.LANGUAGE, Left.EMPLOYER, Left.MUST, Left.LEAST):
            left = [other for other in left if self.lacks(one, other) is not why]
            if not left:
                return why
        left = [other for other in left if (one, other) not in self.rules.forbidden]
        if not left:
            return Left.KEPT_APART
        left = [other for other in left if (one, other) not in self.unwanted]
        if not left:
            return Left.DECLINED
        if place and place.most is not None and len(self.inside(made, place)) >= place.most:
            return Left.RESERVED
        loads = list(made.values())
        open_ = any(loads.count(other) < self.mentors[other].room for other in left)
        return Left.CLASH if open_ else Left.FULL


def make_round(seed: int) -> Round:
    """Any small round; the same for the same seed."""
    rng = random.Random(seed)  # noqa: S311

    def some(things, most):
        return tuple(rng.sample(things, rng.randint(0, most)))

    def said():
        return {
            "topics": some("abc", 3), "helps": some(("direction", "skills"), 2),
            "languages": some(("en", "es"), 2) or ("en",), "employer": rng.choice(("", "X")),
            "day_parts": some(("evenings", "mornings"), 2),
        }  # fmt: skip

    many, both = rng.randint(1, 5), rng.random() < 0.3
    mentees = {
        id_: MenteeFacts(
            id_, **said(), settings=some(("hospital", "payer"), 2), stage=rng.choice(STAGES),
            waiting=rng.randint(0, 3), turn=rng.randint(0, 2), groups=some(("7", "8"), 2),
        )
        for id_ in range(many)
    }  # fmt: skip
    ids = [number if both and number < many else 100 + number for number in range(rng.randint(1, 3))]
    mentors = {
        id_: MentorFacts(
            id_, **said(), setting=rng.choice(("hospital", "payer")), years=rng.choice((0, 4, 30)),
            room=rng.randint(0, 3),
        )
        for id_ in ids
    }  # fmt: skip
    every = [(one, other) for one in mentees for other in mentors if one != other]
    marks = [(*rng.choice(every), rng.random() < 0.5) for _ in range(rng.randint(0, 5)) if every]
    pins = [pair for pair in every if mentors[pair[1]].room]
    places = [Place(Group.MANAGER, rng.randint(0, 2), rng.choice((None, 2, 3)))]
    places.append(Place(Group.STUDENTS, rng.randint(0, 1), rng.choice((None, 1, 2))))
    places += [Place(None, rng.randint(0, 1), rng.choice((None, 1, 2)), own) for own in "78"]
    rng.shuffle(places)
    rules = Rules(
        rng.choice((Method.BEST, Method.FAIR, Method.STABLE)),
        frozenset(some(every, min(3, len(every)))),
        frozenset(some(every, min(2, len(every)))),
        frozenset(rng.sample(pins, 1) if pins and rng.random() < 0.3 else ()),
        employers_apart=rng.random() < 0.3,
        weights=Weights(**{part.value: rng.choice(WORDS) for part in Part if part is not Part.TOPICS}),
        least_score=rng.choice((0, 0, 8, 20)),
        places=tuple(place for place in places if rng.random() < 0.6),
        memory=rng.random() < 0.5,
        marks=tuple(Marked(one, other, rng.choice(list(Mark)), by) for one, other, by in set(marks)),
        refused=frozenset(some(every, min(2, len(every)))),
    )
    return Round(mentees, mentors, rules)


@given(st.integers(0, 10**9).map(make_round))
@settings(deadline=None, max_examples=100)
def test_with_all_rules_at_once_no_round_is_better_and_every_reason_is_true(one: Round) -> None:
    outcome = solve_round(tuple(one.mentees.values()), tuple(one.mentors.values()), one.rules)
    made = {pair.mentee: pair.mentor for pair in outcome.pairs}
    assert all(one.can(*pair) for pair in made.items())
    assert one.may_be(made)
    for lone in outcome.lone:
        assert lone.reason is one.why_alone(lone.mentee, made), lone
    if one.rules.method is Method.STABLE:
        return  # what holds of it is looked at in test_reserves
    choices = [[None, *(other for other in one.mentors if one.can(id_, other))] for id_ in one.mentees]
    others = [
        {id_: other for id_, other in zip(one.mentees, chosen, strict=True) if other is not None}
        for chosen in product(*choices)
    ]
    assert one.worth(made) == max(one.worth(other) for other in others if one.may_be(other))
