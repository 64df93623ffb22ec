"""Series keep the clock on the wall, whatever the clocks do."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorbot.events import recurrence
from mentorbot.events.recurrence import Repeats

ZONES = ("America/Chicago", "Europe/Berlin", "Asia/Kolkata", "Australia/Lord_Howe", "Africa/Cairo", "UTC")


def at(text: str, zone: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def walls(repeats: Repeats, first: str, zone: str, times: int) -> list[str]:
    start = at(first, zone)
    rule = recurrence.make_rule(repeats, datetime.fromisoformat(first), times)
    return [
        one.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")
        for one in recurrence.list_starts(rule, zone, start)
    ]


def test_a_weekly_meeting_stays_at_its_hour_when_the_clocks_change() -> None:
    found = walls(Repeats.WEEKLY, "2027-03-08 18:00", "America/Chicago", 3)
    assert found == ["2027-03-08 18:00", "2027-03-15 18:00", "2027-03-22 18:00"]
    first, second, *_ = recurrence.list_starts(
        "FREQ=WEEKLY;COUNT=3", "America/Chicago", at("2027-03-08 18:00", "America/Chicago")
    )
    assert second - first == timedelta(days=7, hours=-1), "the clocks go forward on 14 March 2027"


def test_an_hour_that_the_clocks_skip_is_moved_on_by_what_was_skipped() -> None:
    found = walls(Repeats.WEEKLY, "2027-03-07 02:30", "America/Chicago", 3)
    assert found == ["2027-03-07 02:30", "2027-03-14 03:30", "2027-03-21 02:30"]


def test_of_an_hour_that_happens_twice_the_first_is_meant() -> None:
    starts = recurrence.list_starts(
        "FREQ=WEEKLY;COUNT=2", "America/Chicago", at("2027-10-31 01:30", "America/Chicago")
    )
    assert starts[1] == datetime(2027, 11, 7, 6, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("first", "expected", "said"),
    [
        ("2027-01-12 18:00", "2027-02-09 18:00", "every month on the second Tuesday, 4 times"),
        ("2027-01-31 18:00", "2027-02-28 18:00", "every month on the last Sunday, 4 times"),
        ("2027-01-29 18:00", "2027-02-26 18:00", "every month on the last Friday, 4 times"),
    ],
)
def test_a_monthly_meeting_keeps_its_weekday(first: str, expected: str, said: str) -> None:
    assert walls(Repeats.MONTHLY, first, "Europe/Berlin", 4)[1] == expected
    assert (
        recurrence.describe_rule(recurrence.make_rule(Repeats.MONTHLY, datetime.fromisoformat(first), 4))
        == said
    )


def test_what_takes_place_once_has_one_start_and_no_words() -> None:
    start = at("2027-01-12 18:00", "UTC")
    assert recurrence.list_starts("", "UTC", start) == (start,)
    assert recurrence.describe_rule("") == ""


@given(
    repeats=st.sampled_from(Repeats),
    zone=st.sampled_from(ZONES),
    first=st.datetimes(datetime(2026, 1, 1), datetime(2030, 12, 31)),  # noqa: DTZ001 - on the clock of the zone
    times=st.integers(2, recurrence.MOST_TIMES),
)
def test_a_series_begins_with_its_first_start_and_takes_place_as_often_as_it_says(
    repeats: Repeats, zone: str, first: datetime, times: int
) -> None:
    start = first.replace(second=0, microsecond=0, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    wall = start.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    starts = recurrence.list_starts(recurrence.make_rule(repeats, wall, times), zone, start)
    assert starts[0] in {start, start - timedelta(hours=1), start - timedelta(minutes=30)}
    assert list(starts) == sorted(set(starts))
    assert len(starts) == times
