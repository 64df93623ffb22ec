"""Rooms of introductions: a community that has many, or trouble, keeps no other waiting."""

from datetime import timedelta
from typing import Any

import pytest
from mentoring.conftest import enrolled
from networking.conftest import NOBODY, pass_by, person, set_up
from sqlalchemy import select

from mentorbot import clock
from mentorbot.chat.platform import CannotOpenError, NotNowError
from mentorbot.chat.program import Program
from mentorbot.db import Database
from mentorbot.networking.intros import groups
from mentorbot.networking.intros import service as taking_part
from mentorbot.networking.intros.group_rooms import GroupRooms
from mentorbot.networking.intros.models import INTRO_GROUP
from mentorbot.networking.intros.service import Answers
from mentorbot.networking.intros.terms import Place


class Chat:
    """A platform on which opening rooms fails in some communities."""

    def __init__(self) -> None:
        self.tried: list[str] = []
        self.trouble: dict[str, Exception] = {}

    async def is_here(self, community: str, user_id: str) -> bool:
        return True

    async def open_room(self, community: str, under: str, name: str, people: Any, **more: Any) -> str:
        assert under == "77"
        self.tried.append(community)
        if community in self.trouble:
            raise self.trouble[community]
        return f"room {len(self.tried)}"


@pytest.fixture
async def chat(database: Database) -> Chat:
    """Three pairs wait for a room in a large community, and one in a small."""
    for community, people in (("large", 6), ("small", 2)):
        await set_up(database, community)
        for number in range(people):
            who = person(f"{community}{number}", community)
            await enrolled(database, who)
            async with database.session_scope() as session:
                await taking_part.join_rounds(session, who, NOBODY, Answers())
    await pass_by(database, timedelta(days=7))
    async with database.read_scope() as connection:
        waiting = await groups.find_waiting(connection)
    assert [one.group.community for one in waiting] == ["large", "small", "large", "large"]
    return Chat()


async def places(database: Database) -> dict[str, set[Place]]:
    async with database.read_scope() as connection:
        ids = (await connection.execute(select(INTRO_GROUP.c.id))).scalars().all()
        found = await groups.find_groups(connection, ids)
        rows = (await connection.execute(select(INTRO_GROUP.c.id, INTRO_GROUP.c.place))).all()
    by_community: dict[str, set[Place]] = {}
    for row in rows:
        by_community.setdefault(found[row.id].community, set()).add(row.place)
    return by_community


@pytest.mark.every_database
async def test_all_get_their_room_where_nothing_is_wrong(database: Database, chat: Chat) -> None:
    await GroupRooms(Program(database, platforms={"discord": chat})).open_all()  # type: ignore[dict-item]
    assert await places(database) == {"large": {Place.THREAD}, "small": {Place.THREAD}}
    assert len(chat.tried) == 4


@pytest.mark.parametrize("trouble", [NotNowError("it asks to wait"), RuntimeError("a bug"), TimeoutError()])
async def test_a_community_with_trouble_keeps_no_other_waiting_and_rests(
    database: Database, chat: Chat, trouble: Exception
) -> None:
    rooms = GroupRooms(Program(database, platforms={"discord": chat}))  # type: ignore[dict-item]
    chat.trouble["large"] = trouble
    for _ in range(3):
        await rooms.open_all()
    assert await places(database) == {"large": {Place.WANTED}, "small": {Place.THREAD}}
    assert chat.tried.count("large") == 3, "each has failed once, and rests"
    chat.trouble.clear()
    clock.advance(timedelta(minutes=11))
    await rooms.open_all()
    assert (await places(database))["large"] == {Place.THREAD}


async def test_where_there_can_be_no_room_their_messages_are_enough(database: Database, chat: Chat) -> None:
    chat.trouble["small"] = CannotOpenError()
    await GroupRooms(Program(database, platforms={"discord": chat})).open_all()  # type: ignore[dict-item]
    assert await places(database) == {"large": {Place.THREAD}, "small": {Place.DIRECT}}


async def test_rooms_of_a_platform_that_is_not_connected_wait(database: Database, chat: Chat) -> None:
    await GroupRooms(Program(database)).open_all()
    assert await places(database) == {"large": {Place.WANTED}, "small": {Place.WANTED}}
