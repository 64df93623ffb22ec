"""What is typed for a moment, a day and an end. It is Monday 23 November 2026, 10:30 in Chicago."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
import time_machine

from mentorbot.errors import UserError
from mentorbot.times.typed import read_day, read_end, read_moment

CHICAGO = ZoneInfo("America/Chicago")
TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 11, 23, 16, 30, tzinfo=UTC), tick=False):
        yield


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2027-03-01 17:30", "2027-03-01 17:30"),
        ("2027-3-1, 5:30 pm", "2027-03-01 17:30"),
        ("2026-11-02 17:30", "2026-11-02 17:30"),
        ("2026-11-23 09:00", "2026-11-23 09:00"),
        ("next Tuesday 5pm", "2026-12-01 17:00"),
        ("24.12. 18:00", "2026-12-24 18:00"),
        ("in 2 hours", "2026-11-23 12:30"),
    ],
)
def test_a_moment_is_understood(typed: str, meant: str) -> None:
    assert f"{read_moment(typed, CHICAGO, 'start').astimezone(CHICAGO):%Y-%m-%d %H:%M}" == meant


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("soon", "could not read the start"),
        ("next Tuesday", "needs an hour"),
        ("every Tuesday 5pm", "a single time"),
        ("2027-03-14 02:30", "clocks in America/Chicago skip 02:30"),
    ],
)
def test_what_is_no_moment_is_refused(typed: str, told: str) -> None:
    with pytest.raises(UserError, match=told):
        read_moment(typed, CHICAGO, "start")


def test_a_deadline_that_has_only_a_day_is_at_its_end() -> None:
    found = read_moment("March 1", CHICAGO, "deadline", time(23, 59)).astimezone(CHICAGO)
    assert f"{found:%Y-%m-%d %H:%M}" == "2027-03-01 23:59"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("March 3", date(2026, 3, 3)),
        ("yesterday", date(2026, 11, 22)),
        ("today", TODAY),
        ("Friday", date(2026, 11, 20)),
        ("last Friday", date(2026, 11, 20)),
        ("the 15th", date(2026, 11, 15)),
        ("3.3.", date(2026, 3, 3)),
        ("24.12.", date(2025, 12, 24)),
        ("3 days ago", date(2026, 11, 20)),
        ("2 weeks ago", date(2026, 11, 9)),
        ("2024-02-29", date(2024, 2, 29)),
        ("tomorrow", date(2026, 11, 24)),
    ],
)
def test_a_day_that_is_over_is_the_last_of_its_name(typed: str, meant: date) -> None:
    assert read_day(typed, TODAY, "date", past=True) == meant


@pytest.mark.parametrize(
    ("typed", "told"), [("soon", "could not read the date"), ("Feb 30", "no 30th"), ("", "read")]
)
def test_what_is_no_day_is_refused(typed: str, told: str) -> None:
    with pytest.raises(UserError, match=told):
        read_day(typed, TODAY, "date")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("1h30", "03-13 19:30"),
        ("1h 30m", "03-13 19:30"),
        ("90 min", "03-13 19:30"),
        ("90m", "03-13 19:30"),
        ("1.5 h", "03-13 19:30"),
        ("an hour and a half", "03-13 19:30"),
        ("2 hours 15", "03-13 20:15"),
        ("19:00", "03-13 19:00"),
        ("7pm", "03-13 19:00"),
        ("until 7pm", "03-13 19:00"),
        ("19", "03-13 19:00"),
        ("half past seven pm", "03-13 19:30"),
        ("01:00", "03-14 01:00"),
        ("1am", "03-14 01:00"),
        ("midnight", "03-14 00:00"),
        ("2027-03-15 12:00", "03-15 12:00"),
        ("March 15 noon", "03-15 12:00"),
        # The clocks change in the night: a day of the calendar is not 24 hours.
        ("1 day", "03-14 18:00"),
        ("24 hours", "03-14 19:00"),
    ],
)
def test_an_end_is_a_length_a_time_of_day_or_a_time(typed: str, meant: str) -> None:
    start = datetime(2027, 3, 13, 18, tzinfo=CHICAGO).astimezone(UTC)
    assert f"{read_end(typed, start, CHICAGO).astimezone(CHICAGO):%m-%d %H:%M}" == meant


def test_noon_is_an_end_too() -> None:
    start = datetime(2027, 3, 13, 10, tzinfo=CHICAGO).astimezone(UTC)
    assert read_end("noon", start, CHICAGO).astimezone(CHICAGO).hour == 12


@pytest.mark.parametrize(
    ("typed", "told"),
    [("5pm", "after the start"), ("5:30", "morning or in the afternoon"), ("late", "read the end")],
)
def test_what_is_no_end_is_refused(typed: str, told: str) -> None:
    with pytest.raises(UserError, match=told):
        read_end(typed, datetime(2027, 3, 13, 18, tzinfo=CHICAGO).astimezone(UTC), CHICAGO)
