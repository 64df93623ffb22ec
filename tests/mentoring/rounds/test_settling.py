"""Rounds that go on by themselves: one that cannot holds up no other, and is gone on with later."""

from datetime import timedelta

import mailing
from mentoring.conftest import person
from mentoring.matchday import BOSS, ORGANIZER, Matchday, text

from mentorbot import clock
from mentorbot.chat import Card
from mentorbot.chat.program import Program
from mentorbot.db import Database
from mentorbot.mentoring.rounds import notices, organizing, publishing, service
from mentorbot.mentoring.rounds.commands import settle_rounds, show_rounds
from mentorbot.mentoring.rounds.solving import Solver
from mentorbot.mentoring.rounds.terms import RoundState
from mentorbot.mentoring.rounds.view import Plan, RoundView


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


class Posts:
    """A platform of which only messages are changed."""

    def __init__(self) -> None:
        self.changed: list[str] = []

    async def change_post(self, community: str, channel_id: str, message_id: str, card: Card) -> None:
        self.changed.append(text(card))


async def test_an_announcement_waits_until_its_platform_is_connected(database: Database, mentee) -> None:
    await mentee("someone")
    day, program, posts = Matchday(database), mailing.program_of(database), Posts()
    found = await day.open()
    await mailing.send(database, notices.call_key(found.id))
    async with database.session_scope() as session:
        await publishing.cancel_round(session, BOSS, ORGANIZER, found.id)
    await show_rounds(program)
    program.platforms["discord"] = posts  # type: ignore[assignment]
    clock.advance(timedelta(minutes=11))
    await show_rounds(program)
    [said] = posts.changed
    assert "called off" in said


async def test_nobody_is_called_to_a_round_that_takes_nobody_any_more(database: Database, mentee) -> None:
    await mentee("someone")
    found = await Matchday(database).open()
    clock.advance(timedelta(days=8))
    assert await mailing.send(database, notices.call_key(found.id)) == []


async def test_however_many_are_asked_they_are_reminded_by_few_statements(database: Database, mentee) -> None:
    await mentee("someone")
    day = Matchday(database)
    found = await day.open(confirm=True)
    mentors, mentees = ("ada", "bea", "cleo", "dora"), ("ben", "cem", "dan", "eli")
    await day.offer(found, *mentors, capacity=1)
    await day.seek(found, *mentees)
    await day.work_out(found)
    found = await day.publish(found)
    again = f"match:{found.id}:note:{notices.What.AGAIN}:"
    assert len(await mailing.waiting(database, again)) == 8
    async with database.session_scope() as session:
        await notices.forget_reminders(session, found)
        before = database.statements
        await notices.remind_asked(session, found, clock.now() + timedelta(hours=48))
    assert database.statements - before <= 4
