"""What a bot asks to be in a message, checked as Discord does.

Source: https://docs.discord.com/developers/resources/message#create-message
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from mentorbot.sandbox.discord.api import errors
from mentorbot.sandbox.discord.api.bodies import checks
from mentorbot.sandbox.discord.api.bodies.checks import Path, Problems
from mentorbot.sandbox.discord.api.bodies.components import message_components
from mentorbot.sandbox.discord.api.bodies.embeds import embeds
from mentorbot.sandbox.discord.api.bodies.emoji import known_to
from mentorbot.sandbox.discord.api.bodies.given import forgo
from mentorbot.sandbox.discord.api.bodies.poll_drafts import poll
from mentorbot.sandbox.discord.api.bodies.uploads import Upload, Uploads
from mentorbot.sandbox.discord.api.errors import DiscordError
from mentorbot.sandbox.discord.world.guilds import Channel, Message
from mentorbot.sandbox.discord.world.users import User
from mentorbot.sandbox.discord.world.world import World
from mentorbot.sandbox.wire import Json

LONGEST_CONTENT = 2000
LONGEST_NONCE = 25
SUPPRESS_EMBEDS, EPHEMERAL, LOADING = 1 << 2, 1 << 6, 1 << 7
SUPPRESS_NOTIFICATIONS, VOICE_MESSAGE, COMPONENTS_V2 = 1 << 12, 1 << 13, 1 << 15
MAY_BE_SET = SUPPRESS_EMBEDS | SUPPRESS_NOTIFICATIONS | VOICE_MESSAGE | COMPONENTS_V2
EVERYTHING = frozenset({"users", "roles", "everyone"})
NOT_IN_V2 = ("content", "embeds", "sticker_ids", "poll")


@dataclass(slots=True)
class Allowed:
    """Whom a message may notify; the ids count where the kind is not in `parse`."""

    parse: frozenset[str] = EVERYTHING
    users: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    replied_user: bool = True


@dataclass(slots=True)
class Draft:
    """The checked content of a message."""

    content: str = ""
    embeds: list[Json] = field(default_factory=list)
    components: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    flags: int = 0
    allowed: Allowed = field(default_factory=Allowed)
    poll: Json | None = None
    stickers: list[Json] = field(default_factory=list)
    theme: Json | None = None
    tts: bool = False
    nonce: str | int | None = None

    @property
    def empty(self) -> bool:
        """Whether there is nothing to see."""
        shown = self.embeds or self.components or self.attachments or self.poll or self.stickers or self.theme
        return not (self.content.strip() or shown)


def draft(
    world: World,
    url: str,
    channel: Channel,
    given: object,
    files: Sequence[Upload],
    *,
    author: User,
    path: Path = (),
    before: Message | None = None,
    ephemeral: bool = False,
) -> Draft:
    """Check what a message is to hold.

    Args:
        world: Where the files are kept.
        url: Where they can be downloaded.
        channel: Where the message goes.
        given: The JSON that the bot sent.
        files: The files that came with it.
        author: Whose it is.
        path: Where `given` stands in the request, `("data",)` in an interaction callback.
        before: The message that is edited; what is not given stays as it is there.
        ephemeral: Whether the flag for it may be set.

    Raises:
        DiscordError: 50035 with everything that is wrong, or 50006 for an empty message.
    """
    problems = Problems()
    body = checks.mapping(problems, path, given)
    errors.refuse_if(problems)
    assert body is not None  # noqa: S101  (refused above)
    old = before.payload if before is not None else {}
    kept = Draft(flags=_flags(problems, path, body, old, ephemeral=ephemeral))
    kept.tts = checks.flag(problems, (*path, "tts"), body.get("tts"))
    kept.nonce = _nonce(problems, (*path, "nonce"), body.get("nonce"))
    checks.flag(problems, (*path, "enforce_nonce"), body.get("enforce_nonce"))
    known = known_to(world, author, channel.guild)
    v2 = bool(kept.flags & COMPONENTS_V2)
    if v2:
        _refuse_old_fields(problems, path, body)
    uploads = Uploads(world, url, channel, files, ephemeral=bool(kept.flags & EPHEMERAL))
    kept.attachments = uploads.attachments(problems, path, body, old)
    by_name = {one["filename"]: one for one in kept.attachments} if kept.attachments else {}
    kept.content = _content(problems, path, body, "" if v2 else old.get("content", ""))
    kept.embeds = [] if v2 else old.get("embeds", [])
    if "embeds" in body:
        kept.embeds = embeds(body["embeds"], problems, by_name, (*path, "embeds"))
    kept.components = old.get("components", [])
    if body.get("components") is not None:
        given_components = body["components"]
        kept.components = message_components(
            given_components, problems, v2=v2, files=by_name, known=known, path=path
        )
    elif "components" in body:
        kept.components = []
    if body.get("allowed_mentions") is not None:
        kept.allowed = _allowed(problems, (*path, "allowed_mentions"), body["allowed_mentions"])
    if body.get("poll") is not None and not v2:
        kept.poll = poll(world.now(), problems, (*path, "poll"), body["poll"], known)
        if old and not int(old["flags"]) & LOADING:
            kept.poll = None
            forgo(body, "poll")  # a message that is there gets none any more
    kept.stickers = old.get("sticker_items", [])
    if body.get("sticker_ids") is not None and not v2:
        kept.stickers = _stickers(problems, (*path, "sticker_ids"), channel, body["sticker_ids"])
    if before is None and body.get("shared_client_theme") is not None:
        kept.theme = _theme(problems, (*path, "shared_client_theme"), body["shared_client_theme"])
    errors.refuse_if(problems)
    _refuse_voice(kept, old)
    uploads.keep()
    return kept


def _refuse_voice(kept: Draft, old: Json) -> None:
    """Refuse a voice message that is none: it is one audio file, with how it sounds, and nothing else."""
    if not kept.flags & VOICE_MESSAGE:
        return
    if old:
        raise DiscordError(errors.VOICE_NOT_EDITED)
    if kept.content or kept.embeds or kept.components or kept.poll or kept.stickers:
        raise DiscordError(errors.VOICE_ALONE)
    if len(kept.attachments) != 1 or not kept.attachments[0]["content_type"].startswith("audio/"):
        raise DiscordError(errors.VOICE_ONE_FILE)
    if not {"duration_secs", "waveform"} <= kept.attachments[0].keys():
        raise DiscordError(errors.VOICE_UNDESCRIBED)


def _nonce(problems: Problems, path: Path, nonce: object) -> str | int | None:
    if nonce is None:
        return None
    if isinstance(nonce, bool) or not isinstance(nonce, str | int) or len(str(nonce)) > LONGEST_NONCE:
        problems.add(path, "NONCE_TYPE_TOO_LONG", f"The maximum length for nonce is {LONGEST_NONCE}")
        return None
    return nonce


def _theme(problems: Problems, path: Path, given: object) -> Json | None:
    """The colours of a client that somebody shares."""
    one = checks.mapping(problems, path, given)
    if one is None:
        return None
    where = (*path, "colors")
    listed = checks.several(problems, where, one.get("colors"), 1, 5)
    colors = [checks.text(problems, (*where, index), each, 6, 6) for index, each in enumerate(listed)]
    angle = checks.whole(
        problems, (*path, "gradient_angle"), one.get("gradient_angle"), 0, 360, optional=False
    )
    mixed = checks.whole(problems, (*path, "base_mix"), one.get("base_mix"), 0, 100, optional=False)
    base = checks.one_of(problems, (*path, "base_theme"), one.get("base_theme"), (0, 1, 2, 3, 4), default=0)
    return {"colors": colors, "gradient_angle": angle, "base_mix": mixed, "base_theme": base}


def _stickers(problems: Problems, path: Path, channel: Channel, given: object) -> list[Json]:
    """The stickers of the guild that a message shows."""
    shown: list[Json] = []
    known = channel.guild.stickers if channel.guild is not None else {}
    for index, raw in enumerate(checks.several(problems, path, given, 0, 3)):
        identifier = checks.snowflake(problems, (*path, index), raw)
        one = known.get(identifier or "")
        if identifier is not None and one is None:
            problems.add((*path, index), "STICKER_NOT_FOUND", "Sticker not found")
        elif one is not None:
            shown.append({key: one[key] for key in ("id", "name", "format_type")})
    return shown


def refuse_empty(kept: Draft) -> None:
    """Refuse a message in which there is nothing.

    Raises:
        DiscordError: 50006.
    """
    if kept.empty:
        raise DiscordError(errors.EMPTY_MESSAGE)


def _content(problems: Problems, path: Path, body: Json, old: str) -> str:
    if "content" not in body:
        return old
    value = body["content"]
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    return checks.text(problems, (*path, "content"), value, 0, LONGEST_CONTENT, optional=True) or ""


def _flags(problems: Problems, path: Path, body: Json, old: Json, *, ephemeral: bool) -> int:
    asked = checks.whole(problems, (*path, "flags"), body.get("flags"), 0, (1 << 31) - 1, default=0) or 0
    before = int(old.get("flags", 0))
    allowed = MAY_BE_SET | (EPHEMERAL if ephemeral and not old else 0)
    fixed = before & ~(SUPPRESS_EMBEDS | SUPPRESS_NOTIFICATIONS | LOADING)
    if old and body.get("flags") is None:
        return before & ~LOADING
    if asked & ~(allowed | before):
        forgo(body, "flags")
    return asked & allowed | fixed


def _refuse_old_fields(problems: Problems, path: Path, body: Json) -> None:
    for name in NOT_IN_V2:
        if body.get(name):
            code = "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"
            message = f"The '{name}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2"
            problems.add((*path, name), code, message)


def _allowed(problems: Problems, path: Path, given: object) -> Allowed:
    part = checks.mapping(problems, path, given)
    if part is None:
        return Allowed()
    parse: set[str] = set()
    where = (*path, "parse")
    listed = checks.several(problems, where, part.get("parse"), 0, 3, optional=True, unique=True)
    for index, kind in enumerate(listed):
        if isinstance(kind, str) and kind in EVERYTHING:
            parse.add(kind)
        else:
            message = f"Value must be one of {sorted(EVERYTHING)}."
            problems.add((*where, index), "BASE_TYPE_CHOICES", message)
    ids: dict[str, frozenset[str]] = {}
    for kind in ("users", "roles"):
        ids[kind] = frozenset(checks.ids(problems, (*path, kind), part.get(kind), 100))
        if ids[kind] and kind in parse:
            code = "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE"
            problems.add(path, code, f'parse:["{kind}"] and {kind}: [ids...] are mutually exclusive.')
    replied = checks.flag(problems, (*path, "replied_user"), part.get("replied_user"))
    return Allowed(frozenset(parse), ids["users"], ids["roles"], replied)
