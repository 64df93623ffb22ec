"""Informational interviews: each request has one owner and one deadline, and slips through nowhere."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import mailing
import pytest
from mentoring.conftest import enrolled
from networking.conftest import pass_by, person, waiting, with_milestones
from sqlalchemy import select

from mentorbot import clock
from mentorbot.chat import Card
from mentorbot.db import Database, Session
from mentorbot.errors import UserError
from mentorbot.guide.model import Guide, Setting, Stage
from mentorbot.meetings import service as meetings
from mentorbot.meetings.offers import Offer
from mentorbot.members import service as members
from mentorbot.members.service import Profile
from mentorbot.mentoring.profiles import blocks
from mentorbot.networking.interviews import (
    arriving,  # noqa: F401 - it tells meetings of interviews
    milestone,
    offering,
    questions,
)
from mentorbot.networking.interviews import service as interviews
from mentorbot.networking.interviews.models import INTERVIEW_REQUEST
from mentorbot.networking.interviews.offering import Answers
from mentorbot.networking.interviews.service import Done
from mentorbot.networking.interviews.terms import (
    AGAIN_AFTER,
    ANSWER_WITHIN,
    HOLD_WITHIN,
    MOST_OPEN,
    MOST_QUESTIONS,
    NUDGE_AFTER,
    OPEN,
    InterviewState,
)
from mentorbot.progress import service as progress

pytestmark = pytest.mark.every_database

MILESTONE = "network.informational-interviews"
Sent = list[tuple[str | None, Card]]


async def write(database: Database, act: Callable[[Session], Awaitable[Any]]) -> Any:
    async with database.session_scope() as session:
        return await act(session)


async def offered(database: Database, name: str, community: str = "guild", **changes: Any) -> int:
    """Somebody who offers interviews; returns their member's id."""
    who = person(name, community)
    member = (await enrolled(database, who))[0]
    answers = {
        "role": "CFO",
        "setting": Setting.HOSPITAL,
        "topics": ("finance",),
        "a_month": 2,
        "minutes": 20,
    }
    await write(database, lambda s: offering.offer_interviews(s, who, Answers(**{**answers, **changes})))
    return member


async def asked(database: Database, name: str, professional: int, typed: str = "Why did you change?") -> Done:
    await enrolled(database, person(name))
    return await write(database, lambda s: interviews.ask_for_interview(s, person(name), professional, typed))


async def answered(database: Database, name: str, request: int, *, accept: bool) -> Done:
    return await write(database, lambda s: interviews.answer_request(s, person(name), request, accept=accept))


async def state(database: Database, request: int) -> InterviewState:
    async with database.read_scope() as connection:
        found = await interviews.find_request(connection, request)
    assert found is not None
    return found.state


def told(sent: Sent, title: str) -> list[str]:
    return sorted(str(who) for who, card in sent if title in card.title)


async def check(database: Database) -> None:
    """Every open request has one deadline to come, and what is settled has none."""
    async with database.read_scope() as connection:
        rows = (await connection.execute(select(INTERVIEW_REQUEST.c.id, INTERVIEW_REQUEST.c.state))).all()
    due = [row["dedupe_key"] for row in await waiting(database) if ":open:" in row["dedupe_key"]]
    for id_, now in rows:
        deadlines = [key for key in due if key.startswith(f"interview:{id_}:open:") and "nudge" not in key]
        assert len(deadlines) == {InterviewState.ASKED: 1, InterviewState.ACCEPTED: 2}.get(now, 0)


async def test_a_student_asks_and_the_professional_says_yes(database: Database) -> None:
    ada = await offered(database, "ada")
    done = await asked(database, "ben", ada)
    sent = await pass_by(database, timedelta(0))
    assert told(sent, "Somebody asks for an interview") == ["ada"]
    await check(database)
    for changed in (True, False):
        assert (await answered(database, "ada", done.request.id, accept=True)).changed is changed
    sent = await pass_by(database, timedelta(0))
    assert told(sent, "Your interview is accepted") == ["ben"]
    await check(database)


async def test_silence_is_nudged_once_and_then_the_student_is_told(database: Database) -> None:
    ada = await offered(database, "ada")
    done = await asked(database, "ben", ada)
    await pass_by(database, timedelta(0))
    assert told(await pass_by(database, NUDGE_AFTER), "waits for your answer") == ["ada"]
    sent = await pass_by(database, ANSWER_WITHIN - NUDGE_AFTER)
    assert told(sent, "No answer this time") == ["ben"]
    assert await state(database, done.request.id) is InterviewState.EXPIRED
    await check(database)
    with pytest.raises(UserError, match="run out"):
        await answered(database, "ada", done.request.id, accept=True)


