"""Announcing and coming, through a real discord.py client."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from reminders.conftest import Days
from sqlalchemy import select
from town import Town, empty_town, town

from mentorbot import clock
from mentorbot.events.models import EVENT_PICTURE
from mentorbot.sandbox.discord.api import lives
from mentorbot.sandbox.discord.people.person import Person
from mentorbot.sandbox.discord.people.replies import Reply
from mentorbot.sandbox.discord.world import permissions
from mentorbot.sandbox.discord.world.guilds import Channel, Overwrite

__all__ = ["empty_town", "town"]

MANAGES = permissions.MANAGE_EVENTS | permissions.MANAGE_GUILD
NATIVE = permissions.CREATE_EVENTS


@dataclass
class Hall:
    """A town with a channel for events, and somebody who may announce them."""

    town: Town
    channel: Channel
    boss: Person

    async def draft(self, *, title: str = "Finance evening", days: int = 30, **options: Any) -> Reply:
        """Announce an event as far as its preview."""
        starts = f"{clock.now() + timedelta(days=days):%Y-%m-%d} 17:00"
        given = {"kind": "webinar", "starts": starts, "place": "Room 5", **options}
        words = {name: given.pop(name) for name in ("about", "credits", "fee_deadline") if name in given}
        modal = await self.boss.slash("organize event announce", given)
        if "picture" in given:
            await self.has_picture()
        return await modal.submit(title=title, **words)

    async def has_picture(self) -> None:
        """Wait until some event has a picture: it is read while the form is open."""
        async with asyncio.timeout(60):
            while True:
                async with self.town.database.read_scope() as connection:
                    if (await connection.execute(select(EVENT_PICTURE.c.event_id))).first():
                        return
                await asyncio.sleep(0.02)

    async def publish(self, **options: Any) -> Reply:
        """Announce an event; returns the message that all see, as the boss sees it."""
        preview = await self.draft(**options)
        await preview.click("Publish")
        return await self.boss.wait_for_message(self.channel, options.get("title", "Finance evening"))

    async def say(self, person: Person, button: str) -> Reply:
        """Press a button of the message that all see; returns what only that person sees."""
        pressed = await self.seen_by(person).click(button)
        if pressed.ephemeral:
            return pressed
        interaction = [*self.town.sandbox.interactions.by_id.values()][-1]
        await until(lambda: interaction.sent)
        return Reply(person, interaction.sent[-1], interaction)

    def seen_by(self, person: Person) -> Reply:
        """The last message in the channel, for somebody else."""
        return Reply(person, self.channel.messages[-1])

    async def manage(self, title: str = "Finance evening") -> Reply:
        """Open an event to change it."""
        (choice, *_) = await self.boss.type("organize event edit", event=title)
        return await self.boss.slash("organize event edit", event=choice.value)


@pytest.fixture
async def hall(town: Town) -> AsyncIterator[Hall]:
    """Where events are announced."""
    role = town.sandbox.add_role(town.guild, "organizers", MANAGES)
    boss = town.sandbox.add_person("boss", town.guild, roles=[role])
    channel = town.sandbox.add_channel(town.guild, "events")
    town.guild.roles[town.guild.id].permissions |= NATIVE
    lives.role_changed(town.sandbox, "GUILD_ROLE_UPDATE", town.guild, town.guild.roles[town.guild.id])
    reply = await boss.slash("setup events", {"channel": channel})
    assert "Events are announced in" in reply.text
    return Hall(town, channel, boss)


async def until(holds: Callable[[], object]) -> None:
    """Wait until this holds."""
    async with asyncio.timeout(60):
        while not holds():  # noqa: ASYNC110 - there is no event for everything
            await asyncio.sleep(0.01)


def natives(hall: Hall) -> list[dict[str, Any]]:
    return [event.payload for event in hall.town.guild.events.values()]


async def test_an_event_is_seen_by_its_organizer_first_and_then_by_all(hall: Hall) -> None:
    preview = await hall.draft(
        host="ACHE", seats=2, about="Budgets *made* easy", credits="In-Person 6, Qualifying 1.5"
    )
    assert preview.ephemeral
    assert "only organizers see" in preview.text
    assert not hall.channel.messages
    assert not natives(hall)
    await preview.click("Publish")
    message = await hall.boss.wait_for_message(hall.channel, "Finance evening")
    assert "6 ACHE In-Person, 1.5 ACHE Qualifying" in message.text
    assert r"Budgets \*made\* easy" in message.text
    assert [button.label for button in message.buttons] == ["Going", "Interested", "Can't"]
    await until(lambda: natives(hall))
    [native] = natives(hall)
    assert (native["name"], native["entity_metadata"]) == ("Finance evening", {"location": "Room 5"})


async def test_pressing_publish_twice_posts_it_once(hall: Hall) -> None:
    preview = await hall.draft()
    button = next(one for one in preview.buttons if one.label == "Publish").custom_id
    await preview.click("Publish")
    await hall.boss.wait_for_message(hall.channel, "Finance evening")
    await hall.boss.forge_click(button, preview)
    await asyncio.sleep(0.2)
    assert len(hall.channel.messages) == 1
    assert len(natives(hall)) == 1


async def test_members_answer_and_all_see_how_many(hall: Hall) -> None:
    await hall.publish(seats=1)
    for person in (hall.town.alice, hall.town.bob):
        await hall.town.enrol(person)
    answer = await hall.say(hall.town.alice, "Going")
    assert answer.ephemeral
    assert "You are going. I will remind you." in answer.text
    assert "**1** going" in hall.seen_by(hall.town.bob).text
    waits = await hall.say(hall.town.bob, "Going (waiting list)")
    assert "You are the first in line" in waits.text
    await hall.say(hall.town.alice, "Can't")
    seat = await hall.town.bob.wait_for_dm("is yours")
    shown = await seat.click("Show")
    assert "You are going" in shown.text


async def test_whoever_has_not_enrolled_is_told_how_and_counts_nowhere(hall: Hall) -> None:
    await hall.publish()
    answer = await hall.say(hall.town.alice, "Going")
    assert "/start" in answer.text
    assert "**0** going" in hall.seen_by(hall.town.alice).text


async def test_a_student_cannot_announce_edit_or_set_up(hall: Hall) -> None:
    preview = await hall.draft()
    publish = next(one for one in preview.buttons if one.label == "Publish").custom_id
    assert publish
    alice = hall.town.alice
    told = [
        await alice.slash("organize event announce", kind="webinar", starts="2030-01-01 10:00"),
        await alice.slash("organize event edit", event=publish.split(":")[2]),
        await alice.forge_click(publish, preview),
        await alice.forge_click(publish.replace("publish", "drop"), preview),
    ]
    for reply in told:
        assert "Only organizers" in reply.text
    assert "manage this community" in (await alice.slash("setup events", {"channel": hall.channel})).text
    assert await alice.type("organize event edit", event="") == []
    assert not hall.channel.messages


async def test_the_organizer_role_is_enough_until_it_is_taken_away(hall: Hall) -> None:
    role = hall.town.sandbox.add_role(hall.town.guild, "planners")
    planner = hall.town.sandbox.add_person("pat", hall.town.guild, roles=[role])
    assert f"<@&{role.id}>" in (await hall.boss.slash("setup organizers", {"role": role})).text
    modal = await planner.slash("organize event announce", kind="social", starts="2030-01-01 10:00")
    preview = await modal.submit(title="Coffee")
    hall.town.guild.members[planner.id].roles.remove(role.id)
    assert "Only organizers" in (await preview.click("Publish")).text
    assert not hall.channel.messages


async def test_a_changed_place_is_told_once_and_shown_everywhere(hall: Hall) -> None:
    await hall.publish()
    await hall.town.enrol(hall.town.alice)
    await hall.say(hall.town.alice, "Interested")
    await until(lambda: natives(hall))
    modal = await (await hall.manage()).click("Change time and place")
    changed = await modal.submit(place="Room 9")
    assert "are told" in changed.text
    modal = await changed.click("Change time and place")
    shown = await modal.submit(starts="tomorrow 5pm", ends="7pm")
    assert "nobody is told yet" in shown.text
    refused = await hall.town.alice.forge_click("forms:confirm:1", hall.seen_by(hall.town.alice))
    assert "not kept any more" in refused.text
    told = await hall.town.alice.wait_for_dm("has changed")
    assert "Room 9" in told.text
    await until(lambda: "Room 9" in hall.seen_by(hall.boss).text)
    await until(lambda: natives(hall)[0]["entity_metadata"] == {"location": "Room 9"})
    modal = await (await hall.manage()).click("Change the words")
    assert "Stored." in (await modal.submit(title="Finance night")).text
    await until(lambda: "Finance night" in hall.seen_by(hall.boss).text)
    await asyncio.sleep(0.2)
    assert len([one for one in hall.town.alice.inbox if "has changed" in one.text]) == 1
    assert len(hall.channel.messages) == len(natives(hall)) == 1


async def test_of_two_who_edit_at_once_the_second_is_told_and_changes_nothing(hall: Hall) -> None:
    await hall.publish()
    first = await (await hall.manage()).click("Change the words")
    second = await (await hall.manage()).click("Change the words")
    assert "Stored." in (await first.submit(title="First title")).text
    assert "Somebody changed this event" in (await second.submit(title="Second title")).text
    await until(lambda: "First title" in hall.seen_by(hall.boss).text)


async def test_a_cancelled_event_tells_those_who_come_and_leaves_the_calendar(hall: Hall) -> None:
    await hall.publish()
    await hall.town.enrol(hall.town.alice)
    await hall.say(hall.town.alice, "Going")
    await until(lambda: natives(hall))
    asked = await (await hall.manage()).click("Cancel the event")
    assert "are told (1)" in asked.text
    await asked.click("Cancel the event")
    await hall.town.alice.wait_for_dm("was cancelled")
    await until(lambda: "Cancelled" in hall.seen_by(hall.boss).text)
    await until(lambda: not natives(hall))
    assert hall.seen_by(hall.boss).buttons == ()


async def test_a_channel_that_is_gone_is_told_and_nothing_is_published(hall: Hall) -> None:
    preview = await hall.draft()
    lives.remove_channel(hall.town.sandbox, hall.channel)
    await until(lambda: hall.town.bot.get_channel(int(hall.channel.id)) is None)
    told = await preview.click("Publish")
    assert "not there any more" in told.text
    assert not natives(hall)
    assert "draft" in (await hall.manage()).text


async def test_a_channel_where_the_bot_may_not_write_is_told(hall: Hall) -> None:
    preview = await hall.draft()
    everyone = hall.town.guild.id
    hall.channel.overwrites[everyone] = Overwrite(everyone, 0, 0, permissions.SEND_MESSAGES)
    lives.channel_changed(hall.town.sandbox, "CHANNEL_UPDATE", hall.channel)
    channel: Any = hall.town.bot.get_channel(int(hall.channel.id))
    await until(lambda: not channel.permissions_for(channel.guild.me).send_messages)
    told = await preview.click("Publish")
    assert "I may not write in" in told.text
    assert not hall.channel.messages
    assert not natives(hall)


async def test_without_the_permission_for_discord_events_the_message_alone_is_posted(hall: Hall) -> None:
    everyone = hall.town.guild.roles[hall.town.guild.id]
    everyone.permissions &= ~NATIVE
    lives.role_changed(hall.town.sandbox, "GUILD_ROLE_UPDATE", hall.town.guild, everyone)
    await until(lambda: not hall.town.bot.guilds[0].me.guild_permissions.create_events)
    preview = await hall.draft()
    told = await preview.click("Publish")
    assert "Create Events" in told.text
    await hall.boss.wait_for_message(hall.channel, "Finance evening")
    assert not natives(hall)


async def test_a_message_that_somebody_deleted_is_posted_again_with_the_next_change_or_within_a_day(
    hall: Hall,
) -> None:
    await hall.publish()
    await until(lambda: natives(hall))
    hall.channel.messages.clear()
    modal = await (await hall.manage()).click("Change the words")
    await modal.submit(title="Finance again")
    await hall.boss.wait_for_message(hall.channel, "Finance again")
    assert len(hall.channel.messages) == 1
    hall.channel.messages.clear()
    clock.advance(timedelta(hours=25))
    hall.town.bot.program.platforms["discord"].bring_up_soon("event")
    await hall.boss.wait_for_message(hall.channel, "Finance again")
    assert len(hall.channel.messages) == 1


async def test_what_was_left_undone_is_done_after_a_restart_and_not_twice(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def killed(*_: Any) -> list[str]:
        return []

    shows = hall.town.bot.program.platforms["discord"].shows
    with monkeypatch.context() as broken:
        broken.setitem(shows, "event", replace(shows["event"], bring_up=killed))
        await hall.publish()
        modal = await (await hall.manage()).click("Change the words")
        await modal.submit(title="After the kill")
    assert not natives(hall)
    await hall.town.restart()
    await until(lambda: "After the kill" in hall.seen_by(hall.boss).text)
    await until(lambda: natives(hall))
    await hall.town.restart()
    await asyncio.sleep(0.2)
    assert len(natives(hall)) == len(hall.channel.messages) == 1


async def test_reminders_come_in_time_and_stop_when_they_are_not_wanted(hall: Hall) -> None:
    starts = (clock.now() + timedelta(days=30)).replace(hour=17, minute=0, second=0, microsecond=0)
    await hall.publish(days=30)
    for person in (hall.town.alice, hall.town.bob):
        await hall.town.enrol(person)
        await hall.say(person, "Going")
    clock.advance(starts - timedelta(days=6) - clock.now())
    hall.town.bot.dispatcher.nudge()
    week = await hall.town.alice.wait_for_dm("Coming up")
    await hall.town.bob.wait_for_dm("Coming up")
    muted = await week.click("No reminders of this")
    assert "no reminders" in muted.text
    clock.advance(starts - timedelta(hours=23) - clock.now())
    hall.town.bot.dispatcher.nudge()
    await until(lambda: len(hall.town.bob.inbox) == 2)
    await asyncio.sleep(0.2)
    assert len(hall.town.alice.inbox) == 1


async def test_events_are_listed_by_kind_credits_and_who_comes(hall: Hall) -> None:
    await hall.publish(title="Congress", kind="conference", credits="In-Person 12")
    await hall.publish(title="Coffee", kind="social", days=3)
    await hall.town.enrol(hall.town.alice)
    await hall.say(hall.town.alice, "Going")
    reply = await hall.town.alice.slash("events")
    assert reply.text.index("Coffee") < reply.text.index("Congress")
    for shown, there, not_there in (
        ("mine", "Coffee", "Congress"),
        ("credits", "Congress", "Coffee"),
        ("conference", "Congress", "Coffee"),
    ):
        reply = await hall.town.alice.slash("events", show=shown)
        assert there in reply.text
        assert not_there not in reply.text
    look = await (await hall.town.alice.slash("events", show="mine")).click("Look")
    assert "You are going" in look.text
    file = await look.click("For my calendar")
    assert next(one.name for one in file.files).endswith(".ics")
    mine = await hall.town.alice.slash("calendar")
    assert mine.read("my-events.ics").startswith(b"BEGIN:VCALENDAR")


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"starts": "soon"}, "The start: That is not exact enough"),
        ({"starts": "2001-01-01 10:00"}, "not in the future"),
        (
            {"starts": "2031-03-09 02:30", "zone": "America/Chicago"},
            "the clocks in America/Chicago skip 02:30",
        ),
        ({"starts": "2030-01-01 10:00", "ends": "2030-01-01 09:00"}, "after the start"),
        ({"starts": "2030-01-01 10:00", "zone": "Atlantis"}, "time zone"),
        ({"starts": "2030-01-01 10:00", "place": "https://user:pw@example.org"}, "not a link"),
        ({"starts": "2030-01-01 10:00", "stages": "wizard"}, "career stages"),
    ],
)
async def test_an_announcement_that_makes_no_sense_is_told(
    hall: Hall, options: dict[str, str], told: str
) -> None:
    reply = await hall.boss.slash("organize event announce", kind="webinar", **options)
    assert told in reply.text
    assert await hall.boss.type("organize event edit", event="") == []


async def test_the_statements_of_the_commands_are_few(hall: Hall) -> None:
    await hall.publish()
    await hall.town.enrol(hall.town.alice)
    await until(lambda: natives(hall))
    await Days(hall.town).settle()

    async def counted(doing: Any) -> int:
        before = hall.town.database.statements
        await doing
        return hall.town.database.statements - before

    assert await counted(hall.town.alice.slash("events")) == 2
    assert await counted(hall.say(hall.town.alice, "Going")) == 4, (
        "and the milestone of the guide is under way"
    )
    assert await counted(hall.say(hall.town.alice, "Going")) == 2
