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
from mentorbot.mentoring.rounds.commands import settle_rounds
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

    preview = await fair.boss.slash("match preview", timeout=PATIENCE)
    assert preview.ephemeral
    assert "1 of 1" in preview.text
    assert "Alice** with **Bob" in preview.text
    assert "Finance and budgets" in preview.text
    (picture,) = preview.files
    assert preview.read(picture).startswith(b"\x89PNG")

    table = await preview.click("All as a file")
    assert "Alice,Bob," in table.read(table.files[0]).decode("utf-8-sig")
    published = await preview.click("Publish")
    assert "1 mentee has a mentor" in published.text
    told = await fair.alice.wait_for_dm("You have a mentor", timeout=PATIENCE)
    assert "Bob" in told.text
    assert "Alice" in (await fair.bob.wait_for_dm("You have a mentee", timeout=PATIENCE)).text
    again = await fair.boss.slash("match preview", timeout=PATIENCE)
    assert "no matching round" in again.text


async def test_what_has_changed_since_the_preview_is_not_published(fair: Fair) -> None:
    await fair.open()
    await fair.both()
    preview = await fair.boss.slash("match preview", timeout=PATIENCE)
    assert (
        "They will not be brought together"
        in (await fair.boss.slash("match forbid", {"mentee": fair.alice, "mentor": fair.bob})).text
    )
    assert "nothing was published" in (await preview.click("Publish")).text
    anew = await fair.boss.slash("match rerun", timeout=PATIENCE)
    assert "0 of 1" in anew.text
    lone = await anew.click("Without a mentor (1)")
    assert "ruled out for them" in lone.text


async def test_both_are_asked_by_a_message_each_and_the_pair_is_made(fair: Fair) -> None:
    await fair.open(confirm=True)
    await fair.both()
    preview = await fair.boss.slash("match preview", timeout=PATIENCE)
    assert "are asked now" in (await preview.click("Ask both sides")).text
    to_alice = await fair.alice.wait_for_dm("A mentor for you?", timeout=PATIENCE)
    assert "as soon as the other has answered" in (await to_alice.click("Yes, gladly")).text
    to_bob = await fair.bob.wait_for_dm("A mentee for you?", timeout=PATIENCE)
    assert "Both of you said yes" in (await to_bob.click("Yes, gladly")).text
    await fair.alice.wait_for_dm("You have a mentor", timeout=PATIENCE)


async def test_a_pair_that_is_declined_is_settled_by_the_bot_itself(fair: Fair) -> None:
    await fair.open(confirm=True)
    await fair.both()
    await (await fair.boss.slash("match preview", timeout=PATIENCE)).click("Ask both sides")
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
    asked = await fair.boss.slash("match cancel")
    assert "Call off" in asked.text
    assert "nobody is paired" in (await asked.click("Call it off")).text
    assert "over" in (await fair.sign_up(fair.alice, "I look for a mentor")).text
