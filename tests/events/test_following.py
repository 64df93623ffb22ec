"""Calendars that other programs follow by an address, read by programs that are not ours."""

import hashlib
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import aiohttp
import pytest
import recurring_ical_events
import vobject
from events.conftest import BOSS, NOBODY, ORGANIZER, Announce, enrol, person, texts
from events.telling import say
from events.test_discord import Hall, empty_town, hall, town
from events.test_series import move, wall
from icalendar import Calendar
from structlog.testing import capture_logs

from mentorbot import calendars, clock, health
from mentorbot.calendars import MOST, MOST_WRONG, CalendarPages, Pace
from mentorbot.chat.program import Program
from mentorbot.community import privacy
from mentorbot.credits.rules import Rules
from mentorbot.db import Database
from mentorbot.errors import UserError
from mentorbot.events import announce, service, subscription_cards, subscriptions
from mentorbot.events.hooks import PATH, WebCalendars
from mentorbot.events.recurrence import Repeats
from mentorbot.events.terms import EventAnswer
from mentorbot.furnish import furnish_program
from mentorbot.guide.load import Library
from mentorbot.guide.model import Stage
from mentorbot.members import presence
from mentorbot.members import service as members
from mentorbot.reminders import plans
from mentorbot.reminders import service as reminders
from mentorbot.reminders.rows import Asked
from mentorbot.times.repeats import Repeat
from mentorbot.times.when import When

__all__ = ["empty_town", "hall", "town"]

WEB = "https://bot.example.org"


@dataclass
class Desk:
    """The web port of a program, and what is fetched from it."""

    program: Program
    address: str

    @property
    def database(self) -> Database:
        return self.program.database

    async def follow(self, name: str = "ann") -> str:
        """Somebody makes an address; its secret part."""
        async with self.database.session_scope() as session:
            return await subscriptions.make_own(session, person(name))

    async def fetch(self, secret: str, method: str = "GET", **headers: str) -> tuple[int, bytes, Any]:
        """What is answered: the status, the body, the headers."""
        path = secret if secret.startswith("/") else f"{PATH}{secret}.ics"
        async with (
            aiohttp.ClientSession() as session,
            session.request(method, f"{self.address}{path}", headers=headers) as answer,
        ):
            return answer.status, await answer.read(), answer.headers

    async def read(self, secret: str) -> Calendar:
        status, body, _ = await self.fetch(secret)
        assert status == 200
        assert vobject.readOne(body.decode()).validate(raiseException=True)
        assert all(len(line) <= 75 for line in body.split(b"\r\n"))
        return Calendar.from_ical(body)

    async def titles(self, secret: str) -> set[str]:
        return {str(one["summary"]) for one in (await self.read(secret)).walk("VEVENT")}


async def served(program: Program) -> AsyncIterator[Desk]:
    async def well() -> dict[str, bool]:
        return {}

    async with health.serving("127.0.0.1", 0, well, CalendarPages(program).routes) as address:
        yield Desk(program, address)


@pytest.fixture
async def desk(database: Database, whole_library: Library) -> AsyncIterator[Desk]:
    program = furnish_program(database, whole_library, Rules.load(whole_library.root))
    async for one in served(program):
        yield one


async def remind(database: Database, who: str, what: str, when: When, typed: str = "x") -> Any:
    async with database.session_scope() as session:
        made = await reminders.draft_reminder(session, person(who), Asked(what, typed, when))
        return await reminders.keep_reminder(session, person(who), made.id)


async def test_somebody_makes_an_address_follows_it_and_ends_it(hall: Hall) -> None:
    ann = hall.town.alice
    await hall.town.enrol(ann)
    await hall.publish()
    program = hall.town.bot.program
    refused = await ann.slash("calendar", how="address")
    assert "whoever runs this bot has not opened it to the web" in refused.text
    program.add_part(WebCalendars(WEB))
    offered = await ann.slash("calendar", how="address")
    assert WEB not in offered.text
    made = await offered.click("Make my address")
    [secret] = re.findall(rf"{WEB}{PATH}([A-Za-z0-9_-]{{43}})\.ics", made.text)
    assert "keep it to yourself" in made.text
    await hall.say(ann, "Going")
    async for desk in served(program):
        assert await desk.titles(secret) == {"Finance evening"}
        file = await ann.slash("calendar")
        again = await file.click("Follow it in my calendar")
        assert secret not in again.text
        assert "cannot show it again" in again.text
        made = await again.click("Make a new address")
        [other] = re.findall(rf"{PATH}([A-Za-z0-9_-]+)\.ics", made.text)
        assert (await desk.fetch(secret))[0] == 404
        assert await desk.titles(other) == {"Finance evening"}
        assert "Nobody can read your calendar by its address" in (await made.click("End it")).text
        assert (await desk.fetch(other))[0] == 404


