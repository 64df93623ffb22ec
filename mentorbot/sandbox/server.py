"""The HTTP side of the sandbox: takes a request apart, finds its endpoint, writes the answer."""

from __future__ import annotations

import asyncio
import json
import socket
import struct
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from aiohttp import BodyPartReader, hdrs, web

from . import errors
from .errors import NOT_FOUND, UNAUTHORIZED, DiscordError
from .rate_limits import Refusal
from .routing import TABLE, Answer, Call, Route
from .world import Application, Json, Upload

if TYPE_CHECKING:
    from .sandbox import Sandbox

PREFIX = "/api/v10/"
BIGGEST_REQUEST = 25 * 1024 * 1024
BIGGEST_FILE = 10 * 1024 * 1024
JSON_HEADERS = {hdrs.CONTENT_TYPE: "application/json", "Via": "1.1 google"}
CDN = ("/attachments/", "/ephemeral-attachments/")

dumps = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode


@dataclass(frozen=True, slots=True)
class Exchange:
    """One line of the request log."""

    method: str
    path: str
    body: Any
    status: int
    answer: Any


class Server:
    """Answers the requests of a sandbox."""

    def __init__(self, sandbox: Sandbox, *, log_size: int) -> None:
        """Begin with an empty log of at most `log_size` exchanges."""
        self.sandbox = sandbox
        self.log: deque[Exchange] = deque(maxlen=log_size)
        self.unknown: list[str] = []

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer one request."""
        path = request.rel_url.raw_path
        if path.startswith(PREFIX):
            return await self._api(request, path)
        if path.startswith("/gateway"):
            return await self.sandbox.gateway.serve(request)
        if path.startswith(CDN):
            return self._file(path)
        return self._unknown(request.method, path)

    async def _api(self, request: web.BaseRequest, path: str) -> web.StreamResponse:
        fault = self.sandbox.faults.take(request.method, path) if self.sandbox.faults.requests else None
        if fault is not None:
            await fault.wait()
            if fault.reset:
                return _reset(request)
            if fault.status is not None:
                return self._respond(request.method, path, None, fault.status, fault.body(), {})
        response = await self._answer(request, path)
        if fault is not None and fault.lost_ack:
            return _reset(request)
        return response

    async def _answer(self, request: web.BaseRequest, path: str) -> web.StreamResponse:
        method = request.method
        try:
            parts = path[len(PREFIX) :].split("/")
            if "%" in path:
                parts = [unquote(part) for part in parts]
            route, arguments = TABLE.find(method, parts)
        except DiscordError as error:
            if error is NOT_FOUND:
                return self._unknown(method, path)
            return self._respond(method, path, None, error.status, error.body(), {})
        headers: dict[str, str] = {}
        body: Any = None
        try:
            app = self._caller(request, route)
            limits = self.sandbox.rate_limits
            if limits.enabled:
                who = app.id if app else arguments.get("webhook_id", "")
                taken = limits.take(who, route, arguments)
                if isinstance(taken, Refusal):
                    return self._respond(method, path, None, 429, taken.body, taken.headers)
                headers = taken
            call = Call(self.sandbox, route, arguments, request.query, request.headers, app)
            if request.body_exists:
                await _read_body(request, call)
            body = call.body
            if self.sandbox.schema is not None:
                self.sandbox.schema.check_request(call, request.content_type)
            result = route.handler(call, **arguments)
            if asyncio.iscoroutine(result):
                result = await result
        except DiscordError as error:
            return self._respond(method, path, body, error.status, error.body(), headers, route)
        if result is None:
            return self._respond(method, path, body, 204, None, headers, route)
        if isinstance(result, Answer):
            return self._respond(method, path, body, result.status, result.body, headers, route)
        return self._respond(method, path, body, 200, result, headers, route)

    def _caller(self, request: web.BaseRequest, route: Route) -> Application | None:
        token = request.headers.get(hdrs.AUTHORIZATION, "")
        app = self.sandbox.world.by_token.get(token[4:]) if token.startswith("Bot ") else None
        if app is None and route.auth:
            raise UNAUTHORIZED
        return app

    def _respond(
        self,
        method: str,
        path: str,
        body: Any,
        status: int,
        answer: Json | list[Any] | None,
        headers: dict[str, str],
        route: Route | None = None,
    ) -> web.Response:
        self.log.append(Exchange(method, path, body, status, answer))
        if route is not None and self.sandbox.schema is not None:
            self.sandbox.schema.check_answer(route, status, answer)
        if answer is None:
            return web.Response(status=status, headers={"Via": "1.1 google", **headers})
        text = dumps(answer).encode()
        return web.Response(status=status, body=text, headers={**JSON_HEADERS, **headers})

    def _unknown(self, method: str, path: str) -> web.Response:
        self.unknown.append(f"{method} {path}")
        return self._respond(method, path, None, 404, NOT_FOUND.body(), {})

    def _file(self, path: str) -> web.Response:
        kept = self.sandbox.world.files.get(unquote(path))
        if kept is None:
            return web.Response(status=404, text="This content is no longer available.")
        content_type, content = kept
        return web.Response(body=content, content_type=content_type or "application/octet-stream")


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
    if request.content_type.startswith("multipart/"):
        await _read_parts(request, call)
        return
    raw = await request.read()
    if raw and request.content_type == "application/json":
        call.body = _parse(raw)


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
        return json.loads(raw)
    except ValueError as error:
        raise DiscordError(errors.INVALID_JSON) from error
