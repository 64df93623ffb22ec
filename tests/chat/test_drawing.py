"""Pictures on light and on dark ground: each has both, and what is on it can be told from it."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image

from mentorbot import clock
from mentorbot.chat import drawing
from mentorbot.community.picture import draw_where
from mentorbot.mentoring.matching.outcome import Tried
from mentorbot.mentoring.mentorships.pictures import draw_overview
from mentorbot.mentoring.mentorships.terms import Health
from mentorbot.mentoring.rounds.picture import draw_round, draw_ways
from mentorbot.mentoring.rounds.results import Load, Overview
from mentorbot.networking.insight.past import How
from mentorbot.networking.insight.picture import draw_months
from mentorbot.networking.intros.numbers import RoundNumbers
from mentorbot.networking.intros.picture import draw_numbers


def seen() -> Overview:
    return Overview(
        scores=(81, 64, 33), pairs=3, gone=0, alone={}, peers=2, circles=1, loads=(Load("Grace", 2, 3),)
    )


def rounds() -> tuple[RoundNumbers, ...]:
    now = clock.now()
    return (RoundNumbers(1, now, now + timedelta(days=14), 8, 0, 4, 3),)


PICTURES: dict[str, Callable[..., bytes]] = {
    "months": lambda **way: draw_months([((2026, 1), Counter(dict.fromkeys(How, 2)))], **way),
    "introductions": lambda **way: draw_numbers(rounds(), **way),
    "mentorships": lambda **way: draw_overview(dict.fromkeys(Health, 3), **way),
    "round": lambda **way: draw_round(seen(), **way),
    "ways": lambda **way: draw_ways({"Fair": Tried(3, 3, (81, 64, 33), (81, 64, 33))}, **way),
    "where": draw_where,
}


def light(colour: tuple[int, ...]) -> float:
    """How light a colour is, by WCAG 2."""
    parts = [one / 255 for one in colour[:3]]
    red, green, blue = (one / 12.92 if one <= 0.04 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted(light(tuple(bytes.fromhex(colour[1:]))) for colour in (one, other))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("name", PICTURES)
def test_every_picture_can_be_drawn_on_dark_ground(name: str) -> None:
    grounds = {}
    for dark in (False, True):
        with Image.open(BytesIO(PICTURES[name](dark=dark))) as image:
            plain = image.convert("RGB")
            counted = plain.getcolors(1 << 20)
        assert counted is not None
        # Most of it is ground; on dark ground nothing large is as light as paper.
        most, ground = max(counted)
        grounds[dark] = light(ground)
        assert most > plain.width * plain.height / 2
        glaring = sum(many for many, colour in counted if light(colour) > 0.9)
        assert dark is (glaring < plain.width * plain.height / 50)
    assert grounds[True] < 0.05
    assert grounds[False] > 0.9


@pytest.mark.parametrize("colours", [drawing.LIGHT, drawing.DARK], ids=["light", "dark"])
def test_words_and_bars_can_be_told_from_their_ground(colours: drawing.Palette) -> None:
    for words in (colours.ink, colours.quiet, colours.green, colours.blue):
        assert contrast(words, colours.paper) >= 4.5, words
    for bar in (colours.amber, colours.red, colours.purple):
        assert contrast(bar, colours.paper) >= 3, bar
