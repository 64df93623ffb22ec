"""One process for one token: Discord sends every process with it all there is, and each would answer."""

import asyncio
import hashlib
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any, Final

from mentorbot.chat.program import Program
from mentorbot.db.leases import Lease, LostError
from mentorbot.db.sharing import Shares
from mentorbot.errors import UnreachableError

ANOTHER: Final = (
    "Another process runs this bot on the same database. This one waits, and takes its place when it stops."
)


def name_bot(token: str) -> str:
    """Whose token it is, without the token: the name of what one process has, or several share out."""
    return f"discord:{hashlib.sha256(token.encode()).hexdigest()[:32]}"


class OneAtATime:
    """Lets one process be the bot; any other waits until that one stops, or dies.

    Args:
        token: Says the bot's, which may be another after it was reset.
        opening: The program, once it is there.
    """

    def __init__(self, token: Callable[[], str], opening: asyncio.Task[Program]) -> None:
        self._token = token
        self._opening = opening
        self._leases: dict[str, Lease] = {}
        self._shares: dict[str, Shares] = {}

    async def wait(self, stop: asyncio.Event) -> None:
        """Wait for one's turn, from the second time on; the first time it is looked for while connecting.

        Args:
            stop: Set when nobody is to wait any more.
        """
        if not self._leases:
            return
        lease = await self._find_lease()
        waiting, stopped = asyncio.create_task(lease.wait()), asyncio.create_task(stop.wait())
        await asyncio.wait({waiting, stopped}, return_when=asyncio.FIRST_COMPLETED)
        for one in (waiting, stopped):
            one.cancel()
        await asyncio.wait({waiting, stopped})
        if not waiting.cancelled():
            waiting.result()

    async def keep(self, move_in: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Move in if it is one's turn, and hold on to it.

        Raises:
            UnreachableError: Another process is the bot.
        """
        lease = await self._find_lease()
        if await self._find_shares().is_used() or not await lease.try_take():
            raise UnreachableError(ANOTHER)
        await self._keep(lease, move_in)

    async def _keep(self, lease: Lease, move_in: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Hold on to the lease from the beginning: moving in waits for Discord, however long that takes."""
        keeping, moving = asyncio.create_task(lease.keep()), asyncio.create_task(move_in())
        try:
            await asyncio.wait({keeping, moving}, return_when=asyncio.FIRST_COMPLETED)
            if moving.done():
                await moving
            await keeping
        except LostError as error:
            raise UnreachableError(ANOTHER) from error
        finally:
            keeping.cancel()
            moving.cancel()
            await asyncio.wait({keeping, moving})
            with suppress(Exception):
                await asyncio.shield(lease.give_back())

    def _find_shares(self) -> Shares:
        """What several processes have who share the bot out, with the token of now."""
        name = name_bot(self._token())
        return self._shares.setdefault(name, Shares(self._opening.result().database, name))

    async def _find_lease(self) -> Lease:
        """What whoever is the bot with the token of now has; whoever waits keeps looking at the same."""
        program = await asyncio.shield(self._opening)
        name = name_bot(self._token())
        if name not in self._leases:
            self._leases[name] = Lease(program.database, name)
        return self._leases[name]
