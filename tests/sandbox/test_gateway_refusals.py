"""What the gateway does not take: wrong data, too many sessions; and handshakes that fail on purpose."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest

from mentorbot.sandbox.discord import Sandbox
from mentorbot.sandbox.discord.world import intents

if TYPE_CHECKING:
    from conftest import Api, Town

    from mentorbot.sandbox.discord.world.users import Application

Json = dict[str, Any]
Socket = aiohttp.ClientWebSocketResponse
ONLINE: Json = {"since": None, "activities": [], "status": "online", "afk": False}
QUIET: Json = {"channel_id": None, "self_mute": False, "self_deaf": False}


@asynccontextmanager
async def identified(sandbox: Sandbox, app: Application, **more: Any) -> AsyncIterator[tuple[Socket, Json]]:
    """A connection that has said who it is, and what came first."""
    address = f"{sandbox.gateway_url}?v=10&encoding=json"
    async with aiohttp.ClientSession() as session, session.ws_connect(address) as socket:
        assert (await socket.receive_json())["op"] == 10
        who = {"token": app.token, "intents": intents.GUILDS, "properties": {}, **more}
        await socket.send_json({"op": 2, "d": who})
        first = await socket.receive()
        yield socket, json.loads(first.data) if first.type is aiohttp.WSMsgType.TEXT else {}


async def closed_with(socket: Socket) -> int | None:
    async with asyncio.timeout(60):
        async for _ in socket:
            pass
    return socket.close_code


@pytest.mark.parametrize(
    ("operation", "data"),
    [
        (3, None),
        (3, {}),
        (3, {**ONLINE, "status": "sleepy"}),
        (3, {**ONLINE, "activities": {"name": "x"}}),
        (3, {**ONLINE, "activities": [{"type": 0}]}),
        (3, {**ONLINE, "activities": [{"name": "x", "type": 99}]}),
        (3, {**ONLINE, "afk": "no"}),
        (3, {**ONLINE, "since": "then"}),
        (4, {"guild_id": "here", **QUIET}),
        (4, {"guild_id": "1", **QUIET, "self_mute": "yes"}),
        (4, {"guild_id": "1", "self_mute": False, "self_deaf": False}),
        (4, {"guild_id": "1", **QUIET, "channel_id": []}),
        (4, "join"),
        (8, {}),
        (8, {"guild_id": "1"}),
        (8, {"guild_id": "1", "query": ""}),
        (8, {"guild_id": "1", "query": "", "limit": "all"}),
        (8, {"guild_id": "1", "query": 5, "limit": 0}),
        (8, {"guild_id": "1", "user_ids": ["x"]}),
        (8, {"guild_id": "1", "user_ids": ["1"] * 101}),
        (8, {"guild_id": "1", "query": "", "limit": 0, "presences": "maybe"}),
        (8, {"guild_id": ["1", "2"], "query": "", "limit": 0}),
        (31, {"guild_ids": "1"}),
        (31, []),
        (1, "now"),
        ([], None),
    ],
)
async def test_an_operation_with_wrong_data_closes_the_connection(
    town: Town, operation: Any, data: Any
) -> None:
    async with identified(town.sandbox, town.app) as (socket, ready):
        assert ready["t"] == "READY"
        await socket.send_json({"op": operation, "d": data})
        assert await closed_with(socket) == 4001


async def test_an_operation_with_good_data_is_taken(town: Town) -> None:
    async with identified(town.sandbox, town.app, presence={"status": "idle"}) as (socket, _):
        activity = {"name": "with mentors", "type": 0}
        for presence in (ONLINE, {**ONLINE, "since": 0.0, "activities": [activity], "status": "dnd"}):
            await socket.send_json({"op": 3, "d": presence})
        await socket.send_json({"op": 4, "d": {"guild_id": int(town.guild.id), **QUIET}})
        asked = {"guild_id": [town.guild.id], "user_ids": town.alice.id, "nonce": "n"}
        await socket.send_json({"op": 8, "d": asked})
        await socket.send_json({"op": 31, "d": {"guild_ids": [town.guild.id, "1"]}})
        seen = []
        async with asyncio.timeout(60):
            while "SOUNDBOARD_SOUNDS" not in seen:
                seen.append((await socket.receive_json())["t"])
        assert "GUILD_MEMBERS_CHUNK" in seen
        await socket.send_json({"op": 4, "d": {"guild_id": town.guild.id, **QUIET, "channel_id": "1"}})
        await socket.send_json({"op": 1, "d": None})
        while (await socket.receive_json())["op"] != 11:
            pass
    assert town.sandbox.complaints == ["the sandbox has no voice that a bot could be connected to"]
    town.sandbox.unknown.clear()


async def test_a_bad_presence_does_not_identify(town: Town) -> None:
    async with identified(town.sandbox, town.app, presence={"status": "sleepy"}) as (socket, _):
        assert socket.close_code == 4002


async def test_more_sessions_at_once_than_may_begin_are_invalid(town: Town, api: Api) -> None:
    gateway = town.sandbox.gateway
    gateway.max_concurrency = 2
    invalid = {"t": None, "s": None, "op": 9, "d": False}
    firsts = []
    for _ in range(3):
        async with identified(town.sandbox, town.app) as (_, first):
            firsts.append(first)
    assert [one["t"] for one in firsts] == ["READY", "READY", None]
    assert firsts[-1] == invalid
    _, told = await api("GET", "/gateway/bot")
    assert told["session_start_limit"] | {"total": 1000, "remaining": 998} == told["session_start_limit"]
    other = town.sandbox.add_application("other", town.guild)
    async with identified(town.sandbox, other) as (_, first):
        assert first["t"] == "READY"  # each bot counts for itself


async def test_the_sessions_of_a_day_run_out_and_come_back() -> None:
    now = datetime(2026, 3, 1, 12, tzinfo=UTC)
    async with Sandbox(now=lambda: now) as sandbox:
        app = sandbox.add_application("helper", sandbox.add_guild("Future managers"))
        sandbox.gateway.starts.a_day = 1
        async with identified(sandbox, app) as (_, first):
            assert first["t"] == "READY"
        async with identified(sandbox, app) as (_, first):
            assert first["op"] == 9
        now += timedelta(hours=23)
        assert sandbox.gateway.starts.left(app) == 0
        assert sandbox.gateway.starts.milliseconds_left(app) == 3_600_000
        now += timedelta(hours=1)
        async with identified(sandbox, app) as (_, first):
            assert first["t"] == "READY"


async def test_a_handshake_fails_on_purpose(town: Town) -> None:
    address = f"{town.sandbox.gateway_url}?v=10&encoding=json"
    fault = town.sandbox.faults.add("GET", "/gateway/", status=503)
    async with aiohttp.ClientSession() as session:
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await session.ws_connect(address)
        assert (refused.value.status, fault.hits) == (503, 1)
        town.sandbox.faults.add("GET", "/gateway/", reset=True, times=9)  # aiohttp asks again by itself
        with pytest.raises(aiohttp.ClientError):
            await session.ws_connect(address)
        town.sandbox.faults.clear()
        town.sandbox.faults.add("GET", "/gateway/", delay=0.01)
        async with session.ws_connect(address) as socket:
            assert (await socket.receive_json())["op"] == 10


async def test_an_unknown_compression_is_refused_and_told(town: Town) -> None:
    address = f"{town.sandbox.gateway_url}?v=10&encoding=json&compress=lz4"
    async with aiohttp.ClientSession() as session, session.ws_connect(address) as socket:
        assert await closed_with(socket) == 4002
    assert town.sandbox.complaints == ["the sandbox has no gateway with compress=lz4"]
    town.sandbox.unknown.clear()
