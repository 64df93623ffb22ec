"""The gateway, spoken to frame by frame: sessions, close codes, resuming, intents, shards, compression."""

from __future__ import annotations

import asyncio
import json
import sys
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest

from mentorbot.sandbox.discord.api.messages import create, delete
from mentorbot.sandbox.discord.world import intents

if TYPE_CHECKING:
    from conftest import Town

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

Json = dict[str, Any]
PLAIN = intents.GUILDS | intents.GUILD_MESSAGES


class Wire:
    """A connection to the gateway; the frames are read as they come."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket
        self._inflate = zlib.decompressobj()

    async def send(self, operation: int, data: Any) -> None:
        await self.socket.send_str(json.dumps({"op": operation, "d": data}))

    async def read(self) -> Json:
        async with asyncio.timeout(60):
            message = await self.socket.receive()
        if message.type is aiohttp.WSMsgType.BINARY:
            assert message.data.endswith(b"\x00\x00\xff\xff")
            return dict(json.loads(self._inflate.decompress(message.data)))
        assert message.type is aiohttp.WSMsgType.TEXT, (message, self.socket.close_code)
        return dict(json.loads(message.data))

    async def until(self, event: str) -> Json:
        while (frame := await self.read())["t"] != event:
            pass
        return frame

    async def closed_with(self) -> int | None:
        async with asyncio.timeout(60):
            async for _ in self.socket:
                pass
        return self.socket.close_code


@asynccontextmanager
async def connected(town: Town, query: str = "?v=10&encoding=json") -> AsyncIterator[Wire]:
    address = town.sandbox.gateway_url + query
    async with aiohttp.ClientSession() as session, session.ws_connect(address) as socket:
        yield Wire(socket)


@asynccontextmanager
async def identified(town: Town, wanted: int = PLAIN, **more: Any) -> AsyncIterator[tuple[Wire, Json]]:
    async with connected(town) as wire:
        assert (await wire.read())["op"] == 10
        await wire.send(2, {"token": town.app.token, "intents": wanted, "properties": {}, **more})
        ready = await wire.read()
        assert ready["t"] == "READY"
        yield wire, ready["d"]


def said(town: Town, text: str) -> None:
    create(town.sandbox, town.general, town.alice.user, {"content": text})


async def test_hello_comes_first_and_heartbeats_are_acknowledged(town: Town) -> None:
    async with connected(town) as wire:
        hello = await wire.read()
        assert (hello["op"], hello["d"]["heartbeat_interval"]) == (10, 41250)
        await wire.send(1, None)
        assert (await wire.read())["op"] == 11


async def test_ready_names_the_guilds_and_then_each_one_comes(town: Town) -> None:
    async with identified(town) as (wire, ready):
        assert ready["guilds"] == [{"id": town.guild.id, "unavailable": True}]
        assert ready["application"]["id"] == town.app.id
        assert ready["resume_gateway_url"] == town.sandbox.gateway_url
        guild = await wire.until("GUILD_CREATE")
        assert guild["s"] == 2
        assert [one["name"] for one in guild["d"]["channels"]] == ["general"]


async def test_without_privileged_intents_a_bot_sees_no_member_but_itself(town: Town) -> None:
    async with identified(town) as (wire, _):
        guild = (await wire.until("GUILD_CREATE"))["d"]
        assert [one["user"]["id"] for one in guild["members"]] == [town.app.bot.id]
        assert guild["member_count"] == 4
        await wire.send(8, {"guild_id": town.guild.id, "query": "", "limit": 0})
        await wire.send(8, {"guild_id": town.guild.id, "query": "ali", "limit": 5, "nonce": "n"})
        chunk = (await wire.until("GUILD_MEMBERS_CHUNK"))["d"]
        assert chunk["nonce"] == "n", "the request for everybody is not answered"
        assert [one["user"]["username"] for one in chunk["members"]] == ["alice"]
    assert [one for one in town.sandbox.complaints if "all members without the intent" in one]
    town.sandbox.gateway.unknown.clear()


async def test_with_the_members_intent_everybody_can_be_asked_for(town: Town) -> None:
    async with identified(town, PLAIN | intents.MEMBERS) as (wire, _):
        await wire.send(8, {"guild_id": town.guild.id, "query": "", "limit": 0})
        chunk = (await wire.until("GUILD_MEMBERS_CHUNK"))["d"]
        assert len(chunk["members"]) == 4
        await wire.send(8, {"guild_id": town.guild.id, "user_ids": [town.bob.id, "123"]})
        chunk = (await wire.until("GUILD_MEMBERS_CHUNK"))["d"]
        assert ([one["user"]["id"] for one in chunk["members"]], chunk["not_found"]) == (
            [town.bob.id],
            ["123"],
        )


async def test_content_of_others_is_blank_without_the_intent(town: Town) -> None:
    async with identified(town) as (wire, _):
        said(town, "my salary")
        said(town, f"hello {town.app.bot.mention}")
        create(town.sandbox, town.alice.dm(town.app), town.alice.user, {"content": "in a DM"})
        create(town.sandbox, town.general, town.app.bot, {"content": "my own"})
        contents = [(await wire.until("MESSAGE_CREATE"))["d"]["content"] for _ in range(3)]
        assert contents == ["", f"hello {town.app.bot.mention}", "my own"], "DMs need an intent of their own"


async def test_content_comes_with_the_intent(town: Town) -> None:
    wanted = PLAIN | intents.MESSAGE_CONTENT | intents.DIRECT_MESSAGES
    async with identified(town, wanted) as (wire, _):
        said(town, "my plan")
        create(town.sandbox, town.alice.dm(town.app), town.alice.user, {"content": "in a DM"})
        assert (await wire.until("MESSAGE_CREATE"))["d"]["content"] == "my plan"
        message = (await wire.until("MESSAGE_CREATE"))["d"]
        assert (message["content"], "guild_id" in message) == ("in a DM", False)


async def test_events_without_their_intent_do_not_come(town: Town) -> None:
    async with identified(town, intents.GUILD_MESSAGES) as (wire, _):
        town.sandbox.add_channel(town.guild, "new")
        town.sandbox.leave(town.bob.user, town.guild)
        said(town, "the next thing that comes")
        assert (await wire.read())["t"] == "MESSAGE_CREATE"


async def test_a_member_who_leaves_is_told_with_the_members_intent(town: Town) -> None:
    async with identified(town, PLAIN | intents.MEMBERS) as (wire, _):
        town.sandbox.leave(town.bob.user, town.guild)
        assert (await wire.until("GUILD_MEMBER_REMOVE"))["d"]["user"]["id"] == town.bob.id


async def test_a_bot_that_is_removed_loses_the_guild_and_gets_it_back(town: Town) -> None:
    async with identified(town) as (wire, _):
        await wire.until("GUILD_CREATE")
        town.sandbox.leave(town.app.bot, town.guild)
        assert (await wire.read())["t"] == "GUILD_DELETE"
        said(town, "behind its back")
        town.sandbox.install(town.app, town.guild)
        assert (await wire.read())["t"] == "GUILD_CREATE"


# --- what closes a connection -----------------------------------------------------------------------


def hi(town: Town, **changes: Any) -> Json:
    return {"token": town.app.token, "intents": PLAIN, "properties": {}, **changes}


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ('{"op": 99, "d": null}', 4001),
        ("not JSON", 4002),
        ("[]", 4002),
        ('{"op": 2, "d": "me"}', 4002),
        (json.dumps({"op": 1, "d": "x" * 5000}), 4002),
        ('{"op": 3, "d": {"status": "idle"}}', 4003),
        ('{"op": 8, "d": {}}', 4003),
        ('{"op": 2, "d": {"token": "stolen", "intents": 1, "properties": {}}}', 4004),
        ('{"op": 6, "d": {"token": "stolen", "session_id": "x", "seq": 1}}', 4004),
    ],
)
async def test_what_discord_does_not_take_closes_the_connection(town: Town, frame: str, code: int) -> None:
    async with connected(town) as wire:
        await wire.socket.send_str(frame)
        assert await wire.closed_with() == code


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"intents": 1 << 40}, 4013),
        ({"intents": "all"}, 4013),
        ({"intents": -1}, 4013),
        ({"intents": PLAIN | intents.MESSAGE_CONTENT}, 4014),
        ({"shard": [2, 2]}, 4010),
        ({"shard": [0]}, 4010),
    ],
)
async def test_a_bad_identify_closes_the_connection(town: Town, changes: Json, code: int) -> None:
    town.app.privileged = 0
    async with connected(town) as wire:
        await wire.send(2, hi(town, **changes))
        assert await wire.closed_with() == code


async def test_to_identify_twice_closes_the_connection(town: Town) -> None:
    async with identified(town) as (wire, _):
        await wire.send(2, hi(town))
        assert await wire.closed_with() == 4005


async def test_an_old_version_of_the_gateway_is_not_there(town: Town) -> None:
    async with connected(town, "?v=5") as wire:
        assert await wire.closed_with() == 4012


async def test_too_much_talk_closes_the_connection(town: Town) -> None:
    async with identified(town) as (wire, _):
        for _ in range(121):
            await wire.send(3, {"status": "online", "activities": [], "since": None, "afk": False})
        assert await wire.closed_with() == 4008


async def test_without_heartbeats_the_connection_is_closed(town: Town) -> None:
    town.sandbox.gateway.heartbeat_interval = 0.05
    async with identified(town) as (wire, _):
        assert await wire.closed_with() == 4000
    async with connected(town) as wire:
        assert await wire.closed_with() == 4009


# --- resuming ---------------------------------------------------------------------------------------


async def resume(town: Town, wire: Wire, session_id: str, sequence: int) -> None:
    assert (await wire.read())["op"] == 10
    await wire.send(6, {"token": town.app.token, "session_id": session_id, "seq": sequence})


async def test_a_resumed_session_gets_exactly_what_it_missed(town: Town) -> None:
    wanted = PLAIN | intents.MESSAGE_CONTENT
    async with identified(town, wanted) as (wire, ready):
        said(town, "one")
        last = (await wire.until("MESSAGE_CREATE"))["s"]
        town.sandbox.gateway.close(4000)
        assert await wire.closed_with() == 4000
    said(town, "two")
    said(town, "three")
    async with connected(town) as wire:
        await resume(town, wire, ready["session_id"], last)
        frames = [await wire.read() for _ in range(3)]
        assert [frame["t"] for frame in frames] == ["MESSAGE_CREATE", "MESSAGE_CREATE", "RESUMED"]
        assert [frame["d"].get("content") for frame in frames[:2]] == ["two", "three"]
        assert [frame["s"] for frame in frames] == [last + 1, last + 2, last + 3]
        said(town, "four")
        assert (await wire.read())["d"]["content"] == "four"


async def test_what_was_sent_but_not_received_is_replayed(town: Town) -> None:
    async with identified(town, PLAIN | intents.MESSAGE_CONTENT) as (wire, ready):
        said(town, "lost on the way")
        await wire.until("MESSAGE_CREATE")
        town.sandbox.gateway.close(4000)
        await wire.closed_with()
    async with connected(town) as wire:
        await resume(town, wire, ready["session_id"], 2)
        assert (await wire.read())["d"]["content"] == "lost on the way"
        assert (await wire.read())["t"] == "RESUMED"


async def test_an_unknown_session_is_invalid(town: Town) -> None:
    async with connected(town) as wire:
        await resume(town, wire, "nobody", 1)
        assert await wire.read() == {"op": 9, "d": False, "t": None, "s": None}
        await wire.send(2, hi(town))
        assert (await wire.read())["t"] == "READY", "the same connection may start anew"


async def test_a_session_that_was_closed_properly_is_gone(town: Town) -> None:
    async with identified(town) as (wire, ready):
        await wire.socket.close(code=1000)
    async with connected(town) as wire:
        await resume(town, wire, ready["session_id"], 1)
        assert (await wire.read())["op"] == 9


async def test_a_sequence_from_the_future_is_refused(town: Town) -> None:
    async with identified(town) as (wire, ready):
        await wire.socket.close(code=4000)
    async with connected(town) as wire:
        await resume(town, wire, ready["session_id"], 1000)
        assert await wire.closed_with() == 4007


async def test_events_that_were_confirmed_are_not_kept(town: Town) -> None:
    async with identified(town) as (wire, ready):
        for number in range(20):
            said(town, str(number))
            last = (await wire.until("MESSAGE_CREATE"))["s"]
        await wire.send(1, last)
        while (await wire.read())["op"] != 11:
            pass
        assert len(town.sandbox.gateway.sessions[ready["session_id"]].kept) == 0
        await wire.socket.close(code=4000)
    async with connected(town) as wire:
        await resume(town, wire, ready["session_id"], 3)
        assert (await wire.read())["op"] == 9, "a client that forgot what it confirmed starts anew"


async def test_discord_may_ask_to_reconnect_or_forget_the_session(town: Town) -> None:
    async with identified(town) as (wire, _):
        await wire.until("GUILD_CREATE")
        assert town.sandbox.gateway.ask_to_reconnect() == 1
        assert (await wire.read())["op"] == 7
        assert town.sandbox.gateway.invalidate() == 1
        assert (await wire.read())["op"] == 9
        assert town.sandbox.gateway.sessions == {}


# --- shards and compression -------------------------------------------------------------------------


async def test_every_guild_comes_to_one_shard_and_dms_to_the_first(town: Town) -> None:
    for number in range(8):
        town.sandbox.install(town.app, town.sandbox.add_guild(f"guild {number}"))
    wanted = PLAIN | intents.DIRECT_MESSAGES
    one, two = identified(town, wanted, shard=[0, 2]), identified(town, wanted, shard=[1, 2])
    async with one as (first, ready_first), two as (second, ready_second):
        assert (ready_first["shard"], ready_second["shard"]) == ([0, 2], [1, 2])
        for ready, number in ((ready_first, 0), (ready_second, 1)):
            assert all((int(each["id"]) >> 22) % 2 == number for each in ready["guilds"])
        assert sorted((len(ready_first["guilds"]), len(ready_second["guilds"]))) == [4, 5]
        create(town.sandbox, town.alice.dm(town.app), town.alice.user, {"content": "hello"})
        assert (await first.until("MESSAGE_CREATE"))["d"]["content"] == "hello"
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await second.until("MESSAGE_CREATE")


async def test_zlib_stream_is_one_stream_flushed_after_every_event(town: Town) -> None:
    async with connected(town, "?v=10&encoding=json&compress=zlib-stream") as wire:
        assert (await wire.read())["op"] == 10
        await wire.send(2, hi(town))
        assert (await wire.read())["t"] == "READY"
        said(town, "é" * 100)
        assert (await wire.until("MESSAGE_CREATE"))["d"]["author"]["id"] == town.alice.id


async def test_zstd_stream_is_one_stream_too(town: Town) -> None:
    async with connected(town, "?v=10&encoding=json&compress=zstd-stream") as wire:
        decoder = zstd.ZstdDecompressor()

        async def read() -> Json:
            return dict(json.loads(decoder.decompress(await wire.socket.receive_bytes(timeout=60))))

        assert (await read())["op"] == 10
        await wire.send(2, hi(town))
        assert [(await read())["t"] for _ in range(2)] == ["READY", "GUILD_CREATE"]
        said(town, "é" * 1000)
        assert (await read())["d"]["author"]["id"] == town.alice.id


async def test_too_many_guilds_for_one_shard_need_sharding(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mentorbot.sandbox.discord.gateway.connection.MOST_GUILDS_A_SHARD", 1)
    town.sandbox.install(town.app, town.sandbox.add_guild("another"))
    async with connected(town) as wire:
        await wire.send(2, hi(town))
        assert await wire.closed_with() == 4011


async def test_another_encoding_is_refused_and_told(town: Town) -> None:
    async with connected(town, "?v=10&encoding=etf") as wire:
        assert await wire.closed_with() == 4002
    assert town.sandbox.complaints == ["the sandbox has no gateway with encoding=etf"]
    town.sandbox.unknown.clear()


async def test_a_deleted_message_is_told(town: Town) -> None:
    async with identified(town) as (wire, _):
        message = create(town.sandbox, town.general, town.alice.user, {"content": "oops"})
        delete(town.sandbox, message)
        assert (await wire.until("MESSAGE_DELETE"))["d"] == {
            "id": message.id,
            "channel_id": town.general.id,
            "guild_id": town.guild.id,
        }
