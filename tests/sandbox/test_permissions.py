"""Permissions as Discord computes them, and what they refuse."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import discord
import pytest

from mentorbot.sandbox.discord.api.threads import start as start_thread
from mentorbot.sandbox.discord.world import permissions
from mentorbot.sandbox.discord.world.guilds import PRIVATE_THREAD, Overwrite, Role

if TYPE_CHECKING:
    from conftest import Api, Bot, Start, Town

VIEW, SEND, FILES = permissions.VIEW_CHANNEL, permissions.SEND_MESSAGES, permissions.ATTACH_FILES


def may(town: Town) -> int:
    return permissions.in_channel(town.sandbox.world, town.general, town.alice.user)


def give(town: Town, name: str, allowed: int = 0) -> Role:
    role = town.sandbox.add_role(town.guild, name, allowed)
    town.guild.members[town.alice.id].roles.append(role.id)
    return role


def overwrite(town: Town, subject: str, kind: int, *, allow: int = 0, deny: int = 0) -> None:
    town.general.overwrites[subject] = Overwrite(subject, kind, allow, deny)


def test_a_role_adds_to_what_everyone_may(town: Town) -> None:
    assert not may(town) & permissions.MANAGE_MESSAGES
    give(town, "moderator", permissions.MANAGE_MESSAGES)
    assert may(town) & permissions.MANAGE_MESSAGES


def test_overwrites_count_in_the_order_everyone_roles_member(town: Town) -> None:
    role, other = give(town, "one"), give(town, "two")
    overwrite(town, town.guild.id, 0, deny=SEND)
    assert not may(town) & SEND
    overwrite(town, role.id, 0, allow=SEND)
    overwrite(town, other.id, 0, deny=SEND)
    assert may(town) & SEND, "of roles an allowance wins over a denial"
    overwrite(town, town.alice.id, 1, deny=SEND)
    assert not may(town) & SEND


def test_who_does_not_see_a_channel_may_do_nothing_in_it(town: Town) -> None:
    overwrite(town, town.guild.id, 0, deny=VIEW)
    assert may(town) == 0


def test_who_may_not_write_may_not_attach_either(town: Town) -> None:
    overwrite(town, town.guild.id, 0, deny=SEND)
    assert not may(town) & FILES


def test_administrators_and_the_owner_may_do_everything_everywhere(town: Town) -> None:
    overwrite(town, town.guild.id, 0, deny=permissions.ALL)
    give(town, "admin", permissions.ADMINISTRATOR)
    assert may(town) == permissions.ALL
    owner = town.guild.members[town.guild.owner_id].user
    assert permissions.in_channel(town.sandbox.world, town.general, owner) == permissions.ALL


def test_in_a_timeout_one_only_reads(town: Town) -> None:
    member = town.guild.members[town.alice.id]
    member.timed_out_until = town.sandbox.world.now() + datetime.timedelta(hours=1)
    assert may(town) == VIEW | permissions.READ_HISTORY


def test_a_private_thread_is_seen_by_those_in_it_and_by_moderators(town: Town) -> None:
    thread = start_thread(town.sandbox, town.general, town.bob.user, "pair", kind=PRIVATE_THREAD)
    world = town.sandbox.world
    assert permissions.in_channel(world, thread, town.bob.user) & permissions.SEND_IN_THREADS
    assert permissions.in_channel(world, thread, town.alice.user) == 0
    give(town, "moderator", permissions.MANAGE_THREADS)
    assert permissions.in_channel(world, thread, town.alice.user) & VIEW


async def test_discord_py_computes_the_same(town: Town, bot: Bot, start: Start) -> None:
    role = town.sandbox.add_role(town.guild, "role", permissions.MANAGE_MESSAGES)
    town.guild.members[town.app.bot.id].roles.append(role.id)
    overwrite(town, town.guild.id, 0, deny=SEND | permissions.ADD_REACTIONS)
    overwrite(town, role.id, 0, allow=permissions.ADD_REACTIONS, deny=permissions.EMBED_LINKS)
    overwrite(town, town.app.bot.id, 1, allow=SEND)
    await start(bot)
    channel = bot.get_channel(int(town.general.id))
    assert isinstance(channel, discord.TextChannel)
    theirs = channel.permissions_for(channel.guild.me).value
    assert theirs == permissions.in_channel(town.sandbox.world, town.general, town.app.bot)


# --- members, roles and channels --------------------------------------------------------------------


@pytest.fixture
def manager(town: Town) -> Role:
    """The bot's own role, which may manage the guild."""
    wanted = (
        permissions.MANAGE_ROLES
        | permissions.MANAGE_CHANNELS
        | permissions.KICK_MEMBERS
        | permissions.BAN_MEMBERS
        | permissions.MODERATE_MEMBERS
        | permissions.MANAGE_NICKNAMES
        | permissions.MANAGE_GUILD
    )
    role = town.sandbox.add_role(town.guild, "helper", wanted, position=5)
    town.guild.members[town.app.bot.id].roles.append(role.id)
    return role


