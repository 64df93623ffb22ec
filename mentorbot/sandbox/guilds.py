"""Endpoints for guilds, their members, roles and bans.

Source: https://docs.discord.com/developers/resources/guild
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from . import checks, errors, intents, lives, payloads, permissions
from .checks import Json, Problems
from .errors import DiscordError
from .finding import body_of, guild_of, limit_of, member_of, place_of, role_of
from .routing import Call, Limit, route
from .world import Guild, Member, Role

GUILD = "/guilds/{guild_id}"
MEMBER = f"{GUILD}/members/{{user_id}}"
LONGEST_TIMEOUT = timedelta(days=28)
MOST_ROLES = 250


@route("GET", GUILD)
def guild(call: Call, guild_id: str) -> Json:
    """A guild."""
    counts = call.query.get("with_counts", "").lower() in {"1", "true"}
    return payloads.guild(guild_of(call, guild_id), counts=counts)


@route("PATCH", GUILD)
def edit_guild(call: Call, guild_id: str) -> Json:
    """Change the name or description of a guild."""
    found = guild_of(call, guild_id, permissions.MANAGE_GUILD)
    problems, body = Problems(), body_of(call)
    name = checks.text(problems, ("name",), body.get("name", found.name), 2, 100)
    about = checks.text(problems, ("description",), body.get("description"), 0, 300, optional=True)
    errors.refuse_if(problems)
    found.name = name or found.name
    if "description" in body:
        found.description = about
    lives.guild_changed(call.sandbox, found)
    return payloads.guild(found)


# --- members ----------------------------------------------------------------------------------------


@route("GET", f"{GUILD}/members")
def members(call: Call, guild_id: str) -> list[Json]:
    """Members by id; needs the privileged intent for members."""
    found = guild_of(call, guild_id)
    if not call.app.privileged & intents.MEMBERS:
        raise DiscordError(errors.MISSING_ACCESS)
    limit = limit_of(call, usual=1, most=1000)
    after = place_of(call, "after") or 0
    listed = sorted((one for one in found.members.values() if int(one.user.id) > after), key=_by_id)
    return [payloads.member(one) for one in listed[:limit]]


def _by_id(member: Member) -> int:
    return int(member.user.id)


@route("GET", f"{GUILD}/members/search")
def search_members(call: Call, guild_id: str) -> list[Json]:
    """Members whose name begins with the query."""
    found = guild_of(call, guild_id)
    limit = limit_of(call, usual=1, most=1000)
    query = call.query.get("query", "").lower()
    hits = [one for one in found.members.values() if payloads.shown_name(one).startswith(query)]
    return [payloads.member(one) for one in hits[:limit]]


@route("GET", MEMBER)
def member(call: Call, guild_id: str, user_id: str) -> Json:
    """One member."""
    return payloads.member(member_of(guild_of(call, guild_id), user_id))


@route("PATCH", MEMBER)
def edit_member(call: Call, guild_id: str, user_id: str) -> Json:
    """Change the nick, roles or timeout of a member."""
    found = guild_of(call, guild_id)
    body = body_of(call)
    own = found.members[call.app.bot.id]
    changed = own if user_id == "@me" else member_of(found, user_id)
    problems = Problems()
    nick = checks.text(problems, ("nick",), body.get("nick"), 0, 32, optional=True)
    until = _timeout(problems, call, body)
    roles = [
        str(one) for one in checks.several(problems, ("roles",), body.get("roles"), 0, 250, optional=True)
    ]
    errors.refuse_if(problems)
    _need_for_member(own, changed, body, [role_of(found, one) for one in roles])
    if "nick" in body:
        changed.nick = nick or None
    if "communication_disabled_until" in body:
        changed.timed_out_until = until
    if body.get("roles") is not None:
        changed.roles = roles
    lives.member_changed(call.sandbox, changed)
    return payloads.member(changed)


def _need_for_member(own: Member, changed: Member, body: Json, roles: list[Role]) -> None:
    wanted = 0
    if "nick" in body:
        wanted |= permissions.CHANGE_NICKNAME if changed is own else permissions.MANAGE_NICKNAMES
    if "communication_disabled_until" in body:
        wanted |= permissions.MODERATE_MEMBERS
    if body.get("roles") is not None:
        wanted |= permissions.MANAGE_ROLES
    permissions.need_in_guild(own.guild, own.user, wanted)
    if wanted & (permissions.MANAGE_NICKNAMES | permissions.MODERATE_MEMBERS):
        permissions.need_above(own, changed)
    if body.get("roles") is not None:
        for role in roles:
            if role.id not in changed.roles:
                _need_for_role(own, role)
        for role_id in changed.roles:
            if role_id not in {one.id for one in roles}:
                _need_for_role(own, own.guild.roles[role_id])


def _timeout(problems: Problems, call: Call, body: Json) -> datetime | None:
    path = ("communication_disabled_until",)
    until = checks.moment(problems, path, body.get("communication_disabled_until"))
    if until is not None and until > call.sandbox.world.now() + LONGEST_TIMEOUT:
        code = "GUILD_MEMBER_COMMUNICATION_DISABLED_TOO_LONG"
        problems.add(path, code, "Cannot time out a member for longer than 28 days")
    return until


def _need_for_role(own: Member, role: Role) -> None:
    permissions.need_above(own, role)
    if role.managed or role.id == own.guild.id:
        raise DiscordError(errors.INVALID_ROLE)


route("PATCH", f"{GUILD}/members/@me")(lambda call, guild_id: edit_member(call, guild_id, "@me"))


@route("DELETE", MEMBER)
def kick(call: Call, guild_id: str, user_id: str) -> None:
    """Remove a member."""
    found = guild_of(call, guild_id, permissions.KICK_MEMBERS)
    kicked = member_of(found, user_id)
    permissions.need_above(found.members[call.app.bot.id], kicked)
    lives.leave(call.sandbox, kicked.user, found)


@route("PUT", f"{MEMBER}/roles/{{role_id}}")
def give_role(call: Call, guild_id: str, user_id: str, role_id: str) -> None:
    """Give a member a role."""
    changed, role = _for_role(call, guild_id, user_id, role_id)
    if role.id not in changed.roles:
        changed.roles.append(role.id)
        lives.member_changed(call.sandbox, changed)


@route("DELETE", f"{MEMBER}/roles/{{role_id}}")
def take_role(call: Call, guild_id: str, user_id: str, role_id: str) -> None:
    """Take a role from a member."""
    changed, role = _for_role(call, guild_id, user_id, role_id)
    if role.id in changed.roles:
        changed.roles.remove(role.id)
        lives.member_changed(call.sandbox, changed)


def _for_role(call: Call, guild_id: str, user_id: str, role_id: str) -> tuple[Member, Role]:
    found = guild_of(call, guild_id, permissions.MANAGE_ROLES)
    changed, role = member_of(found, user_id), role_of(found, role_id)
    _need_for_role(found.members[call.app.bot.id], role)
    return changed, role


# --- roles ------------------------------------------------------------------------------------------


@route("GET", f"{GUILD}/roles")
def roles(call: Call, guild_id: str) -> list[Json]:
    """All roles."""
    return [payloads.role(one) for one in guild_of(call, guild_id).roles.values()]


@route("GET", f"{GUILD}/roles/{{role_id}}")
def role(call: Call, guild_id: str, role_id: str) -> Json:
    """One role."""
    return payloads.role(role_of(guild_of(call, guild_id), role_id))


@route("POST", f"{GUILD}/roles", limit=Limit(250, 172800.0))
def create_role(call: Call, guild_id: str) -> Json:
    """Make a role at the bottom."""
    found = guild_of(call, guild_id, permissions.MANAGE_ROLES)
    if len(found.roles) >= MOST_ROLES:
        raise DiscordError(30005, f"Maximum number of server roles reached ({MOST_ROLES})")
    made = Role(call.sandbox.world.new_id(), "new role", found.roles[found.id].permissions, 1)
    _change_role(found.members[call.app.bot.id], made, body_of(call))
    found.roles[made.id] = made
    lives.role_changed(call.sandbox, "GUILD_ROLE_CREATE", found, made)
    return payloads.role(made)


@route("PATCH", f"{GUILD}/roles/{{role_id}}")
def edit_role(call: Call, guild_id: str, role_id: str) -> Json:
    """Change a role below the bot's own."""
    found = guild_of(call, guild_id, permissions.MANAGE_ROLES)
    changed, own = role_of(found, role_id), found.members[call.app.bot.id]
    if changed.id != found.id:
        permissions.need_above(own, changed)
    _change_role(own, changed, body_of(call))
    lives.role_changed(call.sandbox, "GUILD_ROLE_UPDATE", found, changed)
    return payloads.role(changed)


