"""What Discord's client does before it sends: it fills in commands and modals, and refuses bad answers.

A bot never sees what the client refuses, so a scripted person who tries it is told at once
(`ClientRefusedError`). To send it all the same, see `forge` in `people.py`.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from mentorbot.sandbox.discord.api.bodies import definitions as kinds
from mentorbot.sandbox.discord.api.bodies.forms import (
    CHECKBOX,
    CHECKBOX_GROUP,
    FILE_UPLOAD,
    LABEL,
    RADIO_GROUP,
    SELECTS,
    STRING_SELECT,
    TEXT_DISPLAY,
    TEXT_INPUT,
)
from mentorbot.sandbox.discord.people.screen import ClientRefusedError
from mentorbot.sandbox.wire import Json

NOTHING: Any = object()


@dataclass(slots=True)
class Filled:
    """What was filled in: the part of the interaction's data, and what it refers to.

    Args:
        data: Options of a command, or components of a modal.
        objects: People, roles and channels that were chosen.
        uploads: Files that were attached, as (name, content), by the id that stands for each in `data`.
    """

    data: list[Json] = field(default_factory=list)
    objects: list[Any] = field(default_factory=list)
    uploads: dict[str, tuple[str, bytes]] = field(default_factory=dict)


def _reference(given: Any, filled: Filled) -> str:
    """The id of a person, role or channel, or of an upload."""
    if isinstance(given, tuple):
        placeholder = f"upload-{len(filled.uploads)}"
        filled.uploads[placeholder] = given
        return placeholder
    if isinstance(given, str | int):
        return str(given)
    filled.objects.append(given)
    return str(given.id)


def _limited(option: Json, size: float, unit: str, bounds: tuple[float | None, float | None]) -> None:
    lowest, highest = bounds
    if (lowest is not None and size < lowest) or (highest is not None and size > highest):
        at_least = "" if lowest is None else f" at least {lowest}{unit}"
        at_most = "" if highest is None else f" at most {highest}{unit}"
        wanted = " and".join(filter(None, (at_least, at_most)))
        raise ClientRefusedError(f"The option “{option['name']}” takes{wanted}, not {size}.")


def _is(kind: int, value: Any) -> bool:
    if kind == kinds.STRING:
        return isinstance(value, str)
    if kind == kinds.BOOLEAN:
        return isinstance(value, bool)
    if kind == kinds.INTEGER:
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, int | float) and not isinstance(value, bool)


def _option_value(option: Json, value: Any, filled: Filled) -> Any:
    kind = option["type"]
    if kind in {kinds.USER_OPTION, kinds.CHANNEL, kinds.ROLE, kinds.MENTIONABLE, kinds.ATTACHMENT}:
        return _reference(value, filled)
    if choices := option.get("choices"):
        for choice in choices:
            if value in {choice["name"], choice["value"]}:
                return choice["value"]
        offered = ", ".join(choice["name"] for choice in choices)
        raise ClientRefusedError(
            f"The option “{option['name']}” has no choice {value!r}. It offers: {offered}."
        )
    if not _is(kind, value):
        wanted = {kinds.STRING: "text", kinds.BOOLEAN: "true or false", kinds.INTEGER: "a whole number"}
        named = wanted.get(kind, "a number")
        raise ClientRefusedError(f"The option “{option['name']}” wants {named}, not {value!r}.")
    if kind == kinds.STRING:
        longest = option.get("max_length", kinds.LONGEST_STRING)
        _limited(option, len(value), " characters", (option.get("min_length"), longest))
    elif kind in {kinds.INTEGER, kinds.NUMBER}:
        _limited(option, value, "", (option.get("min_value"), option.get("max_value")))
    return value


def _fill(known: list[Json], given: Mapping[str, Any], filled: Filled, usage: str) -> list[Json]:
    names = {option["name"] for option in known}
    if unknown := sorted(set(given) - names):
        raise ClientRefusedError(
            f"{usage} has no option “{unknown[0]}”. It has: {', '.join(sorted(names)) or 'none'}."
        )
    shown: list[Json] = []
    for option in known:
        value = given.get(option["name"])
        if value is not None:
            checked = _option_value(option, value, filled)
            shown.append({"name": option["name"], "type": option["type"], "value": checked})
        elif option.get("required"):
            raise ClientRefusedError(f"{usage} needs the option “{option['name']}”: {option['description']}.")
    return shown


def descend(definition: Json, words: list[str]) -> tuple[list[Json], list[Json]]:
    """Follow the words after a command's name to a subcommand.

    Returns:
        The groups and the subcommand on the way, and the options that are filled in at the end of it.
    """
    way: list[Json] = []
    options: list[Json] = definition.get("options", [])
    usage = f"/{definition['name']}"
    for word in words:
        step = next((one for one in options if one["name"] == word and one["type"] in {1, 2}), None)
        if step is None:
            known = ", ".join(one["name"] for one in options if one["type"] in {1, 2})
            raise ClientRefusedError(f"{usage} has no subcommand “{word}”. It has: {known or 'none'}.")
        way.append(step)
        usage += f" {word}"
        options = step.get("options", [])
    if options and options[0]["type"] in {kinds.SUBCOMMAND, kinds.GROUP}:
        known = ", ".join(one["name"] for one in options)
        raise ClientRefusedError(f"{usage} is not complete: add one of {known}.")
    return way, options


def fill_options(definition: Json, words: list[str], given: Mapping[str, Any]) -> Filled:
    """Fill in a slash command.

    Args:
        definition: The command as Discord keeps it.
        words: What follows the name: group and subcommand.
        given: The options by name. A choice may be given by its name or its value; people, roles and
            channels as objects or ids; attachments as (file name, content).

    Raises:
        ClientRefusedError: An option is missing, unknown, of the wrong kind or out of its limits.
    """
    filled = Filled()
    way, options = descend(definition, words)
    usage = " ".join((f"/{definition['name']}", *words))
    data = _fill(options, given, filled, usage)
    filled.data = nested(way, data)
    return filled


def nested(way: list[Json], data: list[Json]) -> list[Json]:
    """Put options under the groups and the subcommand they belong to."""
    for step in reversed(way):
        data = [{"name": step["name"], "type": step["type"], "options": data}]
    return data


def fill_partly(definition: Json, words: list[str], given: Mapping[str, Any]) -> Filled:
    """Fill in a slash command while it is typed: the last option has the cursor, nothing is checked yet."""
    filled = Filled()
    way, options = descend(definition, words)
    by_name = {option["name"]: option for option in options}
    data: list[Json] = []
    for name, value in given.items():
        if name not in by_name:
            known = ", ".join(by_name) or "none"
            raise ClientRefusedError(f"/{definition['name']} has no option “{name}”. It has: {known}.")
        kind = by_name[name]["type"]
        typed = _reference(value, filled) if kind in {6, 7, 8, 9, 11} else value
        data.append({"name": name, "type": kind, "value": typed})
    if not data or not by_name[data[-1]["name"]].get("autocomplete"):
        last = data[-1]["name"] if data else "…"
        raise ClientRefusedError(f"/{definition['name']} does not complete the option “{last}” as one types.")
    data[-1]["focused"] = True
    data[-1]["value"] = str(data[-1]["value"])
    filled.data = nested(way, data)
    return filled


def chosen_values(options: Iterable[Json], given: Any, what: str) -> list[str]:
    """The values of options named by their labels or values."""
    wanted = [given] if isinstance(given, str | int | float) else list(given)
    by_word: dict[str, str] = {}
    for option in options:
        by_word.setdefault(option["label"], option["value"])
    values = {option["value"] for option in options}
    picked: list[str] = []
    for one in map(str, wanted):
        value = one if one in values else by_word.get(one)
        if value is None:
            raise ClientRefusedError(
                f"{what} has no choice {one!r}. It offers: {', '.join(by_word) or 'none'}."
            )
        picked.append(value)
    return picked


def check_count(component: Json, values: list[str], what: str) -> None:
    """Refuse more or fewer choices than a select takes."""
    lowest, highest = component.get("min_values", 1), component.get("max_values", 1)
    if not lowest <= len(values) <= highest:
        wanted = str(lowest) if lowest == highest else f"{lowest} to {highest}"
        raise ClientRefusedError(f"{what} takes {wanted} choices, not {len(values)}.")


def select_values(component: Json, given: Any, filled: Filled, what: str) -> list[str]:
    """The values that choosing `given` in a select sends."""
    if component["type"] == STRING_SELECT:
        return chosen_values(component["options"], given, what)
    several = given if isinstance(given, list | tuple | set) else [given]
    return [_reference(one, filled) for one in several]


def _text(component: Json, given: Any, filled: Filled, what: str) -> Json:
    value = component.get("value", "") if given is NOTHING else str(given)
    if component["required"] and not value.strip():
        raise ClientRefusedError(f"{what} must be filled in.")
    lowest, highest = component["min_length"], component["max_length"]
    if value and not lowest <= len(value) <= highest:
        raise ClientRefusedError(f"{what} takes {lowest} to {highest} characters, not {len(value)}.")
    return {"value": value}


def _several(component: Json, given: Any, filled: Filled, what: str) -> Json:
    if given is NOTHING:
        given = [option["value"] for option in component.get("options", []) if option.get("default")]
        given += [one["id"] for one in component.get("default_values", [])]
    if component["type"] == FILE_UPLOAD:
        values = [_reference(one, filled) for one in ([given] if isinstance(given, tuple) else given)]
    elif component["type"] == CHECKBOX_GROUP:
        values = chosen_values(component["options"], given, what)
    else:
        values = select_values(component, given, filled, what)
    if values or component["required"]:
        check_count(component, values, what)
    return {"values": values}


def _radio(component: Json, given: Any, filled: Filled, what: str) -> Json:
    if given is NOTHING:
        given = [option["value"] for option in component["options"] if option.get("default")]
    values = chosen_values(component["options"], given, what)
    if len(values) > 1 or (component["required"] and not values):
        raise ClientRefusedError(f"{what} takes one choice, not {len(values)}.")
    return {"value": values[0] if values else None}


def _checkbox(component: Json, given: Any, filled: Filled, what: str) -> Json:
    return {"value": component["default"] if given is NOTHING else bool(given)}


ANSWERS: dict[int, Callable[[Json, Any, Filled, str], Json]] = {
    TEXT_INPUT: _text,
    **dict.fromkeys((*SELECTS, FILE_UPLOAD, CHECKBOX_GROUP), _several),
    RADIO_GROUP: _radio,
    CHECKBOX: _checkbox,
}


def fields(modal: Json) -> list[tuple[str, Json]]:
    """The fields of a modal with their labels, in reading order."""
    listed: list[tuple[str, Json]] = []
    for component in modal["components"]:
        if component["type"] == LABEL:
            listed.append((component["label"], component["component"]))
        elif component["type"] != TEXT_DISPLAY:
            listed.extend((one["label"], one) for one in component["components"])
    return listed


def fill_modal(modal: Json, given: Mapping[str, Any]) -> Filled:
    """Fill in a modal; what is not given keeps what the bot filled in beforehand.

    Args:
        modal: The modal as it is shown.
        given: Answers by label or custom id.

    Raises:
        ClientRefusedError: A field is unknown, required and empty, too long, or has no such choice.
    """
    filled = Filled()
    known = fields(modal)
    names = {name for label, one in known for name in (label, one["custom_id"])}
    if unknown := [name for name in given if name not in names]:
        shown = ", ".join(f"“{label}”" for label, _ in known)
        raise ClientRefusedError(
            f"The modal “{modal['title']}” has no field “{unknown[0]}”. It has: {shown}."
        )
    answered: dict[int, Json] = {}
    for label, one in known:
        value = given.get(one["custom_id"], given.get(label, NOTHING))
        sent = ANSWERS[one["type"]](one, value, filled, f"The field “{label}”")
        answered[one["id"]] = {"type": one["type"], "id": one["id"], "custom_id": one["custom_id"], **sent}
    for component in modal["components"]:
        part: Json = {"type": component["type"], "id": component["id"]}
        if component["type"] == LABEL:
            part["component"] = answered[component["component"]["id"]]
        elif component["type"] != TEXT_DISPLAY:
            part["components"] = [answered[one["id"]] for one in component["components"]]
        filled.data.append(part)
    return filled
