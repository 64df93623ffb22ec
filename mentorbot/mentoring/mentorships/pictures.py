"""Pictures of mentorships: how those of a community do, and the certificate of one that graduated."""

from collections.abc import Mapping
from functools import lru_cache
from io import BytesIO
from typing import Final

from PIL import Image, ImageDraw

from mentorbot.chat.drawing import FINE, LIGHT, WIDTH, Palette, font, palette, shorten
from mentorbot.mentoring.mentorships.terms import Health

_MARGIN: Final = 36
_ROW: Final = 64
_TOP: Final = 24
_BAR: Final = 26
_LABEL: Final = 180
WORDS: Final = {
    Health.NEW: "New",
    Health.ACTIVE: "Active",
    Health.QUIET: "Quiet",
    Health.AT_RISK: "At risk",
    Health.ENDED: "Ended",
}


def draw_overview(counts: Mapping[Health, int], *, dark: bool = False) -> bytes:
    """How many mentorships do how, as a PNG: a bar for each, with its number; ``dark``: on dark ground."""
    colours = palette(dark=dark)
    return _overview(tuple((state, counts.get(state, 0)) for state in _bars(colours)), colours)


def _bars(colours: Palette) -> dict[Health, str]:
    return {
        Health.NEW: colours.blue,
        Health.ACTIVE: colours.green,
        Health.QUIET: colours.amber,
        Health.AT_RISK: colours.red,
    }


@lru_cache(maxsize=8)
def _overview(counts: tuple[tuple[Health, int], ...], colours: Palette) -> bytes:
    bars = _bars(colours)
    height = 2 * _TOP + _ROW * len(counts)
    large = Image.new("RGB", (WIDTH * FINE, height * FINE), colours.paper)
    canvas = ImageDraw.Draw(large)
    most = max((count for _, count in counts), default=0) or 1
    left, right = _MARGIN + _LABEL, WIDTH - _MARGIN - 80
    for place, (state, count) in enumerate(counts):
        y = _TOP + place * _ROW + (_ROW - _BAR) // 2
        _box(canvas, left, right, y, colours.trough)
        if count:
            _box(canvas, left, left + max((right - left) * count / most, 6), y, bars[state])
    image = large.reduce(FINE)
    text = ImageDraw.Draw(image)
    for place, (state, count) in enumerate(counts):
        middle = _TOP + place * _ROW + _ROW // 2
        text.text((_MARGIN, middle), WORDS[state], colours.ink, font(26), anchor="lm")
        text.text((WIDTH - _MARGIN, middle), f"{count:,}", colours.ink, font(26), anchor="rm")
    return _png(image)


def draw_certificate(mentee: str, mentor: str, sessions: int, when: str, community: str) -> bytes:
    """That a mentorship graduated, as a PNG, on light ground for everybody: it is kept, shown on and printed.

    Args:
        when: "November 2026".
        community: What the community is called; may be empty.
    """
    height = 520
    image = Image.new("RGB", (WIDTH, height), LIGHT.paper)
    canvas = ImageDraw.Draw(image)
    canvas.rectangle([16, 16, WIDTH - 17, height - 17], outline=LIGHT.green, width=3)
    canvas.rectangle([24, 24, WIDTH - 25, height - 25], outline=LIGHT.trough, width=1)
    times = "one session" if sessions == 1 else f"{sessions} sessions"
    lines = (
        (84, 22, LIGHT.quiet, "MENTORSHIP COMPLETED"),
        (176, 46, LIGHT.ink, mentee),
        (240, 24, LIGHT.quiet, "went a part of the way with"),
        (300, 36, LIGHT.ink, mentor),
        (368, 24, LIGHT.quiet, f"{times} · {when}" if sessions else when),
        (430, 24, LIGHT.green, community),
    )
    for y, size, colour, words in lines:
        shown = shorten(words, font(size), WIDTH - 2 * 60)
        canvas.text((WIDTH // 2, y), shown, colour, font(size), anchor="mm")
    return _png(image)


def _box(canvas: "object", left: float, right: float, y: int, colour: str) -> None:
    bounds = [FINE * left, FINE * y, FINE * right - 1, FINE * (y + _BAR) - 1]
    canvas.rounded_rectangle(bounds, radius=FINE * 3, fill=colour)  # type: ignore[attr-defined]


def _png(image: Image.Image) -> bytes:
    out = BytesIO()
    image.save(out, "PNG", compress_level=6)
    return out.getvalue()
