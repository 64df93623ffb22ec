"""What a search of the guide finds."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Hit:
    """One answer of the search.

    Args:
        key: What names it (at most 100 characters): a page's id, ``page#2`` for its second part, a
            milestone's id, or ``glossary:word``. :meth:`Guide.resolve` turns it back into a hit.
        page_id: The page to open.
        part: Which part of that page, from 1 (see :func:`mentorbot.guide.cards.page_card`).
        title: What to call it.
        summary: A sentence or so about it.
        score: From 0 to 100; only fit to compare hits of one search.
        section: The heading within the page, when it is a section that was found.
        milestone: The milestone's id, when it is one that was found.
    """

    key: str
    page_id: str
    part: int
    title: str
    summary: str
    score: float = 100.0
    section: str | None = None
    milestone: str | None = None


class Finder(Protocol):
    """What a guide is searched with; :class:`mentorbot.guide.search.Index` is one."""

    def search(self, query: str, limit: int = 25) -> list[Hit]:
        """As :meth:`Guide.search`."""

    def suggest(self, prefix: str, limit: int = 25) -> list[Hit]:
        """As :meth:`Guide.suggest`."""

    def resolve(self, key: str) -> Hit | None:
        """As :meth:`Guide.resolve`."""
