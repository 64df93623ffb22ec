"""What rooms ask of Slack: who is there, what the app may do in a channel, private channels for a few."""

import asyncio

import pytest
from slack_town import SlackTown

from mentorbot.chat import Card, Section
from mentorbot.chat.caller import Caller
from mentorbot.chat.platform import CannotOpenError, CannotPostError, NotNowError
from mentorbot.members import presence
from mentorbot.on_slack.caller import PLATFORM
from mentorbot.on_slack.channels import channel_name
from mentorbot.on_slack.platform import SlackPlatform
from mentorbot.sandbox.slack.people.person import Person
from mentorbot.sandbox.slack.world import lives


def platform(town: SlackTown) -> SlackPlatform:
    assert town.program is not None
    found = town.program.platforms[PLATFORM]
    assert isinstance(found, SlackPlatform)
    return found


async def left(town: SlackTown, person: Person) -> None:
    """Wait until it is kept that somebody has left."""
    caller = Caller(PLATFORM, town.team.id, person.id)
    async with asyncio.timeout(30):
        while True:
            async with town.database.read_scope() as connection:
                if await presence.find_changed(connection, caller, here=True):
                    return
            await asyncio.sleep(0.02)


async def test_a_room_is_a_private_channel_of_those_it_is_for(slack_town: SlackTown) -> None:
    town, slack = slack_town, platform(slack_town)
    id_ = await slack.open_room(town.team.id, "", "Ann & Bob · 7", [town.alice.id, town.bob.id])
    channel = town.sandbox.world.channels[id_]
    assert channel.name == "ann-bob-7"
    assert channel.kind == "private"
    assert {town.alice.id, town.bob.id} <= set(channel.members)
    assert town.owner.id not in channel.members
    again = await slack.open_room(town.team.id, "", "Ann & Bob · 7", [town.alice.id, town.bob.id])
    assert again == id_, "one that nobody noted is found by its name"
    await slack.open_room(town.team.id, "", "Ann & Bob · 7", [town.alice.id], former=[town.bob.id], known=id_)
    assert town.bob.id not in channel.members


async def test_a_room_that_is_over_is_archived_and_its_name_stays_taken(slack_town: SlackTown) -> None:
    town, slack = slack_town, platform(slack_town)
    id_ = await slack.open_room(town.team.id, "", "Circle · 3", [town.alice.id])
    await slack.close_room(town.team.id, id_)
    assert town.sandbox.world.channels[id_].archived
    await slack.close_room(town.team.id, id_)
    another = await slack.open_room(town.team.id, "", "Circle · 3", [town.alice.id], known=id_)
    assert another != id_
    assert town.sandbox.world.channels[another].name == "circle-3-2"


async def test_where_somebody_cannot_be_let_in_no_room_is_left_open(slack_town: SlackTown) -> None:
    town, slack = slack_town, platform(slack_town)
    guest = town.sandbox.add_user("gina", town.team, role="single_channel_guest")
    town.sandbox.add_channel("for-guests", town.owner.user, guest)
    with pytest.raises(CannotOpenError):
        await slack.open_room(town.team.id, "", "Pair · 9", [town.alice.id, guest.id])
    left = [one for one in town.sandbox.world.channels.values() if one.name == "pair-9"]
    assert all(one.archived for one in left)


async def test_an_introduction_is_a_group_direct_message_and_the_same_people_get_the_same_one(
    slack_town: SlackTown,
) -> None:
    town, slack = slack_town, platform(slack_town)
    people = [town.alice.id, town.bob.id]
    id_ = await slack.open_room(town.team.id, "", "Introduction · 4", people, brief=True)
    group = town.sandbox.world.channels[id_]
    assert group.kind == "mpim"
    assert set(people) < set(group.members)
    later = await slack.open_room(town.team.id, "", "Introduction · 9", people[::-1], brief=True)
    assert later == id_
    assert town.sandbox.world.channels[await slack.open_room(town.team.id, "", "Pair · 9", people)] != group


async def test_nobody_can_be_let_out_of_a_group_direct_message_so_that_the_others_get_another(
    slack_town: SlackTown,
) -> None:
    town, slack = slack_town, platform(slack_town)
    carla = town.sandbox.add_person("carla", town.team)
    everybody, others = [town.alice.id, town.bob.id, carla.id], [town.alice.id, town.bob.id]
    id_ = await slack.open_room(town.team.id, "", "Introduction · 4", everybody, brief=True)
    other = await slack.open_room(
        town.team.id, "", "Introduction · 4", others, former=[carla.id], known=id_, brief=True
    )
    assert other != id_
    assert carla.id not in town.sandbox.world.channels[other].members
    await slack.close_room(town.team.id, id_, out=everybody)


