"""Answers what apps ask over HTTP: the Web API, uploads and downloads, and what others put behind a door."""

import asyncio
import socket
import struct
import traceback
from collections.abc import Awaitable, Callable
from functools import partial
from time import perf_counter

from aiohttp import web

from mentorbot.sandbox.here import is_from_here, not_from_here
from mentorbot.sandbox.slack.api.calls import Call
from mentorbot.sandbox.slack.api.errors import SlackError
from mentorbot.sandbox.slack.api.exchanges import Exchange
from mentorbot.sandbox.slack.api.faults import Fault
from mentorbot.sandbox.slack.api.files import UPLOAD
from mentorbot.sandbox.slack.api.local import LocalSlack
from mentorbot.sandbox.slack.api.methods.all import METHODS
from mentorbot.sandbox.slack.api.methods.files import download, upload
from mentorbot.sandbox.slack.api.rate_limits import Tier
from mentorbot.sandbox.slack.api.reading import Sent, read_sent
from mentorbot.sandbox.slack.api.registry import Method
from mentorbot.sandbox.slack.world.apps import Token
from mentorbot.sandbox.slack.world.written import DOWNLOAD
from mentorbot.sandbox.wire import dumps

PREFIX = "/api/"
LED_TO = "/oauth/"
"""Where an app's own page sends a browser, to be let in."""
JSON_HEADERS = {"Content-Type": "application/json; charset=utf-8"}
BROKEN = {"ok": False, "error": "internal_error"}


class Server:
    """Answers the requests of a sandbox.

    Args:
        local: What they are about.
    """

    def __init__(self, local: LocalSlack) -> None:
        self.local = local
        self.asked = 0

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer one request."""
        path = request.rel_url.path
        if not is_from_here(request, by_a_link=path == "/" or path.startswith(LED_TO)):
            return not_from_here()
        if path.startswith(PREFIX):
            return await self._api(request, path[len(PREFIX) :].strip("/"))
        if path.startswith(UPLOAD):
            return await upload(self.local, request)
        if path.startswith(DOWNLOAD):
            return download(self.local, request)
        beginning = max((one for one in self.local.doors if path.startswith(one)), key=len, default=None)
        if beginning is not None:
            exchange = Exchange(beginning.strip("/"), at=self.local.world.now())
            door = partial(self.local.doors[beginning], request)
            return await self._perhaps_faulty(request, exchange, door)
        self.local.unknown.append(f"{request.method} {path}")
        return web.Response(status=404, text="There is nothing here.")

    async def _api(self, request: web.BaseRequest, name: str) -> web.StreamResponse:
        self.asked += 1
        exchange = Exchange(name, number=self.asked, at=self.local.world.now())
        began = perf_counter()
        try:
            return await self._exchange(request, exchange)
        finally:
            exchange.took = perf_counter() - began
            self.local.requests.append(exchange)

    async def _exchange(self, request: web.BaseRequest, exchange: Exchange) -> web.StreamResponse:
        return await self._perhaps_faulty(request, exchange, lambda: self._answer(request, exchange))

    async def _perhaps_faulty(
        self,
        request: web.BaseRequest,
        exchange: Exchange,
        answer: Callable[[], Awaitable[web.StreamResponse]],
    ) -> web.StreamResponse:
        """Answer, or let go wrong what is to go wrong with it."""
        fault = self.local.faults.take(exchange.method) if self.local.faults.waiting else None
        if fault is None:
            return await answer()
        await fault.wait()
        if fault.reset:
            return _cut(request)
        if fault.status or fault.error or fault.retry_after:
            return _faulty(fault, exchange)
        response = await answer()
        return _cut(request) if fault.lost_ack else response

    async def _answer(self, request: web.BaseRequest, exchange: Exchange) -> web.Response:
        headers = dict(JSON_HEADERS)
        try:
            sent = await read_sent(request)
            exchange.arguments = sent.arguments
            method = METHODS.get(exchange.method)
            if method is None:
                self.local.unknown.append(f"method {exchange.method}")
                raise SlackError("unknown_method", req_method=exchange.method)  # noqa: TRY301
            await self._perform(method, sent, exchange, headers)
        except SlackError as error:
            exchange.status, exchange.answer = error.status, error.body()
            headers |= error.headers
        except Exception:
            self.local.crashes.append(f"{exchange.method}: {traceback.format_exc()}")
            exchange.status, exchange.answer = 500, dict(BROKEN)
        if self.local.schema is not None:
            self.local.schema.check(exchange)
        return web.Response(status=exchange.status, text=dumps(exchange.answer), headers=headers)

    async def _perform(self, method: Method, sent: Sent, exchange: Exchange, headers: dict[str, str]) -> None:
        token = self._token(method, sent.token)
        call = Call(self.local, method, sent.arguments, token, sent.typed, sent.basic)
        if token is not None:
            exchange.app_id = token.app.id
            headers["x-oauth-scopes"] = ",".join(sorted(token.scopes))
            headers["x-accepted-oauth-scopes"] = ",".join(method.scopes)
            self._limit(call, token)
            if method.scopes and not token.scopes & set(method.scopes):
                needed = ",".join(method.scopes)
                raise SlackError("missing_scope", needed=needed, provided=headers["x-oauth-scopes"])
        result = method.handler(call)
        if asyncio.iscoroutine(result):
            result = await result
        exchange.answer = {"ok": True, **(result or {})}
        self.local.bell.ring()
        if call.warnings:
            exchange.answer["warning"] = ",".join(call.warnings)
            exchange.answer.setdefault("response_metadata", {})["warnings"] = list(call.warnings)

    def _token(self, method: Method, given: str) -> Token | None:
        """The token of a call, which must be good, and of the kind that the method takes."""
        if method.token is None:
            return None
        if not given:
            raise SlackError("not_authed")
        token = self.local.world.tokens.get(given)
        if token is None or token.kind == "refresh":
            raise SlackError("invalid_auth")
        if token.installation is not None and token.installation.gone:
            raise SlackError("account_inactive")
        if token.revoked:
            raise SlackError("token_revoked")
        if token.expires is not None and token.expires <= self.local.world.now():
            raise SlackError("token_expired")
        if token.kind != method.token:
            raise SlackError("not_allowed_token_type")
        return token

    def _limit(self, call: Call, token: Token) -> None:
        limits = self.local.rate_limits
        if not limits.enabled:
            return
        tier = call.method.tier
        if tier is Tier.THREE and token.app.outside_marketplace and call.method.name in DRIPPING:
            tier = Tier.DRIP
        team = call.text("team_id") or (token.installation.bot.team_id if token.installation else "")
        limits.take(token.app.id, team, call.method.name, tier)


DRIPPING = frozenset({"conversations.history", "conversations.replies"})
"""What apps get in drips that are distributed for money outside the Marketplace."""


def _faulty(fault: Fault, exchange: Exchange) -> web.Response:
    """The answer that a fault gives instead of Slack's own."""
    headers = dict(JSON_HEADERS)
    exchange.status = fault.status or 200
    if fault.retry_after:
        exchange.status = 429
        headers["Retry-After"] = str(fault.retry_after)
    error = fault.error or ("ratelimited" if fault.retry_after else "internal_error")
    exchange.answer = {"ok": False, "error": error}
    return web.Response(status=exchange.status, text=dumps(exchange.answer), headers=headers)


def _cut(request: web.BaseRequest) -> web.StreamResponse:
    """Cut the connection, the way a machine in between does (RST instead of an answer)."""
    transport = request.transport
    if transport is not None:
        raw = transport.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()
    return web.Response(status=500)
