"""Rounds that go on by themselves: one that cannot holds up no other."""

from datetime import timedelta

from mentoring.conftest import person
from mentoring.matchday import ORGANIZER, Matchday

from mentorbot import clock
from mentorbot.chat.program import Program
from mentorbot.db import Database
from mentorbot.mentoring.rounds import organizing, service
from mentorbot.mentoring.rounds.commands import settle_rounds
from mentorbot.mentoring.rounds.service import Plan, RoundView
from mentorbot.mentoring.rounds.solving import Solver
from mentorbot.mentoring.rounds.terms import RoundState


class Failing(Solver):
    """Cannot go on with one round."""

    failing = 0

    async def settle(self, found: RoundView) -> None:
        if found.id == self.failing:
            raise RuntimeError("the process was killed")
        await super().settle(found)


async def test_a_round_that_cannot_go_on_does_not_stop_those_of_other_communities(
    database: Database, mentor, mentee
) -> None:
    plan = Plan("Round", clock.now() + timedelta(days=7), confirm=True)
    day, found = Matchday(database), []
    for community in ("guild", "elsewhere"):
        await mentor("ada", community)
        await mentee("ben", community)
        async with database.session_scope() as session:
            boss = person("boss", community)
            one = await organizing.open_round(session, boss, ORGANIZER, plan, "77")
            found.append(await service.move_on(session, one, RoundState.ASKING))
    program = Program(database)
    solver = Failing(program)
    solver.failing = found[0].id
    program.parts[Solver] = solver
    await settle_rounds(program)
    assert [(await day.get(one)).state for one in found] == [RoundState.ASKING, RoundState.DONE]
