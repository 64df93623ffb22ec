"""Asking a platform no faster than it lets one."""

import asyncio
from collections import deque


class Pace:
    """Lets no more through than so many a second, evenly.

    Args:
        per_second: How many in any second, but for one.
    """

    def __init__(self, per_second: float) -> None:
        self._next = 0.0
        self._last = deque[float]()
        self.change(per_second)

    def change(self, per_second: float) -> None:
        """Let another number through from now on."""
        self._gap = 1.0 / per_second
        self._last = deque(self._last, maxlen=int(per_second) + 1)

    async def wait(self, requests: int = 1) -> None:
        """Wait for one's turn, which lasts for so many requests."""
        clock = asyncio.get_running_loop().time
        now = clock()
        turn = max(now, self._next)
        self._next = turn + self._gap * requests
        if turn > now:
            await asyncio.sleep(turn - now)
        # When the event loop was held up many wake at once: together they must not be too many in a second.
        while len(self._last) == self._last.maxlen:
            early = self._last[0] + len(self._last) * self._gap - clock()
            if early <= 0:
                break
            await asyncio.sleep(early)
        self._last.extend([clock()] * requests)
