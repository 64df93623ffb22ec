"""What the bot may do in a channel of Discord."""

import discord

from mentorbot.chat.posting import Access

GuildChannel = discord.abc.GuildChannel


def find_access(guild: discord.Guild | None, channel_id: str) -> Access:
    """What the bot may do in a channel of a server: nothing, if there is no such channel."""
    channel = guild.get_channel(int(channel_id)) if guild and channel_id.isdigit() else None
    return read_access(channel) if channel else Access()


def read_access(channel: GuildChannel) -> Access:
    """What the bot may do in this channel."""
    may = channel.permissions_for(channel.guild.me)
    if not may.view_channel:
        return Access()
    return Access(
        see=True,
        write=may.send_messages,
        attach=may.send_messages and may.attach_files,
        open_rooms=isinstance(channel, discord.TextChannel)
        and may.create_private_threads
        and may.send_messages_in_threads,
        titled=isinstance(channel, discord.ForumChannel),
    )
