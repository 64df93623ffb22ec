"""The connections of apps in Socket Mode.

Source: https://docs.slack.dev/apis/events-api/using-socket-mode/
"""

import asyncio
import json
import secrets
from collections import OrderedDict, deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiohttp import WSMsgType, web

from mentorbot.sandbox.bell import Bell
from mentorbot.sandbox.slack.envelopes import Envelope, NotDeliveredError
from mentorbot.sandbox.slack.world.apps import App
from mentorbot.sandbox.wire import Json, dumps

PREFIX = "/socket/"
MOST_CONNECTIONS = 10
LIVES = 60 * 60
MOST_SEEN_FRAMES = 500
MOST_PENDING = 5000
HOST = "applink-sandbox"


@dataclass(frozen=True, slots=True)
class Frame:
    """Something that passed through a connection, for those who look at it later."""

    number: int
    at: datetime
    app: str
    sent: bool
    text: str


class Connection:
    """One connection of an app.

    Args:
        app: Whose it is.
        socket: The WebSocket.
    """

    def __init__(self, app: App, socket: web.WebSocketResponse) -> None:
        self.app = app
        self.socket = socket
        self.leaving = False
        """Asked to connect anew: it is brought nothing more."""
        self._outgoing: asyncio.Queue[str | None] = asyncio.Queue()

    @property
    def is_open(self) -> bool:
        """Whether something can be brought through it."""
        return not self.leaving and not self.socket.closed

    def send(self, text: str) -> None:
        """Send a frame after those that are waiting."""
        self._outgoing.put_nowait(text)

    def leave(self) -> None:
        """Close after the frames that are waiting."""
        self.leaving = True
        self._outgoing.put_nowait(None)

    def cut(self) -> None:
        """Cut it off at once, as a broken network does."""
        self.leaving = True
        request = self.socket._req
        if request is not None and request.transport is not None:
            request.transport.abort()

    async def write(self) -> None:
        """Send what is waiting until the connection is closed."""
        with suppress(ConnectionError):
            while (text := await self._outgoing.get()) is not None:
                await self.socket.send_str(text)
            await self.socket.close()


