"""Whether something that Discord brings late is still waited for."""

import asyncio
import time
from typing import Final

from discord.utils import DISCORD_EPOCH

PATIENCE: Final = 3.0
"""Seconds after which whoever pressed was told that it failed.
https://docs.discord.com/developers/interactions/receiving-and-responding#responding-to-an-interaction"""


class Lateness:
    """How long interactions take from Discord to the bot.

    What a resumed session brings may be minutes old. It is measured against the quickest that came, so that
    it matters little whether the machine's clock is right.
    """

    def __init__(self) -> None:
        self._quickest: float | None = None

    def too_late(self, interaction_id: int, *, replayed: bool) -> bool:
        """Whether whoever did this has been told meanwhile that it failed, so that it should not be done.

        Args:
            interaction_id: It says when it was done, on Discord's clock.
            replayed: Whether it comes before a lost connection is there again.
        """
        # https://docs.discord.com/developers/reference#snowflakes
        made_at = ((interaction_id >> 22) + DISCORD_EPOCH) / 1000
        took = asyncio.get_running_loop().time() - made_at
        quickest = self._quickest
        if not replayed:
            self._quickest = took if quickest is None else min(quickest, took)
            return False
        late = time.time() - made_at if quickest is None else took - quickest
        return late > PATIENCE
