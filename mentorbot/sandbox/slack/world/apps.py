"""Apps, where they are installed, and their tokens."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from mentorbot.sandbox.slack.world.teams import Enterprise, Team, User
from mentorbot.sandbox.wire import Json

TokenKind = Literal["bot", "app", "refresh"]


@dataclass(slots=True, eq=False)
class App:
    """An app as its developer described it.

    Args:
        manifest: Its manifest, as Slack has them.
        outside_marketplace: Distributed for money outside the Marketplace: histories come in slow drips.
    """

    id: str
    name: str
    manifest: Json
    client_id: str
    client_secret: str
    signing_secret: str
    verification_token: str
    outside_marketplace: bool = False
    installations: list["Installation"] = field(default_factory=list)

    def part(self, *names: str) -> Any:
        """What stands in the manifest under some names, None where nothing does."""
        found: Any = self.manifest
        for name in names:
            found = found.get(name) if isinstance(found, dict) else None
        return found

    @property
    def scopes(self) -> list[str]:
        """The bot scopes that it asks for."""
        return list(self.part("oauth_config", "scopes", "bot") or [])

    @property
    def events(self) -> list[str]:
        """The events it subscribes to, such as `message.im`."""
        return list(self.part("settings", "event_subscriptions", "bot_events") or [])

    @property
    def commands(self) -> list[Json]:
        """Its slash commands."""
        return list(self.part("features", "slash_commands") or [])

    @property
    def shortcuts(self) -> list[Json]:
        """Its shortcuts, global and on messages."""
        return list(self.part("features", "shortcuts") or [])

    @property
    def has_home(self) -> bool:
        """Whether its Home tab is switched on."""
        return bool(self.part("features", "app_home", "home_tab_enabled"))

    @property
    def reads_messages(self) -> bool:
        """Whether its Messages tab is switched on and people may write there."""
        home = self.part("features", "app_home") or {}
        return bool(home.get("messages_tab_enabled")) and not home.get("messages_tab_read_only_enabled")

    @property
    def socket_mode(self) -> bool:
        """Whether it is told things through Socket Mode; else by HTTP."""
        return bool(self.part("settings", "socket_mode_enabled"))

    @property
    def interactive(self) -> bool:
        """Whether presses and forms reach it."""
        return bool(self.part("settings", "interactivity", "is_enabled"))

    @property
    def rotates(self) -> bool:
        """Whether its tokens are rotated."""
        return bool(self.part("settings", "token_rotation_enabled"))

    @property
    def org_wide(self) -> bool:
        """Whether an organization can install it as a whole."""
        return bool(self.part("settings", "org_deploy_enabled"))


@dataclass(slots=True, eq=False)
class Token:
    """A token: `xoxb-…` of an installation, `xapp-…` of an app, `xoxe-…` to refresh one.

    Args:
        installation: Where it acts; None for one of the app itself.
        expires: When it ends, where tokens are rotated.
        revoked: No longer good.
    """

    text: str
    kind: TokenKind
    app: App
    scopes: frozenset[str]
    installation: "Installation | None" = None
    expires: datetime | None = None
    revoked: bool = False


@dataclass(slots=True, eq=False)
class Grant:
    """What somebody granted an app: the app shows a code to get its token, once, within ten minutes."""

    app: App
    teams: list[Team]
    installer: User
    scopes: frozenset[str]
    expires: datetime
    redirect_uri: str = ""
    enterprise: Enterprise | None = None
    used: bool = False


@dataclass(slots=True, eq=False)
class Installation:
    """An app in a workspace, or in all of an organization that it was let into.

    Args:
        team: The workspace; None where the organization installed it.
        enterprise: The organization, where it is one or the workspace is part of one.
        teams: The workspaces it is in.
        bot: Its bot user, the same in all of them.
        token: The bot token that is good now.
        installer: Who installed it.
    """

    app: App
    bot: User
    scopes: frozenset[str]
    installer: User
    team: Team | None = None
    enterprise: Enterprise | None = None
    teams: list[Team] = field(default_factory=list)
    token: str = ""
    refresh_token: str = ""
    gone: bool = False

    @property
    def is_org_wide(self) -> bool:
        """Whether the organization installed it as a whole."""
        return self.team is None
