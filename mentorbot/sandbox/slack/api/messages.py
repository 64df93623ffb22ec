"""What an app wants to say, checked and made into a message."""

import json
from dataclasses import dataclass
from typing import Any

from mentorbot.sandbox.slack.api.blocks import settle_blocks
from mentorbot.sandbox.slack.api.errors import SlackError
from mentorbot.sandbox.slack.world.world import World
from mentorbot.sandbox.wire import Json, dumps

LONGEST_TEXT = 40_000
LONGEST_UPDATE = 4_000
LONGEST_MARKDOWN = 12_000
LARGEST_BLOCKS = 13_200
"""How much JSON of blocks a message takes; measured, not promised, and not known in full.

Source: https://github.com/slackapi/bolt-js/issues/2509
"""
MOST_ATTACHMENTS = 100
LARGEST_METADATA = 16_000


@dataclass(slots=True)
class Draft:
    """What is to be said; None where it was left out."""

    text: str | None
    blocks: list[Json] | None
    attachments: list[Json] | None
    metadata: Json | None

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to see."""
        return not (self.text or self.blocks or self.attachments)


def read_draft(
    world: World, arguments: Json, *, longest: int = LONGEST_TEXT, largest: int | None = None
) -> Draft:
    """Read a message from the arguments of a call, or from what was sent to a `response_url`.

    Args:
        longest: How many characters the text may have.
        largest: How large the blocks may be (`measure_blocks`), where that is bounded.

    Raises:
        SlackError: Slack's word for what is wrong: `msg_too_long`, `invalid_blocks` and so on.
    """
    text = arguments.get("text")
    if text is not None and not isinstance(text, str):
        text = str(text)
    if text is not None and len(text) > longest:
        raise SlackError("msg_too_long")
    blocks = _list(arguments.get("blocks"), "invalid_blocks_format")
    markdown = arguments.get("markdown_text")
    if markdown:
        if text or blocks:
            raise SlackError("markdown_text_conflict")
        if len(str(markdown)) > LONGEST_MARKDOWN:
            raise SlackError("msg_too_long")
        blocks = [{"type": "markdown", "text": str(markdown)}]
    if blocks is not None and largest is not None and measure_blocks(blocks) > largest:
        raise SlackError("msg_blocks_too_long")
    attachments = _list(arguments.get("attachments"), "invalid_attachments")
    if attachments is not None and len(attachments) > MOST_ATTACHMENTS:
        raise SlackError("too_many_attachments")
    return Draft(
        text,
        settle_blocks(world, blocks, "message") if blocks is not None else None,
        _settle_attachments(world, attachments),
        _metadata(arguments.get("metadata")),
    )


def measure_blocks(blocks: list[Any]) -> int:
    """How many characters blocks have in JSON, but for what can be pressed and what has to be escaped."""
    shown = [
        {name: value for name, value in one.items() if name != "accessory"}
        for one in blocks
        if isinstance(one, dict) and one.get("type") != "actions"
    ]
    return _measure(shown)


def _measure(value: Any) -> int:
    if isinstance(value, dict):
        return sum(len(str(name)) + 4 + _measure(one) for name, one in value.items()) + 2
    if isinstance(value, list):
        return sum(_measure(one) + 1 for one in value) + 2
    return len(value) + 2 if isinstance(value, str) else 5


def _list(value: Any, error: str) -> list[Any] | None:
    if isinstance(value, str):
        if not value.strip():
            return None
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            raise SlackError(error) from None
    if value is None:
        return None
    if not isinstance(value, list):
        raise SlackError(error)
    return value


def _settle_attachments(world: World, attachments: list[Any] | None) -> list[Json] | None:
    if attachments is None:
        return None
    settled: list[Json] = []
    for number, one in enumerate(attachments, 1):
        if not isinstance(one, dict):
            raise SlackError("invalid_attachments")
        made = {"id": number, "fallback": "[no preview available]", **one}
        if "blocks" in one:
            made["blocks"] = settle_blocks(world, one["blocks"], "message")
        settled.append(made)
    return settled


def _metadata(value: Any) -> Json | None:
    if isinstance(value, str):
        try:
            value = json.loads(value) if value else None
        except (ValueError, RecursionError):
            raise SlackError("invalid_metadata_format") from None
    if value is None:
        return None
    if not isinstance(value, dict):
        raise SlackError("invalid_metadata_format")
    if not value:
        return {}
    kind, told = value.get("event_type"), value.get("event_payload")
    if not isinstance(kind, str) or not kind or not isinstance(told, dict):
        raise SlackError("invalid_metadata_format")
    if len(dumps(value).encode()) > LARGEST_METADATA:
        raise SlackError("metadata_too_large")
    return {"event_type": kind, "event_payload": told}
