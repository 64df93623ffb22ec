"""Refuses what a member may not do."""

from mentorbot.sandbox.discord.api import errors
from mentorbot.sandbox.discord.api.errors import DiscordError
from mentorbot.sandbox.discord.world.guilds import DM, Channel, Guild, Member, Role
from mentorbot.sandbox.discord.world.permissions import VIEW_CHANNEL, in_channel, in_guild, rank, rank_of
from mentorbot.sandbox.discord.world.users import User
from mentorbot.sandbox.discord.world.world import World


def need(world: World, channel: Channel, user: User, wanted: int) -> int:
    """Refuse who may not do all of `wanted` in a channel; returns all that they may do.

    Raises:
        DiscordError: 50001 when they do not see the channel, 50013 when a permission is missing, 50003
            when it is one that nobody has in a DM.
    """
    granted = in_channel(world, channel, user)
    if not granted & VIEW_CHANNEL:
        raise DiscordError(errors.MISSING_ACCESS)
    if granted & wanted != wanted:
        raise DiscordError(errors.NOT_ON_A_DM if channel.type == DM else errors.MISSING_PERMISSIONS)
    return granted


def need_in_guild(guild: Guild, user: User, wanted: int) -> Member:
    """Refuse who may not do all of `wanted` in a guild; returns them as member.

    Raises:
        DiscordError: 50001 when they are not in it, 50013 when a permission is missing.
    """
    member = guild.members.get(user.id)
    if member is None:
        raise DiscordError(errors.MISSING_ACCESS)
    if in_guild(member) & wanted != wanted:
        raise DiscordError(errors.MISSING_PERMISSIONS)
    return member


def need_above(member: Member, other: Member | Role) -> None:
    """Refuse who does not stand above a member or a role.

    Raises:
        DiscordError: 50013.
    """
    theirs = rank_of(other) if isinstance(other, Member) else rank(other)
    if rank_of(member) <= theirs:
        raise DiscordError(errors.MISSING_PERMISSIONS)
