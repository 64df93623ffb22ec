"""Whoever left the community and is soon back: introductions and interviews go on as they stood."""

from datetime import timedelta

import pytest
from networking.conftest import pass_by, set_up
from networking.directory.test_directory import NAME, answer, ask, describe
from networking.interviews.test_interviews import answered, asked, offered, state, write
from networking.intros.test_intros import begin, join, met_in, told
from networking.sharing import enrol, person
from sqlalchemy import select

from mentorbot import clock
from mentorbot.db import Database
from mentorbot.errors import UserError
from mentorbot.meetings import service as meetings
from mentorbot.meetings.offers import Offer
from mentorbot.members import presence
from mentorbot.mentoring.profiles import blocks
from mentorbot.networking.directory import introductions
from mentorbot.networking.directory.models import INTRODUCTION
from mentorbot.networking.directory.terms import IntroductionState
from mentorbot.networking.interviews import cards, offering
from mentorbot.networking.interviews import service as interviews
from mentorbot.networking.interviews.terms import MOST_OPEN, InterviewState

pytestmark = pytest.mark.every_database


async def note(database: Database, member_id: int, *, here: bool) -> None:
    async with database.session_scope() as session:
        await presence.note_presence(session, member_id, here=here)


async def states(database: Database) -> list[tuple[IntroductionState, bool]]:
    """How introductions stand, and whether they keep the two from asking each other anew."""
    columns = INTRODUCTION.c.state, INTRODUCTION.c.live_pair
    async with database.read_scope() as connection:
        rows = await connection.execute(select(*columns).order_by(INTRODUCTION.c.id))
        return [(row.state, row.live_pair is not None) for row in rows]


async def test_an_introduction_goes_on_as_it_stood_whichever_of_the_two_had_left(database: Database) -> None:
    eve = await describe(database, "eve", NAME)
    [ben] = await enrol(database, "ben")
    await ask(database, "ben", eve)
    for member in (ben, eve):
        await note(database, member, here=False)
        assert (await states(database))[0][0] is not IntroductionState.ASKED
        with pytest.raises(UserError):
            await answer(database, "eve", 1, accept=True)
        await note(database, member, here=True)
        assert await states(database) == [(IntroductionState.ASKED, True)]
    sent = await pass_by(database, timedelta(minutes=1))
    assert told(sent, "Somebody would like to meet you") == ["eve"], "asked once"
    await answer(database, "eve", 1, accept=True)
    sent = await pass_by(database, timedelta(minutes=1))
    assert told(sent, "You are introduced") == ["ben", "eve"]


async def test_what_was_declined_stays_so_and_nobody_learns_of_it_by_coming_back(database: Database) -> None:
    eve = await describe(database, "eve", NAME)
    [ben] = await enrol(database, "ben")
    await ask(database, "ben", eve)
    await answer(database, "eve", 1, accept=False)
    await note(database, ben, here=False)
    await note(database, ben, here=True)
    assert [one for one, _ in await states(database)] == [IntroductionState.DECLINED]
    async with database.read_scope() as connection:
        mine, _, _ = await introductions.find_open(connection, person("ben"))
    assert len(mine) == 1
    sent = await pass_by(database, timedelta(days=8))
    assert told(sent, "Not this time") == ["ben"]


async def test_an_introduction_stays_over_after_a_block_or_when_it_is_too_late(database: Database) -> None:
    eve, fay = [await describe(database, name, NAME) for name in ("eve", "fay")]
    [ben] = await enrol(database, "ben")
    for other in (eve, fay):
        await ask(database, "ben", other)
    await note(database, ben, here=False)
    async with database.session_scope() as session:
        await blocks.block_member(session, eve, ben)
    await pass_by(database, timedelta(days=2))
    await note(database, ben, here=True)
    # As if she did not answer: that it was gone at once would tell him.
    assert [one for one, _ in await states(database)] == [
        IntroductionState.DECLINED,
        IntroductionState.ASKED,
    ]
    await note(database, ben, here=False)
    sent = await pass_by(database, timedelta(days=8))
    assert told(sent, "Not this time") == []
    await note(database, ben, here=True)
    assert told(await pass_by(database, timedelta(hours=1)), "Not this time") == ["ben", "ben"]
    assert [one for one, _ in await states(database)] == [IntroductionState.EXPIRED] * 2


async def test_an_interview_goes_on_and_both_are_told(database: Database) -> None:
    cfo = await offered(database, "cfo")
    done = await asked(database, "ben", cfo)
    await pass_by(database, timedelta(minutes=1))
    await note(database, cfo, here=False)
    assert await state(database, done.request.id) is InterviewState.EXPIRED
    gone = await pass_by(database, timedelta(hours=1))
    assert told(gone, "has ended") == ["ben"]
    assert "<@cfo> has left the community" in str(gone)
    assert "interviews:find" in str(gone), "who asked can ask somebody else"
    await note(database, cfo, here=True)
    assert await state(database, done.request.id) is InterviewState.ASKED
    sent = await pass_by(database, timedelta(hours=1))
    assert told(sent, "Your interview goes on") == ["ben", "cfo"]
    await answered(database, "cfo", done.request.id, accept=True)
    student = done.me.id
    for times in range(2):
        await plan_to_meet(database, done.request.id)
        await note(database, student, here=False)
        gone = await pass_by(database, timedelta(days=2))
        assert [(who, card.title) for who, card in gone] == [("cfo", "An interview has ended")], times
        assert "METHOD:CANCEL" in str(gone), "one message, with the file that takes out what was planned"
        assert "interviews:find" not in str(gone), "who was asked did not look for anybody"
        await note(database, student, here=True)
        assert await state(database, done.request.id) is InterviewState.ACCEPTED
        back = await pass_by(database, timedelta(days=2))
        assert told(back, "Your interview goes on") == ["ben", "cfo"], times
    await note(database, student, here=False)
    await pass_by(database, timedelta(days=31))
    await note(database, student, here=True)
    assert await state(database, done.request.id) is InterviewState.WITHDRAWN


