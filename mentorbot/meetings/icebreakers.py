"""Questions for people who meet for the first time, from ``content/en/icebreakers.yaml``."""

import random
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Annotated, Final

from mentorbot.fields import Bounds, Entry, words
from mentorbot.guide.model import Stage

FEWEST: Final = 3
"""How many there are at least that fit any two people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Icebreaker(Entry):
    """One question. ``stages`` and ``settings``: only where one of the two is at, or in, one of these."""

    id: Annotated[str, Bounds(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    ask: Annotated[str, words(200)]
    stages: tuple[Stage, ...] = ()
    settings: tuple[str, ...] = ()


_kept: list[Icebreaker] = []


def keep(icebreakers: Sequence[Icebreaker]) -> None:
    """Use these from now on."""
    _kept[:] = icebreakers


def known() -> Sequence[Icebreaker]:
    """The questions that are kept, or else those that come with the bot."""
    if not _kept:
        from mentorbot.meetings import icebreaker_reading  # noqa: PLC0415 - a running bot has this done aside

        keep(icebreaker_reading.load())
    return _kept


def choose(
    seed: int, stages: Collection[str] = (), settings: Collection[str] = (), count: int = FEWEST
) -> list[str]:
    """Some questions for people who meet: first what fits them, then what fits anybody.

    Args:
        seed: The same people get the same questions again.
        stages: The career stages of those who meet.
        settings: Where in healthcare they work, or want to.
    """
    order = list(known())
    random.Random(seed).shuffle(order)  # noqa: S311 - nothing hangs on it
    fit = [one for one in order if {*one.stages} & {*stages} or {*one.settings} & {*settings}]
    anybody = [one for one in order if not one.stages and not one.settings]
    # One of the questions is always for anybody, so that two careers are never all there is between them.
    return [one.ask for one in (*fit[: count - 1], *anybody)][:count]
