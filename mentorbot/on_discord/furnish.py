"""What a bot on Discord works with: the program, its sender, the extensions with their commands."""

from mentorbot import metrics
from mentorbot.chat.program import Program
from mentorbot.delivery.dispatcher import Dispatcher
from mentorbot.forms.keeping import FormKeeper
from mentorbot.guide.load import Library
from mentorbot.members.presence import settle_place
from mentorbot.on_discord import sync
from mentorbot.on_discord.bot import MentorBot
from mentorbot.on_discord.caller import PLATFORM
from mentorbot.on_discord.extensions import find_extensions
from mentorbot.on_discord.platform import DiscordPlatform
from mentorbot.on_discord.sender import DiscordSender

EXTENSIONS = find_extensions()
"""They are imported with this module, so that whoever has it has loaded all of the bot."""


async def furnish(bot: MentorBot, program: Program) -> None:
    """Bring all of it, and give Discord the commands if it has others.

    Args:
        bot: Logged in, or about to be.

    Raises:
        OperatorError: A translation of the commands cannot be used.
    """
    await bring(bot, program)
    commands = sync.commands(bot.tree, program.part(Library).root)
    await bot.logged_in.wait()
    await sync.sync(bot, program.database, commands)
    await sync.learn_ids(bot)
    bot.furnished.set()


async def bring(bot: MentorBot, program: Program) -> None:
    """Bring what a bot works with, and its commands; of Discord nothing is asked."""
    bot.program = program
    program.platforms[PLATFORM] = DiscordPlatform(bot)
    bot.dispatcher, bot.sender = program.part(Dispatcher), DiscordSender(bot, bot.pace)
    bot.forms = program.part(FormKeeper, FormKeeper)
    bot.admit = settle_place
    if program.counted:
        bot.answered = metrics.interaction
        metrics.GATEWAY_SECONDS.set_function(lambda: bot.latency)
    for extension in EXTENSIONS:
        await extension.setup(bot)
