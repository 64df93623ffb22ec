"""Who has left is found out without anybody telling: before it matters, and by and by."""

import asyncio
from datetime import timedelta

import mailing
import pytest
from mentoring.conftest import enrolled, person

from mentorbot import clock
from mentorbot.chat.caller import Caller
from mentorbot.chat.declare import Loop
from mentorbot.chat.loops import Loops
from mentorbot.chat.program import Program
from mentorbot.db import Database
from mentorbot.members import looking, presence
from mentorbot.members import service as members
from mentorbot.members.commands import look_for_people

pytestmark = pytest.mark.every_database


class Chat:
    """A platform that knows who is there."""

    name = "discord"

    def __init__(self) -> None:
        self.gone: set[str] = set()
        self.asked: list[str] = []
        self.heard = asyncio.Semaphore(0)

    async def is_here(self, community: str, user_id: str) -> bool:
        self.asked.append(user_id)
        self.heard.release()
        return user_id not in self.gone


@pytest.fixture
def chat() -> Chat:
    return Chat()


@pytest.fixture
def program(database: Database, chat: Chat) -> Program:
    made = mailing.program_of(database)
    made.platforms["discord"] = chat  # type: ignore[assignment]
    return made


async def away(database: Database, ids: list[int]) -> set[int]:
    async with database.read_scope() as connection:
        return await members.find_away(connection, ids)


async def test_who_has_left_is_found_and_not_asked_about_again(program: Program, chat: Chat) -> None:
    ids = [(await enrolled(program.database, person(name)))[0] for name in ("ada", "ben")]
    chat.gone.add("ben")
    for _ in range(2):
        assert await looking.find_gone(program, ids) == {ids[1]}
    assert sorted(chat.asked) == ["ada", "ben"]
    assert await away(program.database, ids) == {ids[1]}


async def test_who_was_asked_about_a_moment_ago_costs_one_statement(program: Program) -> None:
    ids = [(await enrolled(program.database, person(name)))[0] for name in ("ada", "ben")]
    await looking.find_gone(program, ids)
    before = program.database.statements
    await looking.find_gone(program, ids)
    assert program.database.statements - before == 1


async def test_what_was_known_an_hour_ago_is_asked_anew(program: Program, chat: Chat) -> None:
    id_, _ = await enrolled(program.database, person("ada"))
    await looking.find_gone(program, [id_])
    clock.advance(looking.FRESH + timedelta(minutes=1))
    chat.gone.add("ada")
    assert await looking.find_gone(program, [id_]) == {id_}


async def test_of_whoever_has_another_written_to_it_is_asked_anew_within_minutes(
    program: Program, chat: Chat
) -> None:
    id_, _ = await enrolled(program.database, person("ada"))
    await looking.find_gone(program, [id_])
    chat.gone.add("ada")
    clock.advance(timedelta(minutes=2))
    assert await looking.find_gone(program, [id_]) == set()
    assert await looking.find_gone_senders(program, [id_]) == {id_}


async def test_everybody_is_looked_for_once_in_some_days(program: Program, chat: Chat) -> None:
    id_, _ = await enrolled(program.database, person("ada"))
    await looking.sweep(program)
    chat.gone.add("ada")
    clock.advance(looking.EVERY - timedelta(hours=1))
    await looking.sweep(program)
    assert await away(program.database, [id_]) == set()
    clock.advance(timedelta(hours=2))
    await looking.sweep(program)
    assert await away(program.database, [id_]) == {id_}
    assert presence.keeper_of(program).away == {("discord", "guild", "ada")}


async def test_a_sweep_asks_about_a_few_at_a_time_those_never_asked_about_first(
    program: Program, chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking, "MOST", 2)
    for name in ("ada", "ben", "cem"):
        await enrolled(program.database, person(name))
    assert await looking.sweep(program)
    assert len(chat.asked) == 2
    assert not await looking.sweep(program)
    assert sorted(chat.asked) == ["ada", "ben", "cem"]


async def test_a_sweep_of_many_leaves_most_of_what_may_be_asked_to_what_people_press(
    program: Program, chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = [(await enrolled(program.database, person(f"a{n}")))[0] for n in range(40)]

    async def find_all(*_: object) -> list[int]:
        return ids

    monkeypatch.setattr(looking, "matters_soon", [find_all])
    await looking.sweep(program)
    assert 0 < len(chat.asked) <= 5, "Discord lets one ask ten times in ten seconds"
    assert looking.AGAIN >= 10


async def test_who_is_soon_reached_is_asked_about_before_all_others(
    program: Program, chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = [(await enrolled(program.database, person(f"a{n}")))[0] for n in range(8)]
    await looking.find_gone(program, ids[-1:])
    clock.advance(looking.FRESH)
    chat.asked.clear()

    async def find_last(*_: object) -> list[int]:
        return ids[-1:]

    monkeypatch.setattr(looking, "matters_soon", [find_last])
    await looking.sweep(program)
    assert "a7" in chat.asked
    assert len(set(chat.asked)) == len(chat.asked) == looking.MOST


async def test_the_sweep_goes_on_by_itself_until_everybody_was_asked_about(
    program: Program, chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking, "AGAIN", 0.0)
    names = [f"a{n}" for n in range(2 * looking.MOST + 1)]
    for name in names:
        await enrolled(program.database, person(name))
    loops, one = program.part(Loops, Loops), Loop(3600.0, look_for_people)
    loops.start([one])
    async with asyncio.timeout(60):
        for _ in names:
            await chat.heard.acquire()
    await loops.stop([one], 5)
    assert sorted(chat.asked) == names


async def test_who_cannot_be_asked_about_keeps_nobody_else_from_it(program: Program, chat: Chat) -> None:
    for n in range(2 * looking.MOST):
        await enrolled(program.database, Caller("slack", "team", f"U{n}"))
    await enrolled(program.database, person("ada"))
    await looking.sweep(program)
    assert chat.asked == ["ada"]


async def test_who_is_on_a_platform_that_is_not_connected_is_taken_to_be_there(program: Program) -> None:
    id_, _ = await enrolled(program.database, Caller("slack", "team", "U1"))
    assert await looking.find_gone(program, [id_]) == set()
