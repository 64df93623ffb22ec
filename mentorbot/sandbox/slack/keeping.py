"""Keeps what there is in a local Slack in a file, so that it is there the next time.

What is on the way when it ends is not kept: connections, triggers, open modals, addresses for answers.
"""

import asyncio
import io
import pickle
import sqlite3
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from mentorbot.sandbox.slack.sandbox import Sandbox
from mentorbot.sandbox.slack.world.world import World

FORM = 1
BREATH = 0.5
TABLE = """
CREATE TABLE IF NOT EXISTS slack (
    one INTEGER PRIMARY KEY CHECK (one = 1), form INTEGER, ahead INTEGER, body BLOB
)
"""
KEPT = (
    "enterprises", "teams", "users", "channels", "directs", "apps", "tokens", "codes", "files", "homes",
    "whispers",
)  # fmt: skip
"""What of the world is kept."""
OURS = "mentorbot.sandbox.slack.world."
PLAIN = {
    ("datetime", "datetime"),
    ("datetime", "timezone"),
    ("datetime", "timedelta"),
    ("builtins", "frozenset"),
}


class CannotKeepError(Exception):
    """The file is something else, was written by another version, or another program has it; says which."""


class Reader(pickle.Unpickler):
    """Reads what the sandbox has written, and makes nothing but what a world is made of."""

    def find_class(self, module: str, name: str) -> Any:
        """A class that is part of a world. Raises UnpicklingError: it is none."""
        if (module, name) in PLAIN or (module.startswith(OURS) and "." not in name):
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name} is no part of a local Slack")


class Keeper:
    """Keeps the world of a sandbox in a file.

    `async with Keeper(sandbox, path)` brings back what the file holds, and keeps what happens from then on.

    Args:
        sandbox: Whose world is kept.
        path: The file, which is made if it is not there.
    """

    def __init__(self, sandbox: Sandbox, path: Path) -> None:
        self.sandbox = sandbox
        self.path = path
        self.found = False
        """Whether there was something to bring back."""
        self.ahead = timedelta()
        """How far the sandbox's clock was ahead of the machine's when it was last kept."""
        self._written = b""
        self._task: asyncio.Task[None] | None = None
        self._connection: sqlite3.Connection

    async def __aenter__(self) -> Self:
        """Bring back what the file holds.

        Raises:
            CannotKeepError: It cannot be kept in this file; says why.
        """
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._connection = sqlite3.connect(self.path, timeout=0.5)
        try:
            self._connection.execute("PRAGMA locking_mode = EXCLUSIVE")  # until it is closed
            self._connection.execute(TABLE)
            with self._connection:
                self._connection.execute("DELETE FROM slack WHERE one IS NULL")  # takes the lock
            self._load()
        except CannotKeepError:
            self._connection.close()
            raise
        except sqlite3.DatabaseError as error:
            self._connection.close()
            if "locked" in str(error):
                raise CannotKeepError(f"{self.path} is in use by another sandbox.") from error
            raise CannotKeepError(
                f"{self.path} is not a file that a sandbox has written: {error}."
            ) from error
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
            await self.sandbox.bell.rings()
            await asyncio.sleep(BREATH)
            self.save()

    def save(self) -> None:
        """Write what there is, if anything has changed."""
        world = self.sandbox.world
        kept = {name: getattr(world, name) for name in KEPT}
        body = pickle.dumps({"last_id": world.new_id.last, **kept})
        if body == self._written:
            return
        ahead = round((world.now() - datetime.now(UTC)).total_seconds())
        with self._connection as connection:
            connection.execute("INSERT OR REPLACE INTO slack VALUES (1, ?, ?, ?)", (FORM, ahead, body))
        self._written = body

    def _load(self) -> None:
        row = self._connection.execute("SELECT form, ahead, body FROM slack").fetchone()
        if row is None:
            return
        form, ahead, body = row
        try:
            kept: dict[str, Any] = Reader(io.BytesIO(body)).load() if form == FORM else {}
        except (pickle.UnpicklingError, AttributeError, ImportError, EOFError, IndexError, TypeError):
            kept = {}
        if not kept:
            raise CannotKeepError(f"{self.path} was written by another version of the sandbox.")
        self.found, self.ahead = True, timedelta(seconds=ahead)
        bring_back(self.sandbox.world, kept)


def bring_back(world: World, kept: dict[str, Any]) -> None:
    """Let there be in a world what was kept of another."""
    for name in KEPT:
        setattr(world, name, kept[name])
    world.new_id.last = max(world.new_id.last, kept["last_id"])
    world.views = {one.id: one for one in world.homes.values()}
