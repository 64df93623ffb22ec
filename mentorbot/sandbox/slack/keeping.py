"""Keeps what there is in a local Slack in a file, so that it is there the next time.

What is on the way when it ends is not kept: connections, triggers, open modals, addresses for answers.
"""

import io
import pickle
from datetime import timedelta
from pathlib import Path
from typing import Any

from mentorbot.sandbox.keeping import FileKeeper, count_ahead
from mentorbot.sandbox.slack.sandbox import Sandbox
from mentorbot.sandbox.slack.world.world import World

FORM = 1
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


class Reader(pickle.Unpickler):
    """Reads what the sandbox has written, and makes nothing but what a world is made of."""

    def find_class(self, module: str, name: str) -> Any:
        """A class that is part of a world. Raises UnpicklingError: it is none."""
        if (module, name) in PLAIN or (module.startswith(OURS) and "." not in name):
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name} is no part of a local Slack")


class Keeper(FileKeeper):
    """Keeps the world of a sandbox in a file.

    `async with Keeper(sandbox, path)` brings back what the file holds, and keeps what happens from then on.

    Args:
        sandbox: Whose world is kept.
        path: The file, which is made if it is not there.
    """

    tables = TABLE

    def __init__(self, sandbox: Sandbox, path: Path) -> None:
        super().__init__(sandbox.bell, path)
        self.sandbox = sandbox
        self._written: tuple[int, int, bytes] | None = None

    def save(self) -> None:
        """Write what there is, if anything has changed or the clock was moved."""
        world = self.sandbox.world
        kept = {name: getattr(world, name) for name in KEPT}
        row = (FORM, count_ahead(world.now()), pickle.dumps({"last_id": world.new_id.last, **kept}))
        if row == self._written:
            return
        with self._connection as connection:
            connection.execute("INSERT OR REPLACE INTO slack VALUES (1, ?, ?, ?)", row)
        self._written = row

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
            raise self._of_another_version()
        self.found, self.ahead = True, timedelta(seconds=ahead)
        bring_back(self.sandbox.world, kept)


def bring_back(world: World, kept: dict[str, Any]) -> None:
    """Let there be in a world what was kept of another."""
    for name in KEPT:
        setattr(world, name, kept[name])
    world.new_id.last = max(world.new_id.last, kept["last_id"])
    world.views = {one.id: one for one in world.homes.values()}
