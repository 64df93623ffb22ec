"""What people type for a time, and what is understood. It is Monday 23 November 2026, 10:30."""

import warnings
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorbot.errors import UserError
from mentorbot.times import repeats, when
from mentorbot.times.when import When

CHICAGO = "America/Chicago"
NOW = datetime(2026, 11, 23, 16, 30, tzinfo=UTC)

ONCE = [
    ("tomorrow", "Tue 2026-11-24 09:00"),
    ("tomorrow 8", "Tue 2026-11-24 08:00"),
    ("tomorrow at 8:15", "Tue 2026-11-24 08:15"),
    ("Tomorrow, 3 P.M.", "Tue 2026-11-24 15:00"),
    ("5pm tomorrow", "Tue 2026-11-24 17:00"),
    ("noon tomorrow", "Tue 2026-11-24 12:00"),
    ("12am tomorrow", "Tue 2026-11-24 00:00"),
    ("12pm tomorrow", "Tue 2026-11-24 12:00"),
    ("tomorrow morning", "Tue 2026-11-24 09:00"),
    ("tomorrow evening at 8", "Tue 2026-11-24 20:00"),
    ("day after tomorrow 10", "Wed 2026-11-25 10:00"),
    ("today 23:59", "Mon 2026-11-23 23:59"),
    ("tonight", "Mon 2026-11-23 20:00"),
    ("this evening at 7", "Mon 2026-11-23 19:00"),
    ("midnight", "Tue 2026-11-24 00:00"),
    ("5pm", "Mon 2026-11-23 17:00"),
    ("at 17:30", "Mon 2026-11-23 17:30"),
    ("9am", "Tue 2026-11-24 09:00"),
    ("next Tuesday 5pm", "Tue 2026-12-01 17:00"),
    ("Tuesday 5pm", "Tue 2026-11-24 17:00"),
    ("tues at 17.30", "Tue 2026-11-24 17:30"),
    ("Monday 9am", "Mon 2026-11-30 09:00"),
    ("Monday 5pm", "Mon 2026-11-23 17:00"),
    ("this Friday 10:15", "Fri 2026-11-27 10:15"),
    ("on Friday at noon", "Fri 2026-11-27 12:00"),
    ("next Monday", "Mon 2026-11-30 09:00"),
    ("Tuesday next week 9am", "Tue 2026-12-01 09:00"),
    ("next week", "Mon 2026-11-30 09:00"),
    ("next month", "Wed 2026-12-23 09:00"),
    ("next year", "Tue 2027-11-23 09:00"),
    ("this weekend", "Sat 2026-11-28 09:00"),
    ("end of the month", "Mon 2026-11-30 09:00"),
    ("end of the year 18:00", "Thu 2026-12-31 18:00"),
    ("in 3 weeks", "Mon 2026-12-14 10:30"),
    ("in a month", "Wed 2026-12-23 10:30"),
    ("in two days at 5pm", "Wed 2026-11-25 17:00"),
    ("in 2 hours", "Mon 2026-11-23 12:30"),
    ("in 45 min", "Mon 2026-11-23 11:15"),
    ("in half an hour", "Mon 2026-11-23 11:00"),
    ("in an hour and a half", "Mon 2026-11-23 12:00"),
    ("in 1h30m", "Mon 2026-11-23 12:00"),
    ("in 1 hour 30 minutes", "Mon 2026-11-23 12:00"),
    ("in a fortnight", "Mon 2026-12-07 10:30"),
    ("3 weeks", "Mon 2026-12-14 10:30"),
    ("the first of December", "Tue 2026-12-01 09:00"),
    ("first of next month", "Tue 2026-12-01 09:00"),
    ("a week from now", "Mon 2026-11-30 10:30"),
    ("2027-03-01 14:00", "Mon 2027-03-01 14:00"),
    ("2027-03-01T14:00", "Mon 2027-03-01 14:00"),
    ("2027-03-01", "Mon 2027-03-01 09:00"),
    ("2027-03-01T20:00Z", "Mon 2027-03-01 14:00"),
    ("Monday 2027-03-01 14:00", "Mon 2027-03-01 14:00"),
    ("March 1", "Mon 2027-03-01 09:00"),
    ("1st of March 2027, 14:30", "Mon 2027-03-01 14:30"),
    ("Mar 1st, 2027 at 2:30 p.m.", "Mon 2027-03-01 14:30"),
    ("on Dec 24", "Thu 2026-12-24 09:00"),
    ("Feb 29", "Tue 2028-02-29 09:00"),
    ("3/15", "Mon 2027-03-15 09:00"),
    ("15/3/2027 9:00", "Mon 2027-03-15 09:00"),
    ("1.3.2027 9:00", "Mon 2027-03-01 09:00"),
    ("the 15th at 7pm", "Tue 2026-12-15 19:00"),
    ("the 30th", "Mon 2026-11-30 09:00"),
    ("15th of next month", "Tue 2026-12-15 09:00"),
    ("first Friday of October", "Fri 2027-10-01 09:00"),
    ("last Friday of May 2027", "Fri 2027-05-28 09:00"),
    ("second Tuesday of next month at 6pm", "Tue 2026-12-08 18:00"),
    ("last day of February", "Sun 2027-02-28 09:00"),
    ("remind me tomorrow at 3pm please", "Tue 2026-11-24 15:00"),
    ("  ＴＯＭＯＲＲＯＷ　５ｐｍ ", "Tue 2026-11-24 17:00"),
]

