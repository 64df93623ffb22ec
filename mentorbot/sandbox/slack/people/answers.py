"""What Slack's client does before it sends: it fills in elements, and refuses what they do not take.

An app never sees what the client refuses, so a scripted person who tries it is told at once
(`ClientRefusedError`).
"""

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any
from urllib.parse import urlsplit

from mentorbot.sandbox.slack.interactions.state import VALUES
from mentorbot.sandbox.slack.people.screen import ClientRefusedError, choices, words
from mentorbot.sandbox.wire import Json

LONGEST_TEXT = 3000


def find_option(wanted: Any, offered: list[Json], what: str) -> Json:
    """The option with a label or a value, as the app wrote it."""
    for fits in (lambda one: words(one["text"]) == wanted, lambda one: one.get("value") == wanted):
        found = next(filter(fits, offered), None)
        if found is not None:
            return found
    listed = ", ".join(words(one["text"]) for one in offered)
    raise ClientRefusedError(f"{what} has no choice {wanted!r}. It offers: {listed or 'none'}.")


def options_of(element: Json) -> list[Json]:
    """The options that the app wrote into an element, in groups or not."""
    listed = list(element.get("options", ()))
    for group in element.get("option_groups", ()):
        listed.extend(group["options"])
    return listed


def _several(given: Any) -> list[Any]:
    return list(given) if isinstance(given, list | tuple | set | frozenset) else [given]


def _check_count(element: Json, picked: list[Any], what: str) -> None:
    most = element.get("max_selected_items")
    if most is not None and len(picked) > most:
        raise ClientRefusedError(f"{what} takes at most {most} choices, not {len(picked)}.")


def _identifier(given: Any) -> str:
    return given if isinstance(given, str) else str(given.id)


def fill_text(element: Json, given: Any, what: str) -> Any:
    """What a text field holds after `given` was typed."""
    text = str(given)
    if not text:
        return None
    lowest, highest = element.get("min_length", 0), element.get("max_length", LONGEST_TEXT)
    if not lowest <= len(text) <= highest:
        raise ClientRefusedError(f"{what} takes {lowest} to {highest} characters, not {len(text)}.")
    if "\n" in text and not element.get("multiline"):
        raise ClientRefusedError(f"{what} takes one line.")
    return text


def _email(element: Json, given: Any, what: str) -> Any:
    text = str(given)
    if text and ("@" not in text or text.startswith("@") or text.endswith("@")):
        raise ClientRefusedError(f"{what} wants an email address, not {text!r}.")
    return text or None


def _address(element: Json, given: Any, what: str) -> Any:
    text = str(given)
    if text and urlsplit(text).scheme not in {"http", "https"}:
        raise ClientRefusedError(f"{what} wants a web address, not {text!r}.")
    return text or None


def _number(element: Json, given: Any, what: str) -> Any:
    text = str(given)
    if not text:
        return None
    try:
        number = float(text)
    except ValueError:
        raise ClientRefusedError(f"{what} wants a number, not {text!r}.") from None
    if not element["is_decimal_allowed"] and not number.is_integer():
        raise ClientRefusedError(f"{what} wants a whole number, not {text!r}.")
    lowest, highest = element.get("min_value"), element.get("max_value")
    if (lowest is not None and number < float(lowest)) or (highest is not None and number > float(highest)):
        raise ClientRefusedError(f"{what} takes {lowest} to {highest}, not {text}.")
    return text


def _date(element: Json, given: Any, what: str) -> Any:
    if given in (None, ""):
        return None
    text = given.isoformat() if isinstance(given, date) else str(given)
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise ClientRefusedError(f"{what} wants a day such as 2026-03-01, not {text!r}.") from None


def _time(element: Json, given: Any, what: str) -> Any:
    if given in (None, ""):
        return None
    text = f"{given:%H:%M}" if isinstance(given, time) else str(given)
    try:
        return f"{time.fromisoformat(text):%H:%M}"
    except ValueError:
        raise ClientRefusedError(f"{what} wants a time such as 14:30, not {text!r}.") from None


def _moment(element: Json, given: Any, what: str) -> Any:
    if given in (None, ""):
        return None
    if isinstance(given, datetime):
        return int(given.timestamp())
    if isinstance(given, int):
        return given
    raise ClientRefusedError(f"{what} wants a moment, not {given!r}.")


def _option(element: Json, given: Any, what: str) -> Any:
    return None if given in (None, "") else find_option(given, options_of(element), what)


def _options(element: Json, given: Any, what: str) -> Any:
    picked = [find_option(one, options_of(element), what) for one in _several(given)]
    _check_count(element, picked, what)
    return picked


def _reference(element: Json, given: Any, what: str) -> Any:
    return None if given in (None, "") else _identifier(given)


def _references(element: Json, given: Any, what: str) -> Any:
    picked = [_identifier(one) for one in _several(given)]
    _check_count(element, picked, what)
    return picked


def _rich(element: Json, given: Any, what: str) -> Any:
    if not given:
        return None
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": str(given)}]}
    return {"type": "rich_text", "elements": [section]}


FILL: dict[str, Callable[[Json, Any, str], Any]] = {
    "plain_text_input": fill_text,
    "rich_text_input": _rich,
    "email_text_input": _email,
    "url_text_input": _address,
    "number_input": _number,
    "datepicker": _date,
    "timepicker": _time,
    "datetimepicker": _moment,
    "radio_buttons": _option,
    "static_select": _option,
    "checkboxes": _options,
    "multi_static_select": _options,
    **dict.fromkeys(("users_select", "conversations_select", "channels_select"), _reference),
    **dict.fromkeys(
        ("multi_users_select", "multi_conversations_select", "multi_channels_select"), _references
    ),
}
"""How each element is filled in by hand; external selects and files are in `surfaces.py`."""


def fill_element(element: Json, given: Any, what: str) -> Json:
    """What an element holds after somebody filled it in.

    Args:
        element: The element.
        given: Text, a day, a time, labels or values of options, people or channels or their ids.
        what: What the element is called in an error.

    Raises:
        ClientRefusedError: It does not take that.
    """
    kind = element["type"]
    value: Json = {"type": kind, VALUES[kind][0]: FILL[kind](element, given, what)}
    if kind == "timepicker" and element.get("timezone"):
        value["timezone"] = element["timezone"]
    return value


def picked_value(element: Json, options: list[Json]) -> Json:
    """What a select of the app's own suggestions holds after some of them were chosen."""
    kind = element["type"]
    held: Any = options if kind.startswith("multi_") else (options[0] if options else None)
    return {"type": kind, VALUES[kind][0]: held}


def overflow_value(element: Json, given: Any, what: str) -> Json:
    """What choosing in a menu of more tells."""
    return {"type": "overflow", "selected_option": find_option(given, element["options"], what)}


def label_of(block: Json, element: Json) -> str:
    """What an element is called on the screen."""
    named = words(block.get("label")) or words(element.get("placeholder")) or element["action_id"]
    return f"“{named}”"


def offered(element: Json) -> str:
    """The choices of an element in a line, empty for one without."""
    return " / ".join(one.label for one in choices(element))
