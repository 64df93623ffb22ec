"""Endpoints for bans, and for removing members who were long away.

Source: https://docs.discord.com/developers/resources/guild#create-guild-ban
"""

from collections.abc import Iterable
from datetime import timedelta

from mentorbot.sandbox.discord.api import errors, lives, messages, needs
from mentorbot.sandbox.discord.api.bodies import checks
from mentorbot.sandbox.discord.api.bodies.checks import Problems
from mentorbot.sandbox.discord.api.calls import Call
from mentorbot.sandbox.discord.api.errors import DiscordError
from mentorbot.sandbox.discord.api.finding import body_of, guild_of, limit_of, number, place_of
from mentorbot.sandbox.discord.api.routes import audit
from mentorbot.sandbox.discord.api.routing import route
from mentorbot.sandbox.discord.world import intents, payloads, permissions
from mentorbot.sandbox.discord.world.guilds import Guild, Member
from mentorbot.sandbox.discord.world.users import User
from mentorbot.sandbox.wire import Json

GUILD = "/guilds/{guild_id}"
BAN = f"{GUILD}/bans/{{user_id}}"
MOST_AT_ONCE = 200
MOST_ROLES = 100
WEEK = 7 * 24 * 3600


def _bans(call: Call, guild_id: str, wanted: int = 0) -> Guild:
    return guild_of(call, guild_id, permissions.BAN_MEMBERS | wanted)


def _banned(call: Call, guild: Guild, user_id: str) -> Json:
    if user_id not in guild.bans:
        raise DiscordError(errors.UNKNOWN_BAN)
    return {"user": payloads.user(call.sandbox.world.users[user_id]), "reason": guild.bans[user_id]}


@route("GET", f"{GUILD}/bans")
def bans(call: Call, guild_id: str) -> list[Json]:
    """Who is banned, by id."""
    guild = _bans(call, guild_id)
    limit = limit_of(call, usual=1000, most=1000)
    before, after = place_of(call, "before"), place_of(call, "after") or 0
    ids = sorted(
        (one for one in guild.bans if int(one) > after and (not before or int(one) < before)), key=int
    )
    return [_banned(call, guild, one) for one in (ids[-limit:] if before else ids[:limit])]


@route("GET", BAN)
def ban(call: Call, guild_id: str, user_id: str) -> Json:
    """One ban."""
    return _banned(call, _bans(call, guild_id), user_id)


def _ban(call: Call, guild: Guild, user: User) -> None:
    """Ban somebody and remove them; banning twice changes nothing."""
    if user.id in guild.members:
        needs.need_above(guild.members[call.app.bot.id], guild.members[user.id])
    if user.id in guild.bans:
        return
    guild.bans[user.id] = call.reason
    lives.leave(call.sandbox, user, guild)
    _tell(call, "GUILD_BAN_ADD", guild, user)
    audit.record(call, guild, audit.BAN, user.id)


def _tell(call: Call, event: str, guild: Guild, user: User) -> None:
    data = {"guild_id": guild.id, "user": payloads.user(user)}
    call.sandbox.gateway.dispatch(event, data, guild=guild, intents=intents.MODERATION)


def _seconds(problems: Problems, body: Json) -> int:
    """From how many seconds back messages go, however the bot says it."""
    where = ("delete_message_seconds",)
    seconds = checks.whole(problems, where, number(body.get("delete_message_seconds")), 0, WEEK)
    where = ("delete_message_days",)
    days = checks.whole(problems, where, number(body.get("delete_message_days")), 0, 7, default=0) or 0
    return days * 86400 if seconds is None else seconds


def _forget(call: Call, guild: Guild, users: Iterable[User], seconds: int) -> None:
    """Take away what banned people wrote in the last seconds."""
    if not seconds:
        return
    since = payloads.moment(call.sandbox.world.now() - timedelta(seconds=seconds))
    banned = set(users)
    for channel in (*guild.channels.values(), *guild.threads.values()):
        theirs = [
            one.id for one in channel.messages if one.author in banned and one.payload["timestamp"] >= since
        ]
        if theirs:
            messages.delete_several(call.sandbox, channel, theirs)


