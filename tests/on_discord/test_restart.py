"""After a restart all goes on: buttons and forms from before, what runs by itself, what is due."""

import asyncio
from datetime import timedelta

import pytest
from structlog.testing import capture_logs
from town import Town

import cogs.events
from mentorbot import clock
from mentorbot.chat.loops import Loops
from mentorbot.delivery import kinds
from mentorbot.events.commands.importing import read_due_calendars
from mentorbot.reminders import rows
from mentorbot.sandbox.discord.people.person import Person
from mentorbot.sandbox.discord.world import permissions

HOUR = timedelta(hours=1)


async def remind(person: Person, what: str) -> None:
    """Let somebody be reminded in an hour."""
    await (await person.slash("remind me", what=what, when="in 1 hour")).click("Keep")


async def test_a_form_and_a_button_from_before_work(town: Town) -> None:
    await town.enrol(town.alice)
    form = await town.alice.slash("mentee profile")
    screen = await town.alice.slash("events")
    await town.restart()
    answer = await town.alice.forge_click("events:show:7", screen)
    assert "There is no such event" in answer.text
    reply = await form.submit({"What you want to reach": "My first fellowship"})
    assert "My first fellowship" in reply.text


async def test_what_looks_after_posts_runs_though_nobody_asks(town: Town) -> None:
    town.guild.owner_id = town.alice.user.id
    await town.alice.slash("setup events", {"channel": town.general})
    await town.restart()
    events = town.bot.get_cog("events")
    assert isinstance(events, cogs.events.Events)
    assert {events._look, read_due_calendars} <= town.bot.program.part(Loops).running


async def test_what_falls_due_is_sent_once_and_can_be_answered(town: Town) -> None:
    await town.enrol(town.alice)
    await remind(town.alice, "Call the dean")
    await town.restart()
    clock.advance(HOUR)
    town.bot.dispatcher.nudge()
    message = await town.alice.wait_for_dm("Call the dean")
    await message.click("Done")
    assert len(town.alice.inbox) == 1


async def test_what_could_not_be_sent_directly_can_still_be_shown(empty_town: Town) -> None:
    town = empty_town
    town.guild.owner_id = town.bob.user.id
    town.guild.roles[town.guild.id].permissions &= ~permissions.CREATE_PRIVATE_THREADS
    town.alice.user.accepts_dms = False
    await town.start()
    await town.bob.slash("setup notices", where=town.general)
    await town.enrol(town.alice)
    await remind(town.alice, "Call the dean")
    clock.advance(HOUR)
    town.bot.dispatcher.nudge()
    notice = await town.alice.wait_for_message(town.general, "Something for you")
    await town.restart()
    assert "Call the dean" in (await notice.click("Show it to me")).text


async def test_a_message_of_a_newer_version_waits_for_it_however_often_it_is_looked_at(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    await town.enrol(town.alice)
    await remind(town.alice, "Call the dean")
    with monkeypatch.context() as older, capture_logs() as logged:
        older.delitem(kinds._handlers, rows.KIND)
        clock.advance(HOUR)
        async with asyncio.timeout(60):
            while not any("newer version" in entry["event"] for entry in logged):
                town.bot.dispatcher.nudge()
                await asyncio.sleep(0.02)
        await remind(town.alice, "Call the director")
        clock.advance(72 * HOUR)
        town.bot.dispatcher.nudge()
        await town.bot.dispatcher._sweep()
        assert town.bot.dispatcher.due >= 2
        assert sum("newer version" in entry["event"] for entry in logged) == 1
        assert (await town.alice.slash("nextstep")).text
        assert town.bot.dispatcher.well
    await town.restart()
    clock.advance(HOUR)
    town.bot.dispatcher.nudge()
    await town.alice.wait_for_dm("Call the dean")
    await town.alice.wait_for_dm("Call the director")
    assert len(town.alice.inbox) == 2
