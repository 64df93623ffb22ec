"""A stable matching: no mentee and mentor who would both rather have each other than whom they have.

Where scores tie there are many, and they differ in how many get a mentor. Up to EXACT pairs the one with
the most pairs is found, and of those the one that the mentees like best altogether (OR-Tools, CP-SAT; which
pairs may go together is a condition for each pair). To find it is NP-hard, so in larger rounds mentees
propose in the order of their wishes and mentors keep the best so far (Gale and Shapley: College Admissions
and the Stability of Marriage, 1962), and whoever gets nobody may propose once more, and then comes first
among those who are liked alike (Király: Linear Time Local Approximation Algorithm for Maximum Stable
Marriage, 2013): at least two thirds of the most pairs that there can be.
"""

from heapq import heappush, heapreplace
from typing import Any, Final

import numpy as np

from mentorbot.mentoring.matching.optimal import Tell
from mentorbot.mentoring.matching.problem import Ints
from mentorbot.mentoring.matching.reserves import Game, Kept, Market, fill_up, keep_places
from mentorbot.mentoring.matching.score import NO, Scores

EXACT: Final = 2_000
"""Pairs that can be."""
_EFFORT: Final = 20.0
"""Some seconds of a processor, counted by what is done in them, so that it is the same on every machine."""


def match_stably(
    wishes: Scores,
    likings: Scores,
    room: Ints,
    waiting: Ints,
    kept: Kept | None = None,
    *,
    tell: Tell = lambda said: None,
) -> tuple[Ints, bool]:
    """A largest stable matching; of these one with the highest sum of wishes, and then of waiting.

    Args:
        wishes: How well each mentee likes each mentor; NO: not at all.
        likings: How well each mentor likes each mentee, of the same shape; NO exactly where ``wishes`` is.
        room: How many mentees each mentor takes.
        waiting: Days that each mentee has waited.
        kept: For whom places are kept; what is stable then is said in :mod:`reserves`.
        tell: Is told how far it is, in words.

    Returns:
        The mentor's column for each mentee, -1 for none; and whether it is the best of all stable ones.
    """
    if kept is None or len(kept.floor) == 1:
        return _settle((wishes, likings, room, waiting), None)
    market = Market((wishes, likings, room, waiting), kept, _propose, tell)
    proposed, settled = keep_places(market)
    mates, best = _settle(market.seen(), market.held_to(proposed), proposed)
    return fill_up(market, mates), settled and best


def _settle(game: Game, kept: Kept | None, proposed: Ints | None = None) -> tuple[Ints, bool]:
    proposed = _propose(game) if proposed is None else proposed
    can = (game[0] != NO) & (game[2] > 0)
    if can.sum() > EXACT:
        return proposed, False
    return _best(game, np.argwhere(can).tolist(), proposed, kept)


def _best(game: Game, pairs: list[list[int]], proposed: Ints, kept: Kept | None = None) -> tuple[Ints, bool]:
    wishes, likings, room, waiting = game
    from ortools.sat.python import cp_model  # noqa: PLC0415 - 60 MB that only this way to solve needs

    model = cp_model.CpModel()
    made = {(row, column): model.new_bool_var("") for row, column in pairs}
    of_row: dict[int, list[tuple[int, Any]]] = {}
    of_column: dict[int, list[tuple[int, Any]]] = {}
    for (row, column), chosen in made.items():
        of_row.setdefault(row, []).append((int(wishes[row, column]), chosen))
        of_column.setdefault(column, []).append((int(likings[row, column]), chosen))
        model.add_hint(chosen, bool(proposed[row] == column))
    for some in of_row.values():
        model.add_at_most_one(chosen for _, chosen in some)
    for column, those in of_column.items():
        model.add(sum(chosen for _, chosen in those) <= int(room[column]))
    for row, column in made:
        # Either the mentee has somebody they like as well, or all seats are with those who are liked as well.
        mine, theirs, seats = int(wishes[row, column]), int(likings[row, column]), int(room[column])
        content = sum(chosen for wish, chosen in of_row[row] if wish >= mine)
        filled = sum(chosen for liking, chosen in of_column[column] if liking >= theirs)
        model.add(seats * content + filled >= seats)
    if kept is not None:
        for group in range(1, len(kept.floor)):
            inside = [chosen for (row, _), chosen in made.items() if kept.group[row] == group]
            model.add(sum(inside) <= int(kept.cap[group]))
            model.add(sum(inside) >= int(kept.floor[group]))
    days = int(waiting.sum()) + 1
    many = (NO * len(wishes) + 1) * days
    model.maximize(
        sum(
            (many + int(wishes[pair]) * days + int(waiting[pair[0]])) * chosen
            for pair, chosen in made.items()
        )
    )
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_deterministic_time = _EFFORT
    status = solver.solve(model)
    if status not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        return proposed, False
    mates = np.full(len(wishes), -1, dtype=np.int64)
    for (row, column), chosen in made.items():
        if solver.boolean_value(chosen):
            mates[row] = column
    return mates, status == cp_model.OPTIMAL


def _propose(game: Game) -> Ints:
    wishes, likings, room, waiting = game
    many, mentors = wishes.shape
    mates = np.full(many, -1, dtype=np.int64)
    if not mentors:
        return mates
    # By which a mentor compares those whom they like alike: who proposes again, then who has waited longer.
    senior = np.empty(many, dtype=np.int64)
    senior[np.lexsort((-np.arange(many), waiting))] = np.arange(many)
    kept: list[list[tuple[int, int]]] = [[] for _ in range(mentors)]
    free = room > 0
    least = np.where(free, -1, np.iinfo(np.int64).max)  # what whoever comes to a full mentor must exceed
    again = np.zeros(many, dtype=np.int64)
    waiting_ones = list(range(many - 1, -1, -1))
    while waiting_ones:
        mentee = waiting_ones.pop()
        keys = (likings[mentee].astype(np.int64) * 2 + again[mentee]) * many + senior[mentee]
        open_ = (wishes[mentee] != NO) & (keys > least)
        if not open_.any():
            if not again[mentee]:
                again[mentee] = 1
                waiting_ones.append(mentee)
            continue
        best = np.flatnonzero(open_ & (wishes[mentee] == wishes[mentee][open_].max()))
        # Of those alike the one where it matters least: a free seat, or else whoever would give way anywhere.
        mentor = int(best[least[best].argmin()])
        held, key = kept[mentor], int(keys[mentor])
        if free[mentor]:
            heappush(held, (key, mentee))
        else:
            waiting_ones.append(heapreplace(held, (key, mentee))[1])
        if len(held) == room[mentor]:
            free[mentor], least[mentor] = False, held[0][0]
    for mentor, held in enumerate(kept):
        for _, mentee in held:
            mates[mentee] = mentor
    return mates
