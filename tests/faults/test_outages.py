"""Discord stalls or closes its gateway, or the disk is full, while messages fall due: each arrives once."""

import asyncio
import os
import socket
import sys
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import aiohttp
import psutil
import pytest
from delivery.conftest import Post, post, texts, until
from faults.test_kills import Field, fill, ground
from town import Town, empty_town, town

from mentorbot.delivery import alarm, desk

__all__ = ["empty_town", "ground", "post", "town"]

MESSAGES = "/channels/*/messages"
MANY = 120


@pytest.mark.slow
async def test_ten_seconds_without_an_answer_hold_up_nobody_else_and_send_nothing_twice(
    town: Town, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Leases are shorter than the stall, so that they have to be held on to.
    monkeypatch.setattr(desk, "LEASE", timedelta(seconds=3))
    monkeypatch.setattr(alarm, "SWEEP_SECONDS", 1)
    await town.restart()
    stalled = [town.sandbox.add_channel(town.guild, f"stalled-{number}") for number in range(3)]
    for channel in stalled:
        town.sandbox.faults.add("POST", f"/channels/{channel.id}/messages", delay=10.0)
        for number in range(3):
            await post.into(channel, f"{channel.name} {number}")
    for number in range(MANY):
        await post.into(town.general, f"{number:03}")
    await until(lambda: len(town.general.messages) == MANY)
    assert [channel.messages for channel in stalled] == [[], [], []]
    assert set((await post.settled()).values()) == {"sent"}
    assert [sorted(texts(one.messages)) for one in stalled] == [
        [f"{one.name} {number}" for number in range(3)] for one in stalled
    ]
    assert len(town.general.messages) == MANY
    assert {row["attempts"] for row in (await post.rows()).values()} == {1}


@pytest.mark.parametrize(
    "close",
    [
        lambda town: town.sandbox.gateway.close(4000),
        lambda town: town.sandbox.gateway.close(1006),
        lambda town: town.sandbox.gateway.close(4000, resumable=False),
        lambda town: town.sandbox.gateway.ask_to_reconnect(),
        lambda town: town.sandbox.gateway.invalidate(),
    ],
    ids=["resumed", "cut", "not resumed", "asked to reconnect", "session invalid"],
)
async def test_a_gateway_that_closes_loses_and_repeats_nothing(
    town: Town, post: Post, close: Callable[[Town], int]
) -> None:
    people = [town.alice, town.bob]
    for number in range(MANY // 2):
        await post.into(town.general, f"{number:03}")
        await post.to(people[number % 2], f"to you {number:03}")
    await until(lambda: len(town.general.messages) > 5)
    assert close(town) == 1
    assert set((await post.settled()).values()) == {"sent"}
    assert sorted(texts(town.general.messages)) == [f"{number:03}" for number in range(MANY // 2)]
    private = sorted(text for person in people for text in texts(person.dm().messages))
    assert private == [f"to you {number:03}" for number in range(MANY // 2)]
    await town.sandbox.online(town.app)
    assert (await town.alice.slash("help")).text


def allow(process: psutil.Process, most: int) -> None:
    """Let no file that this process writes become larger, as on a disk that is full."""
    process.rlimit(psutil.RLIMIT_FSIZE, (most, psutil.RLIM_INFINITY))


async def healthy(url: str) -> dict[str, object]:
    """What /healthz says."""
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        told: dict[str, object] = await answer.json()
        return told | {"code": answer.status}


@pytest.mark.slow
@pytest.mark.timeout(180)
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits a process that runs")
async def test_a_full_disk_is_told_of_loses_nothing_and_mends_by_itself(
    ground: Field, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}/healthz"
    monkeypatch.setitem(os.environ, "MENTORBOT_HEALTH_PORT", str(port))
    sent = await fill(ground, MANY, seconds=3)
    bot = await ground.start()
    await ground.more_than(5)
    process = psutil.Process(bot.pid)

    # Not a byte more: neither what was sent can be noted, nor the next be taken.
    allow(process, 1)
    before = await _told(url, delivery=False)
    assert (before["code"], before["status"]) == (503, "unwell")
    await asyncio.sleep(1)
    waiting = await ground.waiting()
    assert waiting > 0
    assert await ground.waiting() == waiting
    assert bot.returncode is None

    allow(process, psutil.RLIM_INFINITY)
    await _told(url, delivery=True)
    await ground.until_all_is_settled(60)
    bot.terminate()
    assert await asyncio.wait_for(bot.wait(), 60) == 0
    assert ground.arrived() == Counter(dict.fromkeys(sent, 1))


async def _told(url: str, *, delivery: bool) -> dict[str, object]:
    """Wait until /healthz says so of delivery."""
    async with asyncio.timeout(60):
        while True:
            try:
                told = await healthy(url)
            except aiohttp.ClientError:
                told = {}
            if told.get("delivery") is delivery:
                return told
            await asyncio.sleep(0.1)
