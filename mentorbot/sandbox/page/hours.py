"""Time, as a page moves it and looks ahead in it, whatever it shows."""

from collections.abc import Callable
from datetime import datetime, timedelta

from mentorbot.sandbox.discord.people.screen import ClientRefusedError
from mentorbot.sandbox.page.given import Given
from mentorbot.sandbox.page.hooks import Due, Hooks
from mentorbot.sandbox.wire import Json

MOST_DAYS = 3660


class Hours:
    """The clock of what is shown, and what is due by it.

    Args:
        hooks: Who moves it, and who knows what is due.
        now: Tells the time, aware.
        refresh: Tells every page what has changed on it.
    """

    def __init__(self, hooks: Hooks, now: Callable[[], datetime], refresh: Callable[[], None]) -> None:
        self.hooks = hooks
        self._now = now
        self._refresh = refresh

    async def find_due(self) -> list[Json]:
        """What is due next; nothing where nobody tells."""
        return [_told(one) for one in (await self.hooks.due() if self.hooks.due else [])]

    async def advance(self, given: Given) -> Json:
        """Move the clock on: by `seconds`, or `to_next` message that is due."""
        if self.hooks.advance is None:
            raise ClientRefusedError("This sandbox's clock cannot be moved: its bot has a clock of its own.")
        longest = MOST_DAYS * 24 * 3600
        by = timedelta(seconds=given.whole("seconds", 0, lowest=-longest, highest=longest))
        if given.flag("to_next"):
            due = await self.hooks.due() if self.hooks.due else []
            if not due:
                raise ClientRefusedError("Nothing is due.")
            by = max(due[0].at - self._now(), timedelta())
        if not timedelta() <= by <= timedelta(days=MOST_DAYS):
            raise ClientRefusedError(f"The clock moves on only, and by {MOST_DAYS} days at most.")
        await self.hooks.advance(by)
        self._refresh()
        return {"now": self._now().timestamp()}

    async def due(self, given: Given) -> list[Json]:
        """What is due next."""
        return await self.find_due()


def _told(due: Due) -> Json:
    return {"at": due.at.timestamp(), "what": due.what, "whom": due.whom}
