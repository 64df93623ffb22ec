"""Everything that exists in the sandbox's Discord: guilds, channels, people, bots, messages.

The classes hold the state; `payloads.py` says how Discord writes them. Ids are snowflakes as text, the way
they travel.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mentorbot.sandbox.discord.api.routes.invites import Invite
    from mentorbot.sandbox.discord.api.routes.webhooks import Webhook

Json = dict[str, Any]
Now = Callable[[], datetime]

EPOCH = 1420070400000
NONCE_REMEMBERED = timedelta(minutes=5)
MOST_FILE_BYTES = 256 * 1024 * 1024
MOST_WHISPERS = 500

TEXT, DM, VOICE, CATEGORY, ANNOUNCEMENT = 0, 1, 2, 4, 5
ANNOUNCEMENT_THREAD, PUBLIC_THREAD, PRIVATE_THREAD, STAGE, FORUM = 10, 11, 12, 13, 15
THREADS = frozenset({ANNOUNCEMENT_THREAD, PUBLIC_THREAD, PRIVATE_THREAD})


class Snowflakes:
    """Makes ids that carry the sandbox's time and never repeat or go back.

    Attributes:
        last: the last one, as a number.
    """

    def __init__(self, now: Now) -> None:
        self._now = now
        self.last = 0

    def of_guild(self) -> str:
        """An id with a millisecond of its own: guilds are spread over shards by it."""
        self.last = (self.last >> 22) + 1 << 22
        return self()

    def __call__(self) -> str:
        """The next id."""
        moment = (int(self._now().timestamp() * 1000) - EPOCH) << 22
        self.last = max(self.last + 1, moment)
        return str(self.last)


@dataclass(slots=True, eq=False)
class User:
    """A person or a bot.

    Attributes:
        accepts_dms: whether strangers of the same guild may write to them; a bot that tries else gets 50007.
    """

    id: str
    username: str
    global_name: str | None = None
    bot: bool = False
    accepts_dms: bool = True
    locale: str = "en-US"
    avatar: str | None = None
    blocked: set[str] = field(default_factory=set)

    @property
    def mention(self) -> str:
        """The text that mentions them."""
        return f"<@{self.id}>"


@dataclass(slots=True, eq=False)
class Role:
    """A role of a guild; the one with the guild's own id is @everyone."""

    id: str
    name: str
    permissions: int
    position: int = 0
    color: int = 0
    hoist: bool = False
    mentionable: bool = False
    managed: bool = False
    bot_id: str | None = None


@dataclass(slots=True, eq=False)
class Member:
    """A user in a guild."""

    user: User
    guild: Guild
    joined_at: datetime
    roles: list[str] = field(default_factory=list)
    nick: str | None = None
    timed_out_until: datetime | None = None


@dataclass(slots=True)
class Overwrite:
    """What a role (type 0) or member (type 1) is allowed or denied in one channel."""

    id: str
    type: int
    allow: int = 0
    deny: int = 0


@dataclass(slots=True, eq=False)
class Message:
    """A message.

    Attributes:
        payload: the message as Discord writes it over HTTP.
        seen_only_by: the id of the person who sees it, when it is ephemeral.
        mentioned: ids of the users whom the message notifies.
        votes: ids of those who voted in its poll, by the number of the answer.
    """

    id: str
    channel: Channel
    author: User
    payload: Json
    seen_only_by: str | None = None
    webhook_id: str | None = None
    application_id: str | None = None
    mentioned: frozenset[str] = frozenset()
    reactions: dict[str, list[str]] = field(default_factory=dict)
    votes: dict[int, list[str]] = field(default_factory=dict)

    @property
    def content(self) -> str:
        """The text."""
        return str(self.payload["content"])

    @property
    def ephemeral(self) -> bool:
        """Whether only one person sees it."""
        return self.seen_only_by is not None


