"""Endpoints about the bot itself: its user, its application, the gateway, DMs."""

from mentorbot.sandbox.discord.api import errors, lives
from mentorbot.sandbox.discord.api.bodies import checks
from mentorbot.sandbox.discord.api.bodies.application_settings import SETTABLE_FLAGS, application_settings
from mentorbot.sandbox.discord.api.bodies.checks import Problems
from mentorbot.sandbox.discord.api.bodies.given import forgo
from mentorbot.sandbox.discord.api.bodies.images import kept_picture
from mentorbot.sandbox.discord.api.calls import Call
from mentorbot.sandbox.discord.api.errors import DiscordError
from mentorbot.sandbox.discord.api.finding import body_of, flag_of, limit_of, place_of
from mentorbot.sandbox.discord.api.routing import Limit, route
from mentorbot.sandbox.discord.world import payloads, permissions
from mentorbot.sandbox.discord.world.guilds import Guild
from mentorbot.sandbox.discord.world.users import User
from mentorbot.sandbox.wire import Json

MOST_SKUS = 100
MOST_GUILDS = 200


@route("GET", "/gateway", auth=False, limit=None)
def gateway(call: Call) -> Json:
    """Where the gateway is."""
    return {"url": call.sandbox.gateway_url}


@route("GET", "/gateway/bot", limit=Limit(2, 5.0))
def gateway_bot(call: Call) -> Json:
    """Where the gateway is, with how many shards, and how many sessions are left today."""
    return {
        "url": call.sandbox.gateway_url,
        "shards": call.sandbox.gateway.recommended_shards,
        "session_start_limit": {
            "total": call.sandbox.gateway.starts.a_day,
            "remaining": call.sandbox.gateway.starts.left(call.app),
            "reset_after": call.sandbox.gateway.starts.milliseconds_left(call.app),
            "max_concurrency": call.sandbox.gateway.max_concurrency,
        },
    }


@route("GET", "/users/@me")
def own_user(call: Call) -> Json:
    """The bot's user."""
    return payloads.own_user(call.app.bot)


@route("PATCH", "/users/@me", limit=Limit(2, 60.0))
def change_own_user(call: Call) -> Json:
    """Give the bot another name, picture or banner."""
    problems, body, bot = Problems(), body_of(call), call.app.bot
    name = checks.text(problems, ("username",), body.get("username"), 2, 32, optional=True)
    shown = {
        field: kept_picture(problems, (field,), body[field], call.sandbox.world, f"/{field}s/{bot.id}")
        for field in ("avatar", "banner")
        if field in body
    }
    errors.refuse_if(problems)
    bot.avatar, bot.banner = shown.get("avatar", bot.avatar), shown.get("banner", bot.banner)
    if name is not None or shown:
        bot.username = name or bot.username
        session_data = payloads.own_user(call.app.bot)
        call.sandbox.gateway.dispatch("USER_UPDATE", session_data, app=call.app)
    return payloads.own_user(call.app.bot)


@route("GET", "/users/{user_id}")
def user(call: Call, user_id: str) -> Json:
    """Any user."""
    found = call.sandbox.world.users.get(user_id)
    if found is None:
        raise DiscordError(errors.UNKNOWN_USER)
    return payloads.user(found)


@route("GET", "/users/@me/guilds")
def own_guilds(call: Call) -> list[Json]:
    """The guilds that the bot is in, by id."""
    bot, counts = call.app.bot, flag_of(call, "with_counts")
    limit = limit_of(call, usual=MOST_GUILDS, most=MOST_GUILDS)
    before, after = place_of(call, "before"), place_of(call, "after")
    found = sorted(call.sandbox.world.guilds_of(bot.id), key=lambda guild: int(guild.id))
    found = [
        guild
        for guild in found
        if int(guild.id) > (after or 0) and (before is None or int(guild.id) < before)
    ]
    found = found[-limit:] if before is not None else found[:limit]
    return [_own_guild(guild, bot, counts=counts) for guild in found]


