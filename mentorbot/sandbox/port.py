"""The port on which a sandbox is reached."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

BIGGEST_REQUEST = 25 * 1024 * 1024
"""Bytes."""

Handle = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]


async def open_port(handle: Handle, port: int) -> tuple[web.ServerRunner, int]:
    """Let requests to a port of 127.0.0.1 be answered.

    Args:
        handle: Answers one request.
        port: The port, 0 for any free one.

    Returns:
        What is cleaned up to close it, and which port it is.
    """
    server = web.Server(handle, access_log=None, request_factory=_request)
    runner = web.ServerRunner(server, shutdown_timeout=1.0)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    return runner, runner.addresses[0][1]


def _request(*parts: Any) -> web.BaseRequest:
    """A request that may be as large as Discord's, from what aiohttp makes it of."""
    message, payload, protocol, writer, task = parts
    loop = asyncio.get_running_loop()
    return web.BaseRequest(message, payload, protocol, writer, task, loop, client_max_size=BIGGEST_REQUEST)
