"""Keeps what there is in a sandbox in a file, so that it is there the next time.

One SQLite file, which one sandbox has at a time. What has changed is written half a second later, and at the
end; how it is written is up to each sandbox.
"""

import asyncio
import sqlite3
from abc import ABC, abstractmethod
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import ClassVar, Self

from mentorbot.sandbox.bell import Bell

BREATH = 0.5


class CannotKeepError(Exception):
    """The file is something else, was written by another version, or another program has it; says which."""


class FileKeeper(ABC):
    """Keeps the world of a sandbox in a file.

    `async with` brings back what the file holds, and keeps what happens from then on.

    Args:
        bell: Rings whenever something has happened in the sandbox.
        path: The file, which is made if it is not there.
    """

    tables: ClassVar[str]
    """The statements that make the tables, if they are not there."""

    def __init__(self, bell: Bell, path: Path) -> None:
        self.path = path
        self.found = False
        """Whether there was something to bring back."""
        self.ahead = timedelta()
        """How far the sandbox's clock was ahead of the machine's when it was last kept."""
        self._bell = bell
        self._task: asyncio.Task[None] | None = None
        self._connection: sqlite3.Connection

    @abstractmethod
    def save(self) -> None:
        """Write what has changed."""

    @abstractmethod
    def _load(self) -> None:
        """Bring back what the file holds, and note that it was found. Raises CannotKeepError."""

    async def __aenter__(self) -> Self:
        """Bring back what the file holds.

        Raises:
            CannotKeepError: It cannot be kept in this file; says why.
        """
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._connection = sqlite3.connect(self.path, timeout=0.5)
        try:
            self._connection.execute("PRAGMA locking_mode = EXCLUSIVE")  # until it is closed
            self._connection.executescript(self.tables)
            self._connection.execute("BEGIN EXCLUSIVE")
            self._connection.commit()
            self._load()
        except sqlite3.DatabaseError as error:
            self._connection.close()
            if "locked" in str(error):
                raise CannotKeepError(f"{self.path} is in use by another sandbox.") from error
            raise CannotKeepError(
                f"{self.path} is not a file that a sandbox has written: {error}."
            ) from error
        except CannotKeepError:
            self._connection.close()
            raise
        self._task = asyncio.create_task(self._watch())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Write what has not been written yet."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
        self.save()
        self._connection.close()

    async def _watch(self) -> None:
        while True:
            await self._bell.rings()
            await asyncio.sleep(BREATH)
            self.save()

    def _of_another_version(self) -> CannotKeepError:
        """What is raised where this version does not read what was written."""
        return CannotKeepError(f"{self.path} was written by another version of the sandbox.")


def count_ahead(now: datetime) -> int:
    """How many seconds a clock is ahead of the machine's."""
    return round((now - datetime.now(UTC)).total_seconds())
