"""People leave, and come back: nothing waits for somebody who is gone, and others are told kindly."""

from datetime import timedelta

import mailing
import pytest
from mentoring.asking import Community, community
from mentoring.conftest import Make
from mentoring.pair import Two, bring_together

from mentorbot import clock
from mentorbot.db import Database
from mentorbot.members import presence
from mentorbot.mentoring.mentorships import circles, ending
from mentorbot.mentoring.mentorships import service as pairing
from mentorbot.mentoring.mentorships.terms import TalkState
from mentorbot.mentoring.profiles import blocks
from mentorbot.mentoring.profiles import service as profiles
from mentorbot.mentoring.terms import Ending, Format, Origin, RequestState

__all__ = ["community"]

pytestmark = pytest.mark.every_database


@pytest.fixture
async def two(database: Database) -> Two:
    return await bring_together(database, organizers="70")


async def leave(database: Database, member_id: int) -> None:
    async with database.session_scope() as session:
        await presence.note_presence(session, member_id, here=False)


async def come_back(database: Database, member_id: int) -> None:
    async with database.session_scope() as session:
        await presence.note_presence(session, member_id, here=True)


async def test_a_mentorship_ends_kindly_when_one_leaves_and_all_are_told(two: Two) -> None:
    await two.opened()
    await leave(two.database, two.mentor_id)
    found = await two.get()
    assert found.ending is Ending.LEFT
    assert (await two.talk()).state is TalkState.CLOSING
    told = dict(await two.cards())
    assert "one of you left the community" in str(told["ben"])
    assert "nobody's fault" in str(told["ben"])
    assert "<@ada>" in str(told["70"])
    assert "<@ben>" in str(told["70"])
    assert "Who is left is told kindly" in str(told["70"]), "ada reads it only if she is back"


async def test_leaving_twice_tells_nobody_twice(two: Two) -> None:
    for _ in range(2):
        await leave(two.database, two.mentor_id)
    assert sorted(to for to, _ in await two.cards()) == ["70", "ada", "ben"]
    await leave(two.database, two.mentor_id)
    assert await two.cards() == []


async def test_whoever_is_soon_back_goes_on_and_both_are_told(two: Two) -> None:
    await leave(two.database, two.mentee_id)
    clock.advance(timedelta(days=20))
    await two.cards()
    await come_back(two.database, two.mentee_id)
    assert (await two.get()).ended_at is None
    assert (await two.talk()).state is TalkState.WANTED
    told = await two.cards()
    assert sorted(to for to, card in told if card.title == "Your mentorship goes on") == ["ada", "ben"]
    clock.advance(timedelta(days=9))
    assert sorted(to for to, title in await two.send() if title == "A quick look") == ["ada", "ben"]
    async with two.database.read_scope() as connection:
        mentor = await profiles.find_mentor(connection, two.mentor_id)
    assert mentor is not None
    assert mentor.taken == 1


async def test_both_are_told_once_more_when_what_went_on_ends_again(two: Two) -> None:
    for _ in range(2):
        await leave(two.database, two.mentee_id)
        told = await two.send()
        assert sorted(to for to, title in told if title == "Your mentorship has ended") == ["ada", "ben"]
        clock.advance(timedelta(days=2))
        await come_back(two.database, two.mentee_id)
        assert (await two.get()).ended_at is None


async def test_nobody_is_held_to_what_was_long_ago(two: Two) -> None:
    await leave(two.database, two.mentee_id)
    clock.advance(timedelta(days=31))
    await come_back(two.database, two.mentee_id)
    assert (await two.get()).ending is Ending.LEFT


async def test_a_block_meanwhile_keeps_it_ended(two: Two) -> None:
    await leave(two.database, two.mentee_id)
    async with two.database.session_scope() as session:
        await blocks.block_member(session, two.mentor_id, two.mentee_id)
    await come_back(two.database, two.mentee_id)
    assert (await two.get()).ending is Ending.LEFT


async def test_the_other_ones_leaving_meanwhile_keeps_it_ended_until_both_are_back(two: Two) -> None:
    await leave(two.database, two.mentee_id)
    await leave(two.database, two.mentor_id)
    await come_back(two.database, two.mentee_id)
    assert (await two.get()).ended_at is not None
    await come_back(two.database, two.mentor_id)
    assert (await two.get()).ended_at is None


async def test_a_circle_goes_on_for_the_others(database: Database, mentor: Make, mentee: Make) -> None:
    ada = await mentor("ada", capacity=3)
    ben, cem = await mentee("ben"), await mentee("cem")
    async with database.session_scope() as session:
        mentor_ = await profiles.find_mentor(session, ada)
        assert mentor_ is not None
        circle = await circles.begin_circle(session, mentor_.community_id, "Finance", ada)
        for one in (ben, cem):
            await pairing.form_mentorship(
                session,
                mentor_id=ada,
                mentee_id=one,
                origin=Origin.ROUND,
                months=6,
                format_=Format.CIRCLE,
                circle_id=circle,
            )
    await leave(database, ben)
    async with database.read_scope() as connection:
        found = await circles.find_circle(connection, circle)
    assert found is not None
    assert (found.ended_at, set(found.member_ids)) == (None, {ada, cem})


