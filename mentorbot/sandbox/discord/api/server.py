"""The HTTP side of the sandbox: takes a request apart, finds its endpoint, writes the answer."""

import asyncio
import json
import socket
import struct
import traceback
from time import perf_counter
from typing import Any
from urllib.parse import parse_qsl, unquote

from aiohttp import BodyPartReader, hdrs, web

from mentorbot.sandbox.discord.api import cdn, errors
from mentorbot.sandbox.discord.api.bodies import checks
from mentorbot.sandbox.discord.api.bodies.checks import Problems
from mentorbot.sandbox.discord.api.bodies.given import Given, lost
from mentorbot.sandbox.discord.api.bodies.uploads import Upload
from mentorbot.sandbox.discord.api.calls import Call
from mentorbot.sandbox.discord.api.errors import BROKEN, NOT_FOUND, UNAUTHORIZED, DiscordError
from mentorbot.sandbox.discord.api.exchanges import Exchange
from mentorbot.sandbox.discord.api.local import LocalDiscord
from mentorbot.sandbox.discord.api.rate_limits import RateLimitedError
from mentorbot.sandbox.discord.api.routing import API, Answer, Route, Table, endpoint_of
from mentorbot.sandbox.discord.gateway.connection import serve
from mentorbot.sandbox.discord.world.users import Application
from mentorbot.sandbox.here import is_from_here, not_from_here
from mentorbot.sandbox.port import BIGGEST_REQUEST
from mentorbot.sandbox.wire import dumps

BIGGEST_FILE = 10 * 1024 * 1024
LONGEST_REASON = 512
FORM, JSON = "application/x-www-form-urlencoded", "application/json"
CONTENT_TYPES = (FORM, "multipart/form-data", JSON)
IDS = frozenset(
    {
        "application_id",
        "channel_id",
        "command_id",
        "emoji_id",
        "guild_id",
        "guild_scheduled_event_id",
        "interaction_id",
        "message_id",
        "overwrite_id",
        "role_id",
        "rule_id",
        "sticker_id",
        "user_id",
        "webhook_id",
    }
)
"""What stands in a path and must be an id."""
_DECODER = json.JSONDecoder(object_hook=Given)
HEADERS = {"Via": "1.1 google"}  # discord.py takes a 429 without it for a ban
JSON_HEADERS = {hdrs.CONTENT_TYPE: "application/json", **HEADERS}  # it reads no body if a charset is named


