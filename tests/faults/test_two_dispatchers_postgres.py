"""Two machines send from one PostgreSQL: each message goes out once, whoever takes it."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

import pytest
from postgres import Postgres
from sqlalchemy import func, select

from mentorbot import clock
from mentorbot.chat import Card, Section
from mentorbot.chat.program import Program
from mentorbot.db import Database, Session
from mentorbot.delivery import kinds, outbox, service
from mentorbot.delivery.dispatcher import Dispatcher
from mentorbot.delivery.kinds import Address, Due, handler
from mentorbot.delivery.models import State
from mentorbot.delivery.payloads import Payload
from mentorbot.delivery.quiet import Quiet
from mentorbot.delivery.sending import Message, Sent
from mentorbot.delivery.service import Row
from mentorbot.members.service import ensure_community

COMMUNITIES, EACH = 4, 100
KIND = "two-machines"


@dataclass(frozen=True, slots=True)
class Text(Payload):
    text: str


@dataclass
class Line:
    """The way to the platform from one machine: what went out, by nonce."""

    sent: Counter[str] = field(default_factory=Counter)

    def know(self, channels: Mapping[str, str]) -> None:
        pass

    def narrow(self, to: Address) -> bool:
        return False

    async def send(self, message: Message) -> Sent:
        await asyncio.sleep(0)
        self.sent[message.nonce] += 1
        return Sent(f"message {message.nonce}")


@pytest.fixture(autouse=True)
def _kind() -> AsyncIterator[None]:
    async def make(session: Session, due: Due, text: Text) -> Card:
        return Card("Note", (Section(text.text),), public=True)

    handler(KIND, Text)(make)
    yield
    kinds._handlers.pop(KIND)


@pytest.fixture
async def machines(postgres: Postgres) -> AsyncIterator[tuple[Database, Database]]:
    """Two machines' connections to one database, in which messages of several communities are due."""
    url = await postgres.new()
    both = Database(url, 4), Database(url, 4)
    now = clock.now()
    async with both[0].session_scope() as session:
        for place in range(COMMUNITIES):
            guild = await ensure_community(session, "discord", f"guild {place}")
            keys = [f"{place}:{number}" for number in range(EACH)]
            to = Address("discord", f"guild {place}", channel_id=str(place))
            await service.schedule_many(
                session,
                [Row(KIND, Text(key), to, now, dedupe_key=key, community_id=guild) for key in keys],
            )
    yield both
    for one in both:
        await one.close()
    await postgres.drop(url)


async def no_quiet(session: Session, members: Sequence[int]) -> Mapping[int, Quiet]:
    return {}


async def all_sent(database: Database) -> None:
    column = service.delivery.c.state
    count = select(column, func.count()).group_by(column)
    async with asyncio.timeout(60):
        while True:
            async with database.read_scope() as connection:
                if (await connection.execute(count)).all() == [(State.SENT, COMMUNITIES * EACH)]:
                    return
            await asyncio.sleep(0.05)


async def test_two_dispatchers_send_each_message_once(machines: tuple[Database, Database]) -> None:
    lines = Line(), Line()
    dispatchers = [Dispatcher(Program(database), no_quiet) for database in machines]
    for dispatcher, line in zip(dispatchers, lines, strict=True):
        await dispatcher.start("discord", line)
    await all_sent(machines[0])
    for dispatcher in dispatchers:
        await dispatcher.stop()
    together = lines[0].sent + lines[1].sent
    assert len(together) == COMMUNITIES * EACH
    assert set(together.values()) == {1}
    assert all(line.sent for line in lines), "one machine did all of it, so nothing was tried"


async def test_claims_at_one_moment_share_no_row_and_wait_for_none(
    machines: tuple[Database, Database],
) -> None:
    # Without the turns that changes take: the rows' own locks must do.
    now, lease, program = clock.now(), timedelta(seconds=30), Program(machines[0])
    async with (
        asyncio.timeout(60),
        machines[0].engine.begin() as one_line,
        machines[1].engine.begin() as another,
    ):
        first, second = Session(one_line), Session(another)
        take = partial(outbox.take_due, platforms=["discord"], now=now, lease=lease, full=[])
        one = await take(first, program, me="one", most=50)
        two = await take(second, program, me="two", most=50)
        three = await take(second, program, me="two", most=40, after=0)
    ids = [row.due.id for row in (*one, *two, *three)]
    assert (len(one), len(two)) == (50, 50)
    assert three
    assert len(ids) == len(set(ids))


async def test_what_one_machine_has_on_its_way_is_not_sent_by_another_when_it_is_scheduled_anew(
    machines: tuple[Database, Database],
) -> None:
    gate, begun = asyncio.Event(), asyncio.Event()

    class Slow(Line):
        async def send(self, message: Message) -> Sent:
            begun.set()
            await gate.wait()
            return await super().send(message)

    lines = Slow(), Line()
    dispatchers = [Dispatcher(Program(database), no_quiet) for database in machines]
    await dispatchers[0].start("discord", lines[0])
    await begun.wait()
    columns = service.delivery.c
    async with machines[0].session_scope() as session:
        names = columns.dedupe_key, columns.community_id, columns.leased_by
        held = select(*names).where(columns.leased_by.is_not(None))
        rows = (await session.execute(held)).all()
        for key, community, _ in rows:
            place = key.partition(":")[0]
            to = Address("discord", f"guild {place}", channel_id=place)
            await service.cancel(session, dedupe_key=key)
            again = Row(KIND, Text(key), to, clock.now(), dedupe_key=key, community_id=community)
            await service.schedule_many(session, [again])
    await dispatchers[1].start("discord", lines[1])
    others = columns.settled_at.is_(None) & columns.leased_by.is_distinct_from(rows[0].leased_by)
    async with asyncio.timeout(60), machines[0].read_scope() as connection:
        while (await connection.execute(select(func.count()).where(others))).scalar():  # noqa: ASYNC110 - none tells
            await asyncio.sleep(0.02)
    gate.set()
    await all_sent(machines[0])
    for dispatcher in dispatchers:
        await dispatcher.stop()
    assert lines[1].sent
    assert set((lines[0].sent + lines[1].sent).values()) == {1}
    assert (lines[0].sent + lines[1].sent).total() == COMMUNITIES * EACH


async def test_what_a_machine_held_when_it_vanished_is_sent_by_the_other(
    machines: tuple[Database, Database],
) -> None:
    async with machines[0].session_scope() as session:
        lost = await outbox.take_due(
            session,
            Program(machines[1]),
            me="gone",
            platforms=["discord"],
            now=clock.now(),
            lease=timedelta(seconds=1),
            most=30,
            full=[],
        )
    line = Line()
    dispatcher = Dispatcher(Program(machines[1]), no_quiet)
    await dispatcher.start("discord", line)
    await all_sent(machines[1])
    await dispatcher.stop()
    assert {row.nonce for row in lost} <= line.sent.keys()
    assert set(line.sent.values()) == {1}
