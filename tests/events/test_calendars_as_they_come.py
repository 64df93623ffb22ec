"""Calendars as programs write them, not always as the standard has it: nothing is lost without a word."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from events.icals import PROMPT, at, calendar, event
from events.test_reading import ZONE, ZONELESS, read
from hypothesis import given
from hypothesis import strategies as st

from mentorbot import clock
from mentorbot.events import ical_zones, recurrence
from mentorbot.events.ical_parts import UNSURE
from mentorbot.events.listings import Listing, Reading
from mentorbot.events.sources.icalendar import MOST_READ, read_calendar

CHICAGO = ZoneInfo("America/Chicago")
BADLY_NAMED = (
    "Central Standard Time",
    "(UTC-06:00) Central Time (US & Canada)",
    "(UTC-06:00) Central Time",
    "(GMT-06.00) Central Time (US & Canada)",
    "Central Time",
    "US/Central",
    "/freeassociation.sourceforge.net/America/Chicago",
    "/softwarestudio.org/Olson_20011030_5/America/Chicago",
    "america/chicago",
    '"America/Chicago"',
)
DESCRIBED = (
    "BEGIN:VTIMEZONE\r\n{names}BEGIN:STANDARD\r\nDTSTART:16010101T020000\r\nTZOFFSETFROM:-0500\r\n"
    "TZOFFSETTO:-0600\r\nRRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=11\r\nEND:STANDARD\r\nBEGIN:DAYLIGHT\r\n"
    "DTSTART:16010101T020000\r\nTZOFFSETFROM:-0600\r\nTZOFFSETTO:-0500\r\n"
    "RRULE:FREQ=YEARLY;BYDAY=2SU;BYMONTH=3\r\nEND:DAYLIGHT\r\nEND:VTIMEZONE\r\n"
)


def local(ahead: float, hour: int = 18) -> datetime:
    """So many days from now at an hour in Chicago."""
    return at(ahead).astimezone(CHICAGO).replace(hour=hour)


def starts(*found: Listing) -> list[datetime]:
    """When listings begin, each time."""
    return [
        start
        for one in found
        for start in recurrence.list_starts(one.when.rule, one.when.time_zone, one.when.starts_at)
    ]


def timed(uid: str, zone: str, *lines: str, **more: str) -> str:
    """An hour at six in the evening, thirty days from now, in a zone by this name."""
    start = local(30)
    times = (f"DTSTART;TZID={zone}:{start:%Y%m%dT%H%M%S}", f"DTEND;TZID={zone}:{start:%Y%m%dT19%M%S}")
    return event(uid, *times, *lines, DTSTART="", DTEND="", **more)


@pytest.mark.parametrize("written", ["{day}", "{day}T180000", "{day}T235900", "{utc}"])
@pytest.mark.parametrize("zone", ["America/Chicago", "Central Standard Time"])
def test_the_last_of_a_series_comes_however_its_end_is_written(written: str, zone: str) -> None:
    last = local(30) + timedelta(weeks=3)
    until = written.format(day=f"{last:%Y%m%d}", utc=f"{last.astimezone(UTC):%Y%m%dT%H%M%SZ}")
    found = read(timed("a", zone, f"RRULE:FREQ=WEEKLY;UNTIL={until}")).listings
    assert len(starts(*found)) == 4


def test_the_last_of_a_series_without_a_zone_or_in_utc_comes_too() -> None:
    start = local(30)
    day = f"{start + timedelta(weeks=2):%Y%m%d}"
    floating = event(
        "f", f"DTSTART:{start:%Y%m%dT%H%M%S}", f"RRULE:FREQ=WEEKLY;UNTIL={day}", DTSTART="", DTEND=""
    )
    utc = event(
        "u",
        f"DTSTART:{start.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"RRULE:FREQ=WEEKLY;UNTIL={day}",
        DTSTART="",
        DTEND="",
    )
    whole = event(
        "d",
        f"DTSTART;VALUE=DATE:{start:%Y%m%d}",
        f"RRULE:FREQ=WEEKLY;UNTIL={day}T180000Z",
        DTSTART="",
        DTEND="",
    )
    for one in (floating, utc, whole):
        assert len(starts(*read(one).listings)) == 3, one


def test_a_fold_within_a_letter_is_joined_again() -> None:
    summary = "SUMMARY:Café für Führungskräfte – 管理者の夕べ".encode()
    for at_ in range(8, len(summary)):
        folded = summary[:at_] + b"\r\n " + summary[at_:]
        data = calendar(event("a", SUMMARY="X")).replace(b"SUMMARY:X", folded)
        [one] = read_calendar(data, ZONE, clock.now()).listings
        assert one.title == "Café für Führungskräfte – 管理者の夕べ"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1", "cp1252"])
def test_a_calendar_is_read_in_whichever_letters_it_is_written(encoding: str) -> None:
    data = calendar(event("a", SUMMARY="Zürich, früh")).decode().encode(encoding)
    [one] = read_calendar(data, ZONE, clock.now()).listings
    assert one.title == "Zürich, früh"


@pytest.mark.parametrize("ends", ["\n", "\r", "\r\n"])
def test_lines_end_as_they_like(ends: str) -> None:
    data = calendar(event("a", DESCRIPTION="Long" + ends + "  er")).decode().replace("\r\n", ends).encode()
    [one] = read_calendar(data, ZONE, clock.now()).listings
    assert one.about == "Long er"


@pytest.mark.parametrize(
    "stray",
    [
        "What is this\r\n",
        "=====\r\n",
        ":\r\n",
        "X-A;B\r\n",
        "\r\n\r\n",
        "END:VTODO\r\n",
        "BEGIN:VTODO\r\nEND:VTODO\r\n",
        ZONELESS,
    ],
)
def test_stray_lines_cost_nothing(stray: str) -> None:
    for data in (
        calendar(event("a"), event("b"), head=stray),
        calendar(event("a"), stray, event("b")),
        calendar(event("a"), event("b"), stray),
    ):
        found = read_calendar(data, ZONE, clock.now())
        assert {one.uid for one in found.listings} == {"a", "b"}


@pytest.mark.parametrize("name", BADLY_NAMED)
def test_a_zone_is_known_by_the_names_that_programs_give_it(name: str) -> None:
    [one] = read(timed("a", name), zone="Europe/Berlin").listings
    assert one.when.starts_at == local(30)
    assert one.when.time_zone in {"America/Chicago", "US/Central"}
    [headed] = read(
        event("b", f"DTSTART:{local(30):%Y%m%dT%H%M%S}", DTSTART="", DTEND=""),
        head=f"X-WR-TIMEZONE:{name}\r\n",
        zone="Europe/Berlin",
    ).listings
    assert headed.when.starts_at == local(30)


@pytest.mark.parametrize("name", ["tzone://Microsoft/Custom", "Customized Time Zone", "Custom", "1"])
def test_a_zone_without_a_name_goes_by_the_clock_that_is_described(name: str) -> None:
    head = DESCRIBED.format(names=f"TZID:{name}\r\n")
    found = read(timed("a", name, "RRULE:FREQ=WEEKLY;COUNT=30"), head=head, zone="Europe/Berlin")
    [one] = found.listings
    assert one.when.time_zone == "America/Chicago"
    assert {start.astimezone(CHICAGO).hour for start in starts(one)} == {18}


def test_two_names_of_one_zone_are_both_known() -> None:
    head = DESCRIBED.format(names="TZID:One\r\nTZID:Two\r\n")
    found = read(timed("a", "One"), timed("b", "Two"), head=head, zone="Europe/Berlin")
    assert [one.when.starts_at for one in found.listings] == [local(30)] * 2


def test_a_day_is_a_day_though_a_zone_stands_beside_it() -> None:
    day = f"{local(30):%Y%m%d}"
    for lines in (
        (f"DTSTART;TZID=America/Chicago:{day}", f"DTEND;TZID=America/Chicago:{day}"),
        (f"DTSTART;TZID=America/Chicago;VALUE=DATE:{day}",),
        (f"DTSTART;VALUE=DATE-TIME:{day}",),
    ):
        found = read(event("a", *lines, "RRULE:FREQ=WEEKLY;COUNT=3", DTSTART="", DTEND="")).listings
        assert [start.astimezone(CHICAGO).hour for start in starts(*found)] == [0, 0, 0]


@pytest.mark.parametrize(
    "end",
    [
        "DTEND:",
        "DTEND:later",
        "DTEND:20270230T100000",
        "DURATION:",
        "DURATION:PT",
        "DURATION:1h",
        "DURATION:-PT1H",
        "DTEND;TZID=:",
        "DTEND:00000000T000000",
    ],
)
@pytest.mark.parametrize("rule", ["RRULE:FREQ=WEEKLY;COUNT=3", ""])
def test_an_end_that_is_none_becomes_the_usual_one(end: str, rule: str) -> None:
    lines = [line for line in (end, rule) if line]
    found = read(event("a", *lines, DTEND="")).listings
    assert {one.when.ends_at - one.when.starts_at for one in found} == {timedelta(hours=1)}
    assert len(starts(*found)) == (3 if rule else 1)


@pytest.mark.parametrize("ends", ["", ";COUNT=9", ";UNTIL=20400101T000000Z"])
def test_a_rule_that_leaves_dates_out_does_so_and_one_that_cannot_be_read_is_named(ends: str) -> None:
    series = ("RRULE:FREQ=DAILY;COUNT=6", f"EXRULE:FREQ=DAILY;INTERVAL=2{ends}")
    found = read(
        timed("a", "America/Chicago", *series), event("b", series[0], "EXRULE:FREQ=NEVER", SUMMARY="B")
    )
    [listing] = found.listings
    first = listing.when.starts_at
    assert [(one.starts_at.date() - first.date()).days for one in listing.when.dates] == [1, 3, 5]
    assert "“B”" in "".join(found.notes)


def test_the_end_of_a_day_may_be_written_as_its_24th_hour() -> None:
    day = local(30)
    one, other = read(
        event("a", f"DTSTART:{day:%Y%m%d}T220000", f"DTEND:{day:%Y%m%d}T240000", DTSTART="", DTEND=""),
        event("b", f"DTSTART:{day:%Y%m%d}T240000", DTSTART="", DTEND=""),
    ).listings
    assert one.when.ends_at == other.when.starts_at == (day + timedelta(days=1)).replace(hour=0)


def test_several_calendars_of_one_file_are_all_read_and_a_uid_may_come_twice() -> None:
    first, second = calendar(event("a"), name="One"), calendar(event("a", ahead=40), event("b"), name="Two")
    found = read_calendar(first + second, ZONE, clock.now())
    assert found.title == "One"
    assert sorted(one.when.starts_at for one in found.listings) == [at(30), at(30), at(40)]
    assert len({one.key for one in found.listings}) == 3
    [again] = read_calendar(first + first, ZONE, clock.now()).listings
    assert again.uid == "a"
    twice = read(event("a"), event("a", ahead=40))
    assert [one.when.starts_at for one in twice.listings] == [at(30), at(40)]
    [newer] = read(event("a"), event("a", ahead=40, SEQUENCE="2")).listings
    assert newer.when.starts_at == at(40)


def test_a_description_for_web_pages_alone_is_read_with_its_links_and_words_apart() -> None:
    html = (
        "<html><head><title>x</title><style>p {color: red}</style></head><body><div>Join us</div>"
        '<p>Read <a href="https://example.org/a">the agenda</a>.</p><ul><li>One</li><li>Two</li></ul>'
        "</body></html>"
    )
    [one] = read(event("a", f"X-ALT-DESC;FMTTYPE=text/html:{html}")).listings
    assert one.about.split() == [
        "Join",
        "us",
        "Read",
        "the",
        "agenda",
        "(https://example.org/a).",
        "One",
        "Two",
    ]
    [other] = read(
        event("a", DESCRIPTION='See <a href="https://example.org">https://example.org</a>')
    ).listings
    assert other.about == "See https://example.org"


def test_of_very_many_those_that_are_over_do_not_count() -> None:
    old = [event(f"old {number}", ahead=-10 - number) for number in range(MOST_READ + 200)]
    found = read(*old, event("new"))
    assert [one.uid for one in found.listings] == ["new"]
    assert found.notes == ()


def test_what_is_left_out_is_listed_by_name() -> None:
    found = read(
        event("x", DTSTART="whenever", SUMMARY="Gala"),
        event("y", CLASS="PRIVATE", SUMMARY="Board\\, closed"),
        event("z"),
    )
    assert [one.uid for one in found.listings] == ["z"]
    assert sorted(found.notes) == [
        "Left out: 1 marked as private: “Board, closed”.",
        "Left out: 1 that could not be read: “Gala”.",
    ]
    assert not found.complete


def test_a_calendar_that_cancels_and_an_event_that_is_not_sure_say_so() -> None:
    [gone] = read(event("a"), head="METHOD:CANCEL\r\n").listings
    assert gone.cancelled
    [unsure] = read(event("a", STATUS="TENTATIVE", DESCRIPTION="Come")).listings
    assert unsure.about == f"{UNSURE}\nCome"
    assert not unsure.cancelled


@given(
    st.lists(st.sampled_from(["SUMMARY", "DTSTART", "DTEND", "RRULE", "UID", "X-A", "EXDATE"]), max_size=4),
    st.text(max_size=30),
)
def test_one_event_written_anyhow_never_costs_another(names: list[str], text: str) -> None:
    value = re.sub(r"[\r\n]", " ", text).encode("utf-8", "replace").decode()
    bad = "BEGIN:VEVENT\r\n" + "".join(f"{name}:{value}\r\n" for name in names) + "END:VEVENT\r\n"
    data = f"{PROMPT}{event('a')}{bad}{event('b', ahead=31)}END:VCALENDAR\r\n".encode()
    found: Reading = read_calendar(data, ZONE, clock.now())
    assert {"a", "b"} <= {one.uid for one in found.listings}


@pytest.mark.parametrize(
    ("name", "zone"),
    [
        ("(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna", "Europe/Amsterdam"),
        ("(UTC) Dublin, Edinburgh, Lisbon, London", "Europe/Dublin"),
        ("(UTC-05:00) Eastern Time (US & Canada)", "America/New_York"),
        ("W. Europe Standard Time", "Europe/Berlin"),
        ("Europe/Berlin", "Europe/Berlin"),
        ("nowhere", ""),
        ("", ""),
    ],
)
def test_zones_by_name(name: str, zone: str) -> None:
    assert ical_zones.find_by_name(name) == zone


@pytest.mark.parametrize(
    ("line", "offset"),
    [
        ("DTSTART:{0:%Y%m%dT%H%MZ}", 0),
        ("DTSTART:{0:%Y%m%dT%H%M%Sz}", 0),
        ("DTSTART:{0:%Y-%m-%dT%H:%M:%SZ}", 0),
        ("DTSTART:{0:%Y-%m-%d %H:%M}Z", 0),
        ("DTSTART:{0:%Y%m%dT%H%M%S}.000Z", 0),
        ("DTSTART:{0:%Y%m%dT%H%M%S}-0500", 5),
        ("DTSTART:{0:%Y-%m-%dT%H:%M:%S}+01:00", -1),
        ("DTSTART;TZID=GMT+01:00:{0:%Y%m%dT%H%M%S}", -1),
        ("DTSTART;TZID=UTC-5:{0:%Y%m%dT%H%M%S}", 5),
        ('DTSTART;TZID="tzone://Microsoft/Utc":{0:%Y%m%dT%H%M%S}', 0),
        ("DTSTART;TZID=Etc/GMT+6:{0:%Y-%m-%dT%H:%M:%S}", 6),
    ],
)
def test_a_moment_that_is_written_otherwise_is_the_moment_that_is_meant(line: str, offset: int) -> None:
    start = at(30).replace(hour=12)
    found = read(event("one", line.format(start), DTSTART="", DTEND=""))
    assert [one.when.starts_at for one in found.listings] == [start + timedelta(hours=offset)]
    assert not found.notes


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=WEEKLY; COUNT=3",
        "FREQ=WEEKLY;UNTIL={until:%Y-%m-%d}",
        "FREQ=WEEKLY;UNTIL={until:%Y%m%d} ",
    ],
)
def test_a_rule_that_is_written_otherwise_is_the_rule_that_is_meant(rule: str) -> None:
    found = read(event("one", f"RRULE:{rule.format(until=at(30 + 14))}"))
    assert len(starts(*found.listings)) == 3
    assert not found.notes


@pytest.mark.parametrize("zone", ["UTC", "America/Chicago"])
def test_a_change_of_a_date_and_all_after_it_costs_none_of_them(zone: str) -> None:
    first = at(5).astimezone(ZoneInfo(zone)).replace(hour=18)

    def wall(weeks: int, hour: int = 18) -> str:
        return f"{first + timedelta(weeks=weeks):%Y%m%d}T{hour:02d}0000"

    series = (f"DTSTART;TZID={zone}:{wall(0)}", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;COUNT=30")
    later = (
        f"DTSTART;TZID={zone}:{wall(2, 20)}",
        "DURATION:PT2H",
        f"RECURRENCE-ID;RANGE=THISANDFUTURE;TZID={zone}:{wall(2)}",
    )
    found = read(event("one", *series, DTSTART="", DTEND=""), event("one", *later, DTSTART="", DTEND=""))
    [listing] = found.listings
    starts_ = [one.starts_at.astimezone(ZoneInfo(zone)) for one in listing.when.dates]
    assert [f"{one:%Y%m%dT%H%M%S}" for one in starts_] == [wall(n, 18 if n < 2 else 20) for n in range(30)]
    assert {one.ends_at - one.starts_at for one in listing.when.dates[2:]} == {timedelta(hours=2)}
