"""What is typed for a moment, a day and an end. It is Monday 23 November 2026, 10:30 in Chicago."""

from collections.abc import Callable, Iterator
from contextvars import copy_context
from datetime import UTC, date, datetime, time
from functools import partial
from zoneinfo import ZoneInfo

import pytest
import time_machine

from mentorbot.chat.spoken import note_spoken
from mentorbot.errors import UserError
from mentorbot.times.typed import find_zone_named, read_day, read_end, read_moment
from mentorbot.times.when import read_time

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
        ("soon", "The start: That is not exact enough"),
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
        ("Labor Day", date(2026, 9, 7)),
        ("the day after Christmas", date(2025, 12, 26)),
        ("end of Q3", date(2026, 9, 30)),
    ],
)
def test_a_day_that_is_over_is_the_last_of_its_name(typed: str, meant: date) -> None:
    assert read_day(typed, TODAY, "date", past=True) == meant


@pytest.mark.parametrize(
    ("typed", "told"), [("soon", "The date: That is not exact enough"), ("Feb 30", "no 30th"), ("", "read")]
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


ENDS = {
    "en": [
        ("6", "18:00"), ("6:30", "18:30"), ("until 9", "21:00"), ("to 7", "19:00"), ("1", "01:00"),
        ("half past six", "18:30"), ("ten to seven", "18:50"), ("1 1/2 hours", "18:30"), ("+2h", "19:00"),
        ("2h", "19:00"), ("18h30", "18:30"), ("10:00", "22:00"), ("4", "?"), ("5", "?"), ("9h30", "?"),
        ("18h", "?"),
    ],
    "de": [
        ("18 Uhr", "18:00"), ("bis 18 Uhr", "18:00"), ("2 Stunden", "19:00"), ("anderthalb Stunden", "18:30"),
        ("halb sieben", "18:30"), ("7 Uhr abends", "19:00"), ("Mitternacht", "00:00"),
    ],
    "es": [("a las 6 y media de la tarde", "18:30"), ("hasta las 19:00", "19:00"), ("2 horas", "19:00")],
    "fr": [
        ("18h30", "18:30"), ("2 heures", "19:00"), ("jusqu'à 19h", "19:00"), ("8h", "?"), ("10 heures", "?"),
    ],
    "ru": [("2 часа", "19:00"), ("до 19:00", "19:00")],
    "zh": [("19点", "19:00"), ("2小时", "19:00")],
}  # fmt: skip


def test_an_end_of_what_begins_at_five_is_read_in_the_language_of_whoever_types_or_asked() -> None:
    start = datetime(2026, 12, 4, 17, tzinfo=CHICAGO).astimezone(UTC)
    found = {
        language: [
            (typed, _as_said(language, partial(_shown_end, typed, start))) for typed, _ in typed_and_meant
        ]
        for language, typed_and_meant in ENDS.items()
    }
    assert found == ENDS


def test_a_start_a_day_and_an_hour_are_read_in_the_language_of_whoever_types() -> None:
    def moment() -> str:
        found = read_moment("morgen um fünf vor halb neun", CHICAGO, "start")
        return f"{found.astimezone(CHICAGO):%m-%d %H:%M}"

    assert _as_said("de", moment) == "11-24 08:25"
    assert _as_said("en", moment) == "?"
    assert _as_said("de", lambda: str(read_day("am ersten Montag im Januar", TODAY, "day"))) == "2027-01-04"
    assert _as_said("es", lambda: str(read_day("mañana", TODAY, "day"))) == "2026-11-24"
    assert _as_said("de", lambda: str(read_time("halb acht abends"))) == "19:30:00"
    assert _as_said("de", lambda: str(read_time("20 Uhr"))) == "20:00:00"


def test_a_day_of_another_language_that_may_be_in_this_week_or_the_next_is_asked() -> None:
    def day() -> None:
        note_spoken("de")
        read_day("nächsten Freitag", TODAY, "start")

    with pytest.raises(UserError, match="27 November 2026, or a week later, 4 December 2026"):
        copy_context().run(day)


def _shown_end(typed: str, start: datetime) -> str:
    return f"{read_end(typed, start, CHICAGO).astimezone(CHICAGO):%H:%M}"


def _as_said(language: str, read: Callable[[], str]) -> str:
    """What is read in the turn of somebody who speaks this; "?" if it is asked."""

    def in_turn() -> str:
        note_spoken(language)
        try:
            return read()
        except UserError:
            return "?"

    return copy_context().run(in_turn)


@pytest.mark.parametrize("typed", ["7pm EST", "19:00 New York time", "until 7pm EST"])
def test_an_end_may_name_its_zone(typed: str) -> None:
    start = datetime(2026, 12, 4, 16, tzinfo=CHICAGO).astimezone(UTC)
    assert _shown_end(typed, start) == "18:00"


def test_an_end_is_on_the_clock_that_the_start_names() -> None:
    assert find_zone_named("Friday 5pm EST", CHICAGO).key == "America/New_York"
    assert find_zone_named("Friday 5pm", CHICAGO) is CHICAGO


@pytest.mark.parametrize("typed", ["December 31 9999 5pm", "0001-01-01 09:00", "in 99999 days"])
def test_a_year_far_from_ours_is_said_to_be_so(typed: str) -> None:
    with pytest.raises(UserError, match="between 1900 and 2200"):
        read_moment(typed, CHICAGO, "start")


def test_noon_is_an_end_too() -> None:
    start = datetime(2027, 3, 13, 10, tzinfo=CHICAGO).astimezone(UTC)
    assert read_end("noon", start, CHICAGO).astimezone(CHICAGO).hour == 12


@pytest.mark.parametrize(
    ("typed", "told"),
    [("5pm", "after the start"), ("5:30", "morning or in the afternoon"), ("late", "At what hour")],
)
def test_what_is_no_end_is_refused(typed: str, told: str) -> None:
    with pytest.raises(UserError, match=told):
        read_end(typed, datetime(2027, 3, 13, 18, tzinfo=CHICAGO).astimezone(UTC), CHICAGO)
