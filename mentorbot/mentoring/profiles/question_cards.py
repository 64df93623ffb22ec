"""The words around what organizers ask besides what everybody is asked.

``asked:fill`` with mentor or mentee opens the form ``asked:save``; organizers have the form ``asked:set``.
"""

from collections.abc import Sequence
from typing import Final

from mentorbot.chat import Accent, Action, Actions, Card, Form, Section, Style, TextField, escape, fit, limits
from mentorbot.mentoring.profiles.questions import PLACES, Asked
from mentorbot.mentoring.terms import MOST_QUESTION, MOST_REPLY, Role

_WHOM: Final = {Role.MENTOR: "mentors", Role.MENTEE: "mentees"}


def more_card(asked: Sequence[Asked], role: Role, said: str = "") -> Card:
    """What organizers ask somebody, and what they answered.

    Args:
        said: What was just done.
    """
    lines = [f"**{escape(one.text)}**\n{escape(one.reply) or '(not answered)'}" for one in asked]
    if said:
        lines.insert(0, said)
    done = all(one.reply for one in asked)
    label = "Change my answers" if any(one.reply for one in asked) else "Answer"
    style = Style.SECONDARY if done else Style.PRIMARY
    actions = Actions((Action(label, f"asked:fill:{role}", style=style),))
    return Card(
        "The organizers ask, too",
        (Section("\n".join(lines)), actions),
        Accent.GOOD if done else Accent.NEXT,
        "Answer what you like. Only organizers read it.",
    )


def reply_form(asked: Sequence[Asked], role: Role) -> Form:
    """What organizers ask, to be answered."""
    fields = [
        TextField(
            f"reply{one.id}",
            fit(one.text, limits.FIELD_LABEL),
            one.text if len(one.text) > limits.FIELD_LABEL else None,
            value=one.reply or None,
            paragraph=True,
            most=MOST_REPLY,
        )
        for one in asked
    ]
    return Form(f"asked:save:{role}", "What the organizers ask", tuple(fields))


def questions_form(asked: Sequence[Asked], role: Role) -> Form:
    """What organizers would like to ask."""
    known = {one.place: one.text for one in asked}
    fields = [
        TextField(
            f"question{place}",
            f"Question {place}",
            "Left empty: none. Another question loses the answers to the old one." if place == 1 else None,
            value=known.get(place),
            most=MOST_QUESTION,
        )
        for place in PLACES
    ]
    return Form(f"asked:set:{role}", f"Your questions to {_WHOM[role]}", tuple(fields))


def questions_card(asked: Sequence[Asked], role: Role) -> Card:
    """After organizers said what they ask."""
    whom = _WHOM[role]
    if not asked:
        return Card("Your questions", (Section(f"You ask {whom} nothing of your own."),))
    lines = "\n".join(f"- {escape(one.text)}" for one in asked)
    where = "`/mentor join`" if role is Role.MENTOR else "`/mentee profile`"
    said = f"After {where} I ask {whom}:\n{lines}"
    read = (
        "`/organize mentor list` has the answers of mentors, the history of a request those of whoever "
        "asked; the files that I give you have both."
    )
    return Card("Your questions", (Section(said),), Accent.GOOD, read)


def name_replies(replies: Sequence[Asked]) -> list[Section]:
    """What somebody answered, for organizers; nothing if they answered nothing."""
    if not replies:
        return []
    lines = "\n".join(f"**{escape(one.text)}**\n{escape(one.reply)}" for one in replies)
    return [Section(fit(lines, 1500), "What you asked")]
