"""What a bot asks to be in a message, checked as Discord does.

Source: https://docs.discord.com/developers/resources/message#create-message
"""

from __future__ import annotations

import mimetypes
import re
import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import quote

from mentorbot.sandbox.discord.api import errors
from mentorbot.sandbox.discord.api.bodies import checks
from mentorbot.sandbox.discord.api.bodies.checks import Json, Path, Problems
from mentorbot.sandbox.discord.api.bodies.components import message_components
from mentorbot.sandbox.discord.api.bodies.embeds import embeds
from mentorbot.sandbox.discord.api.bodies.poll_drafts import poll
from mentorbot.sandbox.discord.api.errors import DiscordError

if TYPE_CHECKING:
    from mentorbot.sandbox.discord.sandbox import Sandbox
    from mentorbot.sandbox.discord.world.world import Channel, Message, Upload

LONGEST_CONTENT = 2000
MOST_FILES = 10
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

    @property
    def empty(self) -> bool:
        """Whether there is nothing to see."""
        shown = self.embeds or self.components or self.attachments or self.poll or self.stickers
        return not (self.content.strip() or shown)


def draft(
    sandbox: Sandbox,
    channel: Channel,
    given: object,
    files: Sequence[Upload],
    *,
    path: Path = (),
    before: Message | None = None,
    ephemeral: bool = False,
) -> Draft:
    """Check what a message is to hold.

    Args:
        sandbox: where the files are kept.
        channel: where the message goes.
        given: the JSON that the bot sent.
        files: the files that came with it.
        path: where `given` stands in the request, `("data",)` in an interaction callback.
        before: the message that is edited; what is not given stays as it is there.
        ephemeral: whether the flag for it may be set.

    Raises:
        DiscordError: 50035 with everything that is wrong, or 50006 for an empty message.
    """
    problems = Problems()
    body = checks.mapping(problems, path, given)
    errors.refuse_if(problems)
    assert body is not None  # noqa: S101  (refused above)
    old = before.payload if before is not None else {}
    kept = Draft(flags=_flags(problems, path, body, old, ephemeral=ephemeral))
    v2 = bool(kept.flags & COMPONENTS_V2)
    if v2:
        _refuse_old_fields(problems, path, body)
    uploads = _Uploads(sandbox, channel, files, ephemeral=bool(kept.flags & EPHEMERAL))
    kept.attachments = uploads.attachments(problems, path, body, old)
    by_name = {one["filename"]: one for one in kept.attachments} if kept.attachments else {}
    kept.content = _content(problems, path, body, "" if v2 else old.get("content", ""))
    kept.embeds = [] if v2 else old.get("embeds", [])
    if "embeds" in body:
        kept.embeds = embeds(body["embeds"], problems, by_name, (*path, "embeds"))
    kept.components = old.get("components", [])
    if body.get("components") is not None:
        given_components = body["components"]
        kept.components = message_components(given_components, problems, v2=v2, files=by_name, path=path)
    elif "components" in body:
        kept.components = []
    if body.get("allowed_mentions") is not None:
        kept.allowed = _allowed(problems, (*path, "allowed_mentions"), body["allowed_mentions"])
    if before is None and body.get("poll") is not None and not v2:
        kept.poll = poll(sandbox, problems, (*path, "poll"), body["poll"])
    if before is None and body.get("sticker_ids") and not v2:
        kept.stickers = _stickers(problems, (*path, "sticker_ids"), channel, body["sticker_ids"])
    errors.refuse_if(problems)
    uploads.keep()
    return kept


