"""Who meets whom in a round of introductions: pure, so that it can be tried on ten thousand people.

What counts, the first thing first: that as many as possible meet somebody; that they meet across groups (or
within one), where the round is for that; that nobody meets again whom they have met while anybody unmet is
left, and then those whom they met longest ago; and among equals, that they share a topic, have time at the
same hours, and work in different settings. People who must be kept apart are never in one group.

Pairs are a minimum-weight perfect matching (rustworkx: Edmonds' blossom algorithm), exact up to EXACT people;
of more, blocks of BLOCK are matched, each exactly. Larger groups are built one by one and then improved by
swaps. How far both are from the best possible is measured in docs/networking.md.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Costs = NDArray[np.int64]

EXACT: Final = 500
BLOCK: Final = 200
"""Ten thousand in blocks of so many take seconds; in one they would take days."""
LEAST_SIZE, MOST_SIZE = 2, 5

# Each of these outweighs all below it, so that one sum keeps the order of what counts.
APART: Final = 10**15
OFF_MODE: Final = 10**9
REPEAT: Final = 10**6
_NO_TOPIC: Final = 300
_NO_HOUR: Final = 400
_SAME_SETTING: Final = 100
_LUCK: Final = 16
"""So that in every round others of those who suit equally well are brought together."""

_PASSES: Final = 4


class Mode(StrEnum):
    """Whom people should meet: anyone, somebody of another group, or somebody of their own."""

    ANYONE = "anyone"
    ACROSS = "across"
    WITHIN = "within"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who takes part.

    Args:
        group: What "across" and "within" go by, such as their stage; empty where it is not known.
        free: When they have time, as bits (see mentoring.matching.facts.free).
    """

    id: int
    group: str = ""
    setting: str = ""
    topics: frozenset[str] = frozenset()
    free: int = 0


@dataclass(frozen=True, slots=True)
class Past:
    """What must be looked at besides the people themselves.

    Args:
        met: For two ids, the smaller first, when they last met: any number that grows with time.
        apart: Two ids, the smaller first, that must not come together.
    """

    met: Mapping[tuple[int, int], int]
    apart: frozenset[tuple[int, int]] = frozenset()


@dataclass(frozen=True, slots=True)
class Grouping:
    """Who meets whom. ``left_out``: those who could only be with people they are kept apart from."""

    groups: tuple[tuple[int, ...], ...]
    left_out: tuple[int, ...]


def group(people: Sequence[Person], past: Past, *, size: int, mode: Mode, seed: int) -> Grouping:
    """Put people into groups; the same arguments give the same groups.

    Args:
        size: How many in a group, LEAST_SIZE to MOST_SIZE; where the number does not fit, some groups have
            one more or one less, and of pairs one is a trio.
        seed: Decides among equals; the number of the round, so that luck changes from round to round.
    """
    crowd = sorted(people, key=lambda person: person.id)
    if len(crowd) < LEAST_SIZE:
        return Grouping((), tuple(person.id for person in crowd))
    groups: list[list[int]] = []
    over: list[int] = []
    table = _Table(crowd, past, mode, seed)
    for block in table.blocks():
        some = over + block  # whoever is over from one block gets another chance in the next
        costs = table.costs(some, some)
        made, rest = (_pairs if size == LEAST_SIZE else _larger)(costs, size)
        groups += [[some[place] for place in one] for one in made]
        over = [some[place] for place in rest]
    left = _place(table, groups, over, size)
    ids = sorted(tuple(sorted(crowd[place].id for place in one)) for one in groups)
    return Grouping(tuple(ids), tuple(sorted(crowd[place].id for place in left)))


def cost(one: Person, other: Person, past: Past, mode: Mode) -> int:
    """What it costs, luck aside, that these two meet; from APART on it must not be."""
    table = _Table(sorted((one, other), key=lambda person: person.id), past, mode, seed=0)
    return int(table.costs([0], [1], luck=False)[0, 0])


