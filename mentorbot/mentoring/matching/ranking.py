"""The mentors that fit one mentee best."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from mentorbot.mentoring.matching.explain import explain
from mentorbot.mentoring.matching.facts import MenteeFacts, MentorFacts

if TYPE_CHECKING:
    from mentorbot.mentoring.matching.score import Mentors

FEW: Final = 300
"""Among so many mentors the best are found as soon without NumPy, which then need not be loaded."""


@dataclass(frozen=True)
class Pool:
    """Mentors to find the best among, again and again: what they offer is put into columns once."""

    mentors: Sequence[MentorFacts]

    @cached_property
    def columns(self) -> "Mentors":
        """What they offer, for scoring all at once."""
        from mentorbot.mentoring.matching.score import Mentors  # noqa: PLC0415 - it has NumPy: 13 MB for many mentors

        return Mentors(self.mentors)


def rank_mentors(
    mentee: MenteeFacts,
    mentors: Pool | Sequence[MentorFacts],
    most: int,
    *,
    without: frozenset[int] = frozenset(),
    employers_apart: bool = False,
) -> list[tuple[MentorFacts, int]]:
    """The mentors with room that fit best, each with the score; of two alike the one with more room first.

    Args:
        mentors: A pool where more are asked about again; what they are is then not read each time.
        most: How many at most.
        without: Ids of mentors to leave out.
        employers_apart: Whether to leave out those of the mentee's employer.
    """
    pool = mentors if isinstance(mentors, Pool) else Pool(mentors)
    if len(pool.mentors) <= FEW:
        return _one_by_one(mentee, pool.mentors, most, without, employers_apart)
    import numpy as np  # noqa: PLC0415 - as above

    from mentorbot.mentoring.matching.score import NO  # noqa: PLC0415

    columns = pool.columns
    scores = columns.scores([mentee], employers_apart=employers_apart)[0]
    fit = (scores != NO) & (columns.room > 0)
    if without:
        fit &= ~np.isin(columns.ids, list(without))
    places = np.flatnonzero(fit)
    # Only those that can be among the best are sorted.
    if len(places) > most > 0:
        least = np.partition(scores[places], -most)[-most]
        places = places[scores[places] >= least]
    order = np.lexsort((columns.ids[places], -columns.room[places], -scores[places].astype(np.int16)))
    return [(pool.mentors[place], int(scores[place])) for place in places[order[:most]].tolist()]


def _one_by_one(
    mentee: MenteeFacts,
    mentors: Sequence[MentorFacts],
    most: int,
    without: frozenset[int],
    employers_apart: bool,
) -> list[tuple[MentorFacts, int]]:
    found = []
    for mentor in mentors:
        if mentor.room > 0 and mentor.id not in without:
            explained = explain(mentee, mentor, employers_apart=employers_apart)
            if explained.obstacle is None:
                found.append((mentor, explained.score))
    return sorted(found, key=lambda one: (-one[1], -one[0].room, one[0].id))[:most]
