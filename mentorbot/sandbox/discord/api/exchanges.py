"""Requests with their answers, as they are remembered."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from mentorbot.sandbox.wire import Json


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
