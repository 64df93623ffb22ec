"""/privacy: what the bot stores about one. It reaches into every feature that there is."""

import discord
from discord import app_commands
from discord.ext import commands

from mentorbot.community import cards, privacy
from mentorbot.on_discord.actions import Press, action
from mentorbot.on_discord.answer import change, show
from mentorbot.on_discord.bot import MentorBot
from mentorbot.on_discord.caller import caller

Interaction = discord.Interaction[MentorBot]


class Privacy(commands.Cog, name="privacy"):
    """The commands and buttons about what is stored."""

    privacy = app_commands.Group(name="privacy", description="What I store about you: get it, or erase it.")

    def __init__(self, bot: MentorBot) -> None:
        self.bot = bot

    @privacy.command(description="Get a file with all that I store about you.")
    async def export(self, interaction: Interaction) -> None:
        """Answer /privacy export."""
        async with self.bot.database.session_scope() as session:
            data = await privacy.export(session, caller(interaction))
        await show(interaction, cards.export_card(data))

    @privacy.command(description="Erase all that I store about you, for good.")
    async def erase(self, interaction: Interaction) -> None:
        """Answer /privacy erase with a question."""
        await show(interaction, cards.confirm_erase_card(everywhere=interaction.guild_id is None))

    @action("erase_confirm")
    async def _erase(self, press: Press) -> None:
        async with self.bot.database.session_scope() as session:
            await privacy.erase(session, caller(press.interaction))
        everywhere = press.interaction.guild_id is None
        await change(press.interaction, cards.erased_card(everywhere=everywhere))

    @action("erase_cancel")
    async def _keep(self, press: Press) -> None:
        await change(press.interaction, cards.kept_card())


async def setup(bot: MentorBot) -> None:
    """Add the feature to the bot."""
    await bot.add_cog(Privacy(bot))
