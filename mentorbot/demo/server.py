"""The local Discord of the demo: a community in it, and the real bot on a database of its own."""

import asyncio
import io
import logging
import sqlite3
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pydantic import SecretStr

from mentorbot import clock, logs
from mentorbot.config import Settings
from mentorbot.demo.cast import MENTOR, NEWCOMER, ORGANIZER, SECOND_MENTOR, STUDENT, add_part
from mentorbot.process import run
from mentorbot.sandbox.discord import Sandbox
from mentorbot.sandbox.discord.keeping import CannotKeepError, Keeper
from mentorbot.sandbox.discord.people.person import Person
from mentorbot.sandbox.discord.world import permissions
from mentorbot.sandbox.discord.world.guilds import Channel, Guild
from mentorbot.sandbox.discord.world.users import Application

READY_WITHIN: Final = 30.0
_NOT_OF_PEOPLE: Final = {"alembic_version", "command_sync"}
_NOT_TOLD: Final = {
    "id", "member_id", "community_id", "external_id", "user_id",
    # The same on Discord's side, and what the bot notes for itself while it sends.
    "community", "channel_id", "message_id", "uid", "nonce", "leased_by", "in_doubt_since", "shown_version",
}  # fmt: skip

Row = Mapping[str, Any]


class DemoError(Exception):
    """The demo cannot go on; says why."""


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

    def stored(self) -> dict[tuple[str, str], Row]:
        """Everything that is stored about people, by table and key, read past the bot."""
        found: dict[tuple[str, str], Row] = {}
        with closing(sqlite3.connect(self.database)) as connection:
            connection.row_factory = sqlite3.Row
            tables = [
                row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            ]
            for table in sorted(set(tables) - _NOT_OF_PEOPLE):
                if table.startswith("sqlite_"):
                    continue
                keys = [
                    row["name"] for row in connection.execute(f'PRAGMA table_info("{table}")') if row["pk"]
                ]
                for row in connection.execute(f'SELECT * FROM "{table}"'):  # noqa: S608 - its own tables' names
                    found[table, "/".join(str(row[key]) for key in keys)] = dict(row)
        return found


def changes(before: Mapping[tuple[str, str], Row], after: Mapping[tuple[str, str], Row]) -> Iterator[str]:
    """What was stored, changed and deleted between two looks at :meth:`Server.stored`, a line each."""
    for key in (one for one in after if one not in before):
        yield f"+ {key[0]}: {_told(after[key])}"
    for key in (one for one in after if one in before):
        old, new = before[key], after[key]
        if changed := {name: value for name, value in new.items() if value != old[name]}:
            told = _told(changed)
            if told:
                yield f"~ {key[0]}: {told}"
    for key in (one for one in before if one not in after):
        yield f"- {key[0]}: {_told(before[key])}"


def _told(row: Row) -> str:
    return ", ".join(
        f"{name} {value}"
        for name, value in row.items()
        if value not in (None, "") and name not in _NOT_TOLD and name != "at" and not name.endswith("_at")
    )


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
        async with Sandbox(now=clock.now, port=port) as sandbox, _kept(sandbox, world) as found:
            parts = _known(sandbox) if found else _settle(sandbox)
            server = Server(sandbox, database=database, log=log, found=found, **parts)
            with sandbox.discord_py():
                try:
                    await server.start()
                    yield server
                finally:
                    await server.stop()


@asynccontextmanager
async def _kept(sandbox: Sandbox, world: Path | None) -> AsyncIterator[bool]:
    """Keep the local Discord in a file, if one is named; tells whether something was in it."""
    if world is None:
        yield False
        return
    try:
        async with Keeper(sandbox, world) as keeper:
            clock.advance(keeper.ahead)
            yield keeper.found
    except CannotKeepError as error:
        raise DemoError(str(error)) from error


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
