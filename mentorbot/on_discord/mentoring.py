"""What the commands of mentoring share: what credentials are called, and who somebody is called."""

from collections.abc import Mapping
from typing import Any

import discord

from mentorbot.on_discord.bot import MentorBot


def credentials(bot: MentorBot) -> Mapping[str, str]:
    """The names of the credentials there are, by id."""
    return {one.id: one.name for one in bot.rules.credentials.values()}


def display_name(interaction: discord.Interaction[Any]) -> str:
    """What the caller is called where they are."""
    return interaction.user.display_name
