"""Introductions beside what is known to be possible, and beside every division of a few people."""

import random
from collections.abc import Callable
from functools import cache
from itertools import combinations
from typing import Final

from benchmarks.report import Gate, Result
from mentorbot.networking.intros.costs import APART, OFF_MODE, TWICE, Costs, Mode, Past, Person
from mentorbot.networking.intros.grouping import LEAST_SIZE, MOST_SIZE, group

KNOWN: Final = {
    (8, 2): 7, (12, 2): 11, (9, 3): 4, (15, 3): 7, (21, 3): 7, (16, 4): 5, (20, 4): 5, (25, 5): 6,
}  # fmt: skip
"""Rounds that are known to be possible before two meet again: of so many people, in groups of so many."""
_FEWEST, _MOST = 3, 9
Met = dict[tuple[int, int], int]
Groups = list[tuple[int, ...]]
Way = Callable[[list[int], int, Met, int], Groups]
Worth = tuple[int, int, int, int, int]
"""How many are left out, how many groups are far from the size, how far all are, what meetings cost, and how
many meet whom they met just before."""


def measure_designs(most: int) -> Result:
    """How many rounds pass before two meet again, of so many people at the most."""
    ways: dict[str, Way] = {"mentorbot": _ours, "everybody in turn": _in_turn, "at random": _at_random}
    rows, missing = [], 0
    for (many, size), known in KNOWN.items():
        if many > most:
            continue
        rounds = {name: _count_rounds(many, size, way) for name, way in ways.items()}
        missing += max(0, known - rounds["mentorbot"])
        rows.append([f"{many} people in groups of {size}", f"{known}", *map(str, rounds.values())])
    columns = ("rounds until two meet again", "known", *ways)
    gates = [Gate("introductions: rounds that are missing, beside known designs", missing, 0, unit="")]
    return Result("Introductions beside known designs", columns, rows, gates)


def measure_few(tries: int) -> Result:
    """Beside every division there is of a few people, with blocks and with a past."""
    draw = random.Random(16)  # noqa: S311 - the same people every time
    rows, wrong = [], 0
    for many in range(_FEWEST, _MOST + 1):
        out = worse = 0
        for _ in range(tries):
            costs, size, made = _draw_round(draw, many)
            ours, best = _worth(made, costs, size), _find_best(costs, size)
            out += ours[0] - best[0]
            # Another size may have been taken to spare people whom they met just before.
            spared = ours[:2] == best[:2] and ours[4] < best[4]
            worse += ours[:4] > best[:4] and not spared
        rows.append([f"{many} people", f"{tries}", f"{out}", f"{worse}"])
        wrong += out + worse
    columns = ("", "rounds", "left out who need not be", "worse than the best (sizes, who meets again)")
    gates = [Gate(f"introductions: gap to every division of up to {_MOST} people", wrong, 0, unit="")]
    return Result("Introductions of a few, beside every division", columns, rows, gates)


def _count_rounds(many: int, size: int, way: Way) -> int:
    people, met = list(range(1, many + 1)), Met()
    for number in range(many):
        fresh = [pair for one in way(people, size, met, number) for pair in combinations(sorted(one), 2)]
        if met.keys() & set(fresh):
            return number
        met |= dict.fromkeys(fresh, number)
    return many


def _ours(people: list[int], size: int, met: Met, number: int) -> Groups:
    crowd = [Person(one) for one in people]
    return list(group(crowd, Past(met), size=size, mode=Mode.ANYONE, seed=number).groups)


def _in_turn(people: list[int], size: int, met: Met, number: int) -> Groups:
    """Everybody in turn goes to where they have met the fewest."""
    waiting, made = list(people), Groups()
    random.Random(number).shuffle(waiting)  # noqa: S311 - the same luck every time
    while waiting:
        those = [waiting.pop()]
        while len(those) < size:
            other = min(waiting, key=lambda one: sum((min(one, it), max(one, it)) in met for it in those))
            waiting.remove(other)
            those.append(other)
        made.append(tuple(those))
    return made


def _at_random(people: list[int], size: int, met: Met, number: int) -> Groups:
    drawn = list(people)
    random.Random(number).shuffle(drawn)  # noqa: S311 - the same luck every time
    return [tuple(drawn[first : first + size]) for first in range(0, len(drawn), size)]


def _draw_round(draw: random.Random, many: int) -> tuple[Costs, int, Groups]:
    """A round with blocks and a past, and how it is grouped, by the places of people."""
    crowd = [
        Person(one, draw.choice(("", "student", "manager")), topics=frozenset(draw.sample("abc", 2)))
        for one in range(many)
    ]
    couples = list(combinations(range(many), 2))
    met = {pair: number for number, pair in enumerate(draw.sample(couples, draw.randint(0, len(couples))))}
    past = Past(met, frozenset(draw.sample(couples, draw.randint(0, len(couples) // 2))))
    size, mode, seed = draw.randint(LEAST_SIZE, MOST_SIZE), draw.choice(list(Mode)), draw.randint(0, 9)
    made = group(crowd, past, size=size, mode=mode, seed=seed)
    return Costs(crowd, past, mode, seed), size, list(made.groups)


def _worth(groups: Groups, costs: Costs, size: int) -> Worth:
    worths = [_of_group(one, costs, size) for one in groups]
    left = len(costs.people) - sum(map(len, groups))
    far, off, price, twice = (sum(one[place] for one in worths if one) for place in range(4))
    return left, far, off, price, twice


def _of_group(those: tuple[int, ...], costs: Costs, size: int) -> tuple[int, int, int, int] | None:
    """What a group costs; None if it cannot be."""
    pairs = [costs.pair(*two) for two in combinations(those, 2)]
    off, twice = abs(len(those) - size), sum(pair % OFF_MODE // TWICE for pair in pairs)
    return None if max(pairs) >= APART else (int(off > 1), off * off, sum(pairs), twice)


def _find_best(costs: Costs, size: int) -> Worth:
    """The best of all divisions, one person after the other."""

    @cache
    def best(left: tuple[int, ...]) -> Worth:
        if not left:
            return 0, 0, 0, 0, 0
        first, *rest = left
        alone = best(tuple(rest))
        found = [(alone[0] + 1, *alone[1:])]
        for many in range(LEAST_SIZE - 1, size + 1):
            for others in combinations(rest, many):
                own = _of_group((first, *others), costs, size)
                if own is not None:
                    left_out, far, off, price, twice = best(tuple(one for one in rest if one not in others))
                    found.append((left_out, far + own[0], off + own[1], price + own[2], twice + own[3]))
        return min(found)

    return best(tuple(range(len(costs.people))))
