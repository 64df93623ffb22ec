"""A round that is solved by a process of its own."""

import asyncio
from datetime import timedelta

import mailing
import pytest
from mentoring.matchday import Matchday

from benchmarks.crowd import crowd
from mentorbot import clock
from mentorbot.errors import UserError
from mentorbot.mentoring.matching.outcome import Method, Rules, Task
from mentorbot.mentoring.matching.rounds import solve_round
from mentorbot.mentoring.rounds import solving
from mentorbot.mentoring.rounds.terms import RoundState


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
    found = await solving.solve_task(Task(tuple(students), tuple(helpers), rules))
    assert found == solve_round(students, helpers, rules)


async def test_a_round_that_takes_too_long_is_given_up_with_a_sentence(monkeypatch):
    monkeypatch.setattr(solving, "PATIENCE", 0.01)
    with pytest.raises(UserError, match="nothing was changed"):
        await solving.solve_task(Task((), (), Rules()))


async def test_what_a_failing_process_said_is_not_lost():
    students, helpers = crowd(3, 2, 1)
    task = Task(tuple(students), tuple(helpers), Rules(pinned=frozenset({(1, 2)})))
    with pytest.raises(RuntimeError, match="1 and 2 are pinned, but not in the round"):
        await solving.solve_task(task)


async def test_whoever_asks_hears_how_far_it_is_and_may_stop_it(database, mentee):
    await mentee("someone")
    day = Matchday(database)
    found = await day.open()
    await day.offer(found, "ada")
    await day.seek(found, "ben")
    solver = solving.Solver(mailing.program_of(database))
    found = await day.get(found)
    assert await solver.work_out(found, within=0) == "it has begun"
    assert solver.stop(found.id)
    with pytest.raises(UserError, match="was stopped"):
        await solver.work_out(found)
    assert not solver.stop(found.id)
    assert (await day.get(found)).solved == 0
    assert await solver.work_out(found, within=60) is None
    assert await day.pairs(found) == {"Ben": "Ada"}


async def test_what_two_processes_work_out_at_once_can_be_published(database, mentee):
    await mentee("someone")
    day = Matchday(database)
    found = await day.open()
    await day.offer(found, "ada")
    await day.seek(found, "ben")
    solvers = [solving.Solver(mailing.program_of(database)) for _ in range(2)]
    found = await day.get(found)
    assert await asyncio.gather(*(one.work_out(found, within=60) for one in solvers)) == [None, None]
    found = await day.get(found)
    assert (found.solved, found.stale) == (1, False)
    assert (await day.publish(found)).state is RoundState.DONE
    assert await day.live() == {("ada", "ben")}


class Leaving:
    """A platform that people leave."""

    def __init__(self) -> None:
        self.gone: set[str] = set()

    async def is_here(self, community: str, user_id: str) -> bool:
        return user_id not in self.gone


async def test_what_is_worked_out_after_somebody_has_left_can_be_published_at_once(database, mentee):
    await mentee("someone")
    day, program, platform = Matchday(database), mailing.program_of(database), Leaving()
    program.platforms["discord"] = platform
    found = await day.open()
    await day.offer(found, "ada", "bea")
    await day.seek(found, "ben", "cem")
    solver = solving.Solver(program)
    assert await solver.work_out(await day.get(found), within=60) is None
    platform.gone = {"cem"}
    clock.advance(timedelta(days=2))
    assert await solver.work_out(await day.get(found), within=60) is None
    assert not (await day.get(found)).stale
    assert list(await day.pairs(found)) == ["Ben"]


async def test_a_process_says_how_far_it_is():
    students, helpers = crowd(3, 60, 15)
    heard = []
    await solving.solve_task(Task(tuple(students), tuple(helpers), Rules()), heard.append)
    assert heard
    assert all("pairs looked at" in said for said in heard)