class Sockets:
    """All connections in Socket Mode.

    Args:
        now: Tells the time, aware.
        bell: Rings when something has happened.
        unknown: Takes what an app sends that Slack does not know.
    """

    def __init__(self, now: Callable[[], datetime], bell: Bell, unknown: list[str]) -> None:
        self.now = now
        self.bell = bell
        self.unknown = unknown
        self.url = ""
        """Where connections are opened, such as `ws://127.0.0.1:8080/socket/`."""
        self.connections: list[Connection] = []
        """Those that are open, the one that waited longest first."""
        self.frames: deque[Frame] = deque(maxlen=MOST_SEEN_FRAMES)
        """The last frames that passed."""
        self.passed = 0
        """How many have passed in all."""
        self.twice = 0
        """How many of the next envelopes come twice, as after trouble on the way."""
        self._tickets: dict[str, App] = {}
        self._pending: OrderedDict[str, Envelope] = OrderedDict()

    # --- how an app connects --------------------------------------------------------------------

    def ticket(self, app: App) -> str:
        """An address at which an app can connect once (`apps.connections.open`)."""
        ticket = secrets.token_hex(16)
        self._tickets[ticket] = app
        return f"{self.url}?ticket={ticket}&app_id={app.id}"

    async def serve(self, request: web.BaseRequest) -> web.StreamResponse:
        """Talk to one connection until it is closed."""
        app = self._tickets.pop(request.query.get("ticket", ""), None)
        if app is None:
            return web.Response(status=403, text="This address was used, or is none.")
        socket = web.WebSocketResponse(max_msg_size=4 << 20, compress=False, timeout=1.0)
        await socket.prepare(request)
        connection = Connection(app, socket)
        writer = asyncio.create_task(connection.write())
        if len(self.of(app)) >= MOST_CONNECTIONS:
            connection.send(_disconnect("too_many_websockets"))
            connection.leave()
        else:
            self.connections.append(connection)
            self._send(connection, _hello(app, len(self.of(app))))
            self.bell.ring()
        try:
            async for message in socket:
                if message.type == WSMsgType.TEXT:
                    self._take(connection, message.data)
        finally:
            if connection in self.connections:
                self.connections.remove(connection)
            connection.leave()
            await asyncio.wait([writer])
            self.bell.ring()
        return socket

    def of(self, app: App) -> list[Connection]:
        """The connections of an app through which something can be brought."""
        return [one for one in self.connections if one.app is app and one.is_open]

    # --- what is brought ------------------------------------------------------------------------

    async def bring(self, app: App, envelope: Envelope, within: float) -> Any:
        """Bring something to an app, to one of its connections, and wait until it is acknowledged.

        Args:
            app: The app.
            envelope: What happened.
            within: How many seconds it has.

        Returns:
            What it answered; None for a bare acknowledgement.

        Raises:
            NotDeliveredError: It is not connected, or took too long.
        """
        open_ones = self.of(app)
        if not open_ones:
            raise NotDeliveredError("dispatch_failed")
        self._pending[envelope.id] = envelope
        while len(self._pending) > MOST_PENDING:
            self._pending.popitem(last=False)
        for _ in range(2 if self._doubled() else 1):
            chosen = self.of(app)[0]
            self.connections.remove(chosen)
            self.connections.append(chosen)
            self._send(chosen, envelope.text)
        try:
            return await asyncio.wait_for(asyncio.shield(envelope.answer), within)
        except TimeoutError:
            raise NotDeliveredError("operation_timeout") from None

    def _doubled(self) -> bool:
        if self.twice:
            self.twice -= 1
            return True
        return False

    def _take(self, connection: Connection, text: str) -> None:
        self._saw(connection, text, sent=False)
        try:
            frame = json.loads(text)
        except ValueError:
            frame = None
        if not isinstance(frame, dict) or not isinstance(frame.get("envelope_id"), str):
            self.unknown.append(f"frame of {connection.app.name} in Socket Mode: {text[:200]}")
            return
        envelope = self._pending.pop(frame["envelope_id"], None)
        if envelope is not None:
            envelope.acknowledge(frame.get("payload") or None)
            self.bell.ring()

    def _send(self, connection: Connection, text: str) -> None:
        self._saw(connection, text, sent=True)
        connection.send(text)

    def _saw(self, connection: Connection, text: str, *, sent: bool) -> None:
        self.passed += 1
        self.frames.append(Frame(self.passed, self.now(), connection.app.name, sent, text))

    # --- what goes wrong ------------------------------------------------------------------------

    def warn(self, app: App | None = None) -> int:
        """Tell apps that their connections will soon have to be renewed; gives back how many were told."""
        return self._disconnect(app, "warning", leave=False)

    def refresh(self, app: App | None = None) -> int:
        """Ask apps to connect anew, as Slack does every few hours; gives back how many were asked."""
        return self._disconnect(app, "refresh_requested", leave=True)

    def disable(self, app: App) -> int:
        """End an app's connections because Socket Mode was switched off; gives back how many there were."""
        return self._disconnect(app, "link_disabled", leave=True)

    def cut(self, app: App | None = None) -> int:
        """Cut connections off without a word, as a broken network does; gives back how many."""
        chosen = self._chosen(app)
        for connection in chosen:
            connection.cut()
        return len(chosen)

    def close(self) -> None:
        """Close every connection."""
        for connection in self._chosen(None):
            connection.leave()

    def _disconnect(self, app: App | None, reason: str, *, leave: bool) -> int:
        chosen = self._chosen(app)
        for connection in chosen:
            self._send(connection, _disconnect(reason))
            if leave:
                connection.leave()
        return len(chosen)

    def _chosen(self, app: App | None) -> list[Connection]:
        return [one for one in self.connections if one.is_open and (app is None or one.app is app)]


def _hello(app: App, count: int) -> str:
    return dumps(
        {
            "type": "hello",
            "num_connections": count,
            "debug_info": {"host": HOST, "build_number": 1, "approximate_connection_time": LIVES},
            "connection_info": {"app_id": app.id},
        }
    )


def _disconnect(reason: str) -> str:
    frame: Json = {"type": "disconnect", "reason": reason, "debug_info": {"host": HOST}}
    return dumps(frame)
