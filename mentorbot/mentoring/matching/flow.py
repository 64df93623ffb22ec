"""The best matching along some of the pairs, by minimum-cost flow (OR-Tools)."""

import numpy as np
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from mentorbot.mentoring.matching.problem import Ints, Problem


def best_along(problem: Problem, rows: Ints, columns: Ints) -> Ints:
    """The best matching that uses none but these pairs, each of which must have a score.

    Returns:
        The mentor's column for each mentee, -1 for none. The same for the same input, always.

    Raises:
        RuntimeError: The solver gave up, which it must not.
    """
    mentees, mentors = problem.mentees, problem.mentors
    flow = SimpleMinCostFlow()
    source, sink = mentees + mentors, mentees + mentors + 1
    everyone, offers = np.arange(mentees), mentees + np.arange(mentors)

    def arcs(tail: Ints, head: Ints, most: Ints, worth: Ints) -> Ints:
        added: Ints = flow.add_arcs_with_capacity_and_unit_cost(tail, head, most, -worth)
        return added

    # Whoever is in a group comes to it through a node of its own, which lets no more than its cap through.
    groups, hubs = problem.groups, sink + np.arange(len(problem.floor))
    into = np.where(groups > 0, hubs[groups], source)
    arcs(into, everyone, np.ones(mentees, np.int64), problem.wait)
    some = np.arange(1, len(hubs))
    from_source = np.full(len(some), source)
    arcs(from_source, hubs[some], problem.floor[some], np.full(len(some), problem.kept))
    arcs(from_source, hubs[some], (problem.cap - problem.floor)[some], np.zeros(len(some), np.int64))
    points = problem.scores[rows, columns].astype(np.int64) * problem.point
    pairs = arcs(rows, mentees + columns, np.ones(len(rows), np.int64), points)
    to_sink = np.full(mentors, sink)
    arcs(offers, to_sink, problem.least, problem.seat)
    arcs(offers, to_sink, problem.room - problem.least, np.zeros(mentors, np.int64))
    # Asked for more than can flow, it lets as much flow as can: the number of pairs comes before their worth.
    wanted = min(mentees, int(problem.room.sum()))
    flow.set_node_supply(source, wanted)
    flow.set_node_supply(sink, -wanted)
    status = flow.solve_max_flow_with_min_cost()
    if status != flow.OPTIMAL:
        raise RuntimeError(f"The flow of {mentees} mentees and {mentors} mentors was not solved: {status}.")
    used = np.flatnonzero(flow.flows(pairs))
    mates = np.full(mentees, -1, dtype=np.int64)
    mates[rows[used]] = columns[used]
    return mates
