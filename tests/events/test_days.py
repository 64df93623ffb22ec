"""Whole days are days for everybody, and a deadline is a moment."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from events.conftest import BOSS, ORGANIZER, enrol
from events.icals import at, calendar, event
from events.telling import make, say, tell, until, waiting
from events.test_discord import Hall, empty_town, hall, town

from mentorbot import clock
from mentorbot.db import Database
from mentorbot.errors import UserError
from mentorbot.events import announce, answers, cards, notices, service, templates
from mentorbot.events.answers import Frame, Texts
from mentorbot.events.rights import set_up_events
from mentorbot.events.sources.icalendar import read_calendar
from mentorbot.events.terms import EventAnswer, EventKind
from mentorbot.events.view import EventView
from mentorbot.members import service as members

pytestmark = pytest.mark.usefixtures("in_november")

__all__ = ["empty_town", "hall", "town"]

CHICAGO = "America/Chicago"


async def publish(
    database: Database, starts: str, ends: str = "", *, zone: str = CHICAGO, kind: EventKind, place: str = ""
) -> EventView:
    async with database.session_scope() as session:
        await set_up_events(session, BOSS, ORGANIZER, "77")
        when = answers.read_when(starts, ends, zone, place, deadline=kind is EventKind.DEADLINE)
        drafted = await service.draft_event(session, BOSS, ORGANIZER, Frame(kind), when)
        written = await announce.write(session, drafted, Texts("Congress", "", "", None, {}))
        return (await announce.publish(session, written.event, "77")).event


async def live_in(database: Database, name: str, zone: str) -> None:
    await enrol(database, name)
    async with database.session_scope() as session:
        table = members._member
        await session.execute(table.update().where(table.c.user_id == name).values(time_zone=zone))


def day(ahead: int) -> str:
    return f"{clock.now() + timedelta(days=ahead):%Y-%m-%d}"


@pytest.mark.parametrize(
    ("starts", "ends", "last"),
    [
        ("2027-03-13 all day", "", "2027-03-13"),
        ("all day March 13 2027", "2027-03-15", "2027-03-15"),
        ("2027-03-13, all-day", "3 days", "2027-03-15"),
        ("2027-03-13", "all day", "2027-03-13"),
    ],
)
def test_days_go_from_the_first_minute_to_the_last_on_their_own_clock(
    starts: str, ends: str, last: str
) -> None:
    when = answers.read_when(starts, ends, CHICAGO, "")
    zone = ZoneInfo(CHICAGO)
    assert when.all_day
    assert f"{when.starts_at.astimezone(zone):%Y-%m-%d %H:%M}" == "2027-03-13 00:00"
    assert f"{when.ends_at.astimezone(zone):%Y-%m-%d %H:%M}" == f"{last} 23:59"


async def test_days_are_shown_as_days_and_not_as_a_moment(database: Database) -> None:
    found = await publish(database, "2027-03-13 all day", "2 days", kind=EventKind.CONFERENCE)
    shown = str(cards.public_card(found, clock.now()))
    assert "Saturday, 13 March 2027 to Sunday, 14 March 2027" in shown
    assert "<t:" not in shown
    assert CHICAGO not in shown


@pytest.mark.every_database
async def test_everybody_is_reminded_of_a_day_in_their_own_morning(database: Database) -> None:
    found = await publish(database, f"{day(30)} all day", kind=EventKind.CONFERENCE)
    for name, zone in (("ann", "Pacific/Auckland"), ("ben", "America/Los_Angeles"), ("cho", "UTC")):
        await live_in(database, name, zone)
        await say(database, name, found.id, EventAnswer.GOING)
    await until(found.starts_at - timedelta(days=2))
    for row in await waiting(database, notices.FAN):
        if row["due_at"] <= clock.now() + timedelta(days=3):
            await until(max(row["due_at"], clock.now()))
            await make(database, row)
    mornings = {
        (row["user_id"], row["due_at"])
        for row in await waiting(database, notices.NOTE)
        if (row["payload"]["what"], row["payload"]["lead"]) == ("start", 0)
    }
    the_day = found.starts_at.astimezone(ZoneInfo(CHICAGO)).date()
    assert mornings == {
        (name, datetime.combine(the_day, time(9), ZoneInfo(zone)).astimezone(UTC))
        for name, zone in (("ann", "Pacific/Auckland"), ("ben", "America/Los_Angeles"), ("cho", "UTC"))
    }


async def test_the_day_before_and_on_the_day_it_is_said_so(database: Database) -> None:
    found = await publish(database, f"{day(10)} all day", zone="UTC", kind=EventKind.CONFERENCE)
    await enrol(database, "ann")
    await say(database, "ann", found.id, EventAnswer.GOING)
    said = []
    for days in (7, 1, 0):
        await until(found.starts_at - timedelta(days=days) + timedelta(hours=9))
        said.append(await tell(database))
    assert ["in a week" in said[0], "tomorrow" in said[1], "is today" in said[2]] == [True] * 3
    assert all(one.count("ann:") == 1 for one in said)


async def test_a_deadline_is_a_moment_and_is_done_not_gone_to(database: Database) -> None:
    found = await publish(database, f"{day(30)} 17:00", "2 h", kind=EventKind.DEADLINE)
    assert found.starts_at == found.ends_at == found.until
    card = str(cards.public_card(found, clock.now()))
    assert "I will do it" in card
    assert "0** will do it" in card
    assert "Going" not in card
    late = await publish(database, day(40), kind=EventKind.DEADLINE)
    assert f"{late.starts_at.astimezone(ZoneInfo(CHICAGO)):%H:%M}" == "23:59"


def test_a_day_in_a_calendar_is_a_day_here() -> None:
    start = at(30)
    lines = (f"DTSTART;VALUE=DATE:{start:%Y%m%d}", f"DTEND;VALUE=DATE:{start + timedelta(days=2):%Y%m%d}")
    [one] = read_calendar(calendar(event("a", *lines, DTSTART="", DTEND="")), CHICAGO, clock.now()).listings
    assert one.when.all_day
    assert answers.write_times(one.when, one.when.starts_at, ZoneInfo(CHICAGO)) == (
        f"{start:%Y-%m-%d} all day",
        f"{start + timedelta(days=1):%Y-%m-%d}",
    )


def test_days_of_a_series_end_with_a_day_whatever_the_clocks_do() -> None:
    when = answers.read_when("2027-03-06 all day", "", CHICAGO, "", repeats=answers.Repeats.WEEKLY, times=3)
    zone = ZoneInfo(CHICAGO)
    assert [f"{one.ends_at.astimezone(zone):%m-%d %H:%M}" for one in when.dates] == [
        "03-06 23:59",
        "03-13 23:59",
        "03-20 23:59",
    ]


async def test_a_day_that_has_an_hour_more_is_one_day_again(database: Database) -> None:
    found = await publish(database, "2027-11-07 all day", kind=EventKind.CONFERENCE)
    assert found.ends_at - found.starts_at > timedelta(days=1)
    async with database.session_scope() as session:
        made = await templates.draft_again(session, BOSS, ORGANIZER, found.id, ("2028-03-04", ""))
    assert answers.write_times(made.event.when, made.event.starts_at, ZoneInfo(CHICAGO)) == (
        "2028-03-04 all day",
        "2028-03-04",
    )


@pytest.mark.parametrize(
    ("starts", "repeats", "times", "told"),
    [
        ("2028-02-29 17:00", answers.Repeats.YEARLY, 4, "every four years"),
        ("2027-03-01 17:00", answers.Repeats.YEARLY, 100, "would go on until 2126"),
    ],
)
def test_a_series_that_cannot_be_kept_is_a_sentence(
    starts: str, repeats: answers.Repeats, times: int, told: str
) -> None:
    with pytest.raises(UserError, match=told):
        answers.read_when(starts, "", "UTC", "", repeats=repeats, times=times)


async def test_an_organizer_announces_whole_days_and_a_deadline(hall: Hall) -> None:
    preview = await hall.draft(kind="conference", starts=f"{day(30)} all day", ends="2 days")
    assert "all day" not in preview.text
    assert "<t:" not in preview.text
    await preview.click("Publish")
    await hall.boss.wait_for_message(hall.channel, "Finance evening")
    modal = await (await hall.manage()).click("Change time and place")
    assert f"{day(30)} all day" in str(modal.fields)
    assert "Nothing has changed" in (await modal.submit()).text
    await hall.publish(kind="deadline", title="Abstracts")
    await hall.town.enrol(hall.town.alice)
    done = await hall.say(hall.town.alice, "I will do it")
    assert "You will do it. I will remind you." in done.text
