"""Calls with their answers, as they are remembered."""

from dataclasses import dataclass, field
from datetime import datetime

from mentorbot.sandbox.wire import Json


@dataclass(slots=True)
class Exchange:
    """A call and its answer: one line of the log.

    Args:
        method: The method, such as `chat.postMessage`.
        arguments: What was sent, without the token.
        app_id: Whose token it was.
        status: The HTTP status of the answer.
        answer: What was answered.
        number: How many came before it.
        at: When it was asked, on the sandbox's clock.
        took: How long the answer took, in seconds.
    """

    method: str
    arguments: Json = field(default_factory=dict)
    app_id: str = ""
    status: int = 200
    answer: Json = field(default_factory=dict)
    number: int = 0
    at: datetime | None = None
    took: float = 0.0
