"""All groups at once, where somebody is left out or meets again (OR-Tools, CP-SAT)."""

from collections.abc import Callable
from itertools import combinations
from typing import Any, Final

from ortools.sat.python import cp_model

from mentorbot.mentoring.matching.division import Division, Pricing, improve_division
from mentorbot.networking.intros.costs import APART, OFF_MODE, REPEAT, TWICE, Costs

Tell = Callable[[str], None]

MOST: Final = 60
"""People; more are looked at in parts, those who are left out or meet again and some others."""
_EFFORT: Final = 2.0
"""Some seconds of a processor, counted by what is done in them, so that it is the same on every machine."""
_POLISH: Final = 30
_ALONE: Final = 10**14
_ALONE_AGAIN: Final = 10**12
_SIZE: Final = 10**9


def seat(made: Division, costs: Costs, pricing: Pricing, size: int, tell: Tell) -> Division:
    """A division in which fewer are left out, or meet again; the same one if none was found.

    Args:
        tell: Is told how far it is, in words.
    """
    parts = _parts(made, costs)
    for number, part in enumerate(parts, 1):
        tell(f"all groups at once: part {number} of {len(parts)}")
        found = _solve(part, costs, pricing, size)
        if found is not None and pricing.cost(found) < pricing.cost(part):
            found = improve_division(found, pricing, tries=_POLISH, seed=number)
            rest, left = set(part.groups), set(part.left)
            groups = [one for one in made.groups if one not in rest] + list(found.groups)
            out = [one for one in made.left if one not in left] + list(found.left)
            made = Division(tuple(sorted(groups)), tuple(sorted(out)))
    return made


def _parts(made: Division, costs: Costs) -> list[Division]:
    """What is wrong in a division, each with other groups around it; all of it if it is small enough."""
    if len(costs.people) <= MOST:
        return [made]
    wrong = [
        one
        for one in made.groups
        if any(costs.pair(*two) % OFF_MODE >= REPEAT for two in combinations(one, 2))
    ]
    right = [one for one in made.groups if one not in set(wrong)]
    parts: list[Division] = []
    left = list(made.left)
    while (wrong or left) and len(parts) < 3:
        groups, out = [], left[:5]
        left, many = left[5:], len(left[:5])
        for those in (wrong, right):
            while those and many + len(those[-1]) <= (MOST // 3 if those is wrong else MOST):
                groups.append(those.pop())
                many += len(groups[-1])
        parts.append(Division(tuple(groups), tuple(out)))
    return parts


def _solve(part: Division, costs: Costs, pricing: Pricing, size: int) -> Division | None:
    people = sorted([*part.left, *(one for those in part.groups for one in those)])
    # Whoever is left out may need smaller groups, and so more of them.
    count = len(people) // pricing.least if part.left else len(part.groups)
    model = cp_model.CpModel()
    seats = {(one, number): model.new_bool_var("") for one in people for number in range(count)}
    home = {one: number for number, those in enumerate(part.groups) for one in those}
    price: list[Any] = []
    for one in people:
        model.add_at_most_one(seats[one, number] for number in range(count))
        alone = _ALONE + _ALONE_AGAIN * (costs.people[one].waited > 0)
        price.append(alone * (1 - sum(seats[one, number] for number in range(count))))
        for number in range(count):
            model.add_hint(seats[one, number], home.get(one) == number)
    for number in range(count):
        there = sum(seats[one, number] for one in people)
        # Only who is left out is reason enough for other sizes than there are.
        fixed = len(part.groups[number]) if not part.left else None
        if fixed is not None:
            model.add(there == fixed)
            continue
        off, used = model.new_int_var(0, size, ""), model.new_bool_var("")
        model.add(there <= (size + 1) * used)
        model.add(there >= pricing.least * used)
        model.add(off >= there - size)
        model.add(off >= size * used - there)
        price.append(_SIZE * off)
    for one, other in combinations(people, 2):
        pair = costs.pair(one, other)
        if pair < REPEAT:
            continue
        both = model.new_bool_var("") if pair < APART else 0
        for number in range(count):
            model.add(seats[one, number] + seats[other, number] <= 1 + both)
        if pair < APART:
            price.append(_weight(pair) * both)
    model.minimize(sum(price))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_deterministic_time = _EFFORT
    if solver.solve(model) not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        return None
    groups = [
        tuple(one for one in people if solver.boolean_value(seats[one, number])) for number in range(count)
    ]
    seated = {one for those in groups for one in those}
    left = tuple(one for one in people if one not in seated)
    return Division(tuple(sorted(those for those in groups if those)), left)


def _weight(pair: int) -> int:
    """What counts of two who should not meet, with numbers that the solver can work with."""
    return 10**6 * (pair // OFF_MODE) + 10**3 * (pair % OFF_MODE // TWICE) + (pair % TWICE >= REPEAT)
