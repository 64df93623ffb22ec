"""Whose turn it is to change something: each of those who wait, and no community before all others."""

import asyncio
from collections import Counter, OrderedDict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from mentorbot.errors import BusyError

EVERYWHERE: Final = ""
"""A change that may touch anything: no other is under way meanwhile."""

ROWS: Final = "*"
"""A change of single rows, each of which is held by itself: nobody waits for it."""


def name_place(platform: str, community: str) -> str:
    """The place of what changes something in one community, and in no other: only its own wait for it.

    Args:
        platform: "discord" or "slack".
        community: The server's or workspace's id there.
    """
    return f"{platform}:{community}"


class Turns:
    """Lets a few changes be under way at a time, and never two of one place.

    Those of one place come in the order in which they asked; places take turns, so that a hundred changes of
    one community keep a change of another waiting for one of them, not for all.

    Args:
        at_once: How many are under way at most.
    """

    def __init__(self, at_once: int = 1) -> None:
        self._at_once = at_once
        self._under_way: Counter[str] = Counter()
        self._waiting: OrderedDict[str, deque[asyncio.Future[None]]] = OrderedDict()

    @asynccontextmanager
    async def take(self, place: str = EVERYWHERE, patience: float | None = None) -> AsyncIterator[None]:
        """Have a turn until the end of the block.

        Args:
            place: For whom it is: a community (see :func:`name_place`), EVERYWHERE or ROWS.
            patience: Seconds after which it is given up; None waits for as long as it takes.

        Raises:
            BusyError: It did not come in time.
        """
        await self._wait(place, patience)
        try:
            yield
        finally:
            self._end(place)

    async def _wait(self, place: str, patience: float | None) -> None:
        mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(place, deque()).append(mine)
        self._go_on()
        if mine.done():
            return
        try:
            async with asyncio.timeout(patience):
                await mine
        except BaseException as error:
            if mine.done() and not mine.cancelled():
                self._end(place)  # it came at the same moment, and nobody is there to use it
            else:
                self._forget(place, mine)
            if isinstance(error, TimeoutError):
                raise BusyError from error
            raise

    def _forget(self, place: str, mine: asyncio.Future[None]) -> None:
        queue = self._waiting.get(place, deque())
        if mine in queue:
            queue.remove(mine)
            if not queue:
                del self._waiting[place]
        self._go_on()  # it may have been what the others waited for

    def _end(self, place: str) -> None:
        self._under_way[place] -= 1
        if not self._under_way[place]:
            del self._under_way[place]
        self._go_on()

    def _go_on(self) -> None:
        """Give turns to all who can have one, beginning with the place that has waited longest for it."""
        while (place := self._find_next()) is not None:
            queue = self._waiting.pop(place)
            following = queue.popleft()
            if queue:
                self._waiting[place] = queue  # at the end
            if not following.done():
                self._under_way[place] += 1
                following.set_result(None)

    def _find_next(self) -> str | None:
        behind = False
        for place in self._waiting:
            if self._fits(place) and (place == ROWS or not behind):
                return place
            # What came after a change of everything waits for it, or its turn would never come.
            behind = behind or place == EVERYWHERE
        return None

    def _fits(self, place: str) -> bool:
        if self._under_way.total() >= self._at_once:
            return False
        others = self._under_way.keys() - {ROWS}
        if place == ROWS:
            return True
        return not others if place == EVERYWHERE else others.isdisjoint({EVERYWHERE, place})