@route("PUT", BAN)
def create(call: Call, guild_id: str, user_id: str) -> None:
    """Ban somebody; a member is removed, and what they wrote lately goes if the bot says so."""
    guild, problems = _bans(call, guild_id), Problems()
    seconds = _seconds(problems, body_of(call).over(call.query))
    errors.refuse_if(problems)
    user = call.sandbox.world.users.get(user_id)
    if user is None:
        raise DiscordError(errors.UNKNOWN_USER)
    _ban(call, guild, user)
    _forget(call, guild, [user], seconds)


@route("POST", f"{GUILD}/bulk-ban")
def create_several(call: Call, guild_id: str) -> Json:
    """Ban up to 200 people; those who cannot be are named."""
    guild, body, problems = _bans(call, guild_id, permissions.MANAGE_GUILD), body_of(call), Problems()
    seconds = _seconds(problems, body)
    where = ("user_ids",)
    ids = checks.ids(problems, where, body.get("user_ids"), MOST_AT_ONCE, fewest=1, optional=False)
    errors.refuse_if(problems)
    banned: list[User] = []
    for one in (each for each in ids if each not in guild.bans):
        user = call.sandbox.world.users.get(one)
        try:
            if user is not None:
                _ban(call, guild, user)
                banned.append(user)
        except DiscordError:
            continue
    if not banned:
        raise DiscordError(500000, "Failed to ban users")
    _forget(call, guild, banned, seconds)
    done = {one.id for one in banned}
    return {
        "banned_users": sorted(done, key=int),
        "failed_users": [one for one in ids if one not in done],
    }


@route("DELETE", BAN)
def lift(call: Call, guild_id: str, user_id: str) -> None:
    """Lift a ban."""
    guild = _bans(call, guild_id)
    _banned(call, guild, user_id)
    del guild.bans[user_id]
    _tell(call, "GUILD_BAN_REMOVE", guild, call.sandbox.world.users[user_id])
    audit.record(call, guild, audit.UNBAN, user_id)


# --- members who were long away -------------------------------------------------------------------------


def _away(call: Call, guild: Guild, days: object, roles: object) -> list[Member]:
    """Members with no role but those named, who joined so many days ago and have written nothing since."""
    problems = Problems()
    since = call.sandbox.world.now() - timedelta(
        days=checks.whole(problems, ("days",), number(days), 1, 30, default=7) or 7
    )
    listed = (roles.split(",") if roles else []) if isinstance(roles, str) else roles
    named = checks.ids(problems, ("include_roles",), listed, MOST_ROLES)
    errors.refuse_if(problems)
    told = payloads.moment(since)
    wrote = {
        one.author.id
        for channel in (*guild.channels.values(), *guild.threads.values())
        for one in channel.messages
        if one.payload["timestamp"] >= told
    }
    return [
        one
        for one in guild.members.values()
        if one.joined_at < since
        and one.user.id not in wrote
        and not one.user.bot
        and one.user.id != guild.owner_id
        and set(one.roles) <= set(named)
    ]


@route("GET", f"{GUILD}/prune")
def prunable(call: Call, guild_id: str) -> Json:
    """How many members would be removed."""
    guild = guild_of(call, guild_id, permissions.KICK_MEMBERS | permissions.MANAGE_GUILD)
    found = _away(call, guild, call.query.get("days"), call.query.get("include_roles"))
    return {"pruned": len(found)}


@route("POST", f"{GUILD}/prune")
def prune(call: Call, guild_id: str) -> Json:
    """Remove members who were long away."""
    guild = guild_of(call, guild_id, permissions.KICK_MEMBERS | permissions.MANAGE_GUILD)
    body, problems = body_of(call).over(call.query), Problems()
    counted = body.get("compute_prune_count")
    counted = {"true": True, "false": False}.get(str(counted).lower(), counted)
    wanted = checks.flag(problems, ("compute_prune_count",), counted, default=True)
    errors.refuse_if(problems)
    found = _away(call, guild, body.get("days"), body.get("include_roles"))
    for one in found:
        lives.leave(call.sandbox, one.user, guild)
    options = {"members_removed": str(len(found)), "delete_member_days": str(body.get("days") or 7)}
    audit.record(call, guild, audit.PRUNE, None, options=options)
    return {"pruned": len(found) if wanted else None}
