"""Rounds drawn as pictures: how well people fit, by each way too, and how many mentees each mentor gets."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Final

from PIL import Image, ImageDraw

from mentorbot.chat import number_of
from mentorbot.chat.drawing import BLUE, FINE, GREEN, INK, PAPER, QUIET, WIDTH, font, shorten
from mentorbot.mentoring.matching.outcome import Tried
from mentorbot.mentoring.rounds.results import Load, Overview

_MARGIN: Final = 36
_HEAD: Final = 140
_BARS: Final = 190
_ROW: Final = 44
_MOST_ROWS: Final = 12
_SEAT: Final = 24
_MOST_SEATS: Final = 14
_FAINT: Final = "#DDE2E8"
_BINS: Final = 10
_BIN: Final = (WIDTH - 2 * _MARGIN) // _BINS
_WAY: Final = 170
_WAY_BARS: Final = 90


def draw_round(seen: Overview) -> bytes:
    """The round as a PNG: three counts, the scores in tens, and the fullest mentors with their seats."""
    rows = seen.loads[:_MOST_ROWS]
    more = len(seen.loads) > len(rows)
    top = _HEAD + _BARS + 96
    height = top + _ROW * (len(rows) + more) + _MARGIN
    large = Image.new("RGB", (WIDTH * FINE, height * FINE), PAPER)
    shapes = ImageDraw.Draw(large)
    bins = _binned(seen.scores)
    for place, many in enumerate(bins):
        _column(shapes, place, _HEAD + _BARS, _height(many, bins), BLUE if many else _FAINT)
    for place, load in enumerate(rows):
        _seats(shapes, load, top + place * _ROW)
    image = large.reduce(FINE)
    text = ImageDraw.Draw(image)
    _counts(text, seen)
    _scale(text, bins)
    text.text((_MARGIN, top - 20), "Mentees of each mentor", INK, font(24), anchor="ls")
    for place, load in enumerate(rows):
        y = top + place * _ROW + _ROW // 2
        text.text((_MARGIN, y), shorten(load.mentor, font(22), 250), INK, font(22), anchor="lm")
        said = f"{load.got} of {load.room}"
        text.text((WIDTH - _MARGIN, y), said, QUIET, font(22), anchor="rm")
    if more:
        y = top + len(rows) * _ROW + _ROW // 2
        text.text((_MARGIN, y), f"and {len(seen.loads) - len(rows)} more", QUIET, font(22), anchor="lm")
    return _png(image)


def draw_ways(ways: Mapping[str, Tried]) -> bytes:
    """How many pairs have how many points by each way, as a PNG; all by one measure.

    Args:
        ways: By what they are called.
    """
    height = 2 * _MARGIN + _WAY * len(ways)
    large = Image.new("RGB", (WIDTH * FINE, height * FINE), PAPER)
    shapes = ImageDraw.Draw(large)
    bins = [_binned(way.scores) for way in ways.values()]
    most = max((many for row in bins for many in row), default=0) or 1
    for place, row in enumerate(bins):
        bottom = _MARGIN + _WAY * place + _WAY - 36
        for column, many in enumerate(row):
            _column(shapes, column, bottom, max(2, _WAY_BARS * many // most), BLUE if many else _FAINT)
    image = large.reduce(FINE)
    text = ImageDraw.Draw(image)
    for place, ((name, way), row) in enumerate(zip(ways.items(), bins, strict=True)):
        top = _MARGIN + _WAY * place
        text.text((_MARGIN, top + 16), name, INK, font(24), anchor="ls")
        said = number_of(way.pairs, "pair")
        if way.scores:
            said += f" · mean {sum(way.scores) / len(way.scores):.1f} · lowest {min(way.scores)}"
        text.text((WIDTH - _MARGIN, top + 16), said, QUIET, font(22), anchor="rs")
        for column, many in enumerate(row):
            _number(text, column, top + _WAY - 36, max(2, _WAY_BARS * many // most), many)
    return _png(image)


def _png(image: Image.Image) -> bytes:
    out = BytesIO()
    image.save(out, "PNG", compress_level=6)
    return out.getvalue()


def _column(shapes: ImageDraw.ImageDraw, place: int, bottom: int, tall: int, colour: str) -> None:
    """The bar of one ten of points."""
    left = _MARGIN + place * _BIN
    bounds = [left + 4, bottom - tall, left + _BIN - 4, bottom]
    shapes.rectangle([FINE * value for value in bounds], fill=colour)


def _number(text: ImageDraw.ImageDraw, place: int, bottom: int, tall: int, many: int) -> None:
    """What stands under and above it."""
    x = _MARGIN + place * _BIN + _BIN // 2
    text.text((x, bottom + 8), f"{10 * place}", QUIET, font(18), anchor="ma")
    if many:
        text.text((x, bottom - tall - 4), f"{many:,}", INK, font(18), anchor="ms")


def _binned(scores: Sequence[int]) -> list[int]:
    bins = [0] * _BINS
    for score in scores:
        bins[min(score // 10, _BINS - 1)] += 1
    return bins


def _counts(text: ImageDraw.ImageDraw, seen: Overview) -> None:
    alone = sum(seen.alone.values())
    said = [(seen.pairs, "with a mentor", GREEN), (alone, "without", INK)]
    said.insert(1, (seen.peers, "in circles of peers", BLUE)) if seen.peers else None
    said.append((sum(not load.got for load in seen.loads), "mentors with nobody", QUIET))
    width = (WIDTH - 2 * _MARGIN) // len(said)
    for place, (many, what, colour) in enumerate(said):
        x = _MARGIN + place * width
        text.text((x, 72), f"{many:,}", colour, font(44), anchor="ls")
        text.text((x, 104), what, QUIET, font(20), anchor="ls")


def _scale(text: ImageDraw.ImageDraw, bins: Sequence[int]) -> None:
    text.text((_MARGIN, _HEAD + 28), "How well the pairs fit, in points of 100", INK, font(24), anchor="ls")
    for place, many in enumerate(bins):
        _number(text, place, _HEAD + _BARS, _height(many, bins), many)


def _height(many: int, bins: Sequence[int]) -> int:
    return max(3, (_BARS - 64) * many // max(bins)) if many else 2


def _seats(shapes: ImageDraw.ImageDraw, load: Load, top: int) -> None:
    left = _MARGIN + 270
    for place in range(min(load.room, _MOST_SEATS)):
        x = left + place * (_SEAT + 5)
        bounds = [x, top + 9, x + _SEAT, top + 9 + _SEAT]
        colour = GREEN if place < load.got else _FAINT
        shapes.rounded_rectangle([FINE * value for value in bounds], radius=FINE * 4, fill=colour)
