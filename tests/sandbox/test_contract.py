"""Whatever Discord's description allows, or nearly allows, is answered in a way that it describes.

Where the description is present, requests are generated from it: one for each endpoint, or as many as
SANDBOX_CASES says (100 for a long run), and then as many that do not keep to it. SANDBOX_SEED makes others.
"""

from __future__ import annotations

import contextlib
import json
import os
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode
from zlib import crc32

import pytest
import schemathesis
from furnished import settle
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode

from mentorbot.sandbox.discord.api.routing import TABLE, Route
from mentorbot.sandbox.discord.api.schema import NAME

if TYPE_CHECKING:
    from conftest import Api, Town

Json = dict[str, Any]

CASES = int(os.environ.get("SANDBOX_CASES", "1"))
SEED = int(os.environ.get("SANDBOX_SEED", "0"))
LONGEST_ADDRESS = 8000
"""In characters; what is longer is refused by the machine in front of Discord, not by Discord."""

WITH_A_BODY = frozenset({"POST", "PUT", "PATCH"})
CHANNELS = ("general", "thread", "voice", "category", "forum", "stage", "post", "news")
MESSAGES = ("message", "older", "poll", "published")
THINGS = (
    "guild",
    "application",
    "role",
    "alice",
    "event",
    "emoji_id",
    "sticker",
    "command",
    "tag",
    "nothing",
)
KNOWN = (*CHANNELS, *MESSAGES, *THINGS)
STAND_INS = {f"{70_000_000_000_000_000 + number}": name for number, name in enumerate(KNOWN)}
PLACES = {
    "guild_id": ("guild",),
    "channel_id": CHANNELS,
    "user_id": ("alice", "stranger"),
    "message_id": MESSAGES,
    "application_id": ("application",),
    "role_id": ("own role", "role"),
    "overwrite_id": ("alice", "role"),
    "webhook_id": ("webhook", "application"),
    "webhook_token": ("webhook_token", "interaction's"),
    "interaction_id": ("interaction",),
    "interaction_token": ("interaction_token",),
    "emoji_name": ("emoji",),
    "emoji_id": ("emoji_id",),
    "sticker_id": ("sticker",),
    "command_id": ("command",),
    "guild_scheduled_event_id": ("event",),
    "code": ("invite",),
}
SOON = st.integers(1, 400).map(lambda days: (datetime.now(UTC) + timedelta(days=days)).isoformat())


def name_of(route: Route) -> str:
    return f"{route.method} {route.template}"


@lru_cache(maxsize=1)
def description(path: Path) -> tuple[Any, dict[tuple[str, str], str]]:
    """The description with ids that the test can replace, and its paths by method and path without names."""
    document = json.loads(path.read_text(encoding="utf-8"))
    schemathesis.openapi.format("date-time", SOON)
    document["components"]["schemas"]["SnowflakeType"] = {"type": "string", "enum": list(STAND_INS)}
    paths = {
        (method.upper(), NAME.sub("{}", template)): template
        for template, methods in document["paths"].items()
        for method in methods
    }
    return schemathesis.openapi.from_dict(document), paths


def cases(path: Path, route: Route, mode: GenerationMode) -> list[Any]:
    """Requests to an endpoint that keep to the description, or that do not."""
    schema, paths = description(path)
    operation = schema[paths[route.method, NAME.sub("{}", route.template)]][route.method]
    made: list[Any] = []

    @seed(f"{SEED} {name_of(route)}")
    @settings(
        max_examples=CASES,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def make(case: Any) -> None:
        made.append(case)

    with contextlib.suppress(Unsatisfiable):  # where there is nothing to send, nothing can be wrong
        make()
    return made[:CASES]


def placed(value: Any, ids: dict[str, str]) -> Any:
    """What was generated, with real ids in the place of the stand-ins."""
    if isinstance(value, dict):
        return {key: placed(one, ids) for key, one in value.items()}
    if isinstance(value, list):
        return [placed(one, ids) for one in value]
    return ids[STAND_INS[value]] if isinstance(value, str) and value in STAND_INS else value


def address(case: Any, ids: dict[str, str], number: int) -> str:
    """The path and query of a generated request; most of the time it leads to something that is there."""
    parameters = placed(case.path_parameters or {}, ids)
    for name in parameters:
        if name in PLACES and number % 5 < 4:
            parameters[name] = ids[PLACES[name][number // 2 % len(PLACES[name])]]
    path = case.path
    for name, value in parameters.items():
        path = path.replace(f"{{{name}}}", quote(str(value), safe="@") or "0")
    query = {key: value for key, value in placed(case.query or {}, ids).items() if value is not None}
    return f"{path}?{urlencode(query, doseq=True, errors='replace')}" if query else path


@pytest.mark.parametrize("route", TABLE.routes, ids=name_of)
async def test_every_answer_is_one_that_discord_describes(
    town: Town, api: Api, openapi: Path | None, route: Route
) -> None:
    if openapi is None:
        pytest.skip("Discord's OpenAPI description is not here; DISCORD_OPENAPI names it")
    sent = cases(openapi, route, GenerationMode.POSITIVE)
    if "SANDBOX_CASES" in os.environ and route.method in WITH_A_BODY:
        sent += cases(openapi, route, GenerationMode.NEGATIVE)
    for number, case in enumerate(sent, crc32(name_of(route).encode())):
        await answered(town, api, case, number)


async def answered(town: Town, api: Api, case: Any, number: int) -> None:
    """Send a request to a guild of its own, and look at what comes."""
    sandbox = town.sandbox
    assert sandbox.schema is not None
    ids = await settle(town, api)
    path = address(case, ids, number)
    if len(path) > LONGEST_ADDRESS or case.media_type not in {None, "application/json"}:
        return
    raw = None if case.media_type is None else json.dumps(placed(case.body, ids), default=repr)
    headers = {"Authorization": f"Bot {town.app.token}", "Content-Type": "application/json"}
    status, answer = await api(case.method, path, data=raw, headers=headers)
    sandbox.unknown.clear()  # what is wrong with a path may make it another
    if case.meta.generation.mode is GenerationMode.NEGATIVE:  # what is odd and accepted is not the question
        sandbox.schema.mismatches[:] = [one for one in sandbox.schema.mismatches if " was sent: " not in one]
    assert status < 500, (path, raw, sandbox.complaints)
    assert sandbox.complaints == [], (path, raw, answer)