async def test_organizers_open_a_calendar_for_everybody_and_close_it(hall: Hall) -> None:
    await hall.town.enrol(hall.boss)
    await hall.publish()
    program = hall.town.bot.program
    assert "has not opened it to the web" in (await hall.boss.slash("setup calendar")).text
    program.add_part(WebCalendars(WEB))
    shown = await hall.boss.slash("setup calendar")
    assert "Nobody can follow" in shown.text
    shown = await shown.click("Make an address for all")
    [secret] = re.findall(rf"{WEB}{PATH}([A-Za-z0-9_-]{{43}})\.ics", shown.text)
    assert secret in (await hall.boss.slash("calendar", how="address")).text
    assert "Only organizers" in (await hall.town.alice.slash("setup calendar", public="off")).text
    async for desk in served(program):
        assert await desk.titles(secret) == {"Finance evening"}
        await shown.click("End it")
        assert (await desk.fetch(secret))[0] == 404


async def test_without_a_web_port_files_stay_and_offer_nothing_else(hall: Hall) -> None:
    await hall.town.enrol(hall.town.alice)
    await hall.publish()
    await hall.say(hall.town.alice, "Going")
    file = await hall.town.alice.slash("calendar")
    assert file.files
    assert "Follow it in my calendar" not in file.buttons
    assert "does not change by itself" in file.text


async def test_a_calendar_has_what_is_ones_own_and_nothing_of_others(
    desk: Desk, announced: Announce, whole_library: Library
) -> None:
    await enrol(desk.database, "ann", "ben")
    mine = await announced(words=texts(title="Mine"))
    liked = await announced(words=texts(title="Liked"))
    refused = await announced(words=texts(title="Not for me"))
    await announced(words=texts(title="Unanswered"))
    await say(desk.database, "ann", mine.id, EventAnswer.GOING)
    await say(desk.database, "ann", liked.id, EventAnswer.INTERESTED)
    await say(desk.database, "ann", refused.id, EventAnswer.CANNOT)
    await say(desk.database, "ben", refused.id, EventAnswer.GOING)
    tomorrow = clock.now() + timedelta(days=1)
    await remind(desk.database, "ann", "Send the letter", When(tomorrow))
    await remind(desk.database, "ben", "Ben's secret", When(tomorrow))
    day = clock.now().date() + timedelta(days=40)
    guide = whole_library.guide()
    item = next(iter(guide.milestones))
    async with desk.database.session_scope() as session:
        await plans.plan_milestone(session, person("ann"), guide, item, day)
    found = {str(one["summary"]): one for one in (await desk.read(await desk.follow())).walk("VEVENT")}
    planned = f"To be done by today: {guide.milestones[item].title}"
    assert found.keys() == {"Mine", "Liked", "Send the letter", planned}
    assert (found["Mine"]["status"], found["Liked"]["status"]) == ("CONFIRMED", "TENTATIVE")
    assert found["Liked"]["transp"] == found["Send the letter"]["transp"] == "TRANSPARENT"
    assert found["Send the letter"].decoded("dtstart") == tomorrow.replace(microsecond=0)
    assert found[planned].decoded("dtstart") == day
    assert found["Mine"]["uid"] == mine.uid


