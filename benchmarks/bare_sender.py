"""The floor of delivery: a bare discord.py bot that sends a constant layout to people, again and again.

`python -m benchmarks.bare_sender URL TOKEN PEOPLE LAYOUT EACH AT_ONCE`: PEOPLE and LAYOUT are JSON
files. It opens all direct messages with one message, and then sends EACH more to everyone.
"""

import asyncio
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import discord

from benchmarks.layout import layout
from benchmarks.point import point_at


class BareSender(discord.Client):
    """No table, nothing to decide, nothing to remember."""

    def __init__(self, people: list[str], view: discord.ui.LayoutView, each: int, at_once: int) -> None:
        super().__init__(intents=discord.Intents(guilds=True), max_messages=None)
        self._people = people
        self._view = view
        self._each = each
        self._at_once = at_once

    async def on_ready(self) -> None:
        """Send everything."""
        places = [await self.create_dm(discord.Object(int(person))) for person in self._people]
        for times in (1, self._each):
            work = (place for _ in range(times) for place in places)
            await asyncio.gather(*(self._send(work) for _ in range(self._at_once)))

    async def _send(self, places: Iterator[discord.DMChannel]) -> None:
        for place in places:
            await place.send(view=self._view, allowed_mentions=discord.AllowedMentions.none())


def main() -> None:
    """Run it until it is stopped."""
    url, token, people, components, each, at_once = sys.argv[1:]
    point_at(url)
    view = layout(json.loads(Path(components).read_text(encoding="utf-8")))
    view.stop()
    listed = json.loads(Path(people).read_text(encoding="utf-8"))
    BareSender(listed, view, int(each), int(at_once)).run(token, log_handler=None)


if __name__ == "__main__":
    main()
