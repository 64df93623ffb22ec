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
from mentorbot.on_discord.translator import Translator


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
        features: The modules of the cogs.
        database: Open, with its tables in the newest form, for as long as the bot is.
        fetcher: Only a test gives one, which may reach the machine it runs on.

    Raises:
        OperatorError: A translation of the commands cannot be used.
    """
    bot.fetcher = fetcher or Fetcher()
    bot.database, bot.library, bot.rules = database, library, rules
    bot.dispatcher = Dispatcher(database, DiscordSender(bot), members.quiet_hours, lambda: bot.answering)
    for feature in features:
        await feature.setup(bot)
    if translator := Translator.read(library.root):
        await bot.tree.set_translator(translator)
    await bot.logged_in.wait()
    assert bot.application_id is not None, "it has logged in"  # noqa: S101 - told to mypy
    await sync.sync(bot.tree, bot.application_id, database)
    bot.furnished.set()
