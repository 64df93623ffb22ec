"""Numbers and words as people type them, on every keyboard; what could be two numbers is none."""

from decimal import Decimal

import pytest

from mentorbot import rooms
from mentorbot.chat.numbers import read_decimal, read_number, read_whole
from mentorbot.errors import UserError
from mentorbot.members.answers import one_line, paragraph

COMMANDS = rooms.declared().commands
MONTHS = next(one for one in COMMANDS["setup mentoring"].options if one.name == "months")
HOURS = next(one for one in COMMANDS["credits log"].options if one.name == "hours")


@pytest.mark.parametrize("typed", ["12", " 12 ", "12.0", "١٢", "۱۲", "१२", "１２", "012"])
def test_a_whole_number_is_read_in_the_digits_of_every_script(typed: str) -> None:
    assert read_whole(typed) == 12
    assert read_decimal(typed) == 12
    assert read_number(MONTHS, typed) == 12


@pytest.mark.parametrize(
    "typed", ["", "ten", "−1", "-1", "1e1", "3/2", "②", "1_2", "0x9", "nan", "inf", "1 2", "9" * 30, "\u200b"]
)
def test_what_is_no_number_is_none(typed: str) -> None:
    assert read_whole(typed) is None
    assert read_decimal(typed) is None
    with pytest.raises(UserError, match=r"Please write a whole number from 1 to .* for months"):
        read_number(MONTHS, typed)
    with pytest.raises(UserError, match=r"Please write a number from .* for hours"):
        read_number(HOURS, typed)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("1,5", "1.5"),
        ("1.5", "1.5"),
        (".5", "0.5"),
        ("0,125", "0.125"),
        ("٢.٥", "2.5"),
        ("1,250", None),
        ("1½", "1.5"),
        ("¾", "0.75"),
        ("1 1/4", "1.25"),
        ("11/4", None),
    ],
)
def test_decimals_have_a_point_or_a_comma_and_thousands_are_not_guessed(
    typed: str, meant: str | None
) -> None:
    assert read_decimal(typed) == (Decimal(meant) if meant else None)


@pytest.mark.parametrize(
    "typed", ["\u200b", " \u200b\ufeff ", "\u2800", "\u3164\u3164", "\ufe0f", "\u202e\u202c"]
)
def test_what_cannot_be_seen_is_nothing_that_was_typed(typed: str) -> None:
    assert one_line(typed) == ""
    assert paragraph(f"{typed}\n{typed}") == ""
    assert one_line(f"é{typed}") != ""
