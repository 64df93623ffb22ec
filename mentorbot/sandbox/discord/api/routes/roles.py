"""Endpoints for roles.

Source: https://docs.discord.com/developers/resources/guild#create-guild-role
"""

from mentorbot.sandbox.discord.api import errors, lives, needs
from mentorbot.sandbox.discord.api.bodies import checks
from mentorbot.sandbox.discord.api.bodies.checks import Problems
from mentorbot.sandbox.discord.api.bodies.images import kept_picture
from mentorbot.sandbox.discord.api.calls import Call
from mentorbot.sandbox.discord.api.errors import DiscordError
from mentorbot.sandbox.discord.api.finding import body_of, guild_of, role_of
from mentorbot.sandbox.discord.api.routes import audit
from mentorbot.sandbox.discord.api.routing import Limit, route
from mentorbot.sandbox.discord.world import payloads, permissions
from mentorbot.sandbox.discord.world.guilds import Member, Role
from mentorbot.sandbox.discord.world.world import World
from mentorbot.sandbox.wire import Json

GUILD = "/guilds/{guild_id}"
MOST_ROLES = 250
HIGHEST_COLOR = 0xFFFFFF
COLORS = ("primary_color", "secondary_color", "tertiary_color")


def need_for_role(own: Member, role: Role) -> None:
    """Refuse a bot that may not give, take or delete a role.

    Raises:
        DiscordError: 50013 when the role is not below its own, 50028 for one that nobody gives.
    """
    needs.need_above(own, role)
    if role.managed or role.id == own.guild.id:
        raise DiscordError(errors.INVALID_ROLE)


@route("PATCH", f"{GUILD}/roles")
def move_roles(call: Call, guild_id: str) -> list[Json]:
    """Put roles at other places, below the bot's own."""
    found = guild_of(call, guild_id, permissions.MANAGE_ROLES)
    own, problems = found.members[call.app.bot.id], Problems()
    wanted: list[tuple[Role, int]] = []
    for index, raw in enumerate(checks.several(problems, (), call.body, 0, MOST_ROLES)):
        one = checks.mapping(problems, (index,), raw) or {}
        position = checks.whole(problems, (index, "position"), one.get("position"), -(1 << 31), (1 << 31) - 1)
        identifier = checks.snowflake(problems, (index, "id"), one.get("id"))
        errors.refuse_if(problems)
        role = role_of(found, identifier or "")
        needs.need_above(own, role)
        if position is not None and role.id != found.id:
            wanted.append((role, max(1, position)))
    highest = permissions.rank_of(own)[0]
    for role, position in wanted:
        if position > highest:
            raise DiscordError(errors.MISSING_PERMISSIONS)
        role.position = position
        lives.role_changed(call.sandbox, "GUILD_ROLE_UPDATE", found, role)
    return [payloads.role(one) for one in found.roles.values()]


@route("GET", f"{GUILD}/roles/member-counts")
def member_counts(call: Call, guild_id: str) -> Json:
    """How many members have each role."""
    found = guild_of(call, guild_id)
    return {
        one.id: sum(one.id in member.roles for member in found.members.values())
        for one in found.roles.values()
        if one.id != found.id
    }


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
    _change_role(call.sandbox.world, found.members[call.app.bot.id], made, body_of(call))
    found.roles[made.id] = made
    lives.role_changed(call.sandbox, "GUILD_ROLE_CREATE", found, made)
    audit.record(call, found, audit.ROLE_CREATE, made.id, after=payloads.role(made))
    return payloads.role(made)


@route("PATCH", f"{GUILD}/roles/{{role_id}}")
def edit_role(call: Call, guild_id: str, role_id: str) -> Json:
    """Change a role below the bot's own."""
    found = guild_of(call, guild_id, permissions.MANAGE_ROLES)
    changed, own = role_of(found, role_id), found.members[call.app.bot.id]
    if changed.id != found.id:
        needs.need_above(own, changed)
    before = payloads.role(changed)
    _change_role(call.sandbox.world, own, changed, body_of(call))
    lives.role_changed(call.sandbox, "GUILD_ROLE_UPDATE", found, changed)
    audit.record(call, found, audit.ROLE_UPDATE, changed.id, before=before, after=payloads.role(changed))
    return payloads.role(changed)


def _change_role(world: World, own: Member, changed: Role, body: Json) -> None:
    problems = Problems()
    name = checks.text(problems, ("name",), body.get("name"), 1, 100, optional=True)
    colors = _colors(problems, changed, body)
    granted = checks.bits(problems, ("permissions",), body.get("permissions"))
    hoist = checks.flag(problems, ("hoist",), body.get("hoist"), default=changed.hoist)
    mentionable = checks.flag(
        problems, ("mentionable",), body.get("mentionable"), default=changed.mentionable
    )
    symbol = checks.text(problems, ("unicode_emoji",), body.get("unicode_emoji"), 0, 100, optional=True)
    icon = kept_picture(problems, ("icon",), body.get("icon"), world, f"/role-icons/{changed.id}")
    errors.refuse_if(problems)
    granted = None if granted is None else granted & permissions.ALL
    if granted is not None and granted & ~changed.permissions & ~permissions.in_guild(own):
        raise DiscordError(errors.MISSING_PERMISSIONS)
    changed.name = name or changed.name
    changed.color, changed.second_color, changed.third_color = colors
    changed.permissions = changed.permissions if granted is None else granted
    changed.hoist, changed.mentionable = hoist, mentionable
    if "unicode_emoji" in body:
        changed.unicode_emoji = symbol or None
    if "icon" in body:
        changed.icon = icon


def _colors(problems: Problems, changed: Role, body: Json) -> tuple[int, int | None, int | None]:
    """The colours of a role; the old field sets the first and no others."""
    before = (changed.color, changed.second_color, changed.third_color)
    plain = checks.whole(problems, ("color",), body.get("color"), 0, HIGHEST_COLOR)
    if body.get("colors") is None:
        return before if plain is None else (plain, None, None)
    given = checks.mapping(problems, ("colors",), body["colors"]) or {}
    first, second, third = (
        checks.whole(problems, ("colors", name), given.get(name), 0, HIGHEST_COLOR) for name in COLORS
    )
    return (plain or 0) if first is None else first, second, third


@route("DELETE", f"{GUILD}/roles/{{role_id}}")
def delete_role(call: Call, guild_id: str, role_id: str) -> None:
    """Take a role away, from everybody."""
    found = guild_of(call, guild_id, permissions.MANAGE_ROLES)
    gone = role_of(found, role_id)
    need_for_role(found.members[call.app.bot.id], gone)
    del found.roles[gone.id]
    for one in found.members.values():
        if gone.id in one.roles:
            one.roles.remove(gone.id)
    lives.role_changed(call.sandbox, "GUILD_ROLE_DELETE", found, gone)
    audit.record(call, found, audit.ROLE_DELETE, gone.id, before=payloads.role(gone))
