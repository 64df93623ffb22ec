"""A stable matching: no mentee and mentor who would both rather have each other than whom they have.

Mentees propose in the order of their wishes and mentors keep the best so far (Gale and Shapley: College
Admissions and the Stability of Marriage, 1962). Of all stable matchings it is the one that is best for every
mentee, and those without a mentor are the same in all.
"""

from collections.abc import Iterator
from heapq import heappush, heapreplace

import numpy as np

from mentorbot.mentoring.matching.problem import Ints
from mentorbot.mentoring.matching.score import NO, Scores


def stable(wishes: Scores, likings: Scores, room: Ints, waiting: Ints) -> Ints:
    """The stable matching that is best for the mentees.

    Args:
        wishes: How well each mentee likes each mentor; NO: not at all. Of two alike the first is preferred.
        likings: How well each mentor likes each mentee, of the same shape; NO exactly where ``wishes`` is.
            Of two alike the one who has waited longer is preferred, then the first.
        room: How many mentees each mentor takes.
        waiting: Days that each mentee has waited.

    Returns:
        The mentor's column for each mentee, -1 for none.
    """
    many = len(wishes)
    seniority = np.empty(many, dtype=np.int64)
    seniority[np.lexsort((-np.arange(many), waiting))] = np.arange(many)
    mates = np.full(many, -1, dtype=np.int64)
    kept: list[list[tuple[int, int, int]]] = [[] for _ in room]
    places = room.tolist()
    asking = [_order(row) for row in wishes]
    free = list(range(many - 1, -1, -1))
    while free:
        mentee = free.pop()
        for mentor in asking[mentee]:
            held, liked = kept[mentor], (int(likings[mentee, mentor]), int(seniority[mentee]), mentee)
            if len(held) < places[mentor]:
                heappush(held, liked)
            elif held and held[0] < liked:
                free.append(heapreplace(held, liked)[2])
            else:
                continue
            break
    for mentor, held in enumerate(kept):
        for _, _, mentee in held:
            mates[mentee] = mentor
    return mates


def _order(row: Scores) -> Iterator[int]:
    """The columns that have a score, the highest first; found only as far as somebody asks."""
    for score in np.unique(row)[::-1]:
        if score != NO:
            yield from np.flatnonzero(row == score).tolist()
