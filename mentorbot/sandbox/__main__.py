"""`python -m mentorbot.sandbox run bot.py`, `… serve`, and the same for Slack: `… slack run app.py`."""

import argparse
import asyncio
import contextlib
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

from mentorbot.sandbox import run as discord
from mentorbot.sandbox import run_slack as slack

Commands = Any  # argparse names no public type for what it adds commands to


def add_commands(commands: Commands, what: str, where: str) -> list[argparse.ArgumentParser]:
    """Add `run` and `serve` for one of the two platforms.

    Args:
        what: What is started, such as `discord.py bot`.
        where: The platform.
    """
    one = commands.add_parser("run", help=f"start a {what}, unchanged, and talk to it")
    one.add_argument("file", type=Path, help="the file that starts it")
    two = commands.add_parser("serve", help=f"only open the local {where}")
    for each in (one, two):
        each.add_argument("--open", action="store_true", help="open the page in your browser")
        each.add_argument(
            "--port", type=int, default=0, help="the port on 127.0.0.1; any free one if not given"
        )
    return [one, two]


def parse(arguments: list[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m mentorbot.sandbox", description="A local Discord, and a local Slack, to try bots on."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    running, serving = add_commands(commands, "bot (.py or .js)", "Discord")
    for each in (running, serving):
        each.set_defaults(platform="discord")
        each.add_argument("--data", type=Path, help="a folder in which all is kept for the next time")
    running.add_argument(
        "--python", default=sys.executable, help="the Python that has the bot's library, if it is another"
    )
    inner = commands.add_parser("slack", help="the same for Slack").add_subparsers(
        dest="command", required=True
    )
    for each in add_commands(inner, "Bolt app", "Slack"):
        each.set_defaults(platform="slack")
        each.add_argument(
            "--manifest", type=Path, help="the app's manifest, as JSON; else manifest.json beside the app"
        )
        each.add_argument(
            "--oauth", action="store_true", help="the app lets itself be installed, and is given no token"
        )
    chosen = parser.parse_args(arguments)
    if chosen.command == "run" and not chosen.file.is_file():
        parser.error(f"there is no file {chosen.file}")
    return chosen


def begin(chosen: argparse.Namespace) -> Coroutine[Any, Any, int]:
    """What was asked for."""
    if chosen.platform == "slack":
        if chosen.command == "run":
            return slack.run(
                chosen.file, chosen.port, chosen.manifest, oauth=chosen.oauth, open_it=chosen.open
            )
        return slack.serve(chosen.port, chosen.manifest, oauth=chosen.oauth, open_it=chosen.open)
    if chosen.command == "run":
        return discord.run(chosen.file, chosen.port, chosen.data, python=chosen.python, open_it=chosen.open)
    return discord.serve(chosen.port, chosen.data, open_it=chosen.open)


def main() -> int:
    """Do what the command line says; returns the exit code."""
    with contextlib.suppress(KeyboardInterrupt):
        return asyncio.run(begin(parse(sys.argv[1:])))
    return 0


if __name__ == "__main__":
    sys.exit(main())