def _own_guild(guild: Guild, bot: User, *, counts: bool) -> Json:
    told = payloads.guild(guild, counts=counts)
    counted = [name for name in told if name.startswith("approximate_")]
    return {
        **{name: told[name] for name in ("id", "name", "icon", "banner", "features", *counted)},
        "owner": guild.owner_id == bot.id,
        "permissions": str(permissions.in_guild(guild.members[bot.id])),
    }


@route("DELETE", "/users/@me/guilds/{guild_id}")
def leave_guild(call: Call, guild_id: str) -> None:
    """Let the bot leave a guild."""
    guild = call.sandbox.world.guilds.get(guild_id)
    if guild is None or call.app.bot.id not in guild.members:
        raise DiscordError(errors.UNKNOWN_GUILD)
    lives.leave(call.sandbox, call.app.bot, guild)


@route("POST", "/users/@me/channels")
def open_dm(call: Call) -> Json:
    """The DM channel with a user, made when there is none; sending may still be refused."""
    problems = Problems()
    body = body_of(call)
    tokens = checks.each_text(problems, ("access_tokens",), body.get("access_tokens"), 10, 2048, unique=True)
    if tokens:
        raise DiscordError(errors.INVALID_OAUTH2_TOKEN)  # a group of people who let the bot in: nobody has
    if body.get("nicks") is not None:
        checks.mapping(problems, ("nicks",), body["nicks"])
    forgo(body, "nicks")
    recipient = checks.snowflake(problems, ("recipient_id",), body.get("recipient_id"))
    errors.refuse_if(problems)
    other = call.sandbox.world.users.get(recipient or "")
    if other is None:
        raise DiscordError(errors.INVALID_RECIPIENTS)
    if other is call.app.bot or other.bot:
        raise DiscordError(errors.CANNOT_DM)
    return payloads.channel(call.sandbox.world.dm(call.app.bot, other), call.app.bot)


def _application(call: Call) -> Json:
    guilds = sum(1 for _ in call.sandbox.world.guilds_of(call.app.bot.id))
    return payloads.application(call.app, guilds)


@route("PATCH", "/applications/@me")
def edit_application(call: Call) -> Json:
    """Change what the application says of itself, and how it is installed."""
    problems, body, app = Problems(), body_of(call), call.app
    about = body.get("description", app.description)
    if isinstance(about, dict):
        about = about.get("default")
    about = checks.text(problems, ("description",), about, 0, 400, optional=True)
    kept = application_settings(problems, call.sandbox.world, app, body)
    checks.snowflake(problems, ("team_id",), body.get("team_id"), optional=True)
    if body.get("type") is not None:
        checks.one_of(problems, ("type",), body["type"], (4,))
    forgo(body, "team_id", "type")  # there are no teams, and one kind of application
    flags = checks.whole(problems, ("flags",), body.get("flags"), 0, (1 << 31) - 1)
    if flags is not None and (flags ^ payloads.application(app, 0)["flags"]) & ~SETTABLE_FLAGS:
        problems.add(("flags",), "APPLICATION_FLAGS_INVALID", "Invalid application flags")
    errors.refuse_if(problems)
    app.description = about or ""
    app.settings = {name: value for name, value in {**app.settings, **kept}.items() if value is not None}
    if flags is not None:
        app.privileged = payloads.privileged_by(flags)
    return _application(call)


@route("GET", "/applications/{application_id}/entitlements")
def entitlements(call: Call, application_id: str) -> list[Json]:
    """What people have bought: nothing is sold here."""
    if application_id != call.app.id:
        raise DiscordError(errors.UNKNOWN_APPLICATION)
    limit_of(call, usual=100, most=100)
    for name in ("user_id", "guild_id", "before", "after"):
        place_of(call, name)
    for name in ("exclude_ended", "exclude_deleted", "only_active"):
        flag_of(call, name)
    problems = Problems()
    sold = call.query.get("sku_ids")
    checks.ids(problems, ("sku_ids",), sold.split(",") if sold else None, MOST_SKUS)
    errors.refuse_if(problems)
    return []


route("GET", "/applications/@me")(_application)
route("GET", "/oauth2/applications/@me")(_application)
