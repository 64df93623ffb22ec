"""What passes between an open page and the sandbox, whatever it shows."""

import asyncio
from typing import Any

from aiohttp import WSMsgType, web

from mentorbot.sandbox.page.given import Given
from mentorbot.sandbox.wire import Json, dumps

MOST_WAITING = 2000


class Talk:
    """A page that is open, and is told what changes on it.

    Args:
        socket: The websocket behind it.
    """

    def __init__(self, socket: web.WebSocketResponse) -> None:
        self.socket = socket
        self._told: dict[str, str] = {}
        self._outgoing: asyncio.Queue[str | None] = asyncio.Queue()
        self._doing: set[asyncio.Task[None]] = set()

    def greet(self) -> None:
        """Tell what the page offers."""
        raise NotImplementedError

    def refresh(self) -> None:
        """Tell the page what has changed since it was last told."""
        raise NotImplementedError

    async def perform(self, given: Given) -> Any:
        """Do what is asked.

        Raises:
            ValueError: It cannot be done; says why.
        """
        raise NotImplementedError

    async def run(self) -> None:
        """Talk until the page is closed."""
        writer = asyncio.create_task(self._write())
        self.greet()
        self.refresh()
        try:
            async for message in self.socket:
                if message.type == WSMsgType.TEXT:
                    task = asyncio.create_task(self._do(message.data))
                    self._doing.add(task)
                    task.add_done_callback(self._doing.discard)
        finally:
            for task in self._doing:
                task.cancel()
            writer.cancel()

    async def _write(self) -> None:
        while (frame := await self._outgoing.get()) is not None:
            try:
                await self.socket.send_str(frame)
            except ConnectionError:
                return
        await self.socket.close()

    def send(self, what: Json) -> None:
        """Send something; a page that takes nothing for too long is closed."""
        if self._outgoing.qsize() < MOST_WAITING:
            self._outgoing.put_nowait(dumps(what))
        elif self._outgoing.qsize() == MOST_WAITING:
            self._outgoing.put_nowait(None)

    def tell(self, event: str, **what: Any) -> None:
        """Tell of an event."""
        self.send({"event": event, **what})

    def tell_if_new(self, event: str, **what: Any) -> None:
        """Tell of how something is, unless it is as it was told last."""
        text = dumps(what)
        if self._told.get(event) != text:
            self._told[event] = text
            self.tell(event, **what)

    def forget(self, event: str) -> None:
        """Tell of an event the next time, also if nothing has changed."""
        self._told.pop(event, None)

    async def _do(self, raw: str) -> None:
        number: Any = None
        try:
            given = Given.parse(raw)
            number = given.values.get("id")
            self.send({"re": number, "told": await self.perform(given)})
        except ValueError as refused:
            self.send({"re": number, "error": str(refused)})
