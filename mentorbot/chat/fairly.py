"""Working through what waits in many communities, so that none waits for another.

What is to be done may fail at any point, and is done again later; so it must bear being done twice.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Generic, Protocol, TypeVar

from mentorbot import clock, logs
from mentorbot.chat.platform import NotNowError
from mentorbot.errors import BusyError

PATIENCE: Final = 30.0
"""Seconds that a platform gets for one thing."""
MOST_FAILURES: Final = 3
"""After so many a community is left alone until the next time."""
MOST_TIMES: Final = 3
"""So often one thing is done at a time: what still waits after that waits for the next time."""
RESTS: Final = timedelta(minutes=10)
"""What failed is tried again after so long; after twice as long each time it fails again."""
WORTH_A_LOOK: Final = 3
"""How often in a row something is not possible yet before whoever runs the bot is warned."""
RESTS_AT_MOST: Final = timedelta(hours=12)
AT_ONCE: Final = 20
"""Communities that are served side by side."""
LOOKS_AGAIN: Final = 10.0
"""Seconds after which is looked for more, while somebody is still being served."""

log = logs.get(__name__)


class Waits(Protocol):
    """What waits in a community."""

    @property
    def id(self) -> int:
        """Names it among its like."""

    @property
    def community_id(self) -> int:
        """Where it waits."""


_Waits = TypeVar("_Waits", bound=Waits)

Find = Callable[[Collection[int], Collection[int]], Awaitable[Sequence[_Waits]]]
"""Finds a few of what waits in each community: without some, by their ids; and without some communities."""


@dataclass(frozen=True, slots=True)
class _Rest:
    """What failed so many times, until when it is left alone."""

    failures: int
    until: float


class FairWork(Generic[_Waits]):
    """Works until nothing waits, communities side by side; what fails rests, and keeps nothing else waiting.

    Args:
        what: What waits, in the log: "a room of mentoring".
        do: Does what is to be done about one; whatever it raises, it is tried again later.
        rests_at_most: What failed is tried again after so long, however often it did.
        at_once: Communities that are served side by side.
    """

    def __init__(
        self,
        what: str,
        find: Find[_Waits],
        do: Callable[[_Waits], Awaitable[None]],
        *,
        rests_at_most: timedelta = RESTS_AT_MOST,
        at_once: int = AT_ONCE,
    ) -> None:
        self._what = what
        self._find = find
        self._do = do
        self._rests_at_most = rests_at_most
        self._at_once = at_once
        self._turns = asyncio.Semaphore(at_once)
        self._rests: dict[int, _Rest] = {}

    def wake(self) -> None:
        """Let nothing rest any more: what kept it from being done may be over."""
        self._rests.clear()

    async def finish(self) -> None:
        """Do all that waits, until nothing does but what rests."""
        failures: Counter[int] = Counter()
        times: Counter[int] = Counter()
        served: dict[int, asyncio.Task[_Waits | None]] = {}
        async with asyncio.TaskGroup() as group:
            while True:
                if len(served) < self._at_once:
                    waiting = await self._find_more(failures, times, served)
                    for community, some in waiting.items():
                        times.update(one.id for one in some)
                        served[community] = group.create_task(self._do_some(some))
                if not served:
                    return
                await asyncio.wait(served.values(), timeout=LOOKS_AGAIN, return_when=asyncio.FIRST_COMPLETED)
                for community in [key for key, task in served.items() if task.done()]:
                    failures[community] += served.pop(community).result() is not None

    async def _find_more(
        self, failures: Counter[int], times: Counter[int], served: Collection[int]
    ) -> dict[int, list[_Waits]]:
        now = clock.now().timestamp()
        without = {id_ for id_, rest in self._rests.items() if rest.until > now}
        without |= {id_ for id_, count in times.items() if count >= MOST_TIMES}
        tired = {community for community, count in failures.items() if count >= MOST_FAILURES}
        found: dict[int, list[_Waits]] = {}
        for one in await self._find(without, tired.union(served)):
            found.setdefault(one.community_id, []).append(one)
        return found

    async def _do_some(self, some: Sequence[_Waits]) -> _Waits | None:
        """Do some of one community; returns the first that failed, after which the others wait."""
        async with self._turns:
            for one in some:
                try:
                    await self._do(one)
                except Exception as error:  # other communities are served all the same
                    self._let_rest(one, error)
                    return one
                self._rests.pop(one.id, None)
        return None

    def _let_rest(self, one: _Waits, error: Exception) -> None:
        failures = self._rests[one.id].failures + 1 if one.id in self._rests else 1
        rests = min(RESTS * 2 ** min(failures - 1, 10), self._rests_at_most)
        self._rests[one.id] = _Rest(failures, (clock.now() + rests).timestamp())
        expected = isinstance(error, NotNowError | TimeoutError | BusyError)
        # That a platform is not ready yet is usual; that it never is, is worth a look.
        tell = log.info if expected and failures < WORTH_A_LOOK else log.warning
        tell(
            "it could not be done, and is tried again later",
            what=self._what,
            found=one.id,
            failures=failures,
            problem=str(error),
            exc_info=None if expected else error,
        )
