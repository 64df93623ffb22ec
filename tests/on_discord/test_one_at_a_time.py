"""Two processes with one token: one answers, and when it stops the other does."""

import asyncio
import hashlib
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import delete, select, update

from mentorbot import clock, side_by_side
from mentorbot.chat.program import Program
from mentorbot.config import Settings
from mentorbot.db import Database, leases
from mentorbot.db.leases import Process
from mentorbot.db.models import LEASE
from mentorbot.errors import UnreachableError
from mentorbot.on_discord import MentorBot, OneAtATime, process
from mentorbot.process import run
from mentorbot.sandbox.discord import Sandbox
from mentorbot.sandbox.discord.people.person import Person
from mentorbot.sandbox.discord.people.screen import ClientRefusedError, NotAnsweredError

NOT_YET = (ClientRefusedError, NotAnsweredError)
"""There are no commands yet, or nobody is there who answers."""


@dataclass
class Venue:
    """A local Discord and somebody there."""

    sandbox: Sandbox
    alice: Person
    settings: Settings

    @asynccontextmanager
    async def running(self) -> AsyncIterator[asyncio.Event]:
        """A process runs; what is given stops it."""
        stop = asyncio.Event()
        task = asyncio.create_task(run(self.settings, stop=stop))
        try:
            yield stop
            assert not task.done() or stop.is_set()
        finally:
            stop.set()
            await asyncio.wait_for(task, 60)

    def count_answers(self) -> int:
        """How often somebody was answered."""
        return sum(one.path.endswith("/callback") for one in self.sandbox.requests)


@pytest.fixture
async def venue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Venue]:
    for wait in ("FIRST_WAIT", "LONGEST_WAIT"):
        monkeypatch.setattr(side_by_side, wait, 0.05)
    monkeypatch.setattr(leases, "LOOK_SECONDS", 0.05)
    async with Sandbox() as sandbox:
        sandbox.rate_limits.enabled = False
        guild = sandbox.add_guild("Future managers")
        app = sandbox.add_application("mentorbot", guild)
        settings = Settings(token=SecretStr(app.token), database=str(tmp_path / "bot.sqlite3"))
        with sandbox.discord_py():
            yield Venue(sandbox, sandbox.add_person("alice", guild), settings)


async def ask_until_answered(venue: Venue) -> None:
    """Ask until somebody answers; whoever does, does so once."""
    async with asyncio.timeout(60):
        while True:
            before = venue.count_answers()
            try:
                reply = await venue.alice.slash("help")
            except NOT_YET:
                await asyncio.sleep(0.05)
                continue
            assert reply.text
            assert venue.count_answers() - before == 1
            return


async def test_each_is_answered_once_and_the_second_takes_over_when_the_first_stops(venue: Venue) -> None:
    async with venue.running() as stop_first:
        await ask_until_answered(venue)
        async with venue.running():
            for _ in range(20):
                before = venue.count_answers()
                assert (await venue.alice.slash("help")).text
                await asyncio.sleep(0.05)
                assert venue.count_answers() - before == 1
            stop_first.set()
            await ask_until_answered(venue)


async def test_whoever_was_not_heard_of_for_long_steps_back_until_it_is_its_turn_again(
    venue: Venue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leases, "BEAT_SECONDS", 0.05)
    async with venue.running():
        await ask_until_answered(venue)
        database = Database(venue.settings.database)
        elsewhere = Process("elsewhere|1|2", 1, "3", "x")
        async with database.session_scope() as session:
            await session.execute(update(LEASE).values(holder=str(elsewhere)))
        async with asyncio.timeout(60):
            while await is_answered(venue):  # noqa: ASYNC110 - there is no event for it
                await asyncio.sleep(0.05)
        async with database.session_scope() as session:
            await session.execute(delete(LEASE))
        await database.close()
        await ask_until_answered(venue)


def run_another() -> int:
    """The number of a process that has ended."""
    with subprocess.Popen([sys.executable, "-c", ""]) as other:
        return other.pid


async def is_answered(venue: Venue) -> bool:
    try:
        return bool((await venue.alice.slash("help")).text)
    except NOT_YET:
        return False