def _change_role(own: Member, changed: Role, body: Json) -> None:
    problems = Problems()
    name = checks.text(problems, ("name",), body.get("name"), 0, 100, optional=True)
    colors = checks.mapping(problems, ("colors",), body.get("colors") or {}) or {}
    given_color = colors.get("primary_color", body.get("color"))
    color = checks.whole(problems, ("color",), given_color, 0, 0xFFFFFF)
    granted = _permissions(problems, body)
    hoist = checks.flag(problems, ("hoist",), body.get("hoist"), default=changed.hoist)
    mentionable = checks.flag(
        problems, ("mentionable",), body.get("mentionable"), default=changed.mentionable
    )
    errors.refuse_if(problems)
    if granted is not None and granted & ~changed.permissions & ~permissions.in_guild(own):
        raise DiscordError(errors.MISSING_PERMISSIONS)
    changed.name = name or changed.name
    changed.color = changed.color if color is None else color
    changed.permissions = changed.permissions if granted is None else granted
    changed.hoist, changed.mentionable = hoist, mentionable


def _permissions(problems: Problems, body: Json) -> int | None:
    raw: Any = body.get("permissions")
    if raw is None:
        return None
    if not str(raw).isdigit():
        problems.add(("permissions",), "NUMBER_TYPE_COERCE", f'Value "{raw}" is not int.')
        return None
    return int(raw) & permissions.ALL


