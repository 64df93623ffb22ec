"""On PostgreSQL changes take turns within a community; what may touch anything waits for all of them."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from db.test_database import community, count, member
from postgres import Postgres
from sqlalchemy import select

from mentorbot.chat.caller import Caller, Rights
from mentorbot.chat.program import Program
from mentorbot.chat.turn import Turn
from mentorbot.db import EVERYWHERE, ROWS, Database, name_place
from mentorbot.errors import BusyError
from mentorbot.members import service as members
from mentorbot.members.models import COMMUNITY

ONE, OTHER = name_place("discord", "1"), name_place("discord", "2")
SOON = 0.1

Machines = tuple[Database, Database]


@pytest.fixture
async def machines(postgres: Postgres) -> AsyncIterator[Machines]:
    """Two machines on one database, in which there are two communities; somebody is a member of both."""
    url = await postgres.new()
    both = Database(url, 3), Database(url, 3)
    async with both[0].session_scope() as session:
        for id_ in ("1", "2"):
            made = await session.execute(community(id_).returning(COMMUNITY.c.id))
            await session.execute(member(made.scalar_one(), "alice"))
    yield both
    for one in both:
        await one.close()
    await postgres.drop(url)


async def is_free(database: Database, place: str, **more: Any) -> bool:
    """Whether a change there has its turn while others are under way."""
    try:
        async with database.session_scope(place, SOON, **more):
            return True
    except BusyError:
        return False


@pytest.mark.parametrize(
    ("held", "free"),
    [
        (ONE, {OTHER, ROWS}),
        (OTHER, {ONE, ROWS}),
        (ROWS, {ONE, OTHER, ROWS, EVERYWHERE}),
        (EVERYWHERE, {ROWS}),
    ],
)
async def test_a_change_waits_for_those_alone_that_may_be_in_its_way(
    machines: Machines, held: str, free: set[str]
) -> None:
    places = (ONE, OTHER, ROWS, EVERYWHERE)
    for here in machines:
        async with machines[0].session_scope(held):
            assert {place for place in places if await is_free(here, place)} == free
        assert all([await is_free(here, place) for place in places])


async def test_what_may_touch_anything_is_not_passed_by_for_ever(machines: Machines) -> None:
    database, done = machines[0], list[str]()

    async def change(place: str) -> None:
        async with database.session_scope(place):
            done.append(place)

    async with database.session_scope(ONE):
        waiting = [asyncio.create_task(change(place)) for place in (EVERYWHERE, OTHER, OTHER)]
        for _ in range(5):
            await asyncio.sleep(0)
        assert not done
    await asyncio.gather(*waiting)
    assert done[0] == EVERYWHERE


async def test_changes_that_wait_for_another_machine_leave_connections_to_read_with(
    machines: Machines,
) -> None:
    async with machines[0].session_scope():
        waiting = [
            asyncio.create_task(is_free(machines[1], name_place("discord", str(number)), places=None))
            for number in range(6)
        ]
        for _ in range(3):
            async with asyncio.timeout(5):
                assert await count(machines[1]) == 2
        assert not any(await asyncio.gather(*waiting))


async def test_what_is_pressed_in_a_direct_message_waits_for_each_community_of_whoever_pressed(
    machines: Machines,
) -> None:
    program = Program(machines[1], find_places=members.select_places)

    async def press(user_id: str) -> bool:
        caller = Caller("discord", None, user_id)
        turn = Turn(
            caller=caller,
            rights=Rights(),
            name=user_id,
            program=program,
            asked_on=None,  # type: ignore[arg-type]
            patience=SOON,
        )
        try:
            async with turn.change():
                return True
        except BusyError:
            return False

    for place in (ONE, OTHER):
        async with machines[0].session_scope(place):
            assert not await press("alice")
            assert await press("nobody")
    assert await press("alice")


async def test_two_machines_that_lock_many_communities_never_wait_for_each_other(machines: Machines) -> None:
    everywhere = members.select_places(Caller("discord", None, "alice"))

    async def lengthen(database: Database, place: str, **more: Any) -> None:
        for _ in range(15):
            async with database.session_scope(place, **more) as session:
                where = COMMUNITY.c.external_id == "2"
                name = (await session.execute(select(COMMUNITY.c.name).where(where))).scalar_one()
                await asyncio.sleep(0)
                await session.execute(COMMUNITY.update().where(where).values(name=name + "!"))

    async with asyncio.timeout(60):
        await asyncio.gather(
            *(lengthen(one, name_place("discord", "@alice"), places=everywhere) for one in machines),
            *(lengthen(one, OTHER) for one in machines),
            lengthen(machines[0], EVERYWHERE),
        )
    async with machines[0].read_scope() as connection:
        names = (await connection.execute(select(COMMUNITY.c.name))).scalars().all()
    assert sum(name.count("!") for name in names) == 15 * 5