async def test_after_a_kill_the_next_process_answers_at_once(
    venue: Venue, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was killed gave nothing back; it is seen to be no more."""
    async with venue.running():
        await ask_until_answered(venue)
        database = Database(venue.settings.database)
    gone, here = run_another(), Process.here()
    async with database.session_scope() as session:
        row = {"holder": str(Process(here.machine, gone, "1", "x")), "beat": 1, "until": clock.now()}
        name = f"discord:{hashlib.sha256(venue.settings.secret().encode()).hexdigest()[:32]}"
        await session.execute(LEASE.insert().values(name=name, **row))
    await database.close()
    monkeypatch.setattr(leases, "SILENCE_SECONDS", 100_000.0)
    async with venue.running():
        await ask_until_answered(venue)


async def test_whoever_is_still_waiting_for_discord_is_heard_of(
    venue: Venue, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Discord takes no commands for long: until it does, the process has its turn and says so."""
    monkeypatch.setattr(leases, "BEAT_SECONDS", 0.02)
    held = asyncio.Event()
    fault = venue.sandbox.faults.add("PUT", "/applications/*/commands", until=held)

    async def find_beat() -> int:
        database = Database(venue.settings.database)
        async with database.read_scope() as connection:
            found = (await connection.execute(select(LEASE.c.beat))).scalar()
        await database.close()
        return found or 0

    async with venue.running(), asyncio.timeout(60):
        while not fault.hits or await find_beat() < 5:  # noqa: ASYNC110 - there is no event for it
            await asyncio.sleep(0.05)
        assert not venue.count_answers()
        held.set()
        await ask_until_answered(venue)


async def test_another_gets_its_turn_only_when_the_bot_answers_nobody_any_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bot, stop, happened = MentorBot(), asyncio.Event(), list[str]()

    async def connect(*_: object) -> None:
        await asyncio.Event().wait()

    async def move_in() -> None:
        bot.furnished.set()
        stop.set()
        try:
            await asyncio.Event().wait()
        finally:
            happened.append("given back")

    async def close() -> None:
        for _ in range(10):
            await asyncio.sleep(0)  # the last answers
        happened.append("closed")

    monkeypatch.setattr(process, "stay_connected", connect)
    monkeypatch.setattr(bot, "close", close)
    await process.serve(bot, "token", stop, move_in())
    assert happened == ["closed", "given back"]


async def test_whoever_stops_while_it_moves_in_puts_away_first_what_it_has_begun(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stopped in the middle of a change: the change is taken back, and only then is all over."""
    bot, stop, happened = MentorBot(), asyncio.Event(), list[str]()
    turn = OneAtATime(lambda: "token", asyncio.create_task(hand_over(Program(database))))

    async def connect(*_: object) -> None:
        await asyncio.Event().wait()

    async def move_in() -> None:
        try:
            stop.set()
            await asyncio.Event().wait()
        finally:
            for _ in range(50):
                await asyncio.sleep(0)  # a transaction that is rolled back, its connection given back
            happened.append("put away")

    monkeypatch.setattr(process, "stay_connected", connect)
    await process.serve(bot, "token", stop, turn.keep(move_in))
    assert happened == ["put away"]
    async with database.read_scope() as connection:
        assert (await connection.execute(select(LEASE.c.name))).all() == []


@asynccontextmanager
async def holding(turn: OneAtATime) -> AsyncIterator[None]:
    """It is the bot meanwhile. Raises UnreachableError: another is."""
    inside = asyncio.Event()

    async def move_in() -> None:
        inside.set()

    keeping, entered = asyncio.create_task(turn.keep(move_in)), asyncio.create_task(inside.wait())
    await asyncio.wait({keeping, entered}, return_when=asyncio.FIRST_COMPLETED)
    entered.cancel()
    if keeping.done():
        keeping.result()
    yield
    keeping.cancel()
    await asyncio.wait({keeping})


async def hand_over(program: Program) -> Program:
    return program


async def test_whose_token_was_reset_waits_for_who_has_the_new_one(database: Database) -> None:
    tokens = ["old"]
    opening = asyncio.create_task(hand_over(Program(database)))
    ours, theirs = OneAtATime(lambda: tokens[-1], opening), OneAtATime(lambda: "new", opening)
    async with holding(ours):
        tokens.append("new")
    async with holding(theirs):
        with pytest.raises(UnreachableError):
            async with holding(ours):
                pass
    await ours.wait(asyncio.Event())
    with pytest.raises(UnreachableError):
        async with holding(theirs):
            pass