AGAIN = [
    ("every Monday 9am", "Mon 2026-11-30 09:00", "every Monday at 9:00"),
    ("every day 8am", "Tue 2026-11-24 08:00", "every day at 8:00"),
    ("daily at 18:00", "Mon 2026-11-23 18:00", "every day at 18:00"),
    ("every evening", "Mon 2026-11-23 18:00", "every day at 18:00"),
    ("every morning at 7", "Tue 2026-11-24 07:00", "every day at 7:00"),
    ("every weekday 8:30", "Tue 2026-11-24 08:30", "every weekday at 8:30"),
    ("mondays 9am", "Mon 2026-11-30 09:00", "every Monday at 9:00"),
    ("every mon, wed and fri at 7am", "Wed 2026-11-25 07:00", "every Monday, Wednesday and Friday at 7:00"),
    ("each Tuesday and Thursday 12:00", "Tue 2026-11-24 12:00", "every Tuesday and Thursday at 12:00"),
    ("every other Tuesday 10am", "Tue 2026-11-24 10:00", "every 2 weeks on Tuesday at 10:00"),
    ("every second Friday", "Fri 2026-11-27 09:00", "every 2 weeks on Friday at 9:00"),
    ("every second Friday of the month", "Fri 2026-12-11 09:00", "the second Friday of every month at 9:00"),
    ("fortnightly", "Mon 2026-12-07 09:00", "every 2 weeks on Monday at 9:00"),
    ("every 3 days at 7am", "Thu 2026-11-26 07:00", "every 3 days at 7:00"),
    ("weekly on Friday 3pm", "Fri 2026-11-27 15:00", "every Friday at 15:00"),
    ("the 15th of every month", "Tue 2026-12-15 09:00", "the 15th of every month at 9:00"),
    ("every month on the 31st at noon", "Mon 2026-11-30 12:00", "the last day of every month at 12:00"),
    ("monthly on the 30th", "Mon 2026-11-30 09:00", "the 30th of every month at 9:00"),
    ("first Monday of every month 9am", "Mon 2026-12-07 09:00", "the first Monday of every month at 9:00"),
    ("last day of every month", "Mon 2026-11-30 09:00", "the last day of every month at 9:00"),
    ("quarterly", "Tue 2027-02-23 09:00", "the 23rd of every 3 months at 9:00"),
    ("every first Friday of October", "Fri 2027-10-01 09:00", "every first Friday of October at 9:00"),
    ("every March 1", "Mon 2027-03-01 09:00", "every March 1 at 9:00"),
    ("annually on 29 February", "Sun 2027-02-28 09:00", "every February 29 at 9:00"),
]  # fmt: skip

