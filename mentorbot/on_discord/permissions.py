"""What the bot asks of a server, each for what; all of it is optional, and none is needed for an answer."""

from dataclasses import dataclass
from typing import Final

import discord

from mentorbot.chat.platform import Permission, Permissions

HOW: Final = (
    "Give me what is missing under **Server Settings → Roles → mentorbot**; for one channel alone, under "
    "**Edit Channel → Permissions**."
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A permission of Discord's.

    Args:
        flag: What discord.py calls it.
        name: What Discord calls it.
        gives: What it is for: "to …".
        without: What is so without it.
    """

    flag: str
    name: str
    gives: str
    without: str

    def held(self, permissions: discord.Permissions) -> bool:
        """Whether it is among these."""
        return bool(getattr(permissions, self.flag))


_THREADS: Final = "pairs of mentor and mentee are introduced in direct messages"
WANTED: Final = (
    Wanted("view_channel", "View Channels", "to see the channels that you choose", "nothing can be posted"),
    Wanted("send_messages", "Send Messages", "to post in them", "nothing can be posted"),
    Wanted(
        "attach_files",
        "Attach Files",
        "to show the pictures of events",
        "no event with a picture can be posted",
    ),
    Wanted(
        "read_message_history",
        "Read Message History",
        "to look whether a message has arrived, so that none comes twice",
        "after a lost connection a message may come twice",
    ),
    Wanted(
        "create_events",
        "Create Events",
        "to show what you announce among Discord's events too",
        "events are announced without a Discord event beside the message",
    ),
    Wanted("create_private_threads", "Create Private Threads", "to open a thread for each pair", _THREADS),
    Wanted("send_messages_in_threads", "Send Messages in Threads", "to write in those threads", _THREADS),
)


def find_permissions(guild: discord.Guild) -> Permissions:
    """What the bot may do on a server, by its roles."""
    held = guild.me.guild_permissions
    return Permissions(tuple(Permission(one.name, one.gives, one.held(held)) for one in WANTED), HOW)
