"""Loops come round again, whatever happens in one."""

import asyncio
from collections.abc import AsyncIterator
from typing import cast

import pytest
from postgres import Postgres
from sqlalchemy import text

from mentorbot.chat import bell
from mentorbot.chat.bell import Bell
from mentorbot.chat.declare import Loop
from mentorbot.chat.loops import Loops
from mentorbot.chat.program import Program
from mentorbot.db import Database, leases
from mentorbot.db.hearing import keep_hearing

PROGRAM = cast(Program, object())
LONG = 3600.0


async def test_a_loop_that_fails_goes_on() -> None:
    seen = asyncio.Semaphore(0)

    async def look(program: Program) -> None:
        seen.release()
        raise ValueError("trouble")

    loops, one = Loops(PROGRAM), Loop(0.001, look)
    loops.start([one])
    async with asyncio.timeout(60):
        for _ in range(3):
            await seen.acquire()
    await loops.stop([one], 1)


async def test_a_loop_that_is_rung_does_not_wait_for_its_time() -> None:
    seen = asyncio.Semaphore(0)

    async def look(program: Program) -> None:
        seen.release()

    loops, one = Loops(PROGRAM), Loop(LONG, look)
    loops.start([one])
    async with asyncio.timeout(60):
        await seen.acquire()
        loops.ring(look)
        await seen.acquire()
    await loops.stop([one], 1)
    loops.ring(look)  # nobody minds


async def test_what_rings_while_a_loop_is_at_work_is_not_lost() -> None:
    begun, may_end, rounds = asyncio.Event(), asyncio.Event(), asyncio.Semaphore(0)

    async def look(program: Program) -> None:
        begun.set()
        await may_end.wait()
        rounds.release()

    loops, one = Loops(PROGRAM), Loop(LONG, look)
    loops.start([one])
    async with asyncio.timeout(60):
        await begun.wait()
        loops.ring(look)
        may_end.set()
        for _ in range(2):
            await rounds.acquire()
    await loops.stop([one], 1)


async def test_stopping_waits_for_what_is_under_way() -> None:
    begun, may_end, ended = asyncio.Event(), asyncio.Event(), False

    async def look(program: Program) -> None:
        nonlocal ended
        begun.set()
        await may_end.wait()
        ended = True

    loops, one = Loops(PROGRAM), Loop(LONG, look)
    loops.start([one])
    await begun.wait()
    stopping = asyncio.create_task(loops.stop([one], 10))
    await asyncio.sleep(0)
    may_end.set()
    await stopping
    assert ended


async def test_a_bell_lets_a_loop_come_round_once_what_was_done_is_committed(database: Database) -> None:
    seen, bell = asyncio.Semaphore(0), Bell("work")

    async def look(program: Program) -> None:
        seen.release()

    loops, one = Loops(PROGRAM), Loop(LONG, look, bell)
    loops.start([one])
    async with asyncio.timeout(10):
        await seen.acquire()
        async with database.session_scope() as session:
            bell.ring(session)
        await seen.acquire()
    await loops.stop([one], 1)
    bell.ring_now()  # nobody listens any more
    assert seen.locked()


@pytest.fixture
async def machines(
    postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[tuple[Database, Database]]:
    monkeypatch.setattr(leases, "LOOK_SECONDS", 0.02)
    url = await postgres.new()
    both = Database(url, 3), Database(url, 3)
    yield both
    for one in both:
        await one.close()
    await postgres.drop(url)


async def test_what_comes_again_is_done_by_one_machine_and_by_another_when_that_stops(
    machines: tuple[Database, Database],
) -> None:
    done: asyncio.Queue[Database] = asyncio.Queue()

    async def look(program: Program) -> None:
        done.put_nowait(program.database)

    one, loops = Loop(0.005, look), [Loops(Program(database)) for database in machines]
    for each in loops:
        each.start([one], "slack")
    async with asyncio.timeout(60):
        first = await done.get()
        assert {await done.get() for _ in range(20)} == {first}
        await loops[machines.index(first)].stop([one], 1, "slack")
        while not done.empty():
            done.get_nowait()
        other = await done.get()
        assert other is not first
    await loops[machines.index(other)].stop([one], 1, "slack")


async def test_platforms_have_their_machines_each(machines: tuple[Database, Database]) -> None:
    done: asyncio.Queue[tuple[str, Database]] = asyncio.Queue()

    async def look_at_slack(program: Program) -> None:
        done.put_nowait(("slack", program.database))

    async def look_at_discord(program: Program) -> None:
        done.put_nowait(("discord", program.database))

    on_slack, on_discord = Loop(LONG, look_at_slack), Loop(LONG, look_at_discord)
    loops = [Loops(Program(database)) for database in machines]
    loops[0].start([on_slack], "slack")
    loops[1].start([on_discord], "discord")
    async with asyncio.timeout(60):
        seen = {await done.get() for _ in range(2)}
    assert seen == {("slack", machines[0]), ("discord", machines[1])}
    await loops[0].stop([on_slack], 1, "slack")
    await loops[1].stop([on_discord], 1, "discord")


async def test_a_loop_is_rung_on_the_machine_that_does_it(machines: tuple[Database, Database]) -> None:
    done: asyncio.Queue[Database] = asyncio.Queue()

    async def look(program: Program) -> None:
        done.put_nowait(program.database)

    one, loops = Loop(LONG, look), [Loops(Program(database)) for database in machines]
    hearing = [asyncio.create_task(keep_hearing(database, bell.hear)) for database in machines]
    async with asyncio.timeout(60):
        loops[0].start([one], "slack")
        await done.get()
        loops[1].start([one], "slack")
        ringing = asyncio.create_task(done.get())
        while not ringing.done():
            loops[1].ring(look)
            await asyncio.sleep(0.02)
    assert ringing.result() is machines[0]
    for each in loops:
        await each.stop([one], 1, "slack")
    for task in hearing:
        task.cancel()
    await asyncio.wait(hearing)


async def test_whoever_is_cut_off_while_asking_whose_turn_it_is_asks_again(
    machines: tuple[Database, Database],
) -> None:
    done = asyncio.Event()

    async def look(program: Program) -> None:
        done.set()

    one, loops = Loop(LONG, look), Loops(Program(machines[1]))
    waits = "wait_event_type = 'Lock' AND datname = current_database()"
    cut = f"SELECT count(pg_terminate_backend(pid, 60000)) FROM pg_stat_activity WHERE {waits}"  # noqa: S608
    async with asyncio.timeout(60):
        async with machines[0].session_scope(), machines[0].read_scope() as aside:
            loops.start([one], "slack")
            while not (await aside.execute(text(cut))).scalar():  # noqa: ASYNC110 - no event tells of it
                await asyncio.sleep(0.02)
        await done.wait()
    await loops.stop([one], 1, "slack")
