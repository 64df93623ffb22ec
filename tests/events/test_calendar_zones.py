"""What a calendar file says of clocks, days and single dates is read by others as it is meant."""

import io
from datetime import UTC, datetime, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

import icalendar
import pytest
import recurring_ical_events
import vobject
from dateutil.tz import tzical
from events.conftest import BOSS, ORGANIZER, Announce, enrol, person, seen, texts
from events.telling import due_now, make, say
from events.test_series import call_off, move_date, wall

from mentorbot import clock
from mentorbot.chat import Attachment
from mentorbot.db import Database
from mentorbot.events import announce, answers, calendar, coming, notices, service
from mentorbot.events.answers import Frame
from mentorbot.events.calendar import Entry
from mentorbot.events.calendar_zones import describe_zone
from mentorbot.events.recurrence import Repeats
from mentorbot.events.terms import EventAnswer, EventKind

pytestmark = pytest.mark.usefixtures("in_november")

ZONES = (
    "America/Chicago",
    "America/New_York",
    "America/Sao_Paulo",
    "Europe/Berlin",
    "Europe/Dublin",
    "Africa/Cairo",
    "Africa/Casablanca",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "Pacific/Auckland",
)


def written(key: str, first: datetime, last: datetime) -> str:
    made = icalendar.Calendar()
    made.add("prodid", "-//x//EN")
    made.add("version", "2.0")
    made.add_component(describe_zone(key, first, last))
    return made.to_ical().decode()


@pytest.mark.parametrize("key", ZONES)
def test_three_other_programs_read_the_clocks_of_ten_years_as_they_go(key: str) -> None:
    first, last = datetime(2024, 7, 1, tzinfo=UTC), datetime(2034, 7, 1, tzinfo=UTC)
    text, zone = written(key, first, last), ZoneInfo(key)
    theirs = tzical(io.StringIO(text)).get(key)
    [described] = icalendar.Calendar.from_ical(text).walk("VTIMEZONE")
    others = cast("Any", described).to_tz(lookup_tzid=False)
    third = vobject.readOne(text).vtimezone.gettzinfo()
    moment = first + timedelta(hours=5)
    while moment < last - timedelta(days=1):
        here = moment.astimezone(zone)
        local = here.replace(tzinfo=None)
        # Hours that come twice or never are told apart by no calendar.
        if zone.utcoffset(local) == zone.utcoffset(local.replace(fold=1)):
            assert local.replace(tzinfo=theirs).utcoffset() == here.utcoffset(), (key, here)
            assert local.replace(tzinfo=others).utcoffset() == here.utcoffset(), (key, here)
            assert local.replace(tzinfo=third).utcoffset() == here.utcoffset(), (key, here)
        moment += timedelta(hours=7)


def test_summer_begins_at_two_on_the_clock_that_it_ends() -> None:
    text = written("America/Chicago", datetime(2026, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC))
    summer = text[text.index("BEGIN:DAYLIGHT") : text.index("END:DAYLIGHT")]
    assert "DTSTART:20260308T020000" in summer
    assert "RDATE:20270314T020000" in summer
    assert "TZOFFSETFROM:-0600" in summer


async def test_single_dates_stand_in_the_file_as_exceptions_of_their_series(
    database: Database, announced: Announce
) -> None:
    event = await announced(series=Repeats.WEEKLY)
    new = event.starts[1] + timedelta(days=1, hours=2)
    event = await move_date(database, event, 1, starts=wall(new), ends="1h", place="Room 9")
    event = await call_off(database, event, 2)
    data = calendar.write_calendar([event], clock.now())
    found = recurring_ical_events.of(icalendar.Calendar.from_ical(data)).between(
        event.starts_at - timedelta(days=1), event.until + timedelta(days=1)
    )
    assert sorted(one["DTSTART"].dt for one in found) == list(event.starts)
    assert {str(one["LOCATION"]) for one in found} == {"Room 5", "Room 9"}


async def test_whole_days_are_dates_in_the_file_and_a_deadline_has_no_end(database: Database) -> None:
    days = answers.read_when("2027-03-13 all day", "2 days", "Pacific/Auckland", "")
    due = answers.read_when("2027-03-13 17:00", "", "UTC", "", deadline=True)
    entries = [
        Entry(uid, 0, clock.now(), when.starts_at, when.ends_at, when.until, uid, time_zone=when.time_zone,
              all_day=when.all_day)
        for uid, when in (("days", days), ("due", due))
    ]  # fmt: skip
    data = calendar.write_file(entries, clock.now()).decode()
    assert "DTSTART;VALUE=DATE:20270313" in data
    assert "DTEND;VALUE=DATE:20270315" in data
    assert "VTIMEZONE" not in data
    assert "DTEND" not in data[data.index("UID:due") :]
    assert vobject.readOne(data).validate(raiseException=True)


async def test_every_change_of_what_is_published_has_a_higher_sequence(
    database: Database, announced: Announce
) -> None:
    event = await announced()
    numbers = [event.sequence]
    async with database.session_scope() as session:
        event = (await announce.write(session, event, texts(title="Another title"))).event
        numbers.append(event.sequence)
        moved = answers.read_moved(event.when, wall(event.starts_at), "3 h", "UTC", "Room 6")
        event = (await announce.move(session, event, moved, capacity=None)).event
        numbers.append(event.sequence)
        numbers.append((await announce.cancel(session, event)).event.sequence)
    assert numbers == [0, 1, 2, 3]


async def test_changed_words_are_told_to_nobody(database: Database, announced: Announce) -> None:
    event = await announced()
    async with database.session_scope() as session:
        await announce.write(session, event, texts(title="Another title"))
    assert not await due_now(database, notices.FAN)


async def test_what_was_cancelled_is_sent_as_cancelled_to_whoever_comes(
    database: Database, announced: Announce
) -> None:
    event = await announced()
    await enrol(database, "ann")
    await say(database, "ann", event.id, EventAnswer.GOING)
    async with database.session_scope() as session:
        await announce.cancel(session, event)
    for kind in (notices.FAN, notices.NOTE):
        [row] = await due_now(database, kind)
        card = await make(database, row)
    assert card is not None
    [file] = [block for block in card.blocks if isinstance(block, Attachment)]
    assert b"METHOD:CANCEL" in file.data
    assert b"STATUS:CANCELLED" in file.data
    async with database.read_scope() as connection:
        mine = await coming.find_for_calendar(connection, person("ann"), None)
    assert [one.uid for one in mine.events] == [event.uid]


async def test_a_draft_that_is_written_keeps_its_sequence(database: Database, announced: Announce) -> None:
    await announced()
    async with database.session_scope() as session:
        when = answers.read_when("2027-03-13 17:00", "", "UTC", "")
        event = await service.draft_event(session, BOSS, ORGANIZER, Frame(EventKind.WEBINAR), when)
        assert seen(event).version == 1
        assert (await announce.write(session, event, texts())).event.sequence == 0
