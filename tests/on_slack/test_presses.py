"""Buttons, forms and shortcuts on Slack, wherever they are pressed."""

import asyncio
from datetime import timedelta

import pytest
from slack_town import RENAMED, SlackTown
from structlog.testing import capture_logs

from mentorbot import clock
from mentorbot.delivery.dispatcher import Dispatcher
from mentorbot.demo.stage.on_slack import SlackActor
from mentorbot.on_slack import acting as slack_acting
from mentorbot.on_slack import bot as slack_bot
from mentorbot.on_slack.names import Names
from mentorbot.rooms import declared
from mentorbot.sandbox.slack.people.person import Person
from mentorbot.sandbox.slack.people.surfaces import Modal, Reply


async def remind(town: SlackTown, person: Person, what: str) -> Reply:
    """A reminder that has come to somebody."""
    await town.enrol(person)
    drafted = await person.slash(f"/reminders me {what} in 2 hours")
    await drafted.click("Keep")
    assert town.program is not None
    clock.advance(timedelta(hours=2, minutes=1))
    town.program.part(Dispatcher).nudge()
    return await person.wait_for_dm(lambda one: what in one.text)


async def test_a_reminder_comes_directly_and_becomes_what_was_pressed(slack_town: SlackTown) -> None:
    alice = slack_town.alice
    came = await remind(slack_town, alice, "call ACHE")
    assert not came.ephemeral
    before = len(alice.inbox)
    done = await came.click("Done")
    assert "call ACHE" in done.text
    assert len(alice.inbox) == before, "the message itself becomes the answer"


async def test_a_form_from_a_direct_message_changes_that_message(slack_town: SlackTown) -> None:
    alice = slack_town.alice
    came = await remind(slack_town, alice, "write to the chapter")
    modal = await came.click("Pick a time")
    assert isinstance(modal, Modal)
    refused = await modal.submit({"when": "sometime"})
    assert isinstance(refused, Modal)
    assert "That did not work" in refused.text
    assert refused.filled["When shall I come back?"] == "sometime", "nothing that was typed is lost"
    put_off = await refused.submit({"when": "tomorrow 9am"})
    assert isinstance(put_off, Reply)
    assert not put_off.ephemeral
    assert put_off.message.ts == came.message.ts


async def test_a_message_can_be_made_a_reminder(slack_town: SlackTown) -> None:
    await slack_town.enrol(slack_town.alice)
    said = await slack_town.bob.say("The deadline is <Friday> & final", channel=slack_town.general)
    seen = next(one for one in slack_town.alice.see(slack_town.general) if one.message.ts == said.ts)
    modal = await seen.shortcut("Remind me of this")
    assert isinstance(modal, Modal)
    assert modal.filled["Of what?"] == "The deadline is <Friday> & final"
    drafted = await modal.submit({"when": "tomorrow 9am"})
    assert "The deadline is" in drafted.text


async def test_a_shortcut_asks_for_the_person_first(slack_town: SlackTown) -> None:
    await slack_town.enrol(slack_town.alice)
    modal = await slack_town.alice.shortcut("Ask for a mentor")
    assert isinstance(modal, Modal)
    assert modal.text.count("Ask somebody whether they would mentor you") == 1
    told = await modal.submit({"person": slack_town.bob.id})
    assert isinstance(told, Modal)
    assert "Tell me first what you look for" in told.text
    found = await (await slack_town.alice.shortcut("Ask for a mentor")).submit({"person": None})
    assert "First, about you" in str(found), "whoever names nobody is shown who fits"


async def test_a_shortcut_opens_the_form_of_its_command(slack_town: SlackTown) -> None:
    await slack_town.enrol(slack_town.alice)
    modal = await slack_town.alice.shortcut("Remind me")
    assert isinstance(modal, Modal)
    assert modal.title == "Remind me"
    assert (await slack_town.bob.shortcut("Report")).title == "Report"
    shown = await modal.submit({"what": "apply", "when": "tomorrow 9am"})
    assert isinstance(shown, Modal), "it has nowhere else to be shown"
    assert "apply" in shown.text
    kept = await shown.click("Keep")
    assert isinstance(kept, Modal)


async def test_a_picture_comes_to_direct_messages_when_it_is_asked_for(slack_town: SlackTown) -> None:
    alice = slack_town.alice
    await slack_town.enrol(alice)
    shown = await alice.slash("/progress")
    before = len(alice.inbox)
    slack_town.sandbox.faults.add("files.completeUploadExternal", error="internal_error")
    assert "Slack has trouble just now" in (await shown.click("Send me the picture")).text
    shown = await alice.slash("/progress")
    await shown.click("Send me the picture")
    await alice.wait_for_dm(lambda one: one.files)
    assert [file.name for one in alice.inbox[before:] for file in one.files] == ["progress.png"]


async def test_what_takes_long_is_acknowledged_and_answered_nevertheless(
    slack_town: SlackTown, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slack_bot, "SOON", 0.0)
    modal = await slack_town.alice.slash("/start")
    modal = await modal.until(lambda one: "career stage" in one.text)
    welcome = await modal.submit({"stage": "undergraduate"})
    welcome = await welcome.until(lambda one: "One moment" not in one.text)
    assert isinstance(welcome, Modal), "the form had to be kept open to be told what became of it"
    assert (await slack_town.alice.slash("/nextstep")).ephemeral


