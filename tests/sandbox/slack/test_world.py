"""What there is, and which apps are told of what happens to it."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from sandbox.slack.conftest import Town, manifest

from mentorbot.sandbox.slack.world import lives
from mentorbot.sandbox.slack.world.channels import Channel, Message
from mentorbot.sandbox.slack.world.ids import Ids, Timestamps


@given(st.lists(st.integers(-5, 5), max_size=50))
def test_timestamps_rise_even_when_the_clock_goes_back(steps: list[int]) -> None:
    time = datetime(2026, 3, 2, tzinfo=UTC)
    made = Timestamps(lambda: time)
    stamps = []
    for step in steps:
        time += timedelta(seconds=step)
        stamps.append(made())
    assert [float(one) for one in stamps] == sorted({float(one) for one in stamps})
    assert all(len(one.partition(".")[2]) == 6 for one in stamps)


def test_no_two_ids_are_the_same_and_each_says_of_what_it_is() -> None:
    new_id = Ids()
    made = [new_id(kind) for kind in "TUCDGBAVF" for _ in range(200)]
    assert len(set(made)) == len(made)
    assert {one[0] for one in made} == set("TUCDGBAVF")
    assert {len(one) for one in made} == {11}


def say(town: Town, channel: Channel, text: str = "Hello") -> Message:
    """Let alice say something."""
    world = town.sandbox.world
    return lives.post(world, Message(world.new_ts(), channel, town.alice, text))


async def test_whoever_did_not_subscribe_is_not_told(town: Town) -> None:
    town.app.manifest["settings"]["event_subscriptions"]["bot_events"].remove("message.channels")
    await town.client.conversations_join(channel=town.general.id)
    say(town, town.general)
    assert town.told("message") == []
    assert town.told("member_joined_channel")


async def test_whoever_was_not_granted_the_scope_is_not_told(town: Town) -> None:
    await town.client.conversations_join(channel=town.general.id)
    town.installation.scopes -= {"channels:history"}
    before = len(town.told("message"))
    say(town, town.general)
    assert len(town.told("message")) == before


async def test_what_happens_in_a_private_channel_is_told_to_those_in_it(town: Town) -> None:
    secret = town.sandbox.add_channel("secret", town.alice, kind="private")
    say(town, secret)
    lives.archive_channel(town.sandbox.world, secret, town.alice)
    assert town.told("message") == town.told("group_archive") == []
    lives.archive_channel(town.sandbox.world, secret, town.alice, archived=False)
    lives.join_channel(town.sandbox.world, secret, town.bot)
    say(town, secret, "now you hear it")
    assert town.told("message")[-1]["channel_type"] == "group"


async def test_an_app_hears_nothing_of_another_workspace(town: Town) -> None:
    elsewhere = town.sandbox.add_team("Elsewhere")
    other = town.sandbox.install(town.sandbox.add_app("other", manifest()), elsewhere)
    said = len(town.events)
    somebody = town.sandbox.add_user("somebody", elsewhere)
    told = [body for body in town.events[said:] if body["event"]["type"] == "team_join"]
    assert [body["api_app_id"] for body in told] == [other.app.id]
    assert told[0]["event"]["user"]["id"] == somebody.id


async def test_every_event_says_for_whom_it_is(town: Town) -> None:
    lives.change_user(town.sandbox.world, town.bob)
    lives.change_user(town.sandbox.world, town.bob)
    first, second = town.events[-2:]
    assert first["event_id"] != second["event_id"]
    assert first["authorizations"] == [
        {
            "enterprise_id": None,
            "team_id": town.team.id,
            "user_id": town.bot.id,
            "is_bot": True,
            "is_enterprise_install": False,
        }
    ]


async def test_an_edit_tells_how_it_was_before(town: Town) -> None:
    sent = await town.client.chat_postMessage(channel=town.alice.id, text="before")
    await town.client.chat_update(channel=sent["channel"], ts=sent["ts"], text="after")
    event = town.told("message")[-1]
    assert event["subtype"] == "message_changed"
    assert (event["previous_message"]["text"], event["message"]["text"]) == ("before", "after")


async def test_the_app_is_told_that_it_was_taken_out_of_a_channel(town: Town) -> None:
    await town.client.conversations_join(channel=town.general.id)
    lives.leave_channel(town.sandbox.world, town.general, town.bot, by=town.alice)
    assert town.told("channel_left")[-1]["actor_id"] == town.alice.id


async def test_the_oldest_message_makes_room(town: Town) -> None:
    town.general.most_messages = 3
    await town.client.conversations_join(channel=town.general.id)
    for number in range(5):
        say(town, town.general, str(number))
    history = await town.client.conversations_history(channel=town.general.id)
    assert [one["text"] for one in history["messages"]] == ["4", "3", "2"]
