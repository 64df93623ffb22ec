"""Counting credits by a rule: what counts, what is over a cap, what is still missing.

Pure: it knows no credential by name. The bounds of a rule lie in one another (a type in a group, a group in a
part), so what counts can be worked out from the inside out, and is the most there can be: every minimum that
can be met is met, and nothing is left out that any cap has room for. A minimum across groups is only of types
that no cap bounds, so it changes nothing of that. Amounts are whole quarters.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from mentorbot.credits.credential import Also, Group


@dataclass(frozen=True, slots=True)
class Credit:
    """What somebody earned.

    Args:
        id: Tells it from the others.
        quarters: How much, in quarters of an hour; more than 0.
        type: The id of a group that holds no others.
    """

    id: int
    day: date
    quarters: int
    type: str


@dataclass(frozen=True, slots=True)
class Tally:
    """How one group stands, in quarters.

    Args:
        depth: 0 for a part, 1 for what is in it, and so on.
        logged: Everything that was earned for it.
        counted: What of that counts.
        missing: The least that is still to be earned for it and all that is in it to be complete.
    """

    group: Group
    depth: int
    logged: int
    counted: int
    missing: int

    @property
    def over(self) -> int:
        """What does not count."""
        return self.logged - self.counted


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of one credit.

    Args:
        counted: How many of its quarters count.
        cap: The group whose maximum cut it short; None if it counts whole, or is of no type that is known.
    """

    counted: int
    cap: Group | None = None


@dataclass(frozen=True)
class Count:
    """All credits, counted.

    Args:
        parts: What was asked for.
        tallies: Every group, from the outside in, in the order of the rule.
        verdicts: By the id of a credit.
    """

    parts: tuple[Group, ...]
    tallies: Mapping[str, Tally]
    verdicts: Mapping[int, Verdict]

    @cached_property
    def complete(self) -> bool:
        """Whether nothing is missing."""
        return not self.missing

    @property
    def missing(self) -> int:
        """The least that is still to be earned, in all parts."""
        return sum(self.tallies[part.id].missing for part in self.parts)

    @property
    def counted(self) -> int:
        """What counts, in all parts."""
        return sum(self.tallies[part.id].counted for part in self.parts)


@dataclass(frozen=True, slots=True)
class Gap:
    """What one would like to fill.

    Args:
        parts: What is asked for.
        credits: What there is already.
        kinds: By the kind of an event's credits, the type they are here.
        starts_on: The first day that counts.
        ends_on: The last.
    """

    parts: tuple[Group, ...]
    credits: tuple[Credit, ...]
    kinds: Mapping[str, str]
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class Offer:
    """Something to go to.

    Args:
        id: The caller's own, to find it again.
        credits: By kind, how many quarters it is good for.
    """

    id: str
    day: date
    credits: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Filling:
    """An offer, and by how many quarters it would bring one nearer."""

    offer: Offer
    gain: int


def count_credits(parts: Sequence[Group], earned: Iterable[Credit]) -> Count:
    """Count credits by a rule; in which order they come makes no difference.

    Where a cap leaves something out, it is of the latest credits.

    Args:
        parts: What is asked for, as :meth:`mentorbot.credits.credential.Credential.asked` tells.
        earned: Those within the cycle. One of a type that the rule does not know counts nothing.
    """
    ordered = sorted(earned, key=lambda credit: (credit.day, credit.id))
    logged: Counter[str] = Counter()
    for credit in ordered:
        logged[credit.type] += credit.quarters
    tallies: dict[str, Tally] = {}
    caps: dict[str, Group | None] = {}
    for part in parts:
        for tally, full in _share(part, _room(part, logged), logged):
            tallies[tally.group.id], caps[tally.group.id] = tally, full
        if part.also is not None:
            _count_across(part, part.also, tallies, logged)
    left = {id_: tally.counted for id_, tally in tallies.items()}
    verdicts: dict[int, Verdict] = {}
    for credit in ordered:
        counted = min(credit.quarters, left.get(credit.type, 0))
        if credit.type in left:
            left[credit.type] -= counted
        cap = caps.get(credit.type) if counted < credit.quarters else None
        verdicts[credit.id] = Verdict(counted, cap)
    return Count(tuple(parts), tallies, verdicts)


