"""Bans, pruning, the order of roles and channels, and the audit log by a real discord.py bot."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

import discord
import pytest

from mentorbot.sandbox.discord.world import permissions

if TYPE_CHECKING:
    from conftest import Api, Bot, Start, Town


async def strong(town: Town, bot: Bot, start: Start) -> discord.Guild:
    """Start the bot with every permission and a role above all others; returns its guild."""
    role = town.sandbox.add_role(town.guild, "bots", permissions.ALL, position=50)
    town.guild.members[town.app.bot.id].roles.append(role.id)
    await start(bot)
    guild = bot.get_guild(int(town.guild.id))
    assert guild is not None
    return guild


async def test_a_ban_removes_tells_takes_messages_along_and_is_lifted(
    town: Town, bot: Bot, start: Start
) -> None:
    came: asyncio.Queue[str] = asyncio.Queue()

    async def on_member_ban(guild: discord.Guild, user: discord.abc.User) -> None:
        came.put_nowait(f"banned {user.name}")

    async def on_member_unban(guild: discord.Guild, user: discord.abc.User) -> None:
        came.put_nowait(f"unbanned {user.name}")

    bot.event(on_member_ban)
    bot.event(on_member_unban)
    guild = await strong(town, bot, start)
    await town.alice.say("Buy now")
    await town.bob.say("Hello")
    alice = discord.Object(int(town.alice.id))
    await guild.ban(alice, reason="spam — again", delete_message_seconds=3600)
    assert [one.content for one in town.general.messages] == ["Hello"]
    assert (await guild.fetch_ban(alice)).reason == "spam — again"
    assert [entry.user.name async for entry in guild.bans()] == ["alice"]
    await guild.unban(alice)
    assert [await asyncio.wait_for(came.get(), 60) for _ in "12"] == ["banned alice", "unbanned alice"]
    assert town.alice.id not in town.guild.members


async def test_several_are_banned_at_once_and_who_cannot_be_is_named(
    town: Town, bot: Bot, start: Start
) -> None:
    guild = await strong(town, bot, start)
    nobody, owner = discord.Object(5), discord.Object(int(town.guild.owner_id))
    done = await guild.bulk_ban([discord.Object(int(town.alice.id)), nobody, owner])
    assert [one.id for one in done.banned] == [int(town.alice.id)]
    assert {one.id for one in done.failed} == {5, owner.id}


async def test_who_was_long_away_is_pruned(town: Town, bot: Bot, start: Start) -> None:
    guild = await strong(town, bot, start)
    now = town.sandbox.world.now
    town.sandbox.world.now = lambda: now() + timedelta(days=8)
    await town.bob.say("Still here")
    assert await guild.estimate_pruned_members(days=7) == 1
    assert await guild.prune_members(days=7, compute_prune_count=True) == 1
    assert (town.alice.id in town.guild.members, town.bob.id in town.guild.members) == (False, True)


async def test_the_audit_log_says_who_did_what_to_whom_and_why(town: Town, bot: Bot, start: Start) -> None:
    came: asyncio.Queue[discord.AuditLogEntry] = asyncio.Queue()

    async def on_audit_log_entry_create(entry: discord.AuditLogEntry) -> None:
        came.put_nowait(entry)

    bot.event(on_audit_log_entry_create)
    guild = await strong(town, bot, start)
    role = await guild.create_role(name="Mentors", colour=discord.Colour.blue(), reason="matching")
    await role.edit(name="Guides")
    alice = await guild.fetch_member(int(town.alice.id))
    await alice.add_roles(role)
    await alice.edit(nick="Ally")
    await alice.kick(reason="asked to")
    entries = [entry async for entry in guild.audit_logs(limit=10)]
    action = discord.AuditLogAction
    assert [one.action for one in reversed(entries)] == [
        action.role_create, action.role_update, action.member_role_update, action.member_update, action.kick,
    ]  # fmt: skip
    kick, nick, roles, renamed, created = entries
    assert (kick.reason, created.reason) == ("asked to", "matching")
    assert (renamed.before.name, renamed.after.name) == ("Mentors", "Guides")
    assert nick.after.nick == "Ally"
    assert [one.id for one in roles.after.roles] == [role.id]
    assert [one.action async for one in guild.audit_logs(action=action.kick)] == [action.kick]
    assert (await asyncio.wait_for(came.get(), 60)).action is action.role_create


async def test_the_audit_log_is_for_those_who_may_read_it(town: Town, api: Api) -> None:
    status, answer = await api("GET", f"/guilds/{town.guild.id}/audit-logs")
    assert (status, answer["code"]) == (403, 50013)


async def test_roles_and_channels_are_put_in_order(town: Town, bot: Bot, start: Start) -> None:
    guild = await strong(town, bot, start)
    low, high = await guild.create_role(name="low"), await guild.create_role(name="high")
    await guild.edit_role_positions({low: 2, high: 3})
    assert (town.guild.role("low").position, town.guild.role("high").position) == (2, 3)
    with pytest.raises(discord.Forbidden):
        await guild.edit_role_positions({low: 60})
    category = await guild.create_category("Rooms")
    hall = await guild.create_text_channel("hall")
    await hall.edit(category=category, position=0)
    assert town.guild.channel("hall").parent is town.guild.channel("Rooms")
    await town.sandbox.online(town.app)
    counts = await bot.http.request(
        discord.http.Route("GET", "/guilds/{guild_id}/roles/member-counts", guild_id=guild.id)
    )
    assert counts[str(low.id)] == 0


async def test_rules_of_auto_moderation_are_kept_told_and_changed(town: Town, bot: Bot, start: Start) -> None:
    came: asyncio.Queue[str] = asyncio.Queue()

    async def on_automod_rule_create(rule: discord.AutoModRule) -> None:
        came.put_nowait(rule.name)

    bot.event(on_automod_rule_create)
    guild = await strong(town, bot, start)
    action = discord.AutoModRuleAction(custom_message="Please be kind.")
    trigger = discord.AutoModTrigger(keyword_filter=["spam*"], allow_list=["spamalot"])
    sends = discord.AutoModRuleEventType.message_send
    made = await guild.create_automod_rule(name="Kind", event_type=sends, trigger=trigger, actions=[action])
    assert await asyncio.wait_for(came.get(), 60) == "Kind"
    assert (made.trigger.keyword_filter, made.actions[0].custom_message) == (["spam*"], "Please be kind.")
    await made.edit(name="Kinder", enabled=True)
    assert [(one.name, one.enabled) for one in await guild.fetch_automod_rules()] == [("Kinder", True)]
    await made.delete()
    with pytest.raises(discord.NotFound) as refused:
        await guild.fetch_automod_rule(made.id)
    assert refused.value.code == 10095


async def test_a_rule_that_makes_no_sense_is_refused(town: Town, bot: Bot, start: Start) -> None:
    guild = await strong(town, bot, start)
    sends = discord.AutoModRuleEventType.message_send
    spam = discord.AutoModTrigger(type=discord.AutoModRuleTriggerType.spam)
    alert = discord.AutoModRuleAction(channel_id=5)
    with pytest.raises(discord.HTTPException, match="Channel does not exist"):
        await guild.create_automod_rule(name="x", event_type=sends, trigger=spam, actions=[alert])
    action = discord.AutoModRuleAction()
    await guild.create_automod_rule(name="x", event_type=sends, trigger=spam, actions=[action])
    with pytest.raises(discord.HTTPException, match="Maximum number of rules"):
        await guild.create_automod_rule(name="y", event_type=sends, trigger=spam, actions=[action])
