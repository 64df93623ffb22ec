"""The bot where several processes share out its servers: it has a connection for each shard of this one."""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

import discord

from mentorbot.on_discord import pacing
from mentorbot.on_discord.bot import MentorBot
from mentorbot.on_discord.connected import Connected
from mentorbot.on_discord.elsewhere import Elsewhere
from mentorbot.on_discord.line import Line

if TYPE_CHECKING:
    from discord.abc import PrivateChannel
    from discord.guild import GuildChannel

    Channel = GuildChannel | discord.Thread | PrivateChannel


class ShardedBot(MentorBot):
    """The bot, which has no connection of its own."""

    def __init__(self, settling: float = 0.0) -> None:
        super().__init__(settling)
        self.shards_in_all = 1
        """How many shards there are, those of other processes counted."""
        self._lines: dict[int, Line] = {}
        self._elsewhere = Elsewhere(self)
        self._ready_once = asyncio.Event()

    def add_line(self, shard: int, line: Line) -> None:
        """This process has this shard now."""
        self._lines[shard] = line
        self._share_pace()

    def drop_line(self, shard: int) -> None:
        """It has it no more."""
        self._lines.pop(shard, None)
        self._share_pace()

    def come_in(self) -> None:
        """The servers of a shard are there."""
        self._ready_once.set()
        self.dispatch("ready")

    def _share_pace(self) -> None:
        """What Discord allows one bot in a second is shared out as the shards are."""
        self.pace.change(pacing.PER_SECOND * max(1, len(self._lines)) / self.shards_in_all)

    def is_ready(self) -> bool:
        """Whether the servers of one shard at least have come in."""
        return any(line.is_ready() for line in self._lines.values())

    async def wait_until_ready(self) -> None:
        """Wait until the servers of a shard have come in for the first time."""
        await self._ready_once.wait()

    @property
    def connected(self) -> bool:
        """Whether events of all shards that this process has are coming in, and are answered."""
        return self.begun and all(line.connected for line in self._lines.values())

    @property
    def latency(self) -> float:
        """Seconds that the slowest connection takes to answer."""
        return max((line.latency for line in self._lines.values()), default=float("nan"))

    @property
    def guilds(self) -> Sequence[discord.Guild]:
        """The servers of the shards that this process has."""
        return [guild for line in self._lines.values() for guild in line.guilds]

    def get_guild(self, guild_id: int, /) -> discord.Guild | None:
        """A server of a shard that this process has."""
        line = self._lines.get(self._find_shard(guild_id))
        return line.get_guild(guild_id) if line is not None else None

    def get_channel(self, channel_id: int, /) -> "Channel | None":
        """A channel of a server of a shard that this process has."""
        found = (line.get_channel(channel_id) for line in self._lines.values())
        return next((channel for channel in found if channel is not None), None)

    def is_elsewhere(self, guild_id: int) -> bool:
        """Whether another process has the shard of a server, or none has it just now."""
        line = self._lines.get(self._find_shard(guild_id))
        return line is None or not line.is_ready()

    async def find_guild(self, guild_id: int) -> discord.Guild | None:
        """A server: as its shard tells of it, else as Discord says when asked."""
        found = self.get_guild(guild_id)
        return (
            await self._elsewhere.find(guild_id) if found is None and self.is_elsewhere(guild_id) else found
        )

    def find_line(self, interaction: discord.Interaction[MentorBot]) -> Connected | None:
        """The connection of the shard that this came to; in direct messages that is the first."""
        return self._lines.get(self._find_shard(interaction.guild_id or 0))

    def _find_shard(self, guild_id: int) -> int:
        # https://docs.discord.com/developers/events/gateway#sharding-sharding-formula
        return (guild_id >> 22) % self.shards_in_all
