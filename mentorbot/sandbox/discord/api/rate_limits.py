"""Rate limits as Discord counts and tells them: a bucket per endpoint, and a global one per application.

Source: https://docs.discord.com/developers/topics/rate-limits
"""

import hashlib
import math
import time
from dataclasses import dataclass, field

from mentorbot.sandbox.discord.api.errors import DiscordError
from mentorbot.sandbox.discord.api.routing import Limit, Route
from mentorbot.sandbox.wire import Json

GLOBAL = Limit(50, 1.0)
MANY_BUCKETS = 1000
TOKENS = ("webhook_token", "interaction_token")
"""What has a bucket of its own besides the major parameter."""


@dataclass(slots=True)
class _Window:
    """A stretch of time in which so many requests are taken."""

    ends: float
    left: int


class RateLimitedError(DiscordError):
    """A request came too early; `headers` go with the answer.

    Args:
        wait: How many seconds to wait.
        scope: `user` or `global`.
        headers: Headers of the answer that are about rate limits.
    """

    def __init__(self, wait: float, scope: str, headers: dict[str, str]) -> None:
        super().__init__(0, "You are being rate limited.", status=429)
        self.seconds = round(max(wait, 0.001), 3)
        self.scope = scope
        told = {"Retry-After": str(math.ceil(self.seconds)), "X-RateLimit-Scope": scope}
        self.headers = {**headers, **told}

    def body(self) -> Json:
        """The JSON body of the answer, which has no code."""
        return {"message": self.message, "retry_after": self.seconds, "global": self.scope == "global"}


@dataclass(slots=True)
class RateLimits:
    """What has been used of every bucket.

    Args:
        enabled: False lets every request through and sends no headers.
    """

    enabled: bool = True
    _windows: dict[tuple[str, ...], _Window] = field(default_factory=dict)
    _names: dict[Route, str] = field(default_factory=dict)

    def take(self, who: str, route: Route, arguments: dict[str, str]) -> dict[str, str]:
        """Count a request.

        Args:
            who: The application, or for an endpoint without a token whatever stands for the caller.
            route: The endpoint.
            arguments: The values in the path; the major one has a bucket of its own.

        Returns:
            The headers to send with the answer.

        Raises:
            RateLimitedError: It came too early.
        """
        now = time.monotonic()
        if route.limit is None:
            headers: dict[str, str] = {}
        else:
            major = "".join(arguments.get(name, "") for name in (route.major or "", *TOKENS))
            window = self._window((who, self._name(route), major), route.limit, now)
            refused = window.left <= 0
            window.left = max(window.left - 1, 0)
            headers = self._headers(route, route.limit, window, now)
            if refused:
                raise RateLimitedError(window.ends - now, "user", headers)
        if route.shares_global:
            window = self._window((who,), GLOBAL, now)
            if window.left <= 0:
                raise RateLimitedError(window.ends - now, "global", {"X-RateLimit-Global": "true"})
            window.left -= 1
        return headers

    def _window(self, key: tuple[str, ...], limit: Limit, now: float) -> _Window:
        window = self._windows.get(key)
        if window is None or window.ends <= now:
            if len(self._windows) > MANY_BUCKETS:
                self._windows = {old: one for old, one in self._windows.items() if one.ends > now}
            window = self._windows[key] = _Window(now + limit.seconds, limit.requests)
        return window

    def _name(self, route: Route) -> str:
        name = self._names.get(route)
        if name is None:
            told = f"{route.method} {route.template}".encode()
            name = self._names[route] = hashlib.blake2s(told, digest_size=16).hexdigest()
        return name

    def _headers(self, route: Route, limit: Limit, window: _Window, now: float) -> dict[str, str]:
        return {
            "X-RateLimit-Limit": str(limit.requests),
            "X-RateLimit-Remaining": str(window.left),
            "X-RateLimit-Reset": f"{time.time() + window.ends - now:.3f}",
            "X-RateLimit-Reset-After": f"{window.ends - now:.3f}",
            "X-RateLimit-Bucket": self._name(route),
        }