async def test_programs_are_told_when_to_look_again_and_that_nothing_has_changed(
    desk: Desk, announced: Announce
) -> None:
    await enrol(desk.database, "ann")
    event = await announced()
    await say(desk.database, "ann", event.id, EventAnswer.GOING)
    secret = await desk.follow()
    status, body, headers = await desk.fetch(secret)
    assert (status, headers["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert headers["Cache-Control"].startswith("private, max-age=")
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n" in body
    assert b"X-PUBLISHED-TTL:PT1H\r\n" in body
    tag = headers["ETag"]
    for given in (tag, f'"other", W/{tag}', "*"):
        status, empty, headers = await desk.fetch(secret, **{"If-None-Match": given})
        assert (status, empty, headers["ETag"]) == (304, b"", tag)
    status, empty, headers = await desk.fetch(secret, "HEAD")
    assert (status, empty, headers["ETag"]) == (200, b"", tag)
    assert int(headers["Content-Length"]) == len(body)
    assert (await desk.fetch(secret, "POST"))[0] == 405
    async with desk.database.session_scope() as session:
        before = await service.find_event(session, BOSS, event.id)
        await announce.write(session, before, texts(title="Another name"))
    status, changed, headers = await desk.fetch(secret, **{"If-None-Match": tag})
    assert (status, headers["ETag"] == tag) == (200, False)
    [was], [now] = (Calendar.from_ical(one).walk("VEVENT") for one in (body, changed))
    assert was["uid"] == now["uid"]
    assert now["sequence"] > was["sequence"]
    async with desk.database.session_scope() as session:
        await announce.cancel(session, await service.find_event(session, BOSS, event.id))
    [gone] = (await desk.read(secret)).walk("VEVENT")
    assert (gone["uid"], gone["status"]) == (was["uid"], "CANCELLED")
    assert gone["sequence"] > now["sequence"]


async def test_a_wrong_address_tells_nothing_and_no_address_is_kept_or_logged(desk: Desk) -> None:
    await enrol(desk.database, "ann")
    secret = await desk.follow()
    ended = await desk.follow("ann")
    assert (await desk.fetch(ended))[0] == 200
    answers = {
        (await desk.fetch(wrong))[:2]
        for wrong in (
            secret,
            "A" * 43,
            "x",
            "%2e%2e",
            f"{ended}x",
            f"{PATH}{ended}",
            f"{PATH}{ended}.ICS",
            "/no",
        )
    }
    assert answers == {(404, b"404: Not Found")}
    async with desk.database.read_scope() as connection:
        dump = await connection.exec_driver_sql("SELECT * FROM calendar_link")
        assert ended not in str(dump.all())
    with capture_logs() as logged:
        desk.program.parts.pop(Rules)
        status, body, headers = await desk.fetch(ended)
    assert (status, body) == (503, b"")
    assert int(headers["Retry-After"]) > 0
    assert logged
    assert ended not in str(logged)


async def test_an_address_ends_with_leaving_and_with_erasing(desk: Desk) -> None:
    await enrol(desk.database, "ann", "ben")
    left, erased = await desk.follow("ann"), await desk.follow("ben")
    async with desk.database.session_scope() as session:
        [ann] = await members.find_memberships(session, person("ann"))
        told = await privacy.export(session, person("ann"))
        await presence.note_presence(session, ann, here=False)
        await privacy.erase(session, person("ben"))
    assert len(told["memberships"][0]["calendar_link"]) == 1
    assert hashlib.sha256(left.encode()).hexdigest() not in str(told)
    async with desk.database.session_scope() as session:
        await presence.note_presence(session, ann, here=True)
    for secret in (left, erased):
        assert (await desk.fetch(secret))[0] == 404
    assert await desk.titles(await desk.follow("ann")) == set()


async def test_whoever_guesses_is_slowed_down_and_whoever_follows_is_not(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calendars, "MOST_WRONG", 3)
    monkeypatch.setattr(calendars, "MOST", 5)
    async for one in served(desk.program):
        await enrol(one.database, "ann")
        secret = await one.follow()
        assert (await one.fetch(secret))[0] == 200
        codes = [(await one.fetch(f"{number:043}"))[0] for number in range(5)]
        assert codes == [404, 404, 404, 429, 429]
        codes = [(await one.fetch(secret))[0] for _ in range(6)]
        assert codes == [200, 200, 200, 200, 429, 429]


def test_a_window_ends_and_each_has_one_of_their_own() -> None:
    pace = Pace(2, seconds=3600)
    for _ in range(2):
        assert not pace.is_over("ann")
        pace.note("ann")
    assert pace.is_over("ann")
    assert not pace.is_over("ben")
    short = Pace(1, seconds=0)
    short.note("ann")
    assert not short.is_over("ann")
    assert MOST_WRONG > 1 < MOST


async def test_the_public_calendar_has_what_all_may_know_and_no_way_in(
    desk: Desk, announced: Announce
) -> None:
    await enrol(desk.database, "ann")
    way_in = "https://meet.example.org/secret"
    words = texts(title="For all", about=f"Join by {way_in} please")
    series = await announced(words=words, place=way_in, series=Repeats.WEEKLY)
    clock.advance(series.ends_at + timedelta(minutes=1) - clock.now())
    await move(desk.database, series, starts=wall(series.starts[1] + timedelta(days=1)), ends="1 h")
    await announced(words=texts(title="On and on", about=f"Join by {way_in}"), place=way_in)
    await announced(words=texts(title="In a room"), place="Room 5")
    await announced(words=texts(title="For a group"), role="7")
    await announced(words=texts(title="For students"), stages=(Stage.CLINICIAN,))
    async with desk.database.session_scope() as session:
        with pytest.raises(UserError, match="Only organizers"):
            await subscriptions.set_public(session, person("ann"), NOBODY, on=True)
        secret = await subscriptions.set_public(session, BOSS, ORGANIZER, on=True)
        assert await subscriptions.set_public(session, BOSS, ORGANIZER, on=True) == secret
    status, body, headers = await desk.fetch(secret)
    assert status == 200
    assert headers["Cache-Control"].startswith("public, ")
    assert b"meet.example.org" not in body
    found = (await desk.read(secret)).walk("VEVENT")
    assert sorted((str(one["summary"]), str(one["location"])) for one in found) == [
        ("For all", "Online"),
        ("For all", "Online"),
        ("In a room", "Room 5"),
        ("On and on", "Online"),
    ]
    async with desk.database.read_scope() as connection:
        shown = await subscriptions.find_followed(connection, person("ann"))
        assert shown.shown == secret
        assert await subscriptions.find_public(connection, BOSS, ORGANIZER) == secret
    assert secret in str(subscription_cards.follow_card(shown, WebCalendars(WEB)))
    async with desk.database.session_scope() as session:
        assert await subscriptions.set_public(session, BOSS, ORGANIZER, on=False) == ""
    assert (await desk.fetch(secret))[0] == 404


@pytest.mark.parametrize("zone", ["America/Chicago", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kolkata"])
async def test_a_reminder_that_comes_again_keeps_its_hour_for_programs_that_are_not_ours(
    desk: Desk, zone: str
) -> None:
    await enrol(desk.database, "ann")
    here = ZoneInfo(zone)
    first = datetime(clock.now().year + 1, 2, 1, 9, tzinfo=here)
    rule = Repeat("FREQ=MONTHLY;BYMONTHDAY=1", zone, time(9), first.date())
    await remind(desk.database, "ann", "Pay dues", When(first.astimezone(UTC), rule))
    read = await desk.read(await desk.follow())
    meant = [datetime(first.year, month, 1, 9, tzinfo=here) for month in range(2, 12)]
    found = recurring_ical_events.of(read).between(first - timedelta(1), meant[-1] + timedelta(hours=1))
    starts = sorted(one.decoded("dtstart") for one in found)
    assert [one.astimezone(UTC) for one in starts] == [one.astimezone(UTC) for one in meant]
    other = vobject.readOne(read.to_ical().decode()).vevent
    theirs = [one for one, _ in zip(other.rruleset, meant, strict=False)]
    assert [one.astimezone(UTC) for one in theirs] == [one.astimezone(UTC) for one in meant]


async def test_new_words_of_a_reminder_are_newer_for_calendars_too(desk: Desk) -> None:
    await enrol(desk.database, "ann")
    kept = await remind(desk.database, "ann", "Letter", When(clock.now() + timedelta(days=3)))
    secret = await desk.follow()
    [before] = (await desk.read(secret)).walk("VEVENT")
    async with desk.database.session_scope() as session:
        await reminders.reword_reminder(session, person("ann"), kept.id, "Long letter")
    [after] = (await desk.read(secret)).walk("VEVENT")
    assert (str(before["uid"]), str(after["summary"])) == (str(after["uid"]), "Long letter")
    assert after["sequence"] > before["sequence"]
    async with desk.database.session_scope() as session:
        await reminders.finish_reminder(session, person("ann"), kept.id)
    assert await desk.titles(secret) == set()
