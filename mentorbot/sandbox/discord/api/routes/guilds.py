"""Endpoints for guilds and their members.

Source: https://docs.discord.com/developers/resources/guild
"""

from datetime import datetime, timedelta

from mentorbot.sandbox.discord.api import errors, lives, needs
from mentorbot.sandbox.discord.api.bodies import checks
from mentorbot.sandbox.discord.api.bodies.checks import Problems
from mentorbot.sandbox.discord.api.bodies.given import forgo
from mentorbot.sandbox.discord.api.bodies.guild_settings import COMMUNITY, guild_settings
from mentorbot.sandbox.discord.api.bodies.images import kept_picture
from mentorbot.sandbox.discord.api.calls import Call
from mentorbot.sandbox.discord.api.errors import DiscordError
from mentorbot.sandbox.discord.api.finding import (
    body_of,
    flag_of,
    guild_of,
    limit_of,
    member_of,
    place_of,
    role_of,
    room_of,
)
from mentorbot.sandbox.discord.api.routes import audit
from mentorbot.sandbox.discord.api.routes.roles import need_for_role
from mentorbot.sandbox.discord.api.routing import route
from mentorbot.sandbox.discord.world import intents, payloads, permissions
from mentorbot.sandbox.discord.world.guilds import STAGE, VOICE, Member, Role
from mentorbot.sandbox.wire import Json

GUILD = "/guilds/{guild_id}"
MEMBER = f"{GUILD}/members/{{user_id}}"
LONGEST_TIMEOUT = timedelta(days=28)
MOST_ROLES = 350
MAY_BE_SET = 1 << 2
"""Of a member's flags: that they need not be verified."""
VOICE_ONLY = ("mute", "deaf", "channel_id")


@route("GET", GUILD)
def guild(call: Call, guild_id: str) -> Json:
    """A guild."""
    counts = flag_of(call, "with_counts")
    return payloads.guild(guild_of(call, guild_id), counts=counts)


@route("PATCH", GUILD)
def edit_guild(call: Call, guild_id: str) -> Json:
    """Change a guild's name and settings."""
    found = guild_of(call, guild_id, permissions.MANAGE_GUILD)
    problems, body = Problems(), body_of(call)
    name = checks.text(problems, ("name",), body.get("name", found.name), 2, 100)
    about = checks.text(problems, ("description",), body.get("description"), 0, 300, optional=True)
    kept = guild_settings(problems, call.sandbox.world, found, body)
    errors.refuse_if(problems)
    if COMMUNITY in kept.get("features", ()):
        needs.need_in_guild(found, call.app.bot, permissions.ADMINISTRATOR)
    before = payloads.guild(found)
    found.name = name or found.name
    if "description" in body:
        found.description = about
    found.settings |= kept
    lives.guild_changed(call.sandbox, found)
    audit.record(call, found, audit.GUILD_UPDATE, found.id, before=before, after=payloads.guild(found))
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
    problems = Problems()
    query = checks.text(problems, ("query",), call.query.get("query"), 1, 100) or ""
    errors.refuse_if(problems)
    hits = [one for one in found.members.values() if payloads.shown_name(one).startswith(query.lower())]
    return [payloads.member(one) for one in hits[:limit]]


@route("GET", MEMBER)
def member(call: Call, guild_id: str, user_id: str) -> Json:
    """One member."""
    return payloads.member(member_of(guild_of(call, guild_id), user_id))


@route("PATCH", MEMBER)
def edit_member(call: Call, guild_id: str, user_id: str) -> Json:
    """Change the nick, roles, timeout or flags of a member."""
    found = guild_of(call, guild_id)
    body = body_of(call)
    own, changed = found.members[call.app.bot.id], member_of(found, user_id)
    problems = Problems()
    nick = checks.text(problems, ("nick",), body.get("nick"), 0, 32, optional=True)
    until = _timeout(problems, call, body)
    roles = checks.ids(problems, ("roles",), body.get("roles"), MOST_ROLES)
    flags = checks.whole(problems, ("flags",), body.get("flags"), 0, (1 << 31) - 1)
    for name in ("mute", "deaf"):
        checks.flag(problems, (name,), body.get(name))
    room_of(problems, ("channel_id",), found, body.get("channel_id"), (VOICE, STAGE))
    errors.refuse_if(problems)
    _need_for_member(own, changed, body, [role_of(found, one) for one in roles])
    if any(body.get(name) is not None for name in VOICE_ONLY):
        raise DiscordError(errors.NOT_IN_VOICE)
    before, had = payloads.member(changed), changed.roles
    if "nick" in body:
        changed.nick = nick or None
    if "communication_disabled_until" in body:
        changed.timed_out_until = until
    if body.get("roles") is not None:
        changed.roles = roles
    if flags is not None:
        changed.flags = changed.flags & ~MAY_BE_SET | flags & MAY_BE_SET
    if (flags or 0) & ~MAY_BE_SET:
        forgo(body, "flags")
    lives.member_changed(call.sandbox, changed)
    after = payloads.member(changed)
    told = [{key: one[key] for key in ("nick", "communication_disabled_until")} for one in (before, after)]
    if told[0] != told[1]:
        audit.record(call, found, audit.MEMBER_UPDATE, changed.user.id, before=told[0], after=told[1])
    audit.roles_changed(call, found, changed.user.id, had, changed.roles)
    return after


