"""Somebody's own bot, started by `python -m mentorbot.sandbox run`, with the page and all it keeps."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

BOT = """
import os
import discord
from discord import app_commands

class Bot(discord.Client):
    async def setup_hook(self):
        await tree.sync()

bot = Bot(intents=discord.Intents.default())
tree = app_commands.CommandTree(bot)

@tree.command(description="Say hello")
async def hello(interaction: discord.Interaction, name: str):
    await interaction.response.send_message(f"Hello {name}!")

bot.run(os.environ["DISCORD_TOKEN"])
"""


@contextmanager
def running(bot: Path, data: Path) -> Iterator[str]:
    """The bot in a sandbox; gives the address of its page."""
    command = [sys.executable, "-m", "mentorbot.sandbox", "run", str(bot), "--data", str(data)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True) as process:  # noqa: S603
        try:
            assert process.stdout is not None
            found = next(filter(None, (re.search(r"Its page is (\S+)", line) for line in process.stdout)))
            yield found[1]
            _, said = process.communicate("quit\n", timeout=30)
            assert process.returncode == 0, said
        finally:
            process.kill()


def do(url: str, what: str, **given: Any) -> Any:
    """Do something over HTTP."""
    body = json.dumps(given).encode()
    asked = Request(f"{url}control/{what}", body, {"Content-Type": "application/json"})  # noqa: S310 - our own
    with urlopen(asked, timeout=10) as answer:  # noqa: S310
        return json.load(answer)["told"]


def test_any_bot_is_played_with_from_a_program_and_all_is_there_the_next_time(tmp_path: Path) -> None:
    bot = tmp_path / "greeter.py"
    bot.write_text(BOT, encoding="utf-8")
    with running(bot, tmp_path / "kept") as url:
        channels = do(url, "world")["guilds"][0]["channels"]
        here = {"as": "bob", "channel": channels[0]["id"]}
        told = do(url, "slash", **here, name="hello", options={"name": "Ada"})
        assert told["message"]["source"] == "Hello Ada!"
    with running(bot, tmp_path / "kept") as url:
        assert [one["source"] for one in do(url, "history", **here)] == ["Hello Ada!"]
