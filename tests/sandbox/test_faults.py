"""Things that go wrong on purpose, as a real discord.py bot meets them."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import aiohttp
import discord
import pytest

if TYPE_CHECKING:
    from conftest import Api, Bot, Start, Town


async def test_a_status_code_comes_as_often_as_it_is_asked_for(town: Town, api: Api) -> None:
    fault = town.sandbox.faults.add("POST", "/channels/*/messages", times=2, status=503)
    path = f"/channels/{town.general.id}/messages"
    statuses = [(await api("POST", path, {"content": "x"}))[0] for _ in range(3)]
    assert (statuses, fault.hits, len(town.general.messages)) == ([503, 503, 200], 2, 1)
    assert (await api("GET", path))[0] == 200


async def test_a_chosen_error_code_reaches_the_bot(town: Town, bot: Bot, start: Start) -> None:
    await start(bot)
    town.sandbox.faults.add("*", "/channels/*", status=403, code=50001)
    with pytest.raises(discord.Forbidden) as refused:
        await bot.fetch_channel(int(town.general.id))
    assert refused.value.code == 50001


@pytest.mark.parametrize("fault", ["reset", "lost_ack"])
async def test_a_cut_connection_tells_nothing_of_what_was_done(town: Town, api: Api, fault: str) -> None:
    town.sandbox.faults.add("POST", "/channels/*", **{fault: True})
    body = {"content": "once", "nonce": "n", "enforce_nonce": True}
    path = f"/channels/{town.general.id}/messages"
    with pytest.raises(aiohttp.ClientError):
        await api("POST", path, body)
    assert len(town.general.messages) == (1 if fault == "lost_ack" else 0)
    assert (await api("POST", path, body))[0] == 200
    assert len(town.general.messages) == 1, "with a nonce it can be tried again"


async def test_an_answer_can_be_held_back(town: Town, api: Api) -> None:
    gate = asyncio.Event()
    town.sandbox.faults.add("GET", "/users/@me", until=gate)
    asking = asyncio.create_task(api("GET", "/users/@me"))
    done, _ = await asyncio.wait({asking}, timeout=0.1)
    assert not done
    gate.set()
    assert (await asking)[0] == 200


async def test_a_bot_whose_gateway_breaks_resumes_and_misses_nothing(
    town: Town, bot: Bot, start: Start
) -> None:
    heard: asyncio.Queue[str] = asyncio.Queue()
    resumed = asyncio.Event()

    @bot.event
    async def on_message(message: discord.Message) -> None:
        await heard.put(message.content)

    @bot.event
    async def on_resumed() -> None:
        resumed.set()

    await start(bot)
    await town.alice.say(f"{town.app.bot.mention} one")
    assert await asyncio.wait_for(heard.get(), 60) == f"{town.app.bot.mention} one"
    assert town.sandbox.gateway.close(4000) == 1
    await town.alice.say(f"{town.app.bot.mention} two")
    assert await asyncio.wait_for(heard.get(), 60) == f"{town.app.bot.mention} two"
    await asyncio.wait_for(resumed.wait(), 60)
    assert heard.empty()


async def test_a_bot_whose_session_is_gone_starts_a_new_one(town: Town, bot: Bot, start: Start) -> None:
    await start(bot)
    again = asyncio.Event()

    @bot.event
    async def on_ready() -> None:
        again.set()

    first = set(town.sandbox.gateway.sessions)
    town.sandbox.gateway.ask_to_reconnect()
    for session in list(town.sandbox.gateway.sessions.values()):
        town.sandbox.gateway.end(session)
    await asyncio.wait_for(again.wait(), 60)
    assert first.isdisjoint(town.sandbox.gateway.sessions)


async def test_a_wrong_token_does_not_log_in(town: Town, bot: Bot) -> None:
    with town.sandbox.discord_py(), pytest.raises(discord.LoginFailure):
        await bot.login("stolen")
    await bot.close()


async def test_a_privileged_intent_that_was_not_granted_is_told(town: Town, start: Start) -> None:
    town.app.privileged = 0
    client = discord.Client(intents=discord.Intents.all())
    with town.sandbox.discord_py(), pytest.raises(discord.PrivilegedIntentsRequired):
        await asyncio.wait_for(client.start(town.app.token), 60)
    await client.close()
