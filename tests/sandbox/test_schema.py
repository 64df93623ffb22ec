"""The sandbox tells when an exchange is not what Discord describes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mentorbot.sandbox.discord.api.exchanges import Exchange
from mentorbot.sandbox.discord.api.routing import TABLE
from mentorbot.sandbox.discord.api.schema import NAME, Schema

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Api, Town

    from mentorbot.sandbox.discord.api.routing import Route

SEND = "/channels/{channel_id}/messages"


@pytest.fixture
def schema(openapi: Path | None) -> Schema:
    if openapi is None:
        pytest.skip("Discord's OpenAPI description is not here; DISCORD_OPENAPI names it")
    return Schema(openapi)


def route(method: str, template: str) -> Route:
    return next(one for one in TABLE.routes if (one.method, one.template) == (method, template))


def test_a_request_that_discord_does_not_describe_is_told(schema: Schema) -> None:
    schema.check(route("DELETE", f"{SEND}/{{message_id}}"), Exchange("DELETE", "", status=204))
    assert schema.mismatches == []
    schema.check(route("POST", SEND), Exchange("POST", "", body={"content": 5}, status=400, answer={}))
    assert schema.mismatches.pop() == f"POST {SEND} answered 400 without code, message"
    schema.check(route("POST", SEND), Exchange("POST", "", body={"embeds": [{"title": 5}]}, answer={}))
    request, answer = schema.mismatches
    assert request.startswith(f"POST {SEND} was sent: embeds/0/title: 5 is not of type")
    assert answer.startswith(f"POST {SEND} answered 200: the whole: ")


def test_a_status_that_discord_does_not_describe_is_told(schema: Schema) -> None:
    schema.check(route("DELETE", f"{SEND}/{{message_id}}"), Exchange("DELETE", "", status=200, answer={}))
    assert schema.mismatches == [f"DELETE {SEND}/{{message_id}} answered 200, but only 204 is described"]


def test_an_id_may_be_sent_as_a_number_but_is_answered_as_text(schema: Schema) -> None:
    made = {"recipient_id": 5}
    dm = {"id": 7, "type": 1, "flags": 0, "recipients": []}
    schema.check(route("POST", "/users/@me/channels"), Exchange("POST", "", body=made, answer=dm))
    assert [line.split(": ", 2)[1] for line in schema.mismatches] == ["id"]


def test_every_endpoint_of_the_sandbox_is_one_of_discords(schema: Schema) -> None:
    described = schema.described()
    ours = {(one.method, NAME.sub("{}", one.template)) for one in TABLE.routes}
    assert ours - described == set()


async def test_an_endpoint_that_is_not_there_is_noted(town: Town, api: Api) -> None:
    status, body = await api("GET", "/lobbies/5")
    assert (status, body) == (404, {"message": "404: Not Found", "code": 0})
    status, body = await api("PUT", "/users/@me")
    assert (status, body) == (405, {"message": "405: Method Not Allowed", "code": 0})
    assert town.sandbox.complaints == [
        "the sandbox has no GET /api/v10/lobbies/5",
        "the sandbox has no PUT /api/v10/users/@me",
    ]
    town.sandbox.unknown.clear()


async def test_exchanges_are_logged_as_json_without_a_charset(town: Town, api: Api) -> None:
    await api("POST", f"/channels/{town.general.id}/messages", {"content": "x"})
    assert api.headers["Content-Type"] == "application/json"
    last = town.sandbox.requests[-1]
    assert (last.method, last.body, last.status) == ("POST", {"content": "x"}, 200)
    assert last.path == f"/api/v10/channels/{town.general.id}/messages"


async def test_brackets_without_end_are_invalid_json(town: Town, api: Api) -> None:
    headers = {"Authorization": f"Bot {town.app.token}", "Content-Type": "application/json"}
    where = f"/channels/{town.general.id}/messages"
    for body in (b"[" * 100_000, b'{"embeds":' * 100_000, b"[" * 100_000 + b"]" * 100_000):
        status, answer = await api("POST", where, data=body, headers=headers)
        assert (status, answer["code"]) == (400, 50109)
