"""When a message that did not go out is tried again, and when no more."""

import random
from datetime import timedelta
from typing import Final

FIRST: Final = 2.0
"""Seconds before the second try; each further wait is twice as long."""

LONGEST: Final = 900.0
"""Seconds that no wait exceeds, unless the platform asks for more."""

MOST_TRIES: Final = 100
"""After about a day of these it is given up; organizers can have it tried again."""

MOST_TRIES_OF_A_BUG: Final = 8
"""As many, when it is the bot that cannot make the message: about five minutes."""


def find_wait(tries: int, asked: float | None = None) -> timedelta:
    """How long to wait after this many tries.

    A random part of up to half keeps many that failed together from coming back together.

    Args:
        asked: Seconds that the platform wants waited at least.
    """
    seconds = min(FIRST * 2.0 ** min(tries - 1, 30), LONGEST) * random.uniform(0.5, 1.0)  # noqa: S311 - no secret
    return timedelta(seconds=max(seconds, (asked or 0.0) * random.uniform(1.0, 1.1)))  # noqa: S311
