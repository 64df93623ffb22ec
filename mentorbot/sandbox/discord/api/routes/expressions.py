"""Emoji of guilds and applications, and stickers.

Source: https://docs.discord.com/developers/resources/emoji, https://docs.discord.com/developers/resources/sticker
"""

import re

from mentorbot.sandbox.discord.api import errors
from mentorbot.sandbox.discord.api.bodies import checks
from mentorbot.sandbox.discord.api.bodies.checks import Problems
from mentorbot.sandbox.discord.api.bodies.images import picture
from mentorbot.sandbox.discord.api.calls import Call
from mentorbot.sandbox.discord.api.errors import DiscordError
from mentorbot.sandbox.discord.api.finding import body_of, guild_of, role_of
from mentorbot.sandbox.discord.api.routes import audit
from mentorbot.sandbox.discord.api.routing import Answer, route
from mentorbot.sandbox.discord.world import intents, payloads, permissions
from mentorbot.sandbox.discord.world.guilds import Guild
from mentorbot.sandbox.wire import Json

GUILD = "/guilds/{guild_id}"
EMOJI = f"{GUILD}/emojis/{{emoji_id}}"
OWN = "/applications/{application_id}/emojis"
STICKER = f"{GUILD}/stickers/{{sticker_id}}"
NAME = re.compile(r"\w{2,32}")
MOST_EMOJI, MOST_OWN, MOST_STICKERS = 50, 2000, 5
BIGGEST_EMOJI, BIGGEST_STICKER = 256 * 1024, 512 * 1024
FORMATS = {b"\x89PNG": 1, b"GIF8": 4}


def _name(problems: Problems, given: object) -> str:
    name = checks.text(problems, ("name",), given, 2, 32) or ""
    if name and not NAME.fullmatch(name):
        problems.add(("name",), "STRING_TYPE_REGEX", "String value did not match validation regex.")
    return name


def _made(call: Call, body: Json) -> Json:
    """Check a new emoji and keep its picture."""
    problems = Problems()
    name = _name(problems, body.get("name"))
    if body.get("image") is None:
        problems.required(("image",))
    shown = picture(problems, ("image",), body.get("image"))
    errors.refuse_if(problems)
    assert shown is not None  # noqa: S101  (refused above)
    if len(shown.content) > BIGGEST_EMOJI:
        raise DiscordError(errors.FILE_TOO_LARGE)
    identifier = call.sandbox.world.new_id()
    shown.keep(call.sandbox.world, f"/emojis/{identifier}")
    return {
        "id": identifier,
        "name": name,
        "roles": [],
        "user": payloads.user(call.app.bot),
        "require_colons": True,
        "managed": False,
        "animated": shown.kind == "gif",
        "available": True,
    }


def _there(kept: dict[str, Json], identifier: str, code: int) -> Json:
    if identifier not in kept:
        raise DiscordError(code, status=404)
    return kept[identifier]


def _roles(guild: Guild, problems: Problems, body: Json, before: list[str]) -> list[str]:
    if "roles" not in body:
        return before
    given = checks.ids(problems, ("roles",), body["roles"], 250)
    errors.refuse_if(problems)
    return [role_of(guild, each).id for each in given]


def _emojis_changed(call: Call, guild: Guild) -> None:
    data = {"guild_id": guild.id, "emojis": list(guild.emojis.values())}
    call.sandbox.gateway.dispatch("GUILD_EMOJIS_UPDATE", data, guild=guild, intents=intents.EXPRESSIONS)


@route("GET", f"{GUILD}/emojis")
def emojis(call: Call, guild_id: str) -> list[Json]:
    """The emoji of a guild."""
    return list(guild_of(call, guild_id).emojis.values())


@route("GET", EMOJI)
def emoji(call: Call, guild_id: str, emoji_id: str) -> Json:
    """One emoji."""
    return _there(guild_of(call, guild_id).emojis, emoji_id, errors.UNKNOWN_EMOJI)


@route("POST", f"{GUILD}/emojis")
def create_emoji(call: Call, guild_id: str) -> Answer:
    """Give a guild an emoji."""
    guild = guild_of(call, guild_id, permissions.CREATE_EXPRESSIONS)
    if len(guild.emojis) >= MOST_EMOJI:
        raise DiscordError(errors.TOO_MANY_EMOJI)
    body = body_of(call)
    roles = _roles(guild, Problems(), body, [])
    made = {**_made(call, body), "roles": roles}
    guild.emojis[made["id"]] = made
    _emojis_changed(call, guild)
    audit.record(call, guild, audit.EMOJI_CREATE, made["id"], after={"name": made["name"]})
    return Answer(201, made)