REFUSED = [
    ("", "When should that be"),
    ("soon", "not exact enough"),
    ("5", "could not read that time"),
    ("5 days before tomorrow", "already past"),
    ("Monday or Tuesday", "could be either"),
    ("in 0 days", "already past"),
    ("yesterday", "already past"),
    ("today 9am", "has passed today"),
    ("2020-01-01", "already past"),
    ("last Friday", "already past"),
    ("this Monday 8am", "has passed today"),
    ("2040-01-01", "at most 5 years"),
    ("in 6 years", "at most 5 years"),
    ("in 999999 years", "longer than I can count"),
    ("tomorrow at 5", "morning or in the afternoon"),
    ("at 5:30", "morning or in the afternoon"),
    ("tomorrow midnight", "two days meet"),
    ("tomorrow 24:00", "11:59pm"),
    ("9am and 5pm tomorrow", "two times of day"),
    ("25:00", "no “25:00” on the clock"),
    ("13pm", "no “13pm” on the clock"),
    ("3/1", "March 1 or January 3"),
    ("Feb 30", "has no 30th"),
    ("2027-13-01", "no month 13"),
    ("Tuesday 2027-03-01", "is a Monday, not a Tuesday"),
    ("fifth Friday of February 2027", "has no fifth Friday"),
    ("2027-03-14 02:30", "clocks in America/Chicago skip 02:30"),
    ("every hour", "once a day"),
    ("every 15 minutes", "once a day"),
    ("every 500 weeks", "not something I can keep"),
    ("every February 30", "has no 30th"),
    ("every", "how often"),
    ("every blue moon", "how often"),
    ("end of the semester", "every school and company has its own"),
    ("next spring", "Which day do you mean"),
    ("Ramadan", "on which date that falls"),
    ("tomorrow at dawn", "give the hour"),
    ("early tomorrow", "At what hour"),
    ("late next week", "Which day should that be"),
    ("twice a week", "On which days"),
    ("tomorrow 2-4pm", "from when to when"),
    ("December 5-7", "several days"),
    ("Monday and Wednesday 7am", "every week"),
    ("every Monday until June", "goes on until you stop it"),
    ("right now", "at once"),
    ("in 5", "Of what"),
    ("not before 9am", "When exactly"),
    ("next Christmas", "or a year later"),
    ("every Easter", "one year's"),
    ("x" * 101, "at most 100 characters"),
]


def understood(typed: str, zone: str, moment: datetime) -> When | str:
    try:
        return when.read_when(typed, zone, moment)
    except UserError as error:
        return error.sentence


def local(found: When, zone: str = CHICAGO) -> str:
    return f"{found.at.astimezone(ZoneInfo(zone)):%a %Y-%m-%d %H:%M}"


@pytest.mark.parametrize(("typed", "meant"), ONCE)
def test_a_moment_is_understood(typed: str, meant: str) -> None:
    found = when.read_when(typed, CHICAGO, NOW)
    assert local(found) == meant
    assert found.repeat is None


@pytest.mark.parametrize(("typed", "meant", "words"), AGAIN)
def test_what_comes_again_is_understood_and_said_in_words(typed: str, meant: str, words: str) -> None:
    found = when.read_when(typed, CHICAGO, NOW)
    assert local(found) == meant
    assert found.repeat is not None
    assert repeats.describe_repeat(found.repeat) == words


@pytest.mark.parametrize(("typed", "told"), REFUSED)
def test_what_is_past_ambiguous_or_nonsense_gets_a_sentence(typed: str, told: str) -> None:
    with pytest.raises(UserError, match=told):
        when.read_when(typed, CHICAGO, NOW)


def test_a_time_of_day_that_was_not_named_is_said_to_be_assumed() -> None:
    assert "9:00" in when.read_when("Friday", CHICAGO, NOW).assumed
    assert when.read_when("Friday 9am", CHICAGO, NOW).assumed == ""
    assert when.read_when("in 3 weeks", CHICAGO, NOW).assumed == ""


@pytest.mark.parametrize(
    ("typed", "zone", "moment", "meant"),
    [
        ("tomorrow 9am", "Pacific/Kiritimati", NOW, "2026-11-24T19:00+00:00"),
        ("tomorrow 9am", "Pacific/Pago_Pago", NOW, "2026-11-24T20:00+00:00"),
        ("tomorrow 9am", "Asia/Kolkata", NOW, "2026-11-24T03:30+00:00"),
        # A day that a change of clocks makes shorter: the wall clock counts for days, the hours for hours.
        ("in 1 day", CHICAGO, datetime(2027, 3, 13, 18, tzinfo=UTC), "2027-03-14T17:00+00:00"),
        ("in 24 hours", CHICAGO, datetime(2027, 3, 13, 18, tzinfo=UTC), "2027-03-14T18:00+00:00"),
        # 1:30 comes twice: the first, unless it is over.
        ("2027-11-07 01:30", CHICAGO, NOW, "2027-11-07T06:30+00:00"),
        ("today 01:30", CHICAGO, datetime(2027, 11, 7, 6, 45, tzinfo=UTC), "2027-11-07T07:30+00:00"),
        # The day that Samoa left out.
        ("2011-12-31 12:00", "Pacific/Apia", datetime(2011, 12, 30, 9, tzinfo=UTC), "2011-12-30T22:00+00:00"),
    ],
)
def test_a_time_is_one_on_the_clock_of_the_members_zone(
    typed: str, zone: str, moment: datetime, meant: str
) -> None:
    assert when.read_when(typed, zone, moment).at == datetime.fromisoformat(meant)


