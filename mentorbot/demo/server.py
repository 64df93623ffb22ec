"""The local Discord of the demo: a community in it, and the real bot on a database of its own."""

import asyncio
import io
import logging
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pydantic import SecretStr
from rich.console import RenderableType
from rich.text import Text

from mentorbot import clock, logs
from mentorbot.config import Settings
from mentorbot.demo.cast import HOME, MENTOR, NEWCOMER, ORGANIZER, ROLES, SECOND_MENTOR, STUDENT, add_part
from mentorbot.demo.company import Cast, DemoError, Rows, keep_in, read_stored, say_named
from mentorbot.demo.markdown import Reader
from mentorbot.demo.screen import Form, Screen
from mentorbot.demo.stage.on_discord import DiscordActor, DiscordAsked, DiscordSeen
from mentorbot.demo.stage.seen import Asked, Place, Seen
from mentorbot.process import run
from mentorbot.sandbox.discord import Sandbox
from mentorbot.sandbox.discord.keeping import Keeper
from mentorbot.sandbox.discord.people.person import Person
from mentorbot.sandbox.discord.world import permissions
from mentorbot.sandbox.discord.world.guilds import Channel, Guild
from mentorbot.sandbox.discord.world.users import Application

READY_WITHIN: Final = 30.0


@dataclass(slots=True)
class Server:
    """A Discord server with people and the bot in it.

    Args:
        database: The SQLite file that the bot keeps everything in.
        log: What the bot logged: warnings and errors, if any.
        found: Whether all this was there already, kept from the last time.
        online: Whether the bot is there.
    """

    sandbox: Sandbox
    guild: Guild
    app: Application
    general: Channel
    events: Channel
    student: Person
    mentors: tuple[Person, Person]
    organizer: Person
    newcomer: Person
    database: Path
    log: io.StringIO
    found: bool = False
    online: bool = False
    _running: asyncio.Task[None] | None = None
    _stop: asyncio.Event | None = None

    @property
    def people(self) -> list[Person]:
        """Everybody who can be played."""
        return [self.student, *self.mentors, self.organizer, self.newcomer]

    @property
    def names(self) -> dict[str, str]:
        """What ids of people, roles and channels are called."""
        world = self.sandbox.world
        named = {one.id: one.name for one in self.guild.roles.values()}
        named |= {one.id: one.global_name or one.username for one in world.users.values()}
        return named | {one.id: one.name for one in world.channels.values() if one.name}

    async def start(self) -> None:
        """Start the bot as an operator does, and wait until it is online with its commands.

        Raises:
            DemoError: It did not come online.
        """
        settings = Settings(
            token=SecretStr(self.app.token), database=str(self.database), health_port=None, _env_file=None
        )  # type: ignore[call-arg]
        self._stop = asyncio.Event()
        running = self._running = asyncio.create_task(run(settings, stop=self._stop))
        online = asyncio.create_task(self.sandbox.online(self.app, timeout=READY_WITHIN, commands=True))
        await asyncio.wait({running, online}, return_when=asyncio.FIRST_COMPLETED)
        if running.done():
            online.cancel()
            await running
            raise DemoError("The bot stopped at once.")
        try:
            await online
        except TimeoutError:
            raise DemoError(f"The bot did not come online within {READY_WITHIN:g} s.") from None
        self.online = True

    async def stop(self) -> None:
        """Stop the bot as SIGTERM does, and wait until it has."""
        self.online = False
        if self._running is None or self._stop is None:
            return
        self._stop.set()
        await self._running
        self._running = None

    async def begin_anew(self) -> None:
        """Make all as it was in the beginning: nothing stored, nothing said, the machine's own time."""
        await self.stop()
        for suffix in ("", "-wal", "-shm"):
            self.database.with_name(self.database.name + suffix).unlink(missing_ok=True)
        self.sandbox.forget()
        clock.reset()
        self.log.seek(0)
        self.log.truncate()
        for name, value in _settle(self.sandbox).items():
            setattr(self, name, value)
        await self.start()

    # What a story needs

    @property
    def cast(self) -> Cast:
        """Who plays, and where."""
        first, second = self.mentors
        return Cast(
            DiscordActor(self.student),
            (DiscordActor(first), DiscordActor(second)),
            DiscordActor(self.organizer),
            DiscordActor(self.newcomer),
            Place(self.general.name or "", self.general),
            Place(self.events.name or "", self.events),
        )

    @property
    def complaints(self) -> Sequence[str]:
        """What the bot did that Discord would not have taken."""
        return self.sandbox.complaints

    @property
    def reader(self) -> Reader:
        """Whose eyes all is read with."""
        return Reader(clock.now, HOME, self.names)

    def introduce(self) -> Text:
        """Where all is, and who is there."""
        people = "\n        ".join(f"{one.called}, {ROLES.get(one.name, 'somebody')}" for one in self.people)
        return Text.assemble(
            "A local Discord is running on ",
            (self.sandbox.url, "bold"),
            ", and the bot is online in it: the same program that serves the real Discord, through the same "
            "client library, on a temporary SQLite file.\n\n",
            ("Server  ", "dim"),
            f"{self.guild.name}, #{self.general.name}\n",
            ("People  ", "dim"),
            f"{people}\n",
            ("Bot     ", "dim"),
            f"{self.app.name}, which sees no messages and no list of members",
        )

    def say_typed(self, words: str, options: Mapping[str, Any]) -> Text:
        """A command with what is given to it."""
        return Text().append(f"/{words}", style="bold cyan") + say_named(options)

    def draw(self, seen: Seen) -> RenderableType:
        """What somebody sees."""
        assert isinstance(seen, DiscordSeen)  # noqa: S101
        return Screen(seen.raw, self.reader)

    def draw_form(self, asked: Asked, answers: Mapping[str, Any]) -> RenderableType:
        """A form, filled in."""
        assert isinstance(asked, DiscordAsked)  # noqa: S101
        return Form(asked.raw, answers)

    def stored(self) -> Rows:
        """Everything that is stored about people."""
        return read_stored(self.database)


