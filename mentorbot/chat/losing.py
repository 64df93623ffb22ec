"""A place that the bot has made for people is gone by somebody's hand, or is back: who is told of it."""

from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import Final

from mentorbot.db import Session


class Loss(StrEnum):
    """What became of a place: it can be brought back, or the bot can be let in again, or it is gone."""

    ARCHIVED = "archived"
    LEFT = "left"
    DELETED = "deleted"


WORDS: Final = {
    Loss.ARCHIVED: "was archived. I cannot bring it back, but whoever was in it can.",
    Loss.LEFT: "goes on without me: I was taken out of it. Whoever is in it can let me in again there: "
    "`/invite @mentorbot`.",
    Loss.DELETED: "was deleted.",
}
"""What is said of a place that is lost; it begins with what it is."""

Lose = Callable[[Session, str, str, str, Loss], Awaitable[None]]
Regain = Callable[[Session, str, str, str], Awaitable[None]]

when_lost: Final[list[Lose]] = []
"""Called with the platform, the community's id there and the place's, and what became of it."""

when_found: Final[list[Regain]] = []
"""Called likewise once it is back."""


async def note_lost(session: Session, platform: str, community: str, place: str, loss: Loss) -> None:
    """Have those told whose place is lost; of one that is nobody's, nobody is."""
    for lose in when_lost:
        await lose(session, platform, community, place, loss)


async def note_found(session: Session, platform: str, community: str, place: str) -> None:
    """A place is back: whoever has not been told that it was lost need not be."""
    for regain in when_found:
        await regain(session, platform, community, place)
