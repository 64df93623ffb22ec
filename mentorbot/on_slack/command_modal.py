"""A command as a modal, where something was left out of it or could not be read: a field for each option."""

import inspect
from collections.abc import Iterator, Mapping
from typing import Any, Final

from mentorbot.chat import Option, escape, fit
from mentorbot.chat.declare import Command
from mentorbot.chat.options import CommandOption, Kind
from mentorbot.chat.program import Program
from mentorbot.on_slack import limits
from mentorbot.on_slack.modals import (
    NOTHING_CHOSEN,
    input_block,
    modal,
    read_states,
    select,
    text_input,
    words,
)
from mentorbot.on_slack.presses import read_chosen
from mentorbot.on_slack.render import CHANNELS, Data, plain_text

CALLBACK: Final = "slack:command"
SUGGEST: Final = "slack:suggest"
"""A field in which something is offered while it is filled in: ``slack:suggest:<option>``."""

_YES, _NO = "yes", "no"
_LONG: Final = 300


def ask(  # noqa: PLR0917 - one for each part
    command: Command,
    program: Program,
    community: str,
    key: str = "",
    given: Mapping[str, Any] | None = None,
    problems: Mapping[str, str] | None = None,
    title: str = "",
) -> Data:
    """A modal with a field for each option of a command.

    Args:
        program: Whose content says what can be chosen.
        key: What comes back with the answer.
        given: What was typed already, by option: text, or True and False.
        problems: What is wrong with what was typed, by option, as sentences.
        title: What it is called, if not by the command's words.
    """
    given, problems = given or {}, problems or {}
    blocks: list[Data] = [words(escape(command.about))]
    for one in command.options:
        if problem := problems.get(one.name):
            blocks.append(words(f"⚠ {escape(problem)}"))
        blocks.append(_field(one, command, program, given.get(one.name)))
    title = title or command.words[:1].upper() + command.words[1:]
    return modal(CALLBACK, title, blocks, community, key)


def read_options(view: Mapping[str, Any], command: Command) -> dict[str, Any]:
    """What was filled in, raw, by option; what was left empty is not among it.

    Returns:
        Text for text and numbers, the value of a choice, and the id of a person, channel or group; a bool for
        yes or no; for a file, what Slack says of it.
    """
    states = read_states(view)
    found: dict[str, Any] = {}
    for one in command.options:
        value = _read(one, states.get(one.name, {}))
        if value is not None:
            found[one.name] = value
    return found


def suggested(label: str, value: str) -> Data:
    """One line of what is offered while somebody types, and of what is chosen from it."""
    return {"text": plain_text(label, limits.OPTION), "value": value[: limits.OPTION_VALUE]}


def _field(one: CommandOption, command: Command, program: Program, given: Any) -> Data:
    default = command.default(one)
    needed = default is inspect.Parameter.empty
    element = _element(one, program, given, default, needed=needed)
    label = one.name.replace("_", " ").capitalize()
    shown = input_block(one.name, label, element, hint=_hint(one, element, given), optional=not needed)
    if element["type"] == "external_select":
        shown["element"]["action_id"] = f"{SUGGEST}:{one.name}"
    return shown


def _hint(one: CommandOption, element: Data, given: Any) -> str:
    """What to fill in; and what was typed, where the field cannot begin with it."""
    begun = any(name.startswith("initial_") for name in element)
    lost = given is not None and not begun and not isinstance(given, Mapping)
    return f"{one.about} You wrote: {fit(str(given), 100)}" if lost else one.about


def _element(one: CommandOption, program: Program, given: Any, default: Any, *, needed: bool) -> Data:  # noqa: PLR0911 - one a kind
    text = "" if given is None else str(given)
    match one.kind:
        case Kind.TEXT if one.suggest is not None:
            return _external(text, "Type to search, or in your own words")
        case Kind.TEXT:
            most = int(one.most or limits.TYPED)
            return text_input(text[:most], least=int(one.least or 0), most=most, long=most > _LONG)
        case Kind.WHOLE | Kind.DECIMAL:
            return _number(one, text)
        case Kind.YES_NO:
            return _yes_no(given if isinstance(given, bool) else default)
        case Kind.CHOICE:
            return select(_named(one, program, text), optional=not needed)
        case Kind.PERSON:
            return {"type": "users_select", **({"initial_user": text} if text else {})}
        case Kind.CHANNEL:
            begun = {"initial_conversation": text} if text else {}
            return {"type": "conversations_select", "filter": CHANNELS, **begun}
        case Kind.GROUP:
            return _external(text, "Type the group's name")
        case Kind.FILE:
            return {"type": "file_input", "max_files": 1}


def _external(text: str, placeholder: str) -> Data:
    begun = {"initial_option": suggested(text, text)} if text else {}
    shown = plain_text(placeholder, limits.PLACEHOLDER)
    return {"type": "external_select", "min_query_length": 0, "placeholder": shown, **begun}


def _number(one: CommandOption, text: str) -> Data:
    decimal = one.kind is Kind.DECIMAL
    shown: Data = {"type": "number_input", "is_decimal_allowed": decimal}
    least, most = one.least, one.most
    if least is not None:
        shown["min_value"] = f"{least:.12g}"
    if most is not None:
        shown["max_value"] = f"{most:.12g}"
    if _fits(text, decimal=decimal, least=least, most=most):
        shown["initial_value"] = text
    return shown


def _fits(text: str, *, decimal: bool, least: float | None, most: float | None) -> bool:
    whole, _, rest = text.removeprefix("-").partition(".")
    if not text.isascii() or not whole.isdigit() or (rest and not (decimal and rest.isdigit())):
        return False
    number = float(text)
    return (least is None or least <= number) and (most is None or number <= most)


def _yes_no(begin: Any) -> Data:
    options = [suggested("Yes", _YES), suggested("No", _NO)]
    begun = {"initial_option": options[0 if begin else 1]} if isinstance(begin, bool) else {}
    return {"type": "radio_buttons", "options": options, **begun}


def _named(one: CommandOption, program: Program, text: str) -> Iterator[Option]:
    named = one.named(program) if callable(one.named) else one.named or {}
    for value, label in named.items():
        yield Option(label, str(value), chosen=str(value) == text)


def _read(one: CommandOption, state: Mapping[str, Any]) -> Any:  # noqa: PLR0911 - one a kind
    """What stands in a field; None for nothing."""
    match one.kind:
        case Kind.YES_NO:
            chosen = read_chosen(state)
            return chosen[0] == _YES if chosen else None
        case Kind.CHOICE | Kind.GROUP:
            return next((value for value in read_chosen(state) if value != NOTHING_CHOSEN), None)
        case Kind.TEXT if one.suggest is not None:
            return next(iter(read_chosen(state)), None)
        case Kind.PERSON:
            return state.get("selected_user") or None
        case Kind.CHANNEL:
            return state.get("selected_conversation") or None
        case Kind.FILE:
            return next(iter(state.get("files") or ()), None)
        case _:
            return state.get("value") or None
