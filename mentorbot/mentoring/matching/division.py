"""Dividing people into groups: the best way of all for a few, and better and better ways for many.

What a group costs is anybody's to say; here it is only known that a division costs what its groups cost, and
what it costs that somebody is in none.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

FEW: Final = 10
"""Of so many people every division is looked at."""
AT_ONCE: Final = 9
"""So many of many people are divided anew together, or as many as two groups have."""

_SAMPLE: Final = 60

Group = tuple[int, ...]
Price = Callable[[Group], int | None]
"""What it costs that these are one group; None: they cannot be one. They come in rising order."""


@dataclass(frozen=True, slots=True)
class Division:
    """Who is with whom, and who is with nobody."""

    groups: tuple[Group, ...]
    left: Group


@dataclass(frozen=True)
class Pricing:
    """What a division must keep to, and what it costs.

    Args:
        least: Fewest in a group, two or more.
        most: Most in a group.
        price: What a group costs.
        alone: What it costs that somebody is in no group.
    """

    least: int
    most: int
    price: Price
    alone: Callable[[int], int]

    def cost(self, division: Division) -> int:
        """What a division costs, which must be one that can be."""
        return sum(self.price(one) or 0 for one in division.groups) + sum(map(self.alone, division.left))


def divide_few(people: Sequence[int], pricing: Pricing) -> Division:
    """The division that costs least, of all that there are; among equals always the same.

    It takes three times as long for each person more; see FEW.
    """
    own = sorted(people)
    prices: dict[int, int] = {}
    for size in range(pricing.least, min(pricing.most, len(own)) + 1):
        for places in combinations(range(len(own)), size):
            price = pricing.price(tuple(own[place] for place in places))
            if price is not None:
                prices[sum(1 << place for place in places)] = price
    of_first: list[list[tuple[int, int]]] = [[] for _ in own]
    for mask, price in prices.items():
        of_first[(mask & -mask).bit_length() - 1].append((mask, price))
    # From nobody to all: what it costs to place the people of a mask, and the group of the first of them.
    costs, chosen = [0] * (1 << len(own)), [0] * (1 << len(own))
    for mask in range(1, 1 << len(own)):
        if mask & 1 and mask + 1 < 1 << len(own):
            continue  # the first of all is placed first, so no other rest has them in it
        first = (mask & -mask).bit_length() - 1
        low, group = costs[mask & (mask - 1)] + pricing.alone(own[first]), 1 << first
        for one, price in of_first[first]:
            if one & mask == one and price + costs[mask ^ one] < low:
                low, group = price + costs[mask ^ one], one
        costs[mask], chosen[mask] = low, group
    groups, left, mask = [], [], (1 << len(own)) - 1
    while mask:
        those = tuple(one for place, one in enumerate(own) if chosen[mask] >> place & 1)
        if len(those) == 1:
            left.append(those[0])
        else:
            groups.append(those)
        mask ^= chosen[mask]
    return Division(tuple(sorted(groups)), tuple(left))


def improve_division(division: Division, pricing: Pricing, *, tries: int, seed: int) -> Division:
    """A division that costs no more: again and again a few groups are divided anew, in the best way of all.

    Whoever is in no group, and the groups that cost most, come first.

    Args:
        tries: How often.
    """
    draw = random.Random(seed)  # noqa: S311 - the same luck every time
    groups, left = list(division.groups), list(division.left)
    settled: set[Division] = set()
    at_once = min(FEW, max(AT_ONCE, 2 * (pricing.most - 1)))
    for number in range(tries):
        if not groups or (len(groups) == 1 and not left):
            break
        some, out = _choose(groups, left, pricing, draw, at_once=at_once, worst=number % 2 == 0)
        before = Division(tuple(sorted(groups[place] for place in some)), tuple(out))
        if before in settled:
            continue
        after = divide_few([*out, *(one for those in before.groups for one in those)], pricing)
        if pricing.cost(after) < pricing.cost(before):
            chosen = set(some)
            groups = [one for place, one in enumerate(groups) if place not in chosen] + list(after.groups)
            left = [one for one in left if one not in out] + list(after.left)
        else:
            settled.add(before)
    return Division(tuple(sorted(groups)), tuple(sorted(left)))


def _choose(
    groups: list[Group],
    left: list[int],
    pricing: Pricing,
    draw: random.Random,
    *,
    at_once: int,
    worst: bool,
) -> tuple[list[int], list[int]]:
    """Some groups by their places, and some of those in none, few enough to look at every division."""
    out = [draw.choice(left)] if left else []
    room = at_once - len(out)
    places = draw.sample(range(len(groups)), min(len(groups), _SAMPLE))
    if worst and not out:
        places.sort(key=lambda place: -(pricing.price(groups[place]) or 0))
        places[1:] = draw.sample(places[1:], len(places) - 1)
    some = []
    for place in places:
        if len(groups[place]) <= room:
            some.append(place)
            room -= len(groups[place])
    return some, out
