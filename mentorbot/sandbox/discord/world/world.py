"""Everything that exists in a local Discord, found by id."""

from collections import OrderedDict
from collections.abc import Iterator
from datetime import datetime, timedelta

from mentorbot.sandbox.discord.world.guilds import DM, Channel, Guild, Message
from mentorbot.sandbox.discord.world.ids import Now, Snowflakes
from mentorbot.sandbox.discord.world.invites import Invite
from mentorbot.sandbox.discord.world.users import Application, User
from mentorbot.sandbox.discord.world.webhooks import Webhook
from mentorbot.sandbox.wire import Json

NONCE_REMEMBERED = timedelta(minutes=5)
MOST_FILE_BYTES = 256 * 1024 * 1024
MOST_WHISPERS = 500


class World:
    """All there is, found by id.

    Args:
        now: Tells the time, aware.
        keep_messages: How many messages each channel remembers.
    """

    def __init__(self, now: Now, *, keep_messages: int = 10_000) -> None:
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
        self.files: OrderedDict[str, tuple[str | None, bytes]] = OrderedDict()
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
            channel.history.popitem(last=False)

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
            _, (_, content) = self.files.popitem(last=False)
            self._file_bytes -= len(content)

    def emoji(self, identifier: str, user_id: str, guild: Guild | None = None) -> Json | None:
        """A custom emoji that a user may use: of this guild, of their guilds, or of their application."""
        app = self.by_bot.get(user_id)
        shelves = [app.emojis] if app is not None else []
        shelves += [
            one.emojis for one in ([guild] if guild is not None else []) + list(self.guilds_of(user_id))
        ]
        return next((shelf[identifier] for shelf in shelves if identifier in shelf), None)

    def guilds_of(self, user_id: str) -> Iterator[Guild]:
        """The guilds that a user is in."""
        return (guild for guild in self.guilds.values() if user_id in guild.members)

    def share_a_guild(self, first: str, second: str) -> bool:
        """Whether two users are in the same guild."""
        return any(second in guild.members for guild in self.guilds_of(first))
