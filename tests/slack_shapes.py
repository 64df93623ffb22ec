"""What Slack takes, by its own shapes and its limits; a test uses it on what it makes.

The shapes are not part of the project (see the fixture of that name); where they are not there, only limits
are held.
"""

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest

from mentorbot.on_slack import limits
from mentorbot.sandbox.slack.api.schema import TYPES, Shapes

ROOT: Final = Path(__file__).resolve().parent.parent


@cache
def shapes() -> Shapes | None:
    """Slack's shapes, if they are here: where SLACK_SHAPES says, or beside the checkout."""
    named = os.environ.get("SLACK_SHAPES")
    places = [Path(named)] if named else [ROOT / "slack", ROOT.parent / "shared" / "slack"]
    found = next((place for place in places if (place / TYPES).is_file()), None)
    return Shapes(found) if found else None


def require_shapes() -> None:
    """Skip the test, with a word, where the shapes are not here."""
    if shapes() is None:
        pytest.skip("Slack's shapes are not here; SLACK_SHAPES names them")


def check_blocks(blocks: list[dict[str, Any]], *, most: int = limits.MESSAGE_BLOCKS) -> None:
    """Whether Slack takes these blocks in a message. Raises AssertionError: it does not, and why."""
    assert 1 <= len(blocks) <= most
    for block in blocks:
        _check_shape("Block", block)
        assert block["type"] != "input" or most > limits.MESSAGE_BLOCKS
    _check_limits(blocks)


def check_view(view: dict[str, Any]) -> None:
    """Whether Slack takes this view. Raises AssertionError: it does not, and why."""
    _check_shape("View", view)
    check_blocks(view["blocks"], most=limits.VIEW_BLOCKS)
    if view["type"] == "modal":
        for part in ("title", "submit", "close"):
            assert part not in view or 1 <= len(view[part]["text"]) <= limits.VIEW_TITLE
        if any(block["type"] == "input" for block in view["blocks"]):
            assert "submit" in view
    assert len(view.get("private_metadata", "")) <= limits.METADATA
    assert len(view.get("callback_id", "")) <= limits.CALLBACK_ID


def _check_shape(name: str, value: object) -> None:
    known = shapes()
    if known is not None:
        errors = known.validator(f"types/{name}").iter_errors(value)
        problems = [f"{error.instance_path}: {error.message}" for error in errors]
        assert not problems, f"{name}: {problems[:3]}"


def _check_limits(blocks: list[dict[str, Any]]) -> None:
    named = [block["block_id"] for block in blocks if "block_id" in block]
    assert len(named) == len(set(named)), named
    assert all(1 <= len(one) <= limits.BLOCK_ID for one in named)
    ids = [part["action_id"] for part in every(blocks) if "action_id" in part]
    assert len(ids) == len(set(ids)), ids
    assert all(1 <= len(one) <= limits.ACTION_ID for one in ids)
    for block in blocks:
        match block["type"]:
            case "header":
                assert 1 <= len(block["text"]["text"]) <= limits.HEADER
            case "section":
                assert "text" in block or "fields" in block
                assert "text" not in block or 1 <= len(block["text"]["text"]) <= limits.SECTION
                fields = block.get("fields", [])
                assert len(fields) <= limits.FIELDS
                assert all(1 <= len(one["text"]) <= limits.FIELD for one in fields)
            case "context":
                assert 1 <= len(block["elements"]) <= 10
                assert all(one["text"] for one in block["elements"])
            case "actions":
                assert 1 <= len(block["elements"]) <= limits.ELEMENTS
            case "input":
                assert 1 <= len(block["label"]["text"]) <= limits.LABEL
    for part in every(blocks):
        _check_part(part)


def _check_part(part: dict[str, Any]) -> None:
    if part.get("type") == "button":
        assert 1 <= len(part["text"]["text"]) <= limits.BUTTON
        assert len(part.get("url", "")) <= limits.URL
        assert len(part.get("value", "")) <= limits.BUTTON_VALUE
    if "placeholder" in part:
        assert 1 <= len(part["placeholder"]["text"]) <= limits.PLACEHOLDER
    if "options" in part:
        most = {"overflow": limits.OVERFLOW, "radio_buttons": limits.RADIOS, "checkboxes": limits.RADIOS}
        assert 1 <= len(part["options"]) <= most.get(part["type"], limits.OPTIONS)
        for one in part["options"]:
            assert 1 <= len(one["text"]["text"]) <= limits.OPTION
            assert 1 <= len(one["value"]) <= limits.OPTION_VALUE
            assert len(one.get("description", {}).get("text", "")) <= limits.OPTION_ABOUT
        for one in (part["initial_option"],) if "initial_option" in part else part.get("initial_options", ()):
            assert one in part["options"]
    if part.get("type") == "plain_text_input":
        most_typed = part.get("max_length", limits.TYPED)
        assert 1 <= most_typed <= limits.TYPED
        assert len(part.get("initial_value", "")) <= most_typed


def every(blocks: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """All that can be pressed, chosen or filled in."""
    for block in blocks:
        yield from (part for part in block.get("elements", ()) if "action_id" in part)
        for name in ("accessory", "element"):
            if name in block:
                yield block[name]
