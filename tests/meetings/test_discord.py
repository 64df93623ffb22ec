"""Planning a meeting through a real discord.py client."""

import asyncio
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from meetings.conftest import KIND, Clubs
from town import Town, empty_town, town

from mentorbot import clock
from mentorbot.meetings import owners
from mentorbot.meetings.owners import Owner
from mentorbot.sandbox.discord.people.person import Person
from mentorbot.sandbox.discord.people.replies import Modal, Reply

__all__ = ["empty_town", "town"]


@pytest.fixture
async def clubs(town: Town, monkeypatch: pytest.MonkeyPatch) -> Clubs:
    """Alice and bob, who want to meet."""
    made = Clubs(town.database)
    monkeypatch.setattr(owners, "_owners", {KIND: Owner("meeting", "Club meeting", made.about, made.noted)})
    for person in (town.alice, town.bob):
        await town.enrol(person)
    guild = str(town.guild.id)
    await made.found(1, str(town.alice.id), str(town.bob.id), community=guild)
    return made


async def form(town: Town, person: Person) -> Modal:
    opened = await person.forge_click(f"meetings:plan:{KIND}:1", await person.slash("help"))
    assert isinstance(opened, Modal), opened.text
    return opened


async def until(holds: Callable[[], object]) -> None:
    async with asyncio.timeout(60):
        while not holds():  # noqa: ASYNC110 - there is no event for everything
            await asyncio.sleep(0.01)


def title(reply: Reply) -> str:
    return reply.text.splitlines()[0]


async def propose(form: Modal, time: str) -> Reply:
    """Propose a time in words, which is shown back first."""
    shown = await form.submit(time1=time, minutes="30")
    assert isinstance(shown, Reply)
    done = await shown.click("Yes, that is right")
    assert isinstance(done, Reply)
    return done


async def test_a_time_that_is_written_out_is_not_shown_back(town: Town, clubs: Clubs) -> None:
    day = f"{clock.now() + timedelta(days=3):%Y-%m-%d}"
    proposed = await (await form(town, town.alice)).submit(time1=f"{day} 10:00", minutes="30")
    assert "I am asking" in proposed.text


async def test_what_is_kept_is_what_was_shown_however_late_that_is_confirmed(
    town: Town, clubs: Clubs
) -> None:
    shown = await (await form(town, town.alice)).submit(time1="in 50 hours", time2="in 20 hours")
    stamps = re.findall(r"<t:(\d+):F>", shown.text)
    clock.advance(timedelta(hours=5))
    proposed = await shown.click("Yes, that is right")
    assert re.findall(r"<t:(\d+):F>", proposed.text) == stamps


async def test_a_time_that_has_passed_before_it_is_confirmed_is_proposed_to_nobody(
    town: Town, clubs: Clubs
) -> None:
    shown = await (await form(town, town.alice)).submit(time1="in 50 hours", time2="in 20 hours")
    clock.advance(timedelta(hours=21))
    refused = await shown.click("Yes, that is right")
    assert "has passed meanwhile" in refused.text
    assert await clubs.waiting() == []
    again = await refused.click("Change it")
    assert "in 20 hours" in str(again.fields)


async def test_from_a_proposal_to_having_met(town: Town, clubs: Clubs) -> None:
    shown = await (await form(town, town.alice)).submit(
        time1="tomorrow 9am", time2="in 2 days", time3="", minutes="30", place="https://meet.example.org/a"
    )
    assert "Nothing is changed and nobody is told yet" in shown.text
    assert await clubs.waiting() == []
    changed = await shown.click("Change it")
    assert isinstance(changed, Modal)
    assert "tomorrow 9am" in str(changed.fields)
    proposed = await shown.click("Yes, that is right")
    late = await town.alice.forge_click("forms:confirm:1", proposed)
    assert "not kept any more" in late.text
    assert "needs an hour" not in proposed.text
    assert f"I am asking <@{town.bob.id}>" in proposed.text
    asked = await town.bob.wait_for_dm("Club meeting: when?")
    assert [button.label for button in asked.buttons] == ["Time 1", "Time 2", "None of these", "Cancel it"]
    agreed = await asked.click("Time 1")
    assert "Agreed" in agreed.text
    for person in (town.alice, town.bob):
        invitation = await person.wait_for_dm("Club meeting: agreed")
        assert invitation.read("meeting-1.ics").startswith(b"BEGIN:VCALENDAR")
    late = await town.bob.forge_click("meetings:pick:1:1:1", asked)
    assert "A time was picked already" in late.text

    clock.advance(timedelta(days=3))
    town.bot.dispatcher.nudge()
    question = await town.alice.wait_for_dm("Did you meet?")
    met = await question.click("We met")
    assert "It is logged" in met.text
    assert clubs.met == [1]
    note = await met.click("Note for myself")
    assert isinstance(note, Modal)
    kept = await note.submit(note="Bring the *budget*")
    assert r"Bring the \*budget\*" in kept.text
    other = await town.bob.wait_for_dm("Did you meet?")
    assert "budget" not in (await other.click("We did not")).text
    assert isinstance(await met.click("Plan the next"), Modal)


async def test_times_that_make_no_sense_are_told_and_nothing_is_kept(town: Town, clubs: Clubs) -> None:
    refused = await (await form(town, town.alice)).submit(time1="yesterday 5pm", minutes="30")
    assert "first time" in refused.text
    assert await clubs.waiting() == []


async def test_other_times_are_proposed_back_and_a_meeting_is_called_off(town: Town, clubs: Clubs) -> None:
    await propose(await form(town, town.alice), "tomorrow 9am")
    asked = await town.bob.wait_for_dm("Club meeting: when?")
    other = await asked.click("None of these")
    assert isinstance(other, Modal)
    back = await propose(other, "tomorrow 10am")
    assert f"I am asking <@{town.alice.id}>" in back.text
    asked = await town.alice.wait_for_dm("Club meeting: when?")
    await asked.click("That suits me")
    invitation = await town.bob.wait_for_dm("Club meeting: agreed")
    sure = await invitation.click("Cancel it")
    gone = await sure.click("Cancel it")
    assert "is cancelled" in gone.text
    off = await town.alice.wait_for_dm("Club meeting: cancelled")
    assert b"METHOD:CANCEL" in off.read("meeting-1.ics")


async def test_who_asks_while_the_other_has_proposed_sees_that(town: Town, clubs: Clubs) -> None:
    await propose(await form(town, town.alice), "tomorrow 9am")
    shown = await town.bob.forge_click(f"meetings:plan:{KIND}:1", await town.bob.slash("help"))
    assert isinstance(shown, Reply)
    assert "That suits me" in [button.label for button in shown.buttons]
    await until(lambda: town.bob.inbox)
