"""Loops come round again, whatever happens in one."""

import asyncio
from typing import cast

from mentorbot.chat.bell import Bell
from mentorbot.chat.declare import Loop
from mentorbot.chat.loops import Loops
from mentorbot.chat.program import Program
from mentorbot.db import Database

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
