"""Socket Mode: connections that come, go, double and break, and envelopes that nobody takes."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest
from sandbox.slack.parts import button, row, said
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltRequest, AsyncRespond
from slack_sdk.errors import SlackApiError

from mentorbot.sandbox.slack.people.hands import PATIENCE
from mentorbot.sandbox.slack.people.screen import NotAnsweredError

if TYPE_CHECKING:
    from sandbox.slack.conftest import Start, Town


def answer(bolt: AsyncApp, heard: list[str] | None = None) -> None:
    """Let the app answer `/hello`, and note what it heard."""

    @bolt.command("/hello")
    async def hello(ack: AsyncAck, command: dict[str, Any]) -> None:
        if heard is not None:
            heard.append(command["text"])
        await ack(f"Hello {command['text']}")


async def connect(town: Town, session: aiohttp.ClientSession) -> aiohttp.ClientWebSocketResponse:
    """A connection without a library, after its greeting was read."""
    socket = await session.ws_connect(town.sandbox.sockets.ticket(town.app))
    assert (await socket.receive_json())["type"] == "hello"
    return socket


async def test_an_acknowledgement_can_carry_the_answer(town: Town, bolt: AsyncApp, start: Start) -> None:
    answer(bolt)
    await start(bolt)
    reply = await town.person(town.alice).slash("/hello you")
    assert reply.text == "Hello you"
    assert reply.ephemeral


async def test_an_answer_for_all_is_in_the_channel(town: Town, bolt: AsyncApp, start: Start) -> None:
    @bolt.command("/hello")
    async def hello(ack: AsyncAck) -> None:
        await ack(text="For all", response_type="in_channel")

    await start(bolt)
    reply = await town.person(town.alice).slash("/hello")
    assert not reply.ephemeral
    assert [one.text for one in town.person(town.bob).see()][-1] == "For all"


async def test_each_envelope_comes_to_one_of_several_connections(
    town: Town, bolt: AsyncApp, start: Start
) -> None:
    heard: list[str] = []
    answer(bolt, heard)
    for _ in range(3):
        await start(bolt)
    alice = town.person(town.alice)
    for number in range(6):
        await alice.slash(f"/hello {number}")
    assert heard == [str(number) for number in range(6)]
    sent = [one for one in town.sandbox.sockets.frames if one.sent and "slash_commands" in one.text]
    assert len(sent) == 6
    greetings = [json.loads(one.text) for one in town.sandbox.sockets.frames if '"hello"' in one.text]
    assert [one["num_connections"] for one in greetings] == [1, 2, 3]


async def test_what_nobody_takes_in_time_is_told_to_the_person(town: Town, bolt: AsyncApp) -> None:
    alice = town.person(town.alice)
    with pytest.raises(NotAnsweredError, match="dispatch_failed"):
        await alice.slash("/hello")
    town.sandbox.delivery.answer_within = 0.05
    async with aiohttp.ClientSession() as session:
        socket = await connect(town, session)
        with pytest.raises(NotAnsweredError, match="operation_timeout"):
            await alice.slash("/hello")
        frame = await socket.receive_json()
        assert frame["type"] == "slash_commands"
        assert frame["accepts_response_payload"]
        assert frame["payload"]["command"] == "/hello"
        await socket.close()


async def test_an_event_comes_again_until_it_is_taken(town: Town, bolt: AsyncApp) -> None:
    town.sandbox.delivery.answer_within = 0.05
    async with aiohttp.ClientSession() as session:
        socket = await connect(town, session)
        alice = town.person(town.alice)
        await alice.say("Is anybody there?", alice.dm())
        first, second = await socket.receive_json(), await socket.receive_json()
        assert (first["retry_attempt"], first["retry_reason"]) == (0, "")
        assert (second["retry_attempt"], second["retry_reason"]) == (1, "timeout")
        assert first["payload"]["event_id"] == second["payload"]["event_id"]
        assert first["envelope_id"] != second["envelope_id"]
        town.sandbox.delivery.answer_within = PATIENCE
        third = await socket.receive_json()
        await socket.send_json({"envelope_id": third["envelope_id"]})
        await alice.say("And now?", alice.dm())
        fourth = await socket.receive_json()
        assert fourth["payload"]["event"]["text"] == "And now?"
        await socket.send_json({"envelope_id": fourth["envelope_id"]})
        await socket.close()
    assert town.sandbox.delivery.lost == []


async def test_an_event_is_given_up_after_three_more_tries(town: Town, bolt: AsyncApp) -> None:
    alice = town.person(town.alice)
    await alice.say("Is anybody there?", alice.dm())
    await alice.wait(lambda: town.sandbox.delivery.lost, "the sandbox gives up", lambda: "", PATIENCE)
    assert town.sandbox.delivery.lost == ["message for helper: no_connection"]


async def test_bolt_is_told_that_an_event_comes_again(town: Town, bolt: AsyncApp, start: Start) -> None:
    seen: list[Any] = []
    taken = asyncio.Event()

    @bolt.middleware
    async def slow(req: AsyncBoltRequest, next_: Any) -> None:
        seen.append(req.headers.get("x-slack-retry-num"))
        if len(seen) > 1:
            town.sandbox.delivery.answer_within = PATIENCE
            await next_()
        else:
            await taken.wait()

    @bolt.event("message")
    async def wrote() -> None:
        taken.set()

    await start(bolt)
    town.sandbox.delivery.answer_within = 0.05
    alice = town.person(town.alice)
    await alice.say("Hello", alice.dm())
    await asyncio.wait_for(taken.wait(), PATIENCE)
    assert seen[0] in (None, ["0"])
    assert seen[-1] not in (None, ["0"])


async def test_connections_that_are_renewed_lose_nothing(town: Town, bolt: AsyncApp, start: Start) -> None:
    heard: list[str] = []
    answer(bolt, heard)
    await start(bolt)
    await start(bolt)
    alice = town.person(town.alice)
    assert town.sandbox.sockets.warn() == 2
    await alice.slash("/hello warned")
    async with asyncio.timeout(PATIENCE):
        while len(town.sandbox.sockets.of(town.app)) < 2:  # both come back after a warning
            await town.sandbox.bell.rings()
    chosen = town.sandbox.sockets.of(town.app)[0]
    assert town.sandbox.sockets.refresh() == 2
    await town.sandbox.connected(town.app)
    await alice.slash("/hello again")
    assert chosen not in town.sandbox.sockets.of(town.app)
    assert heard == ["warned", "again"]


async def test_an_app_comes_back_after_its_connection_broke(town: Town, bolt: AsyncApp) -> None:
    answer(bolt)
    handler = AsyncSocketModeHandler(bolt, town.sandbox.app_token(town.app), ping_interval=0.05)
    await handler.connect_async()
    await town.sandbox.connected(town.app)
    assert town.sandbox.sockets.cut() == 1
    await town.sandbox.connected(town.app)
    assert (await town.person(town.alice).slash("/hello again")).text == "Hello again"
    await handler.close_async()


async def test_an_envelope_that_comes_twice_is_heard_twice(town: Town, bolt: AsyncApp, start: Start) -> None:
    heard: list[str] = []
    second = asyncio.Event()

    @bolt.command("/hello")
    async def hello(ack: AsyncAck, command: dict[str, Any]) -> None:
        heard.append(command["trigger_id"])
        await ack("Hello")
        if len(heard) == 2:
            second.set()

    await start(bolt)
    await start(bolt)
    town.sandbox.sockets.twice = 1
    alice = town.person(town.alice)
    await alice.slash("/hello")
    await asyncio.wait_for(second.wait(), PATIENCE)
    assert heard[0] == heard[1]
    assert [one.text for one in alice.see() if one.ephemeral] == ["Hello"]


async def test_an_address_of_a_socket_is_good_once(town: Town) -> None:
    address = town.sandbox.sockets.ticket(town.app)
    async with aiohttp.ClientSession() as session:
        socket = await session.ws_connect(address)
        await socket.receive()
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(address)
        await socket.close()


async def test_more_than_ten_connections_are_too_many(town: Town) -> None:
    async with aiohttp.ClientSession() as session:
        sockets = [await connect(town, session) for _ in range(10)]
        last = await session.ws_connect(town.sandbox.sockets.ticket(town.app))
        assert (await last.receive_json())["reason"] == "too_many_websockets"
        assert (await last.receive()).type is aiohttp.WSMsgType.CLOSE
        for socket in (*sockets, last):
            await socket.close()


async def test_a_press_that_comes_twice_uses_each_address_and_trigger_once(
    town: Town, bolt: AsyncApp, start: Start
) -> None:
    errors: list[str] = []
    done = asyncio.Event()

    @bolt.command("/hello")
    async def hello(ack: AsyncAck, respond: AsyncRespond) -> None:
        await ack()
        await respond(text="Hello", blocks=[said("Hello"), row(button("Open", "open"))])

    @bolt.action("open")
    async def show(ack: AsyncAck, client: Any, body: dict[str, Any]) -> None:
        await ack()
        view = {"type": "modal", "title": {"type": "plain_text", "text": "Here"}, "blocks": [said("Here")]}
        try:
            await client.views_open(trigger_id=body["trigger_id"], view=view)
        except SlackApiError as error:
            errors.append(error.response["error"])
            done.set()

    await start(bolt)
    reply = await town.person(town.alice).slash("/hello")
    town.sandbox.sockets.twice = 1
    assert (await reply.click("Open")).title == "Here"
    await asyncio.wait_for(done.wait(), PATIENCE)
    assert errors == ["exchanged_trigger_id"]
