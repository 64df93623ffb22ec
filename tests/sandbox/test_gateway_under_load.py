"""The gateway with many clients, with bad ones among good ones, and with connections that break anywhere."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import resource
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import aiohttp
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mentorbot.sandbox.discord import Sandbox
from mentorbot.sandbox.discord.api.messages import create
from mentorbot.sandbox.discord.world import intents

if TYPE_CHECKING:
    from conftest import Town

    from mentorbot.sandbox.discord.world.users import Application

WANTED = intents.GUILDS | intents.GUILD_MESSAGES | intents.MESSAGE_CONTENT
MANY = 1000
PING, PONG = b"\x89\x80\0\0\0\0", 0x8A


def hi(app: Application) -> str:
    return json.dumps({"op": 2, "d": {"token": app.token, "intents": WANTED, "properties": {}}})


async def until(socket: aiohttp.ClientWebSocketResponse, event: str) -> dict[str, Any]:
    async with asyncio.timeout(60):
        while (frame := await socket.receive_json())["t"] != event:
            pass
    return dict(frame)


async def down_to(town: Town, count: int) -> None:
    """Wait until so many connections are left."""
    async with asyncio.timeout(60):
        while len(town.sandbox.gateway.connections) != count:  # noqa: ASYNC110  (no bell rings)
            await asyncio.sleep(0.001)


async def test_a_thousand_clients_are_served_at_once(town: Town) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = 2 * MANY + 500  # each connection has two ends here
    if hard != resource.RLIM_INFINITY and hard < needed:
        pytest.skip(f"this machine allows {hard} open files, and {needed} are needed")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, needed), hard))
    gateway, address = town.sandbox.gateway, f"{town.sandbox.gateway_url}?v=10&encoding=json"
    gateway.max_concurrency = gateway.starts.a_day = MANY
    connector = aiohttp.TCPConnector(limit=0)
    async with (
        aiohttp.ClientSession(connector=connector) as session,
        contextlib.AsyncExitStack() as open_ones,
    ):
        sockets = [await open_ones.enter_async_context(session.ws_connect(address)) for _ in range(MANY)]
        for socket in sockets:
            await socket.send_str(hi(town.app))
        for socket in sockets:
            await until(socket, "READY")
        assert len(gateway.sessions) == len(gateway.connections) == MANY
        create(town.sandbox, town.general, town.alice.user, {"content": "to all of you"})
        heard = [(await until(socket, "MESSAGE_CREATE"))["d"]["content"] for socket in sockets]
        assert heard == ["to all of you"] * MANY
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    await down_to(town, 0)
    assert gateway.sessions == {}, "who leaves properly is forgotten"


# --- bad ones among good ones -------------------------------------------------------------------------


async def raw_client(town: Town) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A connection on which anything can be sent."""
    port = urlsplit(town.sandbox.gateway_url).port
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    key = "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OUFCQ0RFRg=="
    version = "Sec-WebSocket-Version: 13"
    writer.write(f"GET /gateway/?v=10 HTTP/1.1\r\nHost: 127.0.0.1\r\n{key}\r\n{version}\r\n\r\n".encode())
    assert b"101" in await reader.readline()
    await reader.readuntil(b"\r\n\r\n")
    return reader, writer


def masked(first: int, content: bytes) -> bytes:
    """A frame as a client sends it, with a mask of zeros."""
    size = bytes((0x80 | len(content),)) if len(content) < 126 else b"\xfe" + len(content).to_bytes(2, "big")
    return bytes((first,)) + size + bytes(4) + content


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(masked(0x83, b"?"), id="an opcode that does not exist"),
        pytest.param(masked(0xF1, b"?"), id="reserved bits"),
        pytest.param(masked(0x81, b"\xff\xfe\xfd"), id="text that is not UTF-8"),
        pytest.param(masked(0x82, b"not zlib"), id="binary that is not compressed JSON"),
        pytest.param(masked(0x81, b"[" * 4000), id="brackets without end"),
        pytest.param(masked(0x81, b"9" * 4000), id="a number that is too long"),
        pytest.param(masked(0x80, b"continued"), id="the end of what never began"),
        pytest.param(b"\x81\xff" + (1 << 62).to_bytes(8, "big") + bytes(4), id="a frame larger than memory"),
        pytest.param(masked(0x88, b"\x00"), id="a close without a code"),
        pytest.param(os.urandom(64), id="noise"),
        pytest.param(b"\x81", id="half a frame, then nothing"),
    ],
)
async def test_a_malformed_frame_closes_its_connection_and_no_other(town: Town, sent: bytes) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(f"{town.sandbox.gateway_url}?v=10") as good,
    ):
        await good.send_str(hi(town.app))
        await until(good, "READY")
        reader, writer = await raw_client(town)
        writer.write(sent)
        with contextlib.suppress(ConnectionError):
            await writer.drain()
            if sent == b"\x81":
                writer.close()
            async with asyncio.timeout(60):
                await reader.read()  # until the gateway has closed it
        writer.close()
        create(town.sandbox, town.general, town.alice.user, {"content": "still here"})
        assert (await until(good, "MESSAGE_CREATE"))["d"]["content"] == "still here"
        await down_to(town, 1)
    assert town.sandbox.crashes == []


# --- connections that break anywhere --------------------------------------------------------------------

breaks = st.lists(
    st.tuples(st.integers(0, 6), st.integers(0, 6), st.booleans(), st.integers(0, 3)), min_size=1, max_size=4
)


@given(breaks)
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
def test_over_any_breaks_every_event_comes_exactly_once(
    steps: list[tuple[int, int, bool, int]],
) -> None:
    """Each step: events while connected, how many are read, a heartbeat or none, events while away."""

    async def story() -> None:
        async with Sandbox() as sandbox:
            guild = sandbox.add_guild("Future managers")
            app, alice = sandbox.add_application("helper", guild), sandbox.add_user("alice")
            heard: list[str] = []
            said = last = 0
            session_id = None

            def say(count: int) -> None:
                nonlocal said
                for _ in range(count):
                    said += 1
                    create(sandbox, guild.channel("general"), alice, {"content": str(said)})

            async def listen(socket: aiohttp.ClientWebSocketResponse, total: int) -> None:
                nonlocal last, session_id
                while len(heard) < total or session_id is None:
                    frame = await socket.receive_json(timeout=60)
                    last = frame["s"] or last
                    if frame["t"] == "READY":
                        session_id = frame["d"]["session_id"]
                    elif frame["t"] == "MESSAGE_CREATE":
                        heard.append(frame["d"]["content"])

            async with aiohttp.ClientSession() as client:
                for spoken, read, beats, away in [*steps, (1, 99, False, 0)]:
                    async with client.ws_connect(f"{sandbox.gateway_url}?v=10") as socket:
                        back = {"token": app.token, "session_id": session_id, "seq": last}
                        await socket.send_str(
                            hi(app) if session_id is None else json.dumps({"op": 6, "d": back})
                        )
                        await listen(socket, len(heard))
                        say(spoken)
                        await listen(socket, min(said, len(heard) + read))
                        if beats:
                            await socket.send_str(json.dumps({"op": 1, "d": last}))
                        await socket.close(code=4000)
                    say(away)
                async with client.ws_connect(f"{sandbox.gateway_url}?v=10") as socket:
                    back = {"token": app.token, "session_id": session_id, "seq": last}
                    await socket.send_str(json.dumps({"op": 6, "d": back}))
                    await listen(socket, said)
            assert heard == [str(number) for number in range(1, said + 1)]

    asyncio.run(story())
