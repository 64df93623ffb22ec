"""A statement over many rows leaves the event loop, whether it takes long before its first row or later."""

import asyncio

import pytest
from sqlalchemy import func, insert, select

from mentorbot import clock
from mentorbot.db import Database
from mentorbot.members.models import COMMUNITY

MANY = 20_000


@pytest.fixture
async def full(file_database: Database) -> Database:
    """A database with more rows than one may look at on the event loop."""
    moment = clock.now()
    rows = [
        {"platform": "discord", "external_id": str(number), "name": "N", "created_at": moment}
        for number in range(MANY)
    ]
    async with file_database.session_scope() as session:
        await session.execute(insert(COMMUNITY), rows)
    return file_database


@pytest.mark.parametrize(
    "statement",
    [
        select(COMMUNITY.c.external_id),
        select(COMMUNITY.c.external_id).order_by(COMMUNITY.c.external_id),
        select(COMMUNITY.c.external_id).where(func.length(COMMUNITY.c.external_id) > 0).limit(MANY),
    ],
    ids=["rows come at once", "rows come late", "rows are looked for"],
)
async def test_all_rows_come_however_long_it_takes(full: Database, statement) -> None:  # type: ignore[no-untyped-def]
    wanted = {str(number) for number in range(MANY)}
    async with full.read_scope() as connection:
        assert set((await connection.execute(statement)).scalars()) == wanted
        assert (await connection.execute(statement)).scalars().first() in wanted
        found = await connection.execute(statement)
        assert len(found.fetchmany(10)) == 10
        assert found.fetchone() is not None
        assert len(found.fetchall()) == MANY - 11
        assert (await connection.execute(select(func.count()).select_from(COMMUNITY))).scalar_one() == MANY


async def test_few_rows_come_one_after_the_other_too(full: Database) -> None:
    async with full.read_scope() as connection:
        found = await connection.execute(select(COMMUNITY.c.id).order_by(COMMUNITY.c.id).limit(3))
        assert [row.id for row in found] == [1, 2, 3]
        found = await connection.execute(select(COMMUNITY.c.id).order_by(COMMUNITY.c.id).limit(2))
        assert (found.fetchone(), found.fetchone(), found.fetchone()) == ((1,), (2,), None)


async def test_within_a_change_all_rows_come_too_and_what_was_changed_before_is_kept(full: Database) -> None:
    """A statement that is broken off is begun anew in the same change, which goes on."""
    moment = clock.now()
    added = {"platform": "discord", "external_id": "one more", "name": "N", "created_at": moment}
    async with full.session_scope() as session:
        await session.execute(insert(COMMUNITY), added)
        found = await session.execute(select(COMMUNITY.c.external_id).order_by(COMMUNITY.c.external_id))
        assert len(found.scalars().all()) == MANY + 1
        await session.execute(COMMUNITY.update().where(COMMUNITY.c.external_id == "7").values(name="Seven"))
    async with full.read_scope() as connection:
        names = select(COMMUNITY.c.name).where(COMMUNITY.c.external_id.in_(("7", "one more")))
        assert sorted((await connection.execute(names)).scalars()) == ["N", "Seven"]


async def test_others_go_on_while_a_change_looks_at_many_rows(full: Database) -> None:
    went_on = asyncio.Event()
    async with full.session_scope() as session:
        asyncio.get_running_loop().call_soon(went_on.set)
        await session.execute(select(COMMUNITY.c.external_id).order_by(COMMUNITY.c.external_id))
        assert went_on.is_set()


async def test_a_change_that_reads_and_adds_a_row_lets_nobody_in_between(full: Database) -> None:
    """Whoever changes something holds all others up, so it waits for no turn of the event loop."""
    went_on = asyncio.Event()
    added = {"platform": "discord", "external_id": "one more", "name": "N", "created_at": clock.now()}
    async with full.session_scope() as session:
        asyncio.get_running_loop().call_soon(went_on.set)
        await session.execute(select(COMMUNITY.c.id).where(COMMUNITY.c.id == 7))
        await session.execute(insert(COMMUNITY), added)
        assert not went_on.is_set()
