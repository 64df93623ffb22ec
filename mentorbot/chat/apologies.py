"""What a person is told when something did not work."""

from mentorbot.chat.card import Accent, Action, Actions, Block, Card, Section, Style


def refusal_card(sentence: str, way_on: tuple[str, str] | None = None) -> Card:
    """What a person is told when they can do something about it.

    Args:
        way_on: The label of a button with which they go on at once, and its id.
    """
    blocks: list[Block] = [Section(sentence)]
    if way_on is not None:
        blocks.append(Actions((Action(*way_on, style=Style.PRIMARY),)))
    return Card("That did not work", tuple(blocks), Accent.CARE)


def bug_card(reference: str) -> Card:
    """What a person is told of a bug.

    Args:
        reference: By which it is found in the log.
    """
    return Card(
        "Something broke on my side",
        (
            Section(
                "Sorry! It is not your fault, and nothing half-done was kept. Please try again in a while. "
                f"If it happens again, give whoever runs me this reference: **{reference}**"
            ),
        ),
        Accent.TROUBLE,
    )
