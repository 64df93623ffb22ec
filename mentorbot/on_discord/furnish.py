"""What a bot works with: its database, the guide, the features with their commands, what is due."""

from collections.abc import Iterable
from typing import Any

from mentorbot.credits.rules import Rules
from mentorbot.db import Database
from mentorbot.delivery.dispatcher import Dispatcher
from mentorbot.fetch import Fetcher
from mentorbot.guide.load import Library
from mentorbot.members import service as members
from mentorbot.on_discord import sync
from mentorbot.on_discord.bot import MentorBot
from mentorbot.on_discord.sender import DiscordSender


async def furnish(
    bot: MentorBot,
    features: Iterable[Any],
    database: Database,
    library: Library,
    rules: Rules,
    *,
    fetcher: Fetcher | None = None,
) -> None:
    """Bring all of it, and give Discord the commands if it has others.

    Args:
        bot: Logged in, or about to be.
        features: The modules of cogs; those of units that are not among them are loaded when needed.
        database: Open, with its tables in the newest form, for as long as the bot is.
        fetcher: Only a test gives one, which may reach the machine it runs on.

    Raises:
        OperatorError: A translation of the commands cannot be used.
    """
    bot.fetcher = fetcher or Fetcher()
    bot.database, bot.library, bot.rules = database, library, rules
    bot.dispatcher = Dispatcher(
        database, DiscordSender(bot), members.quiet_hours, lambda: bot.answering, bot.units
    )
    for feature in features:
        await feature.setup(bot)
    commands = sync.commands(library.root)
    await bot.logged_in.wait()
    await sync.sync(bot, database, commands)
    bot.furnished.set()
