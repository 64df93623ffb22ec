"""The words around introductions.

Buttons are ``directory:accept``, ``decline``, ``never`` and ``withdraw`` with an introduction's id.
"""

from collections.abc import Mapping, Sequence

from mentorbot.chat import (
    Accent,
    Action,
    Actions,
    Block,
    Card,
    Divider,
    Section,
    Style,
    escape,
    mention,
    moment,
    number_of,
)
from mentorbot.meetings.cards import plan_action
from mentorbot.mentoring.people import Person
from mentorbot.mentoring.profiles import blocking
from mentorbot.mentoring.reports.cards import add_report
from mentorbot.networking.directory import terms
from mentorbot.networking.directory.cards import list_facts, name_person
from mentorbot.networking.directory.introductions import IntroductionView
from mentorbot.networking.directory.service import Entry
from mentorbot.networking.directory.terms import EntryField


def asked_card(found: "IntroductionView", person: Person, entry: Entry | None) -> Card:
    """The question to whoever was asked. ``entry``: what whoever asks lets others see."""
    words = (
        f"{mention(person.user_id)} found your entry in the directory and would like to be "
        "introduced to you. "
        "They do not know who you are unless your entry says so, and learn it only if you agree."
    )
    blocks: list[Block] = [Section(words), Section(f"> {_quoted(found.note)}")]
    if entry is not None:
        blocks += [Divider(), *list_facts(entry)]
    blocks.append(_answers(found))
    until = f"Please answer by {moment(found.answer_by, 'D')}. A no looks to them as if you had not answered."
    card = Card("Somebody would like to meet you", (*blocks, Section(until)), Accent.NEXT)
    return add_report(card, terms.KIND, found.id)


def met_card(found: "IntroductionView", person: Person, entry: Entry | None, *, mine: bool) -> Card:
    """Who the other is, once both agreed.

    Args:
        mine: It is for whoever asked.
    """
    words = (
        f"{mention(person.user_id)} agreed to be introduced to you. Write to them, or plan a time."
        if mine
        else f"You and {mention(person.user_id)} know of each other now. Write to them, or plan a time."
    )
    blocks: list[Block] = [Section(words)]
    if entry is not None:
        blocks += [Divider(), *list_facts(entry)]
    never = Action("Keep us apart", f"apart:block:{blocking.call(person.user_id)}", style=Style.DANGER)
    blocks.append(Actions((plan_action(terms.KIND, found.id, "Plan a conversation"), never)))
    return add_report(Card("You are introduced", tuple(blocks), Accent.GOOD), terms.KIND, found.id)


def over_card(entry: Entry | None) -> Card:
    """Nothing came of it, whatever the reason. ``entry``: what whoever was asked lets others see."""
    named = entry is not None and EntryField.NAME in entry.values
    to = f" to {name_person(entry)}" if entry is not None and named else ""
    words = (
        f"The introduction{to} that you asked for did not come about this time. People are busy; "
        "it says nothing of you. `/directory find` shows others."
    )
    return Card("Not this time", (Section(words),))


def sent_card(entry: Entry, days: int) -> Card:
    """After somebody asked."""
    words = (
        f"I ask {name_person(entry)} whether they would like to meet you, and show them your note, your name "
        f"and what your own entry shows. They have {number_of(days, 'day')}; I tell you what comes of it."
    )
    return Card("Asked", (Section(words),), Accent.GOOD)


def answered_card(*, accepted: bool) -> Card:
    """After somebody answered."""
    if accepted:
        words = "Good. I tell each of you who the other is, in a direct message."
        return Card("You agreed", (Section(words),), Accent.GOOD)
    words = "That is fine. They are not told that you said no."
    return Card("Not now", (Section(words),))


def never_card() -> Card:
    """After somebody said no for good."""
    words = (
        "The two of you are not brought together by anything I do, and they are not told. "
        "`/mentee blocks` lists whom you keep away from, and undoes it."
    )
    return Card("Done", (Section(words),))


def withdrawn_card() -> Card:
    """After somebody took back what they asked."""
    return Card("Taken back", (Section("They are not asked any more."),))


def open_card(
    mine: Sequence["IntroductionView"], asked: Sequence["IntroductionView"], entries: Mapping[int, Entry]
) -> Card:
    """What waits for an answer, either way."""
    blocks: list[Block] = []
    for one in asked:
        blocks += [
            Section(f"{_name(entries.get(one.member_id))} would like to meet you:\n> {_quoted(one.note)}"),
            _answers(one),
        ]
    blocks += [
        Section(
            f"You asked {_name(entries.get(one.other_id))}; they have until {moment(one.answer_by, 'D')}.",
            action=Action("Take it back", f"directory:withdraw:{one.id}"),
        )
        for one in mine
    ]
    if not blocks:
        blocks.append(Section("Nothing waits. `/directory find` shows whom you could meet."))
    return Card("Introductions", tuple(blocks))


def _answers(found: "IntroductionView") -> Actions:
    return Actions(
        (
            Action("Yes, introduce us", f"directory:accept:{found.id}", style=Style.GOOD),
            Action("Not now", f"directory:decline:{found.id}"),
            Action("Never this person", f"directory:never:{found.id}", style=Style.DANGER),
        )
    )


def _quoted(note: str) -> str:
    return escape(note).replace("\n", "\n> ")


def _name(entry: Entry | None) -> str:
    return name_person(entry) if entry is not None else "somebody"
