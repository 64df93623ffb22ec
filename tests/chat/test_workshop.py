"""What takes a while is made aside: one thing for a person, a few for a community, and never twice."""

import asyncio
from datetime import date, timedelta

import pytest

from mentorbot import clock
from mentorbot.chat import workshop
from mentorbot.chat.caller import Caller
from mentorbot.chat.program import Program
from mentorbot.chat.workshop import BUSY, MOST_OF_COMMUNITY, STILL, TOO_LONG, Workshop
from mentorbot.credits import export
from mentorbot.credits.rules import Rules
from mentorbot.credits.standing import Standing
from mentorbot.db import Database
from mentorbot.errors import UserError

ALICE = Caller("discord", "guild", "alice")


class Gate:
    """Stands for the processes: counts what is begun, and holds it until it is let go."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.begun: list[object] = []
        self.open = asyncio.Event()
        self.at_once = self.most = 0
        monkeypatch.setattr(workshop, "work_aside", self.work)

    async def work(self, program: str, task: object, *, patience: float) -> object:
        self.begun.append(task)
        self.at_once += 1
        self.most = max(self.most, self.at_once)
        await self.open.wait()
        self.at_once -= 1
        return f"made of {task}"


@pytest.fixture
def shop(database: Database) -> Workshop:
    return Workshop(Program(database))


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Gate:
    return Gate(monkeypatch)


def begin(shop: Workshop, caller: Caller, task: str) -> "asyncio.Task[object]":
    return asyncio.create_task(shop.make(caller, "program", task))


async def test_a_second_thing_for_the_same_person_is_refused_with_a_sentence(
    shop: Workshop, gate: Gate
) -> None:
    first = begin(shop, ALICE, "one")
    await asyncio.sleep(0)
    with pytest.raises(UserError, match=STILL):
        await shop.make(ALICE, "program", "another")
    gate.open.set()
    assert await first == "made of one"
    assert await shop.make(ALICE, "program", "another") == "made of another"


async def test_the_same_asked_again_is_made_once_and_kept_for_a_minute(shop: Workshop, gate: Gate) -> None:
    both = [begin(shop, ALICE, "one") for _ in range(5)]
    await asyncio.sleep(0)
    gate.open.set()
    assert await asyncio.gather(*both) == ["made of one"] * 5
    assert await shop.make(ALICE, "program", "one") == "made of one"
    assert gate.begun == ["one"]
    clock.advance(timedelta(minutes=1))
    await shop.make(ALICE, "program", "one")
    assert gate.begun == ["one", "one"]


async def test_a_community_has_a_few_at_a_time_and_others_are_not_kept_out(
    shop: Workshop, gate: Gate
) -> None:
    people = [Caller("discord", "guild", str(n)) for n in range(MOST_OF_COMMUNITY)]
    waiting = [begin(shop, one, one.user_id) for one in people]
    await asyncio.sleep(0)
    with pytest.raises(UserError, match=BUSY):
        await shop.make(Caller("discord", "guild", "late"), "program", "late")
    waiting.append(begin(shop, Caller("discord", "elsewhere", "x"), "x"))
    await asyncio.sleep(0)
    gate.open.set()
    await asyncio.gather(*waiting)
    assert gate.most == workshop.AT_ONCE
    assert len(gate.begun) == MOST_OF_COMMUNITY + 1


async def test_whoever_no_longer_waits_leaves_it_to_those_who_do(shop: Workshop, gate: Gate) -> None:
    one, other = begin(shop, ALICE, "one"), begin(shop, ALICE, "one")
    await asyncio.sleep(0)
    one.cancel()
    gate.open.set()
    assert await other == "made of one"


async def test_what_takes_too_long_is_said_and_the_next_can_begin(
    shop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def never(program: str, task: object, *, patience: float) -> object:
        raise TimeoutError

    monkeypatch.setattr(workshop, "work_aside", never)
    for _ in range(2):
        with pytest.raises(UserError, match=TOO_LONG):
            await shop.make(ALICE, "program", "one")


async def test_files_of_credits_are_made_in_a_process_of_their_own(shop: Workshop) -> None:
    task = export.Task(Rules.load().credentials, Standing(), date(2026, 5, 1))
    files = await shop.make(ALICE, export.PROGRAM, task)
    assert files.document.startswith(b"%PDF")
    assert files.table.decode("utf-8-sig").startswith('"credential"')
