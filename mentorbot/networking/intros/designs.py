"""Plans in which many rounds pass before two people meet again: known designs, and finding oneself in one.

Whoever brings people together round by round, with an eye on the past alone, soon comes to where a repeat
cannot be avoided though a plan would have avoided it for longer. For some numbers the longest plan is
known: round robin tournaments for pairs, affine planes for 4, 9, 16 and 25 people, Kirkman's fifteen
schoolgirls, and transversal designs. As long as the rounds that have been fit into such a plan, it is gone
on with.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

Round = list[list[int]]
Plan = list[Round]
"""Rounds of groups of points; no two points are together twice."""

MOST_PEOPLE: Final = 36
"""Of more, a plan would last longer than a programme does."""
MOST_IN_PAIRS: Final = 16
"""Among more, everybody meets somebody new for half a year without a plan, and somebody who fits better."""
_STEPS: Final = 5_000
"""After so many people placed and taken back it is given up to find the rounds that have been in a plan."""


def find_plan(many: int, size: int) -> Plan | None:
    """The longest plan that is known for so many people in groups of that size; None if there is none."""
    if many % size or many > MOST_PEOPLE or many <= size:
        return None
    if size == 2:
        return _tournament(many) if many <= MOST_IN_PAIRS else None
    if many == size * size and size in _FIELDS:
        return _plane(size)
    if (many, size) == (15, 3):
        return _schoolgirls()
    return _transversal(many // size, size)


def go_on(plan: Plan, people: Sequence[int], met: Mapping[tuple[int, int], int], seed: int) -> Round | None:
    """The next round of a plan into which all that has been fits; None if it does not.

    Args:
        people: As many as the plan has points.
        met: For two of them, the smaller first, the number of the round in which they met, from 0 on.
        seed: Decides who is which point where nothing else does.
    """
    rounds = 1 + max(met.values(), default=-1)
    if rounds >= len(plan):
        return None
    draw = random.Random(seed)  # noqa: S311 - the same luck every time
    own, points = list(people), list(range(len(people)))
    draw.shuffle(own)
    draw.shuffle(points)
    known = {(one, other): number for two, number in met.items() for one, other in (two, two[::-1])}
    found = _place(_in_touch(own, known), points, known, _rounds_of(plan), rounds)
    if found is None:
        return None
    of_point = {point: one for one, point in found.items()}
    return [[of_point[point] for point in group] for group in plan[rounds]]


def _in_touch(people: list[int], known: Mapping[tuple[int, int], int]) -> list[int]:
    """The same people, each after those whom they have met: so there is little to try for each."""
    order, left = people[:1], people[1:]
    while left:
        following = max(left, key=lambda one: sum((one, other) in known for other in order))
        left.remove(following)
        order.append(following)
    return order


def _place(
    people: list[int],
    points: list[int],
    known: Mapping[tuple[int, int], int],
    together: list[list[int]],
    rounds: int,
) -> dict[int, int] | None:
    """People as points, such that whoever met in a round is together in that round of the plan."""
    placed: dict[int, int] = {}
    tries: list[Iterator[int]] = [iter(points)]
    for _ in range(_STEPS):
        if len(placed) == len(people):
            return placed
        one, free = people[len(placed)], set(points) - set(placed.values())
        for point in tries[-1]:
            row = together[point]
            if point in free and all(
                known.get((one, other), rounds) == min(row[at], rounds) for other, at in placed.items()
            ):
                placed[one] = point
                tries.append(iter(points))
                break
        else:
            tries.pop()
            if not placed:
                return None
            placed.popitem()
    return None


def _rounds_of(plan: Plan) -> list[list[int]]:
    """In which round two points are together; after the last one if in none."""
    many = sum(map(len, plan[0]))
    table = [[len(plan)] * many for _ in range(many)]
    for number, groups in enumerate(plan):
        for group in groups:
            for one in group:
                for other in group:
                    table[one][other] = number
    return table


def _tournament(many: int) -> Plan:
    """Everybody with everybody: one stays, the others go round in a circle."""
    last = many - 1
    return [
        [[number, last], *([(number + step) % last, (number - step) % last] for step in range(1, many // 2))]
        for number in range(last)
    ]


# Adding and multiplying in fields of so many elements; those of prime order are the remainders.
_FOUR: Final = ((0, 0, 0, 0), (0, 1, 2, 3), (0, 2, 3, 1), (0, 3, 1, 2))
_FIELDS: Final = {3, 4, 5}


def _plus(order: int, one: int, other: int) -> int:
    return one ^ other if order == 4 else (one + other) % order


def _times(order: int, one: int, other: int) -> int:
    return _FOUR[one][other] if order == 4 else one * other % order


def _plane(order: int) -> Plan:
    """The lines of a plane over a field, each direction a round: any two points are on one line."""
    every = range(order)
    rows = [[order * row + column for column in every] for row in every]
    slopes = [
        [[order * row + _plus(order, _times(order, slope, row), start) for row in every] for start in every]
        for slope in every
    ]
    return [rows, *slopes]


def _schoolgirls() -> Plan:
    """Fifteen in threes on seven days, each two once: one who stays, and two rings of seven that turn."""
    first = ((14, 0, 7), (13, 1, 5), (12, 2, 3), (11, 8, 9), (10, 4, 6))
    return [
        [[14 if one == 14 else (one + day) % 7 + 7 * (one // 7) for one in group] for group in first]
        for day in range(7)
    ]


def _transversal(rows: int, size: int) -> Plan | None:
    """One of each of ``size`` columns, in which each goes further by its own step from round to round."""
    steps = next((step for step in range(2, rows + 1) if rows % step == 0), rows)
    if steps < size:
        return None
    return [
        [
            [rows * column + (start + number * column) % rows for column in range(size)]
            for start in range(rows)
        ]
        for number in range(rows)
    ]
