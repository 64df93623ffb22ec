"""How many sessions bots may begin: so many in five seconds, and so many in a day.

Source: https://docs.discord.com/developers/events/gateway#session-start-limit-object
"""

from datetime import datetime, timedelta

from mentorbot.sandbox.discord.world.ids import Now
from mentorbot.sandbox.discord.world.users import Application

SESSIONS_A_DAY = 1000
DAY = timedelta(days=1)
AT_ONCE = 5.0
"""Seconds in which no more than `max_concurrency` sessions are begun."""


class Starts:
    """The sessions that bots have begun.

    Args:
        now: Tells the time, aware; days are counted by it.
    """

    def __init__(self, now: Now) -> None:
        self.a_day = SESSIONS_A_DAY
        """How many an application may begin in a day."""
        self._now = now
        self._days: dict[str, tuple[datetime, int]] = {}
        self._lately: dict[str, list[float]] = {}

    def left(self, app: Application) -> int:
        """How many more an application may begin today."""
        return self.a_day - self._day(app)[1]

    def milliseconds_left(self, app: Application) -> int:
        """How long until it may begin as many as ever again."""
        return int((self._day(app)[0] + DAY - self._now()) / timedelta(milliseconds=1))

    def _day(self, app: Application) -> tuple[datetime, int]:
        """When its day began, and how many it has begun since."""
        now = self._now()
        began, count = self._days.get(app.id, (now, 0))
        return (began, count) if began + DAY > now else (now, 0)

    def begin(self, app: Application, at: float, at_once: int) -> bool:
        """Count a session, if the application may begin one.

        Args:
            app: Whose it is.
            at: When, on the event loop's clock.
            at_once: How many it may begin in five seconds.

        Returns:
            False when it may not.
        """
        lately = [one for one in self._lately.get(app.id, ()) if one > at - AT_ONCE]
        began, count = self._day(app)
        if len(lately) >= at_once or count >= self.a_day:
            return False
        self._lately[app.id] = [*lately, at]
        self._days[app.id] = (began, count + 1)
        return True
