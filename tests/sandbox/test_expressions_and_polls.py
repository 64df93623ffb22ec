"""Emoji, stickers, pictures, polls, stages and what a guild shows of itself, by a real discord.py bot."""

from __future__ import annotations

import asyncio
import base64
import datetime
import io
from typing import TYPE_CHECKING

import discord
import pytest

from mentorbot.sandbox.discord.people.replies import Reply
from mentorbot.sandbox.discord.people.screen import ClientRefusedError
from mentorbot.sandbox.discord.world import permissions
from mentorbot.sandbox.discord.world.guilds import ANNOUNCEMENT, STAGE

if TYPE_CHECKING:
    from conftest import Api, Bot, Start, Town

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII="
)


async def ready(town: Town, bot: Bot, start: Start) -> discord.Guild:
    town.guild.roles[town.guild.id].permissions |= permissions.ALL & ~permissions.ADMINISTRATOR
    await start(bot)
    guild = bot.get_guild(int(town.guild.id))
    assert guild is not None
    return guild


async def test_an_emoji_is_made_told_used_and_downloaded(town: Town, bot: Bot, start: Start) -> None:
    came: asyncio.Queue[list[str]] = asyncio.Queue()

    async def on_guild_emojis_update(guild: object, before: object, after: list[discord.Emoji]) -> None:
        came.put_nowait([one.name for one in after])

    bot.event(on_guild_emojis_update)
    guild = await ready(town, bot, start)
    made = await guild.create_custom_emoji(name="hat", image=PIXEL)
    assert await asyncio.wait_for(came.get(), 60) == ["hat"]
    assert await made.read() == PIXEL
    said = await town.alice.say("Well done")
    channel = guild.get_channel(int(town.general.id))
    assert isinstance(channel, discord.TextChannel)
    await channel.get_partial_message(int(said.id)).add_reaction(made)
    assert list(said.reactions) == [f"hat:{made.id}"]
    assert (await made.edit(name="mortarboard")).name == "mortarboard"
    await made.delete()
    assert await guild.fetch_emojis() == []


async def test_an_application_brings_emoji_along(town: Town, bot: Bot, start: Start) -> None:
    await ready(town, bot, start)
    made = await bot.create_application_emoji(name="hat", image=PIXEL)
    assert [one.id for one in await bot.fetch_application_emojis()] == [made.id]
    await made.delete()
    assert town.app.emojis == {}


async def test_a_sticker_is_made_sent_and_listed(town: Town, bot: Bot, start: Start) -> None:
    guild = await ready(town, bot, start)
    file = discord.File(io.BytesIO(PIXEL), "hat.png")
    made = await guild.create_sticker(name="hat", description="A hat", emoji="🎓", file=file)
    channel = guild.get_channel(int(town.general.id))
    assert isinstance(channel, discord.TextChannel)
    sent = await channel.send(stickers=[made])
    assert [one.id for one in sent.stickers] == [made.id]
    assert [one.name for one in await guild.fetch_stickers()] == ["hat"]
    assert (await bot.fetch_sticker(made.id)).name == "hat"
    assert await bot.fetch_premium_sticker_packs() == []


async def test_an_event_has_a_picture_that_can_be_downloaded(town: Town, bot: Bot, start: Start) -> None:
    guild = await ready(town, bot, start)
    begins = discord.utils.utcnow() + datetime.timedelta(days=1)
    made = await guild.create_scheduled_event(
        name="Workshop",
        start_time=begins,
        end_time=begins + datetime.timedelta(hours=1),
        entity_type=discord.EntityType.external,
        privacy_level=discord.PrivacyLevel.guild_only,
        location="Library",
        image=PIXEL,
    )
    assert made.cover_image is not None
    assert await made.cover_image.read() == PIXEL
    renamed = await made.edit(name="Résumé workshop")
    assert renamed.cover_image is not None, "what is not named stays"
    assert (await made.edit(image=None)).cover_image is None


