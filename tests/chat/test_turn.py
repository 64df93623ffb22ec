"""A turn has one scope at a time, and asks the platform outside of it."""

from typing import cast

import pytest

from mentorbot.chat.caller import Caller, Rights
from mentorbot.chat.platform import Platform
from mentorbot.chat.program import Program
from mentorbot.chat.turn import Press, Turn, number
from mentorbot.db import Database

PLATFORM = cast(Platform, object())


@pytest.fixture
def turn(database: Database) -> Turn:
    """Somebody's turn."""
    caller = Caller("discord", "1", "2", "de-DE")
    return Turn(caller=caller, rights=Rights(), name="ann", program=Program(database), asked_on=PLATFORM)


async def test_a_scope_within_a_scope_is_refused_instead_of_waiting_for_ever(turn: Turn) -> None:
    async with turn.change():
        with pytest.raises(RuntimeError, match="one scope at a time"):
            async with turn.change():
                pass
        with pytest.raises(RuntimeError, match="one scope at a time"):
            async with turn.read():
                pass


async def test_scopes_follow_each_other_even_after_one_failed(turn: Turn) -> None:
    with pytest.raises(ValueError, match="trouble"):
        async with turn.read():
            raise ValueError("trouble")
    async with turn.change():
        pass


async def test_the_platform_is_not_asked_while_a_scope_is_open(turn: Turn) -> None:
    assert turn.platform is PLATFORM
    async with turn.read():
        with pytest.raises(RuntimeError, match="never within one"):
            _ = turn.platform
    assert turn.platform is PLATFORM


async def test_what_a_room_keeps_for_itself_is_made_once(turn: Turn) -> None:
    made: list[Program] = []

    def make(program: Program) -> frozenset[str]:
        made.append(program)
        return frozenset()

    assert turn.part(frozenset, make) is turn.part(frozenset, make)
    assert made == [turn.program]
    with pytest.raises(KeyError):
        turn.part(dict)


async def test_where_and_in_which_language_somebody_asks(turn: Turn) -> None:
    assert (turn.language, turn.direct) == ("de", False)


async def test_what_was_typed_and_what_was_chosen_are_told_apart(turn: Turn) -> None:
    press = Press(
        caller=turn.caller,
        rights=turn.rights,
        name=turn.name,
        program=turn.program,
        asked_on=PLATFORM,
        answers={"words": "hello", "topics": ["a", "b"], "none": []},
    )
    assert press.typed == {"words": "hello", "topics": "a", "none": ""}
    assert press.chosen("topics") == ("a", "b")
    assert press.chosen("words") == press.chosen("missing") == ()


@pytest.mark.parametrize(
    ("text", "found"), [("7", 7), ("007", 7), ("", 0), ("-1", 0), ("٧", 0), ("1e3", 0), ("9" * 16, 0)]
)
def test_a_number_that_anybody_can_send_is_a_number_or_nobodys(text: str, found: int) -> None:
    assert number(text) == found