def _need_for_member(own: Member, changed: Member, body: Json, roles: list[Role]) -> None:
    wanted = 0
    if "nick" in body:
        wanted |= permissions.CHANGE_NICKNAME if changed is own else permissions.MANAGE_NICKNAMES
    if "communication_disabled_until" in body:
        wanted |= permissions.MODERATE_MEMBERS
    if body.get("flags") is not None:
        wanted |= permissions.MODERATE_MEMBERS
    if body.get("roles") is not None:
        wanted |= permissions.MANAGE_ROLES
    needs.need_in_guild(own.guild, own.user, wanted)
    if wanted & (permissions.MANAGE_NICKNAMES | permissions.MODERATE_MEMBERS):
        needs.need_above(own, changed)
    if body.get("roles") is not None:
        for role in roles:
            if role.id not in changed.roles:
                need_for_role(own, role)
        for role_id in changed.roles:
            if role_id not in {one.id for one in roles}:
                need_for_role(own, own.guild.roles[role_id])


def _timeout(problems: Problems, call: Call, body: Json) -> datetime | None:
    path = ("communication_disabled_until",)
    until = checks.moment(problems, path, body.get("communication_disabled_until"))
    if until is not None and until > call.sandbox.world.now() + LONGEST_TIMEOUT:
        code = "GUILD_MEMBER_COMMUNICATION_DISABLED_TOO_LONG"
        problems.add(path, code, "Cannot time out a member for longer than 28 days")
    return until


@route("PATCH", f"{GUILD}/members/@me")
def edit_own_member(call: Call, guild_id: str) -> Json:
    """Change the bot's own nick, and how it looks in this guild."""
    found, body, problems = guild_of(call, guild_id), body_of(call), Problems()
    own, world = found.members[call.app.bot.id], call.sandbox.world
    nick = checks.text(problems, ("nick",), body.get("nick"), 0, 32, optional=True)
    bio = checks.text(problems, ("bio",), body.get("bio"), 0, 190, optional=True)
    folder = f"/guilds/{found.id}/users/{own.user.id}"
    shown = {
        name: kept_picture(problems, (name,), body[name], world, f"{folder}/{name}s")
        for name in ("avatar", "banner")
        if name in body
    }
    errors.refuse_if(problems)
    if "nick" in body:
        needs.need_in_guild(found, own.user, permissions.CHANGE_NICKNAME)
    before = own.nick
    own.nick = nick or None if "nick" in body else before
    own.avatar, own.banner = shown.get("avatar", own.avatar), shown.get("banner", own.banner)
    own.bio = bio or "" if "bio" in body else own.bio
    lives.member_changed(call.sandbox, own)
    if own.nick != before:
        target = own.user.id
        audit.record(
            call, found, audit.MEMBER_UPDATE, target, before={"nick": before}, after={"nick": own.nick}
        )
    return {**payloads.member(own), "bio": own.bio}


@route("DELETE", MEMBER)
def kick(call: Call, guild_id: str, user_id: str) -> None:
    """Remove a member."""
    found = guild_of(call, guild_id, permissions.KICK_MEMBERS)
    kicked = member_of(found, user_id)
    needs.need_above(found.members[call.app.bot.id], kicked)
    lives.leave(call.sandbox, kicked.user, found)
    audit.record(call, found, audit.KICK, kicked.user.id)


@route("PUT", f"{MEMBER}/roles/{{role_id}}")
def give_role(call: Call, guild_id: str, user_id: str, role_id: str) -> None:
    """Give a member a role."""
    changed, role = _for_role(call, guild_id, user_id, role_id)
    if role.id not in changed.roles:
        changed.roles.append(role.id)
        lives.member_changed(call.sandbox, changed)
        audit.roles_changed(call, changed.guild, user_id, [], [role.id])


@route("DELETE", f"{MEMBER}/roles/{{role_id}}")
def take_role(call: Call, guild_id: str, user_id: str, role_id: str) -> None:
    """Take a role from a member."""
    changed, role = _for_role(call, guild_id, user_id, role_id)
    if role.id in changed.roles:
        changed.roles.remove(role.id)
        lives.member_changed(call.sandbox, changed)
        audit.roles_changed(call, changed.guild, user_id, [role.id], [])


def _for_role(call: Call, guild_id: str, user_id: str, role_id: str) -> tuple[Member, Role]:
    found = guild_of(call, guild_id, permissions.MANAGE_ROLES)
    changed, role = member_of(found, user_id), role_of(found, role_id)
    need_for_role(found.members[call.app.bot.id], role)
    return changed, role
