"""Guilds with all that is in them: roles, members, channels, messages.

The classes hold the state; `payloads.py` says how Discord writes them.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime

from mentorbot.sandbox.discord.world.users import User
from mentorbot.sandbox.wire import Json

TEXT, DM, VOICE, CATEGORY, ANNOUNCEMENT = 0, 1, 2, 4, 5
ANNOUNCEMENT_THREAD, PUBLIC_THREAD, PRIVATE_THREAD, STAGE, FORUM = 10, 11, 12, 13, 15
THREADS = frozenset({ANNOUNCEMENT_THREAD, PUBLIC_THREAD, PRIVATE_THREAD})


@dataclass(slots=True, eq=False)
class Role:
    """A role of a guild; the one with the guild's own id is @everyone."""

    id: str
    name: str
    permissions: int
    position: int = 0
    color: int = 0
    second_color: int | None = None
    third_color: int | None = None
    icon: str | None = None
    unicode_emoji: str | None = None
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
    flags: int = 0
    avatar: str | None = None
    banner: str | None = None
    bio: str = ""


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

    Args:
        payload: The message as Discord writes it over HTTP.
        seen_only_by: The id of the person who sees it, when it is ephemeral.
        mentioned: Ids of the users whom the message notifies.
        votes: Ids of those who voted in its poll, by the number of the answer.
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

    Args:
        tags: The tags that a post may have, as Discord writes them.
        reaction: The emoji with which posts are reacted to, as Discord writes it.
        tag_setting: Whether a post is found that has all of the tags asked for, or some.
    """

    tags: list[Json] = field(default_factory=list)
    reaction: Json | None = None
    sort_order: int | None = None
    layout: int = 0
    tag_setting: str = "match_some"


@dataclass(slots=True, eq=False)
class Channel:
    """A channel of a guild, a thread or a DM.

    Args:
        recipients: The users of a DM.
        thread_members: User id to when they joined the thread.
        history: Every message that is there, by id, oldest first; ephemeral ones are not kept here.
        flags: 2 for a post that is pinned in its forum, 16 for a forum whose posts must have a tag.
        default_archive_minutes: What new threads begin with.
        default_slowmode: Seconds between two messages that a new thread begins with.
        voice: What was set for speaking in it, as Discord writes it, by field.
        tags: Ids of the tags of a post.
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
    history: OrderedDict[str, Message] = field(default_factory=OrderedDict)
    pins: dict[str, datetime] = field(default_factory=dict)
    last_message_id: str | None = None
    total_messages: int = 0
    flags: int = 0
    default_archive_minutes: int | None = None
    default_slowmode: int = 0
    voice: Json = field(default_factory=dict)
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
    """A community.

    Args:
        settings: What was set besides, as Discord writes it, by field.
    """

    id: str
    name: str
    owner_id: str
    created: datetime
    description: str | None = None
    settings: Json = field(default_factory=dict)
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

    @property
    def locale(self) -> str:
        """Its language, such as `en-US`."""
        return str(self.settings.get("preferred_locale", "en-US"))

    @property
    def features(self) -> list[str]:
        """What Discord calls the features of it."""
        return list(self.settings.get("features", ()))

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
