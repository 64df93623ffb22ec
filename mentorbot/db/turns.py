"""Whose turn it is to change something: each of those who wait, and no community before all others."""

import asyncio
from collections import OrderedDict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from mentorbot.errors import BusyError


class Turns:
    """Lets one change be under way at a time.

    Those of one place come in the order in which they asked; places take turns, so that a hundred changes of
    one community keep a change of another waiting for one of them, not for all.
    """

    def __init__(self) -> None:
        self._taken = False
        self._waiting: OrderedDict[str, deque[asyncio.Future[None]]] = OrderedDict()

    @asynccontextmanager
    async def take(self, place: str = "", patience: float | None = None) -> AsyncIterator[None]:
        """Have the turn until the end of the block.

        Args:
            place: For whom it is, such as a community; what is for none in particular shares a place.
            patience: Seconds after which it is given up; None waits for as long as it takes.

        Raises:
            BusyError: It did not come in time.
        """
        if self._taken:
            await self._wait(place, patience)
        self._taken = True
        try:
            yield
        finally:
            self._pass_on()

    async def _wait(self, place: str, patience: float | None) -> None:
        mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(place, deque()).append(mine)
        try:
            async with asyncio.timeout(patience):
                await mine
        except BaseException as error:
            if mine.done() and not mine.cancelled():
                self._pass_on()  # it came at the same moment, and nobody is there to use it
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

    def _pass_on(self) -> None:
        """Give the turn to the first of the place that has waited longest for one, or let it lie."""
        while self._waiting:
            place, queue = self._waiting.popitem(last=False)
            following = queue.popleft()
            if queue:
                self._waiting[place] = queue
            if not following.done():
                following.set_result(None)
                return
        self._taken = False
