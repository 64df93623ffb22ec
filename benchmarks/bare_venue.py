"""The floor under the sandbox: an aiohttp server that sends and answers the same bytes, and knows nothing.

`python -m benchmarks.bare_venue PEOPLE` obeys the lines of `benchmarks.venue` that `ceiling` needs.
"""

import asyncio
import contextlib
import sys
import time
from collections import deque
from typing import Any

from aiohttp import web

from benchmarks.venue import obey

Json = dict[str, Any]
HELLO = '{"t":null,"s":null,"op":10,"d":{"heartbeat_interval":41250}}'
JSON = {"Content-Type": "application/json", "Via": "1.1 google"}


class BareVenue:
    """Answers what it was told to answer; one bot may connect.

    Attributes:
        url: where it is.
    """

    def __init__(self) -> None:
        self.url = ""
        self._answer = b"{}"
        self._frame = ""
        self._socket: web.WebSocketResponse | None = None
        self._ready_at: float | None = None
        self._connected = asyncio.Event()
        self._under_way: deque[tuple[float, asyncio.Future[None]]] = deque()
        self._times: list[float] = []

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer one request."""
        path = request.rel_url.raw_path
        if path.startswith("/gateway"):
            return await self._gateway(request)
        await request.read()
        if path.endswith("/callback"):
            began, done = self._under_way.popleft()
            self._times.append((time.perf_counter() - began) * 1000)
            done.set_result(None)
            return web.Response(status=204, headers={"Via": "1.1 google"})
        return web.Response(body=self._answer, headers=JSON)

    async def _gateway(self, request: web.BaseRequest) -> web.StreamResponse:
        socket = web.WebSocketResponse(compress=False)
        await socket.prepare(request)
        await socket.send_str(HELLO)
        async for _ in socket:
            self._socket, self._ready_at = socket, time.monotonic()
            self._connected.set()
        return socket

    def about(self) -> Json:
        """Where it is."""
        return {"url": self.url, "guild": "1", "people": []}

    def application(self, name: str) -> Json:
        """What a bot connects with."""
        return {"id": "1", "token": name}

    def forget_ready(self, app: str) -> Json:
        """Forget that a bot was ever connected."""
        self._connected.clear()
        self._ready_at = None
        return {}

    async def ready(self, app: str, within: float) -> Json:
        """Wait some seconds for a bot to connect."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(within):
                await self._connected.wait()
        return {"at": self._ready_at}

    def same(self, answer: str, frame: str) -> Json:
        """Be told what to answer to a message, and what to send as an interaction."""
        self._answer, self._frame = answer.encode(), frame
        return {}

    async def load(self, app: str, uses: list[Any], count: int, at_once: int) -> Json:
        """Send the frame so many times, so many at once, and wait for an answer to each."""
        assert self._socket is not None  # noqa: S101  (a bot is started before it is measured)
        socket, left = self._socket, iter(range(count))
        self._times = []

        async def one_after_the_other() -> None:
            for _ in left:
                done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
                self._under_way.append((time.perf_counter(), done))
                await socket.send_str(self._frame)
                await done

        cpu, began = time.process_time(), time.perf_counter()
        await asyncio.gather(*(one_after_the_other() for _ in range(at_once)))
        seconds = time.perf_counter() - began
        return {"seconds": seconds, "cpu": time.process_time() - cpu, "times": self._times}


async def serve() -> None:
    """Open it, and obey."""
    venue = BareVenue()
    runner = web.ServerRunner(web.Server(venue.handle, access_log=None))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    venue.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    await obey(venue)


if __name__ == "__main__":
    sys.exit(asyncio.run(serve()))
