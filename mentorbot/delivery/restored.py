"""What a backup does not know: which of its messages have been sent since it was made."""

import sqlite3
from typing import Final

from mentorbot import clock

_DUE: Final = (
    "UPDATE delivery SET in_doubt_since = due_at "
    "WHERE settled_at IS NULL AND in_doubt_since IS NULL AND due_at <= ?"
)


def doubt_what_was_due(copy: sqlite3.Connection) -> int:
    """Let each message that has come due since be looked for in the chat before it is sent.

    Args:
        copy: A copy of the backup, in autocommit.

    Returns:
        How many there are.
    """
    now = clock.now().replace(tzinfo=None).isoformat(sep=" ", timespec="microseconds")
    return copy.execute(_DUE, (now,)).rowcount
