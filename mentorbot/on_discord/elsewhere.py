"""Servers of which another process is told what happens there: Discord is asked how they are."""

import asyncio
from typing import TYPE_CHECKING, Any, Final, cast

import discord

from mentorbot.chat.platform import NotNowError
from mentorbot.on_discord.presence import TROUBLE

if TYPE_CHECKING:
    from discord.types.guild import Guild as GuildPayload

KEPT: Final = 60.0
"""Seconds for which what Discord said of a server is good enough."""
MOST_KEPT: Final = 500
NOT_NOW: Final = "Discord does not say just now how that server is."


class Elsewhere:
    """What Discord says of servers.

    Args:
        client: Logged in.
    """

    def __init__(self, client: discord.Client) -> None:
        self._client = client
        self._said: dict[int, tuple[float, asyncio.Task[discord.Guild | None]]] = {}

    async def find(self, guild_id: int) -> discord.Guild | None:
        """A server; None if the bot is not on it.

        Raises:
            NotNowError: Discord does not say.
        """
        now = asyncio.get_running_loop().time()
        at, said = self._said.get(guild_id, (0.0, None))
        if said is None or now - at > KEPT or (said.done() and (said.cancelled() or said.exception())):
            said = asyncio.create_task(self._ask(guild_id))
            self._said.pop(guild_id, None)
            self._said[guild_id] = (now, said)
            while len(self._said) > MOST_KEPT:
                del self._said[next(iter(self._said))]
        try:
            return await asyncio.shield(said)
        except (discord.Forbidden, discord.NotFound):
            return None
        except TROUBLE as error:
            raise NotNowError(NOT_NOW) from error

    async def _ask(self, guild_id: int) -> discord.Guild | None:
        http, me = self._client.http, self._client.user
        if me is None:
            raise NotNowError(NOT_NOW)
        told: dict[str, Any] = dict(await http.get_guild(guild_id, with_counts=False))
        told["channels"] = await http.get_all_guild_channels(guild_id)
        told["members"] = [await http.get_member(guild_id, me.id)]
        told["guild_scheduled_events"] = await http.get_scheduled_events(guild_id, with_user_count=False)
        # As the gateway tells it; discord.py makes a server of that in no public way.
        return discord.Guild(data=cast("GuildPayload", told), state=self._client._connection)
