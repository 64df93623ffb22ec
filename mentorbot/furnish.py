"""What a running bot works with, whichever platforms it is on: its database, the content, what is due."""

import asyncio
import gc
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from typing import Final

from aiohttp import web

from mentorbot import health, hooks, logs, metrics, rooms
from mentorbot.calendars import CalendarPages
from mentorbot.chat import bell
from mentorbot.chat.loops import Loops
from mentorbot.chat.program import Program
from mentorbot.config import Settings
from mentorbot.credits.rules import Rules
from mentorbot.db import Database, addresses, backups, schema
from mentorbot.db.hearing import keep_hearing
from mentorbot.delivery.dispatcher import Dispatcher
from mentorbot.errors import OperatorError
from mentorbot.events.hooks import WebCalendars
from mentorbot.fetch import Fetcher
from mentorbot.guide.load import Library
from mentorbot.meetings import icebreakers
from mentorbot.members import looking, presence, quiet_hours, traces
from mentorbot.members import service as members
from mentorbot.mentoring.mentorships import agendas
from mentorbot.side_by_side import SideBySide

_NEW_OBJECTS: Final = 10_000
"""After how many new objects garbage is looked for: at Python's own 700 every few answers, which takes a
seventh of their processor time."""

log = logs.get(__name__)


async def open_program(settings: Settings, stack: AsyncExitStack) -> Program:
    """Open the database, bring it to its newest form, read the content, and furnish a program with both.

    Args:
        stack: What has to be closed at the end goes on it.

    Raises:
        OperatorError: The content or the database cannot be used.
    """
    database = Database(settings.database, settings.database_connections)
    stack.push_async_callback(database.close)
    await schema.upgrade(database)
    traces.use_secrets(settings.find_secret("secret_key"))
    await database.forget_deleted()  # of an erasure that was cut short
    keep_backups(settings, stack)
    library, rules = await asyncio.to_thread(_read_content, settings)
    program = furnish_program(database, library, rules)
    hearing = asyncio.create_task(keep_hearing(database, bell.hear))
    stack.push_async_callback(_end, hearing)
    program.add_part(WebCalendars(settings.calendar_address))
    gc.freeze()  # all that is loaded is here to stay, so no garbage is looked for in it
    gc.set_threshold(_NEW_OBJECTS)
    return program


async def _end(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.wait({task})


def keep_backups(settings: Settings, stack: AsyncExitStack) -> None:
    """Let the bot copy its database by itself until it stops, where that is wanted.

    Raises:
        OperatorError: It is not a file.
    """
    if settings.backups is None:
        return
    if addresses.find_path(settings.database) is None:
        raise OperatorError(
            "MENTORBOT_BACKUPS is for a database in a file. PostgreSQL copies itself: see pg_dump in "
            "docs/operator.md. Take the setting away."
        )
    every = timedelta(hours=settings.backup_hours)
    plan = backups.Plan(settings.database, settings.backups, every, settings.backups_kept)
    keeping = asyncio.create_task(backups.keep_backups(plan))
    stack.callback(keeping.cancel)


def furnish_program(
    database: Database, library: Library, rules: Rules, *, fetcher: Fetcher | None = None
) -> Program:
    """A program with all its parts, connected to no platform yet.

    Args:
        database: Open, with its tables in the newest form, for as long as the program runs.
        fetcher: Only a test gives one, which may reach the machine it runs on.
    """
    program = Program(database, find_places=members.select_places)
    dispatcher = Dispatcher(
        program,
        quiet_hours.load_quiet_hours,
        members.find_away,
        looking.find_gone_senders,
        presence.find_several,
    )
    for part in (library, rules, fetcher or Fetcher(), dispatcher, Loops(program), rooms.declared()):
        program.add_part(part)
    rooms.load_arriving()
    hooks.connect_rooms(program)
    return program


async def reload_content(program: Program) -> None:
    """Read guide and rules again; if something is wrong with one, log that and keep the old one."""
    for reload, kept, done in (
        (program.part(Library).reload, "the guide stays as it was", "the guide was read again"),
        (
            program.part(Rules).reload,
            "the rules of credentials stay as they were",
            "the rules were read again",
        ),
    ):
        try:
            await asyncio.to_thread(reload)
        except OperatorError as error:
            log.warning(kept, problem=str(error))
        else:
            log.info(done)


@asynccontextmanager
async def watched(
    program: Program,
    platforms: SideBySide,
    host: str,
    port: int,
    routes: Sequence[web.RouteDef] = (),
) -> AsyncIterator[str]:
    """Serve health and metrics, and what platforms serve beside them.

    Args:
        platforms: Those that are served, by the names they have on ``/healthz``.
        host: The address to listen on.
        port: Its port; 0 for any that is free.
        routes: Those of platforms.

    Yields:
        The address, such as "http://127.0.0.1:8080".

    Raises:
        OperatorError: The port cannot be had.
    """
    dispatcher = program.part(Dispatcher)

    async def look() -> Mapping[str, bool]:
        return {
            **{name: one.is_connected() for name, one in platforms.served.items()},
            "database": await health.database_is_well(program.database),
            "delivery": dispatcher.well,
        }

    program.counted = True
    dispatcher.happened = metrics.delivery
    metrics.DUE.set_function(lambda: dispatcher.due)
    served = [*routes, *CalendarPages(program).routes]
    async with health.serving(host, port, look, served, lambda: platforms.why) as address:
        yield address


def _read_content(settings: Settings) -> tuple[Library, Rules]:
    root = settings.content
    agendas.keep_agendas(agendas.load_agendas(root))
    if (root / icebreakers.FILE).is_file():
        icebreakers.keep_questions(icebreakers.load_questions(root))
    return Library.load(root), Rules.load(root)