def test_what_comes_again_keeps_its_time_when_the_clocks_change() -> None:
    repeat = when.read_when("every Sunday 02:30", CHICAGO, datetime(2027, 3, 2, tzinfo=UTC)).repeat
    assert repeat is not None
    moments = [datetime(2027, 3, 2, tzinfo=UTC)]
    for _ in range(3):
        moments.append(repeats.next_after(repeat, moments[-1]))
    told = [f"{one.astimezone(ZoneInfo(CHICAGO)):%m-%d %H:%M %Z}" for one in moments[1:]]
    assert told == ["03-07 02:30 CST", "03-14 03:30 CDT", "03-21 02:30 CDT"]


def test_every_other_week_stays_in_step_for_years() -> None:
    repeat = when.read_when("every other Tuesday 10am", CHICAGO, NOW).repeat
    assert repeat is not None
    first = repeats.next_after(repeat, NOW)
    later = repeats.next_after(repeat, NOW + timedelta(days=1400))
    assert (later.date() - first.date()).days % 14 == 0


def test_a_day_may_be_named_in_another_language_of_the_member() -> None:
    assert local(when.read_when("mañana 10:00", CHICAGO, NOW, ("es",))) == "Tue 2026-11-24 10:00"
    with pytest.raises(UserError):
        when.read_when("mañana 10:00", CHICAGO, NOW)


ZONES = st.sampled_from(
    [CHICAGO, "UTC", "Asia/Kolkata", "Pacific/Apia", "Australia/Lord_Howe", "Europe/Dublin"]
)
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2045, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
PIECES = [
    *(typed for typed, *_ in (*ONCE, *AGAIN, *REFUSED)),
    "next",
    "every",
    "of",
    "at",
    "and",
    "31st",
    "-1",
    "99",
]
TYPED = st.text(max_size=110) | st.lists(
    st.sampled_from(sorted({word for piece in PIECES for word in piece.split()})), max_size=6
).map(" ".join)


@settings(max_examples=400, deadline=None)
@given(TYPED, ZONES, MOMENTS)
def test_whatever_is_typed_is_to_come_or_gets_a_sentence(typed: str, zone: str, moment: datetime) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = understood(typed, zone, moment)
    if isinstance(found, str):
        assert found[-1] in ".?"
        return
    assert moment < found.at <= moment + timedelta(days=366 * when.MOST_YEARS)
    assert found.at.tzinfo is UTC
    if found.repeat:
        assert repeats.next_after(found.repeat, found.at) > found.at
        assert repeats.describe_repeat(found.repeat)


@given(st.sampled_from([typed for typed, *_ in (*ONCE, *AGAIN)]), ZONES, MOMENTS)
@settings(max_examples=200, deadline=None)
def test_a_phrase_that_is_understood_is_never_past_whenever_it_is_typed(
    typed: str, zone: str, moment: datetime
) -> None:
    found = understood(typed, zone, moment)
    if isinstance(found, str):
        assert any(word in found for word in ("past", "passed", "years", "skip", "no 31st", "a Monday"))
    else:
        assert found.at > moment


def test_a_holiday_that_other_countries_keep_on_another_day_is_asked_there() -> None:
    assert local(when.read_when("Thanksgiving 6pm", CHICAGO, NOW)) == "Thu 2026-11-26 18:00"
    for typed, zone in (("Thanksgiving", "America/Toronto"), ("Mother's Day", "Europe/London")):
        with pytest.raises(UserError, match="different dates in different countries"):
            when.read_when(typed, zone, NOW)
    with pytest.raises(UserError, match="different countries"):
        when.read_when("Easter 10am", "Europe/Athens", NOW)
    assert local(when.read_when("Boxing Day noon", "Europe/London", NOW), "Europe/London").endswith("12:00")


def test_federal_holidays_fall_on_the_days_that_the_law_names() -> None:
    named = {
        2026: "01-19 02-16 05-25 06-19 07-04 09-07 10-12 11-11 11-26 12-25",
        2027: "01-18 02-15 05-31 06-19 07-04 09-06 10-11 11-11 11-25 12-25",
    }
    names = (
        "MLK Day", "Presidents' Day", "Memorial Day", "Juneteenth", "4th of July", "Labor Day",
        "Columbus Day", "Veterans Day", "Thanksgiving", "Christmas",
    )  # fmt: skip
    for year, fall in named.items():
        found = (when.understand(f"{name} {year}", CHICAGO, NOW).at for name in names)
        assert " ".join(f"{one.astimezone(ZoneInfo(CHICAGO)):%m-%d}" for one in found) == fall
