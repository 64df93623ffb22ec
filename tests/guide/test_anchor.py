"""Dates that come back: computed on the clock of their own zone, whatever that clock does."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorbot.guide import anchor
from mentorbot.guide.model import Anchor

NEW_YORK = ZoneInfo("America/New_York")

DEADLINE = Anchor(
    rrule="FREQ=YEARLY;BYMONTH=10;BYDAY=1FR",
    time_zone="America/New_York",
    time=time(23, 59, 59),
    label="Apply",
)
ANSWER = Anchor(
    rrule="FREQ=YEARLY;BYMONTH=11;BYDAY=2TH", time_zone="America/Chicago", time=time(12), label="Answer"
)


def daily(at: time, zone: str = "America/New_York") -> Anchor:
    return Anchor(rrule="FREQ=DAILY", time_zone=zone, time=at, label="Every day")


@pytest.mark.parametrize(
    ("year", "day"), [(2025, 3), (2026, 2), (2027, 1), (2028, 6), (2029, 5), (2032, 1), (2033, 7)]
)
def test_the_fellowship_deadline_is_the_end_of_the_first_friday_of_october(year: int, day: int) -> None:
    # Eastern time is four hours behind UTC in early October.
    expected = datetime(year, 10, day + 1, 3, 59, 59, tzinfo=UTC)
    assert DEADLINE.next_after(datetime(year, 2, 1, tzinfo=UTC)) == expected
    assert expected.astimezone(NEW_YORK).weekday() == 4


@pytest.mark.parametrize(("year", "day"), [(2025, 13), (2026, 12), (2027, 11), (2028, 9), (2029, 8)])
def test_offers_are_answered_by_noon_of_the_second_thursday_of_november(year: int, day: int) -> None:
    # Central time is back on standard time by then: six hours behind UTC.
    assert ANSWER.next_after(datetime(year, 11, 1, tzinfo=UTC)) == datetime(year, 11, day, 18, tzinfo=UTC)


def test_the_last_second_before_a_deadline_still_has_it_ahead() -> None:
    due = datetime(2026, 10, 2, 23, 59, 59, tzinfo=NEW_YORK)
    assert DEADLINE.next_after(due - timedelta(microseconds=1)) == due
    assert DEADLINE.next_after(due).year == 2027


def test_it_is_told_in_utc() -> None:
    assert DEADLINE.next_after(datetime(2026, 1, 1, tzinfo=UTC)).tzinfo is UTC


def test_who_asks_from_the_other_side_of_the_world_is_told_the_same() -> None:
    auckland = datetime(2026, 10, 3, 16, 59, 58, tzinfo=ZoneInfo("Pacific/Auckland"))
    assert DEADLINE.next_after(auckland) == datetime(2026, 10, 3, 3, 59, 59, tzinfo=UTC)


class TestWhenTheClocksChange:
    def test_a_time_that_spring_skips_comes_an_hour_later(self) -> None:
        # 02:30 on 8 March 2026 does not exist in New York: 01:59:59 EST is followed by 03:00 EDT.
        due = daily(time(2, 30)).next_after(datetime(2026, 3, 8, 5, tzinfo=UTC))
        assert due == datetime(2026, 3, 8, 7, 30, tzinfo=UTC)
        assert due.astimezone(NEW_YORK).time() == time(3, 30)

    def test_the_day_after_it_is_at_its_own_time_again(self) -> None:
        due = daily(time(2, 30)).next_after(datetime(2026, 3, 8, 7, 30, tzinfo=UTC))
        assert due == datetime(2026, 3, 9, 6, 30, tzinfo=UTC)
        assert due.astimezone(NEW_YORK).time() == time(2, 30)

    def test_of_a_time_that_autumn_repeats_the_first_is_meant(self) -> None:
        # 01:30 on 1 November 2026 comes twice in New York.
        due = daily(time(1, 30)).next_after(datetime(2026, 11, 1, 4, tzinfo=UTC))
        assert due == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)

    def test_between_the_two_the_next_is_tomorrow(self) -> None:
        between = datetime(2026, 11, 1, 6, tzinfo=UTC)
        assert daily(time(1, 30)).next_after(between) == datetime(2026, 11, 2, 6, 30, tzinfo=UTC)

    def test_a_day_that_a_country_skipped_does_no_harm(self) -> None:
        # Samoa had no 30 December 2011: it went from the 29th to the 31st.
        due = daily(time(12), "Pacific/Apia").next_after(datetime(2011, 12, 29, 23, tzinfo=UTC))
        assert due == datetime(2011, 12, 30, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("", "NAME=VALUE"),
        ("FREQ=HOURLY", "FREQ must be one of"),
        ("FREQ=YEARLY;FREQ=YEARLY", "NAME=VALUE"),
        ("FREQ=MONTHLY", "on which day"),
        ("FREQ=WEEKLY", "on which day"),
        ("FREQ=WEEKLY;BYDAY=MO;UNTIL=20270101", "UNTIL cannot be used"),
        ("FREQ=DAILY;BYHOUR=3", "BYHOUR cannot be used"),
        ("FREQ=MONTHLY;BYDAY=9MO", "RFC 5545"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "never comes"),
        ("FREQ=YEARLY;BYMONTH=x;BYDAY=1MO", "RFC 5545"),
    ],
)
def test_a_rule_that_would_not_work_is_explained(rule: str, words: str) -> None:
    (told,) = anchor.find_troubles(rule)
    assert words in told


@pytest.mark.parametrize(
    "rule", ["FREQ=DAILY", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=-1"]
)
def test_a_sound_rule_is_let_through(rule: str) -> None:
    assert not list(anchor.find_troubles(rule))


class TestKnownDays:
    DEADLINE = Anchor(
        rrule="FREQ=YEARLY;BYMONTH=9;BYDAY=-1FR",
        time_zone="America/New_York",
        time=time(23, 59),
        label="Apply",
        known=(date(2024, 9, 20), date(2025, 9, 26)),
    )

    def test_a_known_day_stands_in_the_place_of_the_rules(self) -> None:
        due = self.DEADLINE.next_after(datetime(2024, 1, 1, tzinfo=UTC))
        assert due == datetime(2024, 9, 20, 23, 59, tzinfo=NEW_YORK)
        # The last Friday of that September, the 27th, is skipped.
        assert self.DEADLINE.next_after(due) == datetime(2025, 9, 26, 23, 59, tzinfo=NEW_YORK)

    def test_a_known_day_after_the_rules_is_waited_for(self) -> None:
        late = replace(self.DEADLINE, known=(date(2024, 10, 4),))
        due = late.next_after(datetime(2024, 9, 30, tzinfo=UTC))
        assert due == datetime(2024, 10, 4, 23, 59, tzinfo=NEW_YORK)

    def test_another_year_is_an_estimate_and_says_so(self) -> None:
        due = self.DEADLINE.next_after(datetime(2025, 9, 28, tzinfo=UTC))
        assert due == datetime(2026, 9, 25, 23, 59, tzinfo=NEW_YORK)
        assert self.DEADLINE.estimates(due)
        assert not self.DEADLINE.estimates(datetime(2025, 9, 26, 23, 59, tzinfo=NEW_YORK).astimezone(UTC))

    def test_a_rule_of_which_no_day_is_known_is_an_estimate(self) -> None:
        guessed = replace(self.DEADLINE, known=())
        assert guessed.estimates(guessed.next_after(datetime(2024, 1, 1, tzinfo=UTC)))

    def test_a_rule_alone_is_none(self) -> None:
        assert not DEADLINE.estimates(DEADLINE.next_after(datetime(2024, 1, 1, tzinfo=UTC)))

    @given(st.datetimes(datetime(1990, 1, 1), datetime(2060, 1, 1), timezones=st.just(UTC)), st.data())  # noqa: DTZ001
    def test_there_is_always_a_next_and_of_a_known_year_only_the_known(
        self, moment: datetime, data: st.DataObject
    ) -> None:
        years = data.draw(st.sets(st.integers(moment.year - 2, moment.year + 9), max_size=12))
        days = tuple(date(year, data.draw(st.integers(1, 12)), 15) for year in sorted(years))
        due = replace(self.DEADLINE, known=days).next_after(moment)
        assert due > moment
        day = due.astimezone(NEW_YORK).date()
        assert day in days or day.year not in years


def test_a_naive_moment_is_a_bug() -> None:
    with pytest.raises(ValueError, match="aware"):
        DEADLINE.next_after(datetime(2026, 1, 1))  # noqa: DTZ001 - the point of the test


ZONES = st.sampled_from(
    ["America/New_York", "Europe/London", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia", "UTC"]
)
MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2060, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
TIMES = st.times().map(lambda at: at.replace(microsecond=0, tzinfo=None))
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


# Month, which of its weekdays, and which weekday.
DAYS = st.tuples(st.integers(1, 12), st.integers(1, 4), st.integers(0, 6))


@given(MOMENTS, ZONES, TIMES, DAYS)
def test_the_next_is_later_follows_the_rule_and_skips_none(
    moment: datetime, zone: str, at: time, day: tuple[int, int, int]
) -> None:
    month, nth, weekday = day
    rule = f"FREQ=YEARLY;BYMONTH={month};BYDAY={nth}{WEEKDAYS[weekday]}"
    given_anchor = Anchor(rrule=rule, time_zone=zone, time=at, label="x")
    due = given_anchor.next_after(moment)

    # The days are found again by counting, the moment by the zone: no rrule in it.
    year = moment.astimezone(ZoneInfo(zone)).year
    days = [nth_weekday(y, month, nth, weekday) for y in range(year - 1, year + 3)]
    moments = [datetime.combine(each, at, ZoneInfo(zone)).astimezone(UTC) for each in days]
    assert due == min(each for each in moments if each > moment)


def nth_weekday(year: int, month: int, nth: int, weekday: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))


@given(MOMENTS, ZONES, TIMES)
def test_every_day_has_one(moment: datetime, zone: str, at: time) -> None:
    each_day = daily(at, zone)
    first = each_day.next_after(moment)
    second = each_day.next_after(first)
    assert moment < first < second
    # A day with a change of clocks is longer or shorter; Samoa once left one out.
    assert timedelta(hours=22) <= second - first <= timedelta(hours=26) or zone == "Pacific/Apia"
