"""A round as arrays, and what is worth how much in it.

Mentees are rows, mentors columns. What is sought, in this order:

1. as many mentees with a mentor as can be, and of no group more than its ``cap``;
2. as many of the places taken that are kept for groups (``floor``) as can be;
3. as few mentors as can be with fewer than ``least`` mentees;
4. those with a mentor who come first (``turn``);
5. the highest sum of scores;
6. the longest sum of waiting among those with a mentor.

Each pair has one worth, in whole numbers, in which a step of an earlier aim outweighs all that the later ones
can bring. It need outweigh no more than that: a better matching can be reached from a worse one along paths
that visit each mentor and each group at most once, so that no step changes more scores than there are
mentors, and one, nor lets more than one mentee take the place of another.
"""

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mentorbot.mentoring.matching.score import NO, Scores

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
_TOP: Final = NO
"""More than the highest score."""
_ROOM: Final = 2**61
"""What the solver can count to is 2**63; it multiplies every worth by the number of people."""


def _nothing() -> Ints:
    return np.zeros(1, dtype=np.int64)


@dataclass(frozen=True)
class Problem:
    """Whom to bring together.

    Args:
        scores: How much each two are liked, or NO, a row for each mentee and a column for each mentor.
        room: How many mentees each mentor takes.
        least: How many each mentor should have at least, at most ``room``.
        waiting: Days that each mentee has waited.
        bound: Mentees who have a mentor in every matching that is looked for; None: nobody.
        owed: Mentors whose ``least`` seats are filled in every matching that is looked for; None: nobody's.
        turn: Who comes first among mentees: the higher, the sooner; None: nobody does.
        group: The group of each mentee, from 1; 0: none. None: nobody is in any.
        floor: How many places are kept for each group; nothing for 0.
        cap: How many of each group may have a mentor, not fewer than ``floor``; of 0 everybody.
    """

    scores: Scores
    room: Ints
    least: Ints
    waiting: Ints
    bound: Bools | None = None
    owed: Bools | None = None
    turn: Ints | None = None
    group: Ints | None = None
    floor: Ints = field(default_factory=_nothing)
    cap: Ints = field(default_factory=_nothing)

    @property
    def mentees(self) -> int:
        """How many there are."""
        return len(self.scores)

    @property
    def mentors(self) -> int:
        """How many there are."""
        return len(self.room)

    @cached_property
    def groups(self) -> Ints:
        """The group of each mentee; 0: none."""
        return np.zeros(self.mentees, dtype=np.int64) if self.group is None else self.group

    @cached_property
    def wait(self) -> Ints:
        """What having a mentor is worth for each mentee: days waited, and more than any score by rank."""
        return self._days + self._rank * self._path

    @cached_property
    def point(self) -> int:
        """What one point of a score is worth: more than any waiting."""
        return int(self._days.max(initial=0)) + 1

    @cached_property
    def step(self) -> int:
        """What one more mentee with a mentor is worth, and one more of the ``least`` seats filled."""
        return (1 + 2 * int(self._rank.max(initial=0))) * self._path

    @property
    def kept(self) -> int:
        """What each place is worth that is kept for a group and taken by one of it."""
        return 2 * self.step

    @cached_property
    def seat(self) -> Ints:
        """What filling one of the ``least`` seats of each mentor is worth."""
        result: Ints = np.full(self.mentors, self.step)
        return result if self.owed is None else result * (1 + self.owed)

    def worth(self, rows: Ints, columns: Ints) -> Ints:
        """What pairs are worth."""
        scores = self.scores[rows, columns].astype(np.int64)
        return self.step + scores * self.point + self.wait[rows]

    def of(self, mates: Ints) -> Ints:
        """What each mentee's pair is worth; 0 without one.

        Args:
            mates: The mentor's column for each mentee, -1 for none.
        """
        result = np.zeros(self.mentees, dtype=np.int64)
        rows = np.flatnonzero(mates >= 0)
        result[rows] = self.worth(rows, mates[rows])
        return result

    def along(self, scores: Scores) -> "Problem":
        """The same people and seats with other scores."""
        return replace(self, scores=scores)

    def taken(self, mates: Ints) -> Ints:
        """How many of each group have a mentor, of nobody's group among them."""
        return np.bincount(self.groups[mates >= 0], minlength=len(self.floor))

    @cached_property
    def _rank(self) -> Ints:
        """Whose having a mentor comes before any score: first whoever is bound, then by turn."""
        turn = np.zeros(self.mentees, dtype=np.int64) if self.turn is None else self.turn
        if self.bound is None:
            return turn
        result: Ints = turn + (int(turn.max(initial=0)) + 1) * self.bound
        return result

    @cached_property
    def _days(self) -> Ints:
        # Whole days, unless so many people have waited for so long that the solver could not count them.
        people = self.mentees + self.mentors + 2
        most = _ROOM // (people * _TOP * self._longest_path * 64)
        longest = int(self.waiting.max(initial=0))
        result: Ints = self.waiting // (1 + longest // most)
        return result

    @cached_property
    def _path(self) -> int:
        """More than all points that can change along one path."""
        return _TOP * self.point * self._longest_path

    @property
    def _longest_path(self) -> int:
        return min(self.mentees, self.mentors) + 3
