"""Who has left is found out without anybody telling: before it matters, and by and by."""

from datetime import timedelta

import mailing
import pytest
from mentoring.conftest import enrolled, person

from mentorbot import clock
from mentorbot.chat.caller import Caller
from mentorbot.chat.program import Program
from mentorbot.db import Database
from mentorbot.members import looking, presence
from mentorbot.members import service as members

pytestmark = pytest.mark.every_database


class Chat:
    """A platform that knows who is there."""

    name = "discord"

    def __init__(self) -> None:
        self.gone: set[str] = set()
        self.asked: list[str] = []

    async def is_here(self, community: str, user_id: str) -> bool:
        self.asked.append(user_id)
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


async def test_what_was_known_an_hour_ago_is_asked_anew(program: Program, chat: Chat) -> None:
    id_, _ = await enrolled(program.database, person("ada"))
    await looking.find_gone(program, [id_])
    clock.advance(looking.FRESH + timedelta(minutes=1))
    chat.gone.add("ada")
    assert await looking.find_gone(program, [id_]) == {id_}


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
    await looking.sweep(program)
    assert len(chat.asked) == 2
    await looking.sweep(program)
    assert sorted(chat.asked) == ["ada", "ben", "cem"]


async def test_who_is_on_a_platform_that_is_not_connected_is_taken_to_be_there(program: Program) -> None:
    id_, _ = await enrolled(program.database, Caller("slack", "team", "U1"))
    assert await looking.find_gone(program, [id_]) == set()
