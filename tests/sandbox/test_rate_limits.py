"""Rate limits: Discord's headers, its 429 bodies, and a discord.py bot that waits as it is told."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from mentorbot.sandbox.discord.api.rate_limits import GLOBAL, RateLimitedError, RateLimits
from mentorbot.sandbox.discord.api.routing import TABLE, Limit, Route, Table

if TYPE_CHECKING:
    from conftest import Api, Bot, Start, Town


async def test_every_answer_tells_what_is_left_of_its_bucket(town: Town, api: Api) -> None:
    town.sandbox.rate_limits.enabled = True
    path = f"/channels/{town.general.id}/messages"
    buckets = set()
    for left in (4, 3, 2, 1, 0):
        assert (await api("POST", path, {"content": "x"}))[0] == 200
        assert (api.headers["X-RateLimit-Limit"], api.headers["X-RateLimit-Remaining"]) == ("5", str(left))
        assert 0 < float(api.headers["X-RateLimit-Reset-After"]) <= 5
        assert abs(float(api.headers["X-RateLimit-Reset"]) - time.time()) < 60
        buckets.add(api.headers["X-RateLimit-Bucket"])
    status, body = await api("POST", path, {"content": "x"})
    assert (status, body["message"], body["global"]) == (429, "You are being rate limited.", False)
    assert 0 < body["retry_after"] <= 5
    assert (api.headers["X-RateLimit-Scope"], api.headers["X-RateLimit-Remaining"]) == ("user", "0")
    assert int(api.headers["Retry-After"]) >= body["retry_after"]
    assert len(town.general.messages) == 5, "a refused request does nothing"
    await api("GET", path)
    assert api.headers["X-RateLimit-Bucket"] not in buckets


async def test_every_channel_has_a_bucket_of_its_own(town: Town, api: Api) -> None:
    town.sandbox.rate_limits.enabled = True
    other = town.sandbox.add_channel(town.guild, "other")
    for _ in range(6):
        status, _ = await api("POST", f"/channels/{town.general.id}/messages", {"content": "x"})
    assert status == 429
    assert (await api("POST", f"/channels/{other.id}/messages", {"content": "x"}))[0] == 200


async def test_discord_py_waits_and_loses_nothing(town: Town, bot: Bot, start: Start) -> None:
    town.sandbox.rate_limits.enabled = True
    route = next(one for one in TABLE.routes if (one.method, one.template[-9:]) == ("POST", "/messages"))
    object.__setattr__(route, "limit", Limit(2, 0.3))
    try:
        await start(bot)
        channel = bot.get_partial_messageable(int(town.general.id))
        for number in range(5):
            await channel.send(str(number))
    finally:
        object.__setattr__(route, "limit", Limit(5, 5.0))
    assert [message.content for message in town.general.messages] == list("01234")
    sent = [one for one in town.sandbox.requests if one.path.endswith("/messages") and one.status == 200]
    assert [one.headers["X-RateLimit-Remaining"] for one in sent] == list("10101"), (
        "it waited for new windows"
    )


def endpoint(limit: Limit | None, *, shares_global: bool = True) -> Route:
    return Route("GET", "/x/{id}", print, auth=True, limit=limit, shares_global=shares_global)


def test_fifty_requests_a_second_are_the_most_for_an_application() -> None:
    limits, one = RateLimits(), endpoint(None)
    for _ in range(GLOBAL.requests):
        assert limits.take("app", one, {}) == {}
    with pytest.raises(RateLimitedError) as refused:
        limits.take("app", one, {})
    assert refused.value.body()["global"] is True
    assert (refused.value.headers["X-RateLimit-Scope"], refused.value.headers["X-RateLimit-Global"]) == (
        "global",
        "true",
    )
    assert limits.take("other app", one, {}) == {}
    assert limits.take("app", endpoint(None, shares_global=False), {}) == {}, "interactions do not count"


def test_buckets_that_are_over_are_forgotten() -> None:
    limits, one = RateLimits(), endpoint(Limit(1, 1e-9), shares_global=False)
    for number in range(3000):
        limits.take(str(number), one, {})
    assert len(limits._windows) <= 1001


async def test_switched_off_there_are_no_headers_and_no_refusals(town: Town, api: Api) -> None:
    for _ in range(60):
        status, _ = await api("GET", f"/channels/{town.general.id}")
        assert (status, "X-RateLimit-Limit" in api.headers) == (200, False)


def test_the_same_endpoint_cannot_be_given_twice() -> None:
    table = Table()
    table.add(endpoint(None))
    with pytest.raises(ValueError, match="two functions for GET"):
        table.add(endpoint(None))