def _changeable(call: Call, guild_id: str, kind: str, identifier: str, code: int) -> tuple[Guild, Json]:
    """What the bot made itself may be changed by it; what others made only with the permission for all."""
    guild = guild_of(call, guild_id)
    kept: dict[str, Json] = getattr(guild, kind)
    one = _there(kept, identifier, code)
    own = one["user"]["id"] == call.app.bot.id
    granted = permissions.in_guild(guild.members[call.app.bot.id])
    if not granted & (permissions.MANAGE_EXPRESSIONS | (permissions.CREATE_EXPRESSIONS if own else 0)):
        raise DiscordError(errors.MISSING_PERMISSIONS)
    return guild, one


@route("PATCH", EMOJI)
def edit_emoji(call: Call, guild_id: str, emoji_id: str) -> Json:
    """Give an emoji another name, or let only some roles use it."""
    guild, before = _changeable(call, guild_id, "emojis", emoji_id, errors.UNKNOWN_EMOJI)
    body, problems = body_of(call), Problems()
    name = _name(problems, body.get("name", before["name"]))
    roles = _roles(guild, problems, body, before["roles"])
    errors.refuse_if(problems)
    changed = guild.emojis[emoji_id] = {**before, "name": name, "roles": roles}
    _emojis_changed(call, guild)
    audit.record(
        call, guild, audit.EMOJI_UPDATE, emoji_id, before={"name": before["name"]}, after={"name": name}
    )
    return changed


@route("DELETE", EMOJI)
def delete_emoji(call: Call, guild_id: str, emoji_id: str) -> None:
    """Take an emoji away."""
    guild, before = _changeable(call, guild_id, "emojis", emoji_id, errors.UNKNOWN_EMOJI)
    del guild.emojis[emoji_id]
    _emojis_changed(call, guild)
    audit.record(call, guild, audit.EMOJI_DELETE, emoji_id, before={"name": before["name"]})


# --- those of the application itself --------------------------------------------------------------------


def _own(call: Call, application_id: str) -> dict[str, Json]:
    if application_id != call.app.id:
        raise DiscordError(
            20012, "You are not authorized to perform this action on this application", status=403
        )
    return call.app.emojis


@route("GET", OWN)
def own_emojis(call: Call, application_id: str) -> Json:
    """The emoji that the application brings along."""
    return {"items": list(_own(call, application_id).values())}


@route("POST", OWN)
def create_own(call: Call, application_id: str) -> Answer:
    """Give the application an emoji."""
    kept = _own(call, application_id)
    if len(kept) >= MOST_OWN:
        raise DiscordError(errors.TOO_MANY_EMOJI, f"Maximum number of emojis reached ({MOST_OWN})")
    made = _made(call, body_of(call))
    kept[made["id"]] = made
    return Answer(201, made)


@route("GET", f"{OWN}/{{emoji_id}}")
def own_emoji(call: Call, application_id: str, emoji_id: str) -> Json:
    """One emoji of the application."""
    return _there(_own(call, application_id), emoji_id, errors.UNKNOWN_EMOJI)


@route("PATCH", f"{OWN}/{{emoji_id}}")
def edit_own(call: Call, application_id: str, emoji_id: str) -> Json:
    """Give an emoji of the application another name."""
    kept = _own(call, application_id)
    before, problems, body = _there(kept, emoji_id, errors.UNKNOWN_EMOJI), Problems(), body_of(call)
    name = _name(problems, body.get("name", before["name"]))
    errors.refuse_if(problems)
    kept[emoji_id] = {**before, "name": name}
    return kept[emoji_id]


@route("DELETE", f"{OWN}/{{emoji_id}}")
def delete_own(call: Call, application_id: str, emoji_id: str) -> None:
    """Take an emoji of the application away."""
    kept = _own(call, application_id)
    _there(kept, emoji_id, errors.UNKNOWN_EMOJI)
    del kept[emoji_id]


# --- stickers -------------------------------------------------------------------------------------------


