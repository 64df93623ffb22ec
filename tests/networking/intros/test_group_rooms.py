"""Rooms of introductions: a community that has many, or trouble, keeps no other waiting."""

import re
from datetime import timedelta
from typing import Any

import pytest
from mailing import send
from mentoring.conftest import enrolled
from networking.conftest import NOBODY, pass_by, person, set_up
from sqlalchemy import select

from mentorbot import clock
from mentorbot.chat.losing import Loss
from mentorbot.chat.platform import CannotOpenError, NotNowError
from mentorbot.chat.program import Program
from mentorbot.db import Database
from mentorbot.errors import UserError
from mentorbot.members import looking
from mentorbot.members.models import COMMUNITY, MEMBER
from mentorbot.mentoring.profiles import blocks
from mentorbot.networking.intros import groups, losing, parting
from mentorbot.networking.intros import service as taking_part
from mentorbot.networking.intros.group_rooms import GroupRooms
from mentorbot.networking.intros.models import INTRO_GROUP, INTRO_ROUND
from mentorbot.networking.intros.service import Answers
from mentorbot.networking.intros.terms import Place


class Chat:
    """A platform on which opening rooms fails in some communities."""

    def __init__(self) -> None:
        self.tried: list[str] = []
        self.trouble: dict[str, Exception] = {}
        self.gone: set[str] = set()
        self.closed: list[tuple[str, list[str]]] = []

    async def is_here(self, community: str, user_id: str) -> bool:
        return user_id not in self.gone

    async def close_room(self, community: str, room_id: str, *, out: Any = ()) -> None:
        self.closed.append((room_id, list(out)))

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
        begins = (await set_up(database, community)).next_at
        for number in range(people):
            who = person(f"{community}{number}", community)
            await enrolled(database, who)
            async with database.session_scope() as session:
                await taking_part.join_rounds(session, who, NOBODY, Answers())
    await pass_by(database, begins - clock.now() + timedelta(minutes=1))
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


async def test_whoever_is_left_alone_by_a_departure_gets_no_room_of_their_own(
    database: Database, chat: Chat
) -> None:
    rooms = GroupRooms(Program(database, platforms={"discord": chat}))  # type: ignore[dict-item]
    chat.gone.add("small1")
    await rooms.open_all()
    assert "small" not in chat.tried
    assert await places(database) == {"large": {Place.THREAD}, "small": {Place.DIRECT}}


async def test_whoever_blocks_is_let_out_of_an_old_room_though_the_other_has_left(
    database: Database, chat: Chat
) -> None:
    program = Program(database, platforms={"discord": chat})  # type: ignore[dict-item]
    await GroupRooms(program).open_all()
    clock.advance(timedelta(days=60))
    async with database.read_scope() as connection:
        ids = (await connection.execute(select(MEMBER.c.id, MEMBER.c.user_id))).all()
    by_name = {row.user_id: row.id for row in ids}
    chat.gone.add("small1")
    await looking.find_gone(program, [by_name["small1"]])
    async with database.session_scope() as session:
        await blocks.block_member(session, by_name["small0"], by_name["small1"])
        await parting.part_groups(session, by_name["small0"], by_name["small1"])
    assert await places(database) == {"large": {Place.THREAD}, "small": {Place.WANTED}}
    await GroupRooms(program).open_all()
    assert [out for _, out in chat.closed] == [["small0", "small1"]]
    assert await places(database) == {"large": {Place.THREAD}, "small": {Place.DIRECT}}


async def test_rooms_of_a_platform_that_is_not_connected_wait(database: Database, chat: Chat) -> None:
    await GroupRooms(Program(database)).open_all()
    assert await places(database) == {"large": {Place.WANTED}, "small": {Place.WANTED}}


async def test_a_group_whose_room_is_lost_hears_of_it_and_gets_another_for_a_press(
    database: Database, chat: Chat
) -> None:
    program = Program(database, platforms={"discord": chat})  # type: ignore[dict-item]
    await GroupRooms(program).open_all()
    await send(database)
    (first,) = await rooms_of(database, "small")
    async with database.session_scope() as session:
        await losing.note_lost(session, "discord", "large", first, Loss.DELETED)  # which is none of theirs
        await losing.note_lost(session, "discord", "small", first, Loss.DELETED)
        await losing.note_lost(session, "discord", "small", first, Loss.DELETED)  # told again
    told = await send(database)
    assert sorted(to for to, _ in told) == ["small0", "small1"]
    words, buttons = told[0][1].blocks
    assert "was deleted. I can open another." in str(words)
    group = int(re.search(r"intros:another:(\d+)", str(buttons))[1])  # type: ignore[index]
    one, stranger = person("small0", "small"), person("large0", "large")
    async with database.session_scope() as session:
        with pytest.raises(UserError, match="not yours"):
            await losing.open_another(session, stranger, group)
        await losing.open_another(session, one, group)
    await GroupRooms(program).open_all()
    (second,) = await rooms_of(database, "small")
    assert second != first
    assert [to for to, _ in await send(database)] == [second], "they are greeted there, too"
    clock.advance(timedelta(days=60))
    async with database.session_scope() as session:
        await losing.note_lost(session, "discord", "small", second, Loss.DELETED)
        with pytest.raises(UserError, match="round is over"):
            await losing.open_another(session, one, group)
    assert not [card for _, card in await send(database) if "room" in card.title]


async def rooms_of(database: Database, community: str) -> list[str]:
    """The rooms of the groups of a community."""
    statement = (
        select(INTRO_GROUP.c.thread_id)
        .join(INTRO_ROUND, INTRO_ROUND.c.id == INTRO_GROUP.c.round_id)
        .join(COMMUNITY, INTRO_ROUND.c.community_id == COMMUNITY.c.id)
        .where(COMMUNITY.c.external_id == community)
    )
    async with database.read_scope() as connection:
        return list((await connection.execute(statement)).scalars())