@route("DELETE", f"{GUILD}/roles/{{role_id}}")
def delete_role(call: Call, guild_id: str, role_id: str) -> None:
    """Take a role away, from everybody."""
    found = guild_of(call, guild_id, permissions.MANAGE_ROLES)
    gone = role_of(found, role_id)
    _need_for_role(found.members[call.app.bot.id], gone)
    del found.roles[gone.id]
    for one in found.members.values():
        if gone.id in one.roles:
            one.roles.remove(gone.id)
    lives.role_changed(call.sandbox, "GUILD_ROLE_DELETE", found, gone)


# --- bans -------------------------------------------------------------------------------------------


def _bans(call: Call, guild_id: str) -> Guild:
    return guild_of(call, guild_id, permissions.BAN_MEMBERS)


@route("GET", f"{GUILD}/bans")
def bans(call: Call, guild_id: str) -> list[Json]:
    """Who is banned."""
    users = call.sandbox.world.users
    return [
        {"user": payloads.user(users[user_id]), "reason": reason}
        for user_id, reason in _bans(call, guild_id).bans.items()
    ]


@route("GET", f"{GUILD}/bans/{{user_id}}")
def ban(call: Call, guild_id: str, user_id: str) -> Json:
    """One ban."""
    found = _bans(call, guild_id)
    if user_id not in found.bans:
        raise DiscordError(errors.UNKNOWN_BAN)
    return {"user": payloads.user(call.sandbox.world.users[user_id]), "reason": found.bans[user_id]}


@route("PUT", f"{GUILD}/bans/{{user_id}}")
def create_ban(call: Call, guild_id: str, user_id: str) -> None:
    """Ban somebody; a member is removed too."""
    found = _bans(call, guild_id)
    user = call.sandbox.world.users.get(user_id)
    if user is None:
        raise DiscordError(errors.UNKNOWN_USER)
    if user_id in found.members:
        permissions.need_above(found.members[call.app.bot.id], found.members[user_id])
    found.bans[user_id] = call.headers.get("X-Audit-Log-Reason")
    lives.leave(call.sandbox, user, found)


@route("DELETE", f"{GUILD}/bans/{{user_id}}")
def lift_ban(call: Call, guild_id: str, user_id: str) -> None:
    """Lift a ban."""
    found = _bans(call, guild_id)
    if user_id not in found.bans:
        raise DiscordError(errors.UNKNOWN_BAN)
    del found.bans[user_id]
