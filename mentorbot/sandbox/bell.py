"""Wakes those who wait for something to happen in the sandbox."""

from __future__ import annotations

import asyncio


class Bell:
    """Rung whenever something happens; who waits then looks whether it was what they wait for."""

    __slots__ = ("_waiting",)

    def __init__(self) -> None:
        """Begin with nobody waiting."""
        self._waiting: list[asyncio.Future[None]] = []

    def ring(self) -> None:
        """Wake everybody."""
        if not self._waiting:
            return
        waiting, self._waiting = self._waiting, []
        for future in waiting:
            if not future.done():
                future.set_result(None)

    async def rings(self) -> None:
        """Wait for the next ring."""
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(future)
        await future
