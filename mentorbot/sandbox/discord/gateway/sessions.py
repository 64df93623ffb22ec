"""What bots have been told, kept while they are away."""

import secrets
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from mentorbot.sandbox.discord.world.guilds import Guild
from mentorbot.sandbox.discord.world.users import Application
from mentorbot.sandbox.wire import Json

MOST_KEPT_EVENTS = 5000


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame that passed, for whoever looks at what the gateway and a bot say to each other.

    Args:
        number: How many came before it.
        at: When, on the sandbox's clock.
        bot: The name of the bot, empty before it has said who it is.
        sent: Whether the gateway sent it; else the bot did.
        text: The frame as JSON; a token in it is replaced.
    """

    number: int
    at: datetime
    bot: str
    sent: bool
    text: str


class Line(Protocol):
    """What a bot is connected by."""

    session: "Session | None"

    def send(self, frame: str) -> None:
        """Send a frame after those that are waiting."""

    def close(self, code: int, reason: str = "") -> None:
        """Close after the frames that are waiting."""

    def invalid_session(self, *, resumable: bool) -> None:
        """Send INVALID_SESSION; the session is gone unless it is `resumable`."""


class Session:
    """What a bot's shard has been told, kept while it is away so that it can resume.

    Args:
        app: Whose bot it is.
        intents: Which events it wants.
        shard: Its number, and how many there are.
        saw: Is told of each frame: the bot's name, the frame, whether it was sent.
    """

    def __init__(
        self, app: Application, intents: int, shard: tuple[int, int], saw: Callable[[str, str, bool], None]
    ) -> None:
        self._saw = saw
        self.id = secrets.token_hex(16)
        self.app = app
        self.intents = intents
        self.shard = shard
        self.sequence = 0
        """The number of the last event."""
        self.kept: deque[tuple[int, str]] = deque(maxlen=MOST_KEPT_EVENTS)
        self.connection: Line | None = None
        """Where it is connected now."""

    def send(self, event: str, body: str) -> None:
        """Number an event, keep it, and send it if the bot is connected.

        Args:
            event: Its name.
            body: Its data as JSON.
        """
        self.sequence += 1
        frame = f'{{"t":"{event}","s":{self.sequence},"op":0,"d":{body}}}'
        self.kept.append((self.sequence, frame))
        if self.connection is not None:
            self.connection.send(frame)
        self._saw(self.app.name, frame, True)

    def confirm(self, sequence: int) -> None:
        """Forget events that the bot says it has."""
        while self.kept and self.kept[0][0] <= sequence:
            self.kept.popleft()

    def can_resume_after(self, sequence: int) -> bool:
        """Whether every event after `sequence` is still here."""
        if not 0 <= sequence <= self.sequence:
            return False
        return sequence == self.sequence or bool(self.kept and self.kept[0][0] <= sequence + 1)

    def serves(self, guild: Guild) -> bool:
        """Whether the events of a guild come to this shard."""
        return (int(guild.id) >> 22) % self.shard[1] == self.shard[0]


Tailor = Callable[[Session, Json], Json | None]
"""Makes what one session sees of an event; None keeps it from that session."""
