from dataclasses import replace

import pytest
from mentoring.conftest import enrolled, offer

from mentorbot.chat.caller import Caller, Rights
from mentorbot.community.standing import Standing, find_standing
from mentorbot.db import Database
from mentorbot.members.rights import set_organizer_role, switch_named

ALICE = Caller("discord", "guild", "alice")
ELSEWHERE = replace(ALICE, community="other")
DIRECT = replace(ALICE, community=None)


async def standing(database: Database, caller: Caller = ALICE, rights: Rights | None = None) -> Standing:
    async with database.read_scope() as connection:
        return await find_standing(connection, caller, rights or Rights())


@pytest.mark.every_database
async def test_somebody_is_what_they_are_in_the_community_that_they_ask_in(database: Database) -> None:
    assert await standing(database) is await standing(database, DIRECT) is Standing.NEWCOMER
    await enrolled(database, ALICE)
    assert await standing(database) is await standing(database, DIRECT) is Standing.STUDENT
    await enrolled(database, replace(ALICE, community="other", user_id="bob"))
    assert await standing(database, ELSEWHERE) is Standing.NEWCOMER
    await offer(database, ELSEWHERE)
    assert await standing(database) is Standing.STUDENT
    assert await standing(database, ELSEWHERE) is await standing(database, DIRECT) is Standing.MENTOR


@pytest.mark.every_database
async def test_an_organizer_is_one_by_role_by_name_or_by_what_the_platform_lets_them(
    database: Database,
) -> None:
    _, community = await enrolled(database, replace(ALICE, user_id="bob"))
    async with database.session_scope() as session:
        await set_organizer_role(session, community, "7")
    assert await standing(database) is Standing.NEWCOMER
    for rights in (Rights(frozenset({"7"})), Rights(manages_events=True), Rights(manages_community=True)):
        assert await standing(database, rights=rights) is Standing.ORGANIZER
    async with database.session_scope() as session:
        await switch_named(session, ALICE)
    assert await standing(database) is Standing.ORGANIZER
    assert await standing(database, DIRECT, Rights(manages_community=True)) is Standing.STUDENT
    assert await standing(database, replace(ALICE, community="new"), Rights(manages_events=True)) is (
        Standing.ORGANIZER
    )
