"""A round drawn as a picture: how well people fit, and how many mentees each mentor gets."""

from collections.abc import Sequence
from io import BytesIO
from typing import Final

from PIL import Image, ImageDraw

from mentorbot.chat.drawing import BLUE, FINE, GREEN, INK, PAPER, QUIET, WIDTH, font, shorten
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
        _bar(shapes, place, many, max(bins))
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
    out = BytesIO()
    image.save(out, "PNG", compress_level=6)
    return out.getvalue()


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


def _bar(shapes: ImageDraw.ImageDraw, place: int, many: int, most: int) -> None:
    width = (WIDTH - 2 * _MARGIN) // _BINS
    left, bottom = _MARGIN + place * width, _HEAD + _BARS
    room = _BARS - 64
    height = max(3, room * many // most) if many else 2
    colour = BLUE if many else _FAINT
    bounds = [left + 4, bottom - height, left + width - 4, bottom]
    shapes.rectangle([FINE * value for value in bounds], fill=colour)


def _scale(text: ImageDraw.ImageDraw, bins: Sequence[int]) -> None:
    width = (WIDTH - 2 * _MARGIN) // _BINS
    text.text((_MARGIN, _HEAD + 28), "How well the pairs fit, in points of 100", INK, font(24), anchor="ls")
    room, most = _BARS - 64, max(*bins, 1)
    for place, many in enumerate(bins):
        x, bottom = _MARGIN + place * width + width // 2, _HEAD + _BARS
        text.text((x, bottom + 8), f"{10 * place}", QUIET, font(18), anchor="ma")
        if many:
            height = max(3, room * many // most)
            text.text((x, bottom - height - 4), f"{many:,}", INK, font(18), anchor="ms")


def _seats(shapes: ImageDraw.ImageDraw, load: Load, top: int) -> None:
    left = _MARGIN + 270
    for place in range(min(load.room, _MOST_SEATS)):
        x = left + place * (_SEAT + 5)
        bounds = [x, top + 9, x + _SEAT, top + 9 + _SEAT]
        colour = GREEN if place < load.got else _FAINT
        shapes.rounded_rectangle([FINE * value for value in bounds], radius=FINE * 4, fill=colour)
