"""Who is calling."""

from typing import Any, Final

import discord

from mentorbot.chat.caller import Caller, Rights

PLATFORM = "discord"


_MEANT: Final = "community"


def caller(interaction: discord.Interaction[Any]) -> Caller:
    """Whoever used the command or pressed the button: always from Discord, never from a button's id.

    In a direct message the community is the one that was noted by :func:`note_meant`.
    """
    guild = interaction.guild
    return Caller(
        platform=PLATFORM,
        community=str(interaction.guild_id) if interaction.guild_id is not None else meant(interaction),
        user_id=str(interaction.user.id),
        locale=str(interaction.locale),
        community_name=(guild.name or "") if guild is not None else "",
        username=interaction.user.name,
        privately=interaction.guild_id is None,
    )


def note_meant(interaction: discord.Interaction[Any], community: str | None) -> None:
    """Note which community a direct message is about; of what is used in a server nothing is noted."""
    if interaction.guild_id is None:
        interaction.extras[_MEANT] = community


def meant(interaction: discord.Interaction[Any]) -> str | None:
    """Which community a direct message is about, as it was noted."""
    found = interaction.extras.get(_MEANT)
    return found if isinstance(found, str) else None


def rights(interaction: discord.Interaction[Any]) -> Rights:
    """What Discord says of the caller with this very interaction."""
    user = interaction.user
    if not isinstance(user, discord.Member):
        return Rights()
    may = interaction.permissions
    roles = frozenset(str(role.id) for role in user.roles)
    return Rights(roles, manages_events=may.manage_events, manages_community=may.manage_guild)
