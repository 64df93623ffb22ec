"""Files that come with a request, on their way to becoming attachments of a message."""

import mimetypes
import re
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote

from mentorbot.sandbox.discord.api.bodies import checks
from mentorbot.sandbox.discord.api.bodies.checks import Path, Problems
from mentorbot.sandbox.discord.api.bodies.given import pass_over
from mentorbot.sandbox.discord.world.guilds import Channel
from mentorbot.sandbox.discord.world.world import World
from mentorbot.sandbox.wire import Json

MOST_FILES = 10
OWN = (
    "content_type",
    "ephemeral",
    "flags",
    "height",
    "original_content_type",
    "placeholder",
    "placeholder_version",
    "proxy_url",
    "size",
    "spoiler",
    "url",
    "width",
)
"""Discord's own, which stand in what is sent of an attachment that is to stay."""
LONGEST_SECONDS = (1 << 31) - 1
SHOWN = ("description", "title", "duration_secs", "waveform")
FLAGS = {"is_remix": 1 << 2, "is_spoiler": 1 << 3}
"""What may be said of a file, and the flag that shows it."""


@dataclass(slots=True)
class Upload:
    """A file that came with a request.

    Args:
        field: The name of its form field, such as `files[0]`.
    """

    field: str
    name: str
    content: bytes
    content_type: str | None = None


class Uploads:
    """The files of one request on their way to becoming attachments.

    Args:
        world: Where they are kept.
        url: Where they can be downloaded.
        channel: Where the message goes.
        files: The files as they came.
        ephemeral: Whether only one person sees the message.
    """

    def __init__(
        self, world: World, url: str, channel: Channel, files: Iterable[Upload], *, ephemeral: bool
    ) -> None:
        self.world = world
        self.url = url
        self.channel = channel
        self.files = list(files)
        self.ephemeral = ephemeral
        self._stored: dict[str, tuple[str | None, bytes]] = {}

    def attachments(self, problems: Problems, path: Path, body: Json, old: Json) -> list[Json]:
        """The attachments of the message: those that stay, and the new ones."""
        if not (self.files or old or "attachments" in body):
            return []
        here = (*path, "attachments")
        told = checks.several(problems, here, body.get("attachments"), 0, MOST_FILES, optional=True)
        stays = {one["id"]: one for one in old.get("attachments", ())}
        kept = list(stays.values()) if body.get("attachments") is None else []
        sent = {file.field for file in self.files}
        about: dict[str, Json] = {}
        for index, raw in enumerate(told):
            one = checks.mapping(problems, (*here, index), raw)
            if one is None:
                continue
            pass_over(one, OWN)
            identifier = checks.snowflake(problems, (*here, index, "id"), one.get("id"))
            said = _said(problems, (*here, index), one)
            field = f"files[{identifier}]"
            if identifier in stays:
                kept.append(_changed(stays[identifier], said, one))
            elif field in sent:
                about[field] = said
            elif identifier is not None:
                problems.add((*here, index), "ATTACHMENT_NOT_FOUND", "Attachment data not found")
        kept += [self._attachment(file, about.get(file.field, {})) for file in self.files]
        if len(kept) > MOST_FILES:
            problems.length(here, 0, MOST_FILES)
        return kept

    def _attachment(self, file: Upload, about: Json) -> Json:
        identifier = self.world.new_id()
        name = re.sub(r"[^\w.\-]", "", (about.get("filename") or file.name).replace(" ", "_")) or "unknown"
        folder = "ephemeral-attachments" if self.ephemeral else "attachments"
        place = f"/{folder}/{self.channel.id}/{identifier}/{name}"
        guessed, _ = mimetypes.guess_type(name)
        content_type = guessed or file.content_type or "application/octet-stream"
        self._stored[place] = (content_type, file.content)
        address = self.url + quote(place)
        written: Json = {
            "id": identifier,
            "filename": name,
            "size": len(file.content),
            "url": address,
            "proxy_url": address,
            "content_type": content_type,
        }
        written |= {name: about[name] for name in SHOWN if about.get(name) is not None}
        if about.get("flags"):
            written["flags"] = about["flags"]
        if self.ephemeral:
            written["ephemeral"] = True
        if (size := picture_size(file.content)) is not None:
            written["width"], written["height"] = size
        return written

    def keep(self) -> None:
        """Put the files where they can be downloaded."""
        if self._stored:
            self.world.keep_files(self._stored)


def _said(problems: Problems, path: Path, one: Json) -> Json:
    """What is told of a file besides its content."""
    flags = 0
    for name, bit in FLAGS.items():
        flags |= bit if checks.flag(problems, (*path, name), one.get(name)) else 0
    where = (*path, "duration_secs")
    return {
        "filename": checks.text(problems, (*path, "filename"), one.get("filename"), 1, 1024, optional=True),
        "description": checks.text(
            problems, (*path, "description"), one.get("description"), 0, 1024, optional=True
        )
        or None,
        "title": checks.text(problems, (*path, "title"), one.get("title"), 0, 1024, optional=True) or None,
        "duration_secs": checks.number(problems, where, one.get("duration_secs"), 0, LONGEST_SECONDS),
        "waveform": checks.text(problems, (*path, "waveform"), one.get("waveform"), 0, 400, optional=True),
        "flags": flags,
    }


def _changed(before: Json, said: Json, given: Json) -> Json:
    """A file that stays, with what is told of it anew; its name stays."""
    told = {name: said[name] for name in SHOWN if name in given}
    return {key: value for key, value in {**before, **told}.items() if value is not None}


def picture_size(content: bytes) -> tuple[int, int] | None:
    """Width and height of a PNG or GIF in pixels, None for anything else."""
    if content[:8] == b"\x89PNG\r\n\x1a\n" and len(content) >= 24:
        width, height = struct.unpack(">II", content[16:24])
        return width, height
    if content[:4] == b"GIF8" and len(content) >= 10:
        width, height = struct.unpack("<HH", content[6:10])
        return width, height
    return None
