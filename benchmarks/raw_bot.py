"""A bot that costs next to nothing: it answers every interaction with the same bytes, and decides nothing.

`python -m benchmarks.raw_bot URL TOKEN APPLICATION`: with it the sandbox is what limits a measurement.
"""

import asyncio
import re
import sys
from typing import Final

import aiohttp
import yarl

from benchmarks.raw_client import Pool, lines, post

COMMAND: Final = "ping"
AT_ONCE: Final = 50
BEAT_EVERY: Final = 20.0
ANSWER: Final = {"type": 4, "data": {"content": "Pong!", "flags": 64}}
_ABOUT: Final = re.compile(r'"id":"(\d+)","application_id".*?"token":"([\w-]+)"')


async def run(url: str, token: str, app: str) -> None:
    """Register the command, connect, and answer."""
    open_lines = await lines(url, AT_ONCE)
    register = [{"name": COMMAND, "description": "Answer", "type": 1}]
    await open_lines[0].ask(post(f"/api/v10/applications/{app}/commands", register, token, "PUT"))
    pool = Pool(open_lines)
    gateway = yarl.URL(url).with_scheme("ws").with_path("/gateway/").with_query(v="10")
    async with aiohttp.ClientSession() as session, session.ws_connect(gateway, max_msg_size=0) as socket:
        await socket.send_json({"op": 2, "d": {"token": token, "intents": 1, "properties": {}}})
        beating = asyncio.create_task(beat(socket))
        async for message in socket:
            found = _ABOUT.search(message.data)
            if found is None:
                continue
            path = f"/api/v10/interactions/{found[1]}/{found[2]}/callback"
            pool.send(post(path, ANSWER), check)
        beating.cancel()


async def beat(socket: aiohttp.ClientWebSocketResponse) -> None:
    """Stay connected."""
    while True:
        await asyncio.sleep(BEAT_EVERY)
        await socket.send_json({"op": 1, "d": None})


def check(answer: bytes) -> None:
    """Stop at an answer that was not taken."""
    if not answer.startswith(b"HTTP/1.1 204"):
        raise SystemExit(f"the answer was not taken: {answer[:300]!r}")


if __name__ == "__main__":
    asyncio.run(run(*sys.argv[1:4]))
