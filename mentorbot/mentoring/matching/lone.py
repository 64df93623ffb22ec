"""Why a mentee is left without a mentor, so that what is said of it is true.

All mentors who take part go through one sieve after the other; the first that lets nobody through is the
reason.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
from numpy.typing import NDArray

from mentorbot.mentoring.matching.facts import MenteeFacts, MentorFacts
from mentorbot.mentoring.matching.outcome import Left, Lone, Rules
from mentorbot.mentoring.matching.problem import Ints
from mentorbot.mentoring.matching.score import NO, Scores

Those = NDArray[np.bool_]


@dataclass(frozen=True)
class Sieves:
    """What a round goes by, as it was when it was solved.

    Args:
        fitting: Scores of all pairs that language, employer and what the organizers ask for leave.
        asked: Pairs that have what the organizers ask for.
        enough: Pairs with as many points as they ask for.
        forbidden: Pairs that must not be, a row for each mentee.
        declined: Pairs that were asked about in this round.
        free: Seats of each mentor that nobody has now.
        capped: Mentees of whose stage as many have a mentor as may.
    """

    mentors: list[MentorFacts]
    rules: Rules
    fitting: Scores
    asked: Those
    enough: Those
    forbidden: Those
    declined: Those
    free: Ints
    capped: Those

    def explain(self, mentee: MenteeFacts, row: int) -> Lone:
        """Why this mentee has nobody."""
        left = self._ids != mentee.id
        if not left.any():
            return Lone(mentee.id, Left.FORMAT if self.rules.otherwise else Left.NO_MENTORS)
        for why, sieve in self._each(mentee, row):
            through = left & sieve
            if not through.any():
                many = 0 if why is Left.LANGUAGE else int(left.sum())
                best = int(self.fitting[row, left].max()) if why is Left.FULL else None
                return Lone(mentee.id, why, many, best)
            left = through
        return Lone(mentee.id, Left.LATE if self.rules.last else Left.CLASH, int(left.sum()))

    @cached_property
    def _ids(self) -> Ints:
        return np.array([one.id for one in self.mentors], dtype=np.int64)

    @cached_property
    def _speaking(self) -> Callable[[tuple[str, ...]], Those]:
        """Which mentors speak one of some languages; few mentees differ in theirs."""
        return cache(
            lambda wanted: np.array(
                [not set(one.languages).isdisjoint(wanted) for one in self.mentors], dtype=np.bool_
            )
        )

    def _each(self, mentee: MenteeFacts, row: int) -> Iterator[tuple[Left, Those]]:
        yield Left.LANGUAGE, self._speaking(mentee.languages)
        yield Left.EMPLOYER, self.fitting[row] != NO
        yield Left.MUST, self.asked[row]
        yield Left.LEAST, self.enough[row]
        yield Left.KEPT_APART, ~self.forbidden[row]
        yield Left.DECLINED, ~self.declined[row]
        yield Left.RESERVED, np.full(len(self.mentors), not self.capped[row])
        yield Left.FULL, self.free > 0
