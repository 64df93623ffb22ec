"""Threads and guild scheduled events by a real discord.py bot."""

from __future__ import annotations

import asyncio
import datetime
from typing import TYPE_CHECKING, Any

import discord
import pytest

from mentorbot.sandbox.discord.api import messages
from mentorbot.sandbox.discord.api.routes.scheduled_events import set_interest
from mentorbot.sandbox.discord.world import permissions

if TYPE_CHECKING:
    from conftest import Api, Bot, Start, Town


LONG_AGO = "2001-01-01T00:00:00Z"


def general(bot: discord.Client, town: Town) -> discord.TextChannel:
    channel = bot.get_channel(int(town.general.id))
    assert isinstance(channel, discord.TextChannel)
    return channel


async def test_a_private_thread_is_for_those_who_are_brought_in(town: Town, bot: Bot, start: Start) -> None:
    await start(bot)
    thread = await general(bot, town).create_thread(name="alice and her mentor", invitable=False)
    kept = town.guild.channel("alice and her mentor")
    assert permissions.in_channel(town.sandbox.world, kept, town.alice.user) == 0
    await thread.add_user(discord.Object(int(town.alice.id)))
    assert permissions.in_channel(town.sandbox.world, kept, town.alice.user)
    sent = await thread.send("Welcome, both of you.")
    assert [one.id for one in kept.messages] == [str(sent.id)]
    assert {one.id for one in await thread.fetch_members()} == {int(town.alice.id), int(town.app.bot.id)}
    await thread.remove_user(discord.Object(int(town.alice.id)))
    assert list(kept.thread_members) == [town.app.bot.id]
    with pytest.raises(discord.HTTPException) as refused:
        await thread.add_user(discord.Object(1))
    assert refused.value.code == 10013


async def test_a_thread_on_a_message_has_its_id_and_there_is_only_one(
    town: Town, bot: Bot, start: Start
) -> None:
    await start(bot)
    sent = await general(bot, town).send("Conference on Friday")
    thread = await sent.create_thread(name="questions")
    assert thread.id == sent.id
    with pytest.raises(discord.HTTPException) as refused:
        await sent.create_thread(name="more questions")
    assert refused.value.code == 160004


async def test_a_message_wakes_an_archived_thread_unless_it_is_locked(
    town: Town, bot: Bot, start: Start
) -> None:
    await start(bot)
    thread = await general(bot, town).create_thread(name="t", type=discord.ChannelType.public_thread)
    kept = town.guild.channel("t")
    await thread.edit(archived=True)
    assert kept.archived
    await thread.send("still here")
    assert not kept.archived
    kept.archived = kept.locked = True
    with pytest.raises(discord.HTTPException) as refused:
        await thread.send("and now?")
    assert refused.value.code == 160005
    archived = [one.name async for one in general(bot, town).archived_threads()]
    assert archived == ["t"]


async def test_a_bot_learns_of_the_private_thread_it_is_brought_into(
    town: Town, bot: Bot, start: Start
) -> None:
    from mentorbot.sandbox.discord.api import lives
    from mentorbot.sandbox.discord.api.threads import start as start_thread
    from mentorbot.sandbox.discord.world.guilds import PRIVATE_THREAD

    joined: asyncio.Queue[discord.Thread] = asyncio.Queue()

    @bot.event
    async def on_thread_join(thread: discord.Thread) -> None:
        await joined.put(thread)

    await start(bot)
    thread = start_thread(town.sandbox, town.general, town.alice.user, "secret", kind=PRIVATE_THREAD)
    messages.create(town.sandbox, thread, town.alice.user, {"content": "nobody sees this"})
    assert general(bot, town).threads == []
    lives.join_thread(town.sandbox, thread, town.app.bot)
    assert (await asyncio.wait_for(joined.get(), 60)).name == "secret"


# --- scheduled events -------------------------------------------------------------------------------


