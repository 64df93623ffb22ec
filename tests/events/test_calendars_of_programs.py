"""What programs write into calendars otherwise than the standard has it: right times, right links, and a word
for what is not taken.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from events.icals import at, calendar, event
from events.test_calendars_as_they_come import local, starts, timed
from events.test_reading import ZONE, read

from mentorbot import clock
from mentorbot.events.ical_parts import UNSURE
from mentorbot.events.listings import Listing, Reading
from mentorbot.events.sources.icalendar import MOST_READ, read_calendar

CHICAGO = ZoneInfo("America/Chicago")
CDO = "X-MICROSOFT-CDO-ALLDAYEVENT:TRUE"


def bare(*lines: str, **more: str) -> str:
    """An event with these lines about its time, and no others."""
    return event("one", *lines, DTSTART="", DTEND="", **more)


def only(*entries: str, head: str = "", zone: str = ZONE) -> Listing:
    """The one event in a calendar of which nothing is left out."""
    found = read(*entries, head=head, zone=zone)
    [listing] = found.listings
    assert not [note for note in found.notes if note.startswith("Left out")]
    return listing


def left(*entries: str, head: str = "") -> str:
    """What is said of events of which none is taken."""
    found = read(*entries, head=head)
    assert not found.listings
    return " ".join(found.notes)


def days_of(found: Listing) -> list[str]:
    """The days of something that is about days, the last included."""
    assert found.when.all_day
    zone = ZoneInfo(found.when.time_zone)
    return [f"{one.astimezone(zone):%Y%m%d}" for one in (found.when.starts_at, found.when.ends_at)]


def described(name: str, standard: str, daylight: str, months: tuple[int, int]) -> str:
    """A zone as programs describe it; ``months``: when its summer begins and ends."""
    text = f"BEGIN:VTIMEZONE\r\nTZID:{name}\r\n"
    for kind, month, before, to in (
        ("STANDARD", months[1], daylight, standard),
        ("DAYLIGHT", months[0], standard, daylight),
    ):
        text += (
            f"BEGIN:{kind}\r\nDTSTART:16010101T020000\r\nTZOFFSETFROM:{before}\r\nTZOFFSETTO:{to}\r\n"
            f"RRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH={month}\r\nEND:{kind}\r\n"
        )
    return f"{text}END:VTIMEZONE\r\n"


def test_what_outlook_says_is_about_days_is_about_days_however_its_midnights_are_written() -> None:
    first, last = local(30, 0), local(32, 0)
    utc = [f"{one.astimezone(ZoneInfo('UTC')):%Y%m%dT%H%M%SZ}" for one in (first, last)]
    wall = [f"{one:%Y%m%dT%H%M%S}" for one in (first, last)]
    zone = "Central Standard Time"
    for lines in (
        (f"DTSTART:{utc[0]}", f"DTEND:{utc[1]}", CDO),
        (f"DTSTART;TZID={zone}:{wall[0]}", f"DTEND;TZID={zone}:{wall[1]}", CDO),
        (f"DTSTART:{wall[0]}", f"DTEND:{wall[1]}", "X-FUNAMBOL-ALLDAY:1"),
        (f"DTSTART:{first:%Y%m%d}T000000Z", f"DTEND:{last:%Y%m%d}T000000Z", CDO),
        (
            f"DTSTART;TZID={zone}:{wall[0]}",
            f"DTEND;TZID={zone}:{last - timedelta(days=1):%Y%m%d}T235900",
            CDO,
        ),
    ):
        assert days_of(only(bare(*lines))) == [f"{first:%Y%m%d}", f"{last - timedelta(days=1):%Y%m%d}"], lines
    series = only(
        bare(
            f"DTSTART;TZID={zone}:{wall[0]}", "RRULE:FREQ=WEEKLY;COUNT=3", CDO,
            f"EXDATE;TZID={zone}:{first + timedelta(weeks=1):%Y%m%d}T000000",
        )
    )  # fmt: skip
    assert [one.starts_at.astimezone(CHICAGO).hour for one in series.when.dates] == [0, 0]
    plain = only(event("a", CDO))
    assert not plain.when.all_day, "what does not begin at a midnight has its hours"


@pytest.mark.parametrize(
    ("written", "cancelled"),
    [
        ({"STATUS": "CANCELED"}, True),
        ({"STATUS": " cancelled "}, True),
        ({"SUMMARY": "Canceled: Board"}, True),
        ({"SUMMARY": "CANCELLED - Board"}, True),
        ({"SUMMARY": "[Cancelled] Board"}, True),
        ({"SUMMARY": "Board (cancelled)"}, True),
        ({"SUMMARY": "***CANCELLED*** Board"}, True),
        ({"SUMMARY": "CANCELED Board"}, True),
        ({"SUMMARY": "Board CANCELLED"}, True),
        ({"SUMMARY": "CANCELLED SURGERIES"}, False),
        ({"SUMMARY": "Cancelled surgeries and what they cost"}, False),
        ({"SUMMARY": "Why meetings are cancelled"}, False),
    ],
)
def test_what_is_called_off_is_so_however_that_is_written(written: dict[str, str], cancelled: bool) -> None:
    assert only(event("a", **written)).cancelled is cancelled


def test_what_is_not_sure_says_so_in_whichever_letters() -> None:
    assert only(event("a", STATUS="tentative")).about == UNSURE


@pytest.mark.parametrize(
    ("kind", "words"), [("VTODO", "a task"), ("VJOURNAL", "a journal entry"), ("VFREEBUSY", "a busy time")]
)
def test_what_is_no_event_is_named_and_not_passed_over(kind: str, words: str) -> None:
    task = f"BEGIN:{kind}\r\nUID:t\r\nSUMMARY:Pay\\, soon\r\nDUE:20270401T220000Z\r\nEND:{kind}\r\n"
    assert left(task) == f"Left out: 1 marked as {words}, not as an event: “Pay, soon”."
    assert [one.uid for one in read(event("a"), task, event("b", ahead=31)).listings] == ["a", "b"]


@pytest.mark.parametrize("method", ["REPLY", "COUNTER", "DeclineCounter", "REFRESH"])
def test_an_answer_to_an_invitation_is_no_event(method: str) -> None:
    assert "sent as an answer to an invitation: “Accepted: Board”" in left(
        event("a", SUMMARY="Accepted: Board"), head=f"METHOD:{method}\r\n"
    )


@pytest.mark.parametrize(
    ("entry", "why"),
    [
        (event("a", "RRULE:W1 TU #4"), "repeating by a rule that I do not understand"),
        (event("a", "RRULE:INTERVAL=2"), "repeating by a rule that I do not understand"),
        (event("a", "RRULE:FREQ=WEEKLY;UNTIL=20200101T000000Z"), "repeating by a rule that gives no date"),
        (event("a", ahead=-2, DTEND="{end}"), "under way already"),
        (event("a", DTSTART="1804010400", DTEND=""), "that could not be read"),
    ],
)
def test_what_is_not_taken_is_said_with_the_reason(entry: str, why: str) -> None:
    assert left(entry.format(end=f"{at(2):%Y%m%dT%H%M%SZ}")) == f"Left out: 1 {why}: “Evening a”."


def test_two_at_one_time_under_one_uid_are_not_lost_without_a_word() -> None:
    found = read(event("a", SUMMARY="One"), event("a", SUMMARY="Other"), event("a", SUMMARY="Other"))
    assert [one.title for one in found.listings] == ["Other"]
    assert found.notes == ("Left out: 1 under the UID and time of another: “One”.",)


def test_an_empty_calendar_is_empty_and_not_damaged() -> None:
    for data in (b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", calendar()):
        assert read_calendar(data, ZONE, clock.now()) == Reading("Chapter" if b"Chapter" in data else "", ())


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"<!-- served by a cache -->\r\n", b""),
        (b"<br />\n<b>Notice</b>: Undefined index in /srv/ical.php\n", b""),
        (b"From: a@example.org\r\nContent-Type: text/calendar\r\n\r\n", b""),
        (b"", b"<!-- Performance optimized by a cache: 12 ms -->\r\n"),
        (b"\r\n\r\n", b"\r\n\x00\r\nDebug: 3\r\n"),
    ],
)
def test_what_servers_write_around_a_calendar_costs_nothing(before: bytes, after: bytes) -> None:
    found = read_calendar(before + calendar(event("a")) + after, ZONE, clock.now())
    assert [one.uid for one in found.listings] == ["a"]


def test_a_text_that_goes_on_without_being_folded_goes_on() -> None:
    data = calendar(
        event("a", DESCRIPTION="First\r\nsecond line, so\r\nNote: bring a pen", LOCATION="Hall 1\r\nFloor 2")
    )
    [one] = read_calendar(data, ZONE, clock.now()).listings
    assert one.about == "First\nsecond line, so\nNote: bring a pen"
    assert one.when.place == "Hall 1, Floor 2"
    doubled = calendar(event("a", DESCRIPTION="Long\r\n er", LOCATION="Hall")).replace(b"\r\n", b"\r\r\n")
    [other] = read_calendar(doubled, ZONE, clock.now()).listings
    assert (other.about, other.when.place) == ("Longer", "Hall")


def test_the_letters_of_the_form_before_this_one_are_read() -> None:
    one = only(
        event(
            "a",
            "SUMMARY;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Caf=C3=A9, evening",
            "DESCRIPTION;ENCODING=QUOTED-PRINTABLE;CHARSET=ISO-8859-1:Z=FCrich=0D=0Ais lo=\r\nng",
            SUMMARY="",
        )
    )
    assert (one.title, one.about) == ("Café, evening", "Zürich\nis long")


@pytest.mark.parametrize(
    ("written", "place", "link"),
    [
        ({"DESCRIPTION": "Click here<https://teams.microsoft.com/l/meetup-join/19%3ab/0?c=%7b%7d>\\nID: 1",
          "LOCATION": "Microsoft Teams Meeting"},
         "Microsoft Teams Meeting", "https://teams.microsoft.com/l/meetup-join/19%3ab/0?c=%7b%7d"),
        ({"DESCRIPTION": "Agenda https://example.org/a. Join https://us02web.zoom.us/j/8?pwd=x.1."},
         "", "https://us02web.zoom.us/j/8?pwd=x.1"),
        ({"DESCRIPTION": "<a href=\"https://acme.webex.com/meet/ana\">Join</a>", "LOCATION": "Webex"},
         "Webex", "https://acme.webex.com/meet/ana"),
        ({"DESCRIPTION": "Read https://zoom.us/pricing first", "LOCATION": "Hall"}, "Hall", ""),
        ({"X-MICROSOFT-ONLINEMEETINGEXTERNALLINK": "https://teams.microsoft.com/l/meetup-join/x"},
         "", "https://teams.microsoft.com/l/meetup-join/x"),
        ({"DESCRIPTION": "<https://nam1.safelinks.protection.outlook.com/?url="
          "https%3A%2F%2Fzoom.us%2Fj%2F7%3Fpwd%3Da&data=05>"}, "", "https://zoom.us/j/7?pwd=a"),
        ({"LOCATION": "Room 5 / https://zoom.us/j/1"}, "Room 5", "https://zoom.us/j/1"),
        ({"LOCATION": "Hall 1<br>Room 2 &amp\\; 3"}, "Hall 1, Room 2 & 3", ""),
        ({"LOCATION": "Willis Tower\\n233 S Wacker Dr"}, "Willis Tower, 233 S Wacker Dr", ""),
        ({"CONFERENCE;VALUE=URI": "tel:+1-312-555-0100\r\nCONFERENCE;VALUE=URI:https://chat.example.org/r"},
         "", "https://chat.example.org/r"),
    ],
)  # fmt: skip
def test_where_and_how_to_join_is_found_where_programs_write_it(
    written: dict[str, str], place: str, link: str
) -> None:
    when = only(event("a", **written)).when
    assert (when.place, when.link) == (place, link)


def test_words_for_web_pages_are_read_as_words_in_titles_too() -> None:
    one = only(event("a", SUMMARY="<b>Q&amp\\;A</b> &#8211\\; leaders", DESCRIPTION="2 &lt\\; 3 \\; R&D"))
    assert (one.title, one.about) == ("Q&A – leaders", "2 < 3 ; R&D")
    html = "X-ALT-DESC;FMTTYPE=text/html:<!DOCTYPE HTML>\\n<HTML>\\n<BODY>\\n<P>Hello</P></BODY></HTML>"
    assert only(event("b", html, DESCRIPTION="\\n")).about == "Hello"


def test_a_time_without_a_zone_goes_by_the_clock_of_its_start() -> None:
    start = local(30).astimezone(ZoneInfo("America/New_York")).replace(hour=18)
    wall = f"{start:%Y%m%d}"
    for lines in (
        (f"DTSTART;TZID=America/New_York:{wall}T180000", f"DTEND:{wall}T193000"),
        (f"DTSTART:{start.astimezone(ZoneInfo('UTC')):%Y%m%dT%H%M%SZ}",
         f"DTEND:{start.astimezone(ZoneInfo('UTC')) + timedelta(minutes=90):%Y%m%dT%H%M%S}"),
    ):  # fmt: skip
        when = only(bare(*lines)).when
        assert (when.starts_at, when.ends_at - when.starts_at) == (start, timedelta(minutes=90))


@pytest.mark.parametrize(
    "name",
    [
        "RECURRENCE-ID;VALUE=DATE:{0:%Y%m%d}",
        "RECURRENCE-ID:{0:%Y%m%dT%H%M%S}",
        "RECURRENCE-ID;TZID=America/Chicago:{0:%Y%m%dT%H%M%S}",
    ],
)
def test_a_date_is_moved_however_it_is_named(name: str) -> None:
    second = local(30) + timedelta(weeks=1)
    series = timed("a", "America/Chicago", "RRULE:FREQ=WEEKLY;COUNT=3")
    moved = event(
        "a", name.format(second), f"DTSTART;TZID=America/Chicago:{second:%Y%m%d}T200000", DTSTART="", DTEND=""
    )
    when = only(series, moved).when
    assert [one.starts_at.astimezone(CHICAGO).hour for one in when.dates] == [18, 20, 18]


def test_a_series_that_begins_on_a_day_of_none_of_its_own_is_a_series_and_that_day() -> None:
    first = local(30)
    weekday = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")[(first.weekday() + 1) % 7]
    found = read(timed("a", "America/Chicago", f"RRULE:FREQ=WEEKLY;COUNT=4;BYDAY={weekday}")).listings
    assert [bool(one.when.rule) for one in found] == [False, True]
    assert [(start.astimezone(CHICAGO).date() - first.date()).days for start in starts(found[1])] == [
        1,
        8,
        15,
        22,
    ]


@pytest.mark.parametrize(
    ("months", "offsets", "zone"),
    [
        ((9, 4), ("+1200", "+1300"), "Pacific/Auckland"),
        ((10, 4), ("+1030", "+1100"), "Australia/Lord_Howe"),
        ((10, 4), ("+1000", "+1100"), "Australia/Sydney"),
        ((9, 4), ("-0400", "-0300"), "America/Santiago"),
        ((3, 11), ("-0400", "-0300"), "America/Halifax"),
        ((3, 11), ("-0330", "-0230"), "America/St_Johns"),
        ((3, 11), ("+0545", "+0545"), "Asia/Kathmandu"),
        ((3, 11), ("-0300", "-0300"), "America/Sao_Paulo"),
    ],
)
def test_a_clock_that_is_described_is_known_by_its_summer(
    months: tuple[int, int], offsets: tuple[str, str], zone: str
) -> None:
    series = timed("a", "Custom", "RRULE:FREQ=WEEKLY;COUNT=40")
    when = only(series, head=described("Custom", *offsets, months)).when
    assert when.time_zone == zone
    assert {one.starts_at.astimezone(ZoneInfo(zone)).hour for one in when.dates} == {18}


@pytest.mark.parametrize(
    ("name", "zone"),
    [
        ("EST", "America/New_York"),
        ("pst", "America/Los_Angeles"),
        ("US-Central", "US/Central"),
        ("CST6CDT", "America/Chicago"),
        ("America/Chicago (CDT)", "America/Chicago"),
    ],
)
def test_a_short_name_that_is_not_described_is_the_likeliest_zone(name: str, zone: str) -> None:
    assert only(timed("a", name), zone="Europe/Berlin").when.starts_at == local(30).replace(
        tzinfo=ZoneInfo(zone)
    )


def test_a_short_name_that_is_described_goes_by_what_is_described() -> None:
    head = described("MST", "-0700", "-0700", (3, 11))
    assert (
        only(timed("a", "MST", "RRULE:FREQ=WEEKLY;COUNT=40"), head=head).when.time_zone == "America/Phoenix"
    )


def test_a_zone_that_nobody_knows_is_named_with_what_it_is_taken_for() -> None:
    found = read(timed("a", "Mars/Base"))
    assert found.notes == (f"1 in a zone that I do not know (“Mars/Base”): I take it in {ZONE}.",)


def test_of_more_than_can_be_read_the_soonest_are_read_wherever_they_stand() -> None:
    first = clock.now() + timedelta(days=5)
    entries = []
    for number in reversed(range(MOST_READ + 300)):
        start: datetime = first + timedelta(hours=number)
        entries.append(event(f"n{number}", DTSTART=f"{start:%Y%m%dT%H%M%SZ}", DTEND=""))
    assert [one.uid for one in read(*entries).listings][:3] == ["n0", "n1", "n2"]


def test_what_takes_place_once_is_on_the_clock_of_its_calendar_though_programs_write_it_in_utc() -> None:
    head = "X-WR-TIMEZONE:America/Denver\r\n"
    once = only(event("a"), head=head).when
    assert (once.time_zone, once.starts_at) == ("America/Denver", at(30))
    series = only(event("b", "RRULE:FREQ=WEEKLY;COUNT=30"), head=head).when
    assert {start.hour for start in series.starts} == {23}, "what comes again keeps its hour in UTC"
    assert series.time_zone == "UTC"


@pytest.mark.parametrize(
    "rule", ["RSCALE=GREGORIAN;FREQ=WEEKLY;SKIP=OMIT;COUNT=3", "FREQ=WEEKLY;X-A=1;COUNT=3;"]
)
def test_what_a_rule_says_beside_is_passed_over(rule: str) -> None:
    assert len(only(event("a", f"RRULE:{rule}")).when.dates) == 3


def test_a_link_that_stands_in_plain_text_as_mail_programs_write_it_is_apart_from_its_words() -> None:
    about = "Read the agenda<https://example.org/a>\\n<https://example.org/b>\\nCall <https://example.org/c>."
    assert only(event("a", DESCRIPTION=about)).about == (
        "Read the agenda (https://example.org/a)\nhttps://example.org/b\nCall (https://example.org/c)."
    )
