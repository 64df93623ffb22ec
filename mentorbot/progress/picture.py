"""The path drawn as a picture. What a colour says, a sign and a word say as well."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import Final

from PIL import Image, ImageDraw

from mentorbot.chat.drawing import FINE, WIDTH, Palette, font, palette, shorten
from mentorbot.progress.models import Mark
from mentorbot.progress.overview import StepState, StepView

_ROW: Final = 100
_TOP: Final = 36
_MARGIN: Final = 36
_LINE_X: Final = 68
_TEXT_X: Final = 124
_RADIUS: Final = 27

_WORDS: Final = {
    StepState.DONE: "Done",
    StepState.NEXT: "Next",
    StepState.UNDER_WAY: "Under way",
    StepState.NOT_FOR_ME: "Not for me",
    StepState.AHEAD: "Ahead",
    StepState.ELSEWHERE: "Not at your stage",
}

_KEPT: Final = 32  # pictures, some 60 kB each: most members are at one of few places, and look twice


@dataclass(frozen=True, slots=True)
class _Row:
    """What of a step can be seen."""

    title: str
    number: int
    state: StepState
    marks: tuple[Mark | None, ...]
    next: int | None

    @property
    def count(self) -> str:
        """In words, how much of it is done."""
        total = len(self.marks) - self.marks.count(Mark.NOT_FOR_ME)
        return f"{self.marks.count(Mark.DONE)} of {total} done" if total else ""


def draw_picture(views: Sequence[StepView], *, dark: bool = False) -> bytes:
    """The path as a PNG, the same bytes for the same path.

    Args:
        views: The steps, in order.
        dark: On dark ground.
    """
    return _draw(tuple(_row(view) for view in views), palette(dark=dark))


def _row(view: StepView) -> _Row:
    ids = [milestone.id for milestone, _ in view.marks]
    upcoming = ids.index(view.next.id) if view.next else None
    marks = tuple(mark for _, mark in view.marks)
    return _Row(view.step.title, view.step.number, view.state, marks, upcoming)


@lru_cache(maxsize=_KEPT)
def _draw(rows: tuple[_Row, ...], colours: Palette) -> bytes:
    height = 2 * _TOP + _ROW * len(rows)
    large = Image.new("RGB", (WIDTH * FINE, height * FINE), colours.paper)
    shapes = _Shapes(ImageDraw.Draw(large), colours)
    for place, row in enumerate(rows):
        shapes.row(row, _TOP + place * _ROW, last=place == len(rows) - 1)
    image = large.reduce(FINE)
    text = ImageDraw.Draw(image)
    for place, row in enumerate(rows):
        _write(text, row, _TOP + place * _ROW, colours)
    out = BytesIO()
    image.save(out, "PNG", compress_level=6)
    return out.getvalue()


class _Shapes:
    """Draws on the large canvas in the small one's coordinates."""

    def __init__(self, canvas: ImageDraw.ImageDraw, colours: Palette) -> None:
        self.canvas = canvas
        self.colours = colours

    def row(self, row: _Row, top: int, *, last: bool) -> None:
        centre = top + _ROW // 2
        if not last:
            colour, width = (
                (self.colours.green, 6) if row.state is StepState.DONE else (self.colours.faint, 4)
            )
            self.line([(_LINE_X, centre), (_LINE_X, centre + _ROW)], colour, width)
        self.sign(row.state, centre)
        self.milestones(row, centre + 21)

    def sign(self, state: StepState, y: int) -> None:
        x = _LINE_X
        match state:
            case StepState.DONE:
                self.circle(x, y, _RADIUS, self.colours.green)
                self.line([(x - 12, y + 1), (x - 3, y + 10), (x + 13, y - 9)], self.colours.paper, 6)
            case StepState.NEXT:
                self.circle(x, y, _RADIUS + 5, self.colours.blue)
                self.circle(x, y, _RADIUS + 1, self.colours.paper)
                self.circle(x, y, _RADIUS - 3, self.colours.blue)
                self.line([(x - 11, y), (x + 10, y)], self.colours.paper, 5)
                self.line([(x + 1, y - 10), (x + 11, y), (x + 1, y + 10)], self.colours.paper, 5)
            case StepState.UNDER_WAY:
                self.circle(x, y, _RADIUS, self.colours.ink)
                self.circle(x, y, _RADIUS - 4, self.colours.paper)
                self.half(x, y, _RADIUS - 9, self.colours.ink)
            case StepState.NOT_FOR_ME:
                self.circle(x, y, _RADIUS, self.colours.quiet)
                self.circle(x, y, _RADIUS - 3, self.colours.paper)
                self.line([(x - 12, y), (x + 12, y)], self.colours.quiet, 5)
            case StepState.AHEAD | StepState.ELSEWHERE:
                self.circle(x, y, _RADIUS, self.colours.faint)
                self.circle(x, y, _RADIUS - 4, self.colours.paper)

    def milestones(self, row: _Row, y: int) -> None:
        """A row of little boxes: filled is done, crossed is not for me, framed twice is next."""
        for place, mark in enumerate(row.marks):
            x = _TEXT_X + place * 40
            if mark is Mark.DONE:
                self.box(x, y, 32, 14, self.colours.green)
                continue
            colour, edge = (self.colours.blue, 4) if place == row.next else (self.colours.quiet, 2)
            self.box(x, y, 32, 14, colour)
            self.box(x + edge, y + edge, 32 - 2 * edge, 14 - 2 * edge, self.colours.paper)
            if mark is Mark.NOT_FOR_ME:
                self.line([(x + 5, y + 11), (x + 27, y + 3)], self.colours.quiet, 2)
            elif mark is Mark.STARTED:
                self.box(x, y, 16, 14, colour)

    def circle(self, x: int, y: int, radius: int, colour: str) -> None:
        self.canvas.ellipse(_around(x, y, radius), fill=colour)

    def half(self, x: int, y: int, radius: int, colour: str) -> None:
        self.canvas.pieslice(_around(x, y, radius), 90, 270, fill=colour)

    def box(self, x: int, y: int, width: int, height: int, colour: str) -> None:
        bounds = [FINE * x, FINE * y, FINE * (x + width) - 1, FINE * (y + height) - 1]
        self.canvas.rounded_rectangle(bounds, radius=FINE * 3, fill=colour)

    def line(self, points: list[tuple[int, int]], colour: str, width: int) -> None:
        scaled = [(FINE * x, FINE * y) for x, y in points]
        self.canvas.line(scaled, fill=colour, width=FINE * width, joint="curve")
        end = FINE * width // 2
        for x, y in (scaled[0], scaled[-1]):
            self.canvas.ellipse([x - end, y - end, x + end, y + end], fill=colour)


def _around(x: int, y: int, radius: int) -> list[int]:
    return [FINE * v for v in (x - radius, y - radius, x + radius, y + radius)]


def _write(text: ImageDraw.ImageDraw, row: _Row, top: int, colours: Palette) -> None:
    centre = top + _ROW // 2
    word, colour = _WORDS[row.state], _colour(row.state, colours)
    badge = font(24)
    room = WIDTH - _TEXT_X - _MARGIN - int(badge.getlength(word)) - 24
    text.text((_TEXT_X, centre - 4), shorten(row.title, font(28), room), colours.ink, font(28), anchor="ls")
    text.text((WIDTH - _MARGIN, centre - 4), word, colour, badge, anchor="rs", stroke_width=0.6)
    text.text((WIDTH - _MARGIN, centre + 34), row.count, colours.quiet, font(22), anchor="rs")
    if row.state in {StepState.AHEAD, StepState.ELSEWHERE}:
        text.text((_LINE_X, centre), str(row.number), colours.quiet, font(26), anchor="mm")


def _colour(state: StepState, colours: Palette) -> str:
    named = {StepState.DONE: colours.green, StepState.NEXT: colours.blue, StepState.UNDER_WAY: colours.ink}
    return named.get(state, colours.quiet)
