"""Introductions through a real discord.py client."""

from datetime import timedelta

import pytest
from reminders.conftest import Days
from town import Town, empty_town, town

from mentorbot import clock
from mentorbot.chat.caller import Caller
from mentorbot.members import service as members
from mentorbot.networking.intros.commands.threads import open_rooms
from mentorbot.sandbox.discord.api import lives
from mentorbot.sandbox.discord.people.person import Person
from mentorbot.sandbox.discord.world import permissions
from mentorbot.sandbox.discord.world.guilds import Channel, Overwrite

__all__ = ["empty_town", "town"]


@pytest.fixture
def days(town: Town) -> Days:
    """The town, with time."""
    return Days(town)


@pytest.fixture
def boss(town: Town) -> Person:
    """Somebody who may manage the server."""
    role = town.sandbox.add_role(town.guild, "organizers", permissions.MANAGE_GUILD)
    return town.sandbox.add_person("boss", town.guild, roles=[role])


async def set_up(town: Town, boss: Person) -> Channel:
    channel = town.sandbox.add_channel(town.guild, "introductions")
    day = (clock.now().weekday() - 1) % 7  # so that no second round begins while a test moves the clock
    options = {"channel": channel, "how_often": "weekly", "day": day, "zone": "UTC", "message": "Hello"}
    reply = await boss.slash("setup intros", options)
    assert "Introductions are set up" in reply.text
    await boss.wait_for_message(channel, "Meet somebody new")
    return channel


async def test_two_students_are_introduced_meet_and_the_organizer_sees_it(
    town: Town, days: Days, boss: Person
) -> None:
    channel = await set_up(town, boss)
    for person in (town.alice, town.bob):
        await town.enrol(person)
        message = await person.wait_for_message(channel, "Meet somebody new")
        form = await message.click("Take part")
        joined = await form.submit(topics=["finance", "quality"], setting=["hospital"], every=["1"])
        assert "You take part in introductions" in joined.text
    settings = await boss.slash("setup intros")
    preview = await settings.click("Preview")
    assert "**2 people** in **1 group**" in preview.text
    begun = await preview.click("Run now")
    assert "The round begins now" in begun.text
    await days.settle()
    letter = await town.alice.wait_for_dm("Meet somebody new")
    assert f"<@{town.bob.id}>" in letter.text
    assert "Quality and patient safety" in letter.text
    assert "Glad that you met" in (await letter.click("We met")).text
    mine = await town.alice.slash("network")
    assert mine.ephemeral
    assert "You know **1 person** here: 1 by introductions" in mine.text
    assert f"<@{town.bob.id}>" in mine.text
    assert "Hospital: 1" in mine.text
    assert [file.name for file in mine.files] == ["network.png"]
    await (await mine.click("Open your entry")).click("Who I am")
    assert "You have met nobody here yet" in (await town.bob.slash("network")).text
    await days.pass_by(timedelta(days=4))
    assert [message for message in town.bob.inbox if "Halfway" in message.text]
    assert not [message for message in town.alice.inbox if "Halfway" in message.text]
    seen = await (await boss.slash("setup intros")).click("How it is going")
    assert "**1 of 1 group**" in seen.text


async def other_member(town: Town) -> int:
    """Bob's number here."""
    async with town.database.read_scope() as connection:
        found = await members.find_profile(connection, Caller("discord", town.guild.id, town.bob.id))
    assert found is not None
    return found.id


async def test_not_with_this_person_is_private_and_holds(town: Town, days: Days, boss: Person) -> None:
    await set_up(town, boss)
    for person in (town.alice, town.bob):
        await town.enrol(person)
        await (await person.slash("intros join")).submit(every=["1"])
    await (await (await boss.slash("setup intros")).click("Run now")).click("How it is going")
    await days.settle()
    letter = await town.alice.wait_for_dm("Meet somebody new")
    choice = await letter.click("Not with this person")
    kept = await choice.select(None, str(await other_member(town)))
    assert "I will not bring you together again" in kept.text
    preview = await (await boss.slash("setup intros")).click("Preview")
    assert "For 2 there is nobody this time" in preview.text
    assert str(town.alice.id) not in "".join(message.text for message in town.bob.inbox[1:])


async def test_a_student_may_not_press_what_organizers_press(town: Town, boss: Person) -> None:
    await set_up(town, boss)
    await town.enrol(town.alice)
    settings = await boss.slash("setup intros")
    for button in settings.buttons:
        assert button.custom_id
        assert "Only organizers" in (await town.alice.forge_click(button.custom_id, settings)).text
    assert "Only organizers" in (await town.alice.slash("setup intros")).text


async def test_pausing_takes_plain_words_and_refuses_the_past(town: Town, boss: Person) -> None:
    await set_up(town, boss)
    await town.enrol(town.alice)
    assert "You do not take part" in (await town.alice.slash("intros show")).text
    await (await town.alice.slash("intros join")).submit(every=["2"])
    assert "In every second round" in (await town.alice.slash("intros show")).text
    assert "Paused until" in (await town.alice.slash("intros pause", until="in 3 weeks")).text
    assert "name one day" in (await town.alice.slash("intros pause", until="every Monday 9am")).text
    refused = await town.alice.slash("intros pause", until="yesterday 9am")
    assert "Paused until" not in refused.text
    assert "You have left introductions" in (await town.alice.slash("intros leave")).text


