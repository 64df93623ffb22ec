"""Organizations, workspaces, and who is in them."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Role = Literal["member", "admin", "owner", "primary_owner", "multi_channel_guest", "single_channel_guest"]
Plan = Literal["free", "pro", "business", "enterprise"]
GUESTS: tuple[Role, ...] = ("multi_channel_guest", "single_channel_guest")
ADMINS: tuple[Role, ...] = ("admin", "owner", "primary_owner")
OWNERS: tuple[Role, ...] = ("owner", "primary_owner")


@dataclass(slots=True, eq=False)
class Profile:
    """What a person tells of themselves."""

    real_name: str
    display_name: str = ""
    email: str = ""
    title: str = ""
    status_text: str = ""
    status_emoji: str = ""


@dataclass(slots=True, eq=False)
class User:
    """A person or a bot.

    Args:
        team_id: The workspace they are from; with Slack Connect, not always the one they are met in.
        name: The old kind of username, which Slack still writes.
        role: What they are in their workspaces.
        tz: Key of their time zone.
        locale: Their language, such as `en-US`.
        bot_id: The id of a bot (`B…`), empty for a person.
        app_id: Whose bot it is.
        deleted: Deactivated: no longer here.
    """

    id: str
    team_id: str
    name: str
    profile: Profile
    role: Role = "member"
    tz: str = "America/New_York"
    locale: str = "en-US"
    bot_id: str = ""
    app_id: str = ""
    deleted: bool = False
    updated: int = 0

    @property
    def is_bot(self) -> bool:
        """Whether it is an app's bot."""
        return bool(self.bot_id)

    @property
    def is_guest(self) -> bool:
        """Whether they see only the channels that they were let into."""
        return self.role in GUESTS

    @property
    def is_admin(self) -> bool:
        """Whether they administrate the workspace; owners do, too."""
        return self.role in ADMINS

    @property
    def is_owner(self) -> bool:
        """Whether they own the workspace."""
        return self.role in OWNERS

    @property
    def shown_name(self) -> str:
        """The name that others see."""
        return self.profile.display_name or self.profile.real_name

    @property
    def mention(self) -> str:
        """The text that mentions them."""
        return f"<@{self.id}>"


@dataclass(slots=True, eq=False)
class UserGroup:
    """A user group; only paid plans have them."""

    id: str
    team_id: str
    name: str
    handle: str
    created: datetime
    users: list[str] = field(default_factory=list)
    description: str = ""
    creator: str = ""
    disabled: bool = False
    updated: datetime | None = None


@dataclass(slots=True, eq=False)
class Enterprise:
    """An organization with several workspaces."""

    id: str
    name: str
    domain: str
    teams: list["Team"] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Team:
    """A workspace.

    Args:
        users: Who is in it, bots and deactivated ones too.
        groups: Its user groups.
        apps_create_private: Whether apps may make private channels; else they get `restricted_action`.
        apps_create_public: Whether apps may make public channels.
        apps_change_groups: Whether everybody may change user groups, apps too; else they get
            `permission_denied`.
        apps_invite_guests: Whether apps may let guests into channels; else they get `user_is_restricted`.
        most_channels_of_guest: In how many channels a single-channel guest may be.
    """

    id: str
    name: str
    domain: str
    created: datetime
    plan: Plan = "pro"
    enterprise: Enterprise | None = None
    locale: str = "en-US"
    users: dict[str, User] = field(default_factory=dict)
    groups: dict[str, UserGroup] = field(default_factory=dict)
    apps_create_private: bool = True
    apps_create_public: bool = True
    apps_change_groups: bool = True
    apps_invite_guests: bool = True
    most_channels_of_guest: int = 1

    @property
    def enterprise_id(self) -> str | None:
        """The organization it belongs to."""
        return self.enterprise.id if self.enterprise else None
