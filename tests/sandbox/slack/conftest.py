"""A workspace in a local Slack, and a real client of slack_sdk that an app would use."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from mentorbot.sandbox.slack import Sandbox
from mentorbot.sandbox.slack.people.hands import PATIENCE
from mentorbot.sandbox.slack.people.person import Person
from mentorbot.sandbox.slack.world.apps import App, Installation
from mentorbot.sandbox.slack.world.channels import Channel
from mentorbot.sandbox.slack.world.teams import Team, User
from mentorbot.sandbox.wire import Json

SCOPES = [
    "app_mentions:read",
    "channels:history",
    "channels:join",
    "channels:manage",
    "channels:read",
    "chat:write",
    "chat:write.public",
    "commands",
    "files:read",
    "files:write",
    "groups:history",
    "groups:read",
    "groups:write",
    "im:history",
    "im:read",
    "im:write",
    "mpim:history",
    "mpim:read",
    "mpim:write",
    "pins:read",
    "pins:write",
    "reactions:read",
    "reactions:write",
    "team:read",
    "usergroups:read",
    "usergroups:write",
    "users.profile:read",
    "users:read",
    "users:read.email",
]
EVENTS = [
    "app_home_opened",
    "app_mention",
    "app_uninstalled",
    "channel_archive",
    "channel_created",
    "channel_left",
    "channel_rename",
    "channel_unarchive",
    "file_shared",
    "group_archive",
    "group_left",
    "group_rename",
    "member_joined_channel",
    "member_left_channel",
    "message.channels",
    "message.groups",
    "message.im",
    "message.mpim",
    "pin_added",
    "reaction_added",
    "team_access_granted",
    "team_access_revoked",
    "team_join",
    "tokens_revoked",
    "user_change",
]


def manifest(**settings: Any) -> Json:
    """The manifest of an app that asks for everything the sandbox knows."""
    return {
        "display_information": {"name": "helper"},
        "features": {
            "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
            "bot_user": {"display_name": "helper", "always_online": True},
            "slash_commands": [{"command": "/hello", "description": "Say hello"}],
            "shortcuts": [
                {"name": "Ask", "type": "global", "callback_id": "ask", "description": "Ask something"}
            ],
        },
        "oauth_config": {
            "redirect_urls": ["https://app.example/slack/oauth"],
            "scopes": {"bot": list(SCOPES)},
        },
        "settings": {
            "event_subscriptions": {"bot_events": list(EVENTS)},
            "interactivity": {"is_enabled": True},
            "org_deploy_enabled": True,
            "socket_mode_enabled": True,
            "token_rotation_enabled": False,
            **settings,
        },
    }


@dataclass
class Clock:
    """A clock that a test moves."""

    time: datetime = datetime(2026, 3, 2, 15, tzinfo=UTC)

    def __call__(self) -> datetime:
        """The time."""
        return self.time

    def pass_by(self, **much: float) -> None:
        """Let time pass."""
        self.time += timedelta(**much)


@dataclass
class Town:
    """A workspace with an app and three people in it; `events` is what the app is told."""

    sandbox: Sandbox
    clock: Clock
    team: Team
    app: App
    installation: Installation
    client: AsyncWebClient
    alice: User
    bob: User
    carol: User
    events: list[Json] = field(default_factory=list)

    @property
    def bot(self) -> User:
        """The app's bot."""
        return self.installation.bot

    @property
    def general(self) -> Channel:
        """The channel that all people are in; the bot is not."""
        return self.sandbox.general(self.team)

    def person(self, user: User) -> Person:
        """Somebody of the town who can be told what to do."""
        return self.sandbox.person(user)

    def told(self, kind: str) -> list[Json]:
        """The events of a kind that the app was told of."""
        return [
            body["event"]
            for body in self.events
            if body["api_app_id"] == self.app.id and body["event"]["type"] == kind
        ]


@pytest.fixture
async def town(slack_shapes: Path | None) -> AsyncIterator[Town]:
    """A workspace; afterwards every exchange and event must have had Slack's shape."""
    clock = Clock()
    async with Sandbox(now=clock, shapes=slack_shapes) as sandbox:
        sandbox.rate_limits.enabled = False
        team = sandbox.add_team("Future managers")
        alice, bob, carol = (sandbox.add_user(name, team) for name in ("alice", "bob", "carol"))
        app = sandbox.add_app("helper", manifest())
        installation = sandbox.install(app, team)
        client = AsyncWebClient(installation.token, base_url=sandbox.api_url)
        town = Town(sandbox, clock, team, app, installation, client, alice, bob, carol)
        sandbox.world.listeners.append(lambda _, body: town.events.append(body))
        yield town
        assert sandbox.complaints == []


async def refused(answer: Any) -> Json:
    """What Slack answers to a call that it refuses."""
    with pytest.raises(SlackApiError) as caught:
        await answer
    data = caught.value.response.data
    assert isinstance(data, dict)
    return data


async def error_of(answer: Any) -> str:
    """Slack's word for why it refuses a call."""
    return str((await refused(answer))["error"])


class Raw:
    """Calls methods without a library that would not let a test do wrong."""

    def __init__(self, session: aiohttp.ClientSession, town: Town) -> None:
        self.session, self.town = session, town

    async def __call__(self, method: str, **arguments: Any) -> tuple[int, Any, Any]:
        """Call a method with a form; returns status, answer and headers."""
        headers = {"Authorization": f"Bearer {self.town.installation.token}"}
        where = self.town.sandbox.api_url + method
        async with self.session.post(where, data=arguments, headers=headers) as response:
            return response.status, await response.json(), response.headers


@pytest.fixture
async def raw(town: Town) -> AsyncIterator[Raw]:
    """Calls of the town's app, as forms."""
    async with aiohttp.ClientSession() as session:
        yield Raw(session, town)


@pytest.fixture
async def bolt(town: Town) -> AsyncApp:
    """The town's app, made with Bolt, not yet started."""
    town.sandbox.delivery.answer_within = PATIENCE
    town.sandbox.delivery.retry_after = (0.0, 0.0, 0.0)
    return AsyncApp(client=town.client)


Start = Callable[[AsyncApp], Awaitable[AsyncSocketModeHandler]]


@pytest.fixture
async def start(town: Town) -> AsyncIterator[Start]:
    """Connects an app in Socket Mode, and waits until things can be brought to it."""
    running: list[AsyncSocketModeHandler] = []

    async def begin(app: AsyncApp) -> AsyncSocketModeHandler:
        before = len(town.sandbox.sockets.of(town.app))
        handler = AsyncSocketModeHandler(app, town.sandbox.app_token(town.app))
        running.append(handler)
        await handler.connect_async()
        async with asyncio.timeout(PATIENCE):
            while len(town.sandbox.sockets.of(town.app)) <= before:
                await town.sandbox.bell.rings()
        return handler

    yield begin
    for handler in running:
        await handler.close_async()
