"""A goal drawn as bars: what counts of each type against the rule. What a colour says, words say as well."""

from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import Final

from PIL import Image, ImageDraw

from mentorbot.chat.drawing import FINE, WIDTH, Palette, font, palette, shorten
from mentorbot.credits.credential import hours, with_unit
from mentorbot.credits.rule import Count, Tally

_ROW: Final = 84
_TOP: Final = 28
_MARGIN: Final = 36
_INDENT: Final = 26
_BAR: Final = 22

_KEPT: Final = 32  # pictures, some 30 kB each


@dataclass(frozen=True, slots=True)
class _Row:
    """What of a group can be seen; amounts in quarters."""

    name: str
    depth: int
    unit: str
    least: int
    most: int | None
    logged: int
    counted: int
    met: bool

    @property
    def full(self) -> int:
        """What the whole bar stands for."""
        return max(self.least, self.most or 0, self.logged, 1)


def draw_picture(counted: Count, *, dark: bool = False) -> bytes:
    """How a goal stands as a PNG, the same bytes for the same numbers; ``dark``: on dark ground."""
    return _draw(tuple(_rows(counted)), palette(dark=dark))


def _rows(counted: Count) -> list[_Row]:
    rows = []
    unit = ""
    for tally in counted.tallies.values():
        unit = tally.group.unit or unit
        group = tally.group
        rows.append(
            _Row(
                name=group.name,
                depth=tally.depth,
                unit=unit,
                least=group.least,
                most=group.most,
                logged=tally.logged,
                counted=tally.counted,
                met=not tally.missing,
            )
        )
    return rows


def measure(tally: Tally) -> str:
    """What counts against the rule, in words: "12 of 36", "4 of at most 12", "7"."""
    return _measure(tally.group.least, tally.group.most, tally.counted)


def _measure(least: int, most: int | None, counted: int) -> str:
    if least:
        return f"{hours(counted)} of {hours(least)}"
    return f"{hours(counted)} of at most {hours(most)}" if most is not None else hours(counted)


@lru_cache(maxsize=_KEPT)
def _draw(rows: tuple[_Row, ...], colours: Palette) -> bytes:
    height = 2 * _TOP + _ROW * len(rows)
    large = Image.new("RGB", (WIDTH * FINE, height * FINE), colours.paper)
    canvas = ImageDraw.Draw(large)
    for place, row in enumerate(rows):
        _bar(canvas, row, _TOP + place * _ROW + 42, colours)
    image = large.reduce(FINE)
    text = ImageDraw.Draw(image)
    for place, row in enumerate(rows):
        _write(text, row, _TOP + place * _ROW + 32, colours)
    out = BytesIO()
    image.save(out, "PNG", compress_level=6)
    return out.getvalue()


def _bar(canvas: ImageDraw.ImageDraw, row: _Row, y: int, colours: Palette) -> None:
    left, right = float(_MARGIN + _INDENT * row.depth), float(WIDTH - _MARGIN)
    scale = (right - left) / row.full
    counted, logged = left + row.counted * scale, left + row.logged * scale
    _box(canvas, left, right, y, colours.trough)
    if row.logged > row.counted:
        _box(canvas, left, logged, y, colours.over)
        for stripe in range(int(counted), int(logged), 9):  # seen without colours too
            _line(canvas, (stripe, y + _BAR - 2), (min(stripe + 9, logged), y + 2), colours.paper)
    if row.counted:
        _box(canvas, left, counted, y, colours.green if row.met else colours.blue)
    for bound in {row.least, row.most or 0} - {0}:
        x = left + bound * scale
        _line(canvas, (min(x, right - 2), y - 5), (min(x, right - 2), y + _BAR + 5), colours.ink)


def _box(canvas: ImageDraw.ImageDraw, left: float, right: float, y: float, colour: str) -> None:
    bounds = [FINE * left, FINE * y, FINE * max(right, left + 4) - 1, FINE * (y + _BAR) - 1]
    canvas.rounded_rectangle(bounds, radius=FINE * 2, fill=colour)


def _line(
    canvas: ImageDraw.ImageDraw, start: tuple[float, float], end: tuple[float, float], colour: str
) -> None:
    points = [(FINE * x, FINE * y) for x, y in (start, end)]
    canvas.line(points, fill=colour, width=FINE * 2)


def _write(text: ImageDraw.ImageDraw, row: _Row, baseline: int, colours: Palette) -> None:
    left = _MARGIN + _INDENT * row.depth
    size = 26 if row.depth == 0 else 23
    words = with_unit(_measure(row.least, row.most, row.counted), row.unit)
    if row.least and row.met:
        words = f"Done · {words}"
    if row.logged > row.counted:
        words += f", {hours(row.logged - row.counted)} over"
    colour = colours.green if row.least and row.met else colours.quiet
    text.text((WIDTH - _MARGIN, baseline), words, colour, font(size), anchor="rs")
    room = WIDTH - _MARGIN - left - int(font(size).getlength(words)) - 20
    text.text((left, baseline), shorten(row.name, font(size), room), colours.ink, font(size), anchor="ls")
