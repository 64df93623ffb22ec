"""A round that is solved by a process of its own."""

import pytest

from benchmarks.crowd import crowd
from mentorbot.errors import UserError
from mentorbot.mentoring.matching.outcome import Method, Rules, Task
from mentorbot.mentoring.matching.rounds import solve
from mentorbot.mentoring.rounds import solving


async def test_another_process_finds_the_same_as_this_one():
    students, helpers = crowd(3, 60, 15)
    pair = (students[0].id, helpers[0].id)
    rules = Rules(
        Method.FAIR,
        forbidden=frozenset({(students[1].id, helpers[1].id)}),
        pinned=frozenset({pair}),
        employers_apart=True,
        peers=True,
        apart=frozenset({frozenset({students[2].id, students[3].id})}),
    )
    found = await solving.solve(Task(tuple(students), tuple(helpers), rules))
    assert found == solve(students, helpers, rules)


async def test_a_round_that_takes_too_long_is_given_up_with_a_sentence(monkeypatch):
    monkeypatch.setattr(solving, "PATIENCE", 0.01)
    with pytest.raises(UserError, match="nothing was changed"):
        await solving.solve(Task((), (), Rules()))


async def test_what_a_failing_process_said_is_not_lost():
    students, helpers = crowd(3, 2, 1)
    task = Task(tuple(students), tuple(helpers), Rules(pinned=frozenset({(1, 2)})))
    with pytest.raises(RuntimeError, match="1 and 2 are pinned, but not in the round"):
        await solving.solve(task)
