"""Endpoints for guilds and their members.

Source: https://docs.discord.com/developers/resources/guild
"""

from datetime import datetime, timedelta

from mentorbot.sandbox.discord.api import errors, lives, needs
from mentorbot.sandbox.discord.api.bodies import checks
from mentorbot.sandbox.discord.api.bodies.checks import Problems
from mentorbot.sandbox.discord.api.calls import Call
from mentorbot.sandbox.discord.api.errors import DiscordError
from mentorbot.sandbox.discord.api.finding import body_of, guild_of, limit_of, member_of, place_of, role_of
from mentorbot.sandbox.discord.api.routes import audit
from mentorbot.sandbox.discord.api.routes.roles import need_for_role
from mentorbot.sandbox.discord.api.routing import route
from mentorbot.sandbox.discord.world import intents, payloads, permissions
from mentorbot.sandbox.discord.world.guilds import Member, Role
from mentorbot.sandbox.wire import Json

GUILD = "/guilds/{guild_id}"
MEMBER = f"{GUILD}/members/{{user_id}}"
LONGEST_TIMEOUT = timedelta(days=28)
VOICE_ONLY = ("mute", "deaf", "channel_id")


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
    before = payloads.guild(found)
    found.name = name or found.name
    if "description" in body:
        found.description = about
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
    if any(body.get(name) is not None for name in VOICE_ONLY):
        raise DiscordError(errors.NOT_IN_VOICE)
    before, had = payloads.member(changed), changed.roles
    if "nick" in body:
        changed.nick = nick or None
    if "communication_disabled_until" in body:
        changed.timed_out_until = until
    if body.get("roles") is not None:
        changed.roles = roles
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


route("PATCH", f"{GUILD}/members/@me")(lambda call, guild_id: edit_member(call, guild_id, "@me"))


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
