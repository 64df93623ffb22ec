"""Who is calling."""

from typing import Any

import discord

from mentorbot.members.service import Caller

PLATFORM = "discord"


def caller(interaction: discord.Interaction[Any]) -> Caller:
    """Whoever used the command or pressed the button: always from Discord, never from a button's id."""
    guild = interaction.guild
    return Caller(
        platform=PLATFORM,
        community=str(interaction.guild_id) if interaction.guild_id is not None else None,
        user_id=str(interaction.user.id),
        locale=str(interaction.locale),
        community_name=(guild.name or "") if guild is not None else "",
    )