@asynccontextmanager
async def open_server(database: Path, *, port: int = 0, world: Path | None = None) -> AsyncIterator[Server]:
    """A community on a local Discord, with the bot online in it; everything stops at the end.

    Args:
        database: The SQLite file of the bot; it is made if it is not there.
        port: The port on 127.0.0.1; 0 for any free one.
        world: The file in which the local Discord is kept; None forgets it at the end.

    Raises:
        DemoError: The bot did not come online, or the port or the file cannot be used.
    """
    with listening() as log:
        # One clock for all, so that the story can move it.
        async with Sandbox(now=clock.now, port=port) as sandbox, keep_in(world, sandbox, Keeper) as found:
            parts = _known(sandbox) if found else _settle(sandbox)
            server = Server(sandbox, database=database, log=log, found=found, **parts)
            with sandbox.discord_py():
                try:
                    await server.start()
                    yield server
                finally:
                    await server.stop()


def _known(sandbox: Sandbox) -> dict[str, Any]:
    """The community that was kept; its people in the order in which they came, whatever they are called."""
    world = sandbox.world
    guild, app = next(iter(world.guilds.values())), next(iter(world.applications.values()))
    users = [one for one in world.users.values() if not one.bot and one.id in guild.members]
    organizer, student, mentor, second, newcomer = (Person(sandbox, one) for one in users[:5])
    return {
        "guild": guild,
        "app": app,
        "general": guild.channel("general"),
        "events": guild.channel("events"),
        "student": student,
        "mentors": (mentor, second),
        "organizer": organizer,
        "newcomer": newcomer,
    }


def _settle(sandbox: Sandbox) -> dict[str, Any]:
    """Make the community, with its people and the bot's account in it."""
    organizer = add_part(sandbox, ORGANIZER)
    guild = sandbox.add_guild("Future healthcare managers", owner=organizer.user)
    roles = {name: sandbox.add_role(guild, name) for name in ("Mentor", "Student")}
    student = add_part(sandbox, STUDENT, guild, roles=(roles["Student"],))
    mentors = (
        add_part(sandbox, MENTOR, guild, roles=(roles["Mentor"],)),
        add_part(sandbox, SECOND_MENTOR, guild, roles=(roles["Mentor"],)),
    )
    app = sandbox.add_application("mentorbot", guild, privileged=0, bot_permissions=permissions.CREATE_EVENTS)
    return {
        "guild": guild,
        "app": app,
        "general": guild.channel("general"),
        "events": sandbox.add_channel(guild, "events"),
        "student": student,
        "mentors": mentors,
        "organizer": organizer,
        "newcomer": add_part(sandbox, NEWCOMER, guild),
    }


@contextmanager
def listening() -> Iterator[io.StringIO]:
    """Keep what is logged from the screen, to be shown if something goes wrong."""
    heard = io.StringIO()
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    logs.setup(logs.LogLevel.WARNING, logs.LogFormat.TEXT, stream=heard)
    try:
        yield heard
    finally:
        root.handlers[:], root.level = handlers, level
