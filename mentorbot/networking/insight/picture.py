"""A network drawn as bars: how many people one met first in each month, in layers by how."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from io import BytesIO
from typing import Final

from PIL import Image, ImageDraw

from mentorbot.chat import fit, limits, number_of
from mentorbot.chat.drawing import FINE, WIDTH, Palette, font, palette
from mentorbot.networking.insight.past import How

BY: Final = {
    How.INTRODUCTION: "introductions",
    How.INTERVIEW: "interviews",
    How.MENTORING: "mentoring",
    How.DIRECTORY: "the directory",
}
"""By what one meets, in the order of the layers from below."""
_HEIGHT: Final = 360
_MARGIN: Final = 40
_BASE: Final = 270
_TOP: Final = 70
_KEPT: Final = 64

Months = Sequence[tuple[tuple[int, int], Counter[How]]]


def draw_months(months: Months, *, dark: bool = False) -> bytes:
    """The months as a PNG, the same bytes for the same numbers; ``dark``: on dark ground."""
    rows = tuple((month, tuple(many[how] for how in BY)) for (_, month), many in months)
    return _draw(rows, palette(dark=dark))


def _layers(colours: Palette) -> dict[How, str]:
    return {
        How.INTRODUCTION: colours.green,
        How.INTERVIEW: colours.blue,
        How.MENTORING: colours.amber,
        How.DIRECTORY: colours.purple,
    }


def describe_months(months: Months) -> str:
    """The picture in words."""
    each = [
        f"{date(year, month, 1):%B %Y}: {many.total()} ({', '.join(_parts(many))})"
        for (year, month), many in months
        if many.total()
    ]
    words = "; ".join(each) or "nobody yet"
    return fit(
        f"People met for the first time in the last {number_of(len(months), 'month')}. {words}.",
        limits.IMAGE_ALT,
    )


def _parts(many: Counter[How]) -> list[str]:
    return [f"{many[how]} by {name}" for how, name in BY.items() if many[how]]


@lru_cache(maxsize=_KEPT)
def _draw(months: tuple[tuple[int, tuple[int, ...]], ...], colours: Palette) -> bytes:
    layers = _layers(colours)
    totals = [sum(many) for _, many in months]
    # Not fewer than three, so that one person does not look like a crowd.
    unit = (_BASE - _TOP) / max(*totals, 3)
    room = (WIDTH - 2 * _MARGIN) / len(months)
    large = Image.new("RGB", (WIDTH * FINE, _HEIGHT * FINE), colours.paper)
    canvas = ImageDraw.Draw(large)
    for place, (_, many) in enumerate(months):
        left, low = _MARGIN + room * (place + 0.15), float(_BASE)
        for how, count in zip(BY, many, strict=True):
            if count:
                box = [FINE * left, FINE * (low - unit * count), FINE * (left + room * 0.7), FINE * low]
                canvas.rectangle(box, fill=layers[how], outline=colours.paper, width=FINE)
                low -= unit * count
    canvas.line([(FINE * _MARGIN, FINE * _BASE), (FINE * (WIDTH - _MARGIN), FINE * _BASE)], colours.ink, FINE)
    image = large.reduce(FINE)
    text = ImageDraw.Draw(image)
    text.text((_MARGIN, 36), "People met for the first time, by month", colours.ink, font(22), anchor="ls")
    for place, ((month, _), total) in enumerate(zip(months, totals, strict=True)):
        middle = _MARGIN + room * (place + 0.5)
        if total:
            text.text((middle, _BASE - unit * total - 6), f"{total}", colours.ink, font(18), anchor="ms")
        text.text((middle, _BASE + 24), f"{date(2000, month, 1):%b}", colours.quiet, font(18), anchor="ms")
    left = float(_MARGIN)
    for index, (how, name) in enumerate(BY.items()):
        if count := sum(many[index] for _, many in months):
            text.rectangle([left, _HEIGHT - 32, left + 16, _HEIGHT - 16], layers[how])
            words = f"{name} ({count})"
            text.text((left + 24, _HEIGHT - 18), words, colours.ink, font(18), anchor="ls")
            left += 24 + font(18).getlength(words) + 28
    out = BytesIO()
    image.save(out, "PNG", compress_level=6)
    return out.getvalue()
