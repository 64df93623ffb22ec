"""What is filled in on a message or a view: what the app put there, and what the person changed.

Source: https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload
"""

from collections.abc import Iterator, Mapping
from typing import Any

from mentorbot.sandbox.wire import Json

Filled = Mapping[str, Mapping[str, Json]]
"""What a person changed: what an element holds, by block id and action id."""

VALUES: dict[str, tuple[str, str, Any]] = {
    "plain_text_input": ("value", "initial_value", None),
    "email_text_input": ("value", "initial_value", None),
    "url_text_input": ("value", "initial_value", None),
    "number_input": ("value", "initial_value", None),
    "rich_text_input": ("rich_text_value", "initial_value", None),
    "datepicker": ("selected_date", "initial_date", None),
    "timepicker": ("selected_time", "initial_time", None),
    "datetimepicker": ("selected_date_time", "initial_date_time", None),
    "radio_buttons": ("selected_option", "initial_option", None),
    "static_select": ("selected_option", "initial_option", None),
    "external_select": ("selected_option", "initial_option", None),
    "users_select": ("selected_user", "initial_user", None),
    "conversations_select": ("selected_conversation", "initial_conversation", None),
    "channels_select": ("selected_channel", "initial_channel", None),
    "checkboxes": ("selected_options", "initial_options", []),
    "multi_static_select": ("selected_options", "initial_options", []),
    "multi_external_select": ("selected_options", "initial_options", []),
    "multi_users_select": ("selected_users", "initial_users", []),
    "multi_conversations_select": ("selected_conversations", "initial_conversations", []),
    "multi_channels_select": ("selected_channels", "initial_channels", []),
    "file_input": ("files", "", []),
}
"""For each element that holds something: where it says what, with what it begins; and what nothing is."""


def walk(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    """Every element that can be used, with the block it is in, in reading order."""
    for block in blocks:
        for element in (block.get("accessory"), block.get("element"), *block.get("elements", ())):
            if isinstance(element, dict) and "action_id" in element:
                yield block, element


def begin_value(element: Json) -> Json:
    """What an element holds before anybody touched it."""
    where, initial, nothing = VALUES[element["type"]]
    held: Any = element.get(initial, nothing) if initial else nothing
    value: Json = {"type": element["type"], where: held}
    if element["type"] == "timepicker" and element.get("timezone"):
        value["timezone"] = element["timezone"]
    return value


def held_value(block: Json, element: Json, filled: Filled) -> Json:
    """What an element holds now."""
    changed = filled.get(block["block_id"], {}).get(element["action_id"])
    if changed is not None and changed["type"] == element["type"]:
        return dict(changed)
    return begin_value(element)


def read_state(blocks: list[Json], filled: Filled) -> dict[str, dict[str, Json]]:
    """What all elements hold, as an app is told it (`state.values`)."""
    values: dict[str, dict[str, Json]] = {}
    for block, element in walk(blocks):
        if element["type"] in VALUES:
            values.setdefault(block["block_id"], {})[element["action_id"]] = held_value(
                block, element, filled
            )
    return values


def is_empty(value: Json) -> bool:
    """Whether an element holds nothing."""
    where = VALUES[value["type"]][0]
    return value[where] in (None, "", [])
