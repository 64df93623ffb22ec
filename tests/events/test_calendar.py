"""The calendar file, read by a parser that did not write it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import vobject
from events.conftest import BOSS, ORGANIZER, Announce, texts
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mentorbot import clock
from mentorbot.db import Database
from mentorbot.events import announce, answers, calendar, service
from mentorbot.events.answers import Frame
from mentorbot.events.recurrence import Repeats
from mentorbot.events.terms import EventKind
from mentorbot.events.view import EventView


def read(data: bytes) -> Any:
    """What another program makes of it; it refuses what RFC 5545 does not allow."""
    found = vobject.readOne(data.decode("utf-8"))
    assert found.validate(raiseException=True)
    assert data.endswith(b"\r\n")
    assert all(len(line) <= 75 for line in data.split(b"\r\n")), "lines are folded (section 3.1)"
    return found


async def test_a_meeting_in_its_zone_is_read_as_it_was_meant(database: Database, announced: Announce) -> None:
    event = await announced(
        series=Repeats.WEEKLY,
        words=texts(title="Łódź, «finance»; part\\1", about="Line one\nline two, three"),
    )
    found = read(calendar.write_calendar([event], clock.now()))
    entry = found.vevent
    assert entry.summary.value == "Łódź, «finance»; part\\1"
    assert entry.description.value == "Line one\nline two, three"
    assert entry.dtstart.value == event.starts_at
    assert (entry.uid.value, entry.sequence.value, entry.status.value) == (event.uid, "0", "CONFIRMED")
    assert [one.astimezone(UTC) for one in entry.rruleset] == list(event.starts)


async def test_a_series_keeps_its_hour_over_a_change_of_clocks_in_the_file_too(
    database: Database, announced: Announce
) -> None:
    await announced()
    async with database.session_scope() as session:
        when = answers.read_when(
            f"{clock.now().year + 1}-10-20 18:00",
            "1 h",
            "America/Chicago",
            "",
            repeats=Repeats.WEEKLY,
            times=5,
        )
        event = await service.draft_event(session, BOSS, ORGANIZER, Frame(EventKind.CHAPTER), when)
    found = read(calendar.write_calendar([event], clock.now()))
    assert found.vtimezone.tzid.value == "America/Chicago"
    walls = list(found.vevent.rruleset)
    assert {wall.hour for wall in walls} == {18}
    zone = ZoneInfo("America/Chicago")
    meant = [start.astimezone(zone) for start in event.starts]
    assert [wall.replace(tzinfo=None) for wall in walls] == [one.replace(tzinfo=None) for one in meant]
    assert [wall.utcoffset() for wall in walls] == [one.utcoffset() for one in meant]
    assert len({wall.utcoffset() for wall in walls}) == 2


async def test_a_changed_event_comes_with_the_same_uid_and_a_higher_sequence(
    database: Database, announced: Announce
) -> None:
    event = await announced()
    async with database.session_scope() as session:
        later = f"{clock.now().year + 2}-01-01 10:00"
        when = answers.read_moved(event.when, later, "", "Asia/Kolkata", "https://example.org/join")
        moved = (await announce.move(session, event, when, capacity=None)).event
        cancelled = (await announce.cancel(session, moved)).event
    entry = read(calendar.write_calendar([cancelled], clock.now())).vevent
    assert (entry.uid.value, entry.status.value) == (event.uid, "CANCELLED")
    assert int(entry.sequence.value) == 2
    assert entry.location.value == "https://example.org/join"


async def test_several_events_share_one_calendar(database: Database, announced: Announce) -> None:
    events = [await announced(words=texts(title=f"Event {number}")) for number in range(3)]
    found = read(calendar.write_calendar(events, clock.now()))
    assert [one.summary.value for one in found.vevent_list] == ["Event 0", "Event 1", "Event 2"]


@pytest.fixture
async def usual(announced: Announce) -> EventView:
    return await announced()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    title=st.text(min_size=1, max_size=100), about=st.text(max_size=300), ahead=st.integers(1, 5 * 365 * 24)
)
async def test_whatever_is_written_the_file_can_be_read(
    usual: EventView, title: str, about: str, ahead: int
) -> None:
    tidy = answers.read_texts({"title": f"x{title}"[:100], "about": about})
    start = (datetime.now(UTC) + timedelta(hours=ahead)).replace(microsecond=0)
    event = replace(usual, title=tidy.title, about=tidy.about, starts_at=start, ends_at=start, until=start)
    entry = read(calendar.write_calendar([event], clock.now())).vevent
    assert entry.summary.value == tidy.title
