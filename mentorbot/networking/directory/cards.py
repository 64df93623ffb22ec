"""The words around entries of the directory.

Buttons and drop-downs are ``directory:who``, ``what``, ``tick``, ``leave``, ``leave_confirm``, ``mine``;
``page`` with a search in its short form, and ``ask`` with a member's id.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from mentorbot.chat import (
    Accent,
    Action,
    Actions,
    Block,
    Card,
    Choice,
    Divider,
    Field,
    Fields,
    Option,
    Section,
    Style,
    escape,
)
from mentorbot.chat.lists import say_first
from mentorbot.members.words import SETTINGS
from mentorbot.mentoring import vocabulary
from mentorbot.mentoring.words import LANGUAGES
from mentorbot.networking.directory.service import MOST_FOUND, Entry, Mine, Values
from mentorbot.networking.directory.terms import EntryField, OpenTo

PER_PAGE: Final = 5
STORED: Final = "Stored."
FIELDS: Final = {
    EntryField.NAME: "Name",
    EntryField.ROLE: "Role",
    EntryField.ORGANIZATION: "Organization",
    EntryField.PLACE: "Place or chapter",
    EntryField.SETTING: "Setting",
    EntryField.TOPIC: "Topics",
    EntryField.CREDENTIAL: "Credentials",
    EntryField.LANGUAGE: "Languages",
    EntryField.OPEN_TO: "Open to",
}
OPEN_TO: Final = {
    OpenTo.COFFEE: "A coffee chat",
    OpenTo.INTERVIEW: "An informational interview",
    OpenTo.ADVICE: "A question by message",
    OpenTo.SPEAKING: "Speaking to a group",
}


def mine_card(mine: Mine, note: str = "") -> Card:
    """One's own entry: what one wrote, and what of it others see."""
    if mine.shown:
        state = f"Others find you by what is ticked: {_listed(mine.shown)}. Nothing else is shown to anybody."
    elif mine.values:
        state = "Nobody sees anything of this yet. Tick below what others may see."
    else:
        state = "Nothing is here yet. Say who you are and what you do; then tick what others may see of it."
    blocks: list[Block] = [Section(f"{note}\n{state}" if note else state)]
    if mine.values:
        blocks += [Divider(), _fields(mine.values, mine.shown)]
    fill = (
        Action("Who I am", "directory:who", style=Style.PRIMARY),
        Action("What I do", "directory:what", style=Style.PRIMARY),
    )
    leave = (Action("Leave the directory", "directory:leave", style=Style.DANGER),) if mine.values else ()
    blocks.append(Actions((*fill, *leave)))
    if mine.values:
        options = tuple(
            Option(label, field.value, chosen=field in mine.shown)
            for field, label in FIELDS.items()
            if field in mine.values
        )
        blocks.append(Choice("directory:tick", "What others may see", options, least=0, most=len(options)))
    return Card("Your entry in the directory", tuple(blocks), Accent.GOOD if mine.shown else Accent.CARE)


def leave_card() -> Card:
    """The question before leaving."""
    words = (
        "All that you wrote here is deleted, nobody finds you any more, and introductions that wait are off. "
        "People you were introduced to stay your contacts."
    )
    actions = (
        Action("Leave", "directory:leave_confirm", style=Style.DANGER),
        Action("Stay", "directory:mine"),
    )
    return Card("Leave the directory?", (Section(words), Actions(actions)), Accent.CARE)


def left_card() -> Card:
    """After leaving."""
    words = "You are not in the directory any more, and what you wrote there is gone."
    return Card("You left", (Section(words),), Accent.GOOD)


def found_card(entries: Sequence[Entry], code: str, page: int = 1) -> Card:
    """Whom somebody found, some at a time.

    Args:
        code: The search in its short form, for the buttons that turn the page.
    """
    pages = max(1, -(-len(entries) // PER_PAGE))
    page = min(max(page, 1), pages)
    blocks: list[Block] = []
    for entry in entries[(page - 1) * PER_PAGE : page * PER_PAGE]:
        ask = Action("Ask for an introduction", f"directory:ask:{entry.member_id}")
        blocks += [Section(f"**{name_person(entry)}**\n{_lines(entry.values)}", action=ask), Divider()]
    if not blocks:
        blocks.append(Section("Nobody like that is in the directory yet. Try fewer conditions."))
    turn = []
    if page > 1:
        turn.append(Action("◀ Back", f"directory:page:{page - 1}:{code}"))
    if page < pages:
        turn.append(Action("Next ▶", f"directory:page:{page + 1}:{code}"))
    if turn:
        blocks.append(Actions(tuple(turn)))
    said = (
        f"Page {page} of {pages}." if pages > 1 else "",
        say_first(len(entries), MOST_FOUND, "more conditions find others"),
        "All here chose to be, and show what they ticked. `/directory show` is yours.",
    )
    return Card("The directory", tuple(blocks), footer=" ".join(filter(None, said)))


def list_facts(entry: Entry) -> tuple[Block, ...]:
    """What somebody lets others see."""
    return (_fields(entry.values, frozenset(entry.values)),)


def name_person(entry: Entry) -> str:
    """What to call somebody: by their name, if they ticked it."""
    name = entry.values.get(EntryField.NAME)
    return escape(name[0]) if name else "A member"


def _lines(values: Values) -> str:
    parts = [
        f"{label}: {say_field(field, values[field])}"
        for field, label in FIELDS.items()
        if field in values and field is not EntryField.NAME
    ]
    return "\n".join(parts) or "Has not said more yet."


def _fields(values: Values, shown: frozenset[EntryField]) -> Fields:
    return Fields(
        tuple(
            Field(label if field in shown else f"{label} (only you)", say_field(field, values[field]))
            for field, label in FIELDS.items()
            if field in values
        )
    )


def say_field(field: EntryField, values: Sequence[str]) -> str:
    """What a field says, in words."""
    names: Mapping[str, str] = {}
    match field:
        case EntryField.SETTING:
            names = {one.value: name for one, name in SETTINGS.items()}
        case EntryField.TOPIC:
            names = {id_: topic.name for id_, topic in vocabulary.list_topics().items()}
        case EntryField.LANGUAGE:
            names = LANGUAGES
        case EntryField.OPEN_TO:
            names = {one.value: name for one, name in OPEN_TO.items()}
        case EntryField.CREDENTIAL:
            names = {one: one.upper() for one in values}
        case _:
            pass
    return ", ".join(escape(names.get(one, one)) for one in values)


def _listed(shown: frozenset[EntryField]) -> str:
    return ", ".join(label.lower() for field, label in FIELDS.items() if field in shown)
