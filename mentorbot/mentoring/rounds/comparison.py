"""The same round by each of the three ways, side by side: what each gives, and what it costs."""

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Final

from PIL import Image as Picture
from PIL import ImageDraw

from mentorbot.chat import Accent, Action, Actions, Card, Image, Section, number_of, title
from mentorbot.chat.drawing import BLUE, FINE, INK, PAPER, QUIET, WIDTH, font
from mentorbot.mentoring.matching.outcome import Method, Outcome
from mentorbot.mentoring.rounds.service import RoundView

_NAMES: Final = {
    Method.BEST: "Best fit altogether",
    Method.FAIR: "Nobody badly matched",
    Method.STABLE: "Stable",
}
_MARGIN: Final = 36
_ROW: Final = 170
_BARS: Final = 90
_BINS: Final = 10


@dataclass(frozen=True, slots=True)
class Way:
    """What came of one way to solve a round.

    Args:
        scores: Of the pairs that have one.
        pairs: How many mentees get a mentor.
        mentees: Of how many.
    """

    method: Method
    scores: tuple[int, ...]
    pairs: int
    mentees: int

    @property
    def words(self) -> str:
        """The way in numbers."""
        gets = "gets" if self.pairs == 1 else "get"
        said = f"{self.pairs:,} of {self.mentees:,} {gets} a mentor"
        if self.scores:
            mean = sum(self.scores) / len(self.scores)
            said += f"; {mean:.1f} points on average, {min(self.scores)} at the lowest"
        return said


def list_ways(outcomes: Mapping[Method, Outcome]) -> list[Way]:
    """Each way, in the order in which they are offered."""
    return [
        Way(
            method,
            tuple(pair.score for pair in one.pairs if pair.score is not None),
            len(one.pairs),
            len(one.pairs) + len(one.lone) + sum(map(len, one.circles)),
        )
        for method, one in outcomes.items()
    ]


def comparison_card(found: RoundView, ways: list[Way]) -> Card:
    """The three ways, in words and in one picture."""
    lines = [
        f"**{_NAMES[way.method]}**{' (this round)' if way.method is found.method else ''}: {way.words}."
        for way in ways
    ]
    said = "\n".join(lines)
    back = Actions((Action("Back to the pairs", f"match:page:{found.id}.1"),))
    picture = Image(_draw(ways), "ways.png", said.replace("**", ""), told=True)
    footer = "Which way a round takes is chosen when it is opened."
    return Card(
        f"{title(found.name)}: three ways", (Section(said), picture, back), Accent.NEXT, footer=footer
    )


def _draw(ways: list[Way]) -> bytes:
    """How many pairs have how many points, by each way; all by one measure."""
    height = 2 * _MARGIN + _ROW * len(ways)
    large = Picture.new("RGB", (WIDTH * FINE, height * FINE), PAPER)
    shapes = ImageDraw.Draw(large)
    bins = [_binned(way.scores) for way in ways]
    most = max((many for row in bins for many in row), default=0) or 1
    width = (WIDTH - 2 * _MARGIN) // _BINS
    for place, row in enumerate(bins):
        bottom = _MARGIN + _ROW * place + _ROW - 36
        for column, many in enumerate(row):
            left, tall = _MARGIN + column * width, max(2, _BARS * many // most)
            bounds = [left + 4, bottom - tall, left + width - 4, bottom]
            shapes.rectangle([FINE * value for value in bounds], fill=BLUE if many else "#DDE2E8")
    image = large.reduce(FINE)
    text = ImageDraw.Draw(image)
    for place, (way, row) in enumerate(zip(ways, bins, strict=True)):
        top = _MARGIN + _ROW * place
        text.text((_MARGIN, top + 16), _NAMES[way.method], INK, font(24), anchor="ls")
        text.text((WIDTH - _MARGIN, top + 16), number_of(way.pairs, "pair"), QUIET, font(22), anchor="rs")
        for column, many in enumerate(row):
            x = _MARGIN + column * width + width // 2
            text.text((x, top + _ROW - 28), f"{10 * column}", QUIET, font(18), anchor="ma")
            if many:
                y = top + _ROW - 36 - max(2, _BARS * many // most) - 4
                text.text((x, y), f"{many:,}", INK, font(18), anchor="ms")
    out = BytesIO()
    image.save(out, "PNG", compress_level=6)
    return out.getvalue()


def _binned(scores: tuple[int, ...]) -> list[int]:
    bins = [0] * _BINS
    for score in scores:
        bins[min(score // 10, _BINS - 1)] += 1
    return bins