async def test_a_no_is_told_kindly_and_is_final(database: Database) -> None:
    ada = await offered(database, "ada")
    done = await asked(database, "ben", ada)
    await answered(database, "ada", done.request.id, accept=False)
    sent = await pass_by(database, timedelta(0))
    assert told(sent, "Not this time") == ["ben"]
    assert told(sent, "Somebody asks") == []
    with pytest.raises(UserError, match="declined"):
        await answered(database, "ada", done.request.id, accept=True)
    await check(database)


async def test_accept_and_withdraw_at_once_have_one_outcome(database: Database) -> None:
    ada = await offered(database, "ada")
    done = await asked(database, "ben", ada)
    await asyncio.gather(
        answered(database, "ada", done.request.id, accept=True),
        write(database, lambda s: interviews.withdraw_request(s, person("ben"), done.request.id)),
        return_exceptions=True,
    )
    assert await state(database, done.request.id) is InterviewState.WITHDRAWN
    await check(database)


async def test_only_the_two_can_do_anything_with_it_and_each_only_their_part(database: Database) -> None:
    ada = await offered(database, "ada")
    done = await asked(database, "ben", ada)
    await enrolled(database, person("eve"))
    await enrolled(database, person("ada", "another"))
    for who in (person("eve"), person("ada", "another"), person("ben")):
        with pytest.raises(UserError, match="not yours"):
            await write(
                database, lambda s, who=who: interviews.answer_request(s, who, done.request.id, accept=True)
            )
    with pytest.raises(UserError, match="not been answered"):
        await write(database, lambda s: interviews.withdraw_request(s, person("ada"), done.request.id))
    with pytest.raises(UserError, match="not yours"):
        await write(database, lambda s: interviews.withdraw_request(s, person("ben"), done.request.id + 1))


async def test_nobody_gets_more_than_they_said(database: Database) -> None:
    ada = await offered(database, "ada", a_month=1)
    await asked(database, "ben", ada)
    with pytest.raises(UserError, match="as many interviews"):
        await asked(database, "cem", ada)
    await enrolled(database, person("cem"))
    assert await write(database, lambda s: offering.find_offers(s, person("cem"))) == []
    await pass_by(database, timedelta(days=31))
    await asked(database, "cem", ada)


async def test_a_student_has_a_few_open_and_asks_nobody_twice_in_a_row(database: Database) -> None:
    found = [await offered(database, f"pro{number}") for number in range(MOST_OPEN + 1)]
    first = await asked(database, "ben", found[0])
    for one in found[1:MOST_OPEN]:
        await asked(database, "ben", one)
    with pytest.raises(UserError, match="requests open"):
        await asked(database, "ben", found[-1])
    await write(database, lambda s: interviews.withdraw_request(s, person("ben"), first.request.id))
    with pytest.raises(UserError, match="lately"):
        await asked(database, "ben", found[0])
    await pass_by(database, AGAIN_AFTER)
    await asked(database, "ben", found[0])


async def test_blocked_paused_and_foreign_people_are_neither_found_nor_asked(database: Database) -> None:
    ben = (await enrolled(database, person("ben")))[0]
    kept = await offered(database, "kept")
    await write(database, lambda s: blocks.block_member(s, kept, ben))
    resting = await offered(database, "resting")
    await write(database, lambda s: offering.switch_offer(s, person("resting"), paused=True))
    foreign = await offered(database, "foreign", "another")
    assert await write(database, lambda s: offering.find_offers(s, person("ben"))) == []
    for one in (kept, resting, foreign, ben, 10**9):
        with pytest.raises(UserError, match="takes no requests"):
            await asked(database, "ben", one)


async def test_those_who_share_a_topic_come_first_and_who_is_asked_least(database: Database) -> None:
    await offered(database, "other", topics=("quality",))
    busy = await offered(database, "busy", topics=("finance", "people"))
    free = await offered(database, "free", topics=("finance", "people"))
    await asked(database, "cem", busy)
    await enrolled(database, person("ben"))
    found = await write(database, lambda s: offering.find_offers(s, person("ben"), topics=("finance",)))
    assert [one.offer.member_id for one in found] == [free, busy]


