"""Rounds of introductions: how long one of 10,000 takes, and how often people meet again after 20 rounds.

The peers are what people use today, pairs drawn at random, and what one would write in an afternoon:
everybody in turn takes the best who is left and whom they have not met.
"""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np
import rustworkx

from benchmarks.processes import ROOT
from benchmarks.report import Gate, Result
from mentorbot.guide.model import Setting
from mentorbot.mentoring.matching import facts
from mentorbot.mentoring.terms import DayPart
from mentorbot.mentoring.vocabulary import list_topics
from mentorbot.networking.intros.costs import REPEAT, Mode, Past, Person
from mentorbot.networking.intros.grouping import group

PAGE: Final = ROOT / "docs" / "networking.md"
LIBRARIES: Final = ("numpy", "rustworkx")
SECONDS: Final = 10.0
REPEATS: Final = 0

Pairs = list[tuple[int, int]]
Pairing = Callable[[list[Person], dict[tuple[int, int], int], int], Pairs]


@dataclass(frozen=True, slots=True)
class Amount:
    """How much is measured."""

    large: int = 10_000
    exact: int = 2_000
    people: int = 500
    rounds: int = 20


QUICK: Final = Amount(2_000, 500, 200, 10)
TINY: Final = Amount(100, 60, 20, 3)


def measure(amount: Amount) -> Result:
    """Everything about rounds."""
    rows: list[tuple[str, ...]] = []
    crowd = _crowd(amount.large)
    seconds = {}
    for size in (2, 4):
        began = time.perf_counter()
        made = group(crowd, Past({}), size=size, mode=Mode.ACROSS, seed=1)
        seconds[size] = time.perf_counter() - began
        left = len(made.left_out)
        rows.append((f"{amount.large:,} in groups of {size}", f"{seconds[size]:.2f} s", f"{left}", "", ""))
    share = _share(amount.exact)
    found = {}
    for name, pairing in (("ours", _ours), ("everybody in turn", _greedy), ("at random", _random)):
        repeats, together, left = _rounds(amount, pairing)
        found[name] = repeats
        rows.append(
            (
                f"{amount.people} people, {amount.rounds} rounds, {name}",
                "",
                f"{left}",
                f"{repeats}",
                f"{together:.0%}",
            )
        )
    gates = [
        Gate(f"a round of {amount.large:,} in pairs", seconds[2], SECONDS, unit="s"),
        Gate(
            f"pairs with topic and time in common, beside the most possible, {amount.exact:,} people",
            share,
            0.98,
            at_least=True,
        ),
        Gate(f"pairs who met again within {amount.rounds} rounds", found["ours"], REPEATS, unit=""),
    ]
    columns = ("introductions", "time", "left out", "met again", "with a topic in common")
    return Result("Rounds of introductions", columns, rows, gates)


def _crowd(many: int) -> list[Person]:
    """People as a community has them: most are students, and some topics are more wanted than others."""
    draw = random.Random(7)  # noqa: S311 - the same people every time
    known = list(list_topics())
    weights = [len(known) - place for place in range(len(known))]
    settings = [one.value for one in Setting]
    parts = [one.value for one in DayPart]
    return [
        Person(
            number,
            "professional" if draw.random() < 0.3 else "student",
            draw.choice(settings),
            frozenset(draw.choices(known, weights, k=3)),
            facts.find_free(60 * draw.choice((-8, -7, -6, -5)), (draw.choice(parts),)),
        )
        for number in range(1, many + 1)
    ]


def _share(many: int) -> float:
    """Of the pairs that can at best have a topic and time in common, how many of ours do; 1 is the best."""
    crowd = _crowd(many)
    fits = np.array([[_fit(one, other) for other in crowd] for one in crowd])
    np.fill_diagonal(fits, val=False)
    graph = rustworkx.PyGraph(multigraph=False)
    graph.add_nodes_from(range(many))
    rows, columns = np.nonzero(np.triu(fits))
    graph.add_edges_from(
        [(one, other, 1) for one, other in zip(rows.tolist(), columns.tolist(), strict=True)]
    )
    best = len(rustworkx.max_weight_matching(graph, max_cardinality=True))
    known = {person.id: person for person in crowd}
    made = group(crowd, Past({}), size=2, mode=Mode.ANYONE, seed=1)
    ours = sum(_fit(known[one[0]], known[one[1]]) for one in made.groups)
    return ours / best


def _fit(one: Person, other: Person) -> bool:
    return bool(one.topics & other.topics and one.free & other.free)


def _rounds(amount: Amount, pairing: Pairing) -> tuple[int, float, int]:
    crowd = _crowd(amount.people)
    known = {person.id: person for person in crowd}
    met: dict[tuple[int, int], int] = {}
    repeats = shared = pairs = 0
    left = 0
    for number in range(1, amount.rounds + 1):
        made = pairing(crowd, met, number)
        repeats += sum(pair in met for pair in made)
        shared += sum(bool(known[one].topics & known[other].topics) for one, other in made)
        pairs += len(made)
        left += len(crowd) - len({member for pair in made for member in pair})
        met |= dict.fromkeys(made, number)
    return repeats, shared / pairs, left


def _ours(crowd: list[Person], met: dict[tuple[int, int], int], number: int) -> Pairs:
    made = group(crowd, Past(met), size=2, mode=Mode.ANYONE, seed=number)
    return [pair for one in made.groups for pair in combinations(one, 2)]


def _random(crowd: list[Person], met: dict[tuple[int, int], int], number: int) -> Pairs:
    ids = [person.id for person in crowd]
    random.Random(number).shuffle(ids)  # noqa: S311 - the same luck every time
    return [(min(pair), max(pair)) for pair in zip(ids[::2], ids[1::2], strict=False)]


def _greedy(crowd: list[Person], met: dict[tuple[int, int], int], number: int) -> Pairs:
    waiting = list(crowd)
    random.Random(number).shuffle(waiting)  # noqa: S311 - the same luck every time
    made = []
    while len(waiting) > 1:
        one = waiting.pop()

        def spent(other: Person, one: Person = one) -> int:
            pair = (min(one.id, other.id), max(one.id, other.id))
            again = REPEAT if pair in met else 0
            return again + 300 * (not one.topics & other.topics) + 400 * (not one.free & other.free)

        other = min(waiting, key=spent)
        waiting.remove(other)
        made.append((min(one.id, other.id), max(one.id, other.id)))
    return made
