"""The clock of one process: APScheduler rings when the next delivery is due, and now and then besides.

It goes by the machine's clock, which may be set while it waits; so that is watched against the one that only
ever goes on.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Final

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from mentorbot import clock, logs

SWEEP_SECONDS: Final = 10
PRUNE_HOUR_UTC: Final = 4
LOOK_SECONDS: Final = 1.0
STEP: Final = timedelta(seconds=1)
"""From how much on a clock that was set is told from one that is merely not exact."""

_NEXT, _SWEEP, _PRUNE = "next", "sweep", "prune"

log = logs.get(__name__)


class Alarm:
    """Rings at a moment that can be set.

    Args:
        ring: Called at that moment.
        sweep: Called every few seconds.
        prune: Called once a day.
        stepped: Called when the machine's clock was set, with how far: less than nothing if it was set back.
    """

    def __init__(
        self,
        ring: Callable[[], None],
        sweep: Callable[[], Awaitable[None]],
        prune: Callable[[], Awaitable[None]],
        stepped: Callable[[timedelta], Awaitable[None]],
    ) -> None:
        self._ring = ring
        self._sweep = sweep
        self._prune = prune
        self._stepped = stepped
        self._watching: asyncio.Task[None] | None = None
        self._scheduler: AsyncIOScheduler | None = None
        self._set_to: datetime | None = None

    def start(self) -> None:
        """Begin to tick."""
        logging.getLogger("apscheduler").setLevel(logging.WARNING)
        scheduler = AsyncIOScheduler(timezone=UTC, event_loop=asyncio.get_running_loop())
        # A job that is late is run all the same, and once: it looks at the table, which knows what is due.
        late = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        scheduler.add_job(_logged, "interval", args=(self._sweep,), seconds=SWEEP_SECONDS, id=_SWEEP, **late)
        scheduler.add_job(_logged, "cron", args=(self._prune,), hour=PRUNE_HOUR_UTC, id=_PRUNE, **late)
        scheduler.start()
        self._scheduler, self._set_to = scheduler, None
        self._watching = asyncio.create_task(self._watch())

    def set(self, moment: datetime | None) -> None:
        """Ring at this moment of the bot's clock, instead of any that was set before; None: not at all."""
        if self._scheduler is None:
            return
        if self._scheduler.get_job(_NEXT) is not None:
            if moment == self._set_to:
                return
            self._scheduler.remove_job(_NEXT)
        self._set_to = moment
        if moment is not None:
            # The bot's clock may have been moved; the scheduler has the machine's.
            real = datetime.now(UTC) + (moment - clock.now())
            self._scheduler.add_job(self._due, "date", id=_NEXT, run_date=real, misfire_grace_time=None)

    def stop(self) -> None:
        """Stop ticking."""
        if self._watching is not None:
            self._watching.cancel()
            self._watching = None
        if self._scheduler is not None:
            self._scheduler.shutdown(wait=False)
            self._scheduler = None

    async def _watch(self) -> None:
        """Notice when the machine's clock is set: by the time that passes it can be seen, not by its own."""
        passing = asyncio.get_running_loop().time
        before = datetime.now(UTC), passing()
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            after = datetime.now(UTC), passing()
            by = after[0] - before[0] - timedelta(seconds=after[1] - before[1])
            before = after
            if abs(by) >= STEP:
                log.warning("the machine's clock was set", seconds=round(by.total_seconds(), 1))
                self._begin_anew()
                await _logged(partial(self._stepped, by))

    def _begin_anew(self) -> None:
        """Let all that was planned by the clock as it was be planned by the clock as it is."""
        if self._scheduler is None:
            return
        self._scheduler.reschedule_job(_SWEEP, trigger="interval", seconds=SWEEP_SECONDS)
        self._scheduler.reschedule_job(_PRUNE, trigger="cron", hour=PRUNE_HOUR_UTC)
        moment, self._set_to = self._set_to, None
        self.set(moment)

    async def _due(self) -> None:
        self._ring()


async def _logged(work: Callable[[], Awaitable[None]]) -> None:
    try:
        await work()
    except asyncio.CancelledError:
        # The bot stops in the middle of it, which is no failure; the scheduler would log it as one.
        return
    except Exception:
        log.exception("a round of the dispatcher failed; the next one tries again")
