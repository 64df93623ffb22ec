"""Files that come with a request, on their way to becoming attachments of a message."""

import mimetypes
import re
import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from mentorbot.sandbox.discord.api.bodies import checks
from mentorbot.sandbox.discord.api.bodies.checks import Path, Problems
from mentorbot.sandbox.discord.world.guilds import Channel
from mentorbot.sandbox.discord.world.world import World
from mentorbot.sandbox.wire import Json

MOST_FILES = 10


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
        identifier = self.world.new_id()
        name = re.sub(r"[^\w.\-]", "", str(about.get("filename") or file.name).replace(" ", "_")) or "unknown"
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
        if about.get("description"):
            written["description"] = about["description"]
        if self.ephemeral:
            written["ephemeral"] = True
        if (size := picture_size(file.content)) is not None:
            written["width"], written["height"] = size
        return written

    def keep(self) -> None:
        """Put the files where they can be downloaded."""
        self.world.keep_files(self._stored)


def picture_size(content: bytes) -> tuple[int, int] | None:
    """Width and height of a PNG or GIF in pixels, None for anything else."""
    if content[:8] == b"\x89PNG\r\n\x1a\n" and len(content) >= 24:
        width, height = struct.unpack(">II", content[16:24])
        return width, height
    if content[:4] == b"GIF8" and len(content) >= 10:
        width, height = struct.unpack("<HH", content[6:10])
        return width, height
    return None
