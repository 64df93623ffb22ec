"""What a guild shows of itself: preview, widget, welcome screen, onboarding, the bots in it.

Source: https://docs.discord.com/developers/resources/guild
"""

from mentorbot.sandbox.discord.api import errors, lives
from mentorbot.sandbox.discord.api.bodies import checks
from mentorbot.sandbox.discord.api.bodies.checks import Problems
from mentorbot.sandbox.discord.api.calls import Call
from mentorbot.sandbox.discord.api.errors import DiscordError
from mentorbot.sandbox.discord.api.finding import body_of, guild_of, room_of
from mentorbot.sandbox.discord.api.routing import route
from mentorbot.sandbox.discord.world import payloads, permissions
from mentorbot.sandbox.discord.world.guilds import Guild
from mentorbot.sandbox.wire import Json

GUILD = "/guilds/{guild_id}"
PREVIEWED = (
    "id",
    "name",
    "icon",
    "description",
    "home_header",
    "splash",
    "discovery_splash",
    "features",
    "emojis",
    "stickers",
)
NO_COMMUNITY = "The guild is no Community, which these need."


@route("GET", f"{GUILD}/preview")
def preview(call: Call, guild_id: str) -> Json:
    """What somebody sees of a guild before joining it."""
    guild = guild_of(call, guild_id)
    told = payloads.guild(guild)
    return {
        **{name: told[name] for name in PREVIEWED},
        "approximate_member_count": len(guild.members),
        "approximate_presence_count": len(guild.members),
    }


@route("GET", f"{GUILD}/integrations")
def integrations(call: Call, guild_id: str) -> list[Json]:
    """The bots that were added to a guild."""
    guild = guild_of(call, guild_id, permissions.MANAGE_GUILD)
    apps = [call.sandbox.world.by_bot[one] for one in guild.members if one in call.sandbox.world.by_bot]
    return [
        {
            "id": one.id,
            "type": "discord",
            "name": one.name,
            "enabled": True,
            "account": {"id": one.bot.id, "name": one.name},
            "application": {
                "id": one.id,
                "name": one.name,
                "icon": None,
                "description": one.description,
                "summary": "",
                "type": None,
            },
            "scopes": ["applications.commands", "bot"],
        }
        for one in apps
    ]


@route("GET", f"{GUILD}/widget")
def widget(call: Call, guild_id: str) -> Json:
    """The settings of a guild's widget."""
    guild = guild_of(call, guild_id, permissions.MANAGE_GUILD)
    return _widget(guild)


def _widget(guild: Guild) -> Json:
    told = payloads.guild(guild)
    return {"enabled": told["widget_enabled"], "channel_id": told["widget_channel_id"]}


@route("PATCH", f"{GUILD}/widget")
def edit_widget(call: Call, guild_id: str) -> Json:
    """Switch a guild's widget on or off, and say where it invites to."""
    guild, body, problems = guild_of(call, guild_id, permissions.MANAGE_GUILD), body_of(call), Problems()
    enabled = checks.flag(
        problems, ("enabled",), body.get("enabled"), default=payloads.guild(guild)["widget_enabled"]
    )
    channel = room_of(problems, ("channel_id",), guild, body.get("channel_id"))
    errors.refuse_if(problems)
    guild.settings["widget_enabled"] = enabled
    if "channel_id" in body:
        guild.settings["widget_channel_id"] = channel.id if channel is not None else None
    lives.guild_changed(call.sandbox, guild)
    return _widget(guild)


@route("GET", f"{GUILD}/vanity-url")
def vanity(call: Call, guild_id: str) -> Json:
    """The address of its own that a guild has: none."""
    guild_of(call, guild_id, permissions.MANAGE_GUILD)
    return {"code": None, "uses": 0}


@route("GET", f"{GUILD}/onboarding")
def onboarding(call: Call, guild_id: str) -> Json:
    """What newcomers are asked: nothing."""
    guild = guild_of(call, guild_id)
    return {"guild_id": guild.id, "prompts": [], "default_channel_ids": [], "enabled": False, "mode": 0}


@route("GET", f"{GUILD}/welcome-screen", refuses=NO_COMMUNITY)
def welcome(call: Call, guild_id: str) -> None:
    """The screen that welcomes newcomers, which only a Community has."""
    guild_of(call, guild_id)
    raise DiscordError(errors.UNKNOWN_WELCOME_SCREEN)


@route("PATCH", f"{GUILD}/welcome-screen", refuses=NO_COMMUNITY)
def edit_welcome(call: Call, guild_id: str) -> None:
    """Change that screen."""
    guild_of(call, guild_id, permissions.MANAGE_GUILD)
    raise DiscordError(errors.UNKNOWN_WELCOME_SCREEN)


@route("GET", f"{GUILD}/soundboard-sounds")
def sounds(call: Call, guild_id: str) -> Json:
    """The sounds of a guild: none."""
    guild_of(call, guild_id)
    return {"items": []}


@route("GET", "/soundboard-default-sounds")
def default_sounds(call: Call) -> list[Json]:
    """Discord's own sounds: none."""
    return []
