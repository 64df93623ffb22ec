"""Where a pair talks on Slack: in a channel of their own, or, where there can be none, in direct messages."""

from slack_town import RENAMED, SlackTown
from stories.mentors import bring_together

from mentorbot.demo.stage.on_slack import SlackActor
from mentorbot.on_slack.names import Names
from mentorbot.rooms import declared
from mentorbot.sandbox.slack.people.person import Person
from mentorbot.sandbox.slack.world import lives

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
