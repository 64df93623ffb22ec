"""Requests with their answers, as they are remembered."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from mentorbot.sandbox.wire import Json


@dataclass(slots=True)
class Exchange:
    """A request and its answer: one line of the log.

    Args:
        method: The HTTP method.
        path: The path without the query.
        body: The JSON that was sent, None without any.
        query: What stood after the path, without the question mark.
        status: The HTTP status of the answer.
        answer: The JSON that was answered, None without any.
        headers: The headers of the answer that are about rate limits.
        number: How many came before it.
        at: When it was asked, on the sandbox's clock.
        took: How long the answer took, in seconds.
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
