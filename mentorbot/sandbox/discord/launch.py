"""Start a discord.py bot that was written for the real Discord, unmodified, against a sandbox.

`python -m mentorbot.sandbox.discord.launch URL GUILD_ID TOKEN path/to/bot.py [arguments]` is what
`python -m mentorbot.sandbox run` runs in a process of its own. It tells discord.py where Discord is, offers
the token under the names bots commonly look for, lets the placeholder guild id 0 of tutorials stand for
the sandbox's community, and then runs the file as its own main program.
"""

import os
import runpy
import sys
from pathlib import Path
from typing import Any

import discord
import yarl

TOKEN_NAMES = ("DISCORD_TOKEN", "DISCORD_BOT_TOKEN", "BOT_TOKEN", "TOKEN")


def point_discord_py_at(url: str) -> None:
    """Make every client of this process talk to the sandbox at `url` (such as http://127.0.0.1:8080)."""
    address = yarl.URL(url)
    gateway = address.with_scheme("ws").with_path("/gateway/")
    discord.http.Route.BASE = str(address.with_path("/api/v10"))
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = gateway
    discord.asset.Asset.BASE = str(address.origin())


def let_guild_zero_be(guild_id: int) -> None:
    """Let `discord.Object(0)`, the placeholder in tutorials, be the guild of the sandbox."""
    original = discord.Object.__init__

    def with_a_real_id(self: discord.Object, id: Any, **more: Any) -> None:  # noqa: A002  (discord.py's name)
        original(self, int(id) or guild_id, **more)

    discord.Object.__init__ = with_a_real_id  # type: ignore[method-assign]


def main() -> None:
    """Run the bot named on the command line."""
    url, guild_id, token, path, *arguments = sys.argv[1:]
    point_discord_py_at(url)
    let_guild_zero_be(int(guild_id))
    for name in TOKEN_NAMES:
        os.environ[name] = token
    script = Path(path).resolve()
    sys.argv = [str(script), *arguments]
    sys.path.insert(0, str(script.parent))
    runpy.run_path(str(script), run_name="__main__")


if __name__ == "__main__":
    main()
