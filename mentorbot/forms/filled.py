"""Forms as they are kept: filled in with what was answered, and as JSON."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any, Final

from mentorbot.chat import ChoiceField, DateField, Form, FormField, Option, TextField, drop_halves
from mentorbot.chat.turn import read_chosen

Answers = Mapping[str, str | list[str]]

_KINDS: Final[dict[str, type[TextField] | type[DateField]]] = {"text": TextField, "date": DateField}
_CHOICE: Final = "choice"


def fill(form: Form, answers: Answers) -> Form:
    """The form with what was answered in it; a field without an answer stays as it is."""
    return replace(form, fields=tuple(_filled(field, answers) for field in form.fields))


def list_typed(answers: Answers) -> list[str]:
    """What was typed into each field that one types in."""
    return [value for value in answers.values() if isinstance(value, str) and value.strip()]


def read_answers(form: Form) -> dict[str, str | list[str]]:
    """What stands in a form that was filled in, as it comes back when it is sent."""
    return {
        field.id: [one.value for one in field.options if one.chosen]
        if isinstance(field, ChoiceField)
        else field.value or ""
        for field in form.fields
    }


def as_json(form: Form) -> dict[str, Any]:
    """The form, for :func:`from_json`."""
    return {"id": form.id, "title": form.title, "fields": [_field_as_json(field) for field in form.fields]}


def from_json(kept: Mapping[str, Any]) -> Form:
    """What :func:`as_json` made."""
    return Form(kept["id"], kept["title"], tuple(map(_field_from_json, kept["fields"])))


def _filled(field: FormField, answers: Answers) -> FormField:
    if field.id not in answers:
        return field
    if isinstance(field, ChoiceField):
        chosen = read_chosen(answers, field.id)[: field.most]
        options = tuple(replace(one, chosen=one.value in chosen) for one in field.options)
        return replace(field, options=options)
    value = answers[field.id]
    typed = value if isinstance(value, str) else "".join(value[:1])
    typed = drop_halves(typed).replace("\0", "")
    if isinstance(field, TextField):
        typed = typed[: field.most]
    return replace(field, value=typed or None)


def _field_as_json(field: FormField) -> dict[str, Any]:
    names = {kind: name for name, kind in _KINDS.items()}
    kind = _CHOICE if isinstance(field, ChoiceField) else names[type(field)]
    return {"kind": kind, **asdict(field)}


def _field_from_json(kept: Mapping[str, Any]) -> FormField:
    values = {name: value for name, value in kept.items() if name != "kind"}
    if kept["kind"] == _CHOICE:
        return ChoiceField(**{**values, "options": tuple(Option(**one) for one in values["options"])})
    return _KINDS[kept["kind"]](**values)
