"""Writing text that every platform shows as it was meant."""

import re
from datetime import datetime
from typing import Literal

_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+\-.!|~<>@:])")

MomentStyle = Literal["t", "T", "d", "D", "f", "F", "R"]


def escape(typed: str) -> str:
    """What a person typed, so that none of it acts as Markdown, a mention or a timestamp."""
    return _SPECIAL.sub(r"\\\1", typed).replace("\\@", "@\u200b").replace("\\:", ":")


def moment(when: datetime, style: MomentStyle = "f") -> str:
    """A moment that each reader sees in their own zone.

    Args:
        when: Aware datetime.
        style: ``R`` for "in 3 days", ``D`` for a date, ``f`` for date and time, and so on
            (https://discord.com/developers/docs/reference#message-formatting-timestamp-styles).
    """
    return f"<t:{int(when.timestamp())}:{style}>"
