"""Everything that exists in a local Slack, found by id; and who is told when something happens."""

from collections.abc import Callable, Iterator

from mentorbot.sandbox.slack.world.apps import App, Grant, Installation, Token
from mentorbot.sandbox.slack.world.channels import Channel, Message
from mentorbot.sandbox.slack.world.files import File
from mentorbot.sandbox.slack.world.ids import Ids, Now, Timestamps
from mentorbot.sandbox.slack.world.teams import Enterprise, Team, User
from mentorbot.sandbox.slack.world.triggers import Triggers
from mentorbot.sandbox.slack.world.views import View
from mentorbot.sandbox.wire import Json

Listener = Callable[[Installation, Json], None]
MOST_WHISPERS = 500


class World:
    """All there is, found by id.

    Args:
        now: Tells the time, aware; a demo or a test can move it.
    """

    def __init__(self, now: Now) -> None:
        self.now = now
        self.url = ""
        """Where apps reach it, once there is a port."""
        self.new_id = Ids()
        self.new_ts = Timestamps(now)
        self.triggers = Triggers(now)
        self.enterprises: dict[str, Enterprise] = {}
        self.teams: dict[str, Team] = {}
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self.directs: dict[frozenset[str], Channel] = {}
        """Direct messages, by the ids of those who are in them."""
        self.apps: dict[str, App] = {}
        self.tokens: dict[str, Token] = {}
        """Every token there ever was; those that are no longer good know it."""
        self.codes: dict[str, Grant] = {}
        """What was granted to apps, by the code that stands for it."""
        self.files: dict[str, File] = {}
        self.views: dict[str, View] = {}
        """Modals that are open, and Home tabs."""
        self.modals: dict[str, list[View]] = {}
        """The stack of modals that a person has open, lowest first, by user id."""
        self.homes: dict[tuple[str, str, str], View] = {}
        """Home tabs, by ids of app, workspace and person."""
        self.whispers: dict[str, dict[str, Message]] = {}
        """Ephemeral messages on the screen of the one person who sees them; a reload takes them away."""
        self.listeners: list[Listener] = []
        """Who is told of events: `(installation, event_callback)`, for each app that is told."""

    def clock(self) -> int:
        """The time in seconds since 1970."""
        return int(self.now().timestamp())

    def bot_users(self) -> Iterator[User]:
        """The bots of all apps."""
        return (user for user in self.users.values() if user.is_bot)

    def direct(self, users: frozenset[str]) -> Channel | None:
        """The direct message of exactly these people, where there is one."""
        return self.directs.get(users)

    def channel_named(self, team_id: str, name: str) -> Channel | None:
        """The channel of a workspace with a name; archived ones keep theirs."""
        for channel in self.channels.values():
            if channel.team_id == team_id and not channel.is_direct and channel.name == name:
                return channel
        return None

    def whisper(self, message: Message) -> None:
        """Put an ephemeral message on the screen of the one person who sees it."""
        assert message.seen_only_by is not None  # noqa: S101  (it is ephemeral)
        kept = self.whispers.setdefault(message.seen_only_by, {})
        kept[message.ts] = message
        if len(kept) > MOST_WHISPERS:
            del kept[next(iter(kept))]

    def installation(self, app: App, team_id: str) -> Installation | None:
        """How an app is installed in a workspace."""
        for one in app.installations:
            if not one.gone and any(team.id == team_id for team in one.teams):
                return one
        return None

    def installations(self, team_id: str) -> Iterator[Installation]:
        """The apps of a workspace."""
        for app in self.apps.values():
            found = self.installation(app, team_id)
            if found is not None:
                yield found