@dataclass(slots=True)
class Forum:
    """What a forum has beyond other channels.

    Attributes:
        tags: the tags that a post may have, as Discord writes them.
        reaction: the emoji with which posts are reacted to, as Discord writes it.
        slowmode: seconds between two messages that a new post begins with.
    """

    tags: list[Json] = field(default_factory=list)
    reaction: Json | None = None
    sort_order: int | None = None
    layout: int = 0
    slowmode: int = 0


@dataclass(slots=True, eq=False)
class Channel:
    """A channel of a guild, a thread or a DM.

    Attributes:
        recipients: the users of a DM.
        thread_members: user id to when they joined the thread.
        history: every message that is there, by id, oldest first; ephemeral ones are not kept here.
        flags: 2 for a post that is pinned in its forum, 16 for a forum whose posts must have a tag.
        default_archive_minutes: what new threads begin with.
        tags: ids of the tags of a post.
    """

    id: str
    type: int
    name: str | None = None
    guild: Guild | None = None
    parent: Channel | None = None
    topic: str | None = None
    position: int = 0
    nsfw: bool = False
    slowmode: int = 0
    overwrites: dict[str, Overwrite] = field(default_factory=dict)
    recipients: tuple[User, ...] = ()
    owner_id: str | None = None
    archived: bool = False
    locked: bool = False
    invitable: bool = True
    auto_archive_minutes: int = 4320
    archive_changed: datetime | None = None
    created: datetime | None = None
    thread_members: dict[str, datetime] = field(default_factory=dict)
    history: dict[str, Message] = field(default_factory=dict)
    pins: dict[str, datetime] = field(default_factory=dict)
    last_message_id: str | None = None
    total_messages: int = 0
    flags: int = 0
    default_archive_minutes: int | None = None
    forum: Forum | None = None
    tags: list[str] = field(default_factory=list)

    @property
    def messages(self) -> list[Message]:
        """The messages that everybody in the channel sees, oldest first."""
        return list(self.history.values())

    @property
    def is_thread(self) -> bool:
        """Whether this is a thread."""
        return self.type in THREADS

    @property
    def mention(self) -> str:
        """The text that links to it."""
        return f"<#{self.id}>"


@dataclass(slots=True, eq=False)
class ScheduledEvent:
    """A guild scheduled event, kept as Discord writes it."""

    id: str
    guild: Guild
    payload: Json
    interested: list[str] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Guild:
    """A community."""

    id: str
    name: str
    owner_id: str
    created: datetime
    locale: str = "en-US"
    description: str | None = None
    system_channel_id: str | None = None
    widget: str | None = None
    roles: dict[str, Role] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    threads: dict[str, Channel] = field(default_factory=dict)
    members: dict[str, Member] = field(default_factory=dict)
    events: dict[str, ScheduledEvent] = field(default_factory=dict)
    emojis: dict[str, Json] = field(default_factory=dict)
    stickers: dict[str, Json] = field(default_factory=dict)
    stages: dict[str, Json] = field(default_factory=dict)
    rules: dict[str, Json] = field(default_factory=dict)
    audit: list[Json] = field(default_factory=list)
    bans: dict[str, str | None] = field(default_factory=dict)

    def channel(self, name: str) -> Channel:
        """The channel or thread of that name."""
        for one in (*self.channels.values(), *self.threads.values()):
            if one.name == name:
                return one
        raise KeyError(f"{self.name} has no channel named {name!r}")

    def role(self, name: str) -> Role:
        """The role of that name."""
        for one in self.roles.values():
            if one.name == name:
                return one
        raise KeyError(f"{self.name} has no role named {name!r}")


@dataclass(slots=True, eq=False)
class Application:
    """A bot's application.

    Attributes:
        privileged: the privileged intents that its owner switched on in the developer portal.
    """

    id: str
    name: str
    bot: User
    token: str
    owner: User
    public_key: str
    privileged: int = 0
    description: str = ""
    emojis: dict[str, Json] = field(default_factory=dict)
    interactions_endpoint_url: str | None = None


