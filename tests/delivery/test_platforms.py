"""Each message goes out on its own platform, and waits where that is not running."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence

import pytest
from sqlalchemy import select

from mentorbot import clock
from mentorbot.chat import Card, Section
from mentorbot.chat.program import Program
from mentorbot.db import Database, Session
from mentorbot.delivery import kinds, service
from mentorbot.delivery.dispatcher import Dispatcher
from mentorbot.delivery.kinds import Address, Due, handler
from mentorbot.delivery.models import State
from mentorbot.delivery.payloads import Payload
from mentorbot.delivery.quiet import Quiet
from mentorbot.delivery.sending import Message, Sent
from mentorbot.delivery.service import Row
from mentorbot.members.service import ensure_community

KIND = "two-platforms"
EACH = 5


class Line:
    """The way to a platform: what went out on it."""

    def __init__(self) -> None:
        self.sent: list[Address] = []

    def know(self, channels: Mapping[str, str]) -> None:
        """It opens none."""

    def narrow(self, to: Address) -> bool:
        return False

    async def send(self, message: Message) -> Sent:
        self.sent.append(message.to)
        return Sent(message.nonce)


@pytest.fixture(autouse=True)
def _kind() -> AsyncIterator[None]:
    async def make(session: Session, due: Due, _: Payload) -> Card:
        return Card("Note", (Section("Hello"),), public=True)

    handler(KIND, Payload)(make)
    yield
    kinds._handlers.pop(KIND)


async def no_quiet(session: Session, members: Sequence[int]) -> Mapping[int, Quiet]:
    return {}


async def fall_due(database: Database) -> None:
    """Let some messages be due in a community on each platform."""
    async with database.session_scope() as session:
        for platform in ("discord", "slack"):
            here = await ensure_community(session, platform, "same id")
            to = Address(platform, "same id", channel_id="1")
            keys = [f"{platform}:{number}" for number in range(EACH)]
            await service.schedule_many(
                session,
                [Row(KIND, Payload(), to, clock.now(), dedupe_key=key, community_id=here) for key in keys],
            )


async def states(database: Database, platform: str) -> set[State]:
    wanted = select(service.delivery.c.state).where(service.delivery.c.platform == platform)
    async with database.read_scope() as connection:
        return set((await connection.execute(wanted)).scalars())


async def sent_all(database: Database, platform: str) -> None:
    async with asyncio.timeout(60):
        while True:
            if await states(database, platform) == {State.SENT}:
                return
            await asyncio.sleep(0.01)


async def test_what_goes_to_a_platform_that_does_not_run_waits_until_it_does(database: Database) -> None:
    await fall_due(database)
    dispatcher, discord, slack = Dispatcher(Program(database), no_quiet), Line(), Line()
    await dispatcher.start("slack", slack)
    await sent_all(database, "slack")
    assert await states(database, "discord") == {State.PENDING}
    await dispatcher.start("discord", discord)
    await sent_all(database, "discord")
    await dispatcher.stop()
    assert [one.platform for one in slack.sent] == ["slack"] * EACH
    assert [one.platform for one in discord.sent] == ["discord"] * EACH


async def test_both_may_stop_it_and_neither_goes_on_before_all_is_given_back(database: Database) -> None:
    await fall_due(database)
    dispatcher = Dispatcher(Program(database), no_quiet)
    await dispatcher.start("slack", Line())
    await asyncio.gather(dispatcher.stop(), dispatcher.stop())
    assert State.LEASED not in await states(database, "slack")


async def test_what_goes_to_one_platform_goes_on_when_the_other_is_left_and_comes_back(
    database: Database,
) -> None:
    dispatcher, discord, slack = Dispatcher(Program(database), no_quiet), Line(), Line()
    await dispatcher.start("discord", discord)
    await dispatcher.start("slack", slack)
    await dispatcher.leave("discord")
    await fall_due(database)
    await sent_all(database, "slack")
    assert await states(database, "discord") == {State.PENDING}
    assert not discord.sent
    back = Line()
    await dispatcher.start("discord", back)
    await sent_all(database, "discord")
    await dispatcher.stop()
    assert len(back.sent) == EACH
