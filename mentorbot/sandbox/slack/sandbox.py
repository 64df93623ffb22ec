"""A local Slack in one object: start it, put a workspace into it, let an app talk to it."""

import asyncio
import contextlib
import secrets
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from mentorbot.sandbox.port import open_port
from mentorbot.sandbox.slack.api.errors import SlackError
from mentorbot.sandbox.slack.api.installing import install, new_token
from mentorbot.sandbox.slack.api.kit.manifests import check_manifest
from mentorbot.sandbox.slack.api.local import LocalSlack
from mentorbot.sandbox.slack.api.server import Server
from mentorbot.sandbox.slack.http.requests import RequestUrls
from mentorbot.sandbox.slack.interactions import oauth, responses
from mentorbot.sandbox.slack.interactions.acts import Acts
from mentorbot.sandbox.slack.interactions.delivery import Delivery
from mentorbot.sandbox.slack.interactions.interactions import Errands
from mentorbot.sandbox.slack.people.person import Person
from mentorbot.sandbox.slack.socket import connections
from mentorbot.sandbox.slack.world import lives, payloads
from mentorbot.sandbox.slack.world.apps import App, Installation
from mentorbot.sandbox.slack.world.channels import Channel, Kind
from mentorbot.sandbox.slack.world.ids import Now, real_time
from mentorbot.sandbox.slack.world.teams import Enterprise, Plan, Profile, Role, Team, User, UserGroup
from mentorbot.sandbox.slack.world.telling import tell
from mentorbot.sandbox.slack.world.world import World
from mentorbot.sandbox.wire import Json