async def test_whoever_is_soon_back_is_in_their_circle_of_peers_again(
    database: Database, mentee: Make
) -> None:
    ids = [await mentee(name) for name in ("ben", "cem", "dan", "eli")]
    async with database.session_scope() as session:
        ben = await profiles.find_mentee(session, ids[0])
        assert ben is not None
        circle = await circles.begin_circle(session, ben.community_id, "Finance")
        await circles.seat_peers(session, circle, ids)
        await ending.leave_peers(session, circle, ids[3])
        await blocks.block_member(session, ids[1], ids[2])
    for one in (ids[0], ids[2], ids[3]):
        await leave(database, one)
        await come_back(database, one)
    async with database.read_scope() as connection:
        found = await circles.find_circle(connection, circle)
    assert found is not None
    # Whoever left the circle by themselves stays out, and so does who keeps away from one in it.
    assert (found.ended_at, set(found.member_ids)) == (None, {ids[0], ids[1]})
    told = await mailing.send(database)
    assert [to for to, card in told if card.title == "Your circle goes on"] == ["ben"]


async def test_a_circle_that_only_its_mentors_leaving_has_ended_goes_on_when_they_are_back(
    database: Database, mentor: Make, mentee: Make
) -> None:
    ada = await mentor("ada", capacity=3)
    mentees = [await mentee(name) for name in ("ben", "cem")]
    async with database.session_scope() as session:
        mentor_ = await profiles.find_mentor(session, ada)
        assert mentor_ is not None
        circle = await circles.begin_circle(session, mentor_.community_id, "Finance", ada)
        pairs = [
            await pairing.form_mentorship(
                session,
                mentor_id=ada,
                mentee_id=one,
                origin=Origin.ROUND,
                months=6,
                format_=Format.CIRCLE,
                circle_id=circle,
            )
            for one in mentees
        ]
    for days, there in ((3, {ada, *mentees}), (31, set())):
        await leave(database, ada)
        clock.advance(timedelta(days=days))
        await mailing.send(database)
        await come_back(database, ada)
        async with database.read_scope() as connection:
            found = await circles.find_circle(connection, circle)
        assert found is not None
        assert (found.ended_at is None, set(found.member_ids)) == (bool(there), there)
        if there:
            titles = [(to, card.title) for to, card in await mailing.send(database)]
            assert titles.count(("ada", "Your mentorship goes on")) == len(pairs)


async def test_a_circle_of_peers_that_leaving_has_ended_goes_on_for_who_is_there(
    database: Database, mentee: Make
) -> None:
    ids = [await mentee(name) for name in ("ben", "cem", "dan")]
    async with database.session_scope() as session:
        ben = await profiles.find_mentee(session, ids[0])
        assert ben is not None
        circle = await circles.begin_circle(session, ben.community_id, "Finance")
        await circles.seat_peers(session, circle, ids)

    async def read() -> circles.CircleView:
        async with database.read_scope() as connection:
            found = await circles.find_circle(connection, circle)
        assert found is not None
        return found

    for one in ids[1:]:
        await leave(database, one)
    assert (await read()).ended_at is not None
    await mailing.send(database)
    await come_back(database, ids[2])
    assert ((await read()).ended_at, set((await read()).member_ids)) == (None, {ids[0], ids[2]})
    told = await mailing.send(database)
    assert sorted(to for to, card in told if card.title == "Your circle goes on") == ["ben", "dan"]
    # What one of them ended by leaving the circle itself stays over.
    async with database.session_scope() as session:
        await ending.leave_peers(session, circle, ids[0])
    await come_back(database, ids[1])
    assert (await read()).ended_at is not None


async def test_a_mentor_who_left_is_found_by_nobody_and_is_found_again_when_back(
    community: Community,
) -> None:
    await community.mentor("ada")
    await community.mentee("ben")
    await leave(community.database, community.ids["ada"])
    assert await community.find("ben") == []
    await come_back(community.database, community.ids["ada"])
    assert [one.mentor.name for one in await community.find("ben")] == ["Ada"]


async def test_a_request_goes_on_when_the_next_mentor_has_left(community: Community) -> None:
    for name in ("ada", "bea", "cal"):
        await community.mentor(name)
    await community.mentee("ben")
    request = await community.ask("ben", "ada", "bea", "cal")
    await leave(community.database, community.ids["bea"])
    await community.decline("ada", request)
    now = await community.now(request)
    assert now.owner_id == community.ids["cal"]
    await leave(community.database, community.ids["cal"])
    assert (await community.now(request)).state is RequestState.OPEN


async def part_while_away(community: Community) -> None:
    """Ada, who mentors ben, has left; and ben keeps away from her meanwhile."""
    await community.mentor("ada")
    await community.mentee("ben")
    await community.accept("ada", await community.ask("ben", "ada"))
    await community.pass_by()
    community.told("ada")
    await leave(community.database, community.ids["ada"])
    async with community.database.session_scope() as session:
        await blocks.block_member(session, community.ids["ben"], community.ids["ada"])
    await community.pass_by()


async def test_what_comes_for_somebody_away_is_sent_when_they_are_back(community: Community) -> None:
    await part_while_away(community)
    assert "one of you left the community" in community.told("ben")
    await community.pass_by(timedelta(days=3))
    assert community.told("ada") == ""
    await come_back(community.database, community.ids["ada"])
    await community.pass_by()
    assert "Your mentorship has ended" in community.told("ada")


async def test_what_came_too_long_ago_is_not_sent_any_more(community: Community) -> None:
    await part_while_away(community)
    for _ in range(4):
        await community.pass_by(timedelta(days=10))
    await come_back(community.database, community.ids["ada"])
    await community.pass_by(timedelta(days=2))
    assert community.told("ada") == ""
