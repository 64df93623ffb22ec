"""Matching rounds through a real discord.py client: announced, looked at, published, answered."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from mentoring.conftest import look, offer
from town import Town, empty_town, town

from mentorbot import clock
from mentorbot.chat.caller import Caller
from mentorbot.mentoring.rounds import announcing
from mentorbot.mentoring.rounds.commands import settle_rounds, show_rounds
from mentorbot.sandbox.discord.people.person import Person
from mentorbot.sandbox.discord.people.replies import Reply
from mentorbot.sandbox.discord.world import permissions
from mentorbot.sandbox.discord.world.guilds import Channel

__all__ = ["empty_town", "town"]

FORMER = "2020-01-01 10:00"
PATIENCE = 30.0
"""Seconds for what starts a process of its own, on a machine that has more to do."""


@dataclass
class Fair:
    """A town with a channel for mentoring and an organizer; alice looks for a mentor, bob mentors."""

    town: Town
    channel: Channel
    boss: Person

    @property
    def alice(self) -> Person:
        return self.town.alice

    @property
    def bob(self) -> Person:
        return self.town.bob

    async def open(self, **options: object) -> Reply:
        """Open a round; returns what the organizer sees."""
        closes = f"{clock.now() + timedelta(days=7):%Y-%m-%d} 18:00"
        return await self.boss.slash("match open", {"closes": closes, "channel": self.channel, **options})

    async def sign_up(self, person: Person, button: str) -> Reply:
        """Press a button of the announcement."""
        await person.wait_for_message(self.channel, "Sign up until", timeout=PATIENCE)
        return await Reply(person, self.channel.messages[-1]).click(button)

    async def both(self) -> None:
        """Let both take part."""
        assert "You look for a mentor" in (await self.sign_up(self.alice, "I look for a mentor")).text
        assert "You mentor" in (await self.sign_up(self.bob, "I mentor")).text


async def once_done(reply: Reply) -> Reply:
    """What comes of a round that is being worked out."""
    async with asyncio.timeout(2 * PATIENCE):
        while "[Look again]" in reply.text:
            reply = await reply.click("Look again", timeout=PATIENCE)
    return reply


async def until(holds: Callable[[], object]) -> None:
    for _ in range(200):
        if holds():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it did not come to that")


@pytest.fixture
async def fair(town: Town) -> AsyncIterator[Fair]:
    role = town.sandbox.add_role(town.guild, "organizers", permissions.MANAGE_GUILD)
    boss = town.sandbox.add_person("boss", town.guild, roles=[role])
    channel = town.sandbox.add_channel(town.guild, "mentoring")
    guild = str(town.guild.id)
    await look(town.database, Caller("discord", guild, str(town.alice.id)), name="Alice")
    await offer(town.database, Caller("discord", guild, str(town.bob.id)), name="Bob")
    return Fair(town, channel, boss)


async def test_an_organizer_runs_a_round_from_the_announcement_to_the_pair(fair: Fair) -> None:
    opened = await fair.open(name="Spring round", peers=True)
    assert "It is announced in" in opened.text
    await fair.both()
    assert "You take part already" in (await fair.sign_up(fair.alice, "I look for a mentor")).text

    preview = await once_done(await fair.boss.slash("match preview", timeout=PATIENCE))
    assert preview.ephemeral
    assert "1 of 1" in preview.text
    assert "Alice** with **Bob" in preview.text
    assert "Finance and budgets" in preview.text
    (picture,) = preview.files
    assert preview.read(picture).startswith(b"\x89PNG")

    table = await preview.click("All as a file")
    assert b'"Alice","Bob",' in table.read(table.files[0])
    asked = await preview.click("Publish")
    assert "People can sign up until" in asked.text
    published = await asked.click("Publish now")
    assert "1 mentee has a mentor" in published.text
    told = await fair.alice.wait_for_dm("You have a mentor", timeout=PATIENCE)
    assert "Bob" in told.text
    assert f"<@{fair.bob.id}>" in (await told.click("Your mentorship")).text
    to_bob = await fair.bob.wait_for_dm("You have a mentee", timeout=PATIENCE)
    assert "Alice" in to_bob.text
    assert f"<@{fair.alice.id}>" in (await to_bob.click("Open")).text
    again = await once_done(await fair.boss.slash("match preview", timeout=PATIENCE))
    assert "Published." in again.text, "what came of it is found again"
    assert b'"Alice","Bob",' in (await again.click("All as a file")).read("round.csv")
    await show_rounds(fair.town.bot.program)
    announced = Reply(fair.alice, fair.channel.messages[-1])
    assert "This round is published" in announced.text
    assert announced.buttons == ()


@pytest.mark.parametrize(("done", "said"), [("closes", "Sign-up is closed"), ("is called off", "called off")])
async def test_an_announcement_says_what_became_of_the_round(fair: Fair, done: str, said: str) -> None:
    await fair.open(name="Spring round")
    await fair.both()
    await show_rounds(fair.town.bot.program)
    assert Reply(fair.alice, fair.channel.messages[-1]).buttons, "people can sign up still"
    if done == "closes":
        clock.advance(timedelta(days=9))
    else:
        await (await fair.boss.slash("match cancel")).click("Call it off")
        assert "Spring round" in (await fair.alice.wait_for_dm("called off", timeout=PATIENCE)).text
        await fair.bob.wait_for_dm("called off", timeout=PATIENCE)
    await show_rounds(fair.town.bot.program)
    announced = Reply(fair.alice, fair.channel.messages[-1])
    assert said in announced.text
    assert announced.buttons == ()


async def test_an_announcement_that_was_deleted_keeps_nothing_waiting(fair: Fair) -> None:
    await fair.open()
    await fair.both()
    fair.channel.messages.pop()
    await (await fair.boss.slash("match cancel")).click("Call it off")
    await show_rounds(fair.town.bot.program)
    async with fair.town.database.read_scope() as connection:
        assert await announcing.find_outdated(connection) == []


async def test_what_has_changed_since_the_preview_is_not_published(fair: Fair) -> None:
    await fair.open()
    await fair.both()
    preview = await once_done(await fair.boss.slash("match preview", timeout=PATIENCE))
    assert (
        "They will not be brought together"
        in (await fair.boss.slash("match forbid", {"mentee": fair.alice, "mentor": fair.bob})).text
    )
    assert "nothing was published" in (await (await preview.click("Publish")).click("Publish now")).text
    anew = await once_done(await fair.boss.slash("match rerun", timeout=PATIENCE))
    assert "0 of 1" in anew.text
    lone = await anew.click("Without a mentor (1)")
    assert "ruled out for them" in lone.text


async def test_both_are_asked_by_a_message_each_and_the_pair_is_made(fair: Fair) -> None:
    await fair.open(confirm=True)
    await fair.both()
    preview = await once_done(await fair.boss.slash("match preview", timeout=PATIENCE))
    asked = await (await preview.click("Ask both sides")).click("Ask both sides now")
    assert "are asked now" in asked.text
    to_alice = await fair.alice.wait_for_dm("A mentor for you?", timeout=PATIENCE)
    assert "as soon as the other has answered" in (await to_alice.click("Yes, gladly")).text
    to_bob = await fair.bob.wait_for_dm("A mentee for you?", timeout=PATIENCE)
    assert "Both of you said yes" in (await to_bob.click("Yes, gladly")).text
    await fair.alice.wait_for_dm("You have a mentor", timeout=PATIENCE)


async def test_a_pair_that_is_declined_is_settled_by_the_bot_itself(fair: Fair) -> None:
    await fair.open(confirm=True)
    await fair.both()
    preview = await once_done(await fair.boss.slash("match preview", timeout=PATIENCE))
    await (await preview.click("Ask both sides")).click("Ask both sides now")
    to_bob = await fair.bob.wait_for_dm("A mentee for you?", timeout=PATIENCE)
    assert "told only that it does not come about" in (await to_bob.click("Rather not")).text
    await settle_rounds(fair.town.bot.program)
    await fair.alice.wait_for_dm("No mentor this time", timeout=PATIENCE)


@pytest.mark.parametrize("command", ["preview", "rerun", "publish", "cancel"])
async def test_who_does_not_organize_is_told_who_does(fair: Fair, command: str) -> None:
    await fair.open()
    assert "Only organizers" in (await fair.alice.slash(f"match {command}")).text


async def test_a_time_that_cannot_be_read_or_has_passed_opens_nothing(fair: Fair) -> None:
    assert "could not read" in (await fair.open(closes="soonish")).text
    assert "need some time to sign up" in (await fair.open(closes=FORMER)).text
    assert "no matching round" in (await fair.boss.slash("match preview", timeout=PATIENCE)).text


async def test_a_round_is_called_off_after_a_question(fair: Fair) -> None:
    await fair.open(name="Spring *round*")
    await fair.alice.wait_for_message(fair.channel, "Sign up until", timeout=PATIENCE)
    announced = Reply(fair.alice, fair.channel.messages[-1])
    sign_up = announced.button("I look for a mentor").custom_id
    asked = await fair.boss.slash("match cancel")
    assert "Call off" in asked.text
    assert "nobody is paired" in (await asked.click("Call it off")).text
    assert "over" in (await fair.alice.forge_click(sign_up, announced)).text


async def test_an_organizer_says_what_counts_sees_what_it_costs_and_takes_another_way(fair: Fair) -> None:
    await fair.open(name="Spring round")
    await fair.both()
    weighed = await fair.boss.slash("match weigh", {"topics": "much", "time": "must", "credentials": "none"})
    assert weighed.ephemeral
    for said in ("A pair must have an hour in common", "topics much, credentials not at all"):
        assert said in weighed.text
    costs = await once_done(await weighed.click("What each choice costs", timeout=PATIENCE))
    for said in (
        "Best fit altogether** (this round): 1 of 1",
        "An hour in common** costs no pair",
        "would cost",
    ):
        assert said in costs.text
    (picture,) = costs.files
    assert costs.read(picture).startswith(b"\x89PNG")
    taken = await once_done(await costs.click("Take: stable", timeout=PATIENCE))
    assert "1 of 1" in taken.text
    assert "no two would rather have each other" in taken.text
    nothing = dict.fromkeys(("topics", "time", "setting", "help", "credentials", "years"), "none")
    assert "nothing would count" in (await fair.boss.slash("match weigh", nothing)).text
    assert "Only organizers" in (await fair.alice.slash("match weigh", {"topics": "much"})).text


async def test_places_are_not_kept_for_everybody_and_nothing_is_worked_out_while_discord_says_of_no_group(
    fair: Fair,
) -> None:
    town = fair.town
    everybody = town.guild.roles[town.guild.id]
    veterans = town.sandbox.add_role(town.guild, "Veterans")
    await fair.open()
    await fair.both()
    assert "Everybody is in that group" in (await fair.boss.slash("match reserve", {"role": everybody})).text
    assert "Say for whom" in (await fair.boss.slash("match reserve", {"least": 1})).text
    reserved = await fair.boss.slash("match reserve", {"role": veterans, "most": 0, "least": 0})
    assert f"<@&{veterans.id}>: 0 at most" in reserved.text
    preview = await once_done(await fair.boss.slash("match preview", timeout=PATIENCE))
    assert "1 of 1" in preview.text
    town.guild.members[town.alice.id].roles.append(veterans.id)
    clock.advance(timedelta(hours=2))
    town.sandbox.faults.add("GET", "/guilds/*/members/*", times=10, status=403, code=50001)
    refused = await once_done(await fair.boss.slash("match rerun", timeout=PATIENCE))
    assert f"I could not see who is in <@&{veterans.id}>" in refused.text
    town.sandbox.faults.clear()
    anew = await once_done(await fair.boss.slash("match rerun", timeout=PATIENCE))
    assert "0 of 1" in anew.text