async def test_a_command_is_acknowledged_in_time_though_slack_is_slow_to_say_who_asks(
    slack_town: SlackTown, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slack_bot, "SOON", 0.0)
    said = asyncio.Event()
    slack_town.sandbox.faults.add("users.info", until=said, times=100)
    await slack_town.alice.slash("/nextstep", shows=False)  # it comes back once it is acknowledged
    said.set()
    await slack_town.alice.wait_for_message(slack_town.general, "/start")


async def test_a_form_that_slack_gave_no_time_for_is_opened_by_a_button(
    slack_town: SlackTown, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slack_bot, "SOON", 0.0)
    slack_town.sandbox.faults.add("views.open", error="expired_trigger_id")
    late = await slack_town.alice.slash("/start")
    assert isinstance(late, Reply)
    assert "no time" in late.text
    slack_town.sandbox.faults.add("views.open", status=503)
    refused = await late.click("Open it")
    assert "Slack has trouble just now" in refused.text
    opened = await refused.click("Open it")
    assert isinstance(opened, Modal)
    await opened.until(lambda one: "career stage" in one.text)


async def test_a_form_that_is_closed_while_it_is_made_is_offered_again(
    slack_town: SlackTown, monkeypatch: pytest.MonkeyPatch
) -> None:
    alice = slack_town.alice
    monkeypatch.setattr(slack_bot, "SOON", 0.0)
    made = asyncio.Event()
    slack_town.sandbox.faults.add("views.update", until=made)
    waiting = await alice.slash("/start")
    assert isinstance(waiting, Modal)
    await waiting.close()
    made.set()
    told = await alice.wait_for_message(slack_town.general, "was closed before")
    opened = await told.click("Open it")
    await opened.until(lambda one: "career stage" in one.text)


async def test_it_works_after_a_restart(slack_town: SlackTown) -> None:
    await slack_town.enrol(slack_town.alice)
    step = await slack_town.alice.slash("/nextstep")
    await slack_town.restart()
    assert "is done" in (await step.click("Done")).text


async def test_a_form_of_a_command_that_was_carried_out_is_not_left_open_when_its_answer_breaks(
    slack_town: SlackTown, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the answer cannot be shown")

    await slack_town.enrol(slack_town.alice)
    modal = await slack_town.alice.slash("/credits goal ?")
    monkeypatch.setattr(slack_acting.answer, "give", broken)
    with capture_logs():  # written out, what went wrong fills pages
        told = await modal.submit({"credential": "fache", "expires": f"{clock.now().year + 2}-12-31"})
        await slack_town.stop()  # it is written after the answer
    assert "Something broke on my side" in told.text
    assert not getattr(told, "filled", None), "the form would be sent once more"


async def test_a_command_that_was_carried_out_is_not_offered_again_when_its_answer_breaks(
    slack_town: SlackTown, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the answer cannot be shown")

    await slack_town.enrol(slack_town.alice)
    with monkeypatch.context() as fault, capture_logs():
        fault.setattr(slack_acting.answer, "give", broken)
        told = await slack_town.alice.slash('/reminders me what:"call ACHE" when:"tomorrow 9am"')
        await slack_town.stop()
    assert "Something broke on my side" in told.text
    assert "You typed" not in told.text
    assert not told.buttons


async def test_what_was_typed_for_a_command_comes_back_to_be_put_right(slack_town: SlackTown) -> None:
    alice = slack_town.alice
    await slack_town.enrol(alice)
    refused = await alice.slash('/reminders me what:"call ACHE" when:"blue moon"')
    assert "what:call ACHE when:blue moon" in refused.text
    modal = await refused.click("Try again")
    assert isinstance(modal, Modal)
    assert modal.filled["What"] == "call ACHE"
    drafted = await modal.submit({"when": "tomorrow 9am"})
    assert "call ACHE" in drafted.text
    # What stands in no command needs no second form.
    assert "Try again" not in str(await alice.slash("/credits"))


async def test_however_much_was_typed_for_a_command_it_comes_back_for_its_owner_and_for_a_day(
    slack_town: SlackTown,
) -> None:
    alice, bob = slack_town.alice, slack_town.bob
    await slack_town.enrol(alice)
    for what in ("Call ACHE. " * 25, 'Read "Lean", the book'):
        refused = await alice.slash(f"/reminders me what:{what} when:blue moon")
        assert "when:blue moon" in refused.text
        await slack_town.restart()
        modal = await refused.click("Try again")
        assert modal.filled["What"] == what.strip()
    drafted = await modal.submit({"when": "tomorrow 9am"})
    assert "Lean" in drafted.text
    thief = SlackActor(bob, Names(declared().commands, renamed=RENAMED))
    forged = await thief.forge(
        refused.find_button("Try again")[1]["action_id"], await thief.slash("credits status")
    )
    assert "not kept any more" in forged.text
    clock.advance(timedelta(days=1, minutes=1))
    assert "not kept any more" in (await refused.click("Try again")).text
