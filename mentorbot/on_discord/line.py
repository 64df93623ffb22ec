"""The connection of one shard: what comes in over it goes to the bot, as if it had come to that itself."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Final

import discord

from mentorbot.on_discord import pacing
from mentorbot.on_discord.bot import GUILDS_WITHIN, INTENTS, MentorBot
from mentorbot.on_discord.connected import Connected

_OWN: Final = frozenset({"connect", "disconnect", "resumed", "ready"})
"""Events of the connection itself."""


class Line(Connected):
    """One shard.

    Args:
        bot: Whose it is.
        shard: Its number.
        shards: How many there are.
        wait_to_identify: Returns when Discord may be told who one is; called each time before that.
        came_in: Called when the servers of the shard have come in.
    """

    def __init__(
        self,
        bot: MentorBot,
        shard: int,
        shards: int,
        wait_to_identify: Callable[[int], Awaitable[None]],
        came_in: Callable[[], None],
    ) -> None:
        super().__init__(
            intents=INTENTS,
            shard_id=shard,
            shard_count=shards,
            allowed_mentions=discord.AllowedMentions.none(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            max_messages=None,
            chunk_guilds_at_startup=False,
            guild_ready_timeout=GUILDS_WITHIN,
            http_trace=pacing.make_trace(bot.pace),
        )
        self._bot = bot
        self._wait_to_identify = wait_to_identify
        self._came_in = came_in
        # discord.py has no public way to let several connections serve one tree of commands.
        self._connection._command_tree = bot.tree
        self._connection._get_client = lambda: bot  # type: ignore[assignment, return-value]

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Wait until it is this shard's turn."""
        await self._wait_to_identify(shard_id or 0)

    async def on_ready(self) -> None:
        """The servers have come in."""
        self._came_in()

    def dispatch(self, event_name: str, /, *args: Any, **kwargs: Any) -> None:
        """Tell the bot of an event; but not of those of the connection itself."""
        if self.is_closed():
            return
        if event_name in _OWN:
            super().dispatch(event_name, *args, **kwargs)
        else:
            self._bot.dispatch(event_name, *args, **kwargs)

    @property
    def connected(self) -> bool:
        """Whether events are coming in."""
        return self.is_ready() and self.failed_at is None

    async def hang_up(self) -> None:
        """Let nothing more come in; answers can still be given over it."""
        if self.ws is not None:
            await asyncio.wait({asyncio.ensure_future(self.ws.close(code=1000))}, timeout=5.0)
