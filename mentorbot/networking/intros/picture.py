"""Rounds drawn as bars: how many groups there were, and how many met; colours and words say the same."""

from functools import lru_cache
from io import BytesIO
from typing import Final

from PIL import Image, ImageDraw

from mentorbot.chat.drawing import FINE, WIDTH, Palette, font, palette
from mentorbot.networking.intros.numbers import RoundNumbers

_HEIGHT: Final = 360
_MARGIN: Final = 40
_BASE: Final = 300
_TOP: Final = 60
_KEPT: Final = 16


def draw_numbers(rounds: tuple["RoundNumbers", ...], *, dark: bool = False) -> bytes:
    """The rounds as a PNG, the same bytes for the same numbers; ``dark``: on dark ground."""
    return _draw(tuple((one.number, one.groups, one.met) for one in rounds), palette(dark=dark))


def describe_numbers(rounds: tuple["RoundNumbers", ...]) -> str:
    """The picture in words."""
    each = [f"round {one.number}: {one.met} of {one.groups}" for one in rounds]
    return f"Groups that met, by round. {'; '.join(each)}."


@lru_cache(maxsize=_KEPT)
def _draw(rounds: tuple[tuple[int, int, int], ...], colours: Palette) -> bytes:
    most = max((groups for _, groups, _ in rounds), default=1) or 1
    room = (WIDTH - 2 * _MARGIN) / max(len(rounds), 4)
    large = Image.new("RGB", (WIDTH * FINE, _HEIGHT * FINE), colours.paper)
    canvas = ImageDraw.Draw(large)
    for place, (_, groups, met) in enumerate(rounds):
        left = _MARGIN + room * (place + 0.15)
        for amount, colour in ((groups, colours.faint), (met, colours.green)):
            if amount:
                top = _BASE - (_BASE - _TOP) * amount / most
                box = [FINE * left, FINE * top, FINE * (left + room * 0.7), FINE * _BASE]
                canvas.rounded_rectangle(box, radius=FINE * 2, fill=colour)
    canvas.line([(FINE * _MARGIN, FINE * _BASE), (FINE * (WIDTH - _MARGIN), FINE * _BASE)], colours.ink, FINE)
    image = large.reduce(FINE)
    text = ImageDraw.Draw(image)
    text.text((_MARGIN, 24), "Groups that met, of all groups", colours.ink, font(22), anchor="ls")
    for place, (number, groups, met) in enumerate(rounds):
        middle = _MARGIN + room * (place + 0.5)
        top = _BASE - (_BASE - _TOP) * groups / most
        text.text((middle, top - 6), f"{met} of {groups}", colours.ink, font(18), anchor="ms")
        text.text((middle, _BASE + 26), f"{number}", colours.quiet, font(18), anchor="ms")
    text.text((_MARGIN, _HEIGHT - 10), "Round", colours.quiet, font(16), anchor="ls")
    out = BytesIO()
    image.save(out, "PNG", compress_level=6)
    return out.getvalue()
