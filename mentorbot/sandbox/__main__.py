"""`python -m mentorbot.sandbox run bot.py` and `python -m mentorbot.sandbox serve`."""

import argparse
import asyncio
import contextlib
import sys
from pathlib import Path

from mentorbot.sandbox.run import run, serve


def main() -> int:
    """Read the command line and do it; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m mentorbot.sandbox", description="A local Discord to try bots on."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    one = commands.add_parser("run", help="start a discord.py bot, unchanged, and talk to it")
    one.add_argument("bot", type=Path, help="the file that starts the bot")
    two = commands.add_parser("serve", help="only open the local Discord")
    for each in (one, two):
        each.add_argument(
            "--port", type=int, default=0, help="the port on 127.0.0.1; any free one if not given"
        )
        each.add_argument("--data", type=Path, help="a folder in which all is kept for the next time")
        each.add_argument("--open", action="store_true", help="open the page in your browser")
    chosen = parser.parse_args()
    if chosen.command == "run" and not chosen.bot.is_file():
        parser.error(f"there is no file {chosen.bot}")
    with contextlib.suppress(KeyboardInterrupt):
        if chosen.command == "run":
            return asyncio.run(run(chosen.bot, chosen.port, chosen.data, open_it=chosen.open))
        return asyncio.run(serve(chosen.port, chosen.data, open_it=chosen.open))
    return 0


if __name__ == "__main__":
    sys.exit(main())
