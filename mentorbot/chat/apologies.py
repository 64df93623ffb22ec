"""What a person is told when something did not work."""

from collections.abc import Sequence
from typing import Final

from mentorbot.chat.card import Accent, Action, Actions, Block, Card, Section, Style

REFUSED: Final = "That did not work"
BROKEN: Final = "Something broke on my side"


def refusal_card(sentence: str, way_on: tuple[str, str] | None = None, beside: Sequence[Block] = ()) -> Card:
    """What a person is told when they can do something about it.

    Args:
        way_on: The label of a button with which they go on at once, and its id.
        beside: What else belongs under it.
    """
    blocks: list[Block] = [Section(sentence)]
    if way_on is not None:
        blocks.append(Actions((Action(*way_on, style=Style.PRIMARY),)))
    return Card(REFUSED, (*blocks, *beside), Accent.CARE)


def bug_card(reference: str, beside: Sequence[Block] = ()) -> Card:
    """What a person is told of a bug.

    Args:
        reference: By which it is found in the log.
        beside: What else belongs under it.
    """
    return Card(BROKEN, (Section(bug_sentence(reference)), *beside), Accent.TROUBLE)


def bug_sentence(reference: str) -> str:
    """What happened, and what to do; by the reference it is found in the log."""
    return (
        "Sorry! It is not your fault, and nothing half-done was kept. Please try again in a while. "
        f"If it happens again, give whoever runs me this reference: **{reference}**"
    )
