"""Rounds drawn: how well people fit, how many mentees each mentor gets, and one way beside another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Final

from PIL import Image, ImageDraw

from mentorbot.chat import number_of
from mentorbot.chat.drawing import FINE, WIDTH, Palette, font, palette, shorten
from mentorbot.mentoring.matching.outcome import Tried
from mentorbot.mentoring.rounds.results import Load, Overview

_MARGIN: Final = 36
_HEAD: Final = 140
_BARS: Final = 190
_ROW: Final = 44
_MOST_ROWS: Final = 12
_SEAT: Final = 24
_MOST_SEATS: Final = 14
_BINS: Final = 10
_WAY: Final = 190
"""How high a way is among others: its name, its bars and what is under them, and some room."""
_WAY_BARS: Final = 90


def say_mean(scores: Sequence[int]) -> str:
    """The average of points, to a tenth if it has one: "46", "46.5"."""
    return f"{sum(scores) / len(scores):.1f}".removesuffix(".0")


def draw_round(seen: Overview, *, dark: bool = False) -> bytes:
    """The round as a PNG: three counts, the scores in tens, and the fullest mentors with their seats.

    Args:
        dark: On dark ground.
    """
    colours = palette(dark=dark)
    rows = seen.loads[:_MOST_ROWS]
    more = len(seen.loads) > len(rows)
    top = _HEAD + _BARS + 96
    height = top + _ROW * (len(rows) + more) + _MARGIN
    large = Image.new("RGB", (WIDTH * FINE, height * FINE), colours.paper)
    shapes = ImageDraw.Draw(large)
    bins = _binned(seen.scores)
    bars = _Bars(bins, max(bins), _HEAD + _BARS, _BARS - 64)
    _draw_bars(shapes, bars, colours)
    for place, load in enumerate(rows):
        _seats(shapes, load, top + place * _ROW, colours)
    image = large.reduce(FINE)
    text = ImageDraw.Draw(image)
    _counts(text, seen, colours)
    words = "How well the pairs fit, in points of 100"
    text.text((_MARGIN, _HEAD + 28), words, colours.ink, font(24), anchor="ls")
    _number_bars(text, bars, colours)
    text.text((_MARGIN, top - 20), "Mentees of each mentor", colours.ink, font(24), anchor="ls")
    for place, load in enumerate(rows):
        y = top + place * _ROW + _ROW // 2
        text.text((_MARGIN, y), shorten(load.mentor, font(22), 250), colours.ink, font(22), anchor="lm")
        said = f"{load.got} of {load.room}"
        text.text((WIDTH - _MARGIN, y), said, colours.quiet, font(22), anchor="rm")
    if more:
        y = top + len(rows) * _ROW + _ROW // 2
        said = f"and {len(seen.loads) - len(rows)} more"
        text.text((_MARGIN, y), said, colours.quiet, font(22), anchor="lm")
    return _encode(image)


def draw_ways(ways: Mapping[str, Tried], *, dark: bool = False) -> bytes:
    """How many pairs have how many points, by each way; all by one measure.

    Args:
        ways: By what each is called.
        dark: On dark ground.
    """
    colours = palette(dark=dark)
    large = Image.new("RGB", (WIDTH * FINE, (_MARGIN + _WAY * len(ways)) * FINE), colours.paper)
    shapes = ImageDraw.Draw(large)
    bins = [_binned(way.scores) for way in ways.values()]
    most = max(max(row) for row in bins)
    rows = [_Bars(row, most, _MARGIN + _WAY * place + 134, _WAY_BARS) for place, row in enumerate(bins)]
    for row in rows:
        _draw_bars(shapes, row, colours)
    image = large.reduce(FINE)
    text = ImageDraw.Draw(image)
    for place, ((name, way), row) in enumerate(zip(ways.items(), rows, strict=True)):
        y = _MARGIN + _WAY * place + 16
        text.text((_MARGIN, y), name, colours.ink, font(24), anchor="ls")
        said = number_of(way.pairs, "pair")
        if way.scores:
            said += f" · mean {say_mean(way.scores)} · lowest {min(way.scores)}"
        text.text((WIDTH - _MARGIN, y), said, colours.quiet, font(22), anchor="rs")
        _number_bars(text, row, colours)
    return _encode(image)


@dataclass(frozen=True, slots=True)
class _Bars:
    """How many have how many points, in tens, as bars: where they stand, and how high one of the most is."""

    bins: Sequence[int]
    most: int
    bottom: int
    room: int

    def height(self, many: int) -> int:
        """How high the bar of so many is."""
        return max(3, self.room * many // self.most) if many else 2


def _encode(image: Image.Image) -> bytes:
    out = BytesIO()
    image.save(out, "PNG", compress_level=6)
    return out.getvalue()


def _binned(scores: Sequence[int]) -> list[int]:
    bins = [0] * _BINS
    for score in scores:
        bins[min(score // 10, _BINS - 1)] += 1
    return bins


def _counts(text: ImageDraw.ImageDraw, seen: Overview, colours: Palette) -> None:
    alone = sum(seen.alone.values())
    said = [(seen.pairs, "with a mentor", colours.green), (alone, "without", colours.ink)]
    said.insert(1, (seen.peers, "in circles of peers", colours.blue)) if seen.peers else None
    said.append((sum(not load.got for load in seen.loads), "mentors with nobody", colours.quiet))
    width = (WIDTH - 2 * _MARGIN) // len(said)
    for place, (many, what, colour) in enumerate(said):
        x = _MARGIN + place * width
        text.text((x, 72), f"{many:,}", colour, font(44), anchor="ls")
        text.text((x, 104), what, colours.quiet, font(20), anchor="ls")


def _draw_bars(shapes: ImageDraw.ImageDraw, bars: _Bars, colours: Palette) -> None:
    width = (WIDTH - 2 * _MARGIN) // _BINS
    for place, many in enumerate(bars.bins):
        left = _MARGIN + place * width
        bounds = [left + 4, bars.bottom - bars.height(many), left + width - 4, bars.bottom]
        shapes.rectangle([FINE * value for value in bounds], fill=colours.blue if many else colours.trough)


def _number_bars(text: ImageDraw.ImageDraw, bars: _Bars, colours: Palette) -> None:
    width = (WIDTH - 2 * _MARGIN) // _BINS
    for place, many in enumerate(bars.bins):
        x = _MARGIN + place * width + width // 2
        text.text((x, bars.bottom + 8), f"{10 * place}", colours.quiet, font(18), anchor="ma")
        if many:
            y = bars.bottom - bars.height(many) - 4
            text.text((x, y), f"{many:,}", colours.ink, font(18), anchor="ms")


def _seats(shapes: ImageDraw.ImageDraw, load: Load, top: int, colours: Palette) -> None:
    left = _MARGIN + 270
    for place in range(min(load.room, _MOST_SEATS)):
        x = left + place * (_SEAT + 5)
        bounds = [x, top + 9, x + _SEAT, top + 9 + _SEAT]
        colour = colours.green if place < load.got else colours.trough
        shapes.rounded_rectangle([FINE * value for value in bounds], radius=FINE * 4, fill=colour)
