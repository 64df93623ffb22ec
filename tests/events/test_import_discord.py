"""Importing and following calendars through a real discord.py client, from a real web server."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import web
from events.icals import at, calendar, event
from events.test_discord import Hall, hall, natives, until
from hostile.watching import BROKEN
from town import Town, empty_town
from web import Web, packed, redirect, web_server

from mentorbot import clock
from mentorbot.events import feeds
from mentorbot.events.commands.importing import read_due_calendars
from mentorbot.sandbox.discord.people.person import Person
from mentorbot.sandbox.discord.people.replies import Reply

PATIENT = 60.0

__all__ = ["empty_town", "hall", "web_server"]


@pytest.fixture
async def town(empty_town: Town, web_server: Web) -> Town:
    """The town, with a bot that may reach this machine and believes its web server."""
    empty_town.fetcher = web_server.fetcher()
    await empty_town.start()
    return empty_town


async def bring(person: Person, **given: Any) -> Reply:
    """Use /organize event import; a busy machine is slow to start the process that reads the calendar."""
    return await person.slash("organize event import", given, timeout=PATIENT)


def posted(hall: Hall) -> list[str]:
    return [Reply(hall.boss, one).text for one in hall.channel.messages]


async def read_due(hall: Hall) -> None:
    await read_due_calendars(hall.town.bot.program)


async def test_a_calendar_file_is_seen_chosen_from_and_published(hall: Hall) -> None:
    data = calendar(event("a", SUMMARY="Budget *evening*"), event("b", SUMMARY="Coffee"), name="ACHE <@1>")
    reply = await bring(hall.boss, file=("chapter.ics", data), kind="webinar")
    assert reply.ephemeral
    assert "2 to come. 2 chosen to be published." in reply.text
    assert r"✓ **Budget \*evening\***" in reply.text
    assert not hall.channel.messages
    picked = await reply.select(None, ["0"])
    assert "1 chosen to be published" in picked.text
    assert "○ **Coffee**" in picked.text
    done = await picked.click("Publish 1")
    assert "1 published" in done.text
    message = await hall.boss.wait_for_message(hall.channel, "Budget")
    assert "Webinar" in message.text
    await until(lambda: natives(hall))
    await asyncio.sleep(0.1)
    assert len(posted(hall)) == len(natives(hall)) == 1
    stale = await hall.boss.forge_click("events:import_take:1", done)
    assert "was used already" in stale.text


async def test_a_calendar_from_the_web_is_followed_and_kept_up_to_date(hall: Hall, web_server: Web) -> None:
    web_server.files["/calendar.ics"] = calendar(event("a"), event("b"))
    reply = await bring(hall.boss, url=web_server.url())
    done = await reply.click("Publish 2 and follow")
    assert "every day" in done.text
    await until(lambda: len(posted(hall)) == 2)
    await hall.town.enrol(hall.town.alice)
    await hall.say(hall.town.alice, "Going")

    await read_due(hall)
    assert len(web_server.asked) == 1, "it is not due yet"
    clock.advance(feeds.EVERY)
    await read_due(hall)
    assert web_server.asked[-1].headers["If-None-Match"]
    assert len(posted(hall)) == 2

    moved = event("b", SEQUENCE="1", LOCATION="Room 9", ahead=29)
    web_server.files["/calendar.ics"] = calendar(event("a", ahead=29), moved, event("c", ahead=29))
    await hall.town.restart()
    clock.advance(feeds.EVERY)
    await read_due(hall)
    told = await hall.town.alice.wait_for_dm("has changed", timeout=PATIENT)
    assert "Room 9" in told.text
    await until(lambda: len(posted(hall)) == 3)
    await until(lambda: any("Room 9" in text for text in posted(hall)))
    listed = await hall.boss.slash("organize event feeds")
    assert "Chapter" in listed.text
    opened = await listed.click("Open")
    assert "localhost" in opened.text
    assert "There was nothing new in it." in (await opened.click("Read it now", timeout=PATIENT)).text
    stopped = await opened.click("Stop following")
    assert "Its events stay" in stopped.text
    asked = len(web_server.asked)
    clock.advance(feeds.EVERY)
    await read_due(hall)
    assert len(web_server.asked) == asked
    assert "No calendar is followed" in (await hall.boss.slash("organize event feeds")).text


async def test_a_calendar_that_is_gone_is_told_to_whoever_followed_it_once(
    hall: Hall, web_server: Web
) -> None:
    await hall.town.enrol(hall.boss)
    web_server.files["/calendar.ics"] = calendar(event("a"))
    await (await bring(hall.boss, url=web_server.url())).click("Publish 1 and follow")
    await until(lambda: posted(hall))
    web_server.files.clear()
    for _ in range(8):
        clock.advance(feeds.EVERY)
        await read_due(hall)
    told = await hall.boss.wait_for_dm("A calendar cannot be read")
    assert "404" in told.text
    await asyncio.sleep(0.2)
    assert len(hall.boss.inbox) == 1
    assert len(posted(hall)) == 1
    opened = await (await hall.boss.slash("organize event feeds")).click("Open")
    assert "Could not be read since" in opened.text


@pytest.mark.slow
async def test_what_must_not_or_cannot_be_read_gets_a_sentence_and_changes_nothing(
    hall: Hall, web_server: Web
) -> None:
    async def large(_: web.Request) -> web.StreamResponse:
        return web.Response(body=b"x" * 10 * 2**20)

    web_server.answers = {
        "/inside": redirect("https://169.254.169.254/latest/meta-data"),
        "/plain": redirect("http://localhost/"),
        "/bomb": packed(b"BEGIN:VCALENDAR" + b"\0" * 20 * 2**20),
        "/large": large,
    }
    web_server.files = {"/page": b"<!DOCTYPE html>", "/latin": "BEGIN:VCALENDAR Zürich".encode("latin-1")}
    for given, told in (
        ({}, "https address of a calendar"),
        ({"url": web_server.url("/inside")}, "private network"),
        ({"url": web_server.url("/plain")}, "begin with https"),
        ({"url": web_server.url("/bomb")}, "larger than 2 MB"),
        ({"url": web_server.url("/large")}, "larger than 2 MB"),
        ({"url": web_server.url("/page")}, "not a calendar file"),
        ({"url": web_server.url("/latin")}, "damaged"),
        ({"url": web_server.url("/missing")}, "404"),
        ({"url": "http://example.org/a.ics"}, "begin with https"),
        ({"url": web_server.url(), "file": ("a.ics", b"")}, "not both"),
        ({"file": ("a.ics", b"")}, "not a calendar file"),
        ({"file": ("a.ics", b"x" * (2 * 2**20 + 1))}, "larger than 2 MB"),
        ({"file": ("a.png", b"\x89PNG")}, "not a calendar file"),
        ({"file": ("a.ics", calendar(event("x", ahead=-3)))}, "nothing to come"),
        ({"file": ("a.ics", calendar(event(""))), "zone": "Chicago"}, "without a UID: I know them again"),
        ({"file": ("a.ics", calendar(event("a"))), "zone": "Atlantis"}, "time zone"),
    ):
        reply = await bring(hall.boss, **given)
        assert told in reply.text, given
        assert BROKEN not in reply.text
    assert not posted(hall)
    assert "No calendar is followed" in (await hall.boss.slash("organize event feeds")).text


async def test_a_student_imports_nothing_and_sees_no_feeds(hall: Hall) -> None:
    offer = await bring(hall.boss, file=("a.ics", calendar(event("a"))))
    alice = hall.town.alice
    for reply in (
        await bring(alice, file=("a.ics", calendar(event("a")))),
        await alice.slash("organize event feeds"),
        *[
            await alice.forge_click(f"events:{verb}:1", offer)
            for verb in (
                "import_take",
                "import_follow",
                "import_page",
                "import_pick",
                "feeds",
                "feed",
                "feed_stop",
            )
        ],
    ):
        assert "Only organizers" in reply.text
    assert not posted(hall)


async def test_many_entries_are_turned_page_by_page(hall: Hall) -> None:
    data = calendar(*(event(f"n{number:02}", ahead=2 + number) for number in range(30)))
    first = await bring(hall.boss, file=("a.ics", data))
    assert "Page 1 of 4" in first.text
    assert "25 chosen" in first.text
    last = await (await (await first.click("Next ▶")).click("Next ▶")).click("Next ▶")
    assert "n29" in last.text
    refused = await last.select(None, [str(place) for place in range(24, 30)])
    assert "at most 25" in refused.text


async def test_at_a_time_zone_the_days_are_those_of_the_calendar(hall: Hall) -> None:
    day = at(30).date()
    data = calendar(event("d", f"DTSTART;VALUE=DATE:{day:%Y%m%d}", DTSTART="", DTEND=""))
    reply = await bring(hall.boss, file=("a.ics", data), zone="America/Chicago")
    assert "the whole day, in America/Chicago" in reply.text.replace("\\", "")


async def test_forged_presses_get_a_sentence(hall: Hall) -> None:
    shown = await hall.boss.slash("organize event feeds")
    for verb in ("import_take", "import_follow", "import_page", "feeds", "feed", "feed_read", "feed_stop"):
        for argument in ("", "0", "1:1:1", "9" * 40, "²", "x"):
            reply = await hall.boss.forge_click(f"events:{verb}:{argument}", shown)
            assert BROKEN not in reply.text
    for argument in ("", "1:1", "1:999"):
        reply = await hall.boss.forge_click(
            f"events:import_pick:{argument}", shown, values=["-1", "x", "9" * 30]
        )
        assert BROKEN not in reply.text


async def test_a_feed_is_read_only_when_a_day_has_passed_even_after_many_restarts(
    hall: Hall, web_server: Web
) -> None:
    web_server.files["/calendar.ics"] = calendar(event("a"))
    await (await bring(hall.boss, url=web_server.url())).click("Publish 1 and follow")
    await hall.town.restart()
    await asyncio.sleep(0.2)
    assert len(web_server.asked) == 1
    clock.advance(feeds.EVERY + timedelta(minutes=1))
    await hall.town.restart()
    await until(lambda: len(web_server.asked) == 2)
    await until(lambda: posted(hall))
    assert len(posted(hall)) == 1
