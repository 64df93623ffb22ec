"""The floor: a bare discord.py bot that answers each command with a constant layout.

`python -m benchmarks.bare_bot URL TOKEN LAYOUTS [MODULE …]`: LAYOUTS is a JSON file of command names with the
components to answer with, which are those that mentorbot was seen to answer with, so that both send the same.
Each MODULE is imported and left alone: what a library costs by being there.
"""

import importlib
import json
import sys
from pathlib import Path
from typing import Any

import discord
from discord import app_commands

from benchmarks.layout import layout
from benchmarks.point import point_at

Json = dict[str, Any]


def command(name: str, components: list[Json]) -> app_commands.Command[Any, ..., None]:
    """A slash command that always answers the same, for whoever asked alone."""
    view = layout(components)
    # Finished, so that discord.py does not keep it for every message: the cheapest that it can do.
    view.stop()

    async def answer(interaction: discord.Interaction, topic: str = "") -> None:
        await interaction.response.send_message(view=view, ephemeral=True)

    return app_commands.Command(name=name, description=f"Answer /{name}.", callback=answer)


class BareBot(discord.Client):
    """No database, no content, nothing to decide."""

    def __init__(self, layouts: dict[str, list[Json]]) -> None:
        super().__init__(
            intents=discord.Intents(guilds=True),
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
        )
        self.tree = app_commands.CommandTree(self)
        for name, components in layouts.items():
            self.tree.add_command(command(name, components))

    async def setup_hook(self) -> None:
        """Register the commands."""
        await self.tree.sync()


def main() -> None:
    """Run it until it is stopped."""
    url, token, layouts, *modules = sys.argv[1:]
    for module in modules:
        importlib.import_module(module)
    point_at(url)
    BareBot(json.loads(Path(layouts).read_text(encoding="utf-8"))).run(token, log_handler=None)


if __name__ == "__main__":
    main()
