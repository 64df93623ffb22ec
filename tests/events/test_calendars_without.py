"""Calendars without what the form asks for: a UID, letters that are named, an end that can be read."""

from datetime import timedelta

from events.icals import at, calendar, event
from events.test_calendars_as_they_come import local, timed
from events.test_reading import ZONE, read

from mentorbot import clock
from mentorbot.events import title_words
from mentorbot.events.sources.icalendar import read_calendar

LENGTHS = {
    "PT1.5H": 90, "PT1,5H": 90, "PT1H 30M": 90, "PT1H30": 90, "1H": 60, "pt2h": 120, "P2H": 120, "PT+1H": 60,
    "01:30:00": 90, "P0Y0M0DT2H0M0S": 120, "P1D T2H": 26 * 60, "PT5400S": 90,
}  # fmt: skip
"""How long something takes, as programs write it, in minutes."""
LETTERS = (
    ("shift_jis", "Asia/Tokyo", "医療経営セミナー 第一回"),
    ("euc_jp", "Asia/Tokyo", "病院管理の集い"),
    ("iso2022_jp", "America/Chicago", "病院管理の集い"),
    ("euc_kr", "Asia/Seoul", "병원 경영 세미나"),
    ("gb18030", "Asia/Shanghai", "医院管理研讨会"),
    ("big5", "Asia/Taipei", "醫院管理研討會"),
    ("cp1251", "Europe/Moscow", "Встреча менеджеров"),
    ("koi8-r", "Europe/Moscow", "Встреча менеджеров"),
    ("cp1250", "Europe/Prague", "Zdravotní péče - řízení"),
    ("iso8859-2", "Europe/Warsaw", "Łódź zarządzanie"),
    ("cp1254", "Europe/Istanbul", "yönetimi toplantısı ğş"),
    ("cp1252", "Europe/Berlin", "Café „Führung“ €5"),
    ("utf-16-le", "Europe/Paris", "Café"),
)
OFF = (
    "CANCELLED - Gala", "Gala [CANCELLED]", "xx CANCELLED xx Gala", "MEETING CANCELLED: Board",
    "Called off: Gala", "Gala is cancelled", "Event canceled", "Abgesagt: Gala", "ANNULÉ - Gala",
    "取消: 例会", "Отменено: Встреча",
)  # fmt: skip
DOUBTFUL = (
    "POSTPONED: Gala", "Gala (postponed)", "Gala - moved online", "RESCHEDULED to April 5 - Gala",
    "NEW DATE: Gala", "Canceled Gala", "Gala cancelled due to weather",
    "NO CLASS - Spring break", "Verschoben: Gala",
    "Gala - date TBD",
)  # fmt: skip
SURE = (
    "How to handle cancelled appointments", "Cancellation policies: a webinar", "Moving on: a talk", "Report",
    "Date night", "Delayed discharge: what works", "SOLD OUT: Gala", "Budgeting: New time: old ways",
)  # fmt: skip


def test_how_long_it_takes_is_read_as_programs_write_it() -> None:
    for written, minutes in LENGTHS.items():
        [found] = read(event("x", f"DURATION:{written}", DTEND="")).listings
        assert found.when.ends_at - found.when.starts_at == timedelta(minutes=minutes), written


def test_an_end_that_cannot_be_read_is_taken_as_an_hour_and_said() -> None:
    for end in ("DURATION:P1M", "DURATION:90", "DURATION:an hour", "DTEND:late", "DTEND:20200101T000000Z"):
        found = read(event("x", end, DTEND=""))
        [one] = found.listings
        assert one.when.ends_at - one.when.starts_at == timedelta(hours=1)
        assert "cannot make sense of" in " ".join(found.notes), end


def test_an_event_without_a_uid_is_known_again_by_title_and_time() -> None:
    written = event("", SUMMARY="A"), event("", SUMMARY="B"), event("", SUMMARY="A", ahead=40)
    weekly = event("", "RRULE:FREQ=WEEKLY;COUNT=3", SUMMARY="Series", ahead=50)
    moved = event("", f"RECURRENCE-ID:{at(57):%Y%m%dT%H%M%SZ}", SUMMARY="Series", ahead=58)
    first, again = read(*written, weekly, moved), read(weekly, moved, *reversed(written))
    assert len({one.key for one in first.listings}) == 4
    assert {one.key for one in first.listings} == {one.key for one in again.listings}
    assert [one.starts_at for one in first.listings[-1].when.dates] == [at(50), at(58), at(64)]


def test_the_midnight_of_a_day_leaves_that_day_out_of_a_series() -> None:
    off = f"EXDATE;TZID=America/Chicago:{local(37):%Y%m%d}T000000"
    [found] = read(timed("x", "America/Chicago", "RRULE:FREQ=WEEKLY;COUNT=3", off)).listings
    assert len(found.when.dates) == 2


def test_letters_that_are_not_named_are_those_of_where_a_calendar_is_or_may_be_wrong_and_said() -> None:
    for letters, zone, name in LETTERS:
        written = calendar(timed("x", zone, SUMMARY=name), name="").decode().encode(letters)
        found = read_calendar(written, ZONE, clock.now())
        assert [one.title for one in found.listings] == [name], letters
        assert not found.notes
    unknown = calendar(event("x", SUMMARY="병원 경영 세미나")).decode().encode("euc_kr")
    assert "read wrongly" in " ".join(read_calendar(unknown, ZONE, clock.now()).notes)
    # Of letters that are named by how the file begins there is no doubt.
    sure = calendar(event("x", SUMMARY="病院経営部門"), name="").decode().encode("utf-16")
    assert not read_calendar(sure, ZONE, clock.now()).notes


def test_a_title_says_that_its_event_is_off_or_may_be_elsewhere() -> None:
    assert [one for one in (*DOUBTFUL, *SURE) if title_words.is_called_off(one)] == []
    assert [one for one in OFF if not title_words.is_called_off(one)] == []
    assert [one for one in (*OFF, *SURE) if title_words.is_doubtful(one)] == []
    assert [one for one in DOUBTFUL if not title_words.is_doubtful(one)] == []
    assert "look before you choose" in " ".join(read(event("x", SUMMARY="POSTPONED: Gala")).notes)


def test_a_calendar_that_shows_only_when_somebody_is_busy_is_not_announced() -> None:
    found = read(*(event(f"{name}@example.com", SUMMARY=name) for name in ("Busy", "busy", "Tentative")))
    assert not found.listings
    assert "say only whether somebody is busy" in " ".join(found.notes)
    # Nobody's address for mail is shown as who holds an event.
    [one] = read_calendar(calendar(event("x"), name="ann@example.com"), ZONE, clock.now()).listings
    assert one.host == ""