@pytest.mark.parametrize("word", ["missing_scope", "restricted_action", "invalid_user_combination"])
async def test_where_slack_refuses_a_group_direct_message_an_introduction_is_a_private_channel(
    slack_town: SlackTown, word: str
) -> None:
    town, slack = slack_town, platform(slack_town)
    town.sandbox.faults.add("conversations.open", error=word)
    people = [town.alice.id, town.bob.id]
    id_ = await slack.open_room(town.team.id, "", "Introduction · 4", people, brief=True)
    assert town.sandbox.world.channels[id_].kind == "private"


async def test_an_introduction_of_more_than_seven_is_a_private_channel(slack_town: SlackTown) -> None:
    town, slack = slack_town, platform(slack_town)
    people = [town.sandbox.add_person(f"person-{number}", town.team).id for number in range(8)]
    for most, kind in ((7, "mpim"), (8, "private")):
        id_ = await slack.open_room(town.team.id, "", "Introduction · 5", people[:most], brief=True)
        assert town.sandbox.world.channels[id_].kind == kind


async def test_nobody_is_introduced_where_somebodys_account_is_deactivated(slack_town: SlackTown) -> None:
    town, slack = slack_town, platform(slack_town)
    lives.deactivate(town.sandbox.world, town.bob.user)
    people = [town.alice.id, town.bob.id]
    with pytest.raises(CannotOpenError):
        await slack.open_room(town.team.id, "", "Introduction · 6", people, brief=True)


async def test_a_workspace_that_lets_apps_make_no_channels_is_taken_at_its_word(
    slack_town: SlackTown,
) -> None:
    town, slack = slack_town, platform(slack_town)
    town.sandbox.faults.add("conversations.create", error="restricted_action")
    with pytest.raises(CannotOpenError):
        await slack.open_room(town.team.id, "", "Pair · 1", [town.alice.id])
    town.sandbox.faults.add("conversations.create", retry_after=5)
    with pytest.raises(NotNowError):
        await slack.open_room(town.team.id, "", "Pair · 1", [town.alice.id])


async def test_it_knows_who_is_here_and_who_sees_a_channel(slack_town: SlackTown) -> None:
    town, slack = slack_town, platform(slack_town)
    await town.enrol(town.bob)
    private = town.sandbox.add_channel("board", town.owner.user, kind="private")
    assert await slack.is_here(town.team.id, town.bob.id)
    assert not await slack.is_here(town.team.id, "U404")
    assert await slack.sees_channel(town.team.id, town.general.id, town.bob.id)
    lives.deactivate(town.sandbox.world, town.bob.user)
    await town.owner.slash("/mentorbot")
    assert not await slack.is_here(town.team.id, town.bob.id), "Slack tells of it, so it counts at once"
    await left(town, town.bob)
    assert not (await slack.find_access(town.team.id, private.id)).see


async def test_it_posts_in_public_channels_and_where_it_was_invited(slack_town: SlackTown) -> None:
    town, slack = slack_town, platform(slack_town)
    card = Card("Hello", (Section("All of you."),))
    await slack.post(town.team.id, town.general.id, card)
    assert any("Hello" in one.text for one in town.bob.see(town.general))
    with pytest.raises(CannotPostError):
        await slack.post(town.team.id, "C404", card)


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("Ann & Bob · 7", "ann-bob-7"),
        ("Müller, Søren · 12", "müller-søren-12"),
        ("x" * 200 + " · 5", "x" * 78 + "-5"),
        ("··· · 5", "room-5"),
        ("Introduction · 4", "introduction-4"),
    ],
)
def test_names_are_made_what_slack_takes(name: str, called: str) -> None:
    assert channel_name(name) == called


async def test_a_group_of_many_is_a_private_channel_that_passes_over_whoever_is_not_there(
    slack_town: SlackTown,
) -> None:
    town, slack = slack_town, platform(slack_town)
    id_ = await slack.keep_group(town.team.id, "Evening · 4", [town.alice.id, "U0NOBODY"])
    channel = town.sandbox.world.channels[id_]
    assert channel.kind == "private"
    assert town.alice.id in channel.members
    same = await slack.keep_group(
        town.team.id, "Evening · 4", [town.bob.id], former=[town.alice.id], known=id_
    )
    assert same == id_
    assert town.bob.id in channel.members
    assert town.alice.id not in channel.members
    await slack.end_group(town.team.id, id_)
    assert channel.archived
