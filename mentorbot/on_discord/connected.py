"""What all connections of the bot to Discord have: whether there is one just now, and servers behind it."""

import asyncio

import discord


class Connected(discord.Client):
    """A client that knows since when it has no connection."""

    failed_at: float | None = None
    """When the connection was lost, or an attempt to have one failed, on the event loop's clock; None while
    there is one."""

    async def on_connect(self) -> None:
        """There is a session."""
        self.failed_at = None

    async def on_resumed(self) -> None:
        """The session goes on."""
        self.failed_at = None

    async def on_disconnect(self) -> None:
        """The connection is lost, or could not be had."""
        self.failed_at = asyncio.get_running_loop().time()

    def is_elsewhere(self, guild_id: int) -> bool:
        """Whether another process is told what happens on a server."""
        return False

    async def find_guild(self, guild_id: int) -> discord.Guild | None:
        """A server, whoever is told what happens there; None if the bot is not on it.

        Raises:
            NotNowError: Another process is told of it, and Discord does not say just now.
        """
        return self.get_guild(guild_id)

    async def find_channel(self, guild_id: str | None, channel_id: int) -> object:
        """A channel of a server, whoever is told what happens there; None if it is not known.

        Raises:
            NotNowError: As :meth:`find_guild`.
        """
        found = self.get_channel(channel_id)
        if found is None and guild_id is not None and guild_id.isdigit() and self.is_elsewhere(int(guild_id)):
            guild = await self.find_guild(int(guild_id))
            return guild.get_channel(channel_id) if guild is not None else None
        return found