class Server:
    """Answers the requests of a sandbox.

    Args:
        sandbox: What they are about.
        table: The endpoints.
    """

    def __init__(self, sandbox: LocalDiscord, table: Table) -> None:
        self.table = table
        self.sandbox = sandbox
        self.asked = 0

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer one request."""
        path = request.rel_url.raw_path
        if not is_from_here(request, by_a_link=path == "/"):
            return not_from_here()
        if path.startswith(API):
            return await self._api(request, path)
        if path.startswith("/gateway"):
            return await self._gateway(request, path)
        if path.startswith(cdn.PLACES):
            return cdn.give(self.sandbox.world, path)
        if self.sandbox.site is not None:
            return await self.sandbox.site.handle(request)
        self.sandbox.unknown.append(f"{request.method} {path}")
        return self._written(Exchange(request.method, path, status=404, answer=NOT_FOUND.body()))

    async def _gateway(self, request: web.BaseRequest, path: str) -> web.StreamResponse:
        fault = self.sandbox.faults.take(request.method, path) if self.sandbox.faults.requests else None
        if fault is not None:
            await fault.wait()
            if fault.reset or fault.lost_ack:
                return _reset(request)
            if fault.status is not None:
                return web.json_response(fault.body(), status=fault.status, headers=HEADERS)
        return await serve(self.sandbox.gateway, request)

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
        faults = self.sandbox.faults
        fault = faults.take(request.method, f"/{endpoint_of(path)}") if faults.requests else None
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
        endpoint = endpoint_of(exchange.path)
        if endpoint is None:
            self.sandbox.unknown.append(f"{exchange.method} {exchange.path}")
            raise DiscordError(errors.INVALID_VERSION)
        parts = endpoint.split("/")
        if "%" in endpoint:
            parts = [unquote(part) for part in parts]
        try:
            return self.table.find(exchange.method, parts)
        except DiscordError:
            self.sandbox.unknown.append(f"{exchange.method} {exchange.path}")
            raise

    async def _perform(
        self, request: web.BaseRequest, exchange: Exchange, route: Route, arguments: dict[str, str]
    ) -> None:
        app = self._caller(request, route)
        limits = self.sandbox.rate_limits
        if limits.enabled:
            exchange.headers = limits.take(app.id if app else "", route, arguments)
        call = Call(self.sandbox, route, arguments, _query(request), request.headers, app)
        if request.body_exists:
            await _read_body(request, call)
            exchange.body = call.body
        _check_words(call)
        result = route.handler(call, **arguments)
        if asyncio.iscoroutine(result):
            result = await result
        if request.method != hdrs.METH_GET:
            self.sandbox.bell.ring()
        self._note_lost(call)
        if isinstance(result, Answer):
            exchange.status, exchange.answer = result.status, result.body
        elif result is None:
            exchange.status = 204
        else:
            exchange.answer = result

    def _note_lost(self, call: Call) -> None:
        """Complain of what was sent and taken, and of which nothing came."""
        found = [*lost(call.body), *(f"?{name}" for name in call.query if name not in call.query.asked)]
        if call.sent_files and not call.files_asked:
            found.append("files")
        if found:
            route = call.route
            line = f"{route.method} {route.template} does nothing with {', '.join(found)}"
            if line not in self.sandbox.dropped:
                self.sandbox.dropped.append(line)

    def _caller(self, request: web.BaseRequest, route: Route) -> Application | None:
        token = request.headers.get(hdrs.AUTHORIZATION, "")
        app = self.sandbox.world.by_token.get(token[4:]) if token.startswith("Bot ") else None
        if app is None and route.auth:
            raise UNAUTHORIZED
        return app

    def _written(self, exchange: Exchange) -> web.Response:
        self.sandbox.requests.append(exchange)
        if exchange.answer is None:
            return web.Response(status=exchange.status, headers={**HEADERS, **exchange.headers})
        text = dumps(exchange.answer).encode()
        return web.Response(status=exchange.status, body=text, headers={**JSON_HEADERS, **exchange.headers})


def _reset(request: web.BaseRequest) -> web.StreamResponse:
    """Cut the connection, the way a machine in between does (RST instead of an answer)."""
    transport = request.transport
    if transport is not None:
        raw = transport.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()
    return web.Response(status=500)


def _query(request: web.BaseRequest) -> Given:
    """What stands after the path; a name that is there several times has its values with commas between."""
    found = Given()
    if not request.rel_url.raw_query_string:
        return found  # as of most requests
    for name, value in request.query.items():
        found[name] = f"{dict.__getitem__(found, name)},{value}" if name in found else value
    return found


def _check_words(call: Call) -> None:
    """Refuse ids in the path that are none, and a reason that is too long for the audit log."""
    problems = Problems()
    for name, value in call.arguments.items():
        if name in IDS and value not in call.route.words:
            checks.snowflake(problems, (name,), value)
    if (reason := call.reason) is not None:
        checks.text(problems, ("reason",), reason, 0, LONGEST_REASON)
    errors.refuse_if(problems)


async def _read_body(request: web.BaseRequest, call: Call) -> None:
    if (request.content_length or 0) > BIGGEST_REQUEST:
        raise DiscordError(errors.TOO_LARGE)
    try:
        kind = request.content_type
        if kind.startswith("multipart/"):
            await _read_parts(request, call)
        elif kind == FORM:
            _take_fields(call, dict(parse_qsl((await request.read()).decode(errors="replace"), True)))
        elif raw := await request.read():
            if kind != JSON:
                raise _bad_content_type()
            call.body = _parse(raw)
    except web.HTTPRequestEntityTooLarge as error:
        raise DiscordError(errors.TOO_LARGE) from error


def _bad_content_type() -> DiscordError:
    problems = Problems()
    listed = ", ".join(f"'{one}'" for one in CONTENT_TYPES)
    message = f'Expected "Content-Type" header to be one of {{{listed}}}.'
    problems.add((), "CONTENT_TYPE_INVALID", message)
    return errors.invalid_form(problems)


async def _read_parts(request: web.BaseRequest, call: Call) -> None:
    fields: dict[str, str] = {}
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader) or part.name is None:
            continue
        content = bytes(await part.read(decode=True))
        if part.filename is not None and part.name != "payload_json":
            if len(content) > BIGGEST_FILE:
                raise DiscordError(errors.TOO_LARGE)
            sent_type = part.headers.get(hdrs.CONTENT_TYPE)
            call.sent_files.append(Upload(part.name, part.filename, content, sent_type))
        else:
            fields[part.name] = content.decode(errors="replace")
    _take_fields(call, fields)


def _take_fields(call: Call, fields: dict[str, str]) -> None:
    """What came as a form: the JSON in it, or else its fields themselves."""
    written = fields.get("payload_json")
    call.body = Given(fields) if written is None else _parse(written.encode())


def _parse(raw: bytes) -> Any:
    try:
        text = raw.decode()
        if "\\u" in text and "\\ud" in text.lower():
            dumps(json.loads(text)).encode()  # half a surrogate pair cannot be written again
        body = _DECODER.decode(text)  # after that: who writes an object asks for all of it
    except (ValueError, RecursionError) as error:
        raise DiscordError(errors.INVALID_JSON) from error
    return body
