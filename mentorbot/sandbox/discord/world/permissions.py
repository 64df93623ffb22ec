"""What a member may do, computed as Discord does.

Source: https://docs.discord.com/developers/topics/permissions
"""

from mentorbot.sandbox.discord.world.guilds import DM, PRIVATE_THREAD, Channel, Member, Role
from mentorbot.sandbox.discord.world.users import User
from mentorbot.sandbox.discord.world.world import World

CREATE_INVITE = 1 << 0
KICK_MEMBERS = 1 << 1
BAN_MEMBERS = 1 << 2
ADMINISTRATOR = 1 << 3
MANAGE_CHANNELS = 1 << 4
MANAGE_GUILD = 1 << 5
ADD_REACTIONS = 1 << 6
VIEW_AUDIT_LOG = 1 << 7
VIEW_CHANNEL = 1 << 10
SEND_MESSAGES = 1 << 11
SEND_TTS = 1 << 12
MANAGE_MESSAGES = 1 << 13
EMBED_LINKS = 1 << 14
ATTACH_FILES = 1 << 15
READ_HISTORY = 1 << 16
MENTION_EVERYONE = 1 << 17
CHANGE_NICKNAME = 1 << 26
MANAGE_NICKNAMES = 1 << 27
MANAGE_ROLES = 1 << 28
MANAGE_WEBHOOKS = 1 << 29
MANAGE_EXPRESSIONS = 1 << 30
USE_COMMANDS = 1 << 31
MANAGE_EVENTS = 1 << 33
MANAGE_THREADS = 1 << 34
CREATE_PUBLIC_THREADS = 1 << 35
CREATE_PRIVATE_THREADS = 1 << 36
SEND_IN_THREADS = 1 << 38
MODERATE_MEMBERS = 1 << 40
CREATE_EXPRESSIONS = 1 << 43
CREATE_EVENTS = 1 << 44
SEND_POLLS = 1 << 49
PIN_MESSAGES = 1 << 51

ALL = (1 << 53) - 1
IN_A_TIMEOUT = VIEW_CHANNEL | READ_HISTORY
IN_A_DM = (
    VIEW_CHANNEL
    | SEND_MESSAGES
    | EMBED_LINKS
    | ATTACH_FILES
    | READ_HISTORY
    | ADD_REACTIONS
    | MENTION_EVERYONE
    | USE_COMMANDS
    | SEND_POLLS
    | PIN_MESSAGES
)
EVERYONE = (
    CHANGE_NICKNAME
    | CREATE_INVITE
    | VIEW_CHANNEL
    | SEND_MESSAGES
    | EMBED_LINKS
    | ATTACH_FILES
    | READ_HISTORY
    | ADD_REACTIONS
    | USE_COMMANDS
    | CREATE_PUBLIC_THREADS
    | CREATE_PRIVATE_THREADS
    | SEND_IN_THREADS
    | SEND_POLLS
    | MENTION_EVERYONE
)


def in_guild(member: Member) -> int:
    """What a member may do in a guild, channels aside."""
    guild = member.guild
    if guild.owner_id == member.user.id:
        return ALL
    granted = guild.roles[guild.id].permissions
    for role_id in member.roles:
        granted |= guild.roles[role_id].permissions
    return ALL if granted & ADMINISTRATOR else granted


def in_channel(world: World, channel: Channel, user: User) -> int:
    """What a user may do in a channel; 0 when they cannot even see it.

    A thread has the permissions of its parent; a private one is seen by those in it and by moderators.
    """
    if channel.type == DM:
        return IN_A_DM if user in channel.recipients else 0
    guild = channel.guild
    member = guild.members.get(user.id) if guild else None
    if guild is None or member is None:
        return 0
    granted = in_guild(member)
    if granted == ALL:
        return ALL
    granted = _overwritten(
        granted, channel.parent if channel.is_thread and channel.parent else channel, member
    )
    if not granted & VIEW_CHANNEL:
        return 0
    if member.timed_out_until is not None and member.timed_out_until > world.now():
        granted &= IN_A_TIMEOUT
    if (
        channel.type == PRIVATE_THREAD
        and user.id not in channel.thread_members
        and not granted & MANAGE_THREADS
    ):
        return 0
    if not granted & (SEND_IN_THREADS if channel.is_thread else SEND_MESSAGES):
        granted &= ~(MENTION_EVERYONE | SEND_TTS | ATTACH_FILES | EMBED_LINKS)
    return granted


def _overwritten(granted: int, channel: Channel, member: Member) -> int:
    overwrites = channel.overwrites
    everyone = overwrites.get(member.guild.id)
    if everyone is not None:
        granted = granted & ~everyone.deny | everyone.allow
    allow = deny = 0
    for role_id in member.roles:
        if (one := overwrites.get(role_id)) is not None:
            allow |= one.allow
            deny |= one.deny
    granted = granted & ~deny | allow
    if (own := overwrites.get(member.user.id)) is not None:
        granted = granted & ~own.deny | own.allow
    return granted


Rank = tuple[int, int]


def rank(role: Role) -> Rank:
    """Where a role stands: of two at the same position, the older is the higher."""
    return role.position, -int(role.id)


def rank_of(member: Member) -> Rank:
    """Where a member's highest role stands; the owner is above all."""
    if member.guild.owner_id == member.user.id:
        return 1 << 30, 0
    roles = member.guild.roles
    return max((rank(roles[each]) for each in member.roles), default=rank(roles[member.guild.id]))