class _Table:
    """The people as arrays, and what it costs that two of them meet."""

    def __init__(self, crowd: Sequence[Person], past: Past, mode: Mode, seed: int) -> None:
        import numpy as np  # noqa: PLC0415 - 13 MB that only a round needs

        self._np = np
        self._mode = mode
        self._random = np.random.default_rng(seed)
        self._places = {person.id: place for place, person in enumerate(crowd)}
        self._groups = _codes(person.group for person in crowd)
        self._settings = _codes(person.setting for person in crowd)
        self._topics = _bits(person.topics for person in crowd)
        self._free = np.array([person.free for person in crowd], dtype=np.uint64)
        self._met = self._by_place(past.met.items())
        self._apart = self._by_place((pair, 0) for pair in past.apart)
        latest = sorted(set(past.met.values()))
        self._rank = {
            moment: rank * (REPEAT // 2) // max(1, len(latest)) for rank, moment in enumerate(latest)
        }

    def blocks(self) -> Iterator[list[int]]:
        """Everybody, in blocks that are small enough to solve and have the same mixture of groups."""
        np = self._np
        order = self._random.permutation(len(self._places))
        if len(order) <= EXACT:
            yield order.tolist()
            return
        # Each group is spread evenly over all places, and no block but the last has an odd one.
        _, which, sizes = np.unique(self._groups[order], return_inverse=True, return_counts=True)
        rank = np.empty(len(order))
        for number, size in enumerate(sizes):
            rank[which == number] = (np.arange(size) + 0.5) / size
        order = order[np.argsort(rank, kind="stable")]
        for start in range(0, len(order), BLOCK):
            yield order[start : start + BLOCK].tolist()

    def costs(self, rows: Sequence[int], columns: Sequence[int], *, luck: bool = True) -> "Costs":
        """What it costs that each of the rows meets each of the columns."""
        np = self._np
        first, second = np.array(rows), np.array(columns)
        same = self._groups[first][:, None] == self._groups[second][None, :]
        found: Costs = np.zeros(same.shape, dtype=np.int64)
        if self._mode is not Mode.ANYONE:
            found[same if self._mode is Mode.ACROSS else ~same] += OFF_MODE
        found += _NO_TOPIC * (self._topics[first][:, None] & self._topics[second][None, :] == 0)
        found += _NO_HOUR * (self._free[first][:, None] & self._free[second][None, :] == 0)
        found += _SAME_SETTING * (self._settings[first][:, None] == self._settings[second][None, :])
        if luck:
            found += self._random.integers(0, _LUCK, same.shape)
        place = {column: index for index, column in enumerate(columns)}
        for index, row in enumerate(rows):
            for other, moment in self._met.get(row, ()):
                if other in place:
                    found[index, place[other]] += REPEAT + self._rank[moment]
            for other, _ in self._apart.get(row, ()):
                if other in place:
                    found[index, place[other]] += APART
        return found

    def _by_place(self, pairs: Iterable[tuple[tuple[int, int], int]]) -> dict[int, list[tuple[int, int]]]:
        found: dict[int, list[tuple[int, int]]] = {}
        for (one, other), value in pairs:
            first, second = self._places.get(one), self._places.get(other)
            if first is not None and second is not None:
                found.setdefault(first, []).append((second, value))
                found.setdefault(second, []).append((first, value))
        return found


def _pairs(costs: "Costs", size: int) -> tuple[list[list[int]], list[int]]:
    """A matching of most people and, among those, of least cost."""
    import numpy as np  # noqa: PLC0415 - 13 MB that only a round needs
    import rustworkx  # noqa: PLC0415

    many = len(costs)
    both = np.maximum(costs, costs.T)  # luck is drawn for each direction; either will do
    low, high = np.triu_indices(many, 1)
    allowed = both[low, high] < APART
    low, high = low[allowed], high[allowed]
    graph = rustworkx.PyGraph(multigraph=False)
    graph.add_nodes_from(range(many))
    graph.add_edges_from(
        list(zip(low.tolist(), high.tolist(), (APART - both[low, high]).tolist(), strict=True))
    )
    matched = rustworkx.max_weight_matching(graph, max_cardinality=True, weight_fn=int)
    made = sorted(sorted(pair) for pair in matched)
    seen = {place for pair in made for place in pair}
    return made, [place for place in range(many) if place not in seen]


def _larger(costs: "Costs", size: int) -> tuple[list[list[int]], list[int]]:
    """Groups built one by one, always taking whoever fits best, then improved by swaps."""
    import numpy as np  # noqa: PLC0415 - 13 MB that only a round needs

    many = len(costs)
    both = np.maximum(costs, costs.T)
    np.fill_diagonal(both, 0)
    count = max(round(many / size), -(-many // (size + 1)))
    if many < LEAST_SIZE:
        return [], list(range(many))
    sizes = [many // count + (number < many % count) for number in range(count)]
    # Whoever is hardest to place is placed first.
    order = np.argsort(-both.sum(axis=1), kind="stable").tolist()
    free = dict.fromkeys(order)
    groups = []
    for wanted in sizes:
        one = [next(iter(free))]
        del free[one[0]]
        while len(one) < wanted:
            rest = np.fromiter(free, dtype=np.int64)
            best = int(rest[np.argmin(both[np.ix_(one, rest)].sum(axis=0))])
            del free[best]
            one.append(best)
        groups.append(one)
    _swap(both, groups)
    return _without_apart(both, groups)


def _swap(both: "Costs", groups: list[list[int]]) -> None:
    """Let two people of different groups change places while that makes it better."""
    import numpy as np  # noqa: PLC0415 - 13 MB that only a round needs

    home = {place: number for number, one in enumerate(groups) for place in one}
    for _ in range(_PASSES):
        # What each person costs each group they might be in.
        inside = np.stack([both[:, one].sum(axis=1) for one in groups], axis=1)
        better = False
        for place in range(len(both)):
            mine = home[place]
            theirs = np.array([home[other] for other in range(len(both))])
            now = inside[place, mine] + inside[np.arange(len(both)), theirs]
            then = inside[place, theirs] + inside[:, mine] - 2 * both[place]
            gain = np.where(theirs == mine, 0, now - then)
            other = int(np.argmax(gain))
            if gain[other] <= 0:
                continue
            its = home[other]
            groups[mine][groups[mine].index(place)] = other
            groups[its][groups[its].index(other)] = place
            home[place], home[other] = its, mine
            for number in (mine, its):
                inside[:, number] = both[:, groups[number]].sum(axis=1)
            better = True
        if not better:
            return


def _without_apart(both: "Costs", groups: list[list[int]]) -> tuple[list[list[int]], list[int]]:
    """Take people out of groups in which they would be with somebody they are kept apart from."""
    kept: list[list[int]] = []
    out: list[int] = []
    for one in groups:
        stay: list[int] = []
        for place in one:
            (stay if all(both[place, other] < APART for other in stay) else out).append(place)
        if len(stay) >= LEAST_SIZE:
            kept.append(stay)
        else:
            out += stay
    return kept, out


def _place(table: _Table, groups: list[list[int]], over: list[int], size: int) -> list[int]:
    """One more in a group for each who is over from the last block; returns who is left."""
    left = []
    for place in over:
        open_to = [one for one in groups if len(one) <= size]
        costs = [int(table.costs([place], one).sum()) for one in open_to]
        best = min(range(len(costs)), key=costs.__getitem__, default=None)
        if best is None or costs[best] >= APART:
            left.append(place)
        else:
            open_to[best].append(place)
    return left


def _codes(values: Iterable[str]) -> "Costs":
    """A number for each value; what is not known is like nothing else."""
    import numpy as np  # noqa: PLC0415 - 13 MB that only a round needs

    known: dict[str, int] = {}
    return np.array(
        [known.setdefault(value, len(known)) if value else -1 - place for place, value in enumerate(values)],
        dtype=np.int64,
    )


def _bits(values: Iterable[frozenset[Any]]) -> "Costs":
    """A bit for each value; at most 62 different ones are told apart, and there are not so many topics."""
    import numpy as np  # noqa: PLC0415 - 13 MB that only a round needs

    known: dict[Any, int] = {}
    return np.array(
        [sum(1 << (known.setdefault(value, len(known)) % 62) for value in sorted(one)) for one in values],
        dtype=np.int64,
    )
