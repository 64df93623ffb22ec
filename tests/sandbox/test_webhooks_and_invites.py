"""Webhooks of channels, and invitations, by a real discord.py bot."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

import aiohttp
import discord
import pytest

from mentorbot.sandbox.discord.world import permissions
from mentorbot.sandbox.discord.world.guilds import FORUM

if TYPE_CHECKING:
    from conftest import Api, Bot, Start, Town


def general(bot: discord.Client, town: Town) -> discord.TextChannel:
    channel = bot.get_channel(int(town.general.id))
    assert isinstance(channel, discord.TextChannel)
    return channel


async def test_a_webhook_writes_under_its_own_name_without_a_token(
    town: Town, bot: Bot, start: Start
) -> None:
    town.guild.roles[town.guild.id].permissions |= permissions.MANAGE_WEBHOOKS
    told: asyncio.Queue[object] = asyncio.Queue()

    async def on_webhooks_update(channel: object) -> None:
        told.put_nowait(channel)

    bot.event(on_webhooks_update)
    await start(bot)
    made = await general(bot, town).create_webhook(name="Journal club", reason="a feed")
    assert await asyncio.wait_for(told.get(), 60) == general(bot, town)
    async with aiohttp.ClientSession() as session:
        hook = discord.Webhook.partial(made.id, made.token or "", session=session)
        sent = await hook.send("A new paper", username="The library", wait=True)
        kept = town.general.history[str(sent.id)]
        assert (kept.payload["author"]["username"], kept.webhook_id) == ("The library", str(made.id))
        assert (await sent.edit(content="Two new papers")).content == "Two new papers"
        assert (await hook.fetch_message(sent.id)).content == "Two new papers"
        await sent.delete()
        assert str(sent.id) not in town.general.history
        assert (await hook.edit(name="Papers")).name == "Papers"
        stolen = discord.Webhook.partial(made.id, "stolen" * 10, session=session)
        with pytest.raises(discord.HTTPException) as refused:
            await stolen.send("x")
        assert refused.value.code == 50027
    assert [one.id for one in await general(bot, town).webhooks()] == [made.id]
    assert (await bot.fetch_webhook(made.id)).name == "Papers"
    await made.delete()
    assert town.sandbox.world.webhooks == {}
    assert [one["action_type"] for one in town.guild.audit] == [50, 52]
    assert town.guild.audit[0]["reason"] == "a feed"


async def test_a_webhook_opens_a_post_in_a_forum(town: Town, bot: Bot, start: Start) -> None:
    town.guild.roles[town.guild.id].permissions |= permissions.MANAGE_WEBHOOKS
    town.sandbox.add_channel(town.guild, "papers", kind=FORUM)
    await start(bot)
    channel = discord.utils.get(bot.get_all_channels(), name="papers")
    assert isinstance(channel, discord.ForumChannel)
    hook = await channel.create_webhook(name="Feed")
    sent = await hook.send("Abstract", thread_name="On waiting times", wait=True)
    post = town.guild.channel("On waiting times")
    assert (post.id, [one.content for one in post.messages]) == (str(sent.channel.id), ["Abstract"])
    await hook.send("A comment", thread=discord.Object(int(post.id)))
    assert [one.content for one in post.messages] == ["Abstract", "A comment"]
    with pytest.raises(discord.HTTPException) as refused:
        await hook.send("nowhere")
    assert refused.value.code == 220001


async def test_an_invitation_is_made_told_found_and_taken_back(town: Town, bot: Bot, start: Start) -> None:
    town.guild.roles[town.guild.id].permissions |= permissions.MANAGE_GUILD | permissions.MANAGE_CHANNELS
    came: asyncio.Queue[str] = asyncio.Queue()

    async def on_invite_create(invite: discord.Invite) -> None:
        came.put_nowait(f"+{invite.code}")

    async def on_invite_delete(invite: discord.Invite) -> None:
        came.put_nowait(f"-{invite.code}")

    bot.event(on_invite_create)
    bot.event(on_invite_delete)
    await start(bot)
    made = await general(bot, town).create_invite(max_age=3600, max_uses=5)
    again = await general(bot, town).create_invite(max_age=3600, max_uses=5, unique=False)
    assert (made.code, made.max_uses) == (again.code, 5), "one that is just like it is given again"
    unique = await general(bot, town).create_invite(max_age=3600, max_uses=5)
    assert unique.code != made.code
    assert {one.code for one in await general(bot, town).guild.invites()} == {made.code, unique.code}
    found = await bot.fetch_invite(made.code)
    assert found.approximate_member_count == 4
    await made.delete()
    assert [await asyncio.wait_for(came.get(), 60) for _ in range(3)] == [
        f"+{made.code}", f"+{unique.code}", f"-{made.code}",
    ]  # fmt: skip
    with pytest.raises(discord.NotFound) as refused:
        await bot.fetch_invite(made.code)
    assert refused.value.code == 10006


async def test_an_invitation_ends(town: Town, api: Api) -> None:
    _, made = await api("POST", f"/channels/{town.general.id}/invites", {"max_age": 60})
    now = town.sandbox.world.now
    town.sandbox.world.now = lambda: now() + timedelta(seconds=61)
    status, answer = await api("GET", f"/invites/{made['code']}")
    assert (status, answer["code"]) == (404, 10006)
