"""What a card says, and how it would speak of several: for tests that read cards."""

from collections.abc import Iterator
from typing import Final

from mentorbot.chat import Card, Fields, Section

SEVERAL: Final = (
    "(?:sessions|answers|mentees|mentors|members|people|requests|opportunities|circles|events|credits|rounds"
    "|groups|days|weeks|months|years|hours|cases|searches|introductions|pairs|messages|rows|lines|topics"
    "|milestones|interviews|entries|mentorships|reminders|places|goals|times|files|are|were|have)"
)
"""A pattern of words that stand behind a number which may be one."""


def read_card(card: Card) -> Iterator[str]:
    """All its words, text by text."""
    yield card.title
    yield card.footer or ""
    for block in card.blocks:
        match block:
            case Section():
                yield from (block.heading or "", block.text)
            case Fields():
                yield from (f"{field.name}: {field.value}" for field in block.fields)
