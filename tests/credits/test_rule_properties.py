"""What holds for any rule and any credits; small cases are compared with trying everything."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import product

from hypothesis import assume, given
from hypothesis import strategies as st

from mentorbot.credits.credential import Also, Group
from mentorbot.credits.reading import _check_also, _contradictions
from mentorbot.credits.rule import Count, Credit, Gap, Offer, count_credits, fill_gap

FIRST = date(2025, 1, 1)
Logged = dict[str, int]


def group(
    id_: str, least: int = 0, most: int | None = None, of: Sequence[Group] = (), kinds: tuple[str, ...] = ()
) -> Group:
    """A group with bounds in quarters."""
    texts = {"id": id_, "name": id_, "short": None, "hint": None, "unit": "hours"}
    return Group(**texts, least=least, most=most, kinds=kinds, of=tuple(of))


@st.composite
def groups(draw: st.DrawFn, most_depth: int, top: int, id_: str = "r") -> Group:
    inner = []
    if most_depth:
        inner = [draw(groups(most_depth - 1, top, f"{id_}{n}")) for n in range(draw(st.integers(0, 3)))]
    least = draw(st.integers(0, top) | st.just(0))
    most = draw(st.none() | st.integers(0, top))
    return group(id_, least, most, inner, () if inner else (f"k{id_}",))


def rules(most_depth: int = 3, top: int = 40) -> st.SearchStrategy[Group]:
    """Rules that can be met."""
    return groups(most_depth, top).filter(lambda part: not list(_contradictions((part,))))


def types(part: Group) -> list[str]:
    return [one.id for one in part.every() if not one.of]


def earnings(part: Group, top: int = 60, most: int = 12) -> st.SearchStrategy[list[Credit]]:
    one = st.tuples(st.integers(0, 20), st.integers(1, top), st.sampled_from([*types(part), "unknown"]))
    return st.lists(one, max_size=most).map(
        lambda drawn: [
            Credit(id_, FIRST + timedelta(days), quarters, type_)
            for id_, (days, quarters, type_) in enumerate(drawn)
        ]
    )


@st.composite
def cases(draw: st.DrawFn) -> tuple[Group, list[Credit]]:
    part = draw(rules())
    return part, draw(earnings(part))


@st.composite
def small_cases(draw: st.DrawFn) -> tuple[Group, Logged]:
    part = draw(rules(most_depth=2, top=4))
    assume(len(types(part)) <= 4)
    return part, {id_: draw(st.integers(0, 4)) for id_ in types(part)}


def counted(part: Group, shares: Logged) -> int:
    return sum(counted(inner, shares) for inner in part.of) if part.of else shares[part.id]


def within_caps(part: Group, shares: Logged) -> bool:
    return all(one.most is None or counted(one, shares) <= one.most for one in part.every())


def meets_minimums(part: Group, shares: Logged) -> bool:
    return all(counted(one, shares) >= one.least for one in part.every())


def shortfalls(part: Group, shares: Logged) -> tuple[int, ...]:
    return tuple(max(0, one.least - counted(one, shares)) for one in part.every())


def allocations(part: Group, logged: Logged) -> Iterator[Logged]:
    """Every way to let some of what was logged count."""
    ids = list(logged)
    for shares in product(*(range(logged[id_] + 1) for id_ in ids)):
        allocation = dict(zip(ids, shares, strict=True))
        if within_caps(part, allocation):
            yield allocation


def of(part: Group, logged: Logged) -> Count:
    return count_credits([part], [Credit(n, FIRST, q, id_) for n, (id_, q) in enumerate(logged.items()) if q])


@given(cases())
def test_what_counts_never_exceeds_a_cap_nor_what_was_earned(case: tuple[Group, list[Credit]]) -> None:
    part, earned = case
    result = count_credits([part], earned)
    for tally in result.tallies.values():
        assert tally.group.most is None or tally.counted <= tally.group.most
        assert 0 <= tally.counted <= tally.logged
        if tally.group.of:
            inner = [result.tallies[one.id] for one in tally.group.of]
            assert tally.counted == sum(one.counted for one in inner)
            assert tally.logged == sum(one.logged for one in inner)
    assert sum(verdict.counted for verdict in result.verdicts.values()) == result.counted
    for credit in earned:
        verdict = result.verdicts[credit.id]
        cut = verdict.counted < credit.quarters and credit.type in result.tallies
        assert (verdict.cap is not None) == cut
        if verdict.cap is not None:
            assert result.tallies[verdict.cap.id].counted == verdict.cap.most


@given(cases(), st.randoms())
def test_the_order_of_credits_makes_no_difference(case: tuple[Group, list[Credit]], random: object) -> None:
    part, earned = case
    shuffled = earned[:]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert count_credits([part], shuffled) == count_credits([part], earned)


@given(cases(), st.data())
def test_another_credit_never_lowers_what_counts_nor_raises_what_is_missing(
    case: tuple[Group, list[Credit]], data: st.DataObject
) -> None:
    part, earned = case
    before = count_credits([part], earned)
    more = Credit(99, FIRST, data.draw(st.integers(1, 60)), data.draw(st.sampled_from(types(part))))
    after = count_credits([part], [*earned, more])
    assert after.counted >= before.counted
    assert before.missing - more.quarters <= after.missing <= before.missing


@given(small_cases())
def test_no_other_way_to_count_is_better(case: tuple[Group, Logged]) -> None:
    part, logged = case
    result = of(part, logged)
    ours = {id_: result.tallies[id_].counted for id_ in logged}
    assert within_caps(part, ours)
    ways = list(allocations(part, logged))
    assert result.counted == max(counted(part, way) for way in ways)
    best = [min(shortfalls(part, way)[place] for way in ways) for place in range(len(list(part.every())))]
    assert list(shortfalls(part, ours)) == best
    assert result.complete == any(meets_minimums(part, way) for way in ways)


@given(small_cases())
def test_what_is_missing_is_the_least_with_which_the_rule_can_be_met(case: tuple[Group, Logged]) -> None:
    part, logged = case
    missing = of(part, logged).missing
    ids = list(logged)
    reach = range(missing + 1)
    for added in product(reach, repeat=len(ids)):
        more = {id_: logged[id_] + extra for id_, extra in zip(ids, added, strict=True)}
        if sum(added) < missing:
            assert not of(part, more).complete
        elif sum(added) == missing and of(part, more).complete:
            break
    else:
        raise AssertionError(f"{missing} more do not do it")


@given(cases(), st.data())
def test_offers_come_best_first_and_only_those_that_bring_one_nearer(
    case: tuple[Group, list[Credit]], data: st.DataObject
) -> None:
    part, earned = case
    kinds = {kind: one.id for one in part.every() for kind in one.kinds}
    drawn = data.draw(
        st.lists(
            st.tuples(
                st.integers(-3, 40),
                st.dictionaries(st.sampled_from([*kinds, "dance"]), st.integers(0, 40), max_size=3),
            ),
            max_size=6,
        )
    )
    offers = [Offer(str(n), FIRST + timedelta(days), given_) for n, (days, given_) in enumerate(drawn)]
    gap = Gap((part,), tuple(earned), kinds, FIRST, FIRST + timedelta(30))
    fillings = fill_gap(gap, offers)
    before = count_credits([part], earned).missing
    ranks = [(-one.gain, one.offer.day, one.offer.id) for one in fillings]
    assert ranks == sorted(ranks)
    for one in fillings:
        assert gap.starts_on <= one.offer.day <= gap.ends_on
        assert 0 < one.gain <= before
        assert one.gain <= sum(q for kind, q in one.offer.credits.items() if kind in kinds)
    assert fillings == fill_gap(gap, offers[::-1])


@st.composite
def cases_across(draw: st.DrawFn) -> tuple[Group, Logged]:
    """A part of two groups of two types without maximums, with a minimum across them."""
    small = st.integers(0, 4)
    groups = tuple(
        Group(
            id=f"g{n}",
            name="Group",
            least=draw(small),
            of=tuple(Group(id=f"t{n}{m}", name="Type", least=draw(small)) for m in range(2)),
        )
        for n in range(2)
    )
    names = [f"t{n}{m}" for n in range(2) for m in range(2)]
    across = draw(st.lists(st.sampled_from(names), min_size=1, unique=True))
    also = Also(id="also", name="Also", least=draw(st.integers(0, 8)), types=tuple(across))
    part = Group(id="part", name="Part", unit="hours", least=draw(st.integers(0, 10)), of=groups, also=also)
    return part, {name: draw(st.integers(0, 3)) for name in names}


@given(cases_across())
def test_what_is_missing_with_a_minimum_across_groups_is_the_least_that_meets_all(
    case: tuple[Group, Logged],
) -> None:
    part, logged = case
    assert part.also is not None

    def is_met(shares: Logged) -> bool:
        across = sum(shares[type_] for type_ in part.also.types) if part.also else 0
        return meets_minimums(part, shares) and (part.also is None or across >= part.also.least)

    said = of(part, logged).missing
    names = list(logged)

    def can_with(many: int) -> bool:
        ways = (way for way in product(range(many + 1), repeat=len(names)) if sum(way) == many)
        return any(
            is_met({name: logged[name] + more for name, more in zip(names, way, strict=True)}) for way in ways
        )

    assume(said <= 8)
    assert can_with(said)
    assert said == 0 or not can_with(said - 1)


def test_an_editor_is_told_of_a_minimum_across_groups_that_cannot_be_counted() -> None:
    types = tuple(Group(id=name, name=name, most=most) for name, most in (("free", None), ("bound", 4)))
    also = Also(id="also", name="Also", least=4, types=("bound", "missing"))
    part = Group(id="part", name="Part", unit="hours", of=types, also=also)
    assert list(_check_also(part, {"also"})) == [
        'id "also" is used already',
        'there is no type "missing" in part',
        "bound has a maximum, which cannot be beside it",
    ]
