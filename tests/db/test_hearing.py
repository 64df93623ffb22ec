"""What one process schedules wakes the others at once; what they may have missed, when they hear again."""

import asyncio
from collections.abc import AsyncIterator
from importlib import import_module
from typing import Any

import pytest
from delivery.conftest import until
from faults.test_two_dispatchers_postgres import (
    COMMUNITIES,
    EACH,
    KIND,
    Line,
    Text,
    _kind,
    all_sent,
    machines,
    no_quiet,
)
from postgres import Postgres
from sqlalchemy import text

from mentorbot import clock
from mentorbot.chat import bell
from mentorbot.chat.program import Program
from mentorbot.db import Database, hearing
from mentorbot.delivery import alarm, service
from mentorbot.delivery.dispatcher import Dispatcher
from mentorbot.delivery.kinds import Address
from mentorbot.delivery.service import Row
from mentorbot.members.service import ensure_community

__all__ = ["_kind", "machines"]


class Ear:
    """Keeps what was heard."""

    def __init__(self, database: Database) -> None:
        self.heard: asyncio.Queue[str] = asyncio.Queue()
        self.task = asyncio.create_task(hearing.keep_hearing(database, self.heard.put_nowait))

    async def next(self) -> str:
        async with asyncio.timeout(30):
            return await self.heard.get()


@pytest.fixture
async def ear(machines: tuple[Database, Database]) -> AsyncIterator[Ear]:
    """Hears on the second machine."""
    made = Ear(machines[1])
    assert await made.next() == ""
    yield made
    made.task.cancel()
    await asyncio.wait({made.task})


async def test_what_is_told_is_heard_once_it_is_kept_and_not_otherwise(
    machines: tuple[Database, Database], ear: Ear
) -> None:
    async def fail() -> None:
        async with machines[0].session_scope() as session:
            session.tell_others("lost")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    async with machines[0].session_scope() as session:
        session.tell_others("kept")
        session.tell_others("kept")
    async with machines[0].session_scope() as session:
        session.tell_others("last")
    assert [await ear.next(), await ear.next()] == ["kept", "last"]


async def test_what_one_tells_itself_is_not_heard(machines: tuple[Database, Database], ear: Ear) -> None:
    for teller, what in ((machines[1], "mine"), (machines[0], "theirs")):
        async with teller.session_scope() as session:
            session.tell_others(what)
    assert await ear.next() == "theirs"


async def test_whoever_is_cut_off_while_beginning_to_hear_begins_again(
    machines: tuple[Database, Database], monkeypatch: pytest.MonkeyPatch, postgres: Postgres
) -> None:
    monkeypatch.setattr(hearing, "AGAIN_SECONDS", 0.01)
    driver = import_module("asyncpg").Connection
    listen, cuts = driver.add_listener, 2

    async def cut_off(connection: Any, channel: str, hear: Any) -> None:
        nonlocal cuts
        if cuts:
            cuts -= 1
            await postgres.as_administrator(
                f"SELECT pg_terminate_backend({connection.get_server_pid()}, 60000)"
            )
        await listen(connection, channel, hear)

    monkeypatch.setattr(driver, "add_listener", cut_off)
    ear = Ear(machines[1])
    assert await ear.next() == ""
    assert not cuts
    ear.task.cancel()
    await asyncio.wait({ear.task})


async def test_whoever_could_not_hear_for_a_while_is_told_so(
    machines: tuple[Database, Database], ear: Ear, monkeypatch: pytest.MonkeyPatch, postgres: Postgres
) -> None:
    monkeypatch.setattr(hearing, "AGAIN_SECONDS", 0.01)
    ends = "SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity WHERE query ~ '^LISTEN'"
    async with machines[0].engine.connect() as connection:
        await connection.execute(text(ends))
    assert await ear.next() == ""
    async with machines[0].session_scope() as session:
        session.tell_others("again")
    assert await ear.next() == "again"


async def test_what_one_machine_schedules_the_other_sends_at_once(
    machines: tuple[Database, Database], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alarm, "SWEEP_SECONDS", 3600)
    line = Line()
    dispatcher = Dispatcher(Program(machines[1]), no_quiet)
    await dispatcher.start("discord", line)
    await all_sent(machines[1])
    heard = asyncio.Event()

    def hear(name: str) -> None:
        bell.hear(name)
        if name:
            heard.set()

    listening = asyncio.create_task(hearing.keep_hearing(machines[1], hear))
    # The bell of this process is not rung: as if it were another.
    monkeypatch.setattr(service.bell, "ring", lambda session, **_: session.tell_others("due"))
    async with asyncio.timeout(60):
        while not heard.is_set():
            async with machines[0].session_scope() as session:
                session.tell_others("anything")
            await asyncio.sleep(0.01)
        async with machines[0].session_scope() as session:
            guild = await ensure_community(session, "discord", "guild 0")
            to = Address("discord", "guild 0", channel_id="0")
            row = Row(KIND, Text("now"), to, clock.now(), dedupe_key="now", community_id=guild)
            await service.schedule_many(session, [row])
    await until(lambda: line.sent.total() > COMMUNITIES * EACH)
    listening.cancel()
    await asyncio.wait({listening})
    await dispatcher.stop()


async def test_on_one_machine_alone_there_is_nothing_to_hear(file_database: Database) -> None:
    async with asyncio.timeout(5):
        await hearing.keep_hearing(file_database, lambda name: None)
    async with file_database.session_scope() as session:
        session.tell_others("nobody")
