"""Circles of peers: several mentees who meet among themselves.

Everyone in a circle speaks one same language and has time when the others have. Which circles are the best of
all is not worked out (that is NP-hard); they are filled one after the other, from whoever has waited longest.
"""

from collections.abc import Sequence
from typing import Final

from mentorbot.mentoring.matching.facts import MenteeFacts, common_minutes, free

FEWEST: Final = 3
MOST: Final = 6
USUAL: Final = 5
_LEAST_MINUTES: Final = 60


class _Circle:
    """A circle that is being filled: who is in it, and what all of them have in common."""

    def __init__(self, first: MenteeFacts) -> None:
        self.members = [first]
        self.languages = set(first.languages)
        self.free = free(first.offset, first.day_parts)

    def takes(self, one: MenteeFacts) -> bool:
        """Whether all could still talk, and meet."""
        minutes = common_minutes(self.free, free(one.offset, one.day_parts))
        return minutes >= _LEAST_MINUTES and not self.languages.isdisjoint(one.languages)

    def likeness(self, one: MenteeFacts) -> int:
        """How much somebody has in common with those who are in it, on average; only fit to compare."""
        return sum(_alike(one, member) for member in self.members) * 60 // len(self.members)

    def add(self, one: MenteeFacts) -> None:
        """Take somebody in."""
        self.members.append(one)
        self.languages.intersection_update(one.languages)
        self.free &= free(one.offset, one.day_parts)


def circles(mentees: Sequence[MenteeFacts], apart: frozenset[frozenset[int]]) -> list[list[int]]:
    """Circles of three to six of these mentees; whoever fits into none is left out.

    Args:
        apart: Ids of each two who must not be in one circle.

    Returns:
        The ids in each circle; in each the one who has waited longest first. The same for the same people.
    """
    waiting = sorted(mentees, key=lambda one: (-one.waiting, one.id))
    made: list[_Circle] = []
    while waiting:
        circle, waiting = _fill(_Circle(waiting[0]), waiting[1:], apart)
        made.append(circle)
    whole = [circle for circle in made if len(circle.members) >= FEWEST]
    for lone in (one for circle in made if len(circle.members) < FEWEST for one in circle.members):
        able = [one for one in whole if len(one.members) < MOST and _may(one, lone, apart)]
        if able:
            max(able, key=lambda one: one.likeness(lone)).add(lone)
    return [[one.id for one in circle.members] for circle in whole]


def _fill(
    circle: _Circle, others: list[MenteeFacts], apart: frozenset[frozenset[int]]
) -> tuple[_Circle, list[MenteeFacts]]:
    while len(circle.members) < USUAL:
        able = [one for one in others if _may(circle, one, apart)]
        if not able:
            break
        chosen = max(able, key=circle.likeness)  # of two alike the first, who has waited longer
        circle.add(chosen)
        others = [one for one in others if one is not chosen]
    return circle, others


def _may(circle: _Circle, one: MenteeFacts, apart: frozenset[frozenset[int]]) -> bool:
    return circle.takes(one) and not any(frozenset((one.id, own.id)) in apart for own in circle.members)


def _alike(one: MenteeFacts, other: MenteeFacts) -> int:
    topics = set(one.topics)
    settings = set(one.settings)
    return (
        3 * len(topics.intersection(other.topics))
        + 2 * len(settings.intersection(other.settings))
        + (one.stage is not None and one.stage is other.stage)
    )
