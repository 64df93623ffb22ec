"""A role that a server has already, for a few people: given and taken away, never made or deleted.

Only a role that lets nobody do more than take part is given, and only where whoever wants that could give it
by hand: else an organizer would have others, or themselves, given what is not theirs to give.
"""

from collections.abc import Sequence
from typing import Final

import discord

from mentorbot.chat.platform import CannotOpenError
from mentorbot.on_discord.gathered import BELOW, MAY_NOT, find_members

GONE: Final = (
    "The role is gone: somebody deleted it. **A group for them**, under `/organize event edit`, ends this, "
    "or takes another."
)
_EVERYBODY: Final = "Everybody has that role. Please choose another."
_MANAGED: Final = "Discord or another bot gives “{name}” itself, so I cannot. Please choose another role."
_CAN_DO: Final = (
    "With “{name}” one may do more than take part ({what}), so I do not give it by itself. Please choose a "
    "role without such permissions."
)
_NOT_YOURS: Final = (
    "You could not give “{name}” yourself: that takes Manage Roles, and a role of yours above it. Please ask "
    "somebody who can to choose it here."
)
_TRUSTED: Final = (
    discord.Permissions.elevated()
    | discord.Permissions.stage_moderator()
    | discord.Permissions(
        manage_events=True,
        manage_nicknames=True,
        mention_everyone=True,
        move_members=True,
        view_audit_log=True,
        view_guild_insights=True,
    )
)
"""What one is trusted with; https://docs.discord.com/developers/topics/permissions#permissions"""
_MOST_NAMED: Final = 3


async def find_obstacle(guild: discord.Guild, role_id: str, user_id: str) -> str:
    """What keeps the bot from giving a role for this person, in a sentence; empty for nothing."""
    role = _find(guild, role_id)
    if role is None:
        return GONE
    if obstacle := _check(guild, role):
        return obstacle
    if guild.owner_id == int(user_id):
        return ""
    found = await find_members(guild, [user_id])
    may = bool(found) and found[0].guild_permissions.manage_roles and found[0].top_role > role
    return "" if may else _NOT_YOURS.format(name=role.name)


async def fill(
    guild: discord.Guild, role_id: str, people: Sequence[str], former: Sequence[str]
) -> frozenset[str]:
    """Give a role to people and take it from others.

    Returns:
        Those of the people who had it before.

    Raises:
        CannotOpenError: It cannot be given any more.
    """
    role = _find(guild, role_id)
    if role is None:
        if people:
            raise CannotOpenError(GONE)
        return frozenset()
    had = set()
    try:
        # It is taken from people whatever it lets them do by now.
        for member in await find_members(guild, former):
            await member.remove_roles(role)
        if people and (obstacle := _check(guild, role)):
            raise CannotOpenError(obstacle)
        for member in await find_members(guild, people):
            if role in member.roles:
                had.add(str(member.id))
            else:
                await member.add_roles(role)
    except discord.Forbidden:
        raise CannotOpenError(_check(guild, role) or BELOW.format(name=role.name)) from None
    return frozenset(had)


def _find(guild: discord.Guild, role_id: str) -> discord.Role | None:
    return guild.get_role(int(role_id)) if role_id.isdigit() else None


def _check(guild: discord.Guild, role: discord.Role) -> str:
    """What is wrong with giving a role at all."""
    if role.is_default():
        return _EVERYBODY
    if role.managed:
        return _MANAGED.format(name=role.name)
    if can := _find_trusted(guild, role):
        return _CAN_DO.format(name=role.name, what=", ".join(can[:_MOST_NAMED]))
    if not guild.me.guild_permissions.manage_roles:
        return MAY_NOT
    return "" if role.is_assignable() else BELOW.format(name=role.name)


def _find_trusted(guild: discord.Guild, role: discord.Role) -> list[str]:
    """What one is trusted with who has a role, anywhere in a server, as Discord writes it."""
    value = role.permissions.value
    for channel in guild.channels:
        value |= channel.overwrites_for(role).pair()[0].value
    held = discord.Permissions(value & _TRUSTED.value)
    return [name.replace("guild", "server").replace("_", " ").title() for name, has in held if has]