def _stickers(problems: Problems, path: Path, channel: Channel, given: object) -> list[Json]:
    """The stickers of the guild that a message shows."""
    shown: list[Json] = []
    known = channel.guild.stickers if channel.guild is not None else {}
    for index, raw in enumerate(checks.several(problems, path, given, 0, 3)):
        one = known.get(str(raw))
        if one is None:
            problems.add((*path, index), "STICKER_NOT_FOUND", "Sticker not found")
        else:
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
    fixed = before & (EPHEMERAL | COMPONENTS_V2 | VOICE_MESSAGE)
    if old and body.get("flags") is None:
        return before & ~LOADING
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
    for index, kind in enumerate(
        checks.several(problems, (*path, "parse"), part.get("parse"), 0, 3, optional=True)
    ):
        if kind in EVERYTHING:
            parse.add(kind)
        else:
            message = f"Value must be one of {sorted(EVERYTHING)}."
            problems.add((*path, "parse", index), "BASE_TYPE_CHOICES", message)
    ids: dict[str, frozenset[str]] = {}
    for kind in ("users", "roles"):
        listed = checks.several(problems, (*path, kind), part.get(kind), 0, 100, optional=True)
        ids[kind] = frozenset(map(str, listed))
        if ids[kind] and kind in parse:
            code = "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE"
            problems.add(path, code, f'parse:["{kind}"] and {kind}: [ids...] are mutually exclusive.')
    return Allowed(frozenset(parse), ids["users"], ids["roles"], bool(part.get("replied_user")))


class _Uploads:
    """The files of one request on their way to becoming attachments."""

    def __init__(
        self, sandbox: Sandbox, channel: Channel, files: Iterable[Upload], *, ephemeral: bool
    ) -> None:
        self.sandbox = sandbox
        self.channel = channel
        self.files = list(files)
        self.ephemeral = ephemeral
        self._stored: dict[str, tuple[str | None, bytes]] = {}

    def attachments(self, problems: Problems, path: Path, body: Json, old: Json) -> list[Json]:
        """The attachments of the message: those that stay, and the new ones."""
        here = (*path, "attachments")
        told = checks.several(problems, here, body.get("attachments"), 0, MOST_FILES, optional=True)
        stays = {one["id"]: one for one in old.get("attachments", ())}
        kept = list(stays.values()) if body.get("attachments") is None else []
        about: dict[str, Json] = {}
        for index, raw in enumerate(told):
            one = checks.mapping(problems, (*here, index), raw)
            if one is None:
                continue
            identifier = str(one.get("id"))
            if identifier in stays:
                kept.append(stays[identifier])
            else:
                where = (*here, index, "description")
                checks.text(problems, where, one.get("description"), 0, 1024, optional=True)
                about[f"files[{identifier}]"] = one
        kept += [self._attachment(file, about.get(file.field, {})) for file in self.files]
        if len(kept) > MOST_FILES:
            problems.length(here, 0, MOST_FILES)
        return kept

    def _attachment(self, file: Upload, about: Mapping[str, object]) -> Json:
        identifier = self.sandbox.world.new_id()
        name = re.sub(r"[^\w.\-]", "", str(about.get("filename") or file.name).replace(" ", "_")) or "unknown"
        folder = "ephemeral-attachments" if self.ephemeral else "attachments"
        place = f"/{folder}/{self.channel.id}/{identifier}/{name}"
        guessed, _ = mimetypes.guess_type(name)
        content_type = guessed or file.content_type or "application/octet-stream"
        self._stored[place] = (content_type, file.content)
        address = self.sandbox.url + quote(place)
        written: Json = {
            "id": identifier,
            "filename": name,
            "size": len(file.content),
            "url": address,
            "proxy_url": address,
            "content_type": content_type,
        }
        if about.get("description"):
            written["description"] = about["description"]
        if self.ephemeral:
            written["ephemeral"] = True
        if (size := picture_size(file.content)) is not None:
            written["width"], written["height"] = size
        return written

    def keep(self) -> None:
        """Put the files where they can be downloaded."""
        self.sandbox.world.keep_files(self._stored)


def picture_size(content: bytes) -> tuple[int, int] | None:
    """Width and height of a PNG or GIF in pixels, None for anything else."""
    if content[:8] == b"\x89PNG\r\n\x1a\n" and len(content) >= 24:
        width, height = struct.unpack(">II", content[16:24])
        return width, height
    if content[:4] == b"GIF8" and len(content) >= 10:
        width, height = struct.unpack("<HH", content[6:10])
        return width, height
    return None