class Sandbox(LocalSlack):
    """A local Slack on one port of 127.0.0.1.

    Use it as `async with Sandbox() as sandbox`.

    Args:
        now: Tells the time, aware, so that a demo or a test can move it.
        port: The port, 0 for any free one.
        log_size: How many calls `requests` remembers.
        shapes: The folder with Slack's shapes; every exchange and every event is checked against them.
    """

    def __init__(
        self, *, now: Now = real_time, port: int = 0, log_size: int = 2000, shapes: Path | str | None = None
    ) -> None:
        super().__init__(now=now, port=port, log_size=log_size)
        if shapes is not None:
            # It needs jsonschema-rs, which only tests install.
            from mentorbot.sandbox.slack.api.schema import Schema  # noqa: PLC0415

            schema = self.schema = Schema(Path(shapes))
            self.world.listeners.append(lambda _, body: schema.check_event(body))
        self._server = Server(self)
        self._runner: web.ServerRunner | None = None
        self.errands = Errands(self.crashes)
        """What is going on beside what a test waits for."""
        self.sockets = connections.Sockets(self.world.now, self.bell, self.unknown)
        """The connections of apps in Socket Mode; also cuts, refreshes and doubles them on purpose."""
        self.delivery = Delivery(self.sockets, RequestUrls(), self.errands)
        """Brings things to apps; says how long they have."""
        if self.schema is not None:
            self.delivery.watch = self.schema.check_payload
        self.response_urls = responses.ResponseUrls(self)
        """The addresses at which apps answer what people did."""
        self.acts = Acts(self, self.delivery, self.response_urls)
        """What people do with apps."""
        self.doors |= {
            connections.PREFIX: self.sockets.serve,
            responses.PREFIX: self.response_urls.handle,
            oauth.PREFIX: oauth.OAuthPage(self).handle,
        }
        self.open_socket = self.sockets.ticket
        self.world.listeners.append(self.delivery.tell)

    async def __aenter__(self) -> Self:
        """Open the port."""
        self._runner, self.port = await open_port(self._server.handle, self.port)
        self.sockets.url = f"ws://127.0.0.1:{self.port}{connections.PREFIX}"
        self.world.url = self.url
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the port and every connection."""
        await self.errands.end()
        await self.delivery.urls.close()
        self.sockets.close()
        if self._runner is not None:
            await self._runner.cleanup()

    def add_enterprise(self, name: str) -> Enterprise:
        """Make an organization; `add_team` puts workspaces into it."""
        one = Enterprise(self.world.new_id("E"), name, _plain(name))
        self.world.enterprises[one.id] = one
        return one

    def add_team(self, name: str, *, plan: Plan = "pro", enterprise: Enterprise | None = None) -> Team:
        """Make a workspace with its owner and the channel `general`."""
        domain = f"{_plain(name)}-{len(self.world.teams) + 1}"
        team = Team(self.world.new_id("T"), name, domain, self.world.now(), plan, enterprise)
        self.world.teams[team.id] = team
        if enterprise is not None:
            enterprise.teams.append(team)
        owner = self.add_user(f"{name} owner", team, role="primary_owner")
        self.add_channel("general", owner, team=team).general = True
        return team

    def owner(self, team: Team) -> User:
        """The primary owner of a workspace."""
        return next(one for one in team.users.values() if one.role == "primary_owner")

    def general(self, team: Team) -> Channel:
        """The channel that everybody of a workspace is in."""
        return next(one for one in self.world.channels.values() if one.team_id == team.id and one.general)

    def add_user(
        self,
        name: str,
        *teams: Team,
        role: Role = "member",
        tz: str = "America/New_York",
        locale: str = "en-US",
        real_name: str = "",
        email: str = "",
    ) -> User:
        """Make a person in one workspace, or in several of an organization.

        Args:
            name: The name that is shown.
            role: Whether they are a member, an admin, an owner or a guest; guests are in no channel at first.
            tz: Key of their time zone.
            locale: Their language, such as `en-US`.
            real_name: Their whole name; `name` where it is not given.
            email: Their address; made up from the name where it is not given.
        """
        plain = _plain(name)
        identifier = self.world.new_id("U")
        profile = Profile(real_name or name, name, email or f"{plain}.{identifier[-4:].lower()}@example.com")
        user = User(identifier, teams[0].id, plain, profile, role, tz, locale, updated=self.world.clock())
        self.world.users[user.id] = user
        for team in teams:
            team.users[user.id] = user
            if not user.is_guest and any(one.general for one in self._channels(team)):
                lives.join_channel(self.world, self.general(team), user)
        lives.change_user(self.world, user, joined=True)
        return user

    def person(self, user: User, team: Team | None = None) -> Person:
        """Somebody who can be told what to do.

        Args:
            team: The workspace they are looking at; their own where it is not given.
        """
        return Person(self, self.acts, user, team)

    def add_person(self, name: str, *teams: Team, **more: Any) -> Person:
        """Make a person who can be told what to do; the arguments are those of `add_user`."""
        return self.person(self.add_user(name, *teams, **more))

    async def connected(self, app: App, *, timeout: float = 30.0) -> None:  # noqa: ASYNC109
        """Wait until an app is connected in Socket Mode.

        Args:
            timeout: How long to wait, in seconds of real time.

        Raises:
            TimeoutError: It did not connect in time.
        """
        async with asyncio.timeout(timeout):
            while not self.sockets.of(app):
                await self.bell.rings()

    def add_channel(
        self, name: str, creator: User, *members: User, team: Team | None = None, kind: Kind = "public"
    ) -> Channel:
        """Make a public or private channel.

        Args:
            creator: Who makes it; they are in it.
            members: Who else is in it.
            team: In which workspace; the creator's own where it is not given.
        """
        team = team or self.world.teams[creator.team_id]
        return lives.create_channel(self.world, team, name, creator, kind=kind, members=list(members))

    def add_group(self, team: Team, handle: str, *users: User, name: str = "") -> UserGroup:
        """Make a user group; only paid plans have them."""
        made = UserGroup(
            self.world.new_id("S"),
            team.id,
            name or handle,
            handle,
            self.world.now(),
            [one.id for one in users],
            creator=self.owner(team).id,
        )
        team.groups[made.id] = made
        event = {"type": "subteam_created", "subteam": payloads.group(made, users=True, count=True)}
        tell(self.world, event, team_id=team.id)
        return made

    def add_app(self, name: str, manifest: Json | None = None, *, outside_marketplace: bool = False) -> App:
        """Make an app from its manifest; `install` puts it into a workspace.

        Raises:
            SlackError: `invalid_manifest`, with a line for everything that is wrong.
        """
        if manifest is not None and (lines := check_manifest(manifest)):
            raise SlackError("invalid_manifest", messages=lines, errors=lines)
        app = App(
            self.world.new_id("A"),
            name,
            manifest or {"display_information": {"name": name}},
            f"{secrets.randbelow(10**12)}.{secrets.randbelow(10**12)}",
            secrets.token_hex(16),
            secrets.token_hex(16),
            secrets.token_hex(12),
            outside_marketplace,
        )
        self.world.apps[app.id] = app
        return app

    def install(
        self,
        app: App,
        *teams: Team,
        enterprise: Enterprise | None = None,
        scopes: Iterable[str] | None = None,
        installer: User | None = None,
    ) -> Installation:
        """Install an app in a workspace, or in an organization and the workspaces that are named.

        Args:
            enterprise: The organization that installs it as a whole.
            scopes: What it may do; what its manifest asks for where they are not given.
            installer: Who installs it; the owner of the workspace where nobody is named.
        """
        granted = app.scopes if scopes is None else scopes
        by = installer or self.owner(teams[0])
        return install(self.world, app, list(teams), by, granted, enterprise=enterprise)

    def grant(self, installation: Installation, team: Team) -> None:
        """Let an app that an organization installed into one more of its workspaces."""
        lives.grant_team(self.world, installation, team)
        self.bell.ring()

    def revoke(self, installation: Installation, team: Team) -> None:
        """Take an app that an organization installed out of one of its workspaces."""
        lives.revoke_team(self.world, installation, team)
        self.bell.ring()

    def forget(self) -> None:
        """Begin anew, with nothing and nobody in it; apps that are connected are cut off."""
        self.sockets.close()
        self.faults.clear()
        listeners = self.world.listeners
        self.world = World(self.world.now)
        self.world.listeners = listeners
        self.response_urls = responses.ResponseUrls(self)
        self.acts = Acts(self, self.delivery, self.response_urls)
        self.doors[responses.PREFIX] = self.response_urls.handle
        self.bell.ring()

    @contextlib.contextmanager
    def slack_sdk(self) -> Iterator[None]:
        """Let slack_sdk's clients of this process talk to this sandbox, until the block ends."""
        from slack_sdk.web.async_client import AsyncWebClient  # noqa: PLC0415  (the sandbox does not need it)

        before = AsyncWebClient.BASE_URL
        AsyncWebClient.BASE_URL = self.api_url
        try:
            yield
        finally:
            AsyncWebClient.BASE_URL = before

    def deactivate(self, user: User) -> None:
        """Deactivate somebody's account."""
        lives.deactivate(self.world, user)
        self.bell.ring()

    def uninstall(self, installation: Installation) -> None:
        """Take an app out of where it is installed."""
        lives.uninstall(self.world, installation)
        self.bell.ring()

    def app_token(self, app: App, *scopes: str) -> str:
        """Make a token of the app itself (`xapp-…`), for Socket Mode when no scopes are named."""
        return new_token(self.world, app, "app", scopes or ("connections:write",)).text

    def _channels(self, team: Team) -> list[Channel]:
        return [one for one in self.world.channels.values() if one.team_id == team.id]


def _plain(name: str) -> str:
    """A name in the few letters that domains and usernames have."""
    letters = "".join(one if one.isascii() and one.isalnum() else "-" for one in name.lower())
    return "-".join(filter(None, letters.split("-")))[:21] or "someone"
