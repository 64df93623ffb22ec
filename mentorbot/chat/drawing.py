"""What all pictures share: their size, their colours, their letters."""

from dataclasses import dataclass
from functools import cache
from typing import Final

from PIL import ImageFont

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont

WIDTH: Final = 800
FINE: Final = 2
"""Shapes are drawn this much larger, then shrunk, so that their edges are smooth."""


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of a picture. What is written has a contrast of 4.5 or more to ``paper``, bars one of 3.

    Args:
        ink: What is written; ``quiet``: what matters less.
        faint: Lines and edges.
        trough: The ground of a bar, where it is empty.
        over: What of a bar does not count.
    """

    paper: str
    ink: str
    quiet: str
    faint: str
    trough: str
    over: str
    green: str
    blue: str
    amber: str
    red: str
    purple: str


LIGHT: Final = Palette(
    paper="#FCFCFA",
    ink="#1B2430",
    quiet="#5A6675",
    faint="#C9D0D8",
    trough="#DDE2E8",
    over="#9AA5B1",
    green="#17703F",
    blue="#1A4FC4",
    amber="#B7791F",
    red="#B3261E",
    purple="#7A3E9D",
)
DARK: Final = Palette(
    paper="#1F2128",
    ink="#E7E9EE",
    quiet="#A9AFBC",
    faint="#4A5160",
    trough="#3A3F4B",
    over="#737B8C",
    green="#5CC48A",
    blue="#8FA8FF",
    amber="#E0A94A",
    red="#F2877F",
    purple="#C79BE8",
)


def palette(*, dark: bool) -> Palette:
    """The colours of pictures on dark or on light ground."""
    return DARK if dark else LIGHT


def shorten(text: str, font: Font, room: int) -> str:
    """The text, cut with … where it is wider than the room (in pixels)."""
    if font.getlength(text) <= room:
        return text
    while text and font.getlength(text + "…") > room:
        text = text[:-1]
    return text.rstrip() + "…"


@cache
def font(size: int) -> Font:
    """The letters that Pillow brings along, in a size in pixels."""
    return ImageFont.load_default(size)
