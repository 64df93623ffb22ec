"""A workspace for any app in a local Slack: one that is started here, or one that connects by itself."""

import asyncio
import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from mentorbot.sandbox.slack.people.person import Person
from mentorbot.sandbox.slack.sandbox import Sandbox
from mentorbot.sandbox.slack.world.apps import App, Installation
from mentorbot.sandbox.slack.world.teams import Team
from mentorbot.sandbox.wire import Json

NAMES = ("alice", "bob", "carol")
CONNECT_WITHIN = 30.0
SOCKET_WITHIN = 1.0
"""Seconds after which an app that answers at its address is taken to have no use for Socket Mode."""
LISTENING = "/sandbox/listening"
"""Where an app that takes requests says at which address."""
SCOPES = """app_mentions:read channels:history channels:join channels:manage channels:read chat:write
chat:write.customize chat:write.public commands files:read files:write groups:history groups:read groups:write
im:history im:read im:write mpim:history mpim:read mpim:write pins:read pins:write reactions:read
reactions:write team:read usergroups:read usergroups:write users.profile:read users:read
users:read.email""".split()  # noqa: SIM905  (short to read)
EVENTS = """app_home_opened app_mention app_uninstalled channel_archive channel_created channel_left
channel_rename channel_unarchive file_shared group_archive group_left group_rename member_joined_channel
member_left_channel message.channels message.groups message.im message.mpim pin_added reaction_added team_join
tokens_revoked user_change""".split()  # noqa: SIM905


def open_manifest(name: str) -> Json:
    """The manifest of an app of which nothing is known: it may do everything that the sandbox has."""
    return {
        "display_information": {"name": name},
        "features": {
            "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
            "bot_user": {"display_name": name},
        },
        "oauth_config": {"redirect_urls": [], "scopes": {"bot": list(SCOPES)}},
        "settings": {
            "event_subscriptions": {"bot_events": list(EVENTS)},
            "interactivity": {"is_enabled": True},
            "socket_mode_enabled": True,
        },
    }


@dataclass(frozen=True, slots=True)
class Community:
    """What an app finds.

    Args:
        app_token: The app's own token, for Socket Mode.
        declares: Whether what people use is added to the manifest, because nobody gave one.
    """

    team: Team
    app: App
    installation: Installation
    app_token: str
    people: list[Person]
    declares: bool

    def environment(self, *, oauth: bool = False) -> dict[str, str]:
        """The secrets under the names that Bolt looks for.

        Args:
            oauth: Whether the app lets itself be installed, which is how Bolt takes these.
        """
        shared = {"SLACK_APP_TOKEN": self.app_token, "SLACK_SIGNING_SECRET": self.app.signing_secret}
        if oauth:
            own = {"SLACK_CLIENT_ID": self.app.client_id, "SLACK_CLIENT_SECRET": self.app.client_secret}
            return {**shared, **own, "SLACK_SCOPES": ",".join(self.app.scopes)}
        return {**shared, "SLACK_BOT_TOKEN": self.installation.token}

    def declare(self, kind: str, name: str) -> None:
        """Add what somebody is about to use to the manifest, where nobody gave one."""
        if not self.declares:
            return
        features = self.app.manifest["features"]
        commands, shortcuts = (features.setdefault(one, []) for one in ("slash_commands", "shortcuts"))
        if kind == "command":
            if not any(one["command"] == name for one in commands):
                commands.append({"command": name, "description": name, "should_escape": True})
        elif not any(name == one["callback_id"] for one in shortcuts):
            shortcuts.append({"name": name, "type": kind, "callback_id": name, "description": name})


def settle(sandbox: Sandbox, name: str, manifest: Json | None = None) -> Community:
    """Make a workspace with channels and people, and an app in it.

    Args:
        name: What the app is called.
        manifest: The app's manifest; None lets it do everything.
    """
    team = sandbox.add_team("Sandbox")
    people = [sandbox.add_person(each, team) for each in NAMES]
    bots = sandbox.add_channel("bots", people[0].user, *(one.user for one in people[1:]))
    app = sandbox.add_app(name, manifest or open_manifest(name))
    installation = sandbox.install(app, team)
    for channel in (sandbox.general(team), bots):
        people[0].invite(app, channel)
    return Community(team, app, installation, sandbox.app_token(app), people, manifest is None)


def name_address(app: App, address: str) -> None:
    """Note at which address an app listens."""
    settings = app.manifest.setdefault("settings", {})
    settings.setdefault("event_subscriptions", {})["request_url"] = address
    settings.setdefault("interactivity", {})["request_url"] = address
    for command in app.commands:
        command["url"] = address
    base = address.split("/", 3)
    redirect = f"{base[0]}//{base[2]}/slack/oauth_redirect"
    app.manifest.setdefault("oauth_config", {})["redirect_urls"] = [redirect]


def listen_at(app: App, address: str) -> None:
    """Note that an app takes what happens at an address, over HTTP, instead of in Socket Mode."""
    name_address(app, address)
    app.manifest["settings"]["socket_mode_enabled"] = False


def open_door(sandbox: Sandbox, app: App) -> None:
    """Let the app that is started here say where it listens."""

    async def take(request: web.BaseRequest) -> web.StreamResponse:
        name_address(app, json.loads(await request.read())["address"])
        sandbox.bell.ring()
        return web.Response(text="ok")

    sandbox.doors[LISTENING] = take


async def start_app(
    sandbox: Sandbox, community: Community, path: Path, *, oauth: bool = False
) -> asyncio.subprocess.Process:
    """Start an app's own file in a process of its own.

    Args:
        oauth: Whether it lets itself be installed, instead of being given a token.
    """
    open_door(sandbox, community.app)
    known = {name: value for name, value in os.environ.items() if not name.startswith("SLACK_")}
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "mentorbot.sandbox.slack.launch",
        sandbox.url,
        str(path),
        stdin=asyncio.subprocess.DEVNULL,
        env={**known, **community.environment(oauth=oauth)},
    )


async def reached(
    sandbox: Sandbox, app: App, process: asyncio.subprocess.Process, within: float = CONNECT_WITHIN
) -> bool:
    """Wait until things can be brought to the app; False when it ended before, or did not come in time.

    An app that listens at an address may connect in Socket Mode all the same, and is then told things there.

    Args:
        within: How many seconds it has.
    """
    loop = asyncio.get_running_loop()
    ended = asyncio.create_task(process.wait())
    deadline, heard = loop.time() + within, 0.0
    try:
        while not ended.done() and loop.time() < deadline:
            if sandbox.sockets.of(app):
                return True
            if not heard and await sandbox.delivery.urls.verify(app):
                heard = loop.time()
            if heard and loop.time() > heard + SOCKET_WITHIN:
                app.manifest["settings"]["socket_mode_enabled"] = False
                return True
            await asyncio.wait({ended}, timeout=0.05)
    finally:
        ended.cancel()
    return False


def read_manifest(given: Path | None, path: Path | None) -> Json | None:
    """The manifest that was named, or the `manifest.json` beside the app's file, where there is one."""
    beside = path.parent / "manifest.json" if path is not None else None
    found = given or (beside if beside is not None and beside.is_file() else None)
    if found is None:
        return None
    manifest: Json = json.loads(found.read_text(encoding="utf-8"))
    return manifest
