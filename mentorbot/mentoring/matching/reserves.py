"""A stable matching with places that are kept for some people, and with limits.

Mentors choose by more than whom they like then (deferred acceptance with choice functions; Hafalir, Yenmez
and Yildirim: Effective Affirmative Action in School Choice, 2013, for places that are kept; Biró, Fleiner,
Irving and Manlove: The College Admissions Problem with Lower and Common Quotas, 2010, for bars):

- A group at its limit has a bar: its pairs in which the mentor likes the mentee less are not made. It is no
  higher than it must be: with one pair more, more of the group would have a mentor than may.
- Of a group for which places are kept, those pairs come before all others with every mentor in which the
  mentor likes the mentee best; no more of them than it takes to fill the places.

So two would rather have each other only where the mentee is beneath a bar, or where the mentor is with
somebody who comes first. Of one group both can always be found. Of several, which compete, they are looked
for in turn; where that does not come to an end, the limits hold, and it is not known whether the rest does.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mentorbot.mentoring.matching.optimal import Tell
from mentorbot.mentoring.matching.problem import Ints
from mentorbot.mentoring.matching.score import NO, Scores

Likings = NDArray[np.int16]
_FIRST: Final = 256
"""More than anybody is liked."""
_SWEEPS: Final = 6
FINE: Final = 1_000_000
"""Pairs of a group, up to which bars are set pair by pair; of more in points, since each takes seconds."""

Game = tuple[Scores, Scores | Likings, Ints, Ints]
"""How well each mentee likes each mentor, and each mentor each mentee; room of mentors; days waited."""
Settle = Callable[[Game], Ints]
"""Brings people together stably."""


@dataclass(frozen=True)
class Kept:
    """For whom places are kept.

    Args:
        group: The group of each mentee, from 1 on; 0: none.
        floor: How many places are kept for each group; nothing for 0.
        cap: How many of each may have a mentor; of 0 everybody.
    """

    group: Ints
    floor: Ints
    cap: Ints


class Market:
    """Who likes whom, and where the bars are."""

    def __init__(self, game: Game, kept: Kept, settle: Settle, tell: Tell = lambda said: None) -> None:
        self.wishes, self.likings, self.room, self.waiting = game
        self.kept = kept
        self._settle, self._tell = settle, tell
        self._known: dict[tuple[int, ...], Ints] = {}
        self.barred: dict[int, int] = {}
        self.first: dict[int, int] = {}
        self._orders = {group: self._order(group) for group in self.groups}

    @property
    def groups(self) -> range:
        """All groups."""
        return range(1, len(self.kept.floor))

    def taken(self, mates: Ints, group: int) -> int:
        """How many of a group have a mentor."""
        return int(((mates >= 0) & (self.kept.group == group)).sum())

    def mates(self) -> Ints:
        """The mentor's column for each mentee, -1 for none, by the bars as they are."""
        steps = tuple(where.get(group, 0) for where in (self.barred, self.first) for group in self.groups)
        if steps not in self._known:
            self._known[steps] = self._settle(self.seen())
            self._tell(f"{len(self._known):,} times solved, to keep places and limits")
        return self._known[steps]

    def seen(self) -> Game:
        """What it is about, with the bars and with those who come first."""
        wishes, likings = self.wishes.copy(), self.likings.astype(np.int16)
        for group in self.groups:
            steps, many = self._orders[group]
            barred, first = steps[self.barred.get(group, 0)], steps[len(steps) - 1 - self.first.get(group, 0)]
            wishes.ravel()[many[:barred]] = NO
            likings.ravel()[many[first:]] += _FIRST
        return wishes, likings, self.room, self.waiting

    def many_steps(self, group: int) -> int:
        """How far a bar can be raised, or how many can come first, in steps."""
        return len(self._orders[group][0]) - 1

    def held_to(self, mates: Ints) -> Kept:
        """How many of each group have a mentor in another matching that goes by the same bars."""
        taken = np.array([0, *(self.taken(mates, group) for group in self.groups)], dtype=np.int64)
        floor, cap = np.minimum(self.kept.floor, taken), self.kept.cap.copy()
        for group in self.groups:
            if self.barred.get(group):
                floor[group] = taken[group]
            if self.first.get(group):
                cap[group] = taken[group]
        return Kept(self.kept.group, floor, cap)

    def beneath(self, group: int) -> Iterator[tuple[int, int]]:
        """The pairs beneath the bar of a group, those in which the mentor likes the mentee best first."""
        steps, many = self._orders[group]
        barred = many[: steps[self.barred.get(group, 0)]]
        return (divmod(place, len(self.room)) for place in barred[::-1].tolist())

    def _order(self, group: int) -> tuple[Ints, Ints]:
        """The pairs of a group, those in which the mentee is liked least first, and where the steps are."""
        places = np.flatnonzero((self.wishes != NO) & (self.kept.group == group)[:, None])
        liked = self.likings.ravel()[places]
        mentors = self.wishes.shape[1]
        senior = self.waiting[places // max(1, mentors)]
        order = places[np.lexsort((-places, senior, liked))]
        if len(order) <= FINE:
            return np.arange(len(order) + 1), order
        levels = self.likings.ravel()[order]
        return np.concatenate(([0], np.flatnonzero(np.diff(levels)) + 1, [len(order)])), order


def keep_places(market: Market) -> tuple[Ints, bool]:
    """Set the bars of a market, and who comes first, and bring people together.

    Returns:
        The mentor's column for each mentee, -1 for none; and whether bars and places are as they should be.
    """
    for _ in range(_SWEEPS):
        if all(_is_settled(market, group) for group in market.groups):
            return market.mates(), True
        for group in market.groups:
            _set(market, group)
    while over := [one for one in market.groups if market.taken(market.mates(), one) > market.kept.cap[one]]:
        for group in over:
            _raise(market, group)
    return market.mates(), False


def _is_settled(market: Market, group: int) -> bool:
    """Whether the bar of a group is neither too low nor too high, nor too few or too many come first."""
    taken, floor, cap = (
        market.taken(market.mates(), group),
        int(market.kept.floor[group]),
        int(market.kept.cap[group]),
    )
    barred, first = market.barred.get(group, 0), market.first.get(group, 0)
    if taken > cap or (taken < floor and first < market.many_steps(group)):
        return False
    if barred and _with(market, market.barred, group, barred - 1) <= cap:
        return False
    return not first or _with(market, market.first, group, first - 1) < floor


def _with(market: Market, steps: dict[int, int], group: int, step: int) -> int:
    """How many of a group have a mentor with another bar, or with others who come first."""
    kept = steps.get(group, 0)
    steps[group] = step
    taken = market.taken(market.mates(), group)
    steps[group] = kept
    return taken


def _set(market: Market, group: int) -> None:
    """Set the bar of a group, and who of it comes first, with those of the others as they are."""
    floor, cap, most = int(market.kept.floor[group]), int(market.kept.cap[group]), market.many_steps(group)
    market.first[group] = 0
    market.barred[group] = _least(lambda step: _with(market, market.barred, group, step) <= cap, most)
    if floor:
        market.first[group] = _least(lambda step: _with(market, market.first, group, step) >= floor, most)


def _raise(market: Market, group: int) -> None:
    """Raise the bar of a group until no more of it have a mentor than may."""
    low, cap = market.barred.get(group, 0) + 1, int(market.kept.cap[group])
    more = _least(
        lambda step: _with(market, market.barred, group, low + step) <= cap,
        market.many_steps(group) - low,
    )
    market.barred[group] = low + more


def _least(holds: Callable[[int], bool], most: int) -> int:
    """A step that something holds for, and not for the one before it; the last one if it never does."""
    if holds(0):
        return 0
    low, high = 0, most
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high


def fill_up(market: Market, mates: Ints) -> Ints:
    """Let those beneath a bar have seats that nobody else takes, while their group is not at its limit."""
    mates, mentors = mates.copy(), len(market.room)
    left = market.room - np.bincount(mates[mates >= 0], minlength=mentors)
    for group in market.groups:
        many = int(market.kept.cap[group]) - market.taken(mates, group)
        for row, column in market.beneath(group) if many > 0 else ():
            if many > 0 and mates[row] < 0 and left[column] > 0:
                mates[row], left[column], many = column, left[column] - 1, many - 1
    return mates