async def test_times_are_proposed_and_picked_and_that_they_met_is_known_from_it(
    town: Town, days: Days, boss: Person
) -> None:
    await set_up(town, boss)
    for person in (town.alice, town.bob):
        await town.enrol(person)
        await (await person.slash("intros join")).submit(every=["1"])
    await (await (await boss.slash("setup intros")).click("Preview")).click("Run now")
    await days.settle()
    form = await (await town.alice.wait_for_dm("Meet somebody new")).click("Propose times")
    await (await form.submit(time1="tomorrow 5pm")).click("Yes, that is right")
    await days.settle()
    proposal = town.bob.inbox[-1]
    await proposal.click(proposal.buttons[0].label)
    await days.settle()
    assert "To begin with" in town.alice.inbox[-1].text, "the questions stand in the invitation"
    await days.pass_by(timedelta(days=2))
    asked = await town.alice.wait_for_dm("Did you meet")
    await asked.click(asked.buttons[0].label)
    await days.pass_by(timedelta(days=3))
    assert not [one for one in (*town.alice.inbox, *town.bob.inbox) if "Halfway" in one.text]
    seen = await (await boss.slash("setup intros")).click("How it is going")
    assert "**1 of 1 group**" in seen.text


@pytest.mark.parametrize("allowed", [True, False])
async def test_where_the_bot_may_a_private_thread_opens_for_the_two_and_greets_them_once(
    town: Town, days: Days, boss: Person, *, allowed: bool
) -> None:
    everyone = town.guild.roles[town.guild.id]
    may = permissions.CREATE_PRIVATE_THREADS | permissions.SEND_IN_THREADS
    everyone.permissions = everyone.permissions | may if allowed else everyone.permissions & ~may
    lives.role_changed(town.sandbox, "GUILD_ROLE_UPDATE", town.guild, everyone)
    await set_up(town, boss)
    for person in (town.alice, town.bob):
        await town.enrol(person)
        await (await person.slash("intros join")).submit(every=["1"])
    await (await (await boss.slash("setup intros")).click("Preview")).click("Run now")
    await days.settle()
    for _ in range(2):
        await open_rooms(town.bot.program)
        await days.settle()
    threads = [one for one in town.guild.threads.values() if one.name.startswith("Introduction · ")]
    assert len(threads) == allowed
    for thread in threads:
        [greeting] = [one for one in thread.messages if "meet each other" in str(one.payload)]
        assert f"<@{town.bob.id}>" in str(greeting.payload)
        assert {town.alice.id, town.bob.id} <= {*thread.thread_members}


async def test_who_does_not_see_the_channel_cannot_join(town: Town, boss: Person) -> None:
    channel = await set_up(town, boss)
    await town.enrol(town.alice)
    form = await town.alice.slash("intros join")
    channel.overwrites[town.guild.id] = Overwrite(town.guild.id, 0, deny=permissions.VIEW_CHANNEL)
    lives.channel_changed(town.sandbox, "CHANNEL_UPDATE", channel)
    assert "see the channel" in (await form.submit(every=["1"])).text
    assert "You do not take part" in (await town.alice.slash("intros show")).text


async def test_an_organizer_who_never_said_where_they_live_is_asked_by_whose_clock_rounds_begin(
    town: Town, boss: Person
) -> None:
    channel = town.sandbox.add_channel(town.guild, "coffee")
    asked = await boss.slash("setup intros", {"channel": channel, "message": "Come!"})
    assert "By whose clock should rounds begin?" in asked.text
    assert "message:Come" in asked.text
    assert "Name a channel" in (await boss.slash("setup intros")).text
    owner = Person(town.sandbox, town.guild.members[town.guild.owner_id].user)
    where = await (await owner.slash("setup start")).click("Go on with Events and Mentoring")
    assert "If you do not say, I go by UTC." in where.text
    await (await where.click("Change where I live")).submit(city="denver")
    done = await boss.slash("setup intros", {"channel": channel, "hour": 16})
    assert "I read 16:00 by this community's clock, America/Denver." in done.text
    assert "at 16:00 (America/Denver)" in done.text


async def test_whoever_goes_on_by_utc_when_setting_up_has_rounds_by_utc(town: Town) -> None:
    owner = Person(town.sandbox, town.guild.members[town.guild.owner_id].user)
    channel = town.sandbox.add_channel(town.guild, "coffee")
    where = await (await owner.slash("setup start")).select("What you want to use", ["Introductions"])
    channels = await where.click("Next")
    await channels.select("Where introductions are told of", [channel])
    assert "at 09:00 (UTC)" in (await owner.slash("setup intros")).text


async def test_setting_up_again_changes_only_what_is_given_and_says_what_it_did(town: Town) -> None:
    boss = Person(town.sandbox, town.guild.members[town.guild.owner_id].user)
    channel = town.sandbox.add_channel(town.guild, "coffee")
    nothing = await boss.slash("setup intros", {"hour": 8})
    assert "channel" in nothing.text
    first = await boss.slash(
        "setup intros", {"channel": channel, "how_often": "weekly", "day": 3, "hour": 17, "zone": "Chicago"}
    )
    assert "Introductions are set up. I invite everybody" in first.text
    invitation = await town.alice.wait_for_message(channel, "Meet somebody new")
    assert "I introduce two of you who have not met yet." in invitation.text
    second = await boss.slash("setup intros", {"group_size": 3})
    assert "Changed: the size of groups. Everything else is as it was." in second.text
    assert "every week, on Thursday at 17:00 (America/Chicago)" in second.text
    again = await boss.slash("setup intros", {"group_size": 3})
    assert "nothing has changed" in again.text
    third = await boss.slash("setup intros", {"hour": 9, "message": "Come!"})
    assert "Changed: when rounds are, the message." in third.text
    assert "**Groups of:** 3" in third.text
    assert len([one for one in channel.messages if "Meet somebody new" in str(one.payload)]) == 1
