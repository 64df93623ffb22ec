"""Rounds of introductions: all who can meet somebody, nobody again too early, and the kept apart never."""

from collections.abc import Iterator
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from mentorbot.networking.intros.grouping import (
    APART,
    BLOCK,
    EXACT,
    LEAST_SIZE,
    MOST_SIZE,
    OFF_MODE,
    REPEAT,
    Grouping,
    Mode,
    Past,
    Person,
    cost,
    group,
)

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


def perfect(ids: list[int]) -> Iterator[list[tuple[int, int]]]:
    """Every way to pair up an even number of people."""
    if not ids:
        yield []
        return
    first, *rest = ids
    for other in rest:
        for more in perfect([one for one in rest if one != other]):
            yield [(first, other), *more]


@given(crowds(), modes)
@settings(deadline=None, max_examples=60)
def test_pairs_are_the_best_of_all_possible(crowd: tuple[list[Person], Past], mode: Mode) -> None:
    everybody, past = crowd[0][:8], crowd[1]
    everybody = everybody[: len(everybody) // 2 * 2]
    known = {person.id: person for person in everybody}
    ways = [
        sum(cost(known[one], known[other], past, mode) for one, other in way)
        for way in perfect(sorted(known))
    ]
    made = group(everybody, past, size=2, mode=mode, seed=3)
    if min(ways) >= APART:
        return
    ours = sum(cost(known[one], known[other], past, mode) for one, other in pairs(made.groups))
    luck = 16 * len(everybody)
    assert not made.left_out
    assert min(ways) <= ours <= min(ways) + luck


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
    assert REPEAT <= cost(best, fits, Past({(1, 3): 5}), Mode.ANYONE) < OFF_MODE
    assert OFF_MODE <= cost(best, plain, NOTHING, Mode.ACROSS) < APART
    assert cost(best, fits, Past({}, frozenset({(1, 3)})), Mode.ANYONE) >= APART
