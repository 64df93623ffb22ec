"""The gateway: keeps bots' sessions, brings them events, replays what they missed.

Source: https://docs.discord.com/developers/events/gateway
"""

from collections import deque

from mentorbot.sandbox.bell import Bell
from mentorbot.sandbox.discord.gateway.sessions import Frame, Line, Session, Tailor
from mentorbot.sandbox.discord.gateway.starts import Starts
from mentorbot.sandbox.discord.world import intents as wants
from mentorbot.sandbox.discord.world import payloads
from mentorbot.sandbox.discord.world.guilds import Guild
from mentorbot.sandbox.discord.world.users import Application
from mentorbot.sandbox.discord.world.world import World
from mentorbot.sandbox.wire import Json, dumps

MOST_SEEN_FRAMES = 500


class Gateway:
    """All sessions and connections of a sandbox.

    Args:
        world: What the bots are told of.
        bell: Rings when something has happened.
        unknown: Takes what the sandbox does not have.
        crashes: Takes errors of the sandbox itself.
    """

    def __init__(self, world: World, bell: Bell, *, unknown: list[str], crashes: list[str]) -> None:
        self.world = world
        self.bell = bell
        self.unknown = unknown
        self.crashes = crashes
        self.url = ""
        self.sessions: dict[str, Session] = {}
        self.connections: set[Line] = set()
        self.heartbeat_interval = 41.25
        """Seconds between heartbeats that clients are told to keep."""
        self.recommended_shards = 1
        """How many shards bots are told to start."""
        self.max_concurrency = 16
        """How many shards may identify within five seconds."""
        self.starts = Starts(world.now)
        """How many sessions bots have begun."""
        self.away = False
        """While it is set, handshakes are answered with 503; those who are connected stay."""
        self.frames: deque[Frame] = deque(maxlen=MOST_SEEN_FRAMES)
        """The last frames that passed."""
        self.passed = 0
        """How many have passed in all."""

    def saw(self, bot: str, text: str, sent: bool) -> None:
        """Remember a frame for a while."""
        self.passed += 1
        self.frames.append(Frame(self.passed, self.world.now(), bot, sent, text))

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
            event: Its name, such as `MESSAGE_CREATE`.
            data: Its data.
            guild: Where it happened: it comes to the shards of the bots in it. None: it comes to shard 0.
            intents: The intents of which a session needs one; 0 for events that need none.
            app: The only application that it is for; it need not be in the guild.
            tailor: Makes what one session sees of it; None keeps it from that session.
        """
        self.bell.ring()
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

    def begin(self, connection: Line, app: Application, intents: int, shard: tuple[int, int]) -> None:
        """Open a session: READY, then every guild of the shard."""
        session = Session(app, intents, shard, self.saw)
        session.connection = connection
        connection.session = session
        self.sessions[session.id] = session
        guilds = [guild for guild in self.world.guilds_of(app.bot.id) if session.serves(guild)]
        session.send("READY", dumps(_ready(session, guilds, self.url)))
        if intents & wants.GUILDS:
            for guild in guilds:
                session.send("GUILD_CREATE", dumps(payloads.guild_create(guild, app, intents)))
        self.bell.ring()

    def resume(self, connection: Line, session: Session, sequence: int) -> None:
        """Replay what a session has missed after `sequence`, then RESUMED."""
        if session.connection is not None:
            session.connection.close(4000, "Session resumed elsewhere")
        session.confirm(sequence)
        session.connection = connection
        connection.session = session
        for _, frame in session.kept:
            connection.send(frame)
        session.send("RESUMED", dumps({"_trace": ["sandbox"]}))
        self.bell.ring()

    def end(self, session: Session) -> None:
        """Forget a session; it cannot be resumed."""
        self.sessions.pop(session.id, None)

    def close(self, code: int = 4000, *, resumable: bool = True, app: Application | None = None) -> int:
        """Close the connections of all bots, or of one.

        Args:
            code: The close code.
            resumable: False forgets the sessions too, so that a resume is answered with INVALID_SESSION.
            app: Only this one's connections.

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

    def _connections(self, app: Application | None) -> list[Line]:
        return [
            one
            for one in self.connections
            if one.session is not None and (app is None or one.session.app is app)
        ]


def _ready(session: Session, guilds: list[Guild], gateway_url: str) -> Json:
    """The first event of a session."""
    app = session.app
    return {
        "v": 10,
        "user": payloads.own_user(app.bot),
        "user_settings": {},
        "guilds": [{"id": each.id, "unavailable": True} for each in guilds],
        "session_id": session.id,
        "session_type": "normal",
        "resume_gateway_url": gateway_url,
        "shard": list(session.shard),
        "application": {"id": app.id, "flags": payloads.gateway_flags(app.privileged)},
        "private_channels": [],
        "presences": [],
        "relationships": [],
        "guild_join_requests": [],
        "geo_ordered_rtc_regions": [],
        "auth": {},
        "_trace": ["sandbox"],
    }
