"""What Slack takes: by its own shapes, and by all that the local Slack refuses.

The shapes are not part of the project (see the fixture of that name); where they are not there, the local
Slack alone decides.
"""

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest

from mentorbot.sandbox.slack.api.kit import blocks as kit
from mentorbot.sandbox.slack.api.kit import views
from mentorbot.sandbox.slack.api.kit.checks import Problems
from mentorbot.sandbox.slack.api.messages import LARGEST_BLOCKS, measure_blocks
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


def check_blocks(blocks: list[dict[str, Any]]) -> None:
    """Whether Slack takes these blocks in a message. Raises AssertionError: it does not, and why."""
    for block in blocks:
        _check_shape("Block", block)
    problems = Problems()
    kit.check_blocks(blocks, "message", problems)
    assert blocks
    assert not problems.lines
    assert measure_blocks(blocks) <= LARGEST_BLOCKS
    _check_ids(blocks)


def check_view(view: dict[str, Any]) -> None:
    """Whether Slack takes this view. Raises AssertionError: it does not, and why."""
    _check_shape("View", view)
    problems = Problems()
    views.check_view(view, problems)
    assert not problems.lines
    _check_ids(view["blocks"])


def _check_shape(name: str, value: object) -> None:
    known = shapes()
    if known is not None:
        validator = known.validator(f"types/{name}")
        assert validator is not None
        problems = [f"{error.instance_path}: {error.message}" for error in validator.iter_errors(value)]
        assert not problems, f"{name}: {problems[:3]}"


def _check_ids(blocks: list[dict[str, Any]]) -> None:
    """Whether each part that can be pressed has an id of its own, in all of a screen."""
    ids = [part["action_id"] for part in every(blocks)]
    assert len(ids) == len(set(ids)), ids
    assert all(ids)


def every(blocks: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """All that can be pressed, chosen or filled in."""
    for block in blocks:
        yield from (part for part in block.get("elements", ()) if "action_id" in part)
        for name in ("accessory", "element"):
            if name in block:
                yield block[name]
