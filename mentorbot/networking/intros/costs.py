"""What it costs that two people meet in a round of introductions: the smaller, the better."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Table = NDArray[np.int64]

# Each of these outweighs all below it, so that one sum keeps the order of what counts.
APART: Final = 10**16
OFF_MODE: Final = 10**13
TWICE: Final = 10**10
REPEAT: Final = 10**6
_NO_TOPIC: Final = 300
_NO_HOUR: Final = 400
_SAME_SETTING: Final = 100


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
        free: When they have time, as bits (see mentoring.matching.facts.free); 0: they have not said.
        waited: In how many rounds there was nobody for them, since they last met somebody.
    """

    id: int
    group: str = ""
    setting: str = ""
    topics: frozenset[str] = frozenset()
    free: int = 0
    waited: int = 0


@dataclass(frozen=True, slots=True)
class Past:
    """What must be looked at besides the people themselves.

    Args:
        met: For two ids, the smaller first, when they last met: any number that grows with time.
        apart: Two ids, the smaller first, that must not come together.
    """

    met: Mapping[tuple[int, int], int]
    apart: frozenset[tuple[int, int]] = frozenset()


@dataclass(frozen=True)
class Costs:
    """What it costs that two of some people meet, by their places; luck aside if there is no seed."""

    people: Sequence[Person]
    past: Past
    mode: Mode
    seed: int | None = None

    def pair(self, one: int, other: int) -> int:
        """What it costs that these two meet; from APART on it must not be."""
        first, second = self.people[one], self.people[other]
        both = (min(first.id, second.id), max(first.id, second.id))
        found: int = APART * (both in self.past.apart) + self._luck(min(one, other), max(one, other))
        if (met := self.past.met.get(both)) is not None:
            found += self.again[met]
        same = bool(first.group) and first.group == second.group
        if self.mode is not Mode.ANYONE and same is (self.mode is Mode.ACROSS):
            found += OFF_MODE
        found += _NO_TOPIC * first.topics.isdisjoint(second.topics)
        found += _NO_HOUR * bool(first.free and second.free and not first.free & second.free)
        return found + _SAME_SETTING * (bool(first.setting) and first.setting == second.setting)

    def table(self, places: Sequence[int]) -> "Table":
        """The same for each two of these; nothing for somebody with themselves."""
        import numpy as np  # noqa: PLC0415 - 13 MB that only a large round needs

        columns = self._columns
        groups, settings, topics, free = (column[list(places)] for column in columns)
        same = (groups[:, None] == groups) & (groups >= 0)
        found: Table = np.zeros(same.shape, dtype=np.int64)
        if self.mode is not Mode.ANYONE:
            found[same if self.mode is Mode.ACROSS else ~same] += OFF_MODE
        found += _NO_TOPIC * (topics[:, None] & topics == 0)
        found += _NO_HOUR * self._clash[free[:, None], free[None, :]]
        found += _SAME_SETTING * ((settings[:, None] == settings) & (settings >= 0))
        ids = np.array(places, dtype=np.int64)
        found += self._luck(np.minimum(ids[:, None], ids), np.maximum(ids[:, None], ids))
        place = {one: index for index, one in enumerate(places)}
        for index, one in enumerate(places):
            for other, more in self._special.get(one, ()):
                if other in place:
                    found[index, place[other]] += more
        np.fill_diagonal(found, 0)
        return found

    @cached_property
    def again(self) -> dict[int, int]:
        """What it costs to meet again whom one met at a moment; the last one was only just."""
        moments = sorted(set(self.past.met.values()))
        long_ago = {
            moment: REPEAT + rank * (REPEAT // 2) // len(moments) for rank, moment in enumerate(moments)
        }
        return {**long_ago, **dict.fromkeys(moments[-1:], TWICE)}

    def _luck(self, one: Any, other: Any) -> Any:
        """Less than 16, by chance: in every round others of those who suit alike are brought together.

        For two places, the smaller first, or for arrays of them.
        """
        if self.seed is None:
            return 0
        mixed = (one + 1) * 40_503 + (other + 1) * 30_011 + (self.seed + 1) * 7_919
        return (mixed ^ (mixed >> 5) ^ (mixed >> 9)) * 2_654_435_761 % 4_294_967_296 >> 28

    @cached_property
    def _special(self) -> dict[int, list[tuple[int, int]]]:
        """Whom each has met or must not meet, with what that costs."""
        places = {person.id: place for place, person in enumerate(self.people)}
        found: dict[int, list[tuple[int, int]]] = {}
        costly = [*((two, self.again[met]) for two, met in self.past.met.items())]
        costly += [(two, APART) for two in self.past.apart]
        for (one, other), more in costly:
            if one in places and other in places:
                found.setdefault(places[one], []).append((places[other], more))
                found.setdefault(places[other], []).append((places[one], more))
        return found

    @cached_property
    def _columns(self) -> tuple["Table", ...]:
        import numpy as np  # noqa: PLC0415 - as above

        known = dict.fromkeys(topic for person in self.people for topic in sorted(person.topics))
        bit = {topic: 1 << (number % 62) for number, topic in enumerate(known)}
        masks = [sum({bit[topic] for topic in person.topics}) for person in self.people]
        return (
            _codes(person.group for person in self.people),
            _codes(person.setting for person in self.people),
            np.array(masks, dtype=np.int64),
            np.array([self._hours[person.free] for person in self.people], dtype=np.int64),
        )

    @cached_property
    def _hours(self) -> dict[int, int]:
        return {free: number for number, free in enumerate(dict.fromkeys(one.free for one in self.people))}

    @cached_property
    def _clash(self) -> "NDArray[np.bool_]":
        import numpy as np  # noqa: PLC0415 - as above

        hours = list(self._hours)
        return np.array([[bool(one and other and not one & other) for other in hours] for one in hours])


def _codes(values: Iterable[str]) -> "Table":
    """A number for each value; what is not known is below 0."""
    import numpy as np  # noqa: PLC0415 - as above

    known: dict[str, int] = {}
    return np.array(
        [known.setdefault(value, len(known)) if value else -1 for value in values], dtype=np.int64
    )
