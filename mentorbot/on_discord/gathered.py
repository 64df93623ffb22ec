"""A role for a few people: made without any permission, given, taken away, and deleted in the end."""

from collections.abc import Iterable, Sequence
from typing import Final

import discord

from mentorbot.chat import fit
from mentorbot.chat.platform import CannotOpenError

MAY_NOT: Final = (
    "I may not give roles on this server. For a role of those who come give me **Manage Roles**, under "
    "Server Settings → Roles; nothing else here needs it."
)
BELOW: Final = (
    "I cannot give the role “{name}”: it stands above my own, or was changed so that I may not. Under Server "
    "Settings → Roles, drag my role above it."
)
TOO_MANY: Final = "There are as many roles on this server as Discord allows, so I cannot make another."
_MOST: Final = 30005
_NAME: Final = 100


def find_obstacle(guild: discord.Guild) -> str:
    """What keeps the bot from giving roles, in a sentence; empty for nothing."""
    return "" if guild.me.guild_permissions.manage_roles else MAY_NOT


async def keep_role(
    guild: discord.Guild, name: str, people: Sequence[str], former: Sequence[str], known: str
) -> str:
    """Give a role to people and take it from others; made if there is none. Raises CannotOpenError."""
    if obstacle := find_obstacle(guild):
        raise CannotOpenError(obstacle)
    role = _find(guild, name, known) or await _make(guild, name)
    try:
        for member in await find_members(guild, people):
            await member.add_roles(role)
        for member in await find_members(guild, former):
            await member.remove_roles(role)
    except discord.Forbidden:
        raise CannotOpenError(BELOW.format(name=role.name)) from None
    return str(role.id)


async def delete_role(guild: discord.Guild, known: str) -> None:
    """Delete the role, and so take it from everybody. Raises CannotOpenError."""
    role = guild.get_role(int(known))
    if role is None:
        return
    try:
        await role.delete()
    except discord.NotFound:
        return
    except discord.Forbidden:
        raise CannotOpenError(find_obstacle(guild) or BELOW.format(name=role.name)) from None


def _find(guild: discord.Guild, name: str, known: str) -> discord.Role | None:
    """The role that was made for it; one that was made without anybody having noted it, by its name."""
    if known and (role := guild.get_role(int(known))) is not None:
        return role
    # Of one that can do something nobody is given the name alone.
    return next((one for one in guild.roles if one.name == _named(name) and not one.permissions.value), None)


async def _make(guild: discord.Guild, name: str) -> discord.Role:
    try:
        return await guild.create_role(name=_named(name), permissions=discord.Permissions.none())
    except discord.Forbidden:
        raise CannotOpenError(MAY_NOT) from None
    except discord.HTTPException as error:
        if error.code == _MOST:
            raise CannotOpenError(TOO_MANY) from None
        raise


async def find_members(guild: discord.Guild, people: Iterable[str]) -> list[discord.Member]:
    """Those of these people who are there."""
    found = []
    for user_id in people:
        try:
            found.append(guild.get_member(int(user_id)) or await guild.fetch_member(int(user_id)))
        except discord.NotFound:
            continue
    return found


def _named(name: str) -> str:
    words, _, number = name.rpartition(" · ")
    return f"{fit(' '.join(words.split()), _NAME - len(number) - 3)} · {number}"
