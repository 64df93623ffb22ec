"""Forms as modals, and reading what was filled into them."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from mentorbot.chat import ChoiceField, DateField, Form, FormField, Option, TextField
from mentorbot.on_slack import limits
from mentorbot.on_slack.mrkdwn import ANYBODY, Reader, write_parts
from mentorbot.on_slack.presses import read_chosen
from mentorbot.on_slack.render import Data, option, plain_text

NOTHING_CHOSEN: Final = "slack:none"
"""The value of the line that stands for no choice, where a choice could not be taken back otherwise."""

_REFUSAL: Final = "slack:refusal"
_NONE: Final = Option("No choice", NOTHING_CHOSEN)
_SENT_BACK: Final = ("type", "callback_id", "title", "submit", "close", "private_metadata")
_STARTS: Final = (
    "initial_value",
    "initial_option",
    "initial_options",
    "initial_date",
    "initial_user",
    "initial_conversation",
)
_STATES: Final = {
    "value": "initial_value",
    "selected_option": "initial_option",
    "selected_options": "initial_options",
    "selected_date": "initial_date",
    "selected_user": "initial_user",
    "selected_conversation": "initial_conversation",
}
"""How what stands in a field is called, and how it is called as what a field begins with."""


def form(asked: Form, community: str, key: str = "") -> Data:
    """The form as a modal.

    Args:
        key: What comes back with its answer, beside the community.

    Raises:
        ValueError: Its id or an option's value is too long.
    """
    if not 0 < len(asked.id) <= limits.CALLBACK_ID:
        raise ValueError(f"an id has 1 to {limits.CALLBACK_ID} characters, unlike {asked.id!r}")
    return modal(asked.id, asked.title, [_field(field) for field in asked.fields], community, key)


def modal(id_: str, title: str, blocks: Sequence[Data], community: str, key: str = "") -> Data:
    """A modal that is filled in; a title that is too long stands above the fields, whole."""
    whole = [] if len(title) <= limits.VIEW_TITLE else [words(f"**{title}**")]
    return {
        "type": "modal",
        "callback_id": id_,
        "title": plain_text(title, limits.VIEW_TITLE),
        "submit": plain_text("Send", limits.VIEW_BUTTON),
        "close": plain_text("Cancel", limits.VIEW_BUTTON),
        "private_metadata": _metadata(community, key),
        "blocks": [*whole, *blocks],
    }


def loading(title: str, community: str) -> Data:
    """What is shown at once while something takes its time."""
    return {
        "type": "modal",
        "title": plain_text(title, limits.VIEW_TITLE),
        "close": plain_text("Close", limits.VIEW_BUTTON),
        "private_metadata": _metadata(community, ""),
        "blocks": [words("One moment, please …")],
    }


def refused(view: Mapping[str, Any], why: str, reader: Reader = ANYBODY) -> Data:
    """A modal again with all that was filled in, and above it why it was not taken."""
    states = read_states(view)
    blocks = [
        _begun(block, states.get(str(block.get("block_id")), {}))
        for block in view.get("blocks", ())
        if block.get("block_id") != _REFUSAL
    ]
    above = {**words(why, reader), "block_id": _REFUSAL}
    return {**{name: view[name] for name in _SENT_BACK if view.get(name)}, "blocks": [above, *blocks]}


def read_metadata(view: Mapping[str, Any]) -> tuple[str, str]:
    """The community and the key that came back with a modal; empty where they are not there."""
    try:
        found = json.loads(str(view.get("private_metadata") or "{}"))
    except ValueError:
        return "", ""
    if not isinstance(found, dict):
        return "", ""
    return str(found.get("community", "")), str(found.get("key", ""))


def read_answers(view: Mapping[str, Any]) -> dict[str, str | list[str]]:
    """What was filled into a form, by field: what was typed as text, what was chosen as a list."""
    return {name: _answer(state) for name, state in read_states(view).items()}


def input_block(
    name: str, label: str, element: Data, *, hint: str | None = None, optional: bool = False
) -> Data:
    """One field of a modal; its name is the name of its block, and of what stands in it."""
    shown: Data = {
        "type": "input",
        "block_id": name,
        "label": plain_text(label, limits.LABEL),
        "element": {**element, "action_id": name},
        "optional": optional,
    }
    return {**shown, "hint": plain_text(hint, limits.HINT)} if hint else shown


def text_input(
    value: str | None, *, least: int = 0, most: int, long: bool = False, placeholder: str | None = None
) -> Data:
    """A field to type in, of so many characters."""
    most = max(1, min(most, limits.TYPED))
    shown: Data = {"type": "plain_text_input", "multiline": long, "max_length": most}
    if least:
        shown["min_length"] = min(least, most)
    if value:
        shown["initial_value"] = value[:most]
    return _with_placeholder(shown, placeholder)


def select(options: Iterable[Option], *, placeholder: str | None = None, optional: bool = False) -> Data:
    """A drop-down of which one is chosen; one that may be left out has a line for that."""
    offered = list(options)[: limits.OPTIONS - 1]
    shown = [option(one) for one in (*offered, *([_NONE] if optional else ()))]
    made: Data = {"type": "static_select", "options": shown}
    chosen = next((place for place, one in enumerate(offered) if one.chosen), None)
    if chosen is not None:
        made["initial_option"] = shown[chosen]
    return _with_placeholder(made, placeholder)


def datepicker(value: str | None) -> Data:
    """A calendar, which begins with the day if it is written as YYYY-MM-DD."""
    day = _day(value)
    return {"type": "datepicker", **({"initial_date": day} if day else {})}


def words(text: str, reader: Reader = ANYBODY) -> Data:
    """A paragraph between fields."""
    (shown, *_) = write_parts(text, limits.SECTION, reader)
    return {"type": "section", "text": {"type": "mrkdwn", "text": shown, "verbatim": True}}


def read_states(view: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """What stands in each field, by its name, as Slack says it."""
    values = (view.get("state") or {}).get("values") or {}
    return {
        str(name): next(iter(parts.values()))
        for name, parts in values.items()
        if isinstance(parts, Mapping) and parts and isinstance(next(iter(parts.values())), Mapping)
    }


def _field(field: FormField) -> Data:
    match field:
        case TextField():
            element = text_input(
                field.value, most=field.most, long=field.paragraph, placeholder=field.placeholder
            )
            return input_block(field.id, field.label, element, hint=field.hint, optional=not field.required)
        case DateField():
            unread = f"So far: {field.value}." if field.value and not _day(field.value) else ""
            hint = " ".join(filter(None, (field.hint, unread)))
            return input_block(
                field.id, field.label, datepicker(field.value), hint=hint, optional=not field.required
            )
        case ChoiceField():
            optional = not field.required or not field.least
            return input_block(field.id, field.label, _chooser(field), hint=field.hint, optional=optional)


def _chooser(field: ChoiceField) -> Data:
    if field.most == 1:
        optional = not field.required or not field.least
        return select(field.options, placeholder=field.placeholder, optional=optional)
    shown = [option(one) for one in field.options[: limits.OPTIONS]]
    chosen = [made for made, one in zip(shown, field.options, strict=False) if one.chosen]
    starts: Data = {"initial_options": chosen[: field.most]} if chosen else {}
    if len(shown) <= min(limits.RADIOS, field.most):
        return {"type": "checkboxes", "options": shown, **starts}
    most = min(field.most, len(shown))
    made = {"type": "multi_static_select", "options": shown, "max_selected_items": most, **starts}
    return _with_placeholder(made, field.placeholder)


def _with_placeholder(element: Data, placeholder: str | None) -> Data:
    if not placeholder:
        return element
    return {**element, "placeholder": plain_text(placeholder, limits.PLACEHOLDER)}


def _metadata(community: str, key: str) -> str:
    kept = {"community": community, **({"key": key} if key else {})}
    made = json.dumps(kept, ensure_ascii=False, separators=(",", ":"))
    if len(made) > limits.METADATA:
        raise ValueError(f"a modal keeps up to {limits.METADATA} characters, and not {len(made)}")
    return made


def _day(value: str | None) -> str:
    try:
        return date.fromisoformat((value or "").strip()).isoformat()
    except ValueError:
        return ""


def _answer(state: Mapping[str, Any]) -> str | list[str]:
    if {"selected_option", "selected_options"} & state.keys():
        return [value for value in read_chosen(state) if value != NOTHING_CHOSEN]
    for name in ("value", "selected_date", "selected_user", "selected_conversation"):
        if isinstance(found := state.get(name), str):
            return found
    return ""


def _begun(block: Mapping[str, Any], state: Mapping[str, Any]) -> Data:
    """A field that begins with what stood in it."""
    element = block.get("element")
    if block.get("type") != "input" or not isinstance(element, Mapping):
        return dict(block)
    kept = {name: value for name, value in element.items() if name not in _STARTS}
    starts = {start: state[name] for name, start in _STATES.items() if state.get(name)}
    return {**block, "element": {**kept, **starts}}
