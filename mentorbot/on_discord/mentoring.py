"""What the commands of mentoring share: what credentials are called, and who somebody is called."""

from collections.abc import Mapping
from typing import Any

import discord
from discord.ext import commands

from mentorbot.credits.rules import Rules


def credentials(bot: commands.Bot) -> Mapping[str, str]:
    """The names of the credentials there are, by id."""
    rules = getattr(bot.get_cog("credits"), "rules", None)
    return {one.id: one.name for one in rules.credentials.values()} if isinstance(rules, Rules) else {}


def display_name(interaction: discord.Interaction[Any]) -> str:
    """What the caller is called where they are."""
    return interaction.user.display_name
