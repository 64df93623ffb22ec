"""Whatever Discord's description allows, or nearly allows, is answered in a way that it describes.

Where the description is present, requests are generated from it. SANDBOX_CASES says how many for each endpoint and
kind: a few when it is not set, 1000 for a long run. SANDBOX_SEED makes others than the usual ones.
"""

from __future__ import annotations

import json
import os
import random
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode

from mentorbot.sandbox import permissions
from mentorbot.sandbox.interactions import COMPONENT
from mentorbot.sandbox.messages import create
from mentorbot.sandbox.routing import TABLE, Route
from mentorbot.sandbox.schema import NAME
from mentorbot.sandbox.threads import start
from mentorbot.sandbox.world import CATEGORY, PUBLIC_THREAD, VOICE

if TYPE_CHECKING:
    from conftest import Api, Town

Json = dict[str, Any]

CASES = int(os.environ.get("SANDBOX_CASES", "4"))
LONGEST_ADDRESS = 8000
"""In characters; what is longer is refused by the machine in front of Discord, not by Discord."""
SEED = int(os.environ.get("SANDBOX_SEED", "0"))
CHANNELS = ("general", "thread", "voice", "category")
KNOWN = (*CHANNELS, "guild", "application", "role", "alice", "bot", "message", "webhook", "interaction", "nothing")
STAND_INS = {f"{70_000_000_000_000_000 + number}": name for number, name in enumerate(KNOWN)}
PLACES = {
    "guild_id": ("guild",),
    "channel_id": CHANNELS,
    "user_id": ("alice", "bot"),
    "message_id": ("message",),
    "application_id": ("application",),
    "role_id": ("role",),
    "overwrite_id": ("role", "alice"),
    "webhook_id": ("webhook",),
    "webhook_token": ("webhook_token",),
    "interaction_id": ("interaction",),
    "interaction_token": ("interaction_token",),
    "emoji_name": ("emoji",),
}  # fmt: skip


def name_of(route: Route) -> str:
    return f"{route.method} {route.template}"


@lru_cache(maxsize=1)
def description(path: Path) -> tuple[Any, dict[tuple[str, str], str]]:
    """The description with ids that the test can replace, and its paths by method and path without names."""
    document = json.loads(path.read_text(encoding="utf-8"))
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

    try:
        make()
    except Unsatisfiable:
        assert mode is GenerationMode.NEGATIVE, "nothing can be wrong with a request in which there is nothing"
    return made[:CASES]


async def settle(town: Town) -> dict[str, str]:
    """Put something of every kind into the town; returns what the stand-ins stand for."""
    sandbox, guild = town.sandbox, town.guild
    guild.roles[guild.id].permissions = permissions.ALL
    message = create(sandbox, town.general, town.app.bot, {"content": "hello"})
    interaction = sandbox.interactions.begin(
        COMPONENT, town.app, town.alice.user, town.general, {"custom_id": "x", "component_type": 2}, message=message
    )
    answered = sandbox.interactions.begin(
        COMPONENT, town.app, town.alice.user, town.general, {"custom_id": "x", "component_type": 2}, message=message
    )
    answered.answered, answered.original = 6, message
    return {
        "guild": guild.id,
        "general": town.general.id,
        "thread": start(sandbox, town.general, town.app.bot, "thread", kind=PUBLIC_THREAD).id,
        "voice": sandbox.add_channel(guild, "Voice", kind=VOICE).id,
        "category": sandbox.add_channel(guild, "Rooms", kind=CATEGORY).id,
        "application": town.app.id,
        "role": sandbox.add_role(guild, "Mentors").id,
        "alice": town.alice.id,
        "bot": town.app.bot.id,
        "message": message.id,
        "webhook": town.app.id,
        "webhook_token": answered.token,
        "interaction": interaction.id,
        "interaction_token": interaction.token,
        "emoji": "👍",
        "nothing": "123456789",
    }


def placed(value: Any, ids: dict[str, str]) -> Any:
    """What was generated, with real ids in the place of the stand-ins."""
    if isinstance(value, dict):
        return {key: placed(one, ids) for key, one in value.items()}
    if isinstance(value, list):
        return [placed(one, ids) for one in value]
    return ids[STAND_INS[value]] if isinstance(value, str) and value in STAND_INS else value


def address(route: Route, case: Any, ids: dict[str, str], choose: Callable[[Any], Any]) -> str:
    """The path and query of a generated request."""
    parameters = placed(case.path_parameters or {}, ids)
    for name in parameters:
        if name in PLACES and choose(range(5)):
            parameters[name] = ids[choose(PLACES[name])]
    path = case.path
    for name, value in parameters.items():
        path = path.replace(f"{{{name}}}", quote(str(value), safe="@") or "0")
    query = {key: value for key, value in placed(case.query or {}, ids).items() if value is not None}
    return f"{path}?{urlencode(query, doseq=True, errors='replace')}" if query else path


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["kept", "broken"])
@pytest.mark.parametrize("route", TABLE.routes, ids=name_of)
async def test_every_answer_is_one_that_discord_describes(
    town: Town, api: Api, openapi: Path | None, route: Route, mode: GenerationMode
) -> None:
    if openapi is None:
        pytest.skip("Discord's OpenAPI description is not here; DISCORD_OPENAPI names it")
    assert town.sandbox.schema is not None
    chance = random.Random(f"{SEED} {name_of(route)}")  # noqa: S311  (the same every time)
    for case in cases(openapi, route, mode):
        if case.media_type not in (None, "application/json"):
            continue
        ids = await settle(town)
        path = address(route, case, ids, chance.choice)
        if len(path) > LONGEST_ADDRESS:
            continue
        raw = None if case.media_type is None else json.dumps(placed(case.body, ids), default=repr)
        headers = {"Authorization": f"Bot {town.app.token}", "Content-Type": "application/json"}
        status, answer = await api(route.method, path, data=raw, headers=headers)
        town.sandbox.unknown.clear()  # what is wrong with a path may make it another
        if mode is GenerationMode.NEGATIVE:
            told = town.sandbox.schema.mismatches
            told[:] = [one for one in told if " was sent: " not in one]
        assert status < 500, (path, raw, town.sandbox.complaints)
        assert town.sandbox.complaints == [], (path, raw, answer)
        if town.app.bot.id not in town.guild.members:
            town.sandbox.install(town.app, town.guild)