@dataclass(slots=True)
class Upload:
    """A file that came with a request.

    Attributes:
        field: the name of its form field, such as `files[0]`.
    """

    field: str
    name: str
    content: bytes
    content_type: str | None = None


class World:
    """All there is, found by id."""

    def __init__(self, now: Now, *, keep_messages: int = 10_000) -> None:
        """Begin with nothing.

        Args:
            now: tells the time, aware.
            keep_messages: how many messages each channel remembers.
        """
        self.now = now
        self.keep_messages = keep_messages
        self.new_id = Snowflakes(now)
        self.users: dict[str, User] = {}
        self.guilds: dict[str, Guild] = {}
        self.channels: dict[str, Channel] = {}
        self.applications: dict[str, Application] = {}
        self.by_token: dict[str, Application] = {}
        self.by_bot: dict[str, Application] = {}
        self.dms: dict[frozenset[str], Channel] = {}
        self.webhooks: dict[str, Webhook] = {}
        self.invites: dict[str, Invite] = {}
        self.files: dict[str, tuple[str | None, bytes]] = {}
        self.whispers: dict[str, dict[str, Message]] = {}
        self._file_bytes = 0
        self._nonces: dict[tuple[str, str], tuple[datetime, Message]] = {}

    def dm(self, first: User, second: User) -> Channel:
        """The DM channel of two users, made when they have none."""
        pair = frozenset((first.id, second.id))
        channel = self.dms.get(pair)
        if channel is None:
            channel = Channel(self.new_id(), DM, recipients=(first, second))
            self.dms[pair] = self.channels[channel.id] = channel
        return channel

    def keep(self, message: Message) -> None:
        """Put a message into its channel's history; the oldest one makes room."""
        channel = message.channel
        channel.history[message.id] = message
        channel.last_message_id = message.id
        channel.total_messages += 1
        if len(channel.history) > self.keep_messages:
            del channel.history[next(iter(channel.history))]

    def whisper(self, message: Message) -> None:
        """Keep an ephemeral message for the one person who sees it; the oldest one makes room."""
        assert message.seen_only_by is not None  # noqa: S101  (it is ephemeral)
        kept = self.whispers.setdefault(message.seen_only_by, {})
        kept[message.id] = message
        if len(kept) > MOST_WHISPERS:
            del kept[next(iter(kept))]

    def forget_whisper(self, message: Message) -> None:
        """Take an ephemeral message from the screen of the one person who sees it."""
        self.whispers.get(message.seen_only_by or "", {}).pop(message.id, None)

    def with_nonce(self, author: User, nonce: str) -> Message | None:
        """The message that an author has sent with a nonce in the last minutes."""
        known = self._nonces.get((author.id, nonce))
        if known is None or known[0] + NONCE_REMEMBERED < self.now():
            return None
        return known[1]

    def remember_nonce(self, author: User, nonce: str, message: Message) -> None:
        """Remember with which nonce a message was sent."""
        now = self.now()
        self._nonces[author.id, nonce] = (now, message)
        while self._nonces:
            oldest = next(iter(self._nonces))
            if self._nonces[oldest][0] + NONCE_REMEMBERED >= now:
                break
            del self._nonces[oldest]

    def keep_files(self, files: dict[str, tuple[str | None, bytes]]) -> None:
        """Make files downloadable; when all take too much memory, the oldest make room."""
        self.files.update(files)
        self._file_bytes += sum(len(content) for _, content in files.values())
        while self._file_bytes > MOST_FILE_BYTES:
            _, content = self.files.pop(next(iter(self.files)))
            self._file_bytes -= len(content)

    def guilds_of(self, user_id: str) -> Iterator[Guild]:
        """The guilds that a user is in."""
        return (guild for guild in self.guilds.values() if user_id in guild.members)

    def share_a_guild(self, first: str, second: str) -> bool:
        """Whether two users are in the same guild."""
        return any(second in guild.members for guild in self.guilds_of(first))
