"""What happens in guilds, and which bots are told: joining, leaving, roles, channels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import intents, payloads
from .world import Channel, Guild, Json, Member, Role, User

if TYPE_CHECKING:
    from .sandbox import Sandbox


def join(sandbox: Sandbox, user: User, guild: Guild, roles: list[str]) -> Member:
    """Let a user join a guild; a bot that is connected gets the guild."""
    already = guild.members.get(user.id)
    if already is not None:
        return already
    member = Member(user, guild, sandbox.world.now(), roles)
    guild.members[user.id] = member
    app = sandbox.world.by_bot.get(user.id)
    if app is not None:
        for session in list(sandbox.gateway.sessions.values()):
            if session.app is app and session.serves(guild) and session.intents & intents.GUILDS:
                created = payloads.guild_create(guild, app, session.intents)
                sandbox.gateway.dispatch_to(session, "GUILD_CREATE", created)
    data = {**payloads.member(member), "guild_id": guild.id}
    sandbox.gateway.dispatch("GUILD_MEMBER_ADD", data, guild=guild, intents=intents.MEMBERS)
    return member


def leave(sandbox: Sandbox, user: User, guild: Guild) -> None:
    """Let a user leave a guild, or be removed; a bot that is removed is told that the guild is gone."""
    member = guild.members.pop(user.id, None)
    if member is None:
        return
    for thread in guild.threads.values():
        thread.thread_members.pop(user.id, None)
    app = sandbox.world.by_bot.get(user.id)
    if app is not None:
        sandbox.gateway.dispatch(
            "GUILD_DELETE", {"id": guild.id}, guild=guild, app=app, intents=intents.GUILDS
        )
    data = {"guild_id": guild.id, "user": payloads.user(user)}
    sandbox.gateway.dispatch("GUILD_MEMBER_REMOVE", data, guild=guild, intents=intents.MEMBERS)


def member_changed(sandbox: Sandbox, member: Member) -> None:
    """Tell the bots that a member has another nick, role or timeout; a bot always learns of itself."""
    guild = member.guild
    data = {**payloads.member(member), "guild_id": guild.id}
    sandbox.gateway.dispatch("GUILD_MEMBER_UPDATE", data, guild=guild, intents=intents.MEMBERS)
    for session in list(sandbox.gateway.sessions.values()):
        if session.app.bot is member.user and session.serves(guild) and not session.intents & intents.MEMBERS:
            sandbox.gateway.dispatch_to(session, "GUILD_MEMBER_UPDATE", data)


def role_changed(sandbox: Sandbox, event: str, guild: Guild, role: Role) -> None:
    """Tell the bots of a role: `GUILD_ROLE_CREATE`, `_UPDATE` or `_DELETE`."""
    data: Json = {"guild_id": guild.id}
    if event == "GUILD_ROLE_DELETE":
        data["role_id"] = role.id
    else:
        data["role"] = payloads.role(role)
    sandbox.gateway.dispatch(event, data, guild=guild, intents=intents.GUILDS)


def channel_changed(sandbox: Sandbox, event: str, channel: Channel) -> None:
    """Tell the bots of a guild's channel: `CHANNEL_CREATE`, `_UPDATE` or `_DELETE`."""
    sandbox.gateway.dispatch(event, payloads.channel(channel), guild=channel.guild, intents=intents.GUILDS)