async def plan_to_meet(database: Database, request_id: int) -> None:
    times = Offer((clock.now().replace(microsecond=0) + timedelta(days=9),))
    ben, cfo = person("ben"), person("cfo")
    planned = await write(database, lambda s: meetings.propose_times(s, ben, "interview", request_id, times))
    one = planned.meeting
    await write(database, lambda s: meetings.pick_time(s, cfo, one.id, one.turn, 0))
    await pass_by(database, timedelta())


async def test_calling_an_interview_off_takes_it_out_of_both_calendars(database: Database) -> None:
    cfo = await offered(database, "cfo")
    done = await asked(database, "ben", cfo)
    await answered(database, "cfo", done.request.id, accept=True)
    await plan_to_meet(database, done.request.id)
    off = await write(database, lambda s: interviews.withdraw_request(s, person("ben"), done.request.id))
    assert "METHOD:CANCEL" in str(cards.withdrawn_card(off.off, clock.now(), asked=True))
    sent = await pass_by(database, timedelta(hours=1))
    assert [(who, card.title) for who, card in sent] == [("cfo", "An interview was called off")]
    assert "METHOD:CANCEL" in str(sent)


async def test_an_unanswered_interview_stays_over_when_its_time_is(database: Database) -> None:
    cfo = await offered(database, "cfo")
    done = await asked(database, "ben", cfo)
    await note(database, cfo, here=False)
    await pass_by(database, timedelta(days=4))
    await note(database, cfo, here=True)
    assert await state(database, done.request.id) is InterviewState.EXPIRED


async def test_whoever_is_back_is_in_their_group_of_the_round_again(database: Database) -> None:
    await set_up(database)
    ids = await join(database, "ada", "ben")
    await begin(database)
    await note(database, ids[0], here=False)
    sent = await pass_by(database, timedelta(hours=1))
    assert told(sent, "has ended") == ["ben"]
    await note(database, ids[0], here=True)
    assert await met_in(database, 1) == [set(ids)]
    sent = await pass_by(database, timedelta(hours=1))
    assert told(sent, "Your introduction goes on") == ["ada", "ben"]
    sent = await pass_by(database, timedelta(days=6, hours=16))
    assert told(sent, "Did you meet?") == ["ada", "ben"]
    await note(database, ids[0], here=False)
    async with database.session_scope() as session:
        await blocks.block_member(session, ids[1], ids[0])
    await note(database, ids[0], here=True)
    assert await met_in(database, 1) == [{ids[1]}]


async def test_an_interview_does_not_go_on_where_others_have_asked_as_often_as_one_may(
    database: Database,
) -> None:
    cfo = await offered(database, "cfo", a_month=1)
    first = await asked(database, "ben", cfo)
    await note(database, first.me.id, here=False)
    second = await asked(database, "dan", cfo)
    await note(database, first.me.id, here=True)
    assert await state(database, first.request.id) is InterviewState.WITHDRAWN
    assert await state(database, second.request.id) is InterviewState.ASKED
    sent = await pass_by(database, timedelta(hours=1))
    assert "ben" in told(sent, "has ended"), "who had asked is told either way"
    await note(database, second.me.id, here=False)
    await write(database, lambda session: offering.switch_offer(session, person("cfo"), paused=True))
    await note(database, second.me.id, here=True)
    assert await state(database, second.request.id) is InterviewState.WITHDRAWN
    # Nor where whoever asked has asked others meanwhile, as many as one may at a time.
    several = [await offered(database, f"pro{number}") for number in range(MOST_OPEN + 1)]
    begun = [await asked(database, "eve", one) for one in several[:MOST_OPEN]]
    await note(database, several[0], here=False)
    await asked(database, "eve", several[-1])
    await note(database, several[0], here=True)
    assert await state(database, begun[0].request.id) is InterviewState.EXPIRED


@pytest.mark.parametrize("accept", [None, False])
async def test_who_asked_and_is_back_too_late_hears_what_they_would_have_heard(
    database: Database, accept: bool | None
) -> None:
    eve = await describe(database, "eve", NAME)
    [ben] = await enrol(database, "ben")
    await ask(database, "ben", eve)
    if accept is not None:
        await answer(database, "eve", 1, accept=accept)
    await note(database, ben, here=False)
    await pass_by(database, timedelta(days=9))
    for _ in range(2):
        await note(database, ben, here=True)
    [(who, card)] = await pass_by(database, timedelta(hours=1))
    assert (who, card.title) == ("ben", "Not this time")
    assert "Ada Lovelace" in str(card), "of several that were asked, this one"
    await note(database, ben, here=False)
    await note(database, ben, here=True)
    assert told(await pass_by(database, timedelta(hours=1)), "Not this time") == []
