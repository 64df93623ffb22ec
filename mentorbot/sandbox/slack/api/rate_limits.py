"""Rate limits: a tier for each method and workspace, and one message a second and channel.

Source: https://docs.slack.dev/apis/web-api/rate-limits
"""

import math
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum

from mentorbot.sandbox.slack.api.errors import RateLimitedError

LEAST_BURST = 10
"""How many calls of the lowest tier go through at once: an app may open so many sockets."""


class Tier(Enum):
    """How many calls a minute; the burst on top is Slack's own affair, here a quarter."""

    ONE = 1
    TWO = 20
    THREE = 50
    FOUR = 100
    SPECIAL = 600
    DRIP = 0
    """One a minute: histories for apps that are distributed for money outside the Marketplace."""

    @property
    def calls(self) -> int:
        """How many calls it takes in a minute before it refuses."""
        return max(self.value + self.value // 4, LEAST_BURST if self is Tier.ONE else 1)


MINUTE = 60.0
POSTS_AT_ONCE = 5
"""So many messages to a channel go through in a burst before one a second is all."""


@dataclass(slots=True)
class RateLimits:
    """What has been used.

    Args:
        enabled: False lets every call through.
        clock: Tells the time in seconds; a test that moves its own sets it.
    """

    enabled: bool = True
    clock: Callable[[], float] = time.monotonic
    _calls: dict[tuple[str, ...], deque[float]] = field(default_factory=dict)
    _posts: dict[tuple[str, ...], float] = field(default_factory=dict)

    def take(self, app_id: str, team_id: str, method: str, tier: Tier) -> None:
        """Count a call.

        Raises:
            RateLimitedError: There were too many within a minute.
        """
        now = self.clock()
        calls = self._calls.setdefault((app_id, team_id, method), deque())
        while calls and calls[0] <= now - MINUTE:
            calls.popleft()
        if len(calls) >= tier.calls:
            raise RateLimitedError(max(1, math.ceil(calls[0] + MINUTE - now)))
        calls.append(now)

    def take_post(self, app_id: str, channel_id: str) -> None:
        """Count a message to a channel: one a second, after a small burst.

        Raises:
            RateLimitedError: They came faster.
        """
        now = self.clock()
        key = (app_id, channel_id)
        # When all that was sent is worked off at one a second.
        free = max(self._posts.get(key, 0.0), now)
        if free - now > POSTS_AT_ONCE - 1:
            raise RateLimitedError(max(1, math.ceil(free - now - (POSTS_AT_ONCE - 1))))
        self._posts[key] = free + 1.0
