"""Which function answers which request.

A module of endpoints marks its functions with `@route`; the server finds them by the segments of the path.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from mentorbot.sandbox.discord.api.errors import NOT_ALLOWED, NOT_FOUND
from mentorbot.sandbox.wire import Json

Handler = Callable[..., Any]
AnyHandler = TypeVar("AnyHandler", bound=Handler)

API = "/api/"
PREFIX = f"{API}v10/"
VERSION = re.compile(r"v([0-9]+)/")
SERVED = frozenset({9, 10})
MAJOR = ("channel_id", "guild_id", "webhook_id")


def endpoint_of(path: str) -> str | None:
    """The part of a path after `/api/v10/`; None where it is of a version that is not served.

    Version 9 differs from 10 in nothing that is here. What names no version, as the addresses of webhooks do
    that Discord gives to people, is served too.
    """
    if path.startswith(PREFIX):
        return path[len(PREFIX) :]
    rest = path.removeprefix(API)
    version = VERSION.match(rest)
    if version is None:
        return rest
    return rest[version.end() :] if int(version[1]) in SERVED else None


@dataclass(frozen=True, slots=True)
class Limit:
    """How many requests a bucket takes in how many seconds."""

    requests: int
    seconds: float


USUAL_LIMIT = Limit(10, 10.0)


@dataclass(frozen=True, slots=True, eq=False)
class Route:
    """One endpoint.

    Args:
        template: The path after `/api/v10`, with `{names}` that are handed to the function.
        auth: Whether a bot token is needed; `call.app` is the bot's application then.
        limit: The rate limit of each bucket, None for an endpoint without one.
        shares_global: Whether it counts against the 50 requests a second of an application.
        refuses: Why it always refuses; as Discord does where there is nothing of the kind.
        words: What may stand in the path where an id is expected, such as `@me`.
    """

    method: str
    template: str
    handler: Handler
    auth: bool
    limit: Limit | None
    shares_global: bool
    refuses: str = ""
    words: frozenset[str] = frozenset()

    @property
    def major(self) -> str | None:
        """The name of the parameter that has a bucket of its own for every value."""
        return next((name for name in MAJOR if f"{{{name}}}" in self.template), None)


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that is not just 200 and JSON."""

    status: int
    body: Json | list[Any] | None = None


class Table:
    """The endpoints, found by the segments of the path."""

    def __init__(self) -> None:
        self.root: dict[str, Any] = {}
        self.routes: list[Route] = []

    def add(self, one: Route) -> None:
        """Put an endpoint in."""
        node = self.root
        names: list[str] = []
        for part in one.template.strip("/").split("/"):
            if part.startswith("{"):
                names.append(part[1:-1])
                part = "{}"  # noqa: PLW2901  (the name does not matter for finding)
            node = node.setdefault(part, {})
        methods = node.setdefault("", {})
        if one.method in methods:
            raise ValueError(f"two functions for {one.method} {one.template}")
        methods[one.method] = (one, tuple(names))
        self.routes.append(one)

    def find(self, method: str, parts: list[str]) -> tuple[Route, dict[str, str]]:
        """The endpoint for the segments of a path, and the values that stand in the path.

        Raises:
            DiscordError: There is no such endpoint (404), or it does not take this method (405).
        """
        found = _descend(self.root, parts, 0, [])
        if found is None:
            raise NOT_FOUND
        methods, values = found
        hit = methods.get(method)
        if hit is None:
            raise NOT_ALLOWED
        one, names = hit
        return one, dict(zip(names, values, strict=True))


def _descend(
    node: dict[str, Any], parts: list[str], depth: int, values: list[str]
) -> tuple[dict[str, Any], list[str]] | None:
    if depth == len(parts):
        methods = node.get("")
        return None if methods is None else (methods, values)
    part = parts[depth]
    literal = node.get(part)
    if literal is not None and part:
        found = _descend(literal, parts, depth + 1, values)
        if found is not None:
            return found
    wild = node.get("{}")
    if wild is None or not part:
        return None
    return _descend(wild, parts, depth + 1, [*values, part])


TABLE = Table()


def route(
    method: str,
    template: str,
    *,
    auth: bool = True,
    limit: Limit | None = USUAL_LIMIT,
    shares_global: bool = True,
    refuses: str = "",
    words: Iterable[str] = (),
) -> Callable[[AnyHandler], AnyHandler]:
    """Mark a function as the answer to a request.

    It is called as `function(call, **arguments)` with the `{names}` of the template. It returns what is sent
    as JSON, None for 204, or an `Answer`; it may be a coroutine. It refuses by raising `DiscordError`.
    """

    def mark(handler: AnyHandler) -> AnyHandler:
        TABLE.add(Route(method, template, handler, auth, limit, shares_global, refuses, frozenset(words)))
        return handler

    return mark
