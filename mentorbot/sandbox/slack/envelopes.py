"""What is brought to an app, and what it answers."""

import asyncio
import uuid
from dataclasses import dataclass, field
from typing import Any, Literal

from mentorbot.sandbox.wire import Json, dumps

Kind = Literal["events_api", "slash_commands", "interactive"]


class NotDeliveredError(Exception):
    """An app did not take what it was brought; the text is Slack's word for why.

    `operation_timeout`: it did not answer within three seconds. `dispatch_failed`: it is not connected, or
    answered that something went wrong.
    """


@dataclass(slots=True, eq=False)
class Envelope:
    """One thing that is brought to an app.

    Args:
        kind: What it is.
        payload: What happened, as Slack tells it.
        accepts_response: Whether what the app answers is looked at.
        attempt: How often it was brought before; only events come again.
        reason: Why it comes again.
    """

    kind: Kind
    payload: Json
    accepts_response: bool = False
    attempt: int = 0
    reason: str = ""
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    answer: "asyncio.Future[Any]" = field(default_factory=lambda: asyncio.get_running_loop().create_future())

    @property
    def text(self) -> str:
        """The envelope as it is sent."""
        frame: Json = {
            "envelope_id": self.id,
            "payload": self.payload,
            "type": self.kind,
            "accepts_response_payload": self.accepts_response,
        }
        if self.kind == "events_api":
            frame["retry_attempt"] = self.attempt
            frame["retry_reason"] = self.reason
        return dumps(frame)

    def acknowledge(self, payload: Any) -> None:
        """Note what the app answered; only the first answer counts."""
        if not self.answer.done():
            self.answer.set_result(payload)
