"""The machine's clock is set while messages wait: by an operator, by a time server, or because it slept."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from delivery.conftest import Post, texts, until
from town import Town

from mentorbot import clock
from mentorbot.delivery import alarm, outbox

MESSAGES = "/channels/*/messages"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock is looked at more often, so that the tests need not wait."""
    monkeypatch.setattr(alarm, "LOOK_SECONDS", 0.05)


@contextmanager
def clock_set(by: timedelta) -> Iterator[None]:
    """The machine's clock is wrong by this much within the block, and goes on ticking."""
    with time_machine.travel(datetime.now(UTC) + by, tick=True):
        yield


@pytest.mark.parametrize("by", [timedelta(hours=1), timedelta(minutes=2)], ids=str)
async def test_a_clock_that_is_set_back_for_a_while_holds_nothing_up_when_it_is_right_again(
    town: Town, post: Post, by: timedelta
) -> None:
    await post.to(town.alice, "in a moment", within=timedelta(seconds=0.5))
    with clock_set(-by):
        await asyncio.sleep(0.7)
        assert texts(town.alice.dm().messages) == []  # by this clock it is not due
    await post.settled()
    assert texts(town.alice.dm().messages) == ["in a moment"]


async def test_a_clock_that_is_set_on_lets_what_is_due_by_it_go_out(town: Town, post: Post) -> None:
    await post.to(town.alice, "in an hour", within=timedelta(hours=1))
    with clock_set(timedelta(hours=2)):
        await post.settled()
        assert texts(town.alice.dm().messages) == ["in an hour"]


async def test_what_waits_for_another_try_does_not_wait_until_a_clock_set_back_has_come_as_far_again(
    town: Town, post: Post
) -> None:
    fault = town.sandbox.faults.add("POST", MESSAGES, status=503, times=6)
    await post.into(town.general, "overdue", within=-timedelta(hours=3))
    await until(lambda: fault.hits)
    await asyncio.sleep(0.2)
    town.sandbox.faults.clear()
    with clock_set(-timedelta(hours=1)):
        await post.settled()
    assert texts(town.general.messages) == ["overdue"]


async def test_a_lease_of_another_process_runs_out_in_its_time_though_the_clock_was_set_back(
    town: Town, post: Post
) -> None:
    await post.into(town.general, "held", within=timedelta(days=1))
    lease = timedelta(seconds=30)
    now = clock.now() + timedelta(days=1)
    async with post.database.session_scope() as session:
        statement = outbox.delivery.update().values(
            leased_by="another", state="leased", due_at=now, try_at=now + timedelta(hours=1)
        )
        await session.execute(statement)
        await outbox.bring_forward(session, now, lease)
    row = (await post.rows())["held"]
    assert row["leased_by"] == "another"
    assert row["try_at"] == now + lease
