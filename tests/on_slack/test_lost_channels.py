"""Channels are archived and deleted, and the app is taken out of them: what becomes of what belongs there."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

from slack_town import SlackTown

from mentorbot import clock
from mentorbot.delivery.dispatcher import Dispatcher
from mentorbot.events import showing
from mentorbot.sandbox.slack.people.screen import NotAnsweredError
from mentorbot.sandbox.slack.people.surfaces import Modal, Reply
from mentorbot.sandbox.slack.world import lives
from mentorbot.sandbox.slack.world.channels import Channel, Kind


def new_channel(town: SlackTown, name: str, kind: Kind = "public") -> Channel:
    """A channel of the owner's and Alice's."""
    return town.sandbox.add_channel(name, town.owner.user, town.alice.user, kind=kind)


async def announce(town: SlackTown, where: Channel) -> Reply:
    """An event in a channel, as Alice sees it."""
    assert "announced" in (await town.owner.slash(f"/setup events <#{where.id}>")).text
    await (await draft(town)).click("Publish")
    nudge(town)
    return await town.alice.wait_for_message(where, "Budgets for beginners")


async def until_shown(town: SlackTown, where: Channel) -> None:
    """Wait until the event is in a channel: at once, or with the next look, if the bot was just at it."""
    assert town.program is not None
    for _ in range(5):
        try:
            await town.alice.wait_for_message(where, "Budgets for beginners", timeout=6)
        except NotAnsweredError:
            clock.advance(timedelta(hours=1))
            town.program.platforms["slack"].bring_up_soon("event")
        else:
            return
    raise AssertionError("it is not shown again")


async def showing_behind(town: SlackTown) -> bool:
    """Whether an event is not shown as it is stored."""
    async with town.database.read_scope() as connection:
        return bool(await showing.find_behind(connection, "slack"))


async def draft(town: SlackTown) -> Reply:
    """The preview of an event that is not announced yet."""
    day = (clock.now() + timedelta(days=10)).strftime("%B %d %Y")
    modal = await town.owner.slash(f'/organize event announce kind:Webinar starts:"{day} 17:00"')
    assert isinstance(modal, Modal)
    shown: Reply = await modal.submit({"title": "Budgets for beginners"})
    return shown


def nudge(town: SlackTown) -> None:
    assert town.program is not None
    town.program.part(Dispatcher).nudge()


async def test_what_was_announced_in_a_channel_that_is_lost_is_shown_where_events_go_now(
    slack_town: SlackTown,
) -> None:
    town = slack_town
    world, owner = town.sandbox.world, town.owner
    first = new_channel(town, "events")
    await announce(town, first)
    clock.advance(timedelta(minutes=11))  # the bot has looked whether its message is there, and looks again
    for number, lose in enumerate((lives.archive_channel, lives.delete_channel)):
        second = new_channel(town, f"more-events-{number}")
        await owner.slash(f"/setup events <#{second.id}>")
        lose(world, first, owner.user)
        await until_shown(town, second)
        first = second


async def test_what_could_not_be_shown_or_sent_in_a_channel_is_at_once_when_it_is_back(
    slack_town: SlackTown,
) -> None:
    town, world, owner = slack_town, slack_town.sandbox.world, slack_town.owner
    channel = new_channel(town, "events", "private")
    owner.invite(town.app, channel)
    await announce(town, channel)

    async def lose_and_regain(lose: Callable[[], object], regain: Callable[[], object]) -> None:
        """Lose it until it was tried in vain to show the event there."""
        lose()
        before = town.calls("chat.update")
        assert town.program is not None
        async with asyncio.timeout(60):
            while True:
                town.program.platforms["slack"].bring_up_soon("event")
                if town.calls("chat.update") > before:
                    break
                clock.advance(timedelta(minutes=11))
                await asyncio.sleep(0.02)
        assert await showing_behind(town), "it could not be shown, and rests"
        regain()
        async with asyncio.timeout(60):
            while True:
                if not await showing_behind(town):
                    break
                await asyncio.sleep(0.02)

    await lose_and_regain(
        lambda: lives.archive_channel(world, channel, owner.user),
        lambda: lives.archive_channel(world, channel, owner.user, archived=False),
    )
    await lose_and_regain(
        lambda: lives.leave_channel(world, channel, town.installation.bot, by=owner.user),
        lambda: owner.invite(town.app, channel),
    )


async def test_what_could_not_be_sent_to_an_archived_channel_is_sent_once_it_is_back(
    slack_town: SlackTown,
) -> None:
    town, owner = slack_town, slack_town.owner
    channel = new_channel(town, "events")
    await owner.slash(f"/setup events <#{channel.id}>")
    preview = await draft(town)
    town.sandbox.faults.add("chat.postMessage", times=1, retry_after=5)
    await preview.click("Publish")
    lives.archive_channel(town.sandbox.world, channel, owner.user)
    async with asyncio.timeout(30):
        while "is archived" not in (await owner.slash("/setup health")).text:
            clock.advance(timedelta(minutes=1))
            nudge(town)
            await asyncio.sleep(0.02)
    lives.archive_channel(town.sandbox.world, channel, owner.user, archived=False)
    await town.alice.wait_for_message(channel, "Budgets for beginners")


async def test_an_archived_channel_is_refused_by_its_name_and_nothing_is_published(
    slack_town: SlackTown,
) -> None:
    town, owner = slack_town, slack_town.owner
    channel = new_channel(town, "events")
    await owner.slash(f"/setup events <#{channel.id}>")
    preview = await draft(town)
    lives.archive_channel(town.sandbox.world, channel, owner.user)
    refused = await preview.click("Publish")
    assert f"<#{channel.id}> is archived, so nobody can write in it. Nothing was published." in refused.text
    assert "Bring it back, or choose another" in refused.text
    for command in ("/setup notices", "/setup events", "/setup intros", "/setup mentoring"):
        told = (await owner.slash(f"{command} <#{channel.id}>")).text
        assert "is archived" in told
        assert "Bring it back, or choose another." in told
    lives.archive_channel(town.sandbox.world, channel, owner.user, archived=False)
    assert "is archived" not in (await owner.slash(f"/setup notices <#{channel.id}>")).text


async def test_a_private_channel_that_the_app_was_taken_out_of_invites_it_again(
    slack_town: SlackTown,
) -> None:
    town, owner = slack_town, slack_town.owner
    channel = new_channel(town, "board", "private")
    owner.invite(town.app, channel)
    assert "is set" in (await owner.slash(f"/setup notices <#{channel.id}>")).text
    lives.leave_channel(town.sandbox.world, channel, town.installation.bot, by=owner.user)
    form = await owner.slash(f"/setup notices <#{channel.id}>")
    assert "if it is private, invite me there first" in form.text
    owner.invite(town.app, channel)
    assert "is set" in (await owner.slash(f"/setup notices <#{channel.id}>")).text


async def test_what_was_due_in_a_channel_that_was_archived_meanwhile_is_told_to_organizers(
    slack_town: SlackTown,
) -> None:
    town, owner = slack_town, slack_town.owner
    channel = new_channel(town, "events")
    await owner.slash(f"/setup events <#{channel.id}>")
    await owner.slash(f"/setup organizers person:{town.alice.mention}")
    preview = await draft(town)
    town.sandbox.faults.add("chat.postMessage", times=1, retry_after=5)
    await preview.click("Publish")
    lives.archive_channel(town.sandbox.world, channel, owner.user)
    told = await town.alice.wait_for_dm("was archived")
    assert "Events: `/setup events` chooses another." in told.text
    assert f"<#{channel.id}> is archived" in (await owner.slash("/setup check")).text
    async with asyncio.timeout(30):
        while "is archived" not in (health := (await owner.slash("/setup health")).text):
            clock.advance(timedelta(minutes=1))
            nudge(town)
            await asyncio.sleep(0.02)
    assert "Choose another, or bring it back." in health
