"""Who is calling."""

from typing import Any

import discord

from mentorbot.chat.caller import Caller, Rights

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
        username=interaction.user.name,
    )


def rights(interaction: discord.Interaction[Any]) -> Rights:
    """What Discord says of the caller with this very interaction."""
    user = interaction.user
    if not isinstance(user, discord.Member):
        return Rights()
    may = interaction.permissions
    roles = frozenset(str(role.id) for role in user.roles)
    return Rights(roles, manages_events=may.manage_events, manages_community=may.manage_guild)
