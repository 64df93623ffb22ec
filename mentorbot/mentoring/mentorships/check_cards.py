"""One question to a mentor about all that they are in, every two weeks."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from mentorbot.chat import (
    Accent,
    Action,
    Actions,
    Block,
    Card,
    Choice,
    Option,
    Section,
    Style,
    fit,
    limits,
    number_of,
)
from mentorbot.mentoring.mentorships.cards import SAID
from mentorbot.mentoring.mentorships.health import count_turns
from mentorbot.mentoring.mentorships.pairs import Pair

MOST_ASKED: Final = 15
"""Mentorships in one message, which holds so many drop-downs."""


def check_all_card(asked: Sequence[Pair], now: datetime) -> Card:
    """The question every two weeks, to a mentor, about all that they are in."""
    blocks: list[Block] = [
        Section("How are your mentorships going? Choose for each, or press once for all of them."),
        Actions((Action("All are going well", f"mentorship:said_all:{asked[0].id}", style=Style.GOOD),)),
    ]
    for pair in asked:
        turn = max(count_turns(pair.mentorship.formed_at, now), 1)
        options = tuple(Option(label, said) for said, label in SAID.items())
        who = "your circle" if pair.mentorship.circle_id is not None else pair.mentee.name
        placeholder = fit(f"With {who}: how is it?", limits.PLACEHOLDER)
        blocks.append(Choice(f"mentorship:said_of:{pair.id}:{turn}", placeholder, options))
    return Card(
        "A quick look",
        tuple(blocks),
        Accent.NEXT,
        footer="The others do not see what you choose. Organizers see how each does, not who said what.",
    )


def all_well_card(many: int) -> Card:
    """After a mentor has said that all of them are going well."""
    words = f"I have noted it for {number_of(many, 'mentorship')}. I ask again in two weeks."
    return Card("Good to hear", (Section(words),), Accent.GOOD)
