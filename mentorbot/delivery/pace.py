"""Asking a platform no faster than it lets one."""

import asyncio
from collections import deque

_AT_ONCE = 8


class Pace:
    """Lets no more through than so many a second: a few at once, then evenly.

    Args:
        per_second: How many in any second, but for one.
    """

    def __init__(self, per_second: float) -> None:
        self._gap = 1.0 / per_second
        self._next = 0.0
        self._ahead = min(_AT_ONCE, per_second / 4) * self._gap
        self._last = deque[float](maxlen=int(per_second) + 1)

    async def wait(self) -> None:
        """Wait for one's turn."""
        clock = asyncio.get_running_loop().time
        now = clock()
        turn = max(now, self._next - self._ahead)
        self._next = max(now, self._next) + self._gap
        if turn > now:
            await asyncio.sleep(turn - now)
        # When the event loop was held up many wake at once: together they must not be too many in a second.
        while len(self._last) == self._last.maxlen:
            early = self._last[0] + len(self._last) * self._gap - clock()
            if early <= 0:
                break
            await asyncio.sleep(early)
        self._last.append(clock())
