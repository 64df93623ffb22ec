"""/network: whom one met here, and who could be next."""

import discord
from discord import app_commands
from discord.ext import commands

from mentorbot.delivery import kinds
from mentorbot.events.near import near
from mentorbot.networking.insight import cards, service
from mentorbot.on_discord.answer import show
from mentorbot.on_discord.bot import MentorBot
from mentorbot.on_discord.caller import caller
from mentorbot.reminders import digest


class Network(commands.Cog, name="network"):
    """The command about one's network."""

    network = app_commands.Group(name="network", description="Whom you met here, and who could be next.")

    def __init__(self, bot: MentorBot) -> None:
        self.bot = bot

    @network.command(description="Whom you met here, as a picture and in words, and who could be next.")
    async def me(self, interaction: discord.Interaction[MentorBot]) -> None:
        """Answer /network me."""
        async with self.bot.database.read_scope() as connection:
            found = await service.mine(connection, caller(interaction))
        await show(interaction, cards.network_card(found))


async def setup(bot: MentorBot) -> None:
    """Add the feature to the bot, with what makes the digest, which tells of one's network."""
    kinds.handler(digest.KIND)(digest.maker(bot.library, near, service.week))
    await bot.add_cog(Network(bot))
