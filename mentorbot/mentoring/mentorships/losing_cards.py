"""The words for those whose room is lost. The button is ``talk:another``, with the place's id."""

from typing import Final

from mentorbot.chat import Accent, Action, Actions, Card, Section, Style
from mentorbot.mentoring.mentorships.cards import name_side
from mentorbot.mentoring.mentorships.losing import Loss, Lost
from mentorbot.mentoring.mentorships.talks import Party
from mentorbot.mentoring.words import join_words

_WORDS: Final = {
    Loss.ARCHIVED: "was archived. I cannot bring it back, but whoever was in it can. Or I open another.",
    Loss.LEFT: "goes on without me: I was taken out of it. You can let me in again there: "
    "`/invite @mentorbot`. Or I open another.",
    Loss.DELETED: "was deleted. I can open another.",
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
    words = f"The room in which you talk with {join_words(others)} {_WORDS[lost.loss]}"
    another = Action("Open another", f"talk:another:{lost.talk}", style=Style.PRIMARY)
    return Card(_TITLES[lost.loss], (Section(words), Actions((another,))), Accent.CARE)


def another_card() -> Card:
    """Another room is on its way."""
    return Card("Another room", (Section(ASKED),), Accent.GOOD)
