"""What `/setup start` refuses, and what `/setup check` finds, on a local Discord."""

import pytest
from town import Town, empty_town, town

from mentorbot.sandbox.discord.api import lives
from mentorbot.sandbox.discord.people.person import Person
from mentorbot.sandbox.discord.people.replies import Reply
from mentorbot.sandbox.discord.world import permissions
from mentorbot.sandbox.discord.world.guilds import FORUM, Channel, Overwrite

__all__ = ["empty_town", "town"]

EVENTS, MENTORING = "Where events are announced", "Where mentoring goes"


@pytest.fixture
def boss(town: Town) -> Person:
    """The owner."""
    return Person(town.sandbox, town.guild.members[town.guild.owner_id].user)


def deny(town: Town, channel: Channel, what: int) -> None:
    """Take something from everybody in a channel, of which the bot is told."""
    channel.overwrites[town.guild.id] = Overwrite(town.guild.id, 0, deny=what)
    lives.channel_changed(town.sandbox, "CHANNEL_UPDATE", channel)


async def ask_channels(boss: Person) -> Reply:
    """The third question, of all parts."""
    parts = await boss.slash("setup start")
    every = ["Events", "Mentoring", "Introductions", "Opportunities"]
    clock = await parts.select("What you want to use", every)
    return await clock.click("Next")


async def test_what_cannot_be_is_refused_and_changes_nothing(town: Town, boss: Person) -> None:
    hidden = town.sandbox.add_channel(town.guild, "hidden")
    deny(town, hidden, permissions.VIEW_CHANNEL)
    where = await ask_channels(boss)
    assert "I cannot see" in (await where.select(EVENTS, hidden)).text
    for forged in ("setup:channel:nonsense.em", "setup:channel:", "setup:channel:events.em"):
        assert "Please choose one of the lines" in (await boss.forge_click(forged, where)).text
    who = await where.click("Next")
    everyone = town.sandbox.world.guilds[town.guild.id].roles[town.guild.id]
    assert (
        "Everybody is in that group"
        in (await who.select("Who is in this role or group organizes", everyone)).text
    )
    bot = town.bot.user
    assert bot is not None
    assert "a program" in (await who.select("Name somebody, or take it back", str(bot.id))).text
    assert "no channel yet" in (await boss.slash("setup check")).text


async def test_a_later_look_finds_what_was_taken_away_and_says_how_to_give_it(
    town: Town, boss: Person
) -> None:
    news, talks = (town.sandbox.add_channel(town.guild, name) for name in ("news", "talks"))
    forum = town.sandbox.add_channel(town.guild, "careers", kind=FORUM)
    where = await ask_channels(boss)
    where = await where.select(EVENTS, news)
    where = await where.select(MENTORING, talks)
    where = await where.select("Where introductions are told of", talks)
    where = await where.select("Where opportunities are shown", forum)
    assert str(where).count("No channel yet") == 2
    deny(town, news, permissions.SEND_MESSAGES)
    deny(town, talks, permissions.CREATE_PRIVATE_THREADS)
    checked = await boss.slash("setup check")
    assert f"I may not write in <#{news.id}>" in checked.text
    assert f"I may not open private places in <#{talks.id}>" in checked.text
    assert "Server Settings" in checked.text
    tested = await checked.click("Send a test message")
    assert "1 test message sent" in tested.text
    assert f"I cannot write in <#{news.id}>" in tested.text
    assert f"No test in <#{forum.id}>" in tested.text
