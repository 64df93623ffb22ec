"""A bell that rings whenever something happens, for those who wait for something to be seen."""

import asyncio


class Bell:
    """Wakes everybody who waits for the next thing to happen."""

    def __init__(self) -> None:
        self._waiting: list[asyncio.Future[None]] = []

    def ring(self) -> None:
        """Tell that something has happened."""
        if self._waiting:
            waiting, self._waiting = self._waiting, []
            for future in waiting:
                if not future.done():
                    future.set_result(None)

    async def rings(self) -> None:
        """Wait for the next thing to happen."""
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(future)
        await future

    async def rings_before(self, deadline: float) -> bool:
        """Wait for the next ring; False when the event loop's clock reaches `deadline` first."""
        try:
            async with asyncio.timeout_at(deadline):
                await self.rings()
        except TimeoutError:
            return False
        return True
