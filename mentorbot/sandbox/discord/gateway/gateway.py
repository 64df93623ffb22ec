"""The gateway: keeps bots' sessions, brings them events, replays what they missed.

Source: https://docs.discord.com/developers/events/gateway
"""

from __future__ import annotations

import secrets
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from aiohttp import web

from mentorbot.sandbox.discord.api.server import dumps
from mentorbot.sandbox.discord.gateway.connection import Connection
from mentorbot.sandbox.discord.world import intents as wants
from mentorbot.sandbox.discord.world import payloads
from mentorbot.sandbox.discord.world.world import Application, Guild, Json

if TYPE_CHECKING:
    from mentorbot.sandbox.discord.sandbox import Sandbox

MOST_KEPT_EVENTS = 5000
MOST_SEEN_FRAMES = 500

Tailor = Callable[["Session", Json], Json | None]


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame that passed, for whoever looks at what the gateway and a bot say to each other.

    Attributes:
        number: how many came before it.
        at: when, on the sandbox's clock.
        bot: the name of the bot, empty before it has said who it is.
        sent: whether the gateway sent it; else the bot did.
        text: the frame as JSON; a token in it is replaced.
    """

    number: int
    at: datetime
    bot: str
    sent: bool
    text: str


class Session:
    """What a bot's shard has been told, kept while it is away so that it can resume.

    Attributes:
        sequence: the number of the last event.
        missed: events that the bot has not confirmed, as (number, frame).
        connection: where it is connected now.
    """

    def __init__(
        self, app: Application, intents: int, shard: tuple[int, int], saw: Callable[[str, str, bool], None]
    ) -> None:
        """Begin a session; `shard` is (its number, how many there are), and `saw` is told of its frames."""
        self._saw = saw
        self.id = secrets.token_hex(16)
        self.app = app
        self.intents = intents
        self.shard = shard
        self.sequence = 0
        self.kept: deque[tuple[int, str]] = deque(maxlen=MOST_KEPT_EVENTS)
        self.connection: Connection | None = None

    def send(self, event: str, body: str) -> None:
        """Number an event, keep it, and send it if the bot is connected.

        Args:
            event: its name.
            body: its data as JSON.
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


class Gateway:
    """All sessions and connections of a sandbox.

    Attributes:
        heartbeat_interval: seconds between heartbeats that clients are told to keep.
        recommended_shards: how many shards bots are told to start.
        max_concurrency: how many shards may identify within five seconds.
        frames: the last frames that passed.
        passed: how many have passed in all.
    """

    def __init__(self, sandbox: Sandbox) -> None:
        """Begin without anybody connected."""
        self.sandbox = sandbox
        self.sessions: dict[str, Session] = {}
        self.connections: set[Connection] = set()
        self.heartbeat_interval = 41.25
        self.recommended_shards = 1
        self.max_concurrency = 16
        self.frames: deque[Frame] = deque(maxlen=MOST_SEEN_FRAMES)
        self.passed = 0

    def saw(self, bot: str, text: str, sent: bool) -> None:
        """Remember a frame for a while."""
        self.passed += 1
        self.frames.append(Frame(self.passed, self.sandbox.world.now(), bot, sent, text))

    async def serve(self, request: web.BaseRequest) -> web.StreamResponse:
        """Talk to one client until it leaves."""
        connection = Connection(self, request)
        self.connections.add(connection)
        try:
            return await connection.run()
        finally:
            self.connections.discard(connection)

    def dispatch(
        self,
        event: str,
        data: Json,
        *,
        guild: Guild | None = None,
        intents: int = 0,
        app: Application | None = None,
        tailor: Tailor | None = None,
    ) -> None:
        """Bring an event to the sessions that it is for.

        Args:
            event: its name, such as `MESSAGE_CREATE`.
            data: its data.
            guild: where it happened: it comes to the shards of the bots in it. None: it comes to shard 0.
            intents: the intents of which a session needs one; 0 for events that need none.
            app: the only application that it is for; it need not be in the guild.
            tailor: makes what one session sees of it; None keeps it from that session.
        """
        self.sandbox.bell.ring()
        body: str | None = None
        for session in self.sessions.values():
            if app is not None:
                if session.app is not app:
                    continue
            elif guild is not None and session.app.bot.id not in guild.members:
                continue
            if not (session.serves(guild) if guild is not None else session.shard[0] == 0):
                continue
            if intents and not session.intents & intents:
                continue
            if tailor is not None:
                seen = tailor(session, data)
                if seen is None:
                    continue
                if seen is not data:
                    session.send(event, dumps(seen))
                    continue
            if body is None:
                body = dumps(data)
            session.send(event, body)

    def dispatch_to(self, session: Session, event: str, data: Json) -> None:
        """Bring an event to one session."""
        session.send(event, dumps(data))

    def begin(self, connection: Connection, app: Application, intents: int, shard: tuple[int, int]) -> None:
        """Open a session: READY, then every guild of the shard."""
        session = Session(app, intents, shard, self.saw)
        session.connection = connection
        connection.session = session
        self.sessions[session.id] = session
        guilds = [guild for guild in self.sandbox.world.guilds_of(app.bot.id) if session.serves(guild)]
        session.send("READY", dumps(payloads.ready(session, guilds, self.sandbox.gateway_url)))
        if intents & wants.GUILDS:
            for guild in guilds:
                session.send("GUILD_CREATE", dumps(payloads.guild_create(guild, app, intents)))
        self.sandbox.bell.ring()

    def resume(self, connection: Connection, session: Session, sequence: int) -> None:
        """Replay what a session has missed after `sequence`, then RESUMED."""
        if session.connection is not None:
            session.connection.close(4000, "Session resumed elsewhere")
        session.confirm(sequence)
        session.connection = connection
        connection.session = session
        for _, frame in session.kept:
            connection.send(frame)
        session.send("RESUMED", dumps({"_trace": ["sandbox"]}))
        self.sandbox.bell.ring()

    def end(self, session: Session) -> None:
        """Forget a session; it cannot be resumed."""
        self.sessions.pop(session.id, None)

    def close(self, code: int = 4000, *, resumable: bool = True, app: Application | None = None) -> int:
        """Close the connections of all bots, or of one.

        Args:
            code: the close code.
            resumable: False forgets the sessions too, so that a resume is answered with INVALID_SESSION.
            app: only this one's connections.

        Returns:
            How many were closed.
        """
        chosen = self._connections(app)
        for connection in chosen:
            if not resumable and connection.session is not None:
                self.end(connection.session)
            connection.close(code)
        return len(chosen)

    def ask_to_reconnect(self, app: Application | None = None) -> int:
        """Send RECONNECT to all bots or to one, and tell how many got it."""
        chosen = self._connections(app)
        for connection in chosen:
            connection.send('{"t":null,"s":null,"op":7,"d":null}')
        return len(chosen)

    def invalidate(self, *, resumable: bool = False, app: Application | None = None) -> int:
        """Send INVALID_SESSION to all bots or to one, and tell how many got it."""
        chosen = self._connections(app)
        for connection in chosen:
            connection.invalid_session(resumable=resumable)
        return len(chosen)

    def _connections(self, app: Application | None) -> list[Connection]:
        return [
            one
            for one in self.connections
            if one.session is not None and (app is None or one.session.app is app)
        ]
