"""Circles of peers: several mentees who meet among themselves.

Everyone in a circle speaks one same language and has time when the others have. Nobody is left out who
could be in one; then circles are as near to the usual size as can be; then whoever has much in common is
together. Of a few mentees that holds for every division that there is; of many it is looked for, and not
proved.
"""

from collections.abc import Sequence
from typing import Final

from mentorbot.mentoring.matching.division import FEW, Division, Pricing, divide_few, improve_division
from mentorbot.mentoring.matching.facts import ANY_TIME, MenteeFacts, common_minutes, find_free

FEWEST: Final = 3
MOST: Final = 6
USUAL: Final = 5
_LEAST_MINUTES: Final = 60
_TRIES: Final = 400
_LOOK: Final = 200
"""Of very many, a circle is filled from so many who have waited longest."""
_ALONE: Final = 10**9
_OFF: Final = 10**6
_MUCH: Final = 300
"""More than two can have in common."""


def form_circles(mentees: Sequence[MenteeFacts], apart: frozenset[frozenset[int]]) -> list[list[int]]:
    """Circles of three to six of these mentees; whoever fits into none is left out.

    Args:
        apart: Ids of each two who must not be in one circle.

    Returns:
        The ids in each circle; in each the one who has waited longest first. The same for the same people.
    """
    waiting = sorted(mentees, key=lambda one: (-one.waiting, one.id))
    peers = _Peers(waiting, apart)
    pricing = Pricing(FEWEST, MOST, peers.price, peers.alone)
    everybody = range(len(waiting))
    if len(waiting) <= FEW:
        made = divide_few(everybody, pricing)
    else:
        made = improve_division(peers.fill(), pricing, tries=_TRIES, seed=len(waiting))
    return [[waiting[place].id for place in one] for one in sorted(made.groups)]


class _Peers:
    """The mentees by their places, those who have waited longest first, and what a circle of them costs."""

    def __init__(self, mentees: Sequence[MenteeFacts], apart: frozenset[frozenset[int]]) -> None:
        self._mentees = mentees
        self._known: dict[tuple[int, int], int] = {}
        self._free = [find_free(one.offset, one.day_parts) or ANY_TIME for one in mentees]
        self._languages = [frozenset(one.languages) for one in mentees]
        places = {one.id: place for place, one in enumerate(mentees)}
        self._apart = {frozenset(places[id_] for id_ in two) for two in apart if two <= places.keys()}

    def price(self, group: tuple[int, ...]) -> int | None:
        """How far a circle is from the usual size, then how little its people have in common."""
        if not self._can(group):
            return None
        pairs = [(one, other) for place, one in enumerate(group) for other in group[place + 1 :]]
        unlike = sum(_MUCH - self._likeness(one, other) for one, other in pairs)
        return _OFF * (len(group) - USUAL) ** 2 + unlike * len(group) // len(pairs)

    def alone(self, place: int) -> int:
        """That nobody is left out counts most; then that it is not those who have waited longest."""
        return _ALONE + min(self._mentees[place].waiting, _OFF)

    def fill(self) -> Division:
        """Circles that are filled one after the other, each from whoever has waited longest."""
        waiting, made, left = list(range(len(self._mentees))), [], []
        while waiting:
            circle = [waiting.pop(0)]
            while len(circle) < USUAL:
                able = [one for one in waiting[:_LOOK] if self._can((*circle, one))]
                if not able:
                    break
                chosen = max(able, key=lambda one: sum(self._likeness(one, other) for other in circle))
                circle.append(chosen)
                waiting.remove(chosen)
            if len(circle) >= FEWEST:
                made.append(tuple(sorted(circle)))
            else:
                left.append(circle[0])
                waiting = sorted([*circle[1:], *waiting])
        return Division(tuple(made), tuple(left))

    def _likeness(self, one: int, other: int) -> int:
        if (found := self._known.get((one, other))) is None:
            found = self._known[one, other] = _alike(self._mentees[one], self._mentees[other])
        return found

    def _can(self, group: tuple[int, ...]) -> bool:
        """Whether all of them could talk, and meet."""
        languages, hours = self._languages[group[0]], self._free[group[0]]
        for one in group[1:]:
            languages &= self._languages[one]
            hours &= self._free[one]
        if not languages or common_minutes(hours, hours) < _LEAST_MINUTES:
            return False
        return not self._apart or not any(
            frozenset((one, other)) in self._apart
            for place, one in enumerate(group)
            for other in group[place + 1 :]
        )


def _alike(one: MenteeFacts, other: MenteeFacts) -> int:
    topics = set(one.topics)
    settings = set(one.settings)
    return (
        3 * len(topics.intersection(other.topics))
        + 2 * len(settings.intersection(other.settings))
        + (one.stage is not None and one.stage is other.stage)
    )
