"""What an application can set of itself, checked as Discord does.

Source: https://docs.discord.com/developers/resources/application#edit-current-application
"""

from mentorbot.sandbox.discord.api.bodies import checks
from mentorbot.sandbox.discord.api.bodies.checks import Path, Problems
from mentorbot.sandbox.discord.api.bodies.images import kept_picture
from mentorbot.sandbox.discord.world.users import Application
from mentorbot.sandbox.discord.world.world import World
from mentorbot.sandbox.wire import Json

ADDRESSES = (
    "interactions_endpoint_url",
    "role_connections_verification_url",
    "custom_install_url",
    "event_webhooks_url",
)
LONGEST_ADDRESS = 2048
MOST_TAGS, LONGEST_TAG = 5, 20
SCOPES = ("applications.commands", "bot")
HIGHEST_PERMISSIONS = (1 << 54) - 1
SETTABLE_FLAGS = 1 << 13 | 1 << 15 | 1 << 19
"""The privileged intents of a small bot, the only flags that it sets itself."""
_KINDS = ("ENTITLEMENT", "GAME_DIRECT_MESSAGE", "LOBBY_MESSAGE")
EVENTS = frozenset(
    {
        "APPLICATION_AUTHORIZED",
        "APPLICATION_DEAUTHORIZED",
        "QUEST_USER_ENROLLMENT",
        *(f"{kind}_{change}" for kind in _KINDS for change in ("CREATE", "DELETE", "UPDATE")),
    }
)


def application_settings(problems: Problems, world: World, app: Application, body: Json) -> Json:
    """Check what an application changes of itself.

    Args:
        problems: Where to note what is wrong; when it stays empty the result is good.
        world: Where pictures are kept.
        app: The application as it is.
        body: What the bot sent.

    Returns:
        What is to be shown of it from now on, for each field that was sent; None for what is gone.
    """
    kept: Json = {}
    for name in ADDRESSES:
        if name in body:
            given = body[name]
            kept[name] = checks.url(problems, (name,), given, LONGEST_ADDRESS) if given else None
    for name in ("icon", "cover_image"):
        if name in body:
            kept[name] = kept_picture(problems, (name,), body[name], world, f"/app-icons/{app.id}")
    if "tags" in body:
        kept["tags"] = checks.each_text(
            problems, ("tags",), body["tags"], MOST_TAGS, LONGEST_TAG, unique=True
        )
    if "explicit_content_filter" in body:
        where, given = ("explicit_content_filter",), body["explicit_content_filter"]
        kept["explicit_content_filter"] = checks.one_of(problems, where, given, (0, 1), default=0)
    if "max_participants" in body:
        where, given = ("max_participants",), body["max_participants"]
        kept["max_participants"] = checks.whole(problems, where, given, -1, (1 << 31) - 1)
    if "event_webhooks_status" in body:
        where, given = ("event_webhooks_status",), body["event_webhooks_status"]
        kept["event_webhooks_status"] = checks.one_of(problems, where, given, (1, 2), default=1)
    if "event_webhooks_types" in body:
        where, given = ("event_webhooks_types",), body["event_webhooks_types"]
        kept["event_webhooks_types"] = checks.each_word(problems, where, given, EVENTS)
    if "install_params" in body:
        kept["install_params"] = _install(problems, ("install_params",), body["install_params"])
    if "integration_types_config" in body:
        kept["integration_types_config"] = _contexts(problems, body["integration_types_config"])
    return kept


def _install(problems: Problems, path: Path, value: object) -> Json | None:
    """What a link to the application asks for."""
    given = checks.mapping(problems, path, value) if value is not None else None
    if given is None:
        return None
    scopes = checks.each_word(problems, (*path, "scopes"), given.get("scopes"), SCOPES, fewest=1)
    allowed = checks.bits(problems, (*path, "permissions"), given.get("permissions")) or 0
    if allowed > HIGHEST_PERMISSIONS:
        message = f"int value should be less than or equal to {HIGHEST_PERMISSIONS}."
        problems.add((*path, "permissions"), "NUMBER_TYPE_MAX", message)
    return {"scopes": scopes, "permissions": str(allowed)}


def _contexts(problems: Problems, value: object) -> Json:
    """Where it can be installed: in guilds (0) and for people (1), each with what its link asks for."""
    path: Path = ("integration_types_config",)
    given = checks.mapping(problems, path, value) if value is not None else None
    kept: Json = {}
    for kind, raw in (given or {}).items():
        if checks.word(problems, (*path, kind), kind, ("0", "1")) is None:
            continue
        one = checks.mapping(problems, (*path, kind), raw) if raw is not None else None
        where = (*path, kind, "oauth2_install_params")
        asked = _install(problems, where, one.get("oauth2_install_params")) if one is not None else None
        kept[kind] = {"oauth2_install_params": asked} if asked is not None else {}
    return kept