@pytest.fixture
def organizer(town: Town) -> None:
    """The bot may make events."""
    town.guild.roles[town.guild.id].permissions |= permissions.CREATE_EVENTS


def when(town: Town, hours: float) -> datetime.datetime:
    return town.sandbox.world.now() + datetime.timedelta(hours=hours)


@pytest.mark.usefixtures("organizer")
async def test_an_event_is_made_moved_joined_begun_and_over(town: Town, bot: Bot, start: Start) -> None:
    came: asyncio.Queue[int] = asyncio.Queue()

    @bot.event
    async def on_scheduled_event_user_add(event: discord.ScheduledEvent, user: discord.User) -> None:
        await came.put(user.id)

    @bot.event
    async def on_raw_scheduled_event_user_add(event: Any) -> None:
        await came.put(event.user_id)

    await start(bot)
    event = await bot.guilds[0].create_scheduled_event(
        name="ACHE Congress",
        start_time=when(town, 24),
        end_time=when(town, 48),
        entity_type=discord.EntityType.external,
        privacy_level=discord.PrivacyLevel.guild_only,
        location="Chicago",
        description="The yearly congress",
    )
    kept = town.guild.events[str(event.id)]
    assert (event.location, kept.payload["status"]) == ("Chicago", 1)
    await event.edit(name="ACHE Congress 2027", location="Houston")
    assert kept.payload["entity_metadata"] == {"location": "Houston"}
    set_interest(town.sandbox, kept, town.alice.user, interested=True)
    assert [user.id async for user in event.users()] == [int(town.alice.id)]
    listed = await bot.guilds[0].fetch_scheduled_events(with_counts=True)
    assert [(one.name, one.user_count) for one in listed] == [("ACHE Congress 2027", 1)]
    event = await event.start()
    with pytest.raises(discord.HTTPException) as refused:
        await bot.http.edit_scheduled_event(bot.guilds[0].id, event.id, status=4)
    assert refused.value.code == 50035
    await event.end()
    assert town.guild.events == {}


@pytest.mark.usefixtures("organizer")
@pytest.mark.parametrize(
    ("changes", "path", "code"),
    [
        ({"name": ""}, "name", "BASE_TYPE_REQUIRED"),
        ({"name": "x" * 101}, "name", "BASE_TYPE_BAD_LENGTH"),
        ({"scheduled_start_time": LONG_AGO}, "scheduled_start_time", "GUILD_SCHEDULED_EVENT_SCHEDULE_PAST"),
        ({"scheduled_start_time": "soon"}, "scheduled_start_time", "DATE_TIME_TYPE_PARSE"),
        ({"scheduled_end_time": None}, "scheduled_end_time", "BASE_TYPE_REQUIRED"),
        ({"entity_metadata": {"location": "x" * 101}}, "entity_metadata.location", "BASE_TYPE_BAD_LENGTH"),
        ({"entity_type": 2, "channel_id": "1"}, "channel_id", "BASE_TYPE_REQUIRED"),
    ],
)  # fmt: skip
async def test_a_bad_event_is_refused(
    town: Town, api: Api, changes: dict[str, Any], path: str, code: str
) -> None:
    body = {
        "name": "n",
        "privacy_level": 2,
        "entity_type": 3,
        "entity_metadata": {"location": "here"},
        "scheduled_start_time": when(town, 1).isoformat(),
        "scheduled_end_time": when(town, 2).isoformat(),
        **changes,
    }
    status, answer = await api("POST", f"/guilds/{town.guild.id}/scheduled-events", body)
    assert (status, answer["code"]) == (400, 50035)
    node = answer["errors"]
    for part in path.split("."):
        node = node[part]
    assert [one["code"] for one in node["_errors"]] == [code]
    assert town.guild.events == {}


async def test_an_event_that_is_not_there(town: Town, api: Api) -> None:
    status, answer = await api("GET", f"/guilds/{town.guild.id}/scheduled-events/1")
    assert (status, answer["code"]) == (404, 10070)
