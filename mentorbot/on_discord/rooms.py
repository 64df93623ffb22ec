"""A private thread for somebody whose direct messages are closed: nobody else sees their notices."""

from typing import Final, TypeGuard

import discord

from mentorbot.on_discord.channels import read_access

LASTS: Final = 10080
"""Minutes without a message after which Discord folds a thread away; whoever writes brings it back."""
_MOST_KNOWN: Final = 10_000


def may_open(channel: object) -> TypeGuard[discord.TextChannel]:
    """Whether the bot may open private threads under a channel, and write in them."""
    return isinstance(channel, discord.TextChannel) and read_access(channel).open_rooms


class Rooms:
    """The threads of people, as far as they are known; one that is not known is found by its name."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, str], int] = {}

    async def of(self, channel: object, user_id: str) -> int | None:
        """The thread of this person under a channel, opened if need be; None if there can be none.

        Raises:
            discord.HTTPException: Discord has trouble, or asks to wait.
        """
        if not may_open(channel):
            return None
        key = (channel.id, user_id)
        if key not in self._known:
            try:
                thread = await self._find(channel, user_id)
                await thread.add_user(discord.Object(int(user_id)))
            except discord.HTTPException as error:
                if error.status == 429 or error.status >= 500:
                    raise
                return None  # they cannot see the channel, or there are as many threads as there may be
            if len(self._known) >= _MOST_KNOWN:
                self._known.pop(next(iter(self._known)))
            self._known[key] = thread.id
        return self._known[key]

    def forget(self, channel_id: int, user_id: str) -> None:
        """It is not there any more."""
        self._known.pop((channel_id, user_id), None)

    async def _find(self, channel: discord.TextChannel, user_id: str) -> discord.Thread:
        name = f"For you · {user_id}"
        for thread in await channel.guild.active_threads():
            ours = thread.parent_id == channel.id and thread.owner_id == channel.guild.me.id
            if ours and thread.name == name:
                return thread
        return await channel.create_thread(
            name=name,
            type=discord.ChannelType.private_thread,
            invitable=False,
            auto_archive_duration=LASTS,
        )
