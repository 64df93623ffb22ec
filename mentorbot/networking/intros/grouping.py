"""Who meets whom in a round of introductions: pure, so that it can be tried on ten thousand people.

What counts, the first thing first: that nobody is left out who could be in a group, and of those of whom
somebody must be, others than the last time, and whoever has waited longest least of all; that groups are as
large as asked, or one more or less where the number does not fit; that people meet across groups (or within
one), where the round is for that; that nobody meets whom they met just before, then nobody whom they have
met while anybody unmet is left, and then those whom they met longest ago; and among equals, that they share
a topic, have time at the same hours, and work in different settings. Where another size spares people those
whom they met just before, it is taken. People who must be kept apart are never in one group.

Up to FEW people every division is looked at. Pairs are a minimum-weight perfect matching (rustworkx:
Edmonds' blossom algorithm), exact up to EXACT people; of more, blocks of BLOCK are matched, each exactly.
Larger groups are built one by one and then improved by swaps. Whoever is left, and what could be better, is
then looked at a few groups at a time; where somebody is still left out or meets again, all at once (see
:mod:`seating`). Where a plan is known in which people meet anew for longer, it is followed (see
:mod:`designs`). How far all this is from the best possible is measured in docs/networking.md.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from mentorbot.mentoring.matching.division import FEW, Division, Group, Pricing, divide_few
from mentorbot.networking.intros import designs
from mentorbot.networking.intros.costs import APART, OFF_MODE, REPEAT, TWICE, Costs, Mode, Past, Person

LEAST_SIZE, MOST_SIZE = 2, 5

# In one sum with what it costs that two meet.
_SIZE: Final = 10**17
_FAR_SIZE: Final = 10**19
_WAITED: Final = 10**21
_ALONE_AGAIN: Final = 10**24
_ALONE: Final = 10**26
_LONG: Final = 50
"""Rounds; whoever has waited for longer comes first as well."""
_SIZE_AFTER_TWICE: Final = 10**8

_PLANS: Final = 12
"""Ways to go on with a plan, of which the best is taken."""
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Task:
    """A round to group, for another process; see :func:`group`."""

    people: tuple[Person, ...]
    past: Past
    size: int
    mode: Mode
    seed: int


@dataclass(frozen=True, slots=True)
class Grouping:
    """Who meets whom. ``left_out``: those who could only be with people they are kept apart from."""

    groups: tuple[tuple[int, ...], ...]
    left_out: tuple[int, ...]


def group(
    people: Sequence[Person], past: Past, *, size: int, mode: Mode, seed: int, tell: Tell = lambda said: None
) -> Grouping:
    """Put people into groups; the same arguments give the same groups.

    Args:
        size: How many in a group, LEAST_SIZE to MOST_SIZE; where the number does not fit, some groups have
            one more or one less, and of pairs one is a trio.
        seed: Decides among equals; the number of the round, so that luck changes from round to round.
        tell: Is told how far it is, in words, where it takes a while.
    """
    crowd = sorted(people, key=lambda person: person.id)
    costs = Costs(crowd, past, mode, seed)
    pricing = _price_division(costs, size)
    everybody = range(len(crowd))
    made = _planned(costs, size, seed)
    if made is None and len(crowd) <= FEW:
        made = _spare_twice(divide_few(everybody, pricing), costs, pricing, size)
    elif made is None:
        from mentorbot.networking.intros import crowds  # noqa: PLC0415 - NumPy and more, which few do not need

        made = crowds.divide(costs, pricing, size, seed, tell)
    ids = sorted(tuple(sorted(crowd[place].id for place in one)) for one in made.groups)
    return Grouping(tuple(ids), tuple(sorted(crowd[place].id for place in made.left)))


def solve(task: Task, tell: Tell = lambda said: None) -> Grouping:
    """The groups of a round."""
    return group(task.people, task.past, size=task.size, mode=task.mode, seed=task.seed, tell=tell)


def cost(one: Person, other: Person, past: Past, mode: Mode) -> int:
    """What it costs, luck aside, that these two meet; from APART on it must not be."""
    return Costs((one, other), past, mode).pair(0, 1)


def _price_division(costs: Costs, size: int, *, after_twice: bool = False) -> Pricing:
    """What a division costs, places being whoever is in it.

    Args:
        after_twice: Whether to meet again whom one met just before costs more than another size.
    """
    known: dict[tuple[int, int], int] = {}

    def price(group: Group) -> int | None:
        total = 0
        for two in combinations(group, 2):
            if (pair := known.get(two)) is None:
                pair = known[two] = costs.pair(*two)
            if pair >= APART:
                return None
            total += pair
        off = abs(len(group) - size)
        return total + (off > 1) * _FAR_SIZE + off * off * (_SIZE_AFTER_TWICE if after_twice else _SIZE)

    return Pricing(LEAST_SIZE, size + 1, price, lambda place: _price_alone(costs.people[place]))


def _price_alone(person: Person) -> int:
    return _ALONE + _ALONE_AGAIN * (person.waited > 0) + _WAITED * min(person.waited, _LONG)


def _spare_twice(made: Division, costs: Costs, pricing: Pricing, size: int) -> Division:
    """A division into other sizes, if that spares people whom they met just before."""
    off, twice = _hard(made, costs)
    if not twice:
        return made
    other = divide_few(range(len(costs.people)), _price_division(costs, size, after_twice=True))
    near = all(abs(len(one) - size) <= 1 for one in other.groups)
    spares = _hard(other, costs)[0] <= off and _hard(other, costs)[1] < twice
    alone = sum(map(pricing.alone, other.left)) <= sum(map(pricing.alone, made.left))
    return other if near and alone and spares else made


def _hard(made: Division, costs: Costs) -> tuple[int, int]:
    """How many meet whom the round is not for, and how many whom they met just before."""
    found = [costs.pair(*two) for one in made.groups for two in combinations(one, 2)]
    return sum(one // OFF_MODE for one in found), sum(one % OFF_MODE // TWICE for one in found)


def _planned(costs: Costs, size: int, seed: int) -> Division | None:
    """The next round of a plan, if there is one in which all is as it should be."""
    plan = designs.find_plan(len(costs.people), size)
    if plan is None:
        return None
    places = {person.id: place for place, person in enumerate(costs.people)}
    moments = {moment: number for number, moment in enumerate(sorted(set(costs.past.met.values())))}
    met = {
        (places[one], places[other]): moments[moment]
        for (one, other), moment in costs.past.met.items()
        if one in places and other in places
    }
    if not met:
        return None  # with nothing to go on with, any first round will do: the best
    found = [_go_on(plan, met, costs, number) for number in range(seed * _PLANS, (seed + 1) * _PLANS)]
    return min(filter(None, found), default=(0, None), key=lambda one: one[0])[1]


def _go_on(
    plan: designs.Plan, met: dict[tuple[int, int], int], costs: Costs, seed: int
) -> tuple[int, Division] | None:
    groups = designs.go_on(plan, range(len(costs.people)), met, seed)
    if groups is None:
        return None
    made = Division(tuple(sorted(tuple(sorted(one)) for one in groups)), ())
    pairs = [costs.pair(*two) for one in made.groups for two in combinations(one, 2)]
    return (sum(pairs), made) if max(pairs) < REPEAT else None
