"""A mentor never gets more than they said, and two people are brought together once."""

import asyncio

import pytest
from mentoring.conftest import Make, person
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from mentorbot.db import Database
from mentorbot.errors import UserError
from mentorbot.guide.model import Way
from mentorbot.mentoring.mentorships import service as pairing
from mentorbot.mentoring.mentorships.service import MentorshipView
from mentorbot.mentoring.profiles import blocks
from mentorbot.mentoring.profiles.models import MENTOR
from mentorbot.mentoring.terms import BlockKind, Ending, Origin
from mentorbot.progress import service as progress
from mentorbot.progress.service import Mark
from mentorbot.progress.ways import item_of

pytestmark = pytest.mark.every_database


async def form(database: Database, mentor_id: int, mentee_id: int) -> MentorshipView:
    async with database.session_scope() as session:
        return await pairing.form_mentorship(
            session, mentor_id=mentor_id, mentee_id=mentee_id, origin=Origin.REQUEST, months=6
        )


async def taken(database: Database, mentor_id: int) -> int:
    async with database.read_scope() as connection:
        found = await connection.execute(select(MENTOR.c.taken).where(MENTOR.c.member_id == mentor_id))
        return found.scalar_one()


async def test_a_full_mentor_gets_nobody_more(database: Database, mentor: Make, mentee: Make) -> None:
    ada = await mentor("ada", capacity=1)
    await form(database, ada, await mentee("ben"))
    with pytest.raises(UserError, match="as many mentees as they said"):
        await form(database, ada, await mentee("cem"))
    assert await taken(database, ada) == 1


async def test_of_many_at_once_as_many_come_in_as_there_is_room(
    database: Database, mentor: Make, mentee: Make
) -> None:
    ada = await mentor("ada", capacity=3)
    mentees = [await mentee(f"mentee{number}") for number in range(10)]
    tried = await asyncio.gather(*(form(database, ada, one) for one in mentees), return_exceptions=True)
    assert sum(isinstance(one, MentorshipView) for one in tried) == 3
    assert sum(isinstance(one, UserError) for one in tried) == 7
    assert await taken(database, ada) == 3


async def test_the_schema_itself_keeps_a_mentors_capacity(
    database: Database, mentor: Make, mentee: Make
) -> None:
    ada = await mentor("ada", capacity=1)
    await form(database, ada, await mentee("ben"))
    with pytest.raises(IntegrityError):
        async with database.session_scope() as session:
            await session.execute(MENTOR.update().values(taken=2))


async def test_two_people_have_one_mentorship_whoever_mentors(
    database: Database, mentor: Make, mentee: Make
) -> None:
    ada, ben = await mentor("ada"), await mentor("ben")
    await mentee("ada")
    await mentee("ben")
    await form(database, ada, ben)
    for first, second in ((ada, ben), (ben, ada)):
        with pytest.raises(UserError, match="already"):
            await form(database, first, second)
    assert (await taken(database, ada), await taken(database, ben)) == (1, 0)


async def test_an_ending_frees_the_seat_once(database: Database, mentor: Make, mentee: Make) -> None:
    ada, ben = await mentor("ada", capacity=1), await mentee("ben")
    pair = await form(database, ada, ben)
    for again in (False, True):
        async with database.session_scope() as session:
            ended = await pairing.end_mentorship(session, pair.id, Ending.MENTEE)
        assert (ended is None) is again
    assert await taken(database, ada) == 0
    assert (await form(database, ada, ben)).id != pair.id


@pytest.mark.parametrize("kind", list(BlockKind))
@pytest.mark.parametrize("by_mentor", [True, False])
async def test_whoever_blocked_is_never_brought_together(
    database: Database, mentor: Make, mentee: Make, kind: BlockKind, *, by_mentor: bool
) -> None:
    ada, ben = await mentor("ada"), await mentee("ben")
    pair = (ada, ben) if by_mentor else (ben, ada)
    async with database.session_scope() as session:
        await blocks.block_member(session, *pair, kind)
    with pytest.raises(UserError, match="cannot be brought together"):
        await form(database, ada, ben)
    async with database.session_scope() as session:
        assert not await blocks.unblock_member(session, *pair[::-1])
        assert await blocks.unblock_member(session, *pair)
    await form(database, ada, ben)


async def test_communities_know_nothing_of_each_other(database: Database, mentor: Make, mentee: Make) -> None:
    ada, ben = await mentor("ada"), await mentee("ben", "another")
    with pytest.raises(UserError, match="cannot be brought together"):
        await form(database, ada, ben)
    assert await taken(database, ada) == 0


async def test_an_erased_mentee_leaves_a_free_seat(database: Database, mentor: Make, mentee: Make) -> None:
    ada, ben = await mentor("ada", capacity=1), await mentee("ben")
    await form(database, ada, ben)
    async with database.session_scope() as session:
        await pairing.erase(session, [ben])
    assert await taken(database, ada) == 0
    async with database.read_scope() as connection:
        assert await pairing.find_mentorships(connection, ada, live=False) == []


async def test_whoever_has_a_mentor_now_has_found_one_by_the_guide_too(
    database: Database, mentor: Make, mentee: Make
) -> None:
    await form(database, await mentor("ada"), await mentee("ben"))
    for name, found in (("ben", True), ("ada", False)):
        async with database.read_scope() as connection:
            marks = (await progress.load_standing(connection, person(name))).marks
        assert (marks.get(item_of(Way.FIND_MENTOR)) is Mark.DONE) is found
