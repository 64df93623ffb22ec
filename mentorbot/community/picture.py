"""Where on Discord an owner says who sees which command, drawn as a picture."""

from functools import cache
from io import BytesIO
from typing import Final

from PIL import Image, ImageDraw

from mentorbot.chat.drawing import FINE, WIDTH, font, palette

WHERE: Final = (
    ("Server Settings", "click the name of the server, at the top left"),
    ("Integrations", "under Apps"),
    ("mentorbot", "among Bots and Apps: Manage"),
    ("/organize   /match   /setup", "under Commands: open each of the three"),
    ("Add Roles or Members", "choose the role, with a green tick"),
)
"""What one clicks on, one after the other, and where it is."""
ALT: Final = "Where to click: " + ", then ".join(f"{what} ({where})" for what, where in WHERE) + "."

_ROW: Final = 92
_MARGIN: Final = 32
_RADIUS: Final = 24
_TEXT_X: Final = _MARGIN + 2 * _RADIUS + 28


@cache
def draw_where(*, dark: bool = False) -> bytes:
    """The picture as a PNG; ``dark``: on dark ground."""
    colours = palette(dark=dark)
    height = 2 * _MARGIN + _ROW * len(WHERE)
    large = Image.new("RGB", (WIDTH * FINE, height * FINE), colours.paper)
    shapes = ImageDraw.Draw(large)
    x = FINE * (_MARGIN + _RADIUS)
    for place in range(len(WHERE)):
        y = FINE * (_MARGIN + place * _ROW + _ROW // 2)
        if place + 1 < len(WHERE):
            shapes.line([(x, y), (x, y + FINE * _ROW)], fill=colours.faint, width=FINE * 4)
        radius = FINE * _RADIUS
        shapes.ellipse([x - radius, y - radius, x + radius, y + radius], fill=colours.blue)
        box = [FINE * (_TEXT_X - 16), y - FINE * 36, FINE * (WIDTH - _MARGIN), y + FINE * 36]
        shapes.rounded_rectangle(box, radius=FINE * 10, outline=colours.faint, width=FINE * 2)
    image = large.reduce(FINE)
    text = ImageDraw.Draw(image)
    for place, (what, where) in enumerate(WHERE):
        y = _MARGIN + place * _ROW + _ROW // 2
        sign = (_MARGIN + _RADIUS, y)
        text.text(sign, str(place + 1), colours.paper, font(26), anchor="mm", stroke_width=0.6)
        text.text((_TEXT_X, y - 4), what, colours.ink, font(26), anchor="ls", stroke_width=0.4)
        text.text((_TEXT_X, y + 24), where, colours.quiet, font(20), anchor="ls")
    out = BytesIO()
    image.save(out, "PNG", compress_level=6)
    return out.getvalue()
