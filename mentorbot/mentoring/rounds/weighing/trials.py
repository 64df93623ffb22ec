"""Which ways to bring people together are tried out, so that one sees what each choice costs."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from mentorbot.mentoring.matching.outcome import Method, Rules, Task, Trial, Trials, Tried
from mentorbot.mentoring.matching.places import Place
from mentorbot.mentoring.matching.weights import Part, Weight, Weights

LARGE: Final = 1_000_000
"""Pairs that can be, from which on only what was chosen is tried, since each way takes seconds."""
_OFFERED: Final = (Part.TIME, Part.TOPICS, Part.SETTING)
"""What a pair may be asked to have in common, of which it is said what that would cost."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that an organizer chose, or could choose.

    Args:
        part: In which a pair must have something in common; None for another choice.
        name: Which other choice.
        chosen: Whether it holds in this round.
        place: Which places, where it is about some that are kept.
    """

    part: Part | None
    name: str
    chosen: bool
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """What comes of a round as it is, by the other methods, and with each choice made otherwise.

    Args:
        ways: By each method; that of the round is among them.
        costs: What comes of it with each choice made otherwise.
    """

    method: Method
    ways: dict[Method, Tried]
    costs: dict[Choice, Tried]

    @property
    def now(self) -> Tried:
        """The round as it is."""
        return self.ways[self.method]


WEIGHTS, PINS, EMPLOYERS, LEAST = "weights", "pins", "employers", "least"
PLACES, MEMORY = "places", "memory"


def choose_trials(task: Task) -> Trials:
    """What to try: each method, and each choice made otherwise."""
    ways = [Trial(_name(method), _by(task.rules, method)) for method in Method]
    small = len(task.mentees) * len(task.mentors) <= LARGE
    others = [
        Trial(_key(choice), rules) for choice, rules in _list_choices(task.rules) if small or choice.chosen
    ]
    return Trials(task.mentees, task.mentors, (*ways, *others))


def read_trials(task: Task, found: dict[str, Tried]) -> Comparison:
    """What came of what :func:`choose_trials` chose for a task."""
    costs = {choice: found[key] for choice, _ in _list_choices(task.rules) if (key := _key(choice)) in found}
    return Comparison(task.rules.method, {method: found[_name(method)] for method in Method}, costs)


def _by(rules: Rules, method: Method) -> Rules:
    """The same by another way; one that is stable remembers nothing."""
    return replace(rules, method=method, memory=rules.memory and method is not Method.STABLE)


def _list_choices(rules: Rules) -> Iterator[tuple[Choice, Rules]]:
    """Each choice, and the rules with it made otherwise."""
    weights = rules.weights
    for part in Part:
        must = weights[part] is Weight.MUST
        if must or part in _OFFERED:
            other = replace(weights, **{part.value: Weight.USUAL if must else Weight.MUST})
            yield Choice(part, "", must), replace(rules, weights=other)
    for place in rules.places:
        left = tuple(one for one in rules.places if one is not place)
        yield Choice(None, PLACES, chosen=True, place=place), replace(rules, places=left)
    if rules.memory:
        yield Choice(None, MEMORY, chosen=True), replace(rules, memory=False)
    yield (
        Choice(None, EMPLOYERS, rules.employers_apart),
        replace(rules, employers_apart=not rules.employers_apart),
    )
    if rules.least_score:
        yield Choice(None, LEAST, chosen=True), replace(rules, least_score=0)
    usual = replace(Weights(), **{part.value: Weight.MUST for part in weights.musts})
    if weights.factors != usual.factors:
        yield Choice(None, WEIGHTS, chosen=True), replace(rules, weights=usual)
    if rules.pinned:
        yield Choice(None, PINS, chosen=True), replace(rules, pinned=frozenset())


def _name(method: Method) -> str:
    return f"method:{method}"


def _key(choice: Choice) -> str:
    return f"choice:{choice.part or choice.name}:{choice.place.key if choice.place else ''}"
