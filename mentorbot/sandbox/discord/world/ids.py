"""Ids: snowflakes as text, the way they travel; and the tokens that are made from them."""

import base64
import secrets
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


def new_token(bot_id: str) -> str:
    """A bot's token: its id, in which some libraries read who they are, and two parts that nobody guesses."""
    whose = base64.urlsafe_b64encode(bot_id.encode()).decode().rstrip("=")
    return f"{whose}.{secrets.token_urlsafe(5)[:6]}.{secrets.token_urlsafe(28)}"
