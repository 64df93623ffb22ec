"""Endpoints about the bot itself: its user, its application, the gateway, DMs."""

from mentorbot.sandbox.discord.api import errors, lives
from mentorbot.sandbox.discord.api.bodies import checks
from mentorbot.sandbox.discord.api.bodies.checks import Problems
from mentorbot.sandbox.discord.api.bodies.images import picture
from mentorbot.sandbox.discord.api.calls import Call
from mentorbot.sandbox.discord.api.errors import DiscordError
from mentorbot.sandbox.discord.api.routing import Limit, route
from mentorbot.sandbox.discord.world import payloads, permissions
from mentorbot.sandbox.wire import Json

SESSIONS_A_DAY = 1000
DAY_IN_MILLISECONDS = 24 * 3600 * 1000


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
            "total": SESSIONS_A_DAY,
            "remaining": SESSIONS_A_DAY - 1,
            "reset_after": DAY_IN_MILLISECONDS,
            "max_concurrency": call.sandbox.gateway.max_concurrency,
        },
    }


@route("GET", "/users/@me")
def own_user(call: Call) -> Json:
    """The bot's user."""
    return payloads.own_user(call.app.bot)


@route("PATCH", "/users/@me", limit=Limit(2, 60.0))
def change_own_user(call: Call) -> Json:
    """Give the bot another name."""
    problems = Problems()
    body = checks.mapping(problems, (), call.body) or {}
    name = checks.text(problems, ("username",), body.get("username"), 2, 32, optional=True)
    shown = picture(problems, ("avatar",), body.get("avatar"))
    errors.refuse_if(problems)
    bot = call.app.bot
    if shown is not None:
        shown.keep(call.sandbox.world, f"/avatars/{bot.id}/{shown.name}")
    if "avatar" in body:
        bot.avatar = shown.name if shown else None
    if name is not None or "avatar" in body:
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
    """The guilds that the bot is in."""
    bot = call.app.bot
    return [
        {
            "id": guild.id,
            "name": guild.name,
            "icon": None,
            "banner": None,
            "owner": guild.owner_id == bot.id,
            "permissions": str(permissions.in_guild(guild.members[bot.id])),
            "features": [],
        }
        for guild in call.sandbox.world.guilds_of(bot.id)
    ]


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
    body = checks.mapping(problems, (), call.body) or {}
    if body.get("access_tokens"):
        raise DiscordError(errors.INVALID_OAUTH2_TOKEN)  # a group of people who let the bot in: nobody has
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
    """Change the description of the application."""
    problems = Problems()
    body = checks.mapping(problems, (), call.body) or {}
    about = body.get("description", call.app.description)
    if isinstance(about, dict):
        about = about.get("default")
    about = checks.text(problems, ("description",), about, 0, 400, optional=True)
    errors.refuse_if(problems)
    call.app.description = about or ""
    return _application(call)


@route("GET", "/applications/{application_id}/entitlements")
def entitlements(call: Call, application_id: str) -> list[Json]:
    """What people have bought: nothing is sold here."""
    if application_id != call.app.id:
        raise DiscordError(errors.UNKNOWN_APPLICATION)
    return []


route("GET", "/applications/@me")(_application)
route("GET", "/oauth2/applications/@me")(_application)
