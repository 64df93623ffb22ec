"""Whatever is sent, the sandbox answers as Discord would, and never breaks."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pytest

from mentorbot.sandbox.discord.api.routing import TABLE, Route
from mentorbot.sandbox.discord.world import permissions

if TYPE_CHECKING:
    from conftest import Api, Town

FIELDS = [
    "content",
    "embeds",
    "components",
    "flags",
    "attachments",
    "allowed_mentions",
    "message_reference",
    "nonce",
    "enforce_nonce",
    "tts",
    "name",
    "type",
    "topic",
    "parent_id",
    "position",
    "permission_overwrites",
    "nsfw",
    "rate_limit_per_user",
    "auto_archive_duration",
    "archived",
    "locked",
    "invitable",
    "permissions",
    "allow",
    "deny",
    "color",
    "colors",
    "hoist",
    "mentionable",
    "nick",
    "roles",
    "communication_disabled_until",
    "messages",
    "recipient_id",
    "description",
    "status",
    "entity_type",
    "entity_metadata",
    "privacy_level",
    "channel_id",
    "scheduled_start_time",
    "scheduled_end_time",
    "username",
    "options",
    "data",
    "choices",
]
NASTY: list[Any] = [None, True, -1, 0, 3, 1 << 70, 1.5, "", "x", "9" * 30, "x" * 5000]
NASTY += [
    "\ud83d",
    "\x00",
    "\u202e@everyone",
    "2026-13-45",
    "0001-01-01T00:00:00+23:00",
    "9999-12-31T23:59:59-23:00",
]
NASTY += [[], [None], [[]], ["x"] * 200, [{}], [{"id": "x", "type": {}}], [{"type": 1, "components": [{}]}]]
NASTY += [{}, {"x": []}, {"url": 5}, {"parse": ["users"], "users": [[]]}, {"message_id": []}]
NASTY += [{"location": []}, {"primary_color": "red"}]
QUERIES = [
    "",
    "?limit=x",
    "?limit=-1",
    "?limit=100000",
    "?after=x",
    "?before=%00",
    "?before=x",
    "?around=" + "9" * 40,
]


def path_of(town: Town, route: Route, message_id: str) -> str:
    known = {
        "guild_id": town.guild.id,
        "channel_id": town.general.id,
        "user_id": town.alice.id,
        "message_id": message_id,
        "application_id": town.app.id,
        "emoji": "%F0%9F%91%8D",
    }
    path = route.template
    for name, value in known.items():
        path = path.replace(f"{{{name}}}", value)
    return "/".join("1" if part.startswith("{") else part for part in path.split("/"))


@pytest.mark.parametrize("route", TABLE.routes, ids=lambda route: f"{route.method} {route.template}")
async def test_no_request_breaks_an_endpoint(town: Town, api: Api, route: Route) -> None:
    town.guild.roles[town.guild.id].permissions = permissions.ALL & ~permissions.ADMINISTRATOR
    town.sandbox.schema = None  # what is odd and accepted is not the question here
    chance = random.Random(f"{route.method} {route.template}")  # noqa: S311  (the same every time)
    paths = [
        path_of(town, route, (await town.alice.say("hello")).id),
        path_of(town, route, "1"),
        route.template,
    ]
    bodies: list[Any] = [[], "x", 5, {}, {"type": 2, "name": "n"}]
    bodies += [{name: chance.choice(NASTY) for name in chance.sample(FIELDS, 12)} for _ in range(15)]
    bodies += [{"content": "x", name: value} for name in FIELDS for value in chance.sample(NASTY, 1)]
    if route.method in {"GET", "DELETE"}:
        bodies = [None]
    for path in paths:
        for body in bodies:
            status, answer = await api(route.method, path + chance.choice(QUERIES), body)
            assert status < 500, (body, town.sandbox.complaints)
            assert status < 400 or {"code", "message"} <= answer.keys()
    town.sandbox.dropped.clear()  # nor what comes of a field that is none
