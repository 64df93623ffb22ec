"""Who is in several communities is told which one a direct message is of; nobody else is."""

import pytest
from mentoring.conftest import enrolled

from mentorbot.chat.caller import Caller
from mentorbot.db import Database
from mentorbot.members import presence
from mentorbot.members import service as members

pytestmark = pytest.mark.every_database


async def test_communities_are_named_to_who_is_in_several_and_told_apart(database: Database) -> None:
    places = (("1100", "Managers"), ("2200", "Managers"), ("3300", "Nurses"), ("4400", ""))
    async with database.session_scope() as session:
        for id_, name in places:
            await members.ensure_community(session, "discord", id_, name)
        await members.ensure_community(session, "slack", "T1", "Elsewhere")
    ada = [(await enrolled(database, Caller("discord", id_, "ada")))[0] for id_, _ in places]
    [ben] = [(await enrolled(database, Caller("discord", "1100", "ben")))[0]]
    await enrolled(database, Caller("slack", "T1", "ben"))
    async with database.read_scope() as connection:
        named = await presence.find_several(connection, [*ada, ben])
    assert [named.get(one) for one in (*ada, ben)] == [
        "Managers (1100)",
        "Managers (2200)",
        "Nurses",
        "4400",
        None,
    ]
    for one in ada[1:]:
        async with database.session_scope() as session:
            await presence.note_presence(session, one, here=False)
    async with database.read_scope() as connection:
        assert await presence.find_several(connection, ada[:1]) == {}, "the others they have left"
