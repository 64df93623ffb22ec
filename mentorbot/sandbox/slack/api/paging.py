"""Pages of a long list: a cursor that leads to the next."""

import base64
import binascii
from collections.abc import Sequence
from typing import TypeVar

from mentorbot.sandbox.slack.api.calls import Call
from mentorbot.sandbox.slack.api.errors import SlackError

Item = TypeVar("Item")


def take_page(
    call: Call, items: Sequence[Item], *, usual: int = 100, most: int = 1000
) -> tuple[Sequence[Item], str]:
    """The part of a list that a call asks for with `limit` and `cursor`.

    Returns:
        The part, and the cursor of the next one; empty at the end.

    Raises:
        SlackError: `invalid_cursor`, `invalid_limit`.
    """
    limit = call.number("limit", usual, least=0, most=most) or usual
    begin = read_cursor(call.text("cursor"))
    end = begin + limit
    following = make_cursor(end) if end < len(items) else ""
    return items[begin:end], following


def make_cursor(position: int) -> str:
    """The cursor of a position."""
    return base64.b64encode(f"next:{position}".encode()).decode()


def read_cursor(cursor: str) -> int:
    """The position of a cursor.

    Raises:
        SlackError: `invalid_cursor`.
    """
    if not cursor:
        return 0
    try:
        word, _, number = base64.b64decode(cursor, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        raise SlackError("invalid_cursor") from None
    if word != "next" or not number.isdigit():
        raise SlackError("invalid_cursor")
    return int(number)
