"""Rooms of pairs on the platform: no community waits for another, and nothing is lost between two steps."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from mentoring.conftest import Make, person
from sqlalchemy import select, update

from mentorbot import clock
from mentorbot.chat.fairly import MOST_FAILURES
from mentorbot.chat.platform import CannotOpenError, NotNowError, Written
from mentorbot.chat.program import Program
from mentorbot.db import Database
from mentorbot.delivery.service import delivery
from mentorbot.mentoring.mentorships import ending, opening, talk_rooms, talks
from mentorbot.mentoring.mentorships import service as pairing
from mentorbot.mentoring.mentorships.talk_rooms import TalkRooms
from mentorbot.mentoring.mentorships.terms import TalkKind, TalkState
from mentorbot.mentoring.models import MENTORING_SETTING
from mentorbot.mentoring.settings import Settings
from mentorbot.mentoring.terms import Origin

Trouble = Callable[[], Awaitable[None]]


class Chat:
    """A platform on which some communities have trouble."""

    name = "discord"

    def __init__(self) -> None:
        self.opened: list[str] = []
        self.tried: list[str] = []
        self.closed: list[str] = []
        self.trouble: dict[str, Trouble] = {}
        self.written: dict[str, Mapping[str, Written]] = {}

    async def is_here(self, community: str, user_id: str) -> bool:
        return True

    async def open_room(
        self, community: str, under: str, name: str, people: Sequence[str], **more: Any
    ) -> str:
        self.tried.append(community)
        if community in self.trouble:
            await self.trouble[community]()
        self.opened.append(community)
        return f"{len(self.opened)}00"

    async def close_room(self, community: str, room_id: str, **more: Any) -> None:
        if community in self.trouble:
            await self.trouble[community]()
        self.closed.append(room_id)

    async def last_written(self, community: str) -> Mapping[str, Written]:
        if community in self.trouble:
            await self.trouble[community]()
        return self.written.get(community, {})


async def not_now() -> None:
    raise NotNowError("it asks to wait")


async def broken() -> None:
    raise RuntimeError("a bug")


async def hangs() -> None:
    await asyncio.Event().wait()


@pytest.fixture
def chat() -> Chat:
    return Chat()


@pytest.fixture
def rooms(database: Database, chat: Chat) -> TalkRooms:
    return TalkRooms(Program(database, platforms={"discord": chat}))  # type: ignore[dict-item]


@pytest.fixture
def pair_up(database: Database, mentor: Make, mentee: Make) -> Callable[[str, int], Awaitable[list[int]]]:
    """Brings so many pairs together in a community; their ids."""

    async def make(community: str, many: int) -> list[int]:
        made = []
        for number in range(many):
            if number % 2 == 0:
                ada = await mentor(f"ada{number}", community)
            ben = await mentee(f"ben{number}", community)
            async with database.session_scope() as session:
                one = await pairing.form_mentorship(
                    session,
                    mentor_id=ada,
                    mentee_id=ben,
                    origin=Origin.REQUEST,
                    months=6,
                )
            made.append(one.id)
        async with database.session_scope() as session:
            row = {name: getattr(Settings(), name) for name in Settings.__dataclass_fields__}
            row |= {"community_id": one.community_id, "channel_id": "40"}
            await session.execute(MENTORING_SETTING.insert().values(row))
        return made

    return make


async def states(database: Database, ids: Sequence[int]) -> set[TalkState]:
    async with database.read_scope() as connection:
        return {talk.state for talk in (await talks.find_talks(connection, TalkKind.PAIR, ids)).values()}


@pytest.mark.every_database
async def test_many_who_wait_in_one_community_are_in_nobody_elses_way(
    database: Database, chat: Chat, rooms: TalkRooms, pair_up
) -> None:
    many = await pair_up("large", 12)
    few = await pair_up("small", 1)
    async with database.read_scope() as connection:
        first = await talks.find_waiting(connection)
    assert [talk.community for talk in first[:3]] == ["large", "small", "large"]
    assert len(first) == talks.MOST_OF_ONE + 1
    small_came = asyncio.Event()

    async def the_small_one_comes() -> None:
        small_came.set()

    async def the_last_of_the_large_wait_for_it() -> None:
        if chat.tried.count("large") == len(many):
            await small_came.wait()

    chat.trouble |= {"small": the_small_one_comes, "large": the_last_of_the_large_wait_for_it}
    await rooms.bring_up_all()
    assert await states(database, [*many, *few]) == {TalkState.OPEN}, (
        "it works until nothing waits, and nobody waits until the large one is through"
    )


@pytest.mark.parametrize("trouble", [not_now, broken, hangs])
async def test_a_community_with_trouble_keeps_no_other_waiting_and_rests(
    database: Database, chat: Chat, pair_up, trouble: Trouble, monkeypatch
) -> None:
    monkeypatch.setattr(talk_rooms, "PATIENCE", 0.05)
    rooms = TalkRooms(Program(database, platforms={"discord": chat}))
    chat.trouble["large"] = trouble
    many = await pair_up("large", 8)
    few = await pair_up("small", 2)
    await rooms.bring_up_all()
    assert await states(database, few) == {TalkState.OPEN}
    assert await states(database, many) == {TalkState.WANTED}
    assert chat.tried.count("large") == MOST_FAILURES
    await rooms.bring_up_all()
    await rooms.bring_up_all()
    await rooms.bring_up_all()
    assert chat.tried.count("large") == 8, "each has failed once, and rests"

    del chat.trouble["large"]
    clock.advance(timedelta(minutes=11))
    await rooms.bring_up_all()
    assert await states(database, many) == {TalkState.OPEN}


async def test_one_room_that_always_fails_does_not_keep_the_others_of_its_community_waiting(
    database: Database, chat: Chat, rooms: TalkRooms, pair_up
) -> None:
    async def the_first_fails() -> None:
        if len(chat.tried) == 1:
            raise NotNowError

    chat.trouble["guild"] = the_first_fails
    first, *others = await pair_up("guild", 7)
    await rooms.bring_up_all()
    assert await states(database, others) == {TalkState.OPEN}
    assert await states(database, [first]) == {TalkState.WANTED}


async def test_a_pair_that_ends_while_its_room_is_opened_is_let_out_of_it_again(
    database: Database, chat: Chat, rooms: TalkRooms, pair_up
) -> None:
    [id_] = await pair_up("guild", 1)

    async def it_ends() -> None:
        del chat.trouble["guild"]
        async with database.session_scope() as session:
            await ending.end_own(session, person("ada0"), id_)

    chat.trouble["guild"] = it_ends
    await rooms.bring_up_all()
    assert chat.closed == ["100"]
    assert await states(database, [id_]) == {TalkState.CLOSED}


async def test_where_no_room_can_be_opened_both_are_written_to_and_organizers_learn_it_once(
    database: Database, chat: Chat, rooms: TalkRooms, pair_up
) -> None:
    async def cannot() -> None:
        raise CannotOpenError

    chat.trouble["guild"] = cannot
    ids = await pair_up("guild", 2)
    async with database.session_scope() as session:
        await session.execute(update(MENTORING_SETTING).values(organizer_channel_id="50"))
    await rooms.bring_up_all()
    assert await states(database, ids) == {TalkState.DIRECT}
    async with database.read_scope() as connection:
        told = select(delivery.c.channel_id).where(delivery.c.kind == opening.NO_PLACE)
        assert (await connection.execute(told)).scalars().all() == ["50"]


async def test_rooms_of_a_platform_that_is_not_connected_wait(database: Database, pair_up) -> None:
    ids = await pair_up("guild", 1)
    await TalkRooms(Program(database)).bring_up_all()
    assert await states(database, ids) == {TalkState.WANTED}


async def test_a_community_that_cannot_be_looked_into_hides_no_other(
    database: Database, chat: Chat, rooms: TalkRooms, pair_up
) -> None:
    await pair_up("large", 1)
    [id_] = await pair_up("small", 1)
    await rooms.bring_up_all()
    async with database.read_scope() as connection:
        room = (await talks.find_talks(connection, TalkKind.PAIR, [id_]))[id_].thread_id
    chat.trouble["large"] = broken
    chat.written["small"] = {room: Written("900", datetime(2030, 1, 1, tzinfo=UTC))}
    await rooms.look()
    async with database.read_scope() as connection:
        assert (await talks.find_talks(connection, TalkKind.PAIR, [id_]))[id_].seen_id == "900"