async def test_people_vote_and_the_bot_ends_the_poll(town: Town, bot: Bot, start: Start) -> None:
    votes: asyncio.Queue[int] = asyncio.Queue()

    async def on_raw_poll_vote_add(vote: discord.RawPollVoteActionEvent) -> None:
        votes.put_nowait(vote.answer_id)

    async def on_raw_poll_vote_remove(vote: discord.RawPollVoteActionEvent) -> None:
        votes.put_nowait(-vote.answer_id)

    bot.event(on_raw_poll_vote_add)
    bot.event(on_raw_poll_vote_remove)
    guild = await ready(town, bot, start)
    channel = guild.get_channel(int(town.general.id))
    assert isinstance(channel, discord.TextChannel)
    asked = discord.Poll(question="When?", duration=datetime.timedelta(hours=2))
    asked.add_answer(text="Monday", emoji="🌞").add_answer(text="Friday")
    sent = await channel.send(poll=asked)
    shown = town.general.history[str(sent.id)]
    town.alice.vote(shown, "Monday")
    town.alice.vote(shown, "Friday")
    town.bob.vote(shown, "Friday")
    assert [await asyncio.wait_for(votes.get(), 60) for _ in range(4)] == [1, -1, 2, 2]
    assert str(Reply(town.bob, shown)).splitlines() == ["(poll: When?)", "○ Monday (0)", "○ Friday (2)"]
    with pytest.raises(ClientRefusedError, match="no answer 'Sunday'"):
        town.alice.vote(shown, "Sunday")
    found = await channel.fetch_message(sent.id)
    assert found.poll is not None
    friday = found.poll.get_answer(2)
    assert friday is not None
    assert friday.vote_count == 2
    assert {user.name async for user in friday.voters()} == {"alice", "bob"}
    ended = await found.end_poll()
    assert ended.poll is not None
    assert ended.poll.is_finalised()
    with pytest.raises(discord.HTTPException) as refused:
        await found.end_poll()
    assert refused.value.code == 520001
    with pytest.raises(discord.HTTPException) as refused:
        await found.edit(content="x")
    assert refused.value.code == 520003


async def test_an_announcement_is_published_once(town: Town, bot: Bot, start: Start) -> None:
    town.sandbox.add_channel(town.guild, "news", kind=ANNOUNCEMENT)
    await ready(town, bot, start)
    channel = discord.utils.get(bot.get_all_channels(), name="news")
    assert isinstance(channel, discord.TextChannel)
    sent = await channel.send("Congress dates")
    await sent.publish()
    assert (await channel.fetch_message(sent.id)).flags.crossposted
    with pytest.raises(discord.HTTPException) as refused:
        await sent.publish()
    assert refused.value.code == 40033


async def test_a_stage_is_opened_and_closed_though_nobody_speaks(town: Town, bot: Bot, start: Start) -> None:
    town.sandbox.add_channel(town.guild, "Hall", kind=STAGE)
    await ready(town, bot, start)
    hall = discord.utils.get(bot.get_all_channels(), name="Hall")
    assert isinstance(hall, discord.StageChannel)
    opened = await hall.create_instance(topic="Careers")
    await opened.edit(topic="Careers in health")
    assert (await hall.fetch_instance()).topic == "Careers in health"
    await opened.delete()
    with pytest.raises(discord.NotFound):
        await hall.fetch_instance()


@pytest.mark.parametrize(
    ("request_line", "body", "code"),
    [
        ("GET /guilds/{guild}/voice-states/@me", None, 10065),
        ("PATCH /guilds/{guild}/members/{alice}", {"mute": True}, 40032),
        ("GET /guilds/{guild}/welcome-screen", None, 10069),
        ("POST /users/@me/channels", {"access_tokens": ["a", "b"], "nicks": {}}, 50025),
        ("POST /channels/{general}/send-soundboard-sound", {"sound_id": "1"}, 50024),
        ("PUT /channels/{general}/voice-status", {"status": "x"}, 50024),
    ],
)
async def test_what_needs_sound_a_community_or_a_group_is_refused_as_discord_does(
    town: Town, api: Api, request_line: str, body: object, code: int
) -> None:
    town.guild.roles[town.guild.id].permissions |= permissions.MANAGE_CHANNELS | permissions.MANAGE_GUILD
    method, path = request_line.split()
    where = path.format(guild=town.guild.id, alice=town.alice.id, general=town.general.id)
    _, answer = await api(method, where, body)
    assert answer["code"] == code


async def test_a_guild_shows_itself(town: Town, bot: Bot, start: Start) -> None:
    guild = await ready(town, bot, start)
    assert (await bot.fetch_guild_preview(guild.id)).approximate_member_count == 4
    assert [one.name for one in await guild.integrations()] == ["helper"]
    assert await guild.vanity_invite() is None
    assert not (await guild.onboarding()).enabled
    assert await bot.fetch_soundboard_default_sounds() == []
    about = await bot.application_info()
    assert (await about.edit(description="Guides students")).description == "Guides students"
    user = bot.user
    assert user is not None
    changed = await user.edit(username="helper", avatar=PIXEL)
    assert changed.avatar is not None
    assert await changed.avatar.read() == PIXEL
