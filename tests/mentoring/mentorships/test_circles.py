"""Circles talk in one place and meet together, around a mentor or without one."""

from datetime import timedelta

import mailing
import pytest
from mentoring.conftest import Make, person
from sqlalchemy import select, update

from mentorbot import clock
from mentorbot.community import privacy
from mentorbot.db import Database
from mentorbot.meetings import planning
from mentorbot.meetings import service as meetings
from mentorbot.meetings.offers import Offer
from mentorbot.members import service as members
from mentorbot.mentoring.mentorships import (
    circles,
    ending,
    opening,
    sessions,
    signs,
    talks,
)
from mentorbot.mentoring.mentorships import service as pairing
from mentorbot.mentoring.mentorships.models import CIRCLE
from mentorbot.mentoring.mentorships.terms import TalkKind, TalkState
from mentorbot.mentoring.profiles import blocking
from mentorbot.mentoring.terms import BlockKind, Format, Origin

pytestmark = pytest.mark.every_database


async def community_of(database: Database, member_id: int) -> int:
    async with database.read_scope() as connection:
        where = select(members.MEMBER_COMMUNITY).where(member_id == members.ID)
        return (await connection.execute(where)).scalar_one()


async def around(database: Database, mentor: Make, mentee: Make) -> tuple[int, list[int]]:
    """A circle of ada with ben and cem; its id, and those of the mentorships."""
    ada = await mentor("ada", capacity=3)
    people = [await mentee("ben"), await mentee("cem")]
    community = await community_of(database, ada)
    async with database.session_scope() as session:
        circle = await circles.begin_circle(session, community, "Finance", ada)
        made = [
            await pairing.form_mentorship(
                session,
                mentor_id=ada,
                mentee_id=one,
                origin=Origin.ROUND,
                months=6,
                format_=Format.CIRCLE,
                circle_id=circle,
            )
            for one in people
        ]
    return circle, [one.id for one in made]


async def peers(database: Database, mentee: Make, *names: str) -> int:
    ids = [await mentee(name) for name in names]
    community = await community_of(database, ids[0])
    async with database.session_scope() as session:
        made = await circles.begin_circle(session, community, "Peers")
        await circles.seat_peers(session, made, ids)
    return made


async def plan(database: Database, circle: int, name: str) -> planning.MeetingView:
    times = Offer((clock.now().replace(microsecond=0) + timedelta(days=1),))
    async with database.session_scope() as session:
        return (await meetings.propose_times(session, person(name), signs.CIRCLE, circle, times)).meeting


async def talk_of(database: Database, circle: int) -> talks.TalkView:
    async with database.read_scope() as connection:
        return (await talks.find_talks(connection, TalkKind.CIRCLE, [circle]))[circle]


async def test_a_circle_around_a_mentor_talks_in_one_place(
    database: Database, mentor: Make, mentee: Make
) -> None:
    circle, _ = await around(database, mentor, mentee)
    async with database.read_scope() as connection:
        [talk] = await talks.find_waiting(connection)
        party = await talks.find_party(connection, talk)
    assert (talk.kind, talk.owner_id) == (TalkKind.CIRCLE, circle)
    assert party is not None
    assert [side.name for side in party.sides] == ["Ada", "Ben", "Cem"]


async def test_all_of_a_circle_meet_and_the_mentor_is_asked_once(
    database: Database, mentor: Make, mentee: Make
) -> None:
    circle, pairs = await around(database, mentor, mentee)
    planned = await plan(database, circle, "ben")
    asked = await mailing.send(database, "meeting:")
    assert sorted(to for to, _ in asked) == ["ada", "cem"]
    async with database.session_scope() as session:
        await meetings.pick_time(session, person("cem"), planned.id, 1, 0)
    clock.advance(timedelta(days=2))
    async with database.session_scope() as session:
        await meetings.say_met(session, mailing.program_of(database), person("ada"), planned.id, met=True)
        found = [await pairing.find_mentorship(session, id_) for id_ in pairs]
        known = await signs.read_signs(session, [one for one in found if one], clock.now())
    assert all(len(one.sessions) == 1 for one in known.values()), "a sign of life for each of them"
    clock.advance(timedelta(days=12, hours=1))
    checks = [to for to, card in await mailing.send(database, "mentorship:") if card.title == "A quick look"]
    assert sorted(checks) == ["ada", "ben", "cem"]


async def test_whoever_leaves_a_circle_leaves_it_to_the_others(
    database: Database, mentor: Make, mentee: Make
) -> None:
    circle, pairs = await around(database, mentor, mentee)
    planned = await plan(database, circle, "ada")
    async with database.session_scope() as session:
        await meetings.pick_time(session, person("cem"), planned.id, 1, 0)
        await ending.end_own(session, person("ben"), pairs[0])
    async with database.read_scope() as connection:
        found = await planning.find_meeting(connection, planned.id)
        agenda = await sessions.prepare_circle(connection, mailing.program_of(database), planned)
        talk = (await talks.find_talks(connection, TalkKind.CIRCLE, [circle]))[circle]
        party = await talks.find_party(connection, talk)
    assert "Leave with" in agenda
    assert found is not None
    assert found.live
    assert sorted(part.to.user_id or "" for part in found.parts) == ["ada", "cem"]
    assert "ben" not in {row["user_id"] for row in await mailing.waiting(database, "meeting:")}
    assert party is not None
    assert [one.user_id for one in party.former] == ["ben"]
    async with database.session_scope() as session:
        await ending.end_own(session, person("cem"), pairs[1])
    async with database.read_scope() as connection:
        ended = await circles.find_circle(connection, circle)
        off = await planning.find_meeting(connection, planned.id)
    assert ended is not None
    assert ended.ended_at is not None
    assert off is None or not off.live
    assert (await talk_of(database, circle)).state is TalkState.CLOSED
    await mailing.send(database)
    assert await mailing.waiting(database) == []


