"""Pictures of events: made fit to be kept and shown, or refused with a sentence.

They are decoded in a process of their own (:mod:`.reader`). The bytes are kept, not the address: Discord's
addresses of files expire. What a camera wrote beside the picture, such as where it was taken, is not kept.
"""

import hashlib
import io
from dataclasses import dataclass
from typing import Any, Final

from PIL import Image, ImageOps
from sqlalchemy import delete, select

from mentorbot.db import AsyncConnection, Session, insert
from mentorbot.errors import UserError
from mentorbot.events.models import EVENT_PICTURE
from mentorbot.events.terms import MOST_ALT, MOST_PICTURE
from mentorbot.members.answers import one_line

MOST_SENT: Final = 8 * 2**20
MOST_PIXELS: Final = 25_000_000
"""What a good camera takes; unpacked it is a hundred megabytes, for a moment."""
LONGEST_SIDE: Final = 1600
COVER: Final = (1600, 640)
"""Five to two, as Discord shows the picture of its own events (it recommends 800 by 320)."""

NOT_A_PICTURE: Final = "I cannot read that as a picture. Please attach a PNG, JPEG, GIF or WebP file."
TOO_LARGE: Final = (
    f"That picture is too large: at most {MOST_SENT // 2**20} MB and {MOST_PIXELS // 10**6} million pixels. "
    "Please make it smaller first."
)
FORMATS: Final = ("PNG", "JPEG", "GIF", "WEBP")

picture: Final = EVENT_PICTURE


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that is ready to be sent.

    Args:
        name: Its file name; the same picture has the same.
        alt: Words for those who cannot see it; may be empty.
    """

    data: bytes
    name: str
    alt: str = ""


NONE: Final = Picture(b"", "")
"""No picture."""


def check_alt(alt: str) -> str:
    """The words for those who cannot see a picture, on one line. Raises UserError: they are too long."""
    said = one_line(alt)
    if len(said) > MOST_ALT:
        raise UserError(f"The words for the picture are {len(said):,} characters long; at most {MOST_ALT}.")
    return said


def name_picture(data: bytes) -> str:
    """The file name of a picture that is ready: the same picture has the same."""
    return f"{hashlib.sha256(data).hexdigest()[:16]}.jpg"


def rewrite_picture(sent: bytes) -> bytes:
    """Make what somebody attached fit to be kept; in the process that :mod:`.reader` starts for it.

    Raises:
        UserError: It is no picture, or too large.
    """
    return _written(_opened(sent))


def make_cover(data: bytes) -> bytes:
    """The middle of a kept picture, in the form that Discord's own events have."""
    return _written(ImageOps.fit(_opened(data), COVER))


async def load_picture(connection: AsyncConnection | Session, event_id: int) -> bytes | None:
    """The picture of an event, if it has one."""
    found = select(picture.c.data).where(picture.c.event_id == event_id)
    return (await connection.execute(found)).scalar()


async def keep_picture(session: Session, event_id: int, new: Picture) -> None:
    """Keep a picture, in the place of any that the event had; NONE takes that away."""
    if new == NONE:
        await session.execute(delete(picture).where(picture.c.event_id == event_id))
        return
    row: dict[str, Any] = {"data": new.data, "name": new.name, "alt": new.alt}
    await session.execute(
        insert(picture)
        .values(event_id=event_id, **row)
        .on_conflict_do_update(index_elements=["event_id"], set_=row)
    )


def check_size(many: int) -> None:
    """Raises UserError if so many bytes are more than a picture may have."""
    if many > MOST_SENT:
        raise UserError(TOO_LARGE)


def _opened(data: bytes) -> Image.Image:
    """The picture, upright, on white, and no larger than it is shown."""
    check_size(len(data))
    try:
        found = Image.open(io.BytesIO(data), formats=FORMATS)
        # Only its head was read so far: what it unpacks to is known before it is unpacked.
        small_enough = found.width * found.height <= MOST_PIXELS
        if small_enough:
            found.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        upright = ImageOps.exif_transpose(found).convert("RGBA") if small_enough else None
    except Exception:
        raise UserError(NOT_A_PICTURE) from None
    if upright is None:
        raise UserError(TOO_LARGE)
    paper = Image.new("RGBA", upright.size, "white")
    return Image.alpha_composite(paper, upright).convert("RGB")


def _written(made: Image.Image) -> bytes:
    """As JPEG, as fine as fits."""
    while True:
        for quality in (88, 75, 60, 40):
            out = io.BytesIO()
            made.save(out, "JPEG", quality=quality, optimize=True)
            if out.tell() <= MOST_PICTURE:
                return out.getvalue()
        made = made.reduce(2)
