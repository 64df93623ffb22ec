"""Screens are drawn as they are read in Discord."""

from datetime import UTC, datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from rich.text import Text

from mentorbot.chat import escape, moment, plain
from mentorbot.demo.markdown import Reader, to_text
from mentorbot.demo.screen import Chips

NOON = datetime(2027, 3, 1, 18, 0, tzinfo=UTC)
READER = Reader(lambda: NOON, ZoneInfo("America/Chicago"), {"1": "mentor", "2": "general"})


@pytest.mark.parametrize(
    ("source", "read"),
    [
        ("## Title", "Title"),
        ("**bold**, *slanted* and `code`", "bold, slanted and code"),
        ("2 * 3 * 4 = 24", "2 * 3 * 4 = 24"),
        ("snake_case_name", "snake_case_name"),
        ("[the source](https://example.org/a_b)", "the source"),
        ("- one\n- two", "• one\n• two"),
        ("-# small print", "small print"),
        ("<@1> in <#2>", "@mentor in #general"),
        ("<@9>", "@unknown"),
        (r"\*not slanted\*", "*not slanted*"),
        ("**a *b* c**", "a b c"),
    ],
)
def test_markdown_is_read_as_discord_shows_it(source: str, read: str) -> None:
    assert to_text(source, READER).plain == read


@pytest.mark.parametrize(
    ("style", "read"),
    [
        ("D", "1 March 2027"),
        ("t", "12:00"),
        ("f", "1 March 2027 12:00"),
        ("F", "Monday, 1 March 2027 12:00"),
    ],
)
def test_a_moment_is_read_on_the_clock_of_the_reader(style: str, read: str) -> None:
    assert to_text(moment(NOON, style), READER).plain == read  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("away", "read"),
    [
        (timedelta(seconds=5), "now"),
        (timedelta(minutes=1), "in 1 minute"),
        (timedelta(hours=5), "in 5 hours"),
        (timedelta(days=-2), "2 days ago"),
        (timedelta(days=400), "in 1 year"),
    ],
)
def test_a_moment_can_be_read_as_how_far_away_it_is(away: timedelta, read: str) -> None:
    assert to_text(moment(NOON + away, "R"), READER).plain == read


@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Cf", "Zl", "Zp"])))
def test_what_a_person_typed_is_read_as_they_typed_it(typed: str) -> None:
    assert to_text(escape(typed), READER).plain.replace("\u200b", "") == typed


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1))
def test_a_plain_title_is_read_as_it_is(title: str) -> None:
    assert to_text(f"## {plain(title)}", READER).plain == title


@given(st.text())
def test_no_text_breaks_the_screen(source: str) -> None:
    Console(file=StringIO()).print(to_text(source, READER))


def test_buttons_go_on_in_the_next_line_where_the_screen_ends() -> None:
    screen = StringIO()
    Console(file=screen, width=20).print(Chips([Text("[ Done ]"), Text("[ Later ]"), Text("[ Undo ]")]))
    assert screen.getvalue().splitlines() == ["[ Done ]  [ Later ]", "[ Undo ]"]
