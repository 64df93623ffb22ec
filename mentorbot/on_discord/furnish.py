"""What a bot works with: its database, the content, the extensions with their commands, what is due."""

import asyncio
import gc
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager

from mentorbot import health, hooks, metrics, rooms
from mentorbot.chat.loops import Loops
from mentorbot.chat.program import Program
from mentorbot.config import Settings
from mentorbot.credits.rules import Rules
from mentorbot.db import Database, schema
from mentorbot.delivery.dispatcher import Dispatcher
from mentorbot.fetch import Fetcher
from mentorbot.guide.load import Library
from mentorbot.meetings import icebreakers
from mentorbot.members import service as members
from mentorbot.mentoring.mentorships import agendas
from mentorbot.on_discord import sync
from mentorbot.on_discord.bot import MentorBot
from mentorbot.on_discord.caller import PLATFORM
from mentorbot.on_discord.extensions import find_extensions
from mentorbot.on_discord.platform import DiscordPlatform
from mentorbot.on_discord.sender import DiscordSender

EXTENSIONS = find_extensions()
"""They are imported with this module, so that whoever has it has loaded all of the bot."""


async def move_in(bot: MentorBot, settings: Settings, stack: AsyncExitStack) -> None:
    """Open the database, read the content, furnish the bot; serve health and metrics where they are wanted.

    Args:
        stack: What has to be closed at the end goes on it.

    Raises:
        OperatorError: The content or the database cannot be used.
    """
    database = Database(settings.database, settings.database_connections)
    stack.push_async_callback(database.close)
    await schema.upgrade(database)
    library, rules = await asyncio.to_thread(_read_content, settings)
    await furnish(bot, database, library, rules)
    gc.freeze()  # all that is loaded is here to stay, so no garbage is looked for in it
    if settings.health_port is not None:
        await stack.enter_async_context(_watched(bot, settings.health_host, settings.health_port))


async def furnish(
    bot: MentorBot, database: Database, library: Library, rules: Rules, *, fetcher: Fetcher | None = None
) -> None:
    """Bring all of it, and give Discord the commands if it has others.

    Args:
        bot: Logged in, or about to be.
        database: Open, with its tables in the newest form, for as long as the bot is.
        fetcher: Only a test gives one, which may reach the machine it runs on.

    Raises:
        OperatorError: A translation of the commands cannot be used.
    """
    await bring(bot, database, library, rules, fetcher or Fetcher())
    commands = sync.commands(bot.tree, library.root)
    await bot.logged_in.wait()
    await sync.sync(bot, database, commands)
    bot.furnished.set()


async def bring(bot: MentorBot, database: Database, library: Library, rules: Rules, fetcher: Fetcher) -> None:
    """Bring what a bot works with, and its commands; of Discord nothing is asked."""
    bot.library, bot.rules = library, rules
    program = bot.program = Program(database, platforms={PLATFORM: DiscordPlatform(bot)})
    bot.dispatcher = Dispatcher(program, DiscordSender(bot), members.load_quiet_hours, lambda: bot.answering)
    for part in (library, rules, fetcher, bot.dispatcher, Loops(program), rooms.declared()):
        program.add_part(part)
    rooms.load_arriving()
    hooks.connect_rooms(program)
    for extension in EXTENSIONS:
        await extension.setup(bot)


def _read_content(settings: Settings) -> tuple[Library, Rules]:
    root = settings.content
    agendas.keep(agendas.load(root))
    if (root / icebreakers.FILE).is_file():
        icebreakers.keep(icebreakers.load(root))
    return Library.load(root), Rules.load(root)


@asynccontextmanager
async def _watched(bot: MentorBot, host: str, port: int) -> AsyncIterator[None]:
    """Serve health and metrics."""

    async def look() -> Mapping[str, bool]:
        return {
            "gateway": bot.connected,
            "database": await health.database_is_well(bot.program.database),
            "delivery": bot.dispatcher.well,
        }

    bot.answered = metrics.interaction
    metrics.GATEWAY_SECONDS.set_function(lambda: bot.latency)
    bot.dispatcher.happened = metrics.delivery
    metrics.DUE.set_function(lambda: bot.dispatcher.due)
    async with health.serving(host, port, look):
        yield
