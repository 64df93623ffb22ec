"""What Discord's CDN gives: files that were sent, pictures of things, and those of who has none.

Source: https://docs.discord.com/developers/reference#image-formatting
"""

import re
import struct
import zlib
from functools import lru_cache
from urllib.parse import unquote

from aiohttp import web

from mentorbot.sandbox.discord.world.world import World

PLACES = (
    "/app-icons/",
    "/attachments/",
    "/avatar-decoration-presets/",
    "/avatars/",
    "/banners/",
    "/discovery-splashes/",
    "/embed/avatars/",
    "/emojis/",
    "/ephemeral-attachments/",
    "/guild-events/",
    "/guild-tag-badges/",
    "/guilds/",
    "/home-headers/",
    "/icons/",
    "/role-icons/",
    "/soundboard-sounds/",
    "/splashes/",
    "/stickers/",
    "/team-icons/",
)
"""Where its addresses begin."""

HEADERS = {  # a file that somebody sent never acts as a page of this address
    "Content-Security-Policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}
DEFAULT_AVATAR = re.compile(r"/embed/avatars/([0-5])\.png")
COLOURS = ("5865f2", "757e8a", "3ba55c", "faa61a", "ed4245", "eb459f")
SIDE = 256


def give(world: World, path: str) -> web.Response:
    """Answer with a file.

    Args:
        world: Where files are kept.
        path: What was asked for, as it stood in the request.
    """
    place = unquote(path)
    default = DEFAULT_AVATAR.fullmatch(place)
    kept = ("image/png", default_avatar(int(default[1]))) if default else world.files.get(place)
    if kept is None:
        return web.Response(status=404, text="This content is no longer available.")
    kind, content = kept
    return web.Response(body=content, content_type=kind or "application/octet-stream", headers=HEADERS)


@lru_cache
def default_avatar(number: int) -> bytes:
    """The picture of who has none, as PNG: one of six colours.

    Args:
        number: 0 to 5.
    """
    row = b"\x00" * (1 + SIDE // 8)
    parts = {
        b"IHDR": struct.pack(">IIBBBBB", SIDE, SIDE, 1, 3, 0, 0, 0),
        b"PLTE": bytes.fromhex(COLOURS[number]),
        b"IDAT": zlib.compress(row * SIDE),
        b"IEND": b"",
    }
    written = (
        struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        for kind, content in parts.items()
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(written)
