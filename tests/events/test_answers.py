"""What organizers type about an event is understood, or refused with a sentence."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from events.conftest import BOSS, ORGANIZER, Announce, seen, texts
from events.icals import calendar, event
from events.test_series import wall

from mentorbot import clock
from mentorbot.db import Database
from mentorbot.errors import UserError
from mentorbot.events import answers, managing
from mentorbot.events.dates import When
from mentorbot.events.feeds import CalendarAddress
from mentorbot.events.import_cards import offer_card
from mentorbot.events.imports import Offer
from mentorbot.events.known import Status
from mentorbot.events.recurrence import Repeats
from mentorbot.events.sources.icalendar import read_calendar
from mentorbot.events.terms import CreditType, EventKind

pytestmark = pytest.mark.usefixtures("in_november")


@pytest.mark.parametrize(
    "typed", ["In-Person -1", "Virtual -0.5", "In-Person 1, Other -2", "-3", "In-Person - 2"]
)
def test_negative_credits_are_refused(typed: str) -> None:
    with pytest.raises(UserError, match="could not read the credits"):
        answers.read_hours(typed)


def test_credits_are_read_however_their_type_is_written() -> None:
    found = answers.read_hours("In-Person 6, virtual interactive: 1.5; QUALIFYING=2")
    assert found == {CreditType.IN_PERSON: 600, CreditType.VIRTUAL: 150, CreditType.QUALIFYING: 200}


@pytest.mark.parametrize(("days", "told"), [(-1, "has passed already"), (31, "after the event has begun")])
async def test_a_fee_ends_after_now_and_before_the_event(
    database: Database, announced: Announce, days: int, told: str
) -> None:
    event = await announced()
    typed = {"title": "Finance", "fee_deadline": wall(clock.now() + timedelta(days=days))}
    with pytest.raises(UserError, match=told):
        async with database.session_scope() as session:
            await managing.write_event(session, BOSS, ORGANIZER, seen(event), typed)


async def test_the_end_of_a_fee_that_has_passed_does_not_keep_the_words_from_being_changed(
    database: Database, announced: Announce
) -> None:
    ends = (clock.now() + timedelta(days=2)).replace(second=0, microsecond=0)
    event = await announced(words=texts(fee_deadline=ends))
    clock.advance(timedelta(days=3))
    async with database.session_scope() as session:
        typed = {"title": "Another", "fee_deadline": wall(ends)}
        done = await managing.write_event(session, BOSS, ORGANIZER, seen(event), typed)
    assert done.changed.event.title == "Another"


async def test_an_event_cannot_be_moved_before_its_fee_ends(database: Database, announced: Announce) -> None:
    event = await announced(words=texts(fee_deadline=clock.now() + timedelta(days=20)))
    typed = {"starts": wall(clock.now() + timedelta(days=10)), "zone": "UTC"}
    with pytest.raises(UserError, match="before its fee ends"):
        async with database.session_scope() as session:
            await managing.move_event(session, BOSS, ORGANIZER, seen(event), typed)


def test_a_series_on_several_days_is_moved_to_another_time_but_to_none_of_the_other_days() -> None:
    start = datetime(2027, 3, 1, 17, tzinfo=UTC)
    end = start + timedelta(hours=1)
    when = When(start, end, end, "UTC", "FREQ=WEEKLY;BYDAY=MO,WE;COUNT=6", "Room 5", "").settled()
    moved = answers.read_moved(when, "2027-03-03 18:00", "1h", "UTC", "Room 5")
    assert [f"{one:%m-%d %H}" for one in moved.starts[:3]] == ["03-03 18", "03-08 18", "03-10 18"]
    with pytest.raises(UserError, match="every Monday and Wednesday, 6 times, so the next one cannot"):
        answers.read_moved(when, "2027-03-04 17:00", "1h", "UTC", "Room 5")


@pytest.mark.parametrize(
    ("typed", "link"), [("Room 5", "https://example.org/live"), ("Room 9", ""), ("", "")]
)
def test_the_link_of_a_place_stays_for_as_long_as_the_place_does(typed: str, link: str) -> None:
    when = answers.read_when("2027-03-01 17:00", "1h", "UTC", "Room 5", repeats=Repeats.WEEKLY, times=3)
    both = replace(when, link="https://example.org/live")
    moved = answers.read_moved(both, "2027-03-02 17:00", "1h", "UTC", typed)
    assert (moved.place, moved.link) == (typed, link)
    after = answers.read_date(both, both.dates[1], "2027-03-09 17:00", "1h", typed)
    assert (after.dates[1].place, after.dates[1].link) == (typed, link)


def test_the_list_of_an_import_shows_the_day_where_it_is() -> None:
    found = read_calendar(
        calendar(event("a", "DTSTART;TZID=America/Chicago:20270301T200000", DTSTART="", DTEND="")),
        "UTC",
        clock.now(),
    )
    offer = Offer(
        1,
        "",
        CalendarAddress(EventKind.CHAPTER, "UTC", ""),
        found.listings,
        (),
        (Status.NEW,),
        frozenset(),
        followed=False,
    )
    assert "2027-03-01 · Evening a" in str(offer_card(offer))


def test_an_end_is_on_the_clock_that_the_start_names() -> None:
    when = answers.read_when("Friday 5pm EST", "7pm", "America/Chicago", "")
    assert when.ends_at - when.starts_at == timedelta(hours=2)
    assert answers.read_when("Friday 5pm EST", "7pm EST", "America/Chicago", "") == when


@pytest.mark.parametrize(
    ("starts", "ends"),
    [("December 31 9999 5pm", ""), ("9999-12-31, all day", ""), ("2027-03-01, all day", "9999-12-31")],
)
def test_a_start_or_an_end_where_all_calendars_end_gets_a_sentence(starts: str, ends: str) -> None:
    with pytest.raises(UserError, match="between 1900 and 2200"):
        answers.read_when(starts, ends, "America/Chicago", "")


def test_start_and_end_are_read_where_both_are_typed_as_the_start() -> None:
    meant = {
        "tomorrow 2-4pm": "11-26 14:00 11-26 16:00",
        "Friday from 11 to 1pm": "11-27 11:00 11-27 13:00",
        "Friday 9-5": "11-27 09:00 11-27 17:00",
        "Dec 10 14:00–16:00": "12-10 14:00 12-10 16:00",
        "10am-noon Friday": "11-27 10:00 11-27 12:00",
        "Friday 10pm to 1am": "11-27 22:00 11-28 01:00",
        "Friday 18:00-20:00 CET": "11-27 11:00 11-27 13:00",
        "Friday 5pm UTC-5": "11-27 16:00 11-27 17:00",
    }
    zone = ZoneInfo("America/Chicago")
    found = {typed: answers.read_when(typed, "", zone.key, "") for typed in meant}
    walls = {typed: [one.astimezone(zone) for one in (w.starts_at, w.ends_at)] for typed, w in found.items()}
    assert {typed: f"{a:%m-%d %H:%M} {b:%m-%d %H:%M}" for typed, (a, b) in walls.items()} == meant
    with pytest.raises(UserError, match="several days"):
        answers.read_when("Dec 5-7", "", zone.key, "")
