"""Discord gives up on an interaction after 3 seconds, so it is told in time when an answer takes longer."""

import asyncio
from typing import Any, Final, Literal

import aiohttp
import discord

from mentorbot import logs, traces
from mentorbot.on_discord.asked import Asked

SOON: Final = 2.0
"""Seconds after which Discord is asked for more time; what is left of its 3 is for the network."""

_KEY: Final = "watch"

Outcome = Literal["ok", "refused", "failed"]
"""Answered, answered with a sentence about what did not work, or with an apology for a bug."""

log = logs.get(__name__)


class Watch:
    """Asks Discord for more time if the answer takes long.

    Args:
        interaction: Just come in, and not autocomplete, for which no time can be asked.
        asks: Whether to ask at all: whoever has asked for more time can open no form any more.
    """

    def __init__(self, interaction: discord.Interaction[Any], *, asks: bool = True) -> None:
        self.interaction = interaction
        self._asks = asks
        self.thinking = False
        """Whether "thinking…" is on the screen, waiting to become the answer."""
        self.outcome: Outcome = "ok"
        self.taken = False
        """Whether what was asked for is done, so that what goes wrong from here on is its answer alone."""
        self.traced = traces.begin("interaction", platform="discord")
        """From here to the answer, where that is traced."""
        self.asked: Asked | None = None
        """What is being done, once that is known."""
        self._asking: asyncio.Task[None] | None = None
        self._timer = asyncio.get_running_loop().call_later(SOON, self._ring)
        interaction.extras[_KEY] = self

    def end(self) -> None:
        """The interaction is dealt with."""
        self._timer.cancel()
        self.interaction.extras.pop(_KEY, None)

    async def settle(self) -> None:
        """Stop the watch: from here on whoever calls this answers."""
        self._timer.cancel()
        if self._asking is not None:
            await self._asking

    def _ring(self) -> None:
        if self._asks and not self.interaction.response.is_done():
            self._asking = asyncio.get_running_loop().create_task(self._ask())

    async def _ask(self) -> None:
        """Change nothing on a message that is there; show "thinking…" where there is none."""
        on_message = self.interaction.message is not None
        try:
            if on_message:
                await self.interaction.response.defer()
            else:
                await self.interaction.response.defer(ephemeral=True, thinking=True)
                self.thinking = True
        except discord.InteractionResponded:
            pass
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            log.warning("could not ask for more time", error=str(error), interaction=self.interaction.id)


def of(interaction: discord.Interaction[Any]) -> Watch | None:
    """The watch that runs for this interaction."""
    found = interaction.extras.get(_KEY)
    return found if isinstance(found, Watch) else None
