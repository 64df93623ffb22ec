"""What a person is told when something did not work."""

from mentorbot.chat.card import Accent, Card, Section


def refusal_card(sentence: str) -> Card:
    """What a person is told when they can do something about it."""
    return Card("That did not work", (Section(sentence),), Accent.CARE)


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
