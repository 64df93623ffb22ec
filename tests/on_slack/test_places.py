"""Where a pair talks on Slack: in a channel of their own, or, where there can be none, in direct messages."""

import asyncio
from datetime import timedelta

from slack_town import RENAMED, SlackTown
from sqlalchemy import select
from stories.mentors import bring_together

from mentorbot import clock
from mentorbot.demo.stage.on_slack import SlackActor
from mentorbot.mentoring.mentorships.commands.talks import look_into_rooms
from mentorbot.mentoring.mentorships.models import TALK
from mentorbot.on_slack.names import Names
from mentorbot.rooms import declared
from mentorbot.sandbox.slack.people.person import Person
from mentorbot.sandbox.slack.world import lives
from mentorbot.sandbox.slack.world.channels import Channel

NAMES = Names(declared().commands, renamed=RENAMED)


async def pair_up(town: SlackTown, mentee: Person, mentor: Person) -> None:
    """Let the one ask the other, who accepts."""
    for person in (mentee, mentor):
        await town.enrol(person)
    await bring_together(SlackActor(mentee, NAMES), SlackActor(mentor, NAMES))


async def test_a_pair_gets_a_channel_with_its_agenda_pinned(slack_town: SlackTown) -> None:
    town = slack_town
    await pair_up(town, town.alice, town.bob)
    place = await SlackActor(town.alice, NAMES).wait_for_room()
    welcome = await town.alice.wait_for_message(place.raw, "Your first session")
    await town.alice.wait(lambda: place.raw.pins, "the pin", lambda: "none", 30)
    assert place.raw.pins == [welcome.message.ts]
    assert place.raw.purpose.value.startswith("bob and alice")
    assert set(place.raw.members) == {town.alice.id, town.bob.id, town.installation.bot.id}


async def test_a_guest_of_one_channel_is_introduced_in_direct_messages_and_organizers_learn_it(
    slack_town: SlackTown,
) -> None:
    town = slack_town
    guest = town.sandbox.add_person("gus", town.team, role="single_channel_guest")
    lives.join_channel(town.sandbox.world, town.general, guest.user)
    desk = town.sandbox.add_channel("organizers", town.owner.user)
    await town.owner.slash(f"/setup mentoring organizers:<#{desk.id}>")
    await pair_up(town, guest, town.bob)
    for person in (guest, town.bob):
        await person.wait_for_dm("Your first session")
    told = await town.owner.wait_for_message(desk, "No place to talk")
    assert guest.mention in str(told.blocks)
    open_ones = [one for one in guest.channels if one.kind == "private" and not one.archived]
    assert not open_ones


async def test_a_pair_whose_channel_is_lost_hears_of_it_and_gets_another_for_a_press(
    slack_town: SlackTown,
) -> None:
    town, world = slack_town, slack_town.sandbox.world
    await pair_up(town, town.alice, town.bob)
    first = (await SlackActor(town.alice, NAMES).wait_for_room()).raw
    await town.alice.wait_for_message(first, "Your first session")
    lives.archive_channel(world, first, town.alice.user)
    for person in (town.alice, town.bob):
        told = await person.wait_for_dm("was archived")
        assert "whoever was in it can" in told.text
    assert "another" in (await told.click("Open another")).text
    second = await until_room(town.alice, without={first.id})
    await town.alice.wait_for_message(second, "Your first session")
    async with asyncio.timeout(60):
        while True:
            if set(second.members) == {town.alice.id, town.bob.id, town.installation.bot.id}:
                break
            await asyncio.sleep(0.02)
    lives.archive_channel(world, first, town.alice.user, archived=False)  # too late: they have another
    lives.leave_channel(world, second, town.installation.bot, by=town.bob.user)
    told = await town.alice.wait_for_dm("taken out of it")
    lives.join_channel(world, second, town.installation.bot, inviter=town.bob.user)
    assert "another" in (await told.click("Open another")).text
    assert channels_of(town.bob) == {first.id, second.id}, "it is back, so it stays that"


async def test_a_channel_that_a_pair_deletes_is_said_too_and_one_that_is_over_is_not(
    slack_town: SlackTown,
) -> None:
    town, world = slack_town, slack_town.sandbox.world
    await pair_up(town, town.alice, town.bob)
    first = (await SlackActor(town.alice, NAMES).wait_for_room()).raw
    await town.alice.wait_for_message(first, "Your first session")
    lives.delete_channel(world, first, town.bob.user)
    told = await town.alice.wait_for_dm("was deleted")
    await told.click("Open another")
    second = await until_room(town.alice, without=set())
    await town.alice.wait_for_message(second, "Your first session")
    shown = await (await SlackActor(town.alice, NAMES).slash("mentorship list")).click("Open")
    await (await shown.click("End it kindly")).click("End it")
    await town.alice.wait(lambda: second.archived, "the channel is archived", lambda: "open", 60)
    assert not [one.text for one in town.alice.inbox if "Your room" in one.text]


async def test_somebody_who_writes_in_a_pairs_channel_shows_that_they_are_in_touch(
    slack_town: SlackTown,
) -> None:
    town = slack_town
    await pair_up(town, town.alice, town.bob)
    room = (await SlackActor(town.alice, NAMES).wait_for_room()).raw
    await town.alice.wait_for_message(room, "Your first session")
    clock.advance(timedelta(minutes=5))
    await town.alice.say("Hello!", room)
    assert town.program is not None
    active = select(TALK.c.active_at)
    async with asyncio.timeout(60):
        while True:
            await look_into_rooms(town.program)
            async with town.database.read_scope() as connection:
                if (await connection.execute(active)).scalar() is not None:
                    break
            await asyncio.sleep(0.02)


def channels_of(person: Person) -> set[str]:
    """The private channels that somebody is in."""
    return {one.id for one in person.channels if one.kind == "private"}


async def until_room(person: Person, *, without: set[str]) -> Channel:
    """The open private channel of somebody's that is none of these, once there is one."""
    async with asyncio.timeout(60):
        while True:
            for one in person.channels:
                if one.kind == "private" and not one.archived and one.id not in without:
                    return one
            await asyncio.sleep(0.02)
