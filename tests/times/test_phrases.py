"""The ways in which people write a time, kind by kind. It is Monday 23 November 2026, 10:30 in Chicago."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mentorbot.errors import UserError
from mentorbot.times import days, repeats, when
from mentorbot.times.words import MONTHS, WEEKDAYS, ordinal

CHICAGO = "America/Chicago"
NOW = datetime(2026, 11, 23, 16, 30, tzinfo=UTC)

HALVES = [
    ("tonight 12:30am", "Tue 2026-11-24 00:30"),
    ("tonight at 11pm", "Mon 2026-11-23 23:00"),
    ("tomorrow night 1am", "Wed 2026-11-25 01:00"),
    ("Friday night at 2am", "Sat 2026-11-28 02:00"),
    ("tomorrow afternoon at 3", "Tue 2026-11-24 15:00"),
    ("tomorrow at 3 in the afternoon", "Tue 2026-11-24 15:00"),
    ("this evening at 6", "Mon 2026-11-23 18:00"),
    ("Friday 6 in the evening", "Fri 2026-11-27 18:00"),
    ("tomorrow evening 5:30", "Tue 2026-11-24 17:30"),
    ("tonight at 9", "Mon 2026-11-23 21:00"),
    ("7 in the morning", "Tue 2026-11-24 07:00"),
    ("seven in the morning", "Tue 2026-11-24 07:00"),
    ("tomorrow morning 6:15", "Tue 2026-11-24 06:15"),
    ("tomorrow afternoon 16:00", "Tue 2026-11-24 16:00"),
    ("March 7 in the morning", "Sun 2027-03-07 09:00"),
]
CLOCKS = [
    ("1500h", "Mon 2026-11-23 15:00"),
    ("1500 hrs", "Mon 2026-11-23 15:00"),
    ("0900h", "Tue 2026-11-24 09:00"),
    ("tomorrow 1500", "Tue 2026-11-24 15:00"),
    ("Friday at 0800 hours", "Fri 2026-11-27 08:00"),
    ("Friday 15:00 hrs", "Fri 2026-11-27 15:00"),
    ("2027-03-31 14:00:00", "Wed 2027-03-31 14:00"),
    ("tomorrow 9a", "Tue 2026-11-24 09:00"),
    ("six pm", "Mon 2026-11-23 18:00"),
    ("tomorrow at eleven", "Tue 2026-11-24 11:00"),
    ("12 noon", "Mon 2026-11-23 12:00"),
    ("noon on Friday", "Fri 2026-11-27 12:00"),
    ("half past 5 pm", "Mon 2026-11-23 17:30"),
    ("tomorrow at half past nine", "Tue 2026-11-24 09:30"),
    ("quarter to 6pm", "Mon 2026-11-23 17:45"),
    ("a quarter past eight tomorrow", "Tue 2026-11-24 08:15"),
    ("quarter to 12 pm", "Mon 2026-11-23 11:45"),
    ("twenty past 7 in the evening", "Mon 2026-11-23 19:20"),
    ("five thirty pm", "Mon 2026-11-23 17:30"),
    ("December 5 10pm", "Sat 2026-12-05 22:00"),
    ("1730", "Mon 2026-11-23 17:30"),
    ("7 o'clock in the evening", "Mon 2026-11-23 19:00"),
    ("tomorrow 5pm sharp", "Tue 2026-11-24 17:00"),
    ("EOD", "Mon 2026-11-23 17:00"),
    ("COB Friday", "Fri 2026-11-27 17:00"),
    ("end of day tomorrow", "Tue 2026-11-24 17:00"),
    ("close of business on Wednesday", "Wed 2026-11-25 17:00"),
]
DATES = [
    ("29.11.", "Sun 2026-11-29 09:00"),
    ("29.11", "Sun 2026-11-29 09:00"),
    ("10.12.", "Thu 2026-12-10 09:00"),
    ("on 10.12", "Thu 2026-12-10 09:00"),
    ("10.12 18:00", "Thu 2026-12-10 18:00"),
    ("24.12. 18:00", "Thu 2026-12-24 18:00"),
    ("18:00 24.12.", "Thu 2026-12-24 18:00"),
    ("24.12 at 17.30", "Thu 2026-12-24 17:30"),
    ("24.12., 6pm", "Thu 2026-12-24 18:00"),
    ("1.3.27 9:00", "Mon 2027-03-01 09:00"),
    ("1. 3. 2027", "Mon 2027-03-01 09:00"),
    ("at 10.12", "Tue 2026-11-24 10:12"),
    ("31-12-2027", "Fri 2027-12-31 09:00"),
    ("31-12-2027 18:00", "Fri 2027-12-31 18:00"),
    ("the 24th", "Tue 2026-11-24 09:00"),
    ("the 23rd", "Wed 2026-12-23 09:00"),
    ("the 23rd 5pm", "Mon 2026-11-23 17:00"),
    ("first of the month", "Tue 2026-12-01 09:00"),
    ("15th of the month", "Tue 2026-12-15 09:00"),
    ("second Tuesday of the month", "Tue 2026-12-08 09:00"),
    ("23 November 9am", "Tue 2027-11-23 09:00"),
    ("twenty-first of December", "Mon 2026-12-21 09:00"),
    ("in October", "Fri 2027-10-01 09:00"),
    ("October 2027", "Fri 2027-10-01 09:00"),
    ("end of March", "Wed 2027-03-31 09:00"),
    ("end of February 2028 6pm", "Tue 2028-02-29 18:00"),
    ("middle of March", "Mon 2027-03-15 09:00"),
    ("EOM", "Mon 2026-11-30 09:00"),
    ("Friday week", "Fri 2026-12-04 09:00"),
    ("Monday week", "Mon 2026-11-30 09:00"),
    ("a week from Friday 5pm", "Fri 2026-12-04 17:00"),
    ("2 weeks from tomorrow", "Tue 2026-12-08 09:00"),
    ("3 days after March 15", "Thu 2027-03-18 09:00"),
    ("this coming Friday 3pm", "Fri 2026-11-27 15:00"),
    ("tommorow", "Tue 2026-11-24 09:00"),
    ("tomarrow 5pm", "Tue 2026-11-24 17:00"),
    ("wensday", "Wed 2026-11-25 09:00"),
    ("thrusday 5pm", "Thu 2026-11-26 17:00"),
    ("Saterday", "Sat 2026-11-28 09:00"),
    ("Febuary 10", "Wed 2027-02-10 09:00"),
]
SPANS = [
    ("in twenty minutes", "Mon 2026-11-23 10:50"),
    ("in twenty-five minutes", "Mon 2026-11-23 10:55"),
    ("in half an hour", "Mon 2026-11-23 11:00"),
    ("in 2 hours 30", "Mon 2026-11-23 13:00"),
    ("in 2h 30", "Mon 2026-11-23 13:00"),
    ("in 1h30", "Mon 2026-11-23 12:00"),
    ("in 2 and a half hours", "Mon 2026-11-23 13:00"),
    ("in 2½ hours", "Mon 2026-11-23 13:00"),
    ("in a quarter of an hour", "Mon 2026-11-23 10:45"),
    ("in a couple of hours", "Mon 2026-11-23 12:30"),
    ("in 90 seconds", "Mon 2026-11-23 10:31"),
    ("in 2 wks", "Mon 2026-12-07 10:30"),
    ("in two weeks' time", "Mon 2026-12-07 10:30"),
    ("after 3 days", "Thu 2026-11-26 10:30"),
    ("in 1500 hours", "Sun 2027-01-24 22:30"),
]
ZONED = [
    ("5pm EST", "Mon 2026-11-23 16:00", "America/New_York"),
    ("5pm tomorrow EST", "Tue 2026-11-24 16:00", "America/New_York"),
    ("tomorrow 17:00 (CET)", "Tue 2026-11-24 10:00", "Europe/Berlin"),
    ("Friday 9am CST", "Fri 2026-11-27 09:00", CHICAGO),
    ("tomorrow 17:00 UTC+2", "Tue 2026-11-24 09:00", "UTC+2"),
    ("5pm New York time", "Mon 2026-11-23 16:00", "America/New_York"),
    ("5pm tomorrow Berlin time", "Tue 2026-11-24 10:00", "Europe/Berlin"),
    ("tomorrow 17:00 Europe/Berlin", "Tue 2026-11-24 10:00", "Europe/Berlin"),
    ("July 1 5pm EST", "Thu 2027-07-01 16:00", "America/New_York"),
    ("every Monday 9am PST", "Mon 2026-11-23 11:00", "America/Los_Angeles"),
]
AGAIN = [
    ("everyday 9am", "Tue 2026-11-24 09:00", "every day at 9:00"),
    ("every 2w", "Mon 2026-12-07 09:00", "every 2 weeks on Monday at 9:00"),
    ("every 3d at 7am", "Thu 2026-11-26 07:00", "every 3 days at 7:00"),
    ("every second day", "Wed 2026-11-25 09:00", "every 2 days at 9:00"),
    ("every third week on Friday", "Fri 2026-11-27 09:00", "every 3 weeks on Friday at 9:00"),
    ("every fortnight", "Mon 2026-12-07 09:00", "every 2 weeks on Monday at 9:00"),
    ("every two weeks on Monday", "Mon 2026-12-07 09:00", "every 2 weeks on Monday at 9:00"),
    ("every night at 1am", "Tue 2026-11-24 01:00", "every day at 1:00"),
    ("nightly at 10pm", "Mon 2026-11-23 22:00", "every day at 22:00"),
    ("every afternoon at 3", "Mon 2026-11-23 15:00", "every day at 15:00"),
    ("mon-fri", "Tue 2026-11-24 09:00", "every weekday at 9:00"),
    ("Monday to Friday 8:30", "Tue 2026-11-24 08:30", "every weekday at 8:30"),
    ("9am weekdays", "Tue 2026-11-24 09:00", "every weekday at 9:00"),
    ("tue–thu 8am", "Tue 2026-11-24 08:00", "every Tuesday, Wednesday and Thursday at 8:00"),
    ("on Mondays at noon", "Mon 2026-11-23 12:00", "every Monday at 12:00"),
    ("once a week on Friday", "Fri 2026-11-27 09:00", "every Friday at 9:00"),
    ("first of each month", "Tue 2026-12-01 09:00", "the 1st of every month at 9:00"),
    ("every 1st and 15th", "Tue 2026-12-01 09:00", "the 1st and 15th of every month at 9:00"),
    ("the 5th, 15th and 25th of every month", "Wed 2026-11-25 09:00",
     "the 5th, 15th and 25th of every month at 9:00"),
    ("every 15th and 30th", "Mon 2026-11-30 09:00", "the 15th and 30th of every month at 9:00"),
    ("every 2nd and 4th Tuesday", "Tue 2026-11-24 09:00",
     "the second and fourth Tuesday of every month at 9:00"),
    ("first and last Friday of every month", "Fri 2026-11-27 09:00",
     "the first and last Friday of every month at 9:00"),
    ("bi-weekly on Friday", "Fri 2026-11-27 09:00", "every 2 weeks on Friday at 9:00"),
    ("every 2 months on the 15th", "Fri 2027-01-15 09:00", "the 15th of every 2 months at 9:00"),
    ("every six months", "Sun 2027-05-23 09:00", "the 23rd of every 6 months at 9:00"),
]  # fmt: skip
ASKED = [
    ("tomorrow evening 11am", "do not go together"),
    ("tomorrow morning 3pm", "do not go together"),
    ("tomorrow night at 10am", "do not go together"),
    ("tomorrow night at 12", "noon or at midnight"),
    ("every Friday night at 2am", "before that day, or after"),
    ("5 o'clock", "morning or in the afternoon"),
    ("17h", "17:00, or in 17 hours"),
    ("half past 5", "morning or in the afternoon"),
    ("in 2 hours at 5pm", "two times"),
    ("noon at 5pm", "two times"),
    ("from 5pm to 6pm", "two times"),
    ("EOD 3pm", "two times"),
    ("tomorrow 5 to 6pm", "5:55pm, or from 5 until 6pm"),
    ("10.12", "10:12 or the 10th of December"),
    ("05-06-2027", "May 6 or June 5"),
    ("May 0", "has no 0th"),
    ("5/0", "has no 0th"),
    ("0.12.", "has no 0th"),
    ("31.11.", "has no 31st"),
    ("32.12.", "has no 32nd"),
    ("in November", "November already"),
    ("March 0000", "no year 0"),
    ("end of March 0000", "no year 0"),
    ("second Tuesday of March 0000", "no year 0"),
    ("December 31 9999 11pm", "too far ahead"),
    ("next December", "this year's or next year's"),
    ("2 hours ago", "already past"),
    ("tomorrow 17:00 UTC+5:15", "no zone that is UTC\\+5:15"),
    ("every 15th, 30th and 31st", "only one can be after the 28th"),
    ("hourly", "once a day"),
    ("vor 2 Stunden", "I read English"),
]
ABROAD = [
    ("de", "nächsten Montag", "Mon 2026-11-30 09:00"),
    ("de", "heute abend", "Mon 2026-11-23 18:00"),
    ("es", "mañana por la mañana", "Tue 2026-11-24 09:00"),
    ("nl", "15 uur", "Mon 2026-11-23 15:00"),
    ("zh", "2小时后", "Mon 2026-11-23 12:30"),
    ("zh", "明天下午3点", "Tue 2026-11-24 15:00"),
    ("de", "morgen 15 Uhr", "Tue 2026-11-24 15:00"),
    ("de", "in 2 Stunden", "Mon 2026-11-23 12:30"),
    ("de", "am Montag um 9", "Mon 2026-11-30 09:00"),
    ("de", "24.12. um 18 Uhr", "Thu 2026-12-24 18:00"),
    ("es", "en 2 horas", "Mon 2026-11-23 12:30"),
    ("es", "mañana a las 15:00", "Tue 2026-11-24 15:00"),
    ("es", "15 de marzo 10:00", "Mon 2027-03-15 10:00"),
    ("fr", "dans 2 heures", "Mon 2026-11-23 12:30"),
    ("fr", "demain à 15h", "Tue 2026-11-24 15:00"),
    ("fr", "demain 15 heures", "Tue 2026-11-24 15:00"),
    ("fr", "après-demain 10:00", "Wed 2026-11-25 10:00"),
    ("pt", "em 2 horas", "Mon 2026-11-23 12:30"),
    ("pt", "amanhã às 15h", "Tue 2026-11-24 15:00"),
    ("it", "tra 2 ore", "Mon 2026-11-23 12:30"),
    ("it", "domani alle 15", "Tue 2026-11-24 15:00"),
    ("nl", "morgen 15 uur", "Tue 2026-11-24 15:00"),
    ("ru", "через 2 часа", "Mon 2026-11-23 12:30"),
    ("ru", "в понедельник в 15:00", "Mon 2026-11-23 15:00"),
    ("zh", "明天 15:00", "Tue 2026-11-24 15:00"),
]
NOT_READ = [
    ("de", "vor 2 Stunden"), ("de", "Dienstag morgen"), ("es", "hace 2 horas"), ("es", "mar 10:00"),
    ("fr", "il y a 2 heures"), ("pt", "há 2 horas"), ("it", "2 giorni fa"), ("nl", "2 uur geleden"),
    ("ru", "2 часа назад"), ("zh", "2小时前"), ("ja", "2時間前"), ("ja", "午後12時"), ("xx", "tegen"),
]  # fmt: skip


def local(typed: str, languages: tuple[str, ...] = ()) -> str:
    found = when.read_when(typed, CHICAGO, NOW, languages)
    return f"{found.at.astimezone(ZoneInfo(CHICAGO)):%a %Y-%m-%d %H:%M}"


@pytest.mark.parametrize(("typed", "meant"), [*HALVES, *CLOCKS, *DATES, *SPANS])
def test_a_time_is_understood_however_it_is_written(typed: str, meant: str) -> None:
    assert local(typed) == meant


@pytest.mark.parametrize(("typed", "meant", "zone"), ZONED)
def test_a_zone_that_is_named_is_taken_and_said(typed: str, meant: str, zone: str) -> None:
    assert local(typed) == meant
    assert zone in when.read_when(typed, CHICAGO, NOW).assumed


@pytest.mark.parametrize(("typed", "meant", "words"), AGAIN)
def test_what_comes_again_is_understood_however_it_is_written(typed: str, meant: str, words: str) -> None:
    assert local(typed) == meant
    repeat = when.read_when(typed, CHICAGO, NOW).repeat
    assert repeat is not None
    assert repeats.describe_repeat(repeat) == words


@pytest.mark.parametrize(("typed", "told"), ASKED)
def test_what_is_unclear_or_impossible_is_asked(typed: str, told: str) -> None:
    with pytest.raises(UserError, match=told):
        when.read_when(typed, CHICAGO, NOW)


@pytest.mark.parametrize(("language", "typed", "meant"), ABROAD)
def test_other_languages_are_read_where_every_word_is_known(language: str, typed: str, meant: str) -> None:
    assert local(typed, (language,)) == meant


@pytest.mark.parametrize(
    ("language", "typed"),
    [("de", "nächsten Freitag"), ("fr", "vendredi prochain"), ("nl", "volgende vrijdag")],
)
def test_a_day_that_may_be_in_this_week_or_the_next_is_asked(language: str, typed: str) -> None:
    with pytest.raises(UserError, match="Is that Friday, 27 November 2026, or a week later, 4 December 2026"):
        when.read_when(typed, CHICAGO, NOW, (language,))
    sunday = datetime(2026, 11, 29, 18, tzinfo=UTC)
    found = when.read_when(typed, CHICAGO, sunday, (language,))
    assert f"{found.at:%Y-%m-%d}" == "2026-12-04"


@pytest.mark.parametrize(("language", "typed"), NOT_READ)
def test_what_is_not_known_of_another_language_is_never_guessed(language: str, typed: str) -> None:
    with pytest.raises(UserError, match=r"I read English|morning or in the afternoon"):
        when.read_when(typed, CHICAGO, NOW, (language,))


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("EOD", "the end of the day as 17:00"),
        ("in October", "first of the month"),
        ("Friday night at 2am", "ends on 28 November 2026"),
        ("5pm EST", "“EST” as the clock of America/New_York"),
    ],
)
def test_what_had_to_be_assumed_is_said(typed: str, told: str) -> None:
    assert told in when.read_when(typed, CHICAGO, NOW).assumed


def test_the_15th_and_30th_come_twice_in_every_month() -> None:
    repeat = when.read_when("every 15th and 30th", CHICAGO, NOW).repeat
    assert repeat is not None
    moments = [NOW]
    for _ in range(7):
        moments.append(repeats.next_after(repeat, moments[-1]))
    named = [f"{one.astimezone(ZoneInfo(CHICAGO)):%m-%d}" for one in moments[1:]]
    assert named == ["11-30", "12-15", "12-30", "01-15", "01-30", "02-15", "02-28"]


DAYS = [
    "", "tonight", "tomorrow", "tomorrow morning", "tomorrow afternoon", "this evening", "Friday night",
    "in 3 days", "on 24.12.", "the 30th", "March 15", "every night", "every day", "every Monday",
]  # fmt: skip


def _spoken(day: str, clock: str) -> list[str]:
    return [f"{day} {clock}", f"{clock} {day}", f"{day} at {clock}", f"{day}, {clock}"]


@settings(deadline=None)
@given(st.integers(1, 12), st.sampled_from(["am", "pm"]), st.sampled_from([0, 15, 30, 59]), st.data())
def test_an_hour_with_am_or_pm_comes_out_as_that_hour(
    hour: int, half: str, minute: int, data: st.DataObject
) -> None:
    shown = f"{hour}:{minute:02d}" if minute else f"{hour}"
    clock = (
        f"{shown}{data.draw(st.sampled_from(['', ' ']))}{data.draw(st.sampled_from([half, half.upper()]))}"
    )
    day = data.draw(st.sampled_from(DAYS))
    try:
        found = when.read_when(data.draw(st.sampled_from(_spoken(day, clock))), CHICAGO, NOW)
    except UserError as error:
        assert any(word in error.sentence for word in ("go together", "passed today"))  # noqa: PT017
        return
    at = found.at.astimezone(ZoneInfo(CHICAGO))
    assert (at.hour, at.minute) == (hour % 12 + 12 * (half == "pm"), minute)


@settings(deadline=None)
@given(st.dates(date(2026, 11, 24), date(2027, 11, 22)), st.integers(0, 23), st.integers(0, 59), st.data())
def test_a_date_with_dots_is_that_date_in_any_order(
    day: date, hour: int, minute: int, data: st.DataObject
) -> None:
    assume((day, hour) != (date(2027, 3, 14), 2))
    written = data.draw(st.sampled_from([f"{day.day}.{day.month}.", f"{day:%d.%m.}", f"{day:%d.%m.%Y}"]))
    typed = data.draw(st.sampled_from(_spoken(written, f"{hour:02d}:{minute:02d}")))
    assert local(typed) == f"{day:%a %Y-%m-%d} {hour:02d}:{minute:02d}"


@settings(deadline=None)
@given(st.integers(2, 60), st.sampled_from(["day", "week", "month"]), st.data())
def test_every_so_many_units_says_so(many: int, unit: str, data: st.DataObject) -> None:
    short = {"day": "d", "week": "w", "month": "mo"}[unit]
    forms = [
        f"every {many} {unit}s",
        f"every {ordinal(many)} {unit}",
        f"every {many}{short}",
        f"each {many} {unit}s",
    ]
    repeat = when.read_when(data.draw(st.sampled_from(forms)), CHICAGO, NOW).repeat
    assert repeat is not None
    assert f"INTERVAL={many}" in repeat.rule


@settings(deadline=None)
@given(st.sampled_from([*WEEKDAYS, *(name for name in MONTHS if len(name) > 6), "tomorrow"]), st.data())
def test_a_name_with_two_letters_swapped_is_that_name(name: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(1, len(name) - 2))
    typed = f"{name[:place]}{name[place + 1]}{name[place]}{name[place + 2 :]}"
    after = " 3" if name in MONTHS else ""
    assert local(f"{typed}{after} 17:00") == local(f"{name}{after} 17:00")


def test_a_week_before_nine_is_at_nine_though_the_clocks_change() -> None:
    zone = ZoneInfo(CHICAGO)
    start = datetime(2027, 3, 16, 9, tzinfo=zone).astimezone(UTC)
    assert days.days_before(start, 7, zone) == datetime(2027, 3, 9, 15, tzinfo=UTC)


@settings(deadline=None)
@given(st.integers(1, 600))
def test_days_are_days_of_the_calendar(many: int) -> None:
    found = when.read_when(f"in {many} days", CHICAGO, NOW).at.astimezone(ZoneInfo(CHICAGO))
    assert (found.date(), found.hour, found.minute) == (date(2026, 11, 23) + timedelta(days=many), 10, 30)