def _stickers_changed(call: Call, guild: Guild) -> None:
    data = {"guild_id": guild.id, "stickers": list(guild.stickers.values())}
    call.sandbox.gateway.dispatch("GUILD_STICKERS_UPDATE", data, guild=guild, intents=intents.EXPRESSIONS)


def _about(problems: Problems, body: Json, before: Json) -> Json:
    about = checks.text(
        problems, ("description",), body.get("description", before.get("description")), 0, 100, optional=True
    )
    return {
        "name": checks.text(problems, ("name",), body.get("name", before.get("name")), 2, 30) or "",
        "tags": checks.text(problems, ("tags",), body.get("tags", before.get("tags")), 1, 200) or "",
        "description": about,
    }


@route("GET", f"{GUILD}/stickers")
def stickers(call: Call, guild_id: str) -> list[Json]:
    """The stickers of a guild."""
    return list(guild_of(call, guild_id).stickers.values())


@route("GET", STICKER)
def sticker(call: Call, guild_id: str, sticker_id: str) -> Json:
    """One sticker of a guild."""
    return _there(guild_of(call, guild_id).stickers, sticker_id, errors.UNKNOWN_STICKER)


@route("GET", "/stickers/{sticker_id}")
def any_sticker(call: Call, sticker_id: str) -> Json:
    """Any sticker that the bot can see."""
    for guild in call.sandbox.world.guilds_of(call.app.bot.id):
        if sticker_id in guild.stickers:
            return guild.stickers[sticker_id]
    raise DiscordError(errors.UNKNOWN_STICKER)


@route("GET", "/sticker-packs", auth=False)
def packs(call: Call) -> Json:
    """Discord's own stickers, of which there are none here."""
    return {"sticker_packs": []}


@route("POST", f"{GUILD}/stickers")
def create_sticker(call: Call, guild_id: str) -> Answer:
    """Give a guild a sticker; it comes as a form with a file."""
    guild = guild_of(call, guild_id, permissions.CREATE_EXPRESSIONS)
    problems = Problems()
    about = _about(problems, body_of(call), {})
    file = next((one for one in call.files if one.field == "file"), None)
    if file is None:
        problems.required(("file",))
    errors.refuse_if(problems)
    assert file is not None  # noqa: S101  (refused above)
    kind = FORMATS.get(file.content[:4])
    if kind is None:
        raise DiscordError(50046, "Invalid Asset")
    if len(file.content) > BIGGEST_STICKER:
        raise DiscordError(errors.FILE_TOO_LARGE)
    if len(guild.stickers) >= MOST_STICKERS:
        raise DiscordError(30039, f"Maximum number of stickers reached ({MOST_STICKERS})")
    identifier = call.sandbox.world.new_id()
    ending = "png" if kind == 1 else "gif"
    call.sandbox.world.keep_files({f"/stickers/{identifier}.{ending}": (f"image/{ending}", file.content)})
    made: Json = {
        "id": identifier,
        "type": 2,
        "format_type": kind,
        "available": True,
        "guild_id": guild.id,
        "user": payloads.user(call.app.bot),
        **about,
    }
    guild.stickers[identifier] = made
    _stickers_changed(call, guild)
    audit.record(call, guild, audit.STICKER_CREATE, identifier, after=about)
    return Answer(201, made)


@route("PATCH", STICKER)
def edit_sticker(call: Call, guild_id: str, sticker_id: str) -> Json:
    """Change what a sticker is called and found by."""
    guild, before = _changeable(call, guild_id, "stickers", sticker_id, errors.UNKNOWN_STICKER)
    problems = Problems()
    about = _about(problems, body_of(call), before)
    errors.refuse_if(problems)
    guild.stickers[sticker_id] = {**before, **about}
    _stickers_changed(call, guild)
    audit.record(call, guild, audit.STICKER_UPDATE, sticker_id, before=before, after={**before, **about})
    return guild.stickers[sticker_id]


@route("DELETE", STICKER)
def delete_sticker(call: Call, guild_id: str, sticker_id: str) -> None:
    """Take a sticker away."""
    guild, before = _changeable(call, guild_id, "stickers", sticker_id, errors.UNKNOWN_STICKER)
    del guild.stickers[sticker_id]
    _stickers_changed(call, guild)
    audit.record(call, guild, audit.STICKER_DELETE, sticker_id, before={"name": before["name"]})