async def test_after_a_planned_interview_the_student_says_thank_you_and_the_guide_counts_it(
    database: Database,
) -> None:
    program = mailing.program_of(database)
    marks = []
    for number in range(3):
        ada = await offered(database, f"ada{number}")
        done = await asked(database, "ben", ada)
        await answered(database, f"ada{number}", done.request.id, accept=True)
        offer = Offer((clock.now() + timedelta(hours=2),), 20)
        planned = await write(
            database,
            lambda s, id_=done.request.id, offer=offer: meetings.propose_times(
                s, person("ben"), interviews.OWNER, id_, offer
            ),
        )
        meeting = planned.meeting
        await write(
            database,
            lambda s, n=number, m=meeting: meetings.pick_time(s, person(f"ada{n}"), m.id, m.turn, 0),
        )
        await pass_by(database, timedelta(hours=3))
        await write(
            database, lambda s, m=meeting: meetings.say_met(s, program, person("ben"), m.id, met=True)
        )
        assert await state(database, done.request.id) is InterviewState.MET
        sent = await pass_by(database, timedelta(hours=21))
        assert told(sent, "Say thank you") == ["ben"]
        async with database.read_scope() as connection:
            marks.append((await progress.load_standing(connection, person("ben"))).marks.get(MILESTONE))
    assert [str(mark) for mark in marks] == ["started", "started", "done"]
    await check(database)


@pytest.mark.parametrize(("stage", "marks"), [(Stage.HIGH_SCHOOL, "done"), (Stage.CLINICIAN, "started")])
async def test_as_many_interviews_tick_the_milestone_as_it_asks_of_that_stage(
    database: Database, guide: Guide, stage: Stage, marks: str
) -> None:
    own = replace(guide.milestones[MILESTONE], id="own.talks")
    told = with_milestones(guide, own)
    ada = await offered(database, "ada")
    await write(database, lambda s: members.enrol(s, person("ben"), Profile(stage)))
    done = await asked(database, "ben", ada)
    await answered(database, "ada", done.request.id, accept=True)
    await write(
        database, lambda s: milestone.settle_outcome(s, person("ben"), told, done.request.id, met=True)
    )
    async with database.read_scope() as connection:
        assert (await progress.load_standing(connection, person("ben"))).marks == {own.id: marks}


async def test_after_a_yes_nothing_is_forgotten_either(database: Database) -> None:
    ada = await offered(database, "ada")
    done = await asked(database, "ben", ada)
    id_ = done.request.id
    await answered(database, "ada", id_, accept=True)
    await pass_by(database, timedelta(0))
    sent = await pass_by(database, HOLD_WITHIN)
    assert told(sent, "Did you talk?") == ["ada", "ben"]
    for met, now in ((False, InterviewState.MISSED), (True, InterviewState.MET), (False, InterviewState.MET)):
        await write(database, lambda s, met=met: interviews.say_outcome(s, person("ada"), id_, met=met))
        assert await state(database, done.request.id) is now


@pytest.mark.parametrize("gone", ["ada", "ben"])
@pytest.mark.parametrize("accepted", [True, False])
async def test_whoever_is_erased_leaves_no_request_and_the_other_is_told(
    database: Database, gone: str, *, accepted: bool
) -> None:
    ada = await offered(database, "ada")
    done = await asked(database, "ben", ada)
    if accepted:
        await answered(database, "ada", done.request.id, accept=True)
    await pass_by(database, timedelta(0))
    member = {"ada": ada, "ben": done.me.id}[gone]

    async def erase(session: Session) -> None:
        await interviews.erase(session, [member])
        await offering.erase(session, [member])
        await members.erase(session, [member])

    await write(database, erase)
    sent = await pass_by(database, timedelta(days=40))
    assert [(str(who), card.title) for who, card in sent] == [
        ("ben" if gone == "ada" else "ada", "An interview has ended")
    ]


@pytest.mark.parametrize("typed", ["", "   \n ", "x" * (MOST_QUESTIONS + 1)])
async def test_no_questions_and_far_too_many_are_refused(database: Database, typed: str) -> None:
    ada = await offered(database, "ada")
    with pytest.raises(UserError, match="Please write what you want to ask"):
        await asked(database, "ben", ada, typed)


@pytest.mark.parametrize(
    "changes", [{"role": " "}, {"topics": ("nonsense",)}, {"a_month": 9}, {"minutes": 7}]
)
async def test_an_offer_that_says_nothing_is_refused(database: Database, changes: dict[str, Any]) -> None:
    with pytest.raises(UserError, match="Please"):
        await offered(database, "ada", **changes)


def test_every_stage_has_questions_of_its_own() -> None:
    for stage in (None, *Stage):
        assert len(set(questions.propose_questions(stage))) == questions.OFFERED
        assert (
            stage is None
            or questions.propose_questions(stage)[0] not in questions.list_questions()[questions.EVERYONE]
        )


def test_what_is_open_is_what_has_a_deadline() -> None:
    assert set(OPEN) == {InterviewState.ASKED, InterviewState.ACCEPTED}
