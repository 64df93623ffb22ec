"""Conversations and what is said in them."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from mentorbot.sandbox.slack.world.files import File
from mentorbot.sandbox.slack.world.teams import User
from mentorbot.sandbox.wire import Json

Kind = Literal["public", "private", "im", "mpim"]


@dataclass(slots=True, eq=False)
class Notice:
    """A topic or a purpose: what it says, who said so, and when (seconds since 1970)."""

    value: str = ""
    creator: str = ""
    last_set: int = 0


@dataclass(slots=True, eq=False)
class Message:
    """A message.

    Args:
        ts: Its id in the channel, and when it was sent.
        user: Who wrote it.
        app_id: The app that wrote it, empty for a person.
        seen_only_by: The one person who sees it, for an ephemeral one; None for all others.
        thread_ts: The message it answers.
        extra: Fields that only its subtype has, such as `inviter`.
    """

    ts: str
    channel: "Channel"
    user: User
    text: str = ""
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    metadata: Json | None = None
    files: list[File] = field(default_factory=list)
    app_id: str = ""
    subtype: str = ""
    seen_only_by: str | None = None
    thread_ts: str = ""
    broadcast: bool = False
    edited: Json | None = None
    reactions: dict[str, list[str]] = field(default_factory=dict)
    client_msg_id: str = ""
    extra: Json = field(default_factory=dict)

    @property
    def is_ephemeral(self) -> bool:
        """Whether one person alone sees it, until they reload."""
        return self.seen_only_by is not None


@dataclass(slots=True, eq=False)
class Channel:
    """A conversation: a public or private channel, a direct message, or one of several people.

    Args:
        team_id: The workspace it is in.
        members: Who is in it, by id, and since when.
        messages: What was said, by ts, oldest first; never what is ephemeral.
        pins: The ts of pinned messages.
        connected: Other workspaces that share it (Slack Connect).
        posters: Who may post, where not everybody may; None means everybody.
        most_messages: How many messages the history keeps.
    """

    id: str
    team_id: str
    kind: Kind
    name: str
    creator: str
    created: datetime
    members: dict[str, datetime] = field(default_factory=dict)
    archived: bool = False
    general: bool = False
    topic: Notice = field(default_factory=Notice)
    purpose: Notice = field(default_factory=Notice)
    previous_names: list[str] = field(default_factory=list)
    messages: dict[str, Message] = field(default_factory=dict)
    pins: list[str] = field(default_factory=list)
    connected: list[str] = field(default_factory=list)
    posters: set[str] | None = None
    updated: datetime | None = None
    most_messages: int = 10_000
    _answers: dict[str, list[Message]] = field(default_factory=dict)

    @property
    def is_private(self) -> bool:
        """Whether only its members know of it."""
        return self.kind != "public"

    @property
    def is_direct(self) -> bool:
        """Whether it is a direct message, of two or of several."""
        return self.kind in {"im", "mpim"}

    def replies(self, ts: str) -> list[Message]:
        """The answers in a thread, oldest first."""
        return [one for one in self._answers.get(ts, []) if one.ts in self.messages]

    def keep(self, message: Message) -> None:
        """Put a message into the history; the oldest one makes room."""
        self.messages[message.ts] = message
        if message.thread_ts not in {"", message.ts}:
            self._answers.setdefault(message.thread_ts, []).append(message)
        if len(self.messages) > self.most_messages:
            del self.messages[next(iter(self.messages))]
