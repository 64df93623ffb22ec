"""Request URLs: the same as in Socket Mode, signed, over HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TYPE_CHECKING, Any

import pytest
from aiohttp import web
from sandbox.slack.parts import button, field, form, plain, row, said
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltRequest, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from mentorbot.sandbox.slack.people.hands import PATIENCE
from mentorbot.sandbox.slack.people.screen import NotAnsweredError
from mentorbot.sandbox.slack.run import listen_at

if TYPE_CHECKING:
    from sandbox.slack.conftest import Town

Listen = Callable[[AsyncApp], Awaitable[None]]


@pytest.fixture
async def signed(town: Town, bolt: AsyncApp) -> AsyncApp:
    """The town's app, which checks signatures."""
    return AsyncApp(client=town.client, signing_secret=town.app.signing_secret)


@pytest.fixture
async def listen(town: Town) -> AsyncIterator[Listen]:
    """Lets an app listen on a port of its own, and names the address in its manifest."""
    runners: list[web.AppRunner] = []

    async def begin(app: AsyncApp) -> None:
        runner = web.AppRunner(app.server(path="/slack/events").web_app, access_log=None)
        runners.append(runner)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        listen_at(town.app, f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events")

    yield begin
    for runner in runners:
        await runner.cleanup()


async def test_everything_comes_over_http_as_well(town: Town, signed: AsyncApp, listen: Listen) -> None:
    bolt = signed

    @bolt.command("/hello")
    async def hello(ack: AsyncAck, respond: AsyncRespond, command: dict[str, Any]) -> None:
        assert command["is_enterprise_install"] == "false"
        await ack()
        await respond(text="Hello", blocks=[said(command["text"]), row(button("Form", "form"))])

    @bolt.action("form")
    async def show(ack: AsyncAck, client: AsyncWebClient, body: dict[str, Any]) -> None:
        await ack()
        city = field("City", {"type": "external_select", "min_query_length": 0})
        await client.views_open(trigger_id=body["trigger_id"], view=form("Where", city))

    @bolt.options("city")
    async def offer(ack: AsyncAck) -> None:
        await ack(options=[{"text": plain("Bern"), "value": "bern"}])

    @bolt.view("form")
    async def take(ack: AsyncAck, body: dict[str, Any]) -> None:
        chosen = body["view"]["state"]["values"]["city"]["city"]["selected_option"]["value"]
        await ack(response_action="errors", errors={"city": f"Not {chosen} again"})

    await listen(bolt)
    alice = town.person(town.alice)
    reply = await alice.slash("/hello ä & you=1")
    assert reply.text == "ä & you=1"
    modal = await reply.click("Form")
    assert await modal.submit({"City": "Bern"}) is modal
    assert modal.errors == {"City": "Not bern again"}


async def test_an_address_is_asked_whether_it_is_the_apps(
    town: Town, signed: AsyncApp, listen: Listen
) -> None:
    await listen(signed)
    assert await town.sandbox.delivery.urls.verify(town.app)
    listen_at(town.app, "http://127.0.0.1:9/slack/events")
    assert not await town.sandbox.delivery.urls.verify(town.app)


async def test_what_is_not_signed_by_slack_is_refused(town: Town, signed: AsyncApp, listen: Listen) -> None:
    @signed.command("/hello")
    async def hello(ack: AsyncAck) -> None:
        await ack("Hello")

    await listen(signed)
    alice = town.person(town.alice)
    assert (await alice.slash("/hello")).text == "Hello"
    town.app.signing_secret = "of somebody else"
    with pytest.raises(NotAnsweredError, match="dispatch_failed"):
        await alice.slash("/hello")


async def test_an_event_comes_again_with_its_number(town: Town, signed: AsyncApp, listen: Listen) -> None:
    seen: list[tuple[Any, Any]] = []
    taken = asyncio.Event()

    @signed.middleware
    async def fail(req: AsyncBoltRequest, next_: Any) -> None:
        seen.append((req.headers.get("x-slack-retry-num"), req.headers.get("x-slack-retry-reason")))
        if len(seen) < 3:
            raise RuntimeError("not yet")
        await next_()

    @signed.event("message")
    async def wrote() -> None:
        taken.set()

    await listen(signed)
    alice = town.person(town.alice)
    await alice.say("Hello", alice.dm())
    await asyncio.wait_for(taken.wait(), PATIENCE)
    assert seen == [(None, None), (["1"], ["http_error"]), (["2"], ["http_error"])]


async def test_a_slow_answer_is_too_late(town: Town, signed: AsyncApp, listen: Listen) -> None:
    @signed.command("/hello")
    async def hello(ack: AsyncAck) -> None:
        await asyncio.Event().wait()

    await listen(signed)
    town.sandbox.delivery.answer_within = 0.05
    with pytest.raises(NotAnsweredError, match="operation_timeout"):
        await town.person(town.alice).slash("/hello")