def _count_across(part: Group, also: Also, tallies: dict[str, Tally], logged: Mapping[str, int]) -> None:
    """Tally a minimum across the groups of a part; what is missing of it may be more than is of the part."""
    counted = sum(tallies[type_].counted for type_ in also.types)
    missing = max(0, also.least - counted)
    own = Group(id=also.id, name=also.name, short=also.short, least=also.least)
    tallies[also.id] = Tally(own, 1, sum(logged[type_] for type_ in also.types), counted, missing)
    whole = tallies[part.id]
    more = max(0, missing - _of_these(part, frozenset(also.types), logged))
    tallies[part.id] = replace(whole, missing=whole.missing + more)


def _of_these(group: Group, types: frozenset[str], logged: Mapping[str, int]) -> int:
    """How much of what is still to be earned for a group can be of these types, which no maximum bounds."""
    needed = _lacking(group, logged)[0]
    if not group.of:
        return needed if group.id in types else 0
    within = sum(_of_these(inner, types, logged) for inner in group.of)
    free = needed - sum(_lacking(inner, logged)[0] for inner in group.of)
    has_some = any(one.id in types for one in group.every())
    return within + (free if has_some else 0)


def fill_gap(gap: Gap, offers: Iterable[Offer]) -> list[Filling]:
    """Which offers would bring one nearer, best first; at the same gain, the earlier one."""
    before = count_credits(gap.parts, gap.credits).missing
    fillings = []
    for offer in offers:
        if not gap.starts_on <= offer.day <= gap.ends_on:
            continue
        # Ids below 0 belong to no stored credit.
        added = [
            Credit(-1 - place, offer.day, quarters, gap.kinds[kind])
            for place, (kind, quarters) in enumerate(sorted(offer.credits.items()))
            if kind in gap.kinds and quarters > 0
        ]
        gain = before - count_credits(gap.parts, (*gap.credits, *added)).missing
        if gain > 0:
            fillings.append(Filling(offer, gain))
    return sorted(fillings, key=lambda filling: (-filling.gain, filling.offer.day, filling.offer.id))


def _capped(group: Group, quarters: int) -> int:
    return quarters if group.most is None else min(quarters, group.most)


def _logged(group: Group, logged: Mapping[str, int]) -> int:
    return sum(_logged(inner, logged) for inner in group.of) if group.of else logged.get(group.id, 0)


def _room(group: Group, logged: Mapping[str, int]) -> int:
    """What can count of it at most."""
    inside = sum(_room(inner, logged) for inner in group.of) if group.of else logged.get(group.id, 0)
    return _capped(group, inside)


def _need(group: Group, logged: Mapping[str, int]) -> int:
    """What of it must count for all minimums within it to be met as far as they can be."""
    inside = sum(_need(inner, logged) for inner in group.of)
    return min(_room(group, logged), max(group.least, inside))


def _share(
    group: Group, counted: int, logged: Mapping[str, int], depth: int = 0, outer: Group | None = None
) -> Iterator[tuple[Tally, Group | None]]:
    """Divide what counts among what is inside: first to meet minimums, then in the order of the rule.

    Yields:
        Every group's tally, and the nearest group from it outwards that has room for nothing more.
    """
    full = group if group.most is not None and counted == group.most else outer
    yield Tally(group, depth, _logged(group, logged), counted, _lacking(group, logged)[0]), full
    shares = {inner.id: _need(inner, logged) for inner in group.of}
    spare = counted - sum(shares.values())
    for inner in group.of:
        more = min(spare, _room(inner, logged) - shares[inner.id])
        spare -= more
        yield from _share(inner, shares[inner.id] + more, logged, depth + 1, full)


def _lacking(group: Group, logged: Mapping[str, int]) -> tuple[int, int]:
    """The least that is still to be earned, and how much can count then without earning more still.

    To have t count costs c + max(0, t - m): so it is for a type, and so it stays when such costs are added up
    and bounded.
    """
    if group.of:
        costs = [_lacking(inner, logged) for inner in group.of]
        cost, free = sum(c for c, _ in costs), sum(m for _, m in costs)
    else:
        cost, free = 0, _capped(group, logged.get(group.id, 0))
    least = max(group.least, sum(_least(inner) for inner in group.of))
    return cost + max(0, least - free), _capped(group, max(free, least))


def _least(group: Group) -> int:
    """What must count of it, by its own minimum or by those within it."""
    return max(group.least, sum(_least(inner) for inner in group.of))
