"""Discord is away, closes for good, or brings late what was done meanwhile."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import discord
import pytest
from aiohttp import web
from discord.utils import time_snowflake
from town import Town

from mentorbot.errors import OperatorError
from mentorbot.on_discord import connecting, lateness
from mentorbot.on_discord.lateness import Lateness
from mentorbot.progress import service
from mentorbot.sandbox.discord.api import server
from mentorbot.sandbox.discord.gateway.gateway import Gateway


async def until(condition: Callable[[], bool]) -> None:
    """Wait until something is so."""
    async with asyncio.timeout(60):
        while not condition():  # noqa: ASYNC110 - there is no event for everything
            await asyncio.sleep(0.02)


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bot tries again a moment after an attempt failed; discord.py by itself would wait for an hour."""
    monkeypatch.setattr(connecting, "LONGEST_WAIT", 0.3)
    monkeypatch.setattr(connecting, "LOOK", 0.05)
    monkeypatch.setattr(discord.client.ExponentialBackoff, "delay", lambda _: 3600.0)


@pytest.mark.usefixtures("soon")
async def test_after_a_long_outage_the_bot_is_back_soon_and_says_meanwhile_that_it_is_not_there(
    town: Town,
) -> None:
    assert town.bot.connected
    town.sandbox.gateway.away = True
    town.sandbox.gateway.close(4000)
    await until(lambda: not town.bot.connected)
    await asyncio.sleep(0.5)
    assert not town.bot.connected
    town.sandbox.gateway.away = False
    await until(lambda: town.bot.connected)
    assert (await town.alice.slash("help")).text


async def test_a_first_connection_that_fails_is_tried_again(
    empty_town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connecting, "MOST_BETWEEN_FIRST", 0.1)
    monkeypatch.setattr(connecting, "_FIRST_WAIT", 0.05)
    fault = empty_town.sandbox.faults.add("GET", "/users/@me", times=2, reset=True)
    empty_town.sandbox.gateway.away = True
    starting = asyncio.create_task(empty_town.start())
    await until(lambda: fault.hits == 2)
    await asyncio.sleep(0.3)
    assert not starting.done()
    empty_town.sandbox.gateway.away = False
    await starting
    assert (await empty_town.alice.slash("help")).text


@pytest.mark.parametrize("code", sorted(connecting.CLOSED))
async def test_a_connection_closed_for_good_ends_in_a_sentence(town: Town, code: int) -> None:
    town.sandbox.gateway.close(code)
    with pytest.raises(OperatorError) as told:
        await town.running[-1][2]
    town.running.pop()
    assert told.value.sentence == connecting.CLOSED[code]


@pytest.mark.parametrize("patience", [-1.0, 3600.0], ids=["too late", "in time"])
async def test_what_was_pressed_while_the_bot_was_away_is_done_only_while_it_is_waited_for(
    town: Town, monkeypatch: pytest.MonkeyPatch, patience: float
) -> None:
    asked: list[object] = []
    real = service.load_standing

    async def load_standing(*args: object) -> service.Standing:
        asked.append(args)
        return await real(*args)  # type: ignore[arg-type]

    assert (await town.alice.slash("nextstep")).text
    monkeypatch.setattr(lateness, "PATIENCE", patience)
    monkeypatch.setattr(service, "load_standing", load_standing)
    town.sandbox.gateway.away = True
    town.sandbox.gateway.close(4000)
    await until(lambda: not town.bot.connected)
    asking = asyncio.create_task(town.alice.slash("nextstep"))
    await until(lambda: any(not one.answered for one in town.sandbox.interactions.by_id.values()))
    town.sandbox.gateway.away = False
    await until(lambda: town.bot.connected)
    if patience > 0:
        assert (await asking).text
    asking.cancel()
    assert (await town.bob.slash("help")).text
    assert bool(asked) is (patience > 0)


async def test_how_late_something_is_does_not_depend_on_the_clock_of_the_machine() -> None:
    kept, made = Lateness(), discord.utils.utcnow() + timedelta(hours=5)
    before = made - timedelta(seconds=lateness.PATIENCE + 1)
    assert not kept.too_late(time_snowflake(made), replayed=False)
    assert not kept.too_late(time_snowflake(made), replayed=True)
    assert kept.too_late(time_snowflake(before), replayed=True)


async def test_without_anything_to_compare_with_the_clock_of_the_machine_has_to_do() -> None:
    now = discord.utils.utcnow()
    assert not Lateness().too_late(time_snowflake(now), replayed=True)
    assert Lateness().too_late(time_snowflake(now - timedelta(minutes=1)), replayed=True)


READY_OF_NOBODY = '{"op": 0, "t": "READY", "s": 1, "d": {}}'


async def _hang_up(socket: web.WebSocketResponse, code: int) -> None:
    await socket.close(code=code)


async def _say(socket: web.WebSocketResponse, *said: str) -> None:
    for one in said:
        await socket.send_str(one)
    await socket.close()


async def test_whatever_goes_wrong_with_a_first_handshake_another_is_made(
    empty_town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connecting, "MOST_BETWEEN_FIRST", 0.01)
    monkeypatch.setattr(discord.client.ExponentialBackoff, "delay", lambda _: 0.01)
    refusals = [web.Response(status=status, text="<html>") for status in (200, 403, 404, 429, 500, 503)]
    hangups = [partial(_hang_up, code=code) for code in (1000, 1001, 1011, 4000, 4008, 4009)]
    hello = '{"op": 10, "d": {"heartbeat_interval": 41250}}'
    nonsense = [("<html>",), ("null",), ('{"op": 10}',), ('{"op": 10, "d": {}}',), (hello, READY_OF_NOBODY)]
    sayings = [lambda socket, said=said: _say(socket, *said) for said in nonsense]
    failures: list[Any] = [*refusals, *hangups, *sayings]
    real = server.serve

    async def serve(gateway: Gateway, request: web.BaseRequest) -> web.StreamResponse:
        if not failures:
            return await real(gateway, request)
        failure = failures.pop()
        if isinstance(failure, web.Response):
            return failure
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await failure(socket)
        return socket

    monkeypatch.setattr(server, "serve", serve)
    await empty_town.start()
    assert failures == []
    assert (await empty_town.alice.slash("help")).text
