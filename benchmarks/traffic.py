"""What bots send, as the sandbox sees it arrive."""

import time
from typing import Any

from aiohttp import web

from mentorbot.sandbox.discord import Sandbox
from mentorbot.sandbox.discord.api.exchanges import Exchange

Json = dict[str, Any]


class Traffic:
    """Notes when each message, and each request that counts towards Discord's limit of 50 a second, came.

    Args:
        sandbox: Whose requests are noted, from now on.
    """

    def __init__(self, sandbox: Sandbox) -> None:
        self.requests: list[float] = []
        """When each came, in seconds since 1970; answers to interactions do not count, here or there."""
        self.messages: list[tuple[float, str]] = []
        """When each message came, and its id."""
        self.refused = 0
        """Requests that came too early: 429s."""
        self.last: list[Json] = []
        """The components of the last message."""
        server = sandbox._server
        written = server._written

        def noted(exchange: Exchange) -> web.Response:
            self._note(exchange)
            return written(exchange)

        server._written = noted  # type: ignore[method-assign]

    def _note(self, exchange: Exchange) -> None:
        if exchange.status == 429:
            self.refused += 1
        if exchange.method != "POST" or "/interactions/" in exchange.path:
            return
        now = time.time()
        self.requests.append(now)
        sent = exchange.path.endswith("/messages") and exchange.status == 200
        if sent and isinstance(exchange.answer, dict):
            self.messages.append((now, exchange.answer["id"]))
            self.last = exchange.answer["components"]

    def forget(self) -> None:
        """Begin anew."""
        self.requests.clear()
        self.messages.clear()
        self.refused = 0

    def seen(self) -> Json:
        """All of it, as JSON."""
        return {
            "requests": self.requests,
            "messages": self.messages,
            "refused": self.refused,
            "last": self.last,
        }
