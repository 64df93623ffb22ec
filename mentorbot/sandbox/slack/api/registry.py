"""Which function answers which method of the Web API."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from mentorbot.sandbox.slack.api.rate_limits import Tier
from mentorbot.sandbox.slack.world.apps import TokenKind

Handler = Callable[..., Any]
AnyHandler = TypeVar("AnyHandler", bound=Handler)


@dataclass(frozen=True, slots=True, eq=False)
class Method:
    """A method of the Web API.

    Args:
        name: Such as `chat.postMessage`.
        handler: Takes the call; returns further fields of the answer, or None.
        scopes: One of these is needed, where any are named.
        tier: How often it may be called.
        token: Which kind of token it takes; None for none at all.
    """

    name: str
    handler: Handler
    scopes: tuple[str, ...]
    tier: Tier
    token: TokenKind | None


METHODS: dict[str, Method] = {}


def method(
    name: str,
    *scopes: str,
    tier: Tier = Tier.THREE,
    token: TokenKind | None = "bot",  # noqa: S107  (a kind, not a token)
) -> Callable[[AnyHandler], AnyHandler]:
    """Mark a function as the answer to a method; it refuses by raising `SlackError`."""

    def mark(handler: AnyHandler) -> AnyHandler:
        if name in METHODS:
            raise ValueError(f"two functions for {name}")
        METHODS[name] = Method(name, handler, scopes, tier, token)
        return handler

    return mark
