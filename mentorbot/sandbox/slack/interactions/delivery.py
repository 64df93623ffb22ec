"""Brings what happens to apps, in Socket Mode or by HTTP; events come again where they must."""

import asyncio
from collections.abc import Callable
from typing import Any

from mentorbot.sandbox.slack.envelopes import Envelope, NotDeliveredError
from mentorbot.sandbox.slack.http.requests import RequestUrls
from mentorbot.sandbox.slack.interactions.interactions import Errands
from mentorbot.sandbox.slack.socket.connections import Sockets
from mentorbot.sandbox.slack.world.apps import App, Installation
from mentorbot.sandbox.wire import Json

ANSWER_WITHIN = 3.0
RETRY_AFTER = (1.0, 60.0, 300.0)
REASONS = {"operation_timeout": "http_timeout", "dispatch_failed": "http_error"}
SOCKET_REASONS = {"operation_timeout": "timeout", "dispatch_failed": "no_connection"}


class Delivery:
    """Brings things to apps.

    Args:
        sockets: The connections of those in Socket Mode.
        urls: Sends to those that name request URLs.
        errands: Runs what nobody waits for.
    """

    def __init__(self, sockets: Sockets, urls: RequestUrls, errands: Errands) -> None:
        self.sockets = sockets
        self.urls = urls
        self.errands = errands
        self.answer_within = ANSWER_WITHIN
        """Seconds that an app has to acknowledge what it is brought."""
        self.retry_after = RETRY_AFTER
        """Seconds after which an event that was not acknowledged comes again, each time."""
        self.watch: Callable[[Json], None] | None = None
        """Looks at everything on its way to an app."""
        self.lost: list[str] = []
        """The events that were given up."""

    async def bring(self, app: App, envelope: Envelope) -> Any:
        """Bring something to an app, and wait for its answer.

        Raises:
            NotDeliveredError: It did not take it.
        """
        if self.watch is not None:
            self.watch(envelope.payload)
        way = self.sockets if app.socket_mode else self.urls
        return await way.bring(app, envelope, self.answer_within)

    def tell(self, installation: Installation, event: Json) -> None:
        """Bring an event to an app, beside what is going on."""
        self.errands.start(lambda: self._tell(installation.app, event))

    async def _tell(self, app: App, event: Json) -> None:
        reason = ""
        for attempt, pause in enumerate((0.0, *self.retry_after)):
            if pause:
                await asyncio.sleep(pause)
            try:
                await self.bring(app, Envelope("events_api", event, attempt=attempt, reason=reason))
            except NotDeliveredError as error:
                words = SOCKET_REASONS if app.socket_mode else REASONS
                reason = words.get(str(error), str(error))
            else:
                return
        self.lost.append(f"{event['event']['type']} for {app.name}: {reason}")
        self.sockets.bell.ring()
