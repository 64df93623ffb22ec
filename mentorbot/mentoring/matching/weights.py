"""What a score is made of, and how much organizers let each part of it count in a round, in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from math import gcd
from typing import Final, Self


class Part(StrEnum):
    """What a score is made of."""

    TOPICS = "topics"
    TIME = "time"
    SETTING = "setting"
    HELP = "help"
    CREDENTIALS = "credentials"
    YEARS = "years"


MOST: Final = {
    Part.TOPICS: 40,
    Part.TIME: 24,
    Part.SETTING: 12,
    Part.HELP: 10,
    Part.CREDENTIALS: 8,
    Part.YEARS: 6,
}
"""The points of each part where all count as usual; 100 together."""
WHOLE: Final = 100
"""The highest score, however much each part counts."""


class Weight(StrEnum):
    """How much a part counts."""

    NONE = "none"
    LITTLE = "little"
    USUAL = "usual"
    MUCH = "much"
    MUST = "must"
    """As usual; and two who have nothing in common there are not brought together."""


_FACTORS: Final = {Weight.NONE: 0, Weight.LITTLE: 1, Weight.USUAL: 2, Weight.MUCH: 4, Weight.MUST: 2}


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each part of a score counts."""

    topics: Weight = Weight.USUAL
    time: Weight = Weight.USUAL
    setting: Weight = Weight.USUAL
    help: Weight = Weight.USUAL
    credentials: Weight = Weight.USUAL
    years: Weight = Weight.USUAL

    def __getitem__(self, part: Part) -> Weight:
        """How much this part counts."""
        found: Weight = getattr(self, part.value)
        return found

    def unusual(self) -> Iterator[tuple[Part, Weight]]:
        """The parts that count otherwise than usual, and how much."""
        return ((part, self[part]) for part in Part if self[part] is not Weight.USUAL)

    @property
    def musts(self) -> tuple[Part, ...]:
        """The parts in which two must have something in common."""
        return tuple(part for part in Part if self[part] is Weight.MUST)

    @property
    def factors(self) -> dict[Part, int]:
        """By what the points of each part are multiplied: the smallest whole numbers of these proportions."""
        factors = {part: _FACTORS[self[part]] for part in Part}
        shared = gcd(*factors.values()) or 1
        return {part: factor // shared for part, factor in factors.items()}

    @property
    def most(self) -> int:
        """How many points there can be, each multiplied by its factor; 0 where nothing counts."""
        return sum(factor * MOST[part] for part, factor in self.factors.items())

    def scale(self, points: int) -> int:
        """The score from 0 to WHOLE that so many points, each multiplied by its factor, come to."""
        most = self.most
        return (2 * WHOLE * points + most) // (2 * most) if most else 0

    def code(self) -> str:
        """Written as a column keeps it; empty where all count as usual."""
        return ",".join(f"{part}:{weight}" for part, weight in self.unusual())

    @classmethod
    def read(cls, code: str) -> Self:
        """What :meth:`code` wrote. Raises ValueError for anything else."""
        said = dict(one.split(":", 1) for one in code.split(",") if one)
        return cls(**{Part(part).value: Weight(weight) for part, weight in said.items()})


USUAL: Final = Weights()
