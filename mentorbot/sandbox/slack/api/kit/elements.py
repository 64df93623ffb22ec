"""Elements of blocks: buttons, menus, pickers, fields.

Source: https://docs.slack.dev/reference/block-kit/block-elements
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any
from zoneinfo import available_timezones

from mentorbot.sandbox.slack.api.kit.checks import (
    Check,
    Problems,
    both,
    each,
    flag,
    number,
    one_of,
    shape,
    text,
)
from mentorbot.sandbox.slack.api.kit.parts import (
    CONFIRM,
    DISPATCH,
    FILTER,
    ID,
    IMAGE,
    LINK_OPTION,
    OPTION,
    OPTION_GROUP,
    PLACEHOLDER,
    RICH_OPTION,
    STYLE,
    TYPE,
    URL,
    plain,
)
from mentorbot.sandbox.wire import Json

MOST_OPTIONS = 100
MOST_CHOICES = 10
MOST_OVERFLOW = 5
LONGEST_INPUT = 3000
FOREVER = 10**6


def element(
    required: Mapping[str, Check] | None = None, optional: Mapping[str, Check] | None = None
) -> Check:
    """Something that people use, with an `action_id`."""
    return shape({"type": TYPE, **(required or {})}, {"action_id": ID, **(optional or {})})


def menu(optional: Mapping[str, Check]) -> Check:
    """A drop-down menu."""
    usual = {"placeholder": PLACEHOLDER, "confirm": CONFIRM, "focus_on_load": flag}
    return element({}, {**usual, **optional})


def multiple(optional: Mapping[str, Check]) -> Check:
    """A drop-down menu of which several things can be chosen."""
    return menu({"max_selected_items": number(1, FOREVER), **optional})


def field(optional: Mapping[str, Check]) -> Check:
    """Something that people type into."""
    usual = {"placeholder": PLACEHOLDER, "focus_on_load": flag, "dispatch_action_config": DISPATCH}
    return element({}, {**usual, **optional})


def real_date(value: Any, place: str, problems: Problems) -> None:
    """A day, as `YYYY-MM-DD`."""
    try:
        if not isinstance(value, str) or date.fromisoformat(value).isoformat() != value:
            raise ValueError  # noqa: TRY301
    except ValueError:
        problems.add(place, "must be a valid date in the format YYYY-MM-DD")


def real_zone(value: Any, place: str, problems: Problems) -> None:
    """The key of a time zone."""
    if not isinstance(value, str) or value not in available_timezones():
        problems.add(place, "must be a valid time zone")


def decimal(value: Any, place: str, problems: Problems) -> None:
    """A number, as text."""
    text(150, like=re.compile(r"-?\d+(\.\d+)?"))(value, place, problems)


def known_options(value: Json, place: str, problems: Problems) -> None:
    """What is chosen at first is exactly one of the options."""
    options = list(value.get("options") or [])
    for group in value.get("option_groups") or []:
        options += group["options"]
    chosen = value.get("initial_options", [])
    if "initial_option" in value:
        chosen = [value["initial_option"]]
    for one in chosen:
        if one not in options:
            name = "initial_option" if "initial_option" in value else "initial_options"
            problems.add(f"{place}/{name}", "must be one of the provided options")


def lengths(value: Json, place: str, problems: Problems) -> None:
    """What a field asks at least is no more than what it takes."""
    if value.get("min_length", 0) > value.get("max_length", LONGEST_INPUT):
        problems.add(f"{place}/min_length", "must be less than or equal to max_length")


def numbers(value: Json, place: str, problems: Problems) -> None:
    """What a field of numbers takes at least is no more than what it takes at most."""
    least, most = value.get("min_value"), value.get("max_value")
    if least is not None and most is not None and float(least) > float(most):
        problems.add(f"{place}/min_value", "must be less than or equal to max_value")
    if not value["is_decimal_allowed"]:
        for name in ("initial_value", "min_value", "max_value"):
            if "." in value.get(name, ""):
                problems.add(f"{place}/{name}", "must be an integer")


OPTIONS: Mapping[str, Check] = {
    "options": each(OPTION, MOST_OPTIONS),
    "option_groups": each(OPTION_GROUP, MOST_OPTIONS),
}
TIME = text(5, like=re.compile(r"([01]\d|2[0-3]):[0-5]\d"))
SEVERAL = each(text(255), MOST_OPTIONS)

BUTTON = element(
    {"text": plain(75)},
    {
        "value": text(2000),
        "url": URL,
        "style": STYLE,
        "confirm": CONFIRM,
        "accessibility_label": text(75),
    },
)

ELEMENTS: dict[str, Check] = {
    "button": BUTTON,
    "checkboxes": both(
        element(
            {"options": each(RICH_OPTION, MOST_CHOICES)},
            {"initial_options": each(RICH_OPTION, MOST_CHOICES), "confirm": CONFIRM, "focus_on_load": flag},
        ),
        known_options,
    ),
    "radio_buttons": both(
        element(
            {"options": each(RICH_OPTION, MOST_CHOICES)},
            {"initial_option": RICH_OPTION, "confirm": CONFIRM, "focus_on_load": flag},
        ),
        known_options,
    ),
    "overflow": element({"options": each(LINK_OPTION, MOST_OVERFLOW)}, {"confirm": CONFIRM}),
    "datepicker": menu({"initial_date": real_date}),
    "datetimepicker": element(
        {}, {"initial_date_time": number(10**9, 10**10 - 1), "confirm": CONFIRM, "focus_on_load": flag}
    ),
    "timepicker": menu({"initial_time": TIME, "timezone": real_zone}),
    "static_select": both(
        menu({**OPTIONS, "initial_option": OPTION}), one_of("options", "option_groups"), known_options
    ),
    "external_select": menu({"initial_option": OPTION, "min_query_length": number(0, FOREVER)}),
    "users_select": menu({"initial_user": text(255)}),
    "conversations_select": menu(
        {
            "initial_conversation": text(255),
            "default_to_current_conversation": flag,
            "response_url_enabled": flag,
            "filter": FILTER,
        }
    ),
    "channels_select": menu({"initial_channel": text(255), "response_url_enabled": flag}),
    "multi_static_select": both(
        multiple({**OPTIONS, "initial_options": each(OPTION, MOST_OPTIONS)}),
        one_of("options", "option_groups"),
        known_options,
    ),
    "multi_external_select": multiple(
        {"initial_options": each(OPTION, MOST_OPTIONS), "min_query_length": number(0, FOREVER)}
    ),
    "multi_users_select": multiple({"initial_users": SEVERAL}),
    "multi_conversations_select": multiple(
        {"initial_conversations": SEVERAL, "default_to_current_conversation": flag, "filter": FILTER}
    ),
    "multi_channels_select": multiple({"initial_channels": SEVERAL}),
    "plain_text_input": both(
        field(
            {
                "initial_value": text(LONGEST_INPUT, least=0),
                "multiline": flag,
                "min_length": number(0, LONGEST_INPUT),
                "max_length": number(1, LONGEST_INPUT),
            }
        ),
        lengths,
    ),
    "email_text_input": field({"initial_value": text(LONGEST_INPUT)}),
    "url_text_input": field({"initial_value": text(LONGEST_INPUT)}),
    "number_input": both(
        shape(
            {"type": TYPE, "is_decimal_allowed": flag},
            {
                "action_id": ID,
                "initial_value": decimal,
                "min_value": decimal,
                "max_value": decimal,
                "placeholder": PLACEHOLDER,
                "focus_on_load": flag,
                "dispatch_action_config": DISPATCH,
            },
        ),
        numbers,
    ),
    "rich_text_input": field({"initial_value": shape({"type": TYPE, "elements": each(shape({}), FOREVER)})}),
    "file_input": element({}, {"filetypes": each(text(20), 100), "max_files": number(1, 10)}),
    "image": IMAGE,
}
"""Every element that the sandbox knows, and how it has to be."""

MENUS = frozenset(
    f"{many}{kind}_select"
    for many in ("", "multi_")
    for kind in ("static", "external", "users", "conversations", "channels")
)
PICKERS = frozenset({"datepicker", "timepicker"})
CHOICES = frozenset({"checkboxes", "radio_buttons"})
IN_ACTIONS = MENUS | PICKERS | CHOICES | {"button", "overflow", "datetimepicker", "rich_text_input"}
IN_SECTION = MENUS | PICKERS | CHOICES | {"button", "overflow", "image"}
IN_INPUT = (
    MENUS
    | PICKERS
    | CHOICES
    | {
        "datetimepicker",
        "plain_text_input",
        "email_text_input",
        "url_text_input",
        "number_input",
        "rich_text_input",
        "file_input",
    }
)
USED = frozenset(ELEMENTS) - {"image"}
"""Elements that people use, which have an `action_id`."""
