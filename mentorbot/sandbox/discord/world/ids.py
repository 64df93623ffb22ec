"""Ids: snowflakes as text, the way they travel."""

from collections.abc import Callable
from datetime import datetime

Now = Callable[[], datetime]
EPOCH = 1420070400000


class Snowflakes:
    """Makes ids that carry the sandbox's time and never repeat or go back.

    Args:
        now: Tells the time, aware.
    """

    def __init__(self, now: Now) -> None:
        self._now = now
        self.last = 0
        """The last one, as a number."""

    def of_guild(self) -> str:
        """An id with a millisecond of its own: guilds are spread over shards by it."""
        self.last = (self.last >> 22) + 1 << 22
        return self()

    def __call__(self) -> str:
        """The next id."""
        moment = (int(self._now().timestamp() * 1000) - EPOCH) << 22
        self.last = max(self.last + 1, moment)
        return str(self.last)
