"""A round as arrays, and what is worth how much in it.

Mentees are rows, mentors columns. What is sought, in this order:

1. as many mentees with a mentor as can be;
2. as few mentors as can be with fewer than ``least`` mentees;
3. the highest sum of scores;
4. the longest sum of waiting among those with a mentor.

Each pair has one worth, in whole numbers, in which a step of an earlier aim outweighs all that the later ones
can bring. It need outweigh no more than that: a better matching can be reached from a worse one along paths
that visit each mentor at most once, so that no step changes more scores than there are mentors, and one.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mentorbot.mentoring.matching.score import NO, Scores

Ints = NDArray[np.int64]
LONGEST_WAIT: Final = 365
"""Days; who has waited longer has waited so long."""
_TOP: Final = 101
"""More than the highest score."""
_ROOM: Final = 2**61
"""What the solver can count to is 2**63; it multiplies every worth by the number of people."""


@dataclass(frozen=True)
class Problem:
    """Whom to bring together.

    Args:
        scores: From 0 to 100 or NO, a row for each mentee and a column for each mentor.
        room: How many mentees each mentor takes.
        least: How many each mentor should have at least, at most ``room``.
        waiting: Days that each mentee has waited.
    """

    scores: Scores
    room: Ints
    least: Ints
    waiting: Ints

    @property
    def mentees(self) -> int:
        """How many there are."""
        return len(self.scores)

    @property
    def mentors(self) -> int:
        """How many there are."""
        return len(self.room)

    @cached_property
    def wait(self) -> Ints:
        """What each mentee's waiting is worth: days, or in a very large round coarser."""
        days = np.clip(self.waiting, 0, LONGEST_WAIT)
        people = self.mentees + self.mentors + 2
        most = _ROOM // (people * _TOP * self._longest_path)
        coarser = -(-(int(days.sum()) + 1) // most)
        result: Ints = days // coarser
        return result

    @cached_property
    def point(self) -> int:
        """What one point of a score is worth: more than all waiting together."""
        return int(self.wait.sum()) + 1

    @cached_property
    def step(self) -> int:
        """What one more mentee with a mentor is worth, and one more of the ``least`` seats filled."""
        return _TOP * self.point * self._longest_path

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

    def only(self, least_score: int) -> "Problem":
        """The same without the pairs whose score is lower."""
        kept = np.where(self.scores >= least_score, self.scores, np.uint8(NO))
        return Problem(kept, self.room, self.least, self.waiting)

    def counting(self) -> "Problem":
        """The same with all scores alike, so that only the number of pairs counts."""
        alike = np.where(self.scores == NO, self.scores, np.uint8(0))
        return Problem(alike, self.room, np.zeros_like(self.least), np.zeros_like(self.waiting))

    @property
    def _longest_path(self) -> int:
        return min(self.mentees, self.mentors) + 3
