"""What a guild can be set to besides its name, checked as Discord does.

Source: https://docs.discord.com/developers/resources/guild#modify-guild
"""

from mentorbot.sandbox.discord.api.bodies import checks
from mentorbot.sandbox.discord.api.bodies.checks import Problems
from mentorbot.sandbox.discord.api.bodies.definitions import LOCALES
from mentorbot.sandbox.discord.api.bodies.images import kept_picture
from mentorbot.sandbox.discord.api.finding import room_of
from mentorbot.sandbox.discord.world.guilds import ANNOUNCEMENT, TEXT, VOICE, Guild
from mentorbot.sandbox.discord.world.world import World
from mentorbot.sandbox.wire import Json

CHOICES = {
    "verification_level": ((0, 1, 2, 3, 4), 0),
    "default_message_notifications": ((0, 1), 0),
    "explicit_content_filter": ((0, 1, 2), 0),
    "afk_timeout": ((60, 300, 900, 1800, 3600), 300),
}
"""What may be chosen, and what null is."""
CHANNELS = {
    "afk_channel_id": (VOICE,),
    "system_channel_id": (TEXT, ANNOUNCEMENT),
    "rules_channel_id": (TEXT, ANNOUNCEMENT),
    "public_updates_channel_id": (TEXT, ANNOUNCEMENT),
    "safety_alerts_channel_id": (TEXT, ANNOUNCEMENT),
}
PICTURES = {
    "icon": "icons",
    "splash": "splashes",
    "discovery_splash": "discovery-splashes",
    "banner": "banners",
    "home_header": "home-headers",
}
COMMUNITY = "COMMUNITY"
COMMUNITY_NEEDS = ("rules_channel_id", "public_updates_channel_id")
FEATURES = frozenset({COMMUNITY, "DISCOVERABLE", "INVITES_DISABLED", "RAID_ALERTS_DISABLED"})
"""Those that can be switched; the others are Discord's to give."""
MOST_FLAGS = (1 << 31) - 1


def guild_settings(problems: Problems, world: World, guild: Guild, body: Json) -> Json:
    """Check what a bot changes of a guild.

    Args:
        problems: Where to note what is wrong; when it stays empty the result is good.
        world: Where pictures are kept.
        guild: The guild as it is.
        body: What the bot sent.

    Returns:
        What is to be shown of the guild from now on, for each field that was sent.
    """
    kept: Json = {}
    for name, (allowed, usual) in CHOICES.items():
        if name in body:
            kept[name] = checks.one_of(problems, (name,), body[name], allowed, default=usual)
    for name, kinds in CHANNELS.items():
        if name in body:
            found = room_of(problems, (name,), guild, body[name], kinds)
            kept[name] = found.id if found is not None else None
    if "region" in body:
        kept["region"] = (
            checks.text(problems, ("region",), body["region"], 1, 100, optional=True) or "us-east"
        )
    if "preferred_locale" in body:
        where = ("preferred_locale",)
        kept["preferred_locale"] = checks.word(problems, where, body["preferred_locale"], LOCALES) or "en-US"
    if "system_channel_flags" in body:
        where, flags = ("system_channel_flags",), body["system_channel_flags"]
        kept["system_channel_flags"] = checks.whole(problems, where, flags, 0, MOST_FLAGS, default=0)
    if "premium_progress_bar_enabled" in body:
        where = ("premium_progress_bar_enabled",)
        kept["premium_progress_bar_enabled"] = checks.flag(problems, where, body[where[0]])
    if "features" in body:
        kept["features"] = _features(problems, guild, {**guild.settings, **kept}, body["features"])
    for name, folder in PICTURES.items():
        if name in body:
            kept[name] = kept_picture(problems, (name,), body[name], world, f"/{folder}/{guild.id}")
    return kept


def _features(problems: Problems, guild: Guild, settings: Json, given: object) -> list[str]:
    listed = checks.each_text(problems, ("features",), given, 100, 100, unique=True)
    for index, one in enumerate(listed):
        checks.word(problems, ("features", index), one, FEATURES.union(guild.features))
    if COMMUNITY in listed:
        for name in COMMUNITY_NEEDS:
            if settings.get(name) is None:
                problems.required((name,))
    return listed
