"""A sandbox with a community in it, for any bot: one that it starts, or one that connects by itself."""

from __future__ import annotations

import asyncio
import sys
import webbrowser
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from .client import Client, Hooks
from .people import Person
from .permissions import ADMINISTRATOR
from .sandbox import Sandbox
from .terminal import Terminal, follow
from .world import Application, Guild

TOKEN = "any.token.will-do"  # noqa: S105  (it opens nothing but a sandbox on this machine)
NAMES = ("alice", "bob", "carol")
CONNECT_WITHIN = 30.0


class AnyToken(dict[str, Application]):
    """Takes every token for the one application's, since bots often have theirs written into them."""

    def __init__(self, app: Application, known: Mapping[str, Application]) -> None:
        """Take `app` for the owner of tokens that are not `known`."""
        super().__init__(known)
        self._app = app

    def __contains__(self, token: object) -> bool:
        return True

    def get(self, token: str, default: object = None) -> Application:
        """The application of a token."""
        return super().get(token) or self._app


@dataclass(frozen=True, slots=True)
class Community:
    """What a bot finds."""

    guild: Guild
    app: Application
    people: list[Person]


def settle(sandbox: Sandbox, bot_name: str) -> Community:
    """Make a server with channels, roles and people, and one application to which every token belongs."""
    alice = sandbox.add_person(NAMES[0])
    guild = sandbox.add_guild("Sandbox", owner=alice.user)
    people = [alice, *(sandbox.add_person(name, guild) for name in NAMES[1:])]
    sandbox.add_channel(guild, "introductions")
    sandbox.add_channel(guild, "bots")
    sandbox.add_role(guild, "Members", mentionable=True)
    app = sandbox.add_application(
        bot_name, guild, bot_permissions=ADMINISTRATOR, owner=alice.user, token=TOKEN
    )
    sandbox.world.by_token = AnyToken(app, sandbox.world.by_token)
    return Community(guild, app, people)


def write(lines: str) -> None:
    """Show some lines."""
    sys.stdout.write(f"{lines}\n")
    sys.stdout.flush()


async def ask(question: str) -> str:
    """Show a question and read a line."""
    sys.stdout.write(question)
    sys.stdout.flush()
    line: str = await asyncio.to_thread(sys.stdin.readline)
    if not line:
        raise EOFError
    if not sys.stdin.isatty():
        sys.stdout.write(line)
    return line.rstrip("\n")


async def start_bot(sandbox: Sandbox, community: Community, path: Path) -> asyncio.subprocess.Process:
    """Start a bot's own file in a process of its own."""
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "mentorbot.sandbox.launch",
        sandbox.url,
        community.guild.id,
        TOKEN,
        str(path),
        stdin=asyncio.subprocess.DEVNULL,
    )


async def connected(sandbox: Sandbox, process: asyncio.subprocess.Process) -> bool:
    """Wait until the bot is on the gateway; False when it ended before."""
    loop = asyncio.get_running_loop()
    ended = asyncio.create_task(process.wait())
    deadline = loop.time() + CONNECT_WITHIN
    while not sandbox.gateway.sessions and not ended.done() and loop.time() < deadline:
        await asyncio.wait({ended}, timeout=0.05)
    if not ended.done():
        ended.cancel()
    return bool(sandbox.gateway.sessions)


ABOUT = """\
**This is a Discord on your own machine.** Nothing leaves this computer.
- Type `/` for the bot's commands; press, choose and fill in what it answers.
- Below on the left you can be somebody else."""


@asynccontextmanager
async def page(sandbox: Sandbox, *, open_it: bool) -> AsyncIterator[Client]:
    """The page of a sandbox; `open_it` opens it in the browser."""
    async with Client(sandbox, Hooks(about=ABOUT, begin=NAMES[0])) as client:
        if open_it:
            webbrowser.open(client.url)
        yield client


async def run(path: Path, port: int, *, open_it: bool = False) -> int:
    """Start a bot that was written for the real Discord, with a page and a terminal to talk to it.

    Returns:
        The exit code: 0, or 1 when the bot did not come online.
    """
    async with Sandbox(port=port) as sandbox, page(sandbox, open_it=open_it) as client:
        community = settle(sandbox, path.stem)
        process = await start_bot(sandbox, community, path)
        try:
            if not await connected(sandbox, process):
                write(f"{path} did not connect. What it said is above.")
                return 1
            write(
                f"{path.name} is online in “{community.guild.name}”. Its page is {client.url}\n"
                "Or type a line here; help tells more."
            )
            terminal = Terminal(sandbox, community.people, write, ask)
            following = asyncio.create_task(follow(sandbox, terminal, write))
            await terminal.run()
            following.cancel()
            for line in sorted(set(sandbox.unknown)):
                write(f"The bot asked for something that the sandbox does not have: {line}")
            return 0
        finally:
            if process.returncode is None:
                process.terminate()
                await process.wait()


async def serve(port: int, *, open_it: bool = False) -> int:
    """Keep a sandbox open until Ctrl-C, for a bot that is started by other means."""
    async with Sandbox(port=port) as sandbox, page(sandbox, open_it=open_it) as client:
        community = settle(sandbox, "bot")
        write(
            f"A local Discord is at {sandbox.url} until Ctrl-C.\n"
            f"  page     {client.url}\n"
            f"  API      {sandbox.api_url}\n"
            f"  gateway  {sandbox.gateway_url}?v=10&encoding=json\n"
            f"  token    {TOKEN}  (any other works too)\n"
            f"  server   {community.guild.id}\n"
            "A discord.py bot connects unchanged with\n"
            f"  python -m mentorbot.sandbox.launch {sandbox.url} {community.guild.id} {TOKEN} bot.py"
        )
        await asyncio.Event().wait()
    return 0
