"""What is due arrives on Slack once, whatever goes wrong on the way."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import aiohttp
import pytest
from slack_town import SlackTown

from mentorbot import clock
from mentorbot.chat import Card, Section
from mentorbot.delivery import service
from mentorbot.delivery.dispatcher import Dispatcher
from mentorbot.delivery.kinds import Address
from mentorbot.delivery.models import State
from mentorbot.delivery.sending import Message, TryAgainError
from mentorbot.on_slack.caller import PLATFORM
from mentorbot.on_slack.sender import SlackSender
from mentorbot.on_slack.workspaces import OneWorkspace
from mentorbot.sandbox.slack.people.person import Person


async def due(town: SlackTown, person: Person, *whats: str) -> None:
    """Let reminders fall due."""
    await town.enrol(person)
    for what in whats:
        await (await person.slash(f"/reminders me {what} in 2 hours")).click("Keep")
    clock.advance(timedelta(hours=2, minutes=1))
    nudge(town)


def nudge(town: SlackTown) -> None:
    assert town.program is not None
    town.program.part(Dispatcher).nudge()


async def states(town: SlackTown) -> dict[str, tuple[State, str | None]]:
    table = service.delivery
    async with town.database.read_scope() as connection:
        rows = await connection.execute(table.select())
        return {row.dedupe_key: (row.state, row.error) for row in rows}


async def test_several_that_are_due_to_one_person_all_arrive_once(slack_town: SlackTown) -> None:
    await due(slack_town, slack_town.alice, "one", "two", "three")
    for what in ("one", "two", "three"):
        await slack_town.alice.wait_for_dm(what)
    said = [one.text for one in slack_town.alice.inbox]
    assert sum("Time for this" in text for text in said) == 3


async def test_a_message_whose_answer_was_lost_is_found_and_not_sent_again(slack_town: SlackTown) -> None:
    slack_town.sandbox.faults.add("chat.postMessage", times=1, lost_ack=True)
    await due(slack_town, slack_town.alice, "call ACHE")
    await slack_town.alice.wait_for_dm("call ACHE")
    assert await settled(slack_town) == {State.SENT: None}
    assert sum("Time for this" in one.text for one in slack_town.alice.inbox) == 1
    assert slack_town.calls("chat.postMessage") == 1
    assert slack_town.calls("conversations.history") >= 1


async def test_one_that_was_refused_for_being_too_fast_waits_as_long_as_asked(slack_town: SlackTown) -> None:
    slack_town.sandbox.faults.add("chat.postMessage", times=1, retry_after=7)
    await due(slack_town, slack_town.alice, "call ACHE")
    clock.advance(timedelta(minutes=1))
    nudge(slack_town)
    await slack_town.alice.wait_for_dm("call ACHE")
    assert sum("Time for this" in one.text for one in slack_town.alice.inbox) == 1


async def test_somebody_who_left_is_no_longer_written_to_and_organizers_learn_why(
    slack_town: SlackTown,
) -> None:
    slack_town.sandbox.faults.add("chat.postMessage", times=100, error="user_not_found")
    await due(slack_town, slack_town.alice, "call ACHE")
    assert await settled(slack_town) == {State.DEAD: "This person is no longer in the workspace."}


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("is_archived", "archived"),
        ("not_in_channel", "Invite me"),
        ("restricted_action", "An admin can let apps"),
        ("missing_scope", "Install the app again"),
        ("team_access_not_granted", "organization"),
        ("user_disabled", "deactivated"),
        ("invalid_user_combination", "another workspace"),
        ("something_new", "something_new"),
    ],
)
async def test_what_slack_refuses_for_good_is_tried_once_and_organizers_read_why(
    slack_town: SlackTown, word: str, said: str
) -> None:
    before = slack_town.calls("chat.postMessage")
    slack_town.sandbox.faults.add("chat.postMessage", times=100, error=word)
    await due(slack_town, slack_town.alice, "call ACHE")
    (told,) = (await settled(slack_town)).values()
    assert said in (told or "")
    assert slack_town.calls("chat.postMessage") == before + 1


async def settled(town: SlackTown) -> dict[str, str | None]:
    """Go on until reminders that were due have been sent or given up; what became of them, and why."""
    async with asyncio.timeout(60):
        while True:
            found = {key: row for key, row in (await states(town)).items() if key.startswith("reminder:")}
            if found and all(state in {State.SENT, State.DEAD} for state, _ in found.values()):
                return dict(found.values())
            clock.advance(timedelta(seconds=30))
            nudge(town)
            await asyncio.sleep(0.05)


def sender_of(town: SlackTown, session: aiohttp.ClientSession) -> SlackSender:
    """A sender that keeps no pace."""
    return SlackSender(OneWorkspace(session, town.installation.token), 1000.0, 1000.0)


async def test_a_message_too_long_for_one_goes_on_where_it_was_refused_and_nothing_comes_twice(
    slack_town: SlackTown,
) -> None:
    town, faults = slack_town, slack_town.sandbox.faults
    card = Card("Long", tuple(Section(f"Paragraph {number}. " + "word " * 60) for number in range(120)))
    to = Address(PLATFORM, town.team.id, user_id=town.alice.id)
    async with aiohttp.ClientSession() as session:
        sender = sender_of(town, session)
        faults.add("chat.postMessage")  # the first arrives
        faults.add("chat.postMessage", retry_after=3)
        with pytest.raises(TryAgainError) as refused:
            await sender.send(Message(to, card, "nonce-1"))
        assert not refused.value.certain, "a part of it is there"
        faults.add("chat.postMessage", lost_ack=True)
        again = Message(to, card, "nonce-1", doubtful_since=clock.now())
        with pytest.raises(TryAgainError):
            await sender.send(again)
        await sender.send(again)
    said = "\n".join(one.text for one in town.alice.inbox)
    assert [said.count(f"Paragraph {number}.") for number in range(120)] == [1] * 120


async def test_what_a_few_people_begin_with_is_pinned_in_their_channel(slack_town: SlackTown) -> None:
    town = slack_town
    channel = town.sandbox.add_channel("ann-bob-1", town.installation.bot, town.alice.user, kind="private")
    to = Address(PLATFORM, town.team.id, channel_id=channel.id)
    card = Card("Welcome", (Section("Your first session."),), pinned=True)
    async with aiohttp.ClientSession() as session:
        sender = sender_of(town, session)
        sent = await sender.send(Message(to, card, "nonce-2"))
        again = await sender.send(Message(to, card, "nonce-2", doubtful_since=clock.now()))
        assert again.id == sent.id
        assert channel.pins == [sent.id]
        town.sandbox.faults.add("pins.add", error="missing_scope")
        other = await sender.send(Message(to, card, "nonce-3"))
        assert other.id in channel.messages, "what cannot be pinned is there all the same"
        await sender.send(Message(replace(to, user_id=town.alice.id, channel_id=None), card, "nonce-4"))
    assert channel.pins == [sent.id]
