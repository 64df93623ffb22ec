"""The words for those whose room is lost. The button is ``talk:another``, with the place's id."""

from collections.abc import Sequence
from typing import Final

from mentorbot.chat import Accent, Action, Actions, Card, Section, Style
from mentorbot.chat.losing import WORDS, Loss
from mentorbot.mentoring.mentorships.cards import name_side
from mentorbot.mentoring.mentorships.losing import Lost
from mentorbot.mentoring.mentorships.talks import Party
from mentorbot.mentoring.words import join_words

_OR_ANOTHER: Final = {
    Loss.ARCHIVED: "Or I open another.",
    Loss.LEFT: "Or I open another.",
    Loss.DELETED: "I can open another.",
}
_TITLES: Final = {
    Loss.ARCHIVED: "Your room is archived",
    Loss.LEFT: "I am not in your room any more",
    Loss.DELETED: "Your room is gone",
}
ASKED: Final = "I open another now, and greet you there. If the one that there was is back, it stays that."


def lost_card(party: Party, lost: Lost, reader_id: int | None) -> Card:
    """One of those who talk in a room hears what became of it.

    Args:
        reader_id: The member who reads.
    """
    others = [name_side(side) for side in party.sides if side.person.id != reader_id]
    return room_card(others, lost.loss, f"talk:another:{lost.talk}")


def room_card(others: Sequence[str], loss: Loss, another_id: str) -> Card:
    """A room of somebody's is lost, and can have another instead.

    Args:
        others: With whom they talk there, as they are mentioned.
        another_id: The id of the button that has another opened.
    """
    words = f"The room in which you talk with {join_words(others)} {WORDS[loss]} {_OR_ANOTHER[loss]}"
    another = Action("Open another", another_id, style=Style.PRIMARY)
    return Card(_TITLES[loss], (Section(words), Actions((another,))), Accent.CARE)


def another_card() -> Card:
    """Another room is on its way."""
    return Card("Another room", (Section(ASKED),), Accent.GOOD)