async def test_a_bot_gives_only_roles_below_its_own(town: Town, api: Api, manager: Role) -> None:
    low = town.sandbox.add_role(town.guild, "student", position=4)
    high = town.sandbox.add_role(town.guild, "organizer", position=6)
    member = f"/guilds/{town.guild.id}/members/{town.alice.id}"
    assert await api("PUT", f"{member}/roles/{low.id}") == (204, None)
    assert (await api("PUT", f"{member}/roles/{high.id}"))[1]["code"] == 50013
    assert (await api("PUT", f"{member}/roles/{manager.id}"))[1]["code"] == 50013
    assert (await api("PUT", f"{member}/roles/1"))[1] == {"message": "Unknown Role", "code": 10011}
    assert town.guild.members[town.alice.id].roles == [low.id]
    assert (await api("DELETE", f"{member}/roles/{low.id}"))[0] == 204
    assert town.guild.members[town.alice.id].roles == []


async def test_without_permission_nothing_is_managed(town: Town, api: Api) -> None:
    guild = f"/guilds/{town.guild.id}"
    for method, path, body in [
        ("POST", f"{guild}/roles", {"name": "r"}),
        ("POST", f"{guild}/channels", {"name": "c"}),
        ("DELETE", f"{guild}/members/{town.alice.id}", None),
        ("PUT", f"{guild}/bans/{town.alice.id}", None),
        ("PATCH", f"{guild}/members/{town.alice.id}", {"nick": "x"}),
        ("PATCH", guild, {"name": "Mine"}),
        ("PATCH", f"/channels/{town.general.id}", {"name": "mine"}),
        ("DELETE", f"/channels/{town.general.id}", None),
    ]:
        status, answer = await api(method, path, body)
        assert (status, answer) == (403, {"message": "Missing Permissions", "code": 50013}), path


async def test_roles_are_made_changed_and_deleted(town: Town, bot: Bot, start: Start, manager: Role) -> None:
    await start(bot)
    guild = bot.guilds[0]
    role = await guild.create_role(name="mentor", mentionable=True, permissions=discord.Permissions(1 << 10))
    assert (role.name, role.position, role.mentionable) == ("mentor", 1, True)
    await role.edit(name="Mentor", color=discord.Color(0x123456))
    kept = town.guild.role("Mentor")
    assert kept.color == 0x123456
    with pytest.raises(discord.Forbidden):
        await role.edit(permissions=discord.Permissions(administrator=True))
    await role.delete()
    assert kept.id not in town.guild.roles


async def test_members_are_renamed_timed_out_kicked_and_banned(
    town: Town, bot: Bot, start: Start, manager: Role
) -> None:
    await start(bot)
    guild = bot.guilds[0]
    alice = await guild.fetch_member(int(town.alice.id))
    await alice.edit(nick="Al")
    await alice.timeout(datetime.timedelta(minutes=5))
    kept = town.guild.members[town.alice.id]
    assert (kept.nick, kept.timed_out_until is None) == ("Al", False)
    await alice.kick()
    assert town.alice.id not in town.guild.members
    with pytest.raises(discord.NotFound) as missing:
        await guild.fetch_member(int(town.alice.id))
    assert missing.value.code == 10007
    await guild.ban(discord.Object(int(town.bob.id)), reason="spam", delete_message_seconds=0)
    assert [(entry.user.name, entry.reason) async for entry in guild.bans()] == [("bob", "spam")]
    await guild.unban(discord.Object(int(town.bob.id)))
    assert town.guild.bans == {}


async def test_channels_are_made_changed_and_deleted(
    town: Town, bot: Bot, start: Start, manager: Role
) -> None:
    await start(bot)
    guild = bot.guilds[0]
    category = await guild.create_category("Mentoring")
    hidden = {guild.default_role: discord.PermissionOverwrite(view_channel=False)}
    channel = await guild.create_text_channel(
        "Mentor Lounge", category=category, overwrites=hidden, topic="Hi"
    )
    kept = town.guild.channel("mentor-lounge")
    assert (kept.parent, kept.topic) == (town.guild.channel("Mentoring"), "Hi")
    assert permissions.in_channel(town.sandbox.world, kept, town.alice.user) == 0
    town.general.overwrites.clear()
    general = guild.get_channel(int(town.general.id))
    assert isinstance(general, discord.TextChannel)
    await general.edit(name="lobby", slowmode_delay=10)
    assert (town.general.name, town.general.slowmode) == ("lobby", 10)
    await general.set_permissions(guild.default_role, send_messages=False)
    assert not permissions.in_channel(town.sandbox.world, town.general, town.alice.user) & SEND
    await category.delete()
    assert kept.parent is None
    assert channel.id in {one.id for one in await guild.fetch_channels()}
