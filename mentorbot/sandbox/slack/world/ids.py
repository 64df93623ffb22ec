"""Ids and timestamps as Slack makes them: `U0…`, `C0…`, and the `ts` of a message."""

from collections.abc import Callable
from datetime import UTC, datetime

Now = Callable[[], datetime]
DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
LENGTH = 9
SPREAD = 2654435761
"""Odd and no multiple of three, so that no two numbers below 36^9 become the same id."""


def real_time() -> datetime:
    """The time of the machine's clock."""
    return datetime.now(UTC)


class Ids:
    """Makes ids that never repeat; the first letter says of what."""

    def __init__(self) -> None:
        self.last = 6
        """The last number that was taken."""

    def __call__(self, kind: str) -> str:
        """The next id, such as `U0…` for the kind `U`."""
        number = self.plain() * SPREAD % 36**LENGTH
        letters = ""
        for _ in range(LENGTH):
            number, digit = divmod(number, 36)
            letters = DIGITS[digit] + letters
        return f"{kind}0{letters}"

    def plain(self) -> int:
        """The next number, where Slack writes one that means nothing."""
        self.last += 1
        return self.last


class Timestamps:
    """Makes the `ts` of messages: seconds with six digits after the point, always rising.

    Args:
        now: Tells the time, aware.
    """

    def __init__(self, now: Now) -> None:
        self._now = now
        self._last = 0

    def __call__(self) -> str:
        """The next one."""
        self._last = max(self._last + 1, int(self._now().timestamp() * 1_000_000))
        seconds, rest = divmod(self._last, 1_000_000)
        return f"{seconds}.{rest:06d}"
