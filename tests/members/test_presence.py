"""Whoever left a community, or was removed from it, can do nothing there from a direct message either."""

import pytest
from sqlalchemy import select
from town import Town, empty_town, town

from mentorbot import rooms
from mentorbot.members import presence
from mentorbot.members.models import MEMBER
from mentorbot.members.presence import LEFT, OPEN_TO_ALL
from mentorbot.sandbox.discord.people.person import Person

__all__ = ["empty_town", "town"]

PRIVATELY = [
    one.words
    for one in rooms.declared().commands.values()
    if one.direct
    and not one.needed
    and one.words.split()[0] not in {*OPEN_TO_ALL, "organize", "setup", "match"}
]


@pytest.fixture
def forgetful(monkeypatch: pytest.MonkeyPatch) -> None:
    """Discord is asked every time, so that nobody has to wait for minutes."""
    monkeypatch.setattr(presence, "KNOWN_FOR", -1.0)


async def find_departures(town: Town) -> list[bool]:
    """For each member, whether they are known to have left."""
    async with town.database.read_scope() as connection:
        return [row.left_at is not None for row in await connection.execute(select(MEMBER.c.left_at))]


@pytest.mark.usefixtures("forgetful")
async def test_who_was_removed_can_do_nothing_in_direct_messages_but_look_after_their_data(
    town: Town,
) -> None:
    await town.enrol(town.alice)
    dm = town.alice.dm()
    before = await town.alice.slash("nextstep", channel=dm)
    town.sandbox.leave(town.alice.user, town.guild)
    assert len(PRIVATELY) > 15
    for words in PRIVATELY:
        assert (await town.alice.slash(words, channel=dm)).text.endswith(LEFT), words
    assert LEFT in (await before.click("Done")).text
    assert (await town.alice.slash("privacy export", channel=dm)).files
    assert LEFT not in (await town.alice.slash("help", channel=dm)).text
    assert LEFT not in (await town.alice.slash("privacy erase", channel=dm)).text


@pytest.mark.usefixtures("forgetful")
async def test_who_comes_back_finds_all_as_it_was(town: Town) -> None:
    await town.enrol(town.alice)
    dm = town.alice.dm()
    await (await town.alice.slash("nextstep", channel=dm)).click("Done")
    before = (await town.alice.slash("progress", channel=dm)).text
    town.sandbox.leave(town.alice.user, town.guild)
    assert LEFT in (await town.alice.slash("progress", channel=dm)).text
    assert await find_departures(town) == [True]
    town.sandbox.join(town.alice.user, town.guild)
    assert (await town.alice.slash("progress", channel=dm)).text == before
    assert await find_departures(town) == [False]


async def test_who_was_missed_in_a_direct_message_is_back_at_once_when_they_act_there(town: Town) -> None:
    await town.enrol(town.alice)
    town.sandbox.leave(town.alice.user, town.guild)
    assert LEFT in (await town.alice.slash("progress", channel=town.alice.dm())).text
    assert await find_departures(town) == [True]
    town.sandbox.join(town.alice.user, town.guild)
    assert LEFT not in (await town.alice.slash("progress")).text
    assert await find_departures(town) == [False]


@pytest.mark.usefixtures("forgetful")
async def test_who_left_one_of_two_communities_acts_in_the_other(town: Town) -> None:
    other = town.sandbox.add_guild("Other managers")
    town.sandbox.install(town.app, other)
    town.sandbox.join(town.alice.user, other)
    await town.enrol(town.alice)
    elsewhere = await town.alice.slash("start", channel=other.channel("general"))
    await elsewhere.submit({"stage": "early_careerist"})
    dm = town.alice.dm()
    assert (await town.alice.slash("progress", channel=dm)).text != (await town.alice.slash("progress")).text
    town.sandbox.leave(town.alice.user, other)
    told = (await town.alice.slash("progress", channel=dm)).text
    assert LEFT not in told
    assert told == (await town.alice.slash("progress")).text


async def test_discord_is_asked_once_in_some_minutes(town: Town) -> None:
    await town.enrol(town.alice)
    before = town.calls("GET", "/members/")
    for _ in range(3):
        await town.alice.slash("nextstep", channel=town.alice.dm())
    assert town.calls("GET", "/members/") == before + 1


async def test_while_discord_does_not_say_everybody_is_taken_to_be_there(town: Town) -> None:
    await town.enrol(town.alice)
    town.sandbox.faults.add("GET", "/guilds/*/members/*", status=403, code=50001, times=9)
    assert LEFT not in (await town.alice.slash("nextstep", channel=town.alice.dm())).text


@pytest.mark.usefixtures("forgetful")
async def test_in_a_community_somebody_who_came_back_is_a_member_at_once(town: Town) -> None:
    owner = Person(town.sandbox, town.guild.members[town.guild.owner_id].user)
    jobs = town.sandbox.add_channel(town.guild, "jobs")
    assert "Opportunities are shown in" in (await owner.slash("setup opportunities", {"channel": jobs})).text
    await town.enrol(town.alice)
    await (await town.alice.slash("remind digest")).click("Turn it on: Monday 8:00")
    town.sandbox.leave(town.alice.user, town.guild)
    assert LEFT in (await town.alice.slash("progress", channel=town.alice.dm())).text
    assert await find_departures(town) == [True]
    town.sandbox.join(town.alice.user, town.guild)
    form = await town.alice.slash("opportunity post", {"kind": "job"})
    assert form.title == "About the opportunity"
    digest = await town.alice.slash("remind digest")
    await digest.click("Turn it off")
    assert "Digest is off" in digest.text
