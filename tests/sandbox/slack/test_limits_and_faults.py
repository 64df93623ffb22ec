"""Calls that come too fast, and what goes wrong on purpose; reactions and pins."""

import asyncio

import aiohttp
import pytest
from sandbox.slack.conftest import Raw, Town, error_of, refused
from slack_sdk.errors import SlackApiError

from mentorbot.sandbox.slack.api.errors import RateLimitedError
from mentorbot.sandbox.slack.api.rate_limits import RateLimits, Tier


async def test_after_a_burst_one_message_a_second_goes_to_a_channel(town: Town, raw: Raw) -> None:
    town.sandbox.rate_limits.enabled = True
    town.sandbox.rate_limits.clock = lambda: town.clock().timestamp()
    channel = str((await town.client.conversations_open(users=town.alice.id))["channel"]["id"])

    async def post() -> int:
        status, answer, headers = await raw("chat.postMessage", channel=channel, text="Hello")
        if status == 429:
            assert answer == {"ok": False, "error": "ratelimited"}
            assert headers["Retry-After"] == "1"
        return status

    assert [await post() for _ in range(7)] == [200] * 5 + [429] * 2
    town.clock.pass_by(seconds=1)
    assert [await post() for _ in range(2)] == [200, 429]
    await town.client.chat_postMessage(channel=town.bob.id, text="another channel")


def test_each_method_has_its_own_measure() -> None:
    limits = RateLimits()
    for _ in range(Tier.TWO.calls):
        limits.take("A", "T", "conversations.create", Tier.TWO)
    with pytest.raises(RateLimitedError) as caught:
        limits.take("A", "T", "conversations.create", Tier.TWO)
    assert 1 <= int(caught.value.headers["Retry-After"]) <= 60
    limits.take("A", "T", "conversations.archive", Tier.TWO)
    limits.take("A", "elsewhere", "conversations.create", Tier.TWO)


async def test_a_call_can_be_made_to_fail(town: Town) -> None:
    fault = town.sandbox.faults.add("chat.*", times=2, error="fatal_error")
    for _ in range(2):
        assert await error_of(town.client.chat_postMessage(channel=town.alice.id, text="a")) == "fatal_error"
    await town.client.chat_postMessage(channel=town.alice.id, text="b")
    assert fault.hits == 2


async def test_a_call_can_be_told_to_come_later(town: Town) -> None:
    town.sandbox.faults.add("chat.postMessage", retry_after=7)
    with pytest.raises(SlackApiError) as caught:
        await town.client.chat_postMessage(channel=town.alice.id, text="a")
    assert caught.value.response.status_code == 429
    assert caught.value.response.headers["Retry-After"] == "7"


async def test_an_answer_can_be_lost_after_the_deed(town: Town, raw: Raw) -> None:
    town.sandbox.faults.add("chat.postMessage", lost_ack=True)
    with pytest.raises(aiohttp.ClientError):
        await raw("chat.postMessage", channel=town.alice.id, text="said all the same")
    channel = town.sandbox.world.direct(frozenset({town.bot.id, town.alice.id}))
    assert channel is not None
    assert [one.text for one in channel.messages.values()] == ["said all the same"]


async def test_a_connection_can_be_cut_before_the_deed(town: Town, raw: Raw) -> None:
    town.sandbox.faults.add("chat.postMessage", reset=True)
    with pytest.raises(aiohttp.ClientError):
        await raw("chat.postMessage", channel=town.alice.id, text="never said")
    assert town.sandbox.world.direct(frozenset({town.bot.id, town.alice.id})) is None


async def test_an_answer_can_wait_until_it_is_let_go(town: Town) -> None:
    until = asyncio.Event()
    town.sandbox.faults.add("auth.test", until=until)
    asking = asyncio.create_task(town.client.auth_test())
    await town.client.api_test()
    assert not asking.done()
    until.set()
    assert (await asking)["ok"]


async def test_what_came_and_what_was_answered_is_kept(town: Town) -> None:
    await town.client.chat_postMessage(channel=town.alice.id, text="Hello")
    exchange = town.sandbox.requests[-1]
    assert (exchange.method, exchange.app_id, exchange.status) == ("chat.postMessage", town.app.id, 200)
    assert exchange.arguments["text"] == "Hello"
    assert "token" not in exchange.arguments


async def test_a_form_says_the_same_as_json(town: Town, raw: Raw) -> None:
    blocks = '[{"type": "divider"}]'
    status, answer, _ = await raw("chat.postMessage", channel=town.alice.id, text="Hello", blocks=blocks)
    assert status == 200
    assert answer["message"]["blocks"][0]["type"] == "divider"


async def test_reactions_are_put_on_once_and_taken_off_once(town: Town) -> None:
    sent = await town.client.chat_postMessage(channel=town.alice.id, text="Hello")
    mark = {"channel": sent["channel"], "timestamp": sent["ts"], "name": "wave"}
    await town.client.reactions_add(**mark)
    assert await error_of(town.client.reactions_add(**mark)) == "already_reacted"
    assert town.told("reaction_added")[-1]["reaction"] == "wave"
    await town.client.reactions_remove(**mark)
    assert await error_of(town.client.reactions_remove(**mark)) == "no_reaction"
    odd = town.client.reactions_add(**{**mark, "name": "no such thing"})
    assert await error_of(odd) == "invalid_name"


async def test_a_message_is_pinned_once(town: Town) -> None:
    sent = await town.client.chat_postMessage(channel=town.alice.id, text="Agenda")
    pin = {"channel": sent["channel"], "timestamp": sent["ts"]}
    await town.client.pins_add(**pin)
    assert await error_of(town.client.pins_add(**pin)) == "already_pinned"
    pins = await town.client.pins_list(channel=sent["channel"])
    assert [one["message"]["text"] for one in pins["items"]] == ["Agenda"]
    await town.client.pins_remove(**pin)
    assert await error_of(town.client.pins_remove(**pin)) == "no_pin"
    nothing = await refused(town.client.pins_add(channel=sent["channel"], timestamp="1.000001"))
    assert nothing["error"] == "message_not_found"
