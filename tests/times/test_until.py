"""Until when: a time, or how long before something begins. That is Tuesday 16 March 2027, 9:00 in Chicago.

The clocks there change on the Sunday before.
"""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from mentorbot.chat.spoken import note_spoken
from mentorbot.errors import UserError
from mentorbot.times.until import read_until

ZONE = ZoneInfo("America/Chicago")
BEGINS = datetime(2027, 3, 16, 9, tzinfo=ZONE)
BEFORE = {
    "2 days before": "03-14 09:00",
    "the day before": "03-15 09:00",
    "3 days before it starts": "03-13 09:00",
    "72 hours before": "03-13 08:00",
    "12h before": "03-15 21:00",
    "half an hour before": "03-16 08:30",
    "1h30 before": "03-16 07:30",
    "one week in advance": "03-09 09:00",
    "a month before the event": "02-16 09:00",
    "1 day and 2 hours before": "03-15 07:00",
    "the evening before": "03-15 18:00",
    "the day before at 5pm": "03-15 17:00",
    "the Friday before 5pm": "03-12 17:00",
    "2 business days before": "03-12 09:00",
    "no later than 2 days before": "03-14 09:00",
    "until it begins": "03-16 09:00",
    "start of the event": "03-16 09:00",
    "March 10": "03-10 23:59",
    "March 10 5pm": "03-10 17:00",
}
ABROAD = {
    ("de", "zwei Tage vorher"): "03-14 09:00",
    ("de", "am Tag davor"): "03-15 09:00",
    ("es", "una semana antes del evento"): "03-09 09:00",
    ("fr", "24 heures avant"): "03-15 09:00",
    ("it", "un giorno prima"): "03-15 09:00",
    ("ru", "за два дня до начала"): "03-14 09:00",
    ("ja", "2日前"): "03-14 09:00",
    ("de", "10. März"): "03-10 23:59",
}


def told(typed: str, *, all_day: bool = False) -> str:
    start = BEGINS.replace(hour=0) if all_day else BEGINS
    found = read_until(typed, start.astimezone(UTC), ZONE, "end", usual=time(23, 59), all_day=all_day)
    return f"{found.astimezone(ZONE):%m-%d %H:%M}"


def test_so_long_before_is_counted_on_the_wall_in_days_and_by_the_clock_in_hours() -> None:
    assert {typed: told(typed) for typed in BEFORE} == BEFORE


def test_days_before_a_day_end_with_that_day() -> None:
    assert told("2 days before", all_day=True) == "03-14 23:59"
    assert told("the Friday before", all_day=True) == "03-12 23:59"
    assert told("24h before", all_day=True) == "03-15 00:00"


def test_so_long_before_is_read_in_the_language_of_whoever_types() -> None:
    found = {}
    for language, typed in ABROAD:
        note_spoken(language)
        found[language, typed] = told(typed)
    note_spoken("en")
    assert found == ABROAD


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("2 hours before at 5pm", "two times"),
        ("a few days before", "not exact enough"),
        ("half a day before", "whole number"),
        ("999999 weeks before", "longer than I can count"),
        ("the week before", "Which day"),
    ],
)
def test_what_is_no_time_before_is_asked(typed: str, why: str) -> None:
    with pytest.raises(UserError, match=f"The end: .*{why}"):
        told(typed)