async def test_a_circle_of_peers_meets_and_ends_when_one_is_left(database: Database, mentee: Make) -> None:
    circle = await peers(database, mentee, "ben", "cem", "dan")
    planned = await plan(database, circle, "ben")
    async with database.session_scope() as session:
        await meetings.pick_time(session, person("cem"), planned.id, 1, 0)
        await ending.leave_circle(session, person("dan"), circle)
    talk = await talk_of(database, circle)
    assert talk.state is TalkState.WANTED
    async with database.read_scope() as connection:
        party = await talks.find_party(connection, talk)
    assert party is not None
    assert [one.user_id for one in party.former] == ["dan"], "who left is let out of the thread"
    assert sorted(side.person.user_id for side in party.sides) == ["ben", "cem"]
    async with database.session_scope() as session:
        await ending.leave_circle(session, person("cem"), circle)
    assert (await talk_of(database, circle)).state is TalkState.CLOSED
    async with database.read_scope() as connection:
        found = await planning.find_meeting(connection, planned.id)
    assert found is None or not found.live


async def test_a_circle_is_greeted_once(database: Database, mentee: Make) -> None:
    circle = await peers(database, mentee, "ben", "cem")
    for _ in range(2):
        talk = await talk_of(database, circle)
        async with database.session_scope() as session:
            party = await talks.find_party(session, talk)
            assert party is not None
            await opening.introduce_in_thread(session, talk, party, "40", "500")
    sent = await mailing.send(database, "talk:")
    assert [(to, card.title) for to, card in sent] == [("500", "Welcome to Peers")]


async def test_a_circle_of_peers_ends_when_too_few_are_left_after_somebody_is_erased(
    database: Database, mentee: Make
) -> None:
    circle = await peers(database, mentee, "dan", "eli")
    async with database.session_scope() as session:
        await privacy.erase(session, person("dan"))
        found = await circles.find_circle(session, circle)
    assert found is not None
    assert found.ended_at is not None
    assert (await talk_of(database, circle)).state is TalkState.CLOSED


async def test_whoever_blocks_a_peer_leaves_the_circle_of_both(database: Database, mentee: Make) -> None:
    circle = await peers(database, mentee, "dan", "eli", "fay")
    eli = await mentee_id(database, "eli")
    async with database.session_scope() as session:
        await blocking.keep_away(session, person("dan"), str(eli), BlockKind.BLOCK)
        found = await circles.find_circle(session, circle)
    assert found is not None
    assert len(found.member_ids) == 2
    assert await mentee_id(database, "dan") not in found.member_ids


async def test_everybody_whom_one_of_a_circle_has_blocked_is_let_out_of_its_place(
    database: Database, mentee: Make
) -> None:
    circle = await peers(database, mentee, "dan", "eli", "fay")
    for name in ("eli", "fay"):
        async with database.session_scope() as session:
            await blocking.keep_away(session, person("dan"), blocking.call(name), BlockKind.BLOCK)
    talk = await talk_of(database, circle)
    async with database.read_scope() as connection:
        out = await talks.find_blocked(connection, talk)
    assert {one.user_id for one in out} == {"dan", "eli", "fay"}


async def test_whoever_blocks_another_of_a_circle_around_a_mentor_gives_up_their_place(
    database: Database, mentor: Make, mentee: Make
) -> None:
    circle, _ = await around(database, mentor, mentee)
    ben, cem = await mentee_id(database, "ben"), await mentee_id(database, "cem")
    async with database.session_scope() as session:
        asked = await blocking.look_before_block(session, person("ben"), str(cem))
        assert asked.ends == ["your place in a circle with them"]
        await blocking.keep_away(session, person("ben"), str(cem), BlockKind.BLOCK)
        left = {one.mentee_id for one in await pairing.find_in_circle(session, circle)}
    assert left == {cem}
    assert ben not in left


async def test_a_circle_does_not_keep_the_name_of_a_mentor_who_is_erased(
    database: Database, mentor: Make, mentee: Make
) -> None:
    circle, _ = await around(database, mentor, mentee)
    async with database.session_scope() as session:
        await session.execute(update(CIRCLE).values(name="With Ada"))
        await privacy.erase(session, person("ada"))
        found = await circles.find_circle(session, circle)
    assert found is not None
    assert (found.name, found.mentor_id) == ("Circle", None)
    assert found.ended_at is not None


async def mentee_id(database: Database, name: str) -> int:
    async with database.read_scope() as connection:
        found = await members.find_profile(connection, person(name))
    assert found is not None
    return found.id
