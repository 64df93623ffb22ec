"""A table for a spreadsheet holds what was typed, and no formula, however the sheet reads it."""

import ast
import csv
import io
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import mentorbot
from mentorbot.chat.spreadsheet import write_table

HIDDEN = " \t\u00a0\u061c\u202e\u2066\ufe0f\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad\"'"
NASTY = [
    "=1+1",
    "+1",
    "-1+cmd|' /C calc'!A0",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "a\n=1",
    "＝1",
    "＋1",
    "－1",
    "＠SUM(A1)",
    "﹦1",
    "−1",
    "a;=1",
    "a; =1",
    'a;"=1"',
    "a;b;@x",
    '"=1',
    "\ufeff=1",
    "\u200b=1",
    "  =1",
    "\x00=1",
    "\x0b=1",
    "a|=1",
]


def cells_by(table: bytes, delimiter: str) -> list[str]:
    """The cells as a spreadsheet has them that parts by this sign."""
    return [
        cell
        for row in csv.reader(io.StringIO(table.decode("utf-8-sig")), delimiter=delimiter)
        for cell in row
    ]


def is_formula(cell: str) -> bool:
    return unicodedata.normalize("NFKC", cell.lstrip(HIDDEN))[:1] in {
        "=",
        "+",
        "-",
        "@",
        "−",
    } and not cell.startswith("'")


@pytest.mark.parametrize("typed", NASTY)
def test_nothing_typed_is_a_formula_whatever_sign_parts_the_cells(typed: str) -> None:
    table = write_table(("one", "two"), [("before", typed), (typed, "after")])
    for delimiter in ",;\t|":
        assert [cell for cell in cells_by(table, delimiter) if is_formula(cell)] == [], delimiter


@given(st.text(alphabet=st.sampled_from("=+-@＝－;|,\t\r\n\"' ab\u200b"), max_size=12))
def test_no_mix_of_signs_makes_a_formula(typed: str) -> None:
    table = write_table(("one", "two"), [("before", typed), (typed, "after")])
    for delimiter in ",;":
        assert [cell for cell in cells_by(table, delimiter) if is_formula(cell)] == []


def test_plain_words_numbers_and_dates_stay_as_they_are() -> None:
    row = ("Congress, 2 days – really; good", 4.5, -3, None, "2026-11-30", "a - b")
    (_, read) = csv.reader(io.StringIO(write_table(("a",) * 6, [row]).decode("utf-8-sig")))
    assert read == ["Congress, 2 days – really; good", "4.5", "-3", "", "2026-11-30", "a - b"]


def test_half_characters_are_written_too() -> None:
    assert b"?" in write_table(("a",), [("\ud800",)])


def test_no_room_writes_a_table_of_its_own() -> None:
    house = Path(str(mentorbot.__file__)).parent
    writers = {
        file.relative_to(house).as_posix()
        for file in house.rglob("*.py")
        if "sandbox" not in file.parts
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in {"writer", "DictWriter"}
        if isinstance(node.value, ast.Name) and node.value.id == "csv"
    }
    assert writers == {"chat/spreadsheet.py"}
