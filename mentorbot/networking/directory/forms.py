"""The forms in which one describes oneself for the directory, and asks for an introduction."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from mentorbot.chat import ChoiceField, Form, Option, TextField, fit, limits
from mentorbot.errors import UserError
from mentorbot.members.answers import one_line
from mentorbot.members.words import SETTINGS
from mentorbot.mentoring import vocabulary
from mentorbot.mentoring.profiles.answers import read_chosen
from mentorbot.mentoring.words import LANGUAGES
from mentorbot.networking.directory.cards import FIELDS, OPEN_TO
from mentorbot.networking.directory.service import Mine, Values
from mentorbot.networking.directory.terms import CHOSEN, MOST_NOTE, MOST_VALUE, TYPED, EntryField

Answers = Mapping[str, str | Sequence[str]]
"""By field, what was typed or chosen."""

_HINTS: Final = {
    EntryField.ROLE: "Such as: Practice manager, MHA student",
    EntryField.PLACE: "City and state, or your chapter",
}


def who_form(mine: Mine) -> Form:
    """Who one is. ``directory:save_who``."""
    fields = tuple(
        TextField(
            field.value,
            FIELDS[field],
            hint=_HINTS.get(field),
            value=next(iter(mine.values.get(field, ())), None),
            most=MOST_VALUE,
        )
        for field in TYPED
    )
    return Form("directory:save_who", "Who you are", fields)


def what_form(mine: Mine, credentials: Mapping[str, str]) -> Form:
    """What one does. ``directory:save_what``. ``credentials``: names by id."""
    fields = tuple(
        _choice(field, names, mine.values.get(field, ()))
        for field, names in list_offered(credentials).items()
        if names
    )
    return Form("directory:save_what", "What you do", fields)


def ask_form(member_id: int) -> Form:
    """A note to somebody one would like to meet. ``directory:send:<member>``."""
    note = TextField(
        "note",
        "Who you are, and what you would like to talk about",
        hint="They read this with your name, and decide. Two or three sentences are enough.",
        required=True,
        paragraph=True,
        most=MOST_NOTE,
    )
    return Form(f"directory:send:{member_id}", "Ask for an introduction", (note,))


def read_who(answers: Answers) -> Values:
    """Understand :func:`who_form`; what is empty is emptied. Raises UserError for what is too long."""
    return {field: _typed(answers, field) for field in TYPED}


def read_what(answers: Answers, credentials: Mapping[str, str]) -> Values:
    """Understand :func:`what_form`. Raises UserError for what was not offered."""
    return {
        field: read_chosen(answers, field.value, names, CHOSEN[field])
        for field, names in list_offered(credentials).items()
        if names
    }


def list_offered(credentials: Mapping[str, str]) -> dict[EntryField, dict[str, str]]:
    """What can be chosen for each field that is chosen: names by value."""
    return {
        EntryField.SETTING: {one.value: name for one, name in SETTINGS.items()},
        EntryField.TOPIC: {one.id: one.name for one in vocabulary.list_topics().values()},
        EntryField.CREDENTIAL: dict(credentials),
        EntryField.LANGUAGE: dict(LANGUAGES),
        EntryField.OPEN_TO: {one.value: name for one, name in OPEN_TO.items()},
    }


def _typed(answers: Answers, field: EntryField) -> tuple[str, ...]:
    typed = answers.get(field.value, "")
    said = one_line(typed if isinstance(typed, str) else "")
    if len(said) > MOST_VALUE:
        label = FIELDS[field].lower()
        raise UserError(f"Your {label} is {len(said):,} characters long. Please use at most {MOST_VALUE}.")
    return (said,) if said else ()


def _choice(field: EntryField, names: Mapping[str, str], chosen_: Sequence[Any]) -> ChoiceField:
    options = tuple(
        Option(fit(name, limits.OPTION_LABEL), value, chosen=value in chosen_)
        for value, name in list(names.items())[: limits.OPTIONS]
    )
    most = min(CHOSEN[field], len(options))
    return ChoiceField(field.value, FIELDS[field], options, required=False, least=0, most=most)
