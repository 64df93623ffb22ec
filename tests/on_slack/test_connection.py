"""Socket Mode is refreshed, lost, and doubled: no press is lost for it, and none is done twice."""

import asyncio
import json
from datetime import timedelta

import pytest
from slack_town import SlackTown
from sqlalchemy import func, select

from mentorbot import clock
from mentorbot.chat.caller import Caller
from mentorbot.members import presence
from mentorbot.on_slack import bot, heard
from mentorbot.on_slack.caller import PLATFORM
from mentorbot.on_slack.models import SLACK_HEARD
from mentorbot.sandbox.slack.envelopes import Envelope, Kind
from mentorbot.sandbox.slack.people.person import Person
from mentorbot.sandbox.slack.world import lives
from mentorbot.sandbox.wire import Json


async def test_presses_go_on_when_slack_refreshes_the_connection(slack_town: SlackTown) -> None:
    town, alice = slack_town, slack_town.alice
    await town.enrol(alice)
    done = 0
    for _ in range(3):
        step = await alice.slash("/nextstep")
        town.sandbox.sockets.refresh(town.app)
        await town.sandbox.connected(town.app)
        assert "is done" in (await step.click("Done")).text
        done += 1
    assert f"{done} of" in (await alice.slash("/progress")).text


async def test_a_connection_that_is_lost_is_made_again(slack_town: SlackTown) -> None:
    town = slack_town
    await town.enrol(town.alice)
    town.sandbox.sockets.cut()
    await asyncio.wait_for(town.sandbox.connected(town.app), 60)
    assert "is done" in (await (await town.alice.slash("/nextstep")).click("Done")).text
    assert town.process is not None
    assert town.process.connected


async def test_a_second_process_shares_the_work_and_nothing_is_done_twice(slack_town: SlackTown) -> None:
    town = slack_town
    await town.enrol(town.alice)
    other = SlackTown(
        **{
            name: getattr(town, name)
            for name in (
                "sandbox",
                "team",
                "app",
                "installation",
                "settings",
                "alice",
                "bob",
                "owner",
                "database",
                "library",
            )
        }
    )
    await other.start()
    for number in range(1, 5):
        assert "is done" in (await (await town.alice.slash("/nextstep")).click("Done")).text
        assert f"{number} of" in (await town.alice.slash("/progress")).text
    await other.stop()


async def test_what_comes_twice_is_done_once(slack_town: SlackTown) -> None:
    town, alice = slack_town, slack_town.alice
    await town.enrol(alice)
    town.sandbox.sockets.twice = 1000
    for number in range(3):
        drafted = await alice.slash(f"/reminders me call {number} tomorrow 9am")
        await drafted.click("Keep")
    listed = (await alice.slash("/reminders list")).text
    assert [listed.count(f"call {number}") for number in range(3)] == [1, 1, 1]


async def test_what_comes_again_late_is_done_once_though_what_was_told_is_kept_no_more(
    slack_town: SlackTown, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot, "_MOST_ANSWERS", 1)
    town, alice = slack_town, slack_town.alice
    await town.enrol(alice)
    await (await alice.slash("/nextstep")).click("Done")
    pressed = last_brought(town, "interactive", "block_actions")
    for _ in range(2):
        assert "1 of" in (await alice.slash("/progress")).text
        await bring_again(town, "interactive", pressed)
    assert not town.sandbox.complaints


def last_brought(town: SlackTown, kind: str, holds: str = "") -> Json:
    """What the bot was last told of a kind, with something in it."""
    for frame in reversed(town.sandbox.sockets.frames):
        told = json.loads(frame.text)
        if frame.sent and told.get("type") == kind and holds in frame.text:
            found: Json = told["payload"]
            return found
    raise AssertionError(f"nothing of {kind} was brought")


async def bring_again(town: SlackTown, kind: Kind, payload: Json) -> None:
    """Slack tells something again, and waits until it is acknowledged."""
    await town.sandbox.delivery.bring(town.app, Envelope(kind, payload, attempt=1, reason="timeout"))


async def has_left(town: SlackTown, person: Person) -> bool:
    """Whether it is kept that somebody's account was deactivated."""
    caller = Caller(PLATFORM, town.team.id, person.id)
    async with town.database.read_scope() as connection:
        return await presence.find_changed(connection, caller, here=True) is not None


async def until_left(town: SlackTown, person: Person, *, left: bool) -> None:
    """Wait until it is kept that they are gone, or back."""
    async with asyncio.timeout(60):
        while await has_left(town, person) is not left:  # noqa: ASYNC110 - there is no event for it
            await asyncio.sleep(0.02)


async def test_a_press_that_was_carried_out_before_a_restart_is_not_when_slack_sends_it_again(
    slack_town: SlackTown,
) -> None:
    town, alice = slack_town, slack_town.alice
    await town.enrol(alice)
    drafted = await alice.slash("/reminders me call ACHE tomorrow 9am")
    await drafted.click("Keep")
    sent = last_brought(town, "interactive", "Keep")
    await town.restart()
    await bring_again(town, "interactive", sent)
    await alice.wait_for_message(town.general, "done that already")
    assert (await alice.slash("/reminders list")).text.count("call ACHE") == 1


async def test_a_form_that_was_taken_before_a_restart_is_not_taken_again(slack_town: SlackTown) -> None:
    town, alice = slack_town, slack_town.alice
    await town.enrol(alice)
    modal = await alice.slash("/report new")
    await modal.submit({"What happened?": "He shouts at people"})
    sent = last_brought(town, "interactive", "He shouts")
    await town.restart()
    await bring_again(town, "interactive", sent)
    assert (await alice.slash("/report list")).text.count("He shouts at people") == 1


async def test_an_event_of_before_a_restart_changes_nothing_when_it_comes_again(
    slack_town: SlackTown,
) -> None:
    town, bob = slack_town, slack_town.bob
    await town.enrol(bob)
    lives.deactivate(town.sandbox.world, bob.user)
    await until_left(town, bob, left=True)
    sent = last_brought(town, "events_api", '"deleted":true')
    bob.user.deleted = False
    lives.change_user(town.sandbox.world, bob.user)
    await until_left(town, bob, left=False)
    await town.restart()
    await bring_again(town, "events_api", sent)
    assert (await town.alice.slash("/nextstep")).text
    assert not await has_left(town, bob)


async def test_what_was_carried_out_is_forgotten_after_a_day(slack_town: SlackTown) -> None:
    town = slack_town
    await town.enrol(town.alice)
    clock.advance(timedelta(hours=25))
    assert town.program is not None
    await heard.forget_old(town.program)
    async with town.database.read_scope() as connection:
        assert (await connection.execute(select(func.count()).select_from(SLACK_HEARD))).scalar() == 0
