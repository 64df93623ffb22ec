"""The HTTP side of the sandbox: takes a request apart, finds its endpoint, writes the answer."""

from __future__ import annotations

import asyncio
import json
import socket
import struct
import traceback
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime
from time import perf_counter
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import unquote

from aiohttp import BodyPartReader, hdrs, web

from mentorbot.sandbox.discord.api import errors
from mentorbot.sandbox.discord.api.errors import BROKEN, NOT_FOUND, UNAUTHORIZED, DiscordError
from mentorbot.sandbox.discord.api.rate_limits import RateLimitedError
from mentorbot.sandbox.discord.api.routing import TABLE, Answer, Call, Route
from mentorbot.sandbox.discord.world.world import Application, Json, Upload

if TYPE_CHECKING:
    from mentorbot.sandbox.discord.sandbox import Sandbox

PREFIX = "/api/v10/"
BIGGEST_REQUEST = 25 * 1024 * 1024
BIGGEST_FILE = 10 * 1024 * 1024
HEADERS = {"Via": "1.1 google"}  # discord.py takes a 429 without it for a ban
JSON_HEADERS = {hdrs.CONTENT_TYPE: "application/json", **HEADERS}  # it reads no body if a charset is named
FILE_HEADERS = {  # a file that somebody sent never acts as a page of this address
    "Content-Security-Policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}
CDN = (
    "/attachments/",
    "/ephemeral-attachments/",
    "/emojis/",
    "/stickers/",
    "/guild-events/",
    "/avatars/",
)

dumps = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode


class Site(Protocol):
    """Answers what is asked besides the API, the gateway and files."""

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer one request."""


@dataclass(slots=True)
class Exchange:
    """A request and its answer: one line of the log.

    Attributes:
        method: the HTTP method.
        path: the path without the query.
        body: the JSON that was sent, None without any.
        query: what stood after the path, without the question mark.
        status: the HTTP status of the answer.
        answer: the JSON that was answered, None without any.
        headers: the headers of the answer that are about rate limits.
        number: how many came before it.
        at: when it was asked, on the sandbox's clock.
        took: how long the answer took, in seconds.
    """

    method: str
    path: str
    body: Any = None
    status: int = 200
    answer: Json | list[Any] | None = None
    headers: dict[str, str] = field(default_factory=dict)
    number: int = 0
    at: datetime | None = None
    took: float = 0.0
    query: str = ""


def large_request(*parts: Any) -> web.BaseRequest:
    """A request of up to Discord's size, from what aiohttp makes it of."""
    loop = asyncio.get_running_loop()
    message, payload, protocol, writer, task = parts
    return web.BaseRequest(message, payload, protocol, writer, task, loop, client_max_size=BIGGEST_REQUEST)


class Server:
    """Answers the requests of a sandbox.

    Attributes:
        log: the last exchanges.
        unknown: requests to endpoints that are not there.
    """

    def __init__(self, sandbox: Sandbox, *, log_size: int) -> None:
        """Begin with an empty log of at most `log_size` exchanges."""
        self.sandbox = sandbox
        self.log: deque[Exchange] = deque(maxlen=log_size)
        self.unknown: list[str] = []
        self.asked = 0

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer one request."""
        path = request.rel_url.raw_path
        if path.startswith(PREFIX):
            return await self._api(request, path)
        if path.startswith("/gateway"):
            return await self.sandbox.gateway.serve(request)
        if path.startswith(CDN):
            return self._file(path)
        if self.sandbox.site is not None:
            return await self.sandbox.site.handle(request)
        self.unknown.append(f"{request.method} {path}")
        return self._written(Exchange(request.method, path, status=404, answer=NOT_FOUND.body()))

    async def _api(self, request: web.BaseRequest, path: str) -> web.StreamResponse:
        self.asked += 1
        exchange = Exchange(
            request.method,
            path,
            number=self.asked,
            at=self.sandbox.world.now(),
            query=request.rel_url.raw_query_string,
        )
        began = perf_counter()
        try:
            return await self._exchange(request, path, exchange)
        finally:
            exchange.took = perf_counter() - began

    async def _exchange(self, request: web.BaseRequest, path: str, exchange: Exchange) -> web.StreamResponse:
        fault = self.sandbox.faults.take(request.method, path) if self.sandbox.faults.requests else None
        if fault is None:
            await self._answer(request, exchange)
            return self._written(exchange)
        await fault.wait()
        if fault.reset:
            return _reset(request)
        if fault.status is not None:
            exchange.status, exchange.answer = fault.status, fault.body()
        else:
            await self._answer(request, exchange)
        response = self._written(exchange)
        return _reset(request) if fault.lost_ack else response

    async def _answer(self, request: web.BaseRequest, exchange: Exchange) -> None:
        """Find out what to answer."""
        try:
            route, arguments = self._route(exchange)
            try:
                await self._perform(request, exchange, route, arguments)
            except DiscordError as error:
                exchange.status, exchange.answer = error.status, error.body()
                if isinstance(error, RateLimitedError):
                    exchange.headers = error.headers
            if self.sandbox.schema is not None:
                self.sandbox.schema.check(route, exchange)
        except DiscordError as error:
            exchange.status, exchange.answer = error.status, error.body()
        except Exception:
            self.sandbox.crashes.append(f"{exchange.method} {exchange.path}: {traceback.format_exc()}")
            exchange.status, exchange.answer = BROKEN.status, BROKEN.body()

    def _route(self, exchange: Exchange) -> tuple[Route, dict[str, str]]:
        parts = exchange.path[len(PREFIX) :].split("/")
        if "%" in exchange.path:
            parts = [unquote(part) for part in parts]
        try:
            return TABLE.find(exchange.method, parts)
        except DiscordError:
            self.unknown.append(f"{exchange.method} {exchange.path}")
            raise

    async def _perform(
        self, request: web.BaseRequest, exchange: Exchange, route: Route, arguments: dict[str, str]
    ) -> None:
        app = self._caller(request, route)
        limits = self.sandbox.rate_limits
        if limits.enabled:
            exchange.headers = limits.take(app.id if app else "", route, arguments)
        call = Call(self.sandbox, route, arguments, request.query, request.headers, app)
        if request.body_exists:
            await _read_body(request, call)
            exchange.body = call.body
        result = route.handler(call, **arguments)
        if asyncio.iscoroutine(result):
            result = await result
        if isinstance(result, Answer):
            exchange.status, exchange.answer = result.status, result.body
        elif result is None:
            exchange.status = 204
        else:
            exchange.answer = result

    def _caller(self, request: web.BaseRequest, route: Route) -> Application | None:
        token = request.headers.get(hdrs.AUTHORIZATION, "")
        app = self.sandbox.world.by_token.get(token[4:]) if token.startswith("Bot ") else None
        if app is None and route.auth:
            raise UNAUTHORIZED
        return app

    def _written(self, exchange: Exchange) -> web.Response:
        self.log.append(exchange)
        if exchange.answer is None:
            return web.Response(status=exchange.status, headers={**HEADERS, **exchange.headers})
        text = dumps(exchange.answer).encode()
        return web.Response(status=exchange.status, body=text, headers={**JSON_HEADERS, **exchange.headers})

    def _file(self, path: str) -> web.Response:
        kept = self.sandbox.world.files.get(unquote(path))
        if kept is None:
            return web.Response(status=404, text="This content is no longer available.")
        content_type, content = kept
        return web.Response(
            body=content, content_type=content_type or "application/octet-stream", headers=FILE_HEADERS
        )


def _reset(request: web.BaseRequest) -> web.StreamResponse:
    """Cut the connection, the way a machine in between does (RST instead of an answer)."""
    transport = request.transport
    if transport is not None:
        raw = transport.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()
    return web.Response(status=500)


async def _read_body(request: web.BaseRequest, call: Call) -> None:
    if (request.content_length or 0) > BIGGEST_REQUEST:
        raise DiscordError(errors.TOO_LARGE)
    try:
        if request.content_type.startswith("multipart/"):
            await _read_parts(request, call)
        elif (raw := await request.read()) and request.content_type == "application/json":
            call.body = _parse(raw)
    except web.HTTPRequestEntityTooLarge as error:
        raise DiscordError(errors.TOO_LARGE) from error


async def _read_parts(request: web.BaseRequest, call: Call) -> None:
    fields: Json = {}
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader) or part.name is None:
            continue
        content = bytes(await part.read(decode=True))
        if part.name == "payload_json":
            call.body = _parse(content)
        elif part.filename is not None:
            if len(content) > BIGGEST_FILE:
                raise DiscordError(errors.TOO_LARGE)
            sent_type = part.headers.get(hdrs.CONTENT_TYPE)
            call.files.append(Upload(part.name, part.filename, content, sent_type))
        else:
            fields[part.name] = content.decode(errors="replace")
    if fields and not call.body:
        call.body = fields


def _parse(raw: bytes) -> Any:
    try:
        body = json.loads(raw)
        if b"\\ud" in raw.lower():
            dumps(body).encode()  # half a surrogate pair cannot be written again
    except (ValueError, RecursionError) as error:
        raise DiscordError(errors.INVALID_JSON) from error
    return body
