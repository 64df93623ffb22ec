"""One process has a lease at a time; another takes it when its holder gave it back, is gone, or is silent."""

import asyncio
import subprocess
import sys

import pytest
from sqlalchemy import update

from mentorbot.db import Database, leases
from mentorbot.db.leases import Lease, LostError, Process
from mentorbot.db.models import LEASE

pytestmark = pytest.mark.every_database


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("BEAT_SECONDS", "LOOK_SECONDS"):
        monkeypatch.setattr(leases, name, 0.01)


async def is_held_by(database: Database, process: Process) -> None:
    async with database.session_scope() as session:
        await session.execute(update(LEASE).values(holder=str(process)))


async def test_one_has_it_and_another_waits_until_it_is_given_back(database: Database) -> None:
    first, second, other = Lease(database, "a"), Lease(database, "a"), Lease(database, "b")
    assert await first.try_take()
    assert await first.try_take()
    assert not await second.try_take()
    assert await other.try_take()
    waiting = asyncio.create_task(second.wait())
    await second.give_back()  # what one has not, one cannot give back
    assert not await second.try_take()
    assert not waiting.done()
    await first.give_back()
    await asyncio.wait_for(waiting, 30)
    assert not await first.try_take()


async def test_of_two_that_come_at_once_one_gets_it(database: Database) -> None:
    came = [Lease(database, "a") for _ in range(8)]
    got = await asyncio.gather(*(one.try_take() for one in came))
    assert sum(got) == 1


def start_other() -> subprocess.Popen[bytes]:
    """A process that waits to be killed."""
    return subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)


async def test_a_killed_process_of_this_machine_holds_nothing(database: Database) -> None:
    lease = Lease(database, "a")
    await lease.try_take()
    here = Process.here()
    with start_other() as other:
        alive = Process(here.machine, other.pid, leases._find_start(other.pid), "x")
        await is_held_by(database, alive)
        assert not await Lease(database, "a").try_take()
        other.kill()
        other.wait()
    assert await Lease(database, "a").try_take()


async def test_another_process_under_the_same_number_is_another(database: Database) -> None:
    lease, here = Lease(database, "a"), Process.here()
    await lease.try_take()
    await is_held_by(database, Process(here.machine, here.id, "0" if here.started else "", "x"))
    assert await Lease(database, "a").try_take() is bool(here.started)


async def test_a_process_of_another_machine_has_it_for_as_long_as_it_is_heard_of(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    lease, waiting = Lease(database, "a"), Lease(database, "a")
    await lease.try_take()
    await is_held_by(database, Process("elsewhere|1|2", 1, "3", "x"))
    assert not await waiting.try_take()
    monkeypatch.setattr(leases, "SILENCE_SECONDS", -1.0)
    async with database.session_scope() as session:
        await session.execute(update(LEASE).values(beat=LEASE.c.beat + 1))
    monkeypatch.setattr(leases, "SILENCE_SECONDS", 1000.0)
    assert not await waiting.try_take()
    monkeypatch.setattr(leases, "SILENCE_SECONDS", -1.0)
    assert await waiting.try_take()


async def test_whoever_was_not_heard_of_learns_that_another_has_it(database: Database) -> None:
    lease = Lease(database, "a")
    await lease.try_take()
    keeping = asyncio.create_task(lease.keep())
    await is_held_by(database, Process("elsewhere|1|2", 1, "3", "x"))
    with pytest.raises(LostError):
        await asyncio.wait_for(keeping, 30)
