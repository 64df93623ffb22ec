"""Pictures that come inside JSON, as `data:image/png;base64,…`, and where they can be downloaded afterwards.

Source: https://docs.discord.com/developers/reference#image-data
"""

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass

from mentorbot.sandbox.discord.api.bodies.checks import Path, Problems
from mentorbot.sandbox.discord.world.world import World

DATA = re.compile(r"data:image/(?P<kind>png|jpe?g|gif|webp|avif);base64,(?P<content>[A-Za-z0-9+/=\s]*)")


BEGINNINGS = (
    ("png", re.compile(rb"\x89PNG")),
    ("jpeg", re.compile(rb"\xff\xd8\xff")),
    ("gif", re.compile(rb"GIF8")),
    ("webp", re.compile(rb"RIFF.{4}WEBP", re.DOTALL)),
    ("avif", re.compile(rb".{4}ftypavi[fs]", re.DOTALL)),
)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that was sent.

    Args:
        kind: png, jpeg, gif, webp or avif.
    """

    kind: str
    content: bytes

    @property
    def name(self) -> str:
        """The hash under which Discord keeps it; that of an animated one begins with `a_`."""
        found = hashlib.sha256(self.content).hexdigest()[:32]
        return f"a_{found}" if self.kind == "gif" else found

    def keep(self, world: World, place: str) -> None:
        """Make it downloadable: at `place`, under every ending that a client may ask for."""
        kept = (f"image/{self.kind}", self.content)
        world.keep_files(
            {f"{place}.{ending}": kept for ending in ("png", "gif", "jpg", "jpeg", "webp", "avif")}
        )


def picture(problems: Problems, path: Path, value: object) -> Picture | None:
    """Check a picture; null gives None."""
    if value is None:
        return None
    found = DATA.fullmatch(value) if isinstance(value, str) else None
    try:
        content = base64.b64decode(found["content"], validate=False) if found else b""
    except binascii.Error:
        content = b""
    if found is None or not content:
        problems.add(path, "BASE_TYPE_INVALID_IMAGE", "Invalid image data")
        return None
    return Picture(_kind(content, found["kind"]), content)


def kept_picture(problems: Problems, path: Path, value: object, world: World, place: str) -> str | None:
    """Check a picture and make it downloadable in a folder, such as `/icons/1234`.

    Returns:
        The hash under which it is kept; None for null, or for what is none.
    """
    shown = picture(problems, path, value)
    if shown is None:
        return None
    shown.keep(world, f"{place}/{shown.name}")
    return shown.name


def _kind(content: bytes, told: str) -> str:
    """What a picture is; libraries call all `jpg`, so that it counts only where it cannot be seen."""
    seen = (kind for kind, beginning in BEGINNINGS if beginning.match(content))
    return next(seen, "jpeg" if told == "jpg" else told)
