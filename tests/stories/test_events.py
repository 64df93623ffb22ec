"""An event on both chats: announced, full, its waiting list, its reminder, and the credit for it."""

import asyncio
import io
from datetime import timedelta

import pytest
from PIL import Image
from sqlalchemy import select
from stories.conftest import Community

from mentorbot import clock
from mentorbot.demo.stage.seen import Actor, Place, Seen
from mentorbot.events.models import EVENT_PICTURE

pytestmark = pytest.mark.slow

TITLE = "Finance evening"


async def until_read(community: Community) -> None:
    """Wait until the picture that was given has been read, which happens while the form is open."""
    async with asyncio.timeout(60):
        while True:
            async with community.town.database.read_scope() as connection:
                if (await connection.execute(select(EVENT_PICTURE.c.event_id))).first():
                    return
            await asyncio.sleep(0.02)


async def announce(community: Community, grace: Actor, hall: Place, **more: object) -> Seen:
    """Announce an event in a month; returns what all see of it."""
    starts = f"{clock.now() + timedelta(days=30):%Y-%m-%d} 17:00"
    assert "Events are announced" in (await grace.slash("setup events", channel=hall)).text
    form = await grace.slash(
        "organize event announce", kind="webinar", starts=starts, ends="2 h", place="Room 5", **more
    )
    if "picture" in more:
        await until_read(community)
    preview = await form.submit(title=TITLE, about="Budgets *made* easy", credits="In-Person 6")
    assert preview.alone
    assert "Budgets *made* easy" in preview.text
    assert "Published in" in (await preview.click("Publish")).text
    return await grace.wait_for_message(hall, TITLE)


async def test_an_event_fills_up_a_seat_is_freed_and_those_who_come_are_reminded(
    community: Community,
) -> None:
    maya, leo, grace = *community.people("maya", "leo"), community.owner()
    await community.enrol(maya, leo)
    posted = await announce(community, grace, community.place("events"), seats=1)
    assert "6 ACHE In-Person" in posted.text
    assert posted.buttons == ("Going", "Interested", "Can't")
    going = await posted.seen_by(maya).answer("Going")
    assert going.alone
    assert "You are going. I will remind you." in going.text
    assert "1 going" in posted.text
    waits = await posted.seen_by(leo).answer("Going (waiting list)")
    assert "You are the first in line" in waits.text
    assert "1" in (await leo.slash("events")).text
    await posted.seen_by(maya).answer("Can't")
    seat = await leo.wait_for_dm("is yours")
    assert "You are going" in (await seat.click("Show")).text
    # Whatever time of day it is now, a week before has come by then, and the day before has not.
    community.pass_by(timedelta(days=24))
    reminder = await leo.wait_for_dm("Coming up")
    assert TITLE in reminder.text
    assert "You said you are going." in reminder.text
    assert not any("Coming up" in one.text for one in maya.inbox)
    file = await leo.slash("calendar", event=(await leo.suggest("calendar", event=TITLE))[0].value)
    assert b"BEGIN:VCALENDAR" in await file.read(".ics")


async def test_the_date_that_suits_most_is_chosen(community: Community) -> None:
    maya, grace, hall = community.person("maya"), community.owner(), community.place("events")
    await community.enrol(maya)
    await grace.slash("setup events", channel=hall)
    first, second = (f"{clock.now() + timedelta(days=days):%Y-%m-%d} 17:00" for days in (20, 22))
    form = await grace.slash("organize event announce", kind="social", starts=first)
    asking = await (await form.submit(title=TITLE)).click("Ask for the date")
    standing = await asking.submit(times=f"{first}\n{second}")
    posted = await grace.wait_for_message(hall, "When could you come?")
    assert posted.buttons == ("Time 1", "Time 2")
    ticked = await posted.seen_by(maya).answer("Time 2")
    assert ticked.alone
    assert "1 person" in posted.text
    assert "Published in" in (await standing.click("Choose 2")).text
    told = await maya.wait_for_dm("The date is set")
    assert "suits you" in told.text
    assert "Going" in (await told.click("Say whether you come")).buttons


async def test_whoever_was_there_keeps_the_credit(community: Community) -> None:
    maya, grace = community.person("maya"), community.owner()
    await community.enrol(maya)
    await maya.slash("credits goal", credential="fache", expires=f"{clock.now().year + 2}-12-31")
    posted = await announce(community, grace, community.place("events"))
    await posted.seen_by(maya).answer("Going")
    community.pass_by(timedelta(days=31, hours=3))
    asked = await maya.wait_for_dm("Did you attend?")
    assert "in your credits for FACHE" in (await asked.click("I was there")).text
    assert "6 of 36" in (await maya.slash("credits status")).text


async def test_an_event_with_a_picture_is_called_off_and_those_who_come_are_told(
    community: Community,
) -> None:
    maya, grace = community.person("maya"), community.owner()
    await community.enrol(maya)
    picture = io.BytesIO()
    Image.new("RGB", (320, 200), "navy").save(picture, "PNG")
    given = {"picture": ("hall.png", picture.getvalue()), "alt": "The hall at dusk"}
    posted = await announce(community, grace, community.place("events"), **given)
    assert (await posted.read(".jpg")).startswith(b"\xff\xd8")
    await posted.seen_by(maya).answer("Going")
    choice, *_ = await grace.suggest("organize event edit", event="finance")
    shown = await grace.slash("organize event edit", event=choice.value)
    asked = await shown.click("Cancel the event")
    await asked.click("Cancel the event")
    told = await maya.wait_for_dm("cancelled")
    assert TITLE in told.text


async def test_a_calendar_is_taken_over_from_a_file(community: Community) -> None:
    grace = community.owner()
    hall = community.place("events")
    await grace.slash("setup events", channel=hall)
    day = clock.now() + timedelta(days=20)
    calendar = "\r\n".join(
        (
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//x//y//EN",
            "BEGIN:VEVENT",
            "UID:1@example.org",
            f"DTSTAMP:{clock.now():%Y%m%dT%H%M%SZ}",
            f"DTSTART:{day:%Y%m%dT170000Z}",
            f"DTEND:{day:%Y%m%dT180000Z}",
            "SUMMARY:Annual congress",
            "END:VEVENT",
            "END:VCALENDAR",
            "",
        )
    )
    found = await grace.slash(
        "organize event import", file=("events.ics", calendar.encode()), kind="conference"
    )
    assert "Annual congress" in found.text
