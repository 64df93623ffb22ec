"""HTTP as cheap as it can be: bytes that are ready are written, and what comes back is only counted.

A client library costs as much as the server it talks to; with this one, the server limits a measurement.
"""

import asyncio
import json
import re
from collections.abc import Callable, Sequence
from itertools import count as numbers
from typing import Any, Final
from urllib.parse import urlsplit

_LENGTH: Final = re.compile(rb"\r\n[Cc]ontent-[Ll]ength: (\d+)")


class Line(asyncio.Protocol):
    """One connection that is kept open; one request is under way at a time."""

    def __init__(self) -> None:
        self._came = b""
        self._answer: asyncio.Future[bytes] | None = None
        self._transport: asyncio.WriteTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep what is written to."""
        assert isinstance(transport, asyncio.WriteTransport)  # noqa: S101  (TCP)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Put the parts of an answer together."""
        self._came += data
        head = self._came.find(b"\r\n\r\n")
        if head < 0 or self._answer is None:
            return
        length = _LENGTH.search(self._came, 0, head)
        if len(self._came) >= head + 4 + (int(length[1]) if length else 0):
            came, self._came = self._came, b""
            self._answer.set_result(came)

    def connection_lost(self, error: Exception | None) -> None:
        """Let nobody wait for an answer that cannot come."""
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(ConnectionResetError("the server closed the connection"))

    async def ask(self, request: bytes) -> bytes:
        """Send a request and wait for the whole answer, head and body."""
        assert self._transport is not None  # noqa: S101  (connected before it is handed out)
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._answer

    def close(self) -> None:
        """Hang up."""
        if self._transport is not None:
            self._transport.close()


async def lines(url: str, count: int) -> list[Line]:
    """Open so many connections."""
    address = urlsplit(url)
    loop = asyncio.get_running_loop()
    host, port = address.hostname or "", address.port or 80
    made = [await loop.create_connection(Line, host, port) for _ in range(count)]
    return [line for _, line in made]


def post(path: str, body: Any, token: str = "", method: str = "POST") -> bytes:
    """A request with JSON, as bytes."""
    content = json.dumps(body).encode()
    head = (
        f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bot {token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n"
    )
    return head.encode() + content


async def flood(url: str, request: bytes, count: int, at_once: int) -> float:
    """Send the same request so many times.

    Args:
        url: where the server is.
        request: the bytes.
        count: how often.
        at_once: over how many connections.

    Returns:
        The seconds it took.

    Raises:
        RuntimeError: an answer was not 200.
    """
    open_lines = await lines(url, at_once)
    left = numbers()
    clock = asyncio.get_running_loop().time

    async def again(line: Line) -> None:
        while next(left) < count:
            answer = await line.ask(request)
            if not answer.startswith(b"HTTP/1.1 200"):
                raise RuntimeError(f"the server answered {answer[:200]!r}")

    began = clock()
    await asyncio.gather(*map(again, open_lines))
    seconds = clock() - began
    for line in open_lines:
        line.close()
    return seconds


class Pool:
    """Connections that take turns."""

    def __init__(self, open_lines: Sequence[Line]) -> None:
        self._free = list(open_lines)
        self._waiting: list[tuple[bytes, Callable[[bytes], None]]] = []

    def send(self, request: bytes, then: Callable[[bytes], None]) -> None:
        """Send a request as soon as a connection is free, and call `then` with the answer."""
        if not self._free:
            self._waiting.append((request, then))
            return
        asyncio.get_running_loop().create_task(self._ask(self._free.pop(), request, then))

    async def _ask(self, line: Line, request: bytes, then: Callable[[bytes], None]) -> None:
        then(await line.ask(request))
        self._free.append(line)
        if self._waiting:
            self.send(*self._waiting.pop(0))
