"""Blocks, and where each may stand.

Source: https://docs.slack.dev/reference/block-kit/blocks
"""

from collections.abc import Iterable
from typing import Any, Literal

from mentorbot.sandbox.slack.api.kit.checks import (
    Check,
    Problems,
    both,
    by_type,
    each,
    flag,
    one_of,
    shape,
    text,
)
from mentorbot.sandbox.slack.api.kit.elements import (
    ELEMENTS,
    IN_ACTIONS,
    IN_INPUT,
    IN_SECTION,
    USED,
)
from mentorbot.sandbox.slack.api.kit.parts import ID, IMAGE, IMAGE_URL, SLACK_FILE, TYPE, URL, plain, rich
from mentorbot.sandbox.slack.api.kit.rich_text import RICH_TEXT
from mentorbot.sandbox.wire import Json

Surface = Literal["message", "modal", "home"]

MOST_BLOCKS: dict[Surface, int] = {"message": 50, "modal": 100, "home": 100}
ONLY_IN: dict[str, tuple[Surface, ...]] = {
    "file": ("message",),
    "markdown": ("message",),
    "table": ("message",),
    "context_actions": ("message",),
}
"""Blocks that not every surface takes."""


def only(*names: str) -> Check:
    """One of the elements that may stand here."""
    return by_type({name: ELEMENTS[name] for name in names})


def block(required: dict[str, Check], optional: dict[str, Check] | None = None) -> Check:
    """A block with its fields."""
    return shape({"type": TYPE, **required}, {"block_id": ID, **(optional or {})})


def says_something(value: Json, place: str, problems: Problems) -> None:
    """A section has a text or fields."""
    if "text" not in value and "fields" not in value:
        problems.add(place, "missing required field: text or fields")


FEEDBACK = shape({"text": plain(75), "value": text(2000)}, {"accessibility_label": text(75)})
CELL = by_type(
    {
        "raw_text": shape({"type": TYPE, "text": text(3000)}),
        "rich_text": RICH_TEXT,
    }
)
BLOCKS: dict[str, Check] = {
    "actions": block({"elements": each(only(*sorted(IN_ACTIONS)), 25)}),
    "context": block(
        {"elements": each(by_type({"image": IMAGE, "plain_text": rich(3000), "mrkdwn": rich(3000)}), 10)}
    ),
    "context_actions": block(
        {
            "elements": each(
                by_type(
                    {
                        "feedback_buttons": shape(
                            {"type": TYPE, "positive_button": FEEDBACK, "negative_button": FEEDBACK},
                            {"action_id": ID},
                        ),
                        "icon_button": shape(
                            {"type": TYPE, "icon": text(75), "text": plain(75)},
                            {"action_id": ID, "value": text(2000), "accessibility_label": text(75)},
                        ),
                    }
                ),
                5,
            )
        }
    ),
    "divider": block({}),
    "file": block({"external_id": text(255), "source": text(255)}),
    "header": block({"text": plain(150)}),
    "image": both(
        block(
            {"alt_text": text(2000)}, {"image_url": IMAGE_URL, "slack_file": SLACK_FILE, "title": plain(2000)}
        ),
        one_of("image_url", "slack_file"),
    ),
    "input": block(
        {"label": plain(2000), "element": only(*sorted(IN_INPUT))},
        {"hint": plain(2000), "optional": flag, "dispatch_action": flag},
    ),
    "markdown": block({"text": text(12_000)}),
    "rich_text": RICH_TEXT,
    "section": both(
        block(
            {},
            {
                "text": rich(3000),
                "fields": each(rich(2000), 10),
                "accessory": only(*sorted(IN_SECTION)),
                "expand": flag,
            },
        ),
        says_something,
    ),
    "table": block(
        {"rows": each(each(CELL, 20), 100)},
        {"column_settings": each(shape({}, {"align": text(10), "is_wrapped": flag}), 20)},
    ),
    "video": block(
        {
            "alt_text": text(2000),
            "title": plain(200),
            "thumbnail_url": URL,
            "video_url": URL,
        },
        {
            "author_name": text(50),
            "description": plain(200),
            "provider_icon_url": URL,
            "provider_name": text(50),
            "title_url": URL,
        },
    ),
}
"""Every block that the sandbox knows, and how it has to be."""
ANY_BLOCK = by_type(BLOCKS)


def check_blocks(blocks: Any, surface: Surface, problems: Problems) -> None:
    """Note all that Slack would refuse about blocks.

    Args:
        blocks: What an app sent.
        surface: Where they are going to be.
    """
    least = 0 if surface == "message" else 1 if surface == "modal" else 0
    before = len(problems.lines)
    each(ANY_BLOCK, MOST_BLOCKS[surface], least=least)(blocks, "/blocks", problems)
    if len(problems.lines) > before or not isinstance(blocks, list):
        return
    _check_surface(blocks, surface, problems)
    _check_unique(blocks, problems)


def elements_of(one: Json) -> Iterable[tuple[str, Json]]:
    """The elements of a block that people use, and where they stand in it."""
    if one["type"] in {"actions", "context_actions"}:
        for position, element in enumerate(one["elements"]):
            yield f"/elements/{position}", element
    elif one["type"] == "input":
        yield "/element", one["element"]
    elif one["type"] == "section" and "accessory" in one and one["accessory"]["type"] in USED:
        yield "/accessory", one["accessory"]


def images_of(one: Json) -> Iterable[tuple[str, Json]]:
    """The images of a block, and where they stand in it."""
    if one["type"] == "image":
        yield "", one
    elif one["type"] == "section" and one.get("accessory", {}).get("type") == "image":
        yield "/accessory", one["accessory"]
    elif one["type"] == "context":
        for position, element in enumerate(one["elements"]):
            if element["type"] == "image":
                yield f"/elements/{position}", element


def _check_surface(blocks: list[Json], surface: Surface, problems: Problems) -> None:
    """Whether each block and element may stand where these are going to be."""
    tables = 0
    for position, one in enumerate(blocks):
        place = f"/blocks/{position}"
        kind = one["type"]
        if surface not in ONLY_IN.get(kind, (surface,)):
            problems.add(f"{place}/type", f"unsupported type: {kind}")
        tables += kind == "table"
        if tables > 1 and kind == "table":
            problems.add(place, "only one table is allowed in a message")
        for where, element in elements_of(one):
            if element["type"] == "file_input" and surface != "modal":
                problems.add(f"{place}{where}/type", "unsupported type: file_input")
            if element.get("response_url_enabled") and (surface != "modal" or kind != "input"):
                problems.add(f"{place}{where}", "invalid additional property: response_url_enabled")


def _check_unique(blocks: list[Json], problems: Problems) -> None:
    """Whether what names a block or an element names only that one, and one field at most wants the focus."""
    seen: set[str] = set()
    focused = 0
    for position, one in enumerate(blocks):
        block_id = one.get("block_id")
        if block_id in seen:
            problems.add(f"/blocks/{position}/block_id", f"`block_id` already exists: {block_id}")
        if block_id is not None:
            seen.add(block_id)
        actions: set[str] = set()
        for where, element in elements_of(one):
            focused += bool(element.get("focus_on_load"))
            action_id = element.get("action_id")
            if action_id in actions:
                place = f"/blocks/{position}{where}/action_id"
                problems.add(place, f"`action_id` already exists: {action_id}")
            if action_id is not None:
                actions.add(action_id)
    if focused > 1:
        problems.add("/blocks", "only one element can have `focus_on_load`")
