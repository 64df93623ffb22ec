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
    """The colours of a picture; each but ``faint`` has a contrast of 4.5 or more to ``paper``."""

    paper: str
    ink: str
    quiet: str
    faint: str
    green: str
    blue: str


PAPER: Final = "#FCFCFA"
INK: Final = "#1B2430"
QUIET: Final = "#5A6675"
GREEN: Final = "#17703F"
BLUE: Final = "#1A4FC4"
LIGHT: Final = Palette(PAPER, INK, QUIET, "#C9D0D8", GREEN, BLUE)
DARK: Final = Palette("#1F2128", "#E7E9EE", "#A9AFBC", "#4A5160", "#5CC48A", "#8FA8FF")


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
