"""Calendars of others: what is found in them, and what becomes of those that are damaged or mean harm."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from dateutil.rrule import rrulestr
from events.icals import at, calendar, event
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorbot import clock
from mentorbot.chat.program import Program
from mentorbot.chat.readers import Readers
from mentorbot.db import Database
from mentorbot.errors import UserError
from mentorbot.events import answers, recurrence
from mentorbot.events.dates import When
from mentorbot.events.listings import MOST_BYTES, MOST_OFFERED, Gathering, Listing, Reading
from mentorbot.events.reader import read_listings
from mentorbot.events.sources.__main__ import read_list
from mentorbot.events.sources.icalendar import MOST_SINGLES, read_calendar

ZONE = "America/Chicago"
WEEKLY = "RRULE:FREQ=WEEKLY;COUNT=5"


def readers() -> Readers:
    return Readers(Program(Database(":memory:")))


def read(*entries: str, head: str = "", zone: str = ZONE) -> Reading:
    return read_calendar(calendar(*entries, head=head), zone, clock.now())


def stamp(ahead: float) -> str:
    return f"{at(ahead):%Y%m%dT%H%M%SZ}"


def test_what_is_to_come_is_found_and_what_has_been_is_not() -> None:
    found = read(
        event(
            "a",
            LOCATION="Hotel\\, room 5",
            DESCRIPTION="Line one\\nline two",
            URL="https://example.org/register",
            SEQUENCE="3",
        ),
        event("b", ahead=-3),
        event("c", ahead=3),
    )
    assert [entry.uid for entry in found.listings] == ["c", "a"]
    entry = found.listings[1]
    assert (entry.title, entry.host, entry.sequence) == ("Evening a", "Chapter", 3)
    assert (entry.when.starts_at, entry.when.ends_at) == (at(30), at(30) + timedelta(hours=1))
    assert (entry.when.place, entry.registration) == ("Hotel, room 5", "https://example.org/register")
    assert entry.about == "Line one\nline two"
    assert (found.title, found.notes, found.complete) == ("Chapter", (), True)


def test_a_link_in_what_says_where_becomes_the_link() -> None:
    [only] = read(event(LOCATION="https://zoom.us/j/123")).listings
    assert (only.when.place, only.when.link) == ("", "https://zoom.us/j/123")
    [both] = read(event(LOCATION="Library (https://zoom.us/j/123)")).listings
    assert (both.when.place, both.when.link) == ("Library", "https://zoom.us/j/123")


def test_a_description_that_is_a_web_page_is_read_as_words() -> None:
    [entry] = read(
        event(DESCRIPTION="<p>Join <a href='https://x.org'>us</a> &amp; eat<br>pizza</p>")
    ).listings
    assert entry.about == "Join us (https://x.org) & eat\npizza"


def test_a_series_is_one_entry_with_the_rule_it_goes_by() -> None:
    [entry] = read(event("s", WEEKLY)).listings
    assert entry.when.rule == "FREQ=WEEKLY;COUNT=5"
    assert entry.when.starts == tuple(at(30 + 7 * week) for week in range(5))
    assert entry.when.until == at(58) + timedelta(hours=1)


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("FREQ=WEEKLY;INTERVAL=2;COUNT=4", "every two weeks, 4 times"),
        ("FREQ=DAILY;COUNT=3", "every day, 3 times"),
        ("FREQ=MONTHLY;COUNT=3", "every month on the same date, 3 times"),
        ("FREQ=YEARLY;COUNT=2", "every year, 2 times"),
    ],
)
def test_a_rule_is_said_in_words(rule: str, words: str) -> None:
    start = f"{clock.now().year + 1}0112T230000Z"
    [entry] = read(event("s", f"RRULE:{rule}", DTSTART=start, DTEND="", DURATION="PT1H")).listings
    assert recurrence.describe_rule(entry.when.rule) == words


def test_a_monthly_meeting_keeps_its_hour_over_a_change_of_clocks() -> None:
    year = clock.now().year + 1
    tuesday = next(day for day in range(8, 15) if datetime(year, 1, day, tzinfo=UTC).weekday() == 1)
    start = f"{year}01{tuesday:02}T180000"
    [entry] = read(
        event(
            "s",
            f"DTSTART;TZID=America/New_York:{start}",
            "DURATION:PT90M",
            "RRULE:FREQ=MONTHLY;BYDAY=2TU;COUNT=8",
            DTSTART="",
            DTEND="",
        )
    ).listings
    assert entry.when.time_zone == "America/New_York"
    assert recurrence.describe_rule(entry.when.rule) == "every month on the second Tuesday, 8 times"
    assert {one.hour for one in entry.when.starts} == {22, 23}


def test_one_that_was_moved_and_one_that_was_called_off_are_dates_of_their_series() -> None:
    moved = event("s", f"RECURRENCE-ID:{stamp(37)}", ahead=38, SUMMARY="Moved", SEQUENCE="2")
    off = event("s", f"RECURRENCE-ID:{stamp(44)}", ahead=44, STATUS="CANCELLED")
    found = read(event("s", WEEKLY, f"EXDATE:{stamp(51)}"), moved, off)
    [series] = found.listings
    assert series.when.starts == (at(30), at(38), at(58))
    assert recurrence.read_moments(series.when.skipped) == {at(44), at(51)}
    moved_date = series.when.dates[1]
    assert (moved_date.planned, moved_date.starts_at, moved_date.title) == (at(37), at(38), "Moved")
    assert not series.cancelled


WEEKS = [
    ("FREQ=WEEKLY;BYDAY=MO,TH", "every Monday and Thursday"),
    ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,WE,FR", "every two weeks on Tuesday, Wednesday and Friday"),
    ("FREQ=WEEKLY;BYDAY=SA,SU", "every Saturday and Sunday"),
    ("FREQ=DAILY", "every day"),
    ("FREQ=DAILY;INTERVAL=3", "every three days"),
    ("FREQ=WEEKLY;INTERVAL=3;BYDAY=MO", "every three weeks"),
    ("FREQ=MONTHLY;BYDAY=1TU,3TU", "every month on the first and third Tuesday"),
    ("FREQ=MONTHLY;INTERVAL=2;BYDAY=2WE", "every two months on the second Wednesday"),
    ("FREQ=DAILY;BYHOUR=9,13;BYMINUTE=0", "several times a day"),
    ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "again and again"),
]


@pytest.mark.parametrize(("rule", "words"), WEEKS)
@pytest.mark.parametrize("end", ["", ";COUNT=9"])
def test_whatever_its_rule_a_series_is_one_entry(rule: str, words: str, end: str) -> None:
    first = next(iter(rrulestr(rule, dtstart=clock.now() + timedelta(days=30))))
    start = f"DTSTART;TZID=America/New_York:{first:%Y%m%dT%H%M%S}"
    [entry] = read(event("s", start, "DURATION:PT15M", f"RRULE:{rule}{end}", DTSTART="", DTEND="")).listings
    assert recurrence.describe_rule(entry.when.rule).startswith(f"{words}, ")
    assert entry.on is not bool(end)


def test_a_series_by_no_rule_is_taken_one_by_one() -> None:
    days = [30 + day * (day + 1) // 2 for day in range(35)]
    dates = ",".join(stamp(day) for day in days)
    found = read(event("s", f"RDATE:{dates}", f"DTSTART:{stamp(30)}", DTSTART=""))
    assert len(found.listings) == MOST_SINGLES
    assert len({entry.key for entry in found.listings}) == MOST_SINGLES
    assert any("beyond its next 26 times" in note for note in found.notes)


def test_one_without_end_is_seen_two_years_ahead_and_begins_with_what_is_next() -> None:
    [entry] = read(event("s", "RRULE:FREQ=WEEKLY", ahead=-700)).listings
    assert clock.now() < entry.when.starts_at <= clock.now() + timedelta(days=7)
    assert len(entry.when.starts) == recurrence.MOST_TIMES
    assert entry.on


def test_days_without_a_time_and_times_without_a_zone_are_told_of() -> None:
    day = at(30).date()
    found = read(
        event("d", f"DTSTART;VALUE=DATE:{day:%Y%m%d}", DTSTART="", DTEND=""),
        event("f", f"DTSTART:{day:%Y%m%d}T180000", DTSTART="", DTEND=""),
    )
    by_uid = {entry.uid: entry.when for entry in found.listings}
    whole, floating = by_uid["d"], by_uid["f"]
    assert whole.ends_at - whole.starts_at == timedelta(hours=23, minutes=59)
    assert floating.starts_at.hour in {23, 0}
    assert floating.ends_at - floating.starts_at == answers.USUAL
    assert found.notes == (
        "1 without a time of day: I take the whole day, in America/Chicago.",
        "1 with a time but no zone: I take it in America/Chicago.",
    )
    named = read(
        event("f", f"DTSTART:{day:%Y%m%d}T180000", DTSTART="", DTEND=""), head="X-WR-TIMEZONE:Asia/Tokyo\r\n"
    )
    assert named.listings[0].when.starts_at == datetime(day.year, day.month, day.day, 9, tzinfo=UTC)


def test_an_all_day_conference_ends_on_its_last_day() -> None:
    first, after = at(30).date(), at(33).date()
    lines = (f"DTSTART;VALUE=DATE:{first:%Y%m%d}", f"DTEND;VALUE=DATE:{after:%Y%m%d}")
    [entry] = read(event("d", *lines, DTSTART="", DTEND=""), zone="UTC").listings
    assert entry.when.ends_at.date() == after - timedelta(days=1)


ZONELESS = (
    "BEGIN:VTIMEZONE\r\nTZID:Nowhere\r\nBEGIN:STANDARD\r\nDTSTART:99999999T999999\r\nTZOFFSETFROM:+9999\r\n"
    "TZOFFSETTO:abc\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "not a calendar file"),
        (b"<!DOCTYPE html><html>", "named iCal, Subscribe or Export"),
        (b"\x1f\x8b\x08\x00" * 10, "packed file"),
        (b"PK\x03\x04" + b"\x00" * 40, "packed file"),
        (b"BEGIN:VCALENDAR\r\n" * 2, "damaged"),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nEND:VCALENDAR\r\n", "damaged"),
        (b"BEGIN:VCALENDAR\r\n" + b"BEGIN:X\r\n" * 50_000, "damaged"),
        (calendar(event())[:-20], "damaged"),
        (b"BEGIN:VCALENDAR" + b" " * (MOST_BYTES + 1), "larger than 2 MB"),
        (b"BEGIN:VCALENDAR\r\n" + b"A" * 10 * 2**20, "larger than 2 MB"),
    ],
)
def test_what_cannot_be_read_gets_a_sentence(data: bytes, told: str) -> None:
    with pytest.raises(UserError, match=told):
        read_list("", data, ZONE, clock.now())


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        (event(""), "know them again by title and time"),
        (event("x", "RRULE:FREQ=SECONDLY"), "every hour or more often"),
        (event("x", "RRULE:FREQ=HOURLY;COUNT=3"), "every hour or more often"),
        (event("x", ahead=365 * 6), "more than five years away"),
        (event("x", DTEND=f"{at(90):%Y%m%dT%H%M%SZ}"), "longer than a month"),
        (event("x", DTSTART="whenever"), "could not be read"),
        (event("x", DTSTART=""), "could not be read"),
        (event("x", "RRULE:FREQ=NEVER"), "could not be read"),
        (event("x", "RRULE:FREQ=DAILY;INTERVAL=0"), "could not be read"),
        (event("x", f"DTSTART;TZID=Nowhere:{at(30):%Y%m%dT%H%M%S}", DTSTART="", DTEND=""), ""),
    ],
)
def test_an_entry_that_makes_no_sense_costs_the_others_nothing(entry: str, told: str) -> None:
    found = read(entry, event("sound"))
    assert "sound" in {one.uid for one in found.listings}
    assert told in " ".join(found.notes)


def listing(**other: Any) -> Listing:
    when = When(at(30), at(30) + timedelta(hours=1), at(30) + timedelta(hours=1), "UTC", "", "", "")
    sound = Listing("a", "", 0, "", cancelled=False, title="A", about="", host="", registration="", when=when)
    moved = {name: other.pop(name) for name in list(other) if name in When.__dataclass_fields__}
    return replace(sound, **other, when=replace(when, **moved))


@pytest.mark.parametrize(
    ("other", "told"),
    [
        ({"title": "x" * 300}, "title of more than 100"),
        ({"title": ""}, "without a title"),
        ({"title": "two\nlines"}, "without a title on one line"),
        ({"uid": ""}, "without a UID"),
        ({"uid": "u" * 256}, "without a UID"),
        ({"about": "x" * 1001}, "description of more than 1,000"),
        ({"host": "x" * 101}, "host of more than 100"),
        ({"place": "x" * 101}, "place of more than 100"),
        ({"registration": "javascript:alert(1)"}, "link that is not https"),
        ({"registration": "http://example.org"}, "link that is not https"),
        ({"link": "https://example.org/" + "x" * 500}, "link that is not https"),
        ({"link": "https://me:secret@example.org"}, "link that is not https"),
        ({"ends_at": at(29)}, "end before they begin"),
        ({"ends_at": at(90), "until": at(90)}, "longer than a month"),
        ({"until": at(29)}, "ends before it begins"),
        ({"starts_at": at(30).replace(tzinfo=None)}, "time but no zone"),
        ({"time_zone": "Nowhere"}, "time zone that I do not know"),
        ({"time_zone": "../../etc/passwd"}, "time zone that I do not know"),
        ({"starts_at": at(3000), "ends_at": at(3001), "until": at(3001)}, "five years away"),
    ],
)
def test_whatever_the_source_a_listing_that_cannot_be_costs_the_others_nothing(
    other: dict[str, Any], told: str
) -> None:
    gathering = Gathering(clock.now())
    past = {"uid": "past", "starts_at": at(-2), "ends_at": at(-1)}
    for one in ({}, other, {"uid": "b"}, past):
        with gathering.one():
            gathering.add(listing(**one))
    found = gathering.reading("List\n1")
    assert [one.uid for one in found.listings] == ["a", "b"]
    assert [told in note for note in found.notes] == [True]
    assert found.title == "List 1"


def test_links_that_say_http_are_taken_as_https_also_those_kept_before() -> None:
    [found] = read(event(LOCATION="http://zoom.us/j/1", URL="http://example.org/register")).listings
    assert (found.when.link, found.registration) == ("https://zoom.us/j/1", "https://example.org/register")
    kept = json.loads(json.dumps(found.as_json()).replace("https:", "http:"))
    assert Listing.from_json(kept) == found


def test_only_the_soonest_of_very_many_are_offered() -> None:
    found = read(*(event(f"n{number}", ahead=2 + number) for number in range(MOST_OFFERED + 3)))
    assert len(found.listings) == MOST_OFFERED
    assert found.listings[-1].uid == f"n{MOST_OFFERED - 1}"
    assert (found.complete, "3 after the first 100" in found.notes[0]) == (False, True)


def test_a_very_long_uid_is_known_again() -> None:
    first, again = (read(event("u" * 3000 + end)).listings[0] for end in ("a", "a"))
    assert first.uid == again.uid
    assert len(first.uid) < 100
    assert read(event("u" * 3000 + "b")).listings[0].uid != first.uid


async def test_it_is_read_apart_as_it_is_here() -> None:
    data = calendar(event("s", WEEKLY, f"EXDATE:{stamp(37)}"), event("", ahead=3), event("a", LOCATION="R 5"))
    assert await read_listings(readers(), "here", data, "", ZONE) == read_calendar(data, ZONE, clock.now())
    with pytest.raises(UserError, match="not a calendar file"):
        await read_listings(readers(), "here", b"nothing", "", ZONE)


EVERYTHING = calendar(
    event("s", WEEKLY, f"EXDATE:{stamp(37)}", f"RDATE:{stamp(33)}", DESCRIPTION="<b>é</b> &amp; more"),
    event("d", "RRULE:FREQ=MONTHLY;COUNT=3", "DURATION:PT90M", DTEND=""),
    event("w", "RRULE:FREQ=YEARLY;BYDAY=-1FR;BYMONTH=5;COUNT=2"),
    event("z", DTSTART=f";TZID=Europe/Kyiv:{at(30):%Y%m%dT%H%M%S}", DTEND=""),
    event("x", DTSTART="nonsense"),
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
async def test_one_of_everything_is_read_apart_as_it_is_here(encoding: str) -> None:
    data = EVERYTHING.decode().encode(encoding)
    assert await read_listings(readers(), "here", data, "", ZONE) == read_calendar(data, ZONE, clock.now())


async def test_one_that_never_comes_to_an_end_is_given_up() -> None:
    endless = event("x", "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", DTSTART="00010101T000000Z", DTEND="")
    data = calendar(*(endless.replace("UID:x", f"UID:{n}") for n in range(9)))
    with pytest.raises(UserError, match="took me too long"):
        await read_listings(readers(), "here", data, "", ZONE, seconds=2)


PARTS = [
    "BEGIN:VEVENT",
    "END:VEVENT",
    "BEGIN:VALARM",
    "END:VALARM",
    "BEGIN:VTIMEZONE",
    "TZID:Nowhere",
    "END:VTIMEZONE",
    "UID:a",
    "SEQUENCE:-1",
    "SEQUENCE:99999999999999999999",
    "DTSTART:20300101T100000",
    "DTSTART;TZID=Europe/Berlin:20300101T100000",
    "DTSTART;VALUE=DATE:20300101",
    "DTSTART;VALUE=PERIOD:20300101T100000Z/PT1H",
    "DTEND:20300101",
    "DURATION:-PT1H",
    "DURATION:P9999999D",
    "RRULE:FREQ=WEEKLY;COUNT=3",
    "RRULE:FREQ=YEARLY;BYEASTER=1",
    "RRULE:FREQ=DAILY;UNTIL=19000101",
    "RDATE;VALUE=PERIOD:20300301T100000Z/PT1H",
    "EXDATE:20300108T100000",
    "RECURRENCE-ID:20300108T100000",
    "RECURRENCE-ID;RANGE=THISANDFUTURE:20300108T100000",
    "STATUS:CANCELLED",
    "SUMMARY:\\n\\,\\;\\\\",
    "LOCATION:https://[",
    "URL:javascript:alert(1)",
    'ORGANIZER;CN="<@1>":mailto:a@example.org',
    "LAST-MODIFIED:20260101T000000Z",
    "X-WR-TIMEZONE:Etc/Nowhere",
]


@settings(max_examples=120, deadline=None)
@given(
    lines=st.lists(st.sampled_from(PARTS) | st.text(max_size=30), max_size=25),
    cut=st.integers(0, 1000),
    noise=st.binary(max_size=4),
)
def test_however_a_calendar_is_mangled_it_is_read_or_refused_with_a_sentence(
    lines: list[str], cut: int, noise: bytes
) -> None:
    whole = calendar("\r\n".join(("BEGIN:VEVENT", "UID:a", *lines, "END:VEVENT", "")), event("b"))
    for data in (whole, whole[:cut], whole[:cut] + noise + whole[cut:]):
        try:
            found = read_calendar(data, ZONE, clock.now())
        except UserError:
            continue
        for entry in found.listings:
            assert entry.when.starts_at > clock.now()
            assert entry.when.starts_at <= entry.when.ends_at <= entry.when.until
            assert entry.when.starts
            assert Listing.from_json(json.loads(json.dumps(entry.as_json()))) == entry
