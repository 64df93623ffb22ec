"""Phrases with the right value beside them, in tables. It is Monday 23 November 2026, 10:30 in Chicago.

In the tables of December it is Tuesday the 1st, noon.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorbot.errors import UserError
from mentorbot.times import repeats, when

CHICAGO = "America/Chicago"
NOW = datetime(2026, 11, 23, 16, 30, tzinfo=UTC)
DECEMBER = datetime(2026, 12, 1, 18, tzinfo=UTC)
TABLES = Path(__file__).parent / "phrases"


def rows(table: str) -> list[tuple[str, str]]:
    """What is typed, and what it means."""
    lines = (TABLES / f"{table}.txt").read_text("utf-8").splitlines()
    return [(typed, meant) for typed, meant in (line.rsplit(" = ", 1) for line in lines)]


def told(typed: str, languages: tuple[str, ...] = (), now: datetime = NOW) -> str | None:
    """The moment in Chicago, and the rule in words; None where it is refused."""
    try:
        found = when.read_when(typed, CHICAGO, now, languages)
    except UserError:
        return None
    often = f" · {repeats.describe_repeat(found.repeat)}" if found.repeat else ""
    return f"{found.at.astimezone(ZoneInfo(CHICAGO)):%Y-%m-%d %H:%M}{often}"


@pytest.mark.parametrize(("table", "now"), [("english", NOW), ("english_december", DECEMBER)])
def test_a_phrase_means_what_the_table_says_or_is_asked(table: str, now: datetime) -> None:
    meant = {typed: None if value == "asked" else value for typed, value in rows(table)}
    assert {typed: told(typed, now=now) for typed in meant} == meant


@pytest.mark.parametrize(("table", "now"), [("abroad", NOW), ("abroad_december", DECEMBER)])
def test_a_phrase_of_another_language_is_read_right_or_not_at_all(table: str, now: datetime) -> None:
    meant = {typed: None if value == "not read" else value for typed, value in rows(table)}
    assert {typed: told(typed[4:], (typed[:2],), now) for typed in meant} == meant


@settings(deadline=None)
@given(st.integers(1, 20), st.integers(1, 59), st.sampled_from([" ", " and ", ", "]))
def test_hours_and_minutes_are_added_up_however_they_are_joined(hours: int, minutes: int, join: str) -> None:
    typed = f"in {hours} hours{join}{minutes} minutes"
    assert when.read_when(typed, CHICAGO, NOW).at == NOW + timedelta(hours=hours, minutes=minutes)


def test_a_day_counted_from_today_is_asked_where_the_zone_that_is_named_has_another_today() -> None:
    with pytest.raises(UserError, match="With you it is Monday, on that clock it is Tuesday"):
        when.read_when("tomorrow 8pm JST", CHICAGO, NOW)
    assert told("Wednesday 8pm JST") == "2026-11-25 05:00"
    assert told("8pm JST") == "2026-11-24 05:00"
