"""Rounds of introductions: all who can meet somebody, nobody again too early, and the kept apart never."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.designs import measure_few
from mentorbot.networking.intros.costs import APART, OFF_MODE, REPEAT, TWICE, Costs, Mode, Past, Person
from mentorbot.networking.intros.crowds import BLOCK, EXACT
from mentorbot.networking.intros.designs import find_plan
from mentorbot.networking.intros.grouping import LEAST_SIZE, MOST_SIZE, Grouping, cost, group

NOTHING = Past({})

people = st.lists(
    st.builds(
        Person,
        id=st.integers(1, 10**9),
        group=st.sampled_from(["", "student", "manager"]),
        setting=st.sampled_from(["", "hospital", "payer"]),
        topics=st.frozensets(st.sampled_from(["finance", "quality", "people"])),
        free=st.sampled_from([0, 1, 2, 3, 1 << 63]),
    ),
    max_size=30,
    unique_by=lambda person: person.id,
)
sizes = st.integers(LEAST_SIZE, MOST_SIZE)
modes = st.sampled_from(list(Mode))


def named(*ids: int, group: str = "") -> list[Person]:
    return [Person(id_, group) for id_ in ids]


def pairs(groups: tuple[tuple[int, ...], ...]) -> list[tuple[int, int]]:
    return [pair for one in groups for pair in combinations(one, 2)]


@st.composite
def crowds(draw: st.DrawFn) -> tuple[list[Person], Past]:
    crowd = draw(people)
    couples = list(combinations(sorted(person.id for person in crowd), 2))
    some = st.lists(st.sampled_from(couples), max_size=20) if couples else st.just([])
    met = {pair: when for when, pair in enumerate(draw(some))}
    return crowd, Past(met, frozenset(draw(some)))


@pytest.mark.slow
@given(crowds(), sizes, modes, st.integers(0, 99))
@settings(deadline=None)
def test_everybody_is_in_one_group_or_said_to_be_left_out(
    crowd: tuple[list[Person], Past], size: int, mode: Mode, seed: int
) -> None:
    everybody, past = crowd
    made = group(everybody, past, size=size, mode=mode, seed=seed)
    placed = [id_ for one in made.groups for id_ in one]
    assert sorted([*placed, *made.left_out]) == sorted(person.id for person in everybody)
    assert all(LEAST_SIZE <= len(one) <= size + 1 for one in made.groups)
    assert not set(pairs(made.groups)) & past.apart
    assert made == group(everybody[::-1], past, size=size, mode=mode, seed=seed)


@given(people, sizes, modes)
@settings(deadline=None)
def test_nobody_is_left_out_while_nobody_is_kept_apart(crowd: list[Person], size: int, mode: Mode) -> None:
    made = group(crowd, NOTHING, size=size, mode=mode, seed=1)
    assert len(made.left_out) == (len(crowd) == 1)


def divisions(ids: list[int], size: int) -> Iterator[tuple[list[tuple[int, ...]], int]]:
    """Every way to put people into groups of two to one more than asked, and how many are in none."""
    if not ids:
        yield [], 0
        return
    first, *rest = ids
    for some, left in divisions(rest, size):
        yield some, left + 1
    for many in range(1, size + 1):
        for others in combinations(rest, many):
            for some, left in divisions([one for one in rest if one not in others], size):
                yield [(first, *others), *some], left


@given(crowds(), sizes, modes, st.integers(0, 20))
@settings(deadline=None, max_examples=150)
def test_no_division_of_a_few_is_better(
    crowd: tuple[list[Person], Past], size: int, mode: Mode, seed: int
) -> None:
    """Beside every division there is: nobody left out, then the sizes, then what each two cost."""
    everybody, past = crowd[0][:7], crowd[1]
    known = sorted(everybody, key=lambda person: person.id)
    costs = Costs(known, past, mode, seed)
    place = {person.id: number for number, person in enumerate(known)}

    def worth(groups: list[tuple[int, ...]], left: int) -> tuple[int, int, int, int, int] | None:
        pairs_ = [
            costs.pair(place[one], place[other]) for those in groups for one, other in combinations(those, 2)
        ]
        if any(pair >= APART for pair in pairs_):
            return None
        off = [abs(len(those) - size) for those in groups]
        twice = sum(pair % OFF_MODE // TWICE for pair in pairs_)
        return left, sum(one > 1 for one in off), sum(one * one for one in off), sum(pairs_), twice

    every = [found for way in divisions(sorted(place), size) if (found := worth(*way)) is not None]
    made = group(everybody, past, size=size, mode=mode, seed=seed)
    ours = worth(list(made.groups), len(made.left_out))
    assert ours is not None
    best = min(every)
    assert ours[:4] == best[:4] or (ours[:2] == best[:2] and ours[4] < best[4])


def test_no_division_of_up_to_nine_with_blocks_and_a_past_is_better() -> None:
    (gate,) = measure_few(6).gates
    assert gate.kept


def test_whom_one_met_just_before_is_spared_by_another_size_where_that_can_be() -> None:
    crowd = named(1, 2, 3, 4)
    first = group(crowd, NOTHING, size=3, mode=Mode.ANYONE, seed=1)
    assert first.groups == ((1, 2, 3, 4),)
    met = dict.fromkeys(pairs(first.groups), 1)
    for number in range(2, 5):
        made = pairs(group(crowd, Past(met), size=3, mode=Mode.ANYONE, seed=number).groups)
        assert number == 2 or not {pair for pair in made if met[pair] == number - 1}
        met |= dict.fromkeys(made, number)


def test_another_size_is_taken_for_nothing_but_to_spare_people_whom_they_met_just_before() -> None:
    crowd = [*named(1, 2, group="manager"), *named(3, 4)]
    made = group(crowd, Past({(1, 2): 0}), size=3, mode=Mode.WITHIN, seed=0)
    assert made.groups == ((1, 2, 3, 4),), "two pairs would have 1 and 2 meet again just as well"


@pytest.mark.parametrize("size", range(LEAST_SIZE, MOST_SIZE + 1))
@pytest.mark.parametrize("many", [11, 12, 13, 17, 26])
def test_one_who_can_be_with_few_is_left_out_by_none_who_could_take_them(many: int, size: int) -> None:
    """Somebody who keeps away from all but two, and two who keep away from each other."""
    crowd = named(*range(1, many + 1))
    apart = {(1, other) for other in range(4, many + 1)} | {(2, 3)}
    for seed in range(5):
        made = group(crowd, Past({}, frozenset(apart)), size=size, mode=Mode.ANYONE, seed=seed)
        assert not made.left_out
        assert not apart & set(pairs(made.groups))


@given(crowds(), sizes, modes)
@settings(deadline=None, max_examples=40)
def test_nobody_is_left_out_twice_running_where_that_can_be_avoided(
    crowd: tuple[list[Person], Past], size: int, mode: Mode
) -> None:
    everybody, apart = crowd[0][:6], crowd[1].apart
    every = []
    for groups, _ in divisions(sorted(person.id for person in everybody), size):
        if not set(pairs(tuple(groups))) & apart:
            placed = {id_ for one in groups for id_ in one}
            every.append({person.id for person in everybody} - placed)
    fewest = min(map(len, every))
    waited, met = dict.fromkeys((person.id for person in everybody), 0), dict[tuple[int, int], int]()
    for number in range(5):
        again = {id_ for id_, rounds in waited.items() if rounds}
        there = [replace(person, waited=waited[person.id]) for person in everybody]
        made = group(there, Past(met, apart), size=size, mode=mode, seed=number)
        out = set(made.left_out)
        assert len(out) == fewest
        assert len(out & again) == min(len(one & again) for one in every if len(one) == fewest)
        waited = {id_: waited[id_] + 1 if id_ in out else 0 for id_ in waited}
        met |= dict.fromkeys(pairs(made.groups), number)


def test_of_many_in_pairs_another_is_left_out_the_next_time() -> None:
    # Twelve who could only meet the one of eleven; across, so that it costs less with the same ones again.
    hub, rest = Person(0, "manager"), [Person(id_, "manager" if id_ % 2 else "") for id_ in range(1, 13)]
    apart = frozenset(combinations(range(1, 13), 2))
    waited, met = dict.fromkeys(range(13), 0), dict[tuple[int, int], int]()
    seen = set[int]()
    for number in range(12):
        there = [replace(person, waited=waited[person.id]) for person in (hub, *rest)]
        made = group(there, Past(met, apart), size=2, mode=Mode.ACROSS, seed=number)
        ((_, chosen),) = made.groups
        seen.add(chosen)
        waited = {id_: 0 if id_ in {0, chosen} else rounds + 1 for id_, rounds in waited.items()}
        met |= dict.fromkeys(pairs(made.groups), number)
    assert len(seen) == 12


def test_of_more_than_a_few_who_may_meet_few_nobody_is_left_out_for_lack_of_small_groups() -> None:
    # Seven pairs and one trio who may meet nobody else, in a round of six.
    together = {(1, 2), (1, 3), (2, 3), *((id_, id_ + 1) for id_ in range(4, 18, 2))}
    apart = frozenset(set(combinations(range(1, 18), 2)) - together)
    made = group(named(*range(1, 18)), Past({}, apart), size=5, mode=Mode.ANYONE, seed=1)
    assert not made.left_out


def test_who_can_be_with_nobody_is_left_out_alone() -> None:
    crowd = named(*range(1, 31))
    apart = frozenset((1, other) for other in range(2, 31))
    assert group(crowd, Past({}, apart), size=4, mode=Mode.ANYONE, seed=1).left_out == (1,)


@pytest.mark.parametrize(
    ("many", "size", "rounds"),
    [(15, 3, 7), (16, 4, 5), (25, 5, 6), (9, 3, 4), (8, 2, 7), (12, 2, 11), (20, 4, 5), (21, 3, 7)],
)
def test_as_many_rounds_pass_before_two_meet_again_as_are_known_to_be_possible(
    many: int, size: int, rounds: int
) -> None:
    for first in (0, 7):
        crowd = named(*range(100, 100 + many))
        met: dict[tuple[int, int], int] = {}
        for number in range(first, first + rounds):
            made = group(crowd, Past(met), size=size, mode=Mode.ANYONE, seed=number)
            assert {len(one) for one in made.groups} == {size}
            assert not set(pairs(made.groups)) & met.keys()
            met |= dict.fromkeys(pairs(made.groups), number)


@pytest.mark.parametrize("many", range(3, 37))
@pytest.mark.parametrize("size", range(LEAST_SIZE, MOST_SIZE + 1))
def test_in_a_plan_everybody_is_in_every_round_and_no_two_are_together_twice(many: int, size: int) -> None:
    plan = find_plan(many, size) or []
    for groups in plan:
        assert sorted(one for those in groups for one in those) == list(range(many))
        assert {len(those) for those in groups} == {size}
    together = [pair for groups in plan for those in groups for pair in combinations(sorted(those), 2)]
    assert len(together) == len(set(together))


def test_two_cost_the_same_alone_and_in_a_table() -> None:
    crowd = [
        Person(
            number,
            "ab"[number % 2] if number % 5 else "",
            "xyz"[number % 3],
            frozenset({str(number % 7)}),
            number % 4,
        )
        for number in range(1, 30)
    ]
    met = {(1, 2): 1, (3, 9): 4, (5, 6): 2}
    for mode in Mode:
        costs = Costs(crowd, Past(met, frozenset({(2, 4)})), mode, 3)
        table = costs.table(range(len(crowd)))
        for one, other in combinations(range(len(crowd)), 2):
            assert table[one, other] == table[other, one] == costs.pair(one, other)


def test_nobody_meets_again_while_anybody_is_unmet_and_then_not_the_last_one_again() -> None:
    met: dict[tuple[int, int], int] = {}
    crowd = named(*range(1, 9))
    for number in range(8):
        fresh = pairs(group(crowd, Past(met), size=2, mode=Mode.ANYONE, seed=number).groups)
        # Until the fifth round eight people can always all meet somebody new (Petersen's theorem).
        assert number > 4 or not set(fresh) & met.keys()
        assert not {pair for pair in fresh if met.get(pair) == number - 1}
        met |= dict.fromkeys(fresh, number)


def test_an_odd_one_makes_a_trio() -> None:
    assert sorted(
        map(len, group(named(1, 2, 3, 4, 5), NOTHING, size=2, mode=Mode.ANYONE, seed=1).groups)
    ) == [2, 3]


def test_one_alone_is_left_out() -> None:
    assert group(named(7), NOTHING, size=2, mode=Mode.ANYONE, seed=1) == Grouping((), (7,))


def test_across_groups_students_meet_managers() -> None:
    crowd = named(*range(1, 11), group="student") + named(*range(11, 21), group="manager")
    made = group(crowd, NOTHING, size=2, mode=Mode.ACROSS, seed=1)
    assert all(one <= 10 < other for one, other in made.groups)


def test_across_groups_those_who_are_too_many_meet_each_other_rather_than_nobody() -> None:
    crowd = named(*range(1, 19), group="student") + named(19, 20, group="manager")
    made = group(crowd, NOTHING, size=2, mode=Mode.ACROSS, seed=1)
    assert not made.left_out
    assert sum(other > 18 for one in made.groups for other in one[1:]) == 2


def test_more_people_than_a_block_all_meet_somebody_new() -> None:
    crowd = [
        Person(number, "ab"[number % 2], "xyz"[number % 3], frozenset({number % 7}))
        for number in range(EXACT + BLOCK + 1)
    ]
    met: dict[tuple[int, int], int] = {}
    for number in range(4):
        made = group(crowd, Past(met), size=2, mode=Mode.ACROSS, seed=number)
        assert not made.left_out
        fresh = pairs(made.groups)
        assert not set(fresh) & met.keys()
        met |= dict.fromkeys(fresh, number)


def test_what_counts_more_outweighs_all_that_counts_less() -> None:
    best, plain = Person(1, "a", "h", frozenset({"t"}), 1), Person(2, "a", "h")
    fits = Person(3, "b", "p", frozenset({"t"}), 1)
    assert cost(best, fits, NOTHING, Mode.ACROSS) == 0
    assert 0 < cost(best, plain, NOTHING, Mode.ANYONE) < REPEAT
    assert TWICE <= cost(best, fits, Past({(1, 3): 5}), Mode.ANYONE) < OFF_MODE
    assert REPEAT <= cost(best, fits, Past({(1, 3): 5, (2, 3): 6}), Mode.ANYONE) < TWICE
    assert OFF_MODE <= cost(best, plain, NOTHING, Mode.ACROSS) < APART
    assert cost(best, fits, Past({}, frozenset({(1, 3)})), Mode.ANYONE) >= APART
