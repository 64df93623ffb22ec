"""What organizers do with an event: it is read once, and what is handed on is what is stored."""

from dataclasses import replace
from datetime import timedelta

import pytest
from events.conftest import BOSS, NOBODY, ORGANIZER, Announce, enrol, person, seen, texts, wall

from mentorbot import clock
from mentorbot.db import Database
from mentorbot.errors import UserError
from mentorbot.events import announce, answers, managing, rsvp, service, showing
from mentorbot.events.pictures import NONE, Picture
from mentorbot.events.service import Seen
from mentorbot.events.terms import CreditType, EventAnswer, EventState
from mentorbot.events.view import EventView

pytestmark = pytest.mark.every_database


async def stored(database: Database, event: EventView) -> EventView | None:
    async with database.read_scope() as connection:
        return await service.load_event(connection, event.id)


async def test_publishing_reads_the_event_once(database: Database, announced: Announce) -> None:
    event = await announced(publish=False)
    before = database.statements
    async with database.session_scope() as session:
        done = (await managing.publish_event(session, BOSS, ORGANIZER, seen(event), "78")).changed
    # Rights, the event, its change, its message, where that is; old reminders away, new ones there.
    assert database.statements - before == 7
    assert (done.changed, done.event.state, done.event.channel_id) == (True, EventState.PUBLISHED, "78")
    async with database.session_scope() as session:
        again = (await managing.publish_event(session, BOSS, ORGANIZER, seen(event), "79")).changed
    assert (again.changed, again.event) == (False, done.event)


async def test_what_a_change_returns_is_what_is_stored(database: Database, announced: Announce) -> None:
    await enrol(database, "ann", "bob")
    event = await announced(capacity=1)
    assert event == await stored(database, event)
    async with database.session_scope() as session:
        for name in ("ann", "bob"):
            await rsvp.respond(session, person(name), NOBODY, event.id, EventAnswer.GOING)
    found = await stored(database, event)
    assert found is not None
    async with database.session_scope() as session:
        credits_ = {CreditType.QUALIFYING: 100, CreditType.IN_PERSON: 150}
        words = texts(title="Panel", fee_deadline=clock.now() + timedelta(days=9), credits=credits_)
        found = (await announce.write(session, found, words)).event
        found = (await announce.illustrate(session, found, Picture(b"jpeg", "a.jpg", "A hall"))).event
        when = answers.read_moved(found.when, wall(timedelta(days=40)), "2 h", "Asia/Kolkata", "Room 6")
        found = (await announce.move(session, found, when, capacity=2)).event
    kept = await stored(database, event)
    assert kept == found
    assert kept is not None
    assert list(kept.credits.items()) == list(found.credits.items())
    assert (kept.going, kept.waiting, kept.picture) == (2, 0, "a.jpg")
    async with database.session_scope() as session:
        found = (await announce.illustrate(session, found, NONE)).event
        found = (await announce.cancel(session, found)).event
    assert found == await stored(database, event)


async def test_only_an_organizer_changes_what_nobody_changed_meanwhile(
    database: Database, announced: Announce
) -> None:
    event = await announced()
    async with database.session_scope() as session:
        with pytest.raises(UserError, match="Only organizers"):
            await service.find_seen(session, BOSS, NOBODY, seen(event))
        with pytest.raises(UserError, match="Somebody changed this event"):
            await service.find_seen(session, BOSS, ORGANIZER, Seen(event.id, event.version - 1))
        with pytest.raises(UserError, match="no such event"):
            await service.find_seen(session, person("x", "elsewhere"), ORGANIZER, seen(event))


async def test_what_changes_while_an_event_is_being_shown_is_shown_afterwards(
    database: Database, announced: Announce
) -> None:
    event = await announced()

    async def is_behind() -> bool:
        async with database.read_scope() as connection:
            return bool(await showing.find_behind(connection, "discord"))

    for _ in range(2):
        read = await stored(database, event)
        assert read is not None
        async with database.session_scope() as session:
            await showing.note_up_to_date(session, read, clock.now())
        assert not await is_behind()
        async with database.session_scope() as session:
            await showing.mark_behind(session, event.id)
        read = await stored(database, event)
        assert read is not None
        async with database.session_scope() as session:
            await showing.note_lost(session, "discord", "guild", read.channel_id)
        async with database.session_scope() as session:
            await showing.note_up_to_date(session, read, clock.now())
        assert await is_behind(), "it was marked once more while it was shown as it was before"


async def test_a_city_in_the_form_of_a_change_is_the_one_of_the_country_where_they_are(
    announced: Announce,
) -> None:
    event = await announced()
    typed = {"starts": wall(timedelta(days=40)), "ends": "1 h", "zone": "Birmingham", "place": "Room 6"}
    for locale, zone in (("en-GB", "Europe/London"), ("en-US", "America/Chicago")):
        moved = managing.read_moved(event, replace(BOSS, locale=locale), typed)
        assert moved.time_zone == zone
