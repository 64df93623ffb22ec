"""Groups of more people than can be divided in every way.

Imports NumPy and rustworkx, so the bot imports it only where it needs it.
"""

from collections.abc import Iterator
from itertools import combinations
from typing import Final

import numpy as np
import rustworkx
from numpy.typing import NDArray

from mentorbot.mentoring.matching.division import Division, Group, Pricing, improve_division
from mentorbot.networking.intros import seating
from mentorbot.networking.intros.costs import APART, OFF_MODE, REPEAT, Costs

Table = NDArray[np.int64]

EXACT: Final = 500
BLOCK: Final = 200
"""Ten thousand in blocks of so many take seconds; in one they would take days."""
_PASSES: Final = 4
_TRIES: Final = 90
_PAIR: Final = 2


def divide(costs: Costs, pricing: Pricing, size: int, seed: int, tell: seating.Tell) -> Division:
    """Everybody in groups, as well as can be found.

    Args:
        tell: Is told how far it is, in words.
    """
    groups: list[Group] = []
    over: list[int] = []
    blocks = list(_blocks(costs, seed))
    for number, block in enumerate(blocks, 1):
        some = over + block  # whoever is over from one block gets another chance in the next
        table = costs.table(some)
        waited = [costs.people[place].waited > 0 for place in some]
        made, rest = _pairs(table, waited) if size == _PAIR else _larger(table, size)
        groups += [tuple(sorted(some[place] for place in one)) for one in made]
        over = [some[place] for place in rest]
        tell(f"part {number} of {len(blocks)} of the groups")
    found = _place(Division(tuple(groups), ()), over, pricing, size)
    wrong = found.left or _again(found, costs)
    if wrong or (size > _PAIR and len(costs.people) <= EXACT):
        tell("a few groups at a time")
        found = improve_division(found, pricing, tries=_TRIES if wrong else _TRIES // 3, seed=seed)
    if found.left or _again(found, costs):
        tell("all groups at once")
        found = seating.seat(found, costs, pricing, size, tell)
    return found


def _again(made: Division, costs: Costs) -> bool:
    return any(costs.pair(*two) % OFF_MODE >= REPEAT for one in made.groups for two in combinations(one, 2))


def _blocks(costs: Costs, seed: int) -> Iterator[list[int]]:
    """Everybody, in blocks that are small enough to solve and have the same mixture of groups."""
    order = np.random.default_rng(seed).permutation(len(costs.people))
    if len(order) <= EXACT:
        yield order.tolist()
        return
    # Each group is spread evenly over all places, and no block but the last has an odd one.
    _, which, sizes = np.unique(
        np.array([one.group for one in costs.people])[order], return_inverse=True, return_counts=True
    )
    rank = np.empty(len(order))
    for number, many in enumerate(sizes):
        rank[which == number] = (np.arange(many) + 0.5) / many
    order = order[np.argsort(rank, kind="stable")]
    for start in range(0, len(order), BLOCK):
        yield order[start : start + BLOCK].tolist()


def _pairs(costs: Table, waited: list[bool]) -> tuple[list[list[int]], list[int]]:
    """A matching of most people, of those who have waited among them, and then of least cost."""
    many = len(costs)
    low, high = np.triu_indices(many, 1)
    allowed = costs[low, high] < APART
    low, high = low[allowed], high[allowed]
    graph = rustworkx.PyGraph(multigraph=False)
    graph.add_nodes_from(range(many))
    first = APART * many  # more than all that pairs cost
    graph.add_edges_from(
        (one, other, first * (waited[one] + waited[other]) + APART - cost)
        for one, other, cost in zip(low.tolist(), high.tolist(), costs[low, high].tolist(), strict=True)
    )
    matched = rustworkx.max_weight_matching(graph, max_cardinality=True, weight_fn=int)
    made = sorted(sorted(pair) for pair in matched)
    seen = {place for pair in made for place in pair}
    return made, [place for place in range(many) if place not in seen]


def _larger(costs: Table, size: int) -> tuple[list[list[int]], list[int]]:
    """Groups built one by one, always taking whoever fits best, then improved by swaps."""
    many = len(costs)
    # Whoever is hardest to place is placed first.
    free = dict.fromkeys(np.argsort(-costs.sum(axis=1), kind="stable").tolist())
    groups = []
    for wanted in _sizes(many, size):
        one = [next(iter(free))]
        del free[one[0]]
        while len(one) < wanted:
            rest = np.fromiter(free, dtype=np.int64)
            best = int(rest[np.argmin(costs[np.ix_(one, rest)].sum(axis=0))])
            del free[best]
            one.append(best)
        groups.append(one)
    _swap(costs, groups)
    return _without_apart(costs, groups)


def _sizes(many: int, size: int) -> list[int]:
    """As many groups of that size as can be, the others with one more or less."""
    if many < _PAIR:
        return []
    count = min(range(1, many + 1), key=lambda count: (abs(many - size * count), -count))
    return [many // count + (number < many % count) for number in range(count)]


def _swap(costs: Table, groups: list[list[int]]) -> None:
    """Let two people of different groups change places while that makes it better."""
    home = np.empty(len(costs), dtype=np.int64)
    for number, one in enumerate(groups):
        home[one] = number
    for _ in range(_PASSES):
        # What each person costs each group they might be in.
        inside = np.stack([costs[:, one].sum(axis=1) for one in groups], axis=1)
        everybody = np.arange(len(costs))
        better = False
        for place in range(len(costs)):
            mine = home[place]
            now = inside[place, mine] + inside[everybody, home]
            then = inside[place, home] + inside[:, mine] - 2 * costs[place]
            gain = np.where(home == mine, 0, now - then)
            other = int(np.argmax(gain))
            if gain[other] <= 0:
                continue
            its = home[other]
            groups[mine][groups[mine].index(place)] = other
            groups[its][groups[its].index(other)] = place
            home[place], home[other] = its, mine
            for number in (mine, its):
                inside[:, number] = costs[:, groups[number]].sum(axis=1)
            better = True
        if not better:
            return


def _without_apart(costs: Table, groups: list[list[int]]) -> tuple[list[list[int]], list[int]]:
    """Take people out of groups in which they would be with somebody they are kept apart from."""
    kept: list[list[int]] = []
    out: list[int] = []
    for one in groups:
        stay: list[int] = []
        for place in one:
            (stay if all(costs[place, other] < APART for other in stay) else out).append(place)
        if len(stay) >= _PAIR:
            kept.append(stay)
        else:
            out += stay
    return kept, out


def _place(made: Division, over: list[int], pricing: Pricing, size: int) -> Division:
    """Put those who are over into groups that they may be in, with the least that this costs."""
    groups, left = list(made.groups), []
    for one in over:
        best = None
        for number, those in enumerate(groups):
            wider = tuple(sorted((*those, one)))
            if len(those) <= size and (price := pricing.price(wider)) is not None:
                more = price - (pricing.price(those) or 0)
                best = min(best or (more, number, wider), (more, number, wider))
        if best is None:
            left.append(one)
        else:
            groups[best[1]] = best[2]
    return Division(tuple(groups), tuple(left))
