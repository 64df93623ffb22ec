"""A sandbox with a community in it, for any bot: one that it starts, or one that connects by itself."""

import asyncio
import os
import shutil
import sys
import webbrowser
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from mentorbot.sandbox.console import ask, write
from mentorbot.sandbox.discord.keeping import Keeper
from mentorbot.sandbox.discord.launch import TOKEN_NAMES
from mentorbot.sandbox.discord.people.person import Person
from mentorbot.sandbox.discord.people.terminal import Terminal, follow
from mentorbot.sandbox.discord.sandbox import Sandbox
from mentorbot.sandbox.discord.world.guilds import Guild
from mentorbot.sandbox.discord.world.permissions import ADMINISTRATOR
from mentorbot.sandbox.discord.world.users import Application
from mentorbot.sandbox.page import Client, Hooks

HERE = Path(__file__).resolve().parent / "discord"
JAVASCRIPT = HERE / "launch.mjs"
NAMES = ("alice", "bob", "carol")
SCRIPTS = frozenset({".js", ".cjs", ".mjs"})
CONNECT_WITHIN = 30.0


class AnyToken(dict[str, Application]):
    """Takes every token for the one application's, since bots often have theirs written into them.

    Args:
        app: Whose a token is that is not known.
        known: The tokens that are known.
    """

    def __init__(self, app: Application, known: Mapping[str, Application]) -> None:
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

    def environment(self) -> dict[str, str]:
        """What bots commonly look for in their environment."""
        return {
            **dict.fromkeys(TOKEN_NAMES, self.app.token),
            **dict.fromkeys(("DISCORD_GUILD_ID", "GUILD_ID"), self.guild.id),
            **dict.fromkeys(("DISCORD_CLIENT_ID", "CLIENT_ID", "APPLICATION_ID"), self.app.id),
        }


def settle(sandbox: Sandbox, bot_name: str) -> Community:
    """Make a server with channels, roles and people, and one application to which every token belongs.

    Where there is a server already, kept from the last time, it is that one.
    """
    world = sandbox.world
    if world.guilds:
        app = next(iter(world.applications.values()))
        world.by_token = AnyToken(app, world.by_token)
        known = [Person(sandbox, one) for one in world.users.values() if one.username in NAMES]
        return Community(next(iter(world.guilds.values())), app, known)
    alice = sandbox.add_person(NAMES[0])
    guild = sandbox.add_guild("Sandbox", owner=alice.user)
    people = [alice, *(sandbox.add_person(name, guild) for name in NAMES[1:])]
    sandbox.add_channel(guild, "introductions")
    sandbox.add_channel(guild, "bots")
    sandbox.add_role(guild, "Members", mentionable=True)
    app = sandbox.add_application(bot_name, guild, bot_permissions=ADMINISTRATOR, owner=alice.user)
    sandbox.world.by_token = AnyToken(app, sandbox.world.by_token)
    return Community(guild, app, people)


async def start_bot(
    sandbox: Sandbox,
    community: Community,
    path: Path,
    python: str = sys.executable,
    *,
    environment: Mapping[str, str] | None = None,
) -> asyncio.subprocess.Process:
    """Start a bot's own file in a process of its own: one for discord.js with Node, any other with Python.

    Args:
        sandbox: Where it comes online.
        community: What it finds there.
        path: Its file.
        python: The Python that has its library.
        environment: What it has in its environment besides.

    Raises:
        FileNotFoundError: There is no such Python, or no Node.
    """
    if path.suffix in SCRIPTS:
        node = shutil.which("node")
        if node is None:
            raise FileNotFoundError(
                "a bot in JavaScript needs Node.js (https://nodejs.org/), which is not here."
            )
        words = [node, "--import", JAVASCRIPT.as_uri(), str(path)]
    elif shutil.which(python) is None:
        raise FileNotFoundError(f"there is no Python at {python}.")
    else:
        words = [
            python,
            str(HERE / "launch.py"),
            sandbox.url,
            community.guild.id,
            community.app.token,
            str(path),
        ]
    return await asyncio.create_subprocess_exec(
        *words,
        stdin=asyncio.subprocess.DEVNULL,
        env={**os.environ, **community.environment(), "SANDBOX_URL": sandbox.url, **(environment or {})},
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
- Below on the left (on a phone, behind ☰) you can be somebody else."""


@asynccontextmanager
async def opened(
    bot_name: str, port: int, data: Path | None, *, open_it: bool
) -> AsyncIterator[tuple[Sandbox, Community, Client]]:
    """A sandbox with a community and a page.

    Args:
        bot_name: What the bot is called.
        port: The port, 0 for any free one.
        data: The folder in which all is kept; None forgets it at the end.
        open_it: Whether to open the page in the browser.
    """
    async with AsyncExitStack() as stack:
        sandbox = await stack.enter_async_context(Sandbox(port=port))
        if data is not None:
            await stack.enter_async_context(Keeper(sandbox, data / "discord.sqlite3"))
        community = settle(sandbox, bot_name)
        hooks = Hooks(about=ABOUT, begin=NAMES[0])
        client = await stack.enter_async_context(Client(sandbox, hooks))
        if open_it:
            webbrowser.open(client.url)
        yield sandbox, community, client


async def run(
    path: Path,
    port: int,
    data: Path | None = None,
    *,
    python: str = sys.executable,
    open_it: bool = False,
) -> int:
    """Start a bot that was written for the real Discord, with a page and a terminal to talk to it.

    Args:
        path: Its file.
        port: The port of the sandbox, 0 for any free one.
        data: The folder in which all is kept; None forgets it at the end.
        python: The Python that has its library.
        open_it: Whether to open the page in the browser.

    Returns:
        The exit code: 0, or 1 when the bot did not come online.
    """
    async with opened(path.stem, port, data, open_it=open_it) as (sandbox, community, client):
        try:
            process = await start_bot(sandbox, community, path, python)
        except FileNotFoundError as missing:
            write(f"{path} could not be started: {missing}")
            return 1
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
            for line in dict.fromkeys(sandbox.complaints):
                write(f"What a test would have failed for: {line}")
            return 0
        finally:
            if process.returncode is None:
                process.terminate()
                await process.wait()


async def serve(port: int, data: Path | None = None, *, open_it: bool = False) -> int:
    """Keep a sandbox open until Ctrl-C, for a bot that is started by other means."""
    async with opened("bot", port, data, open_it=open_it) as (sandbox, community, client):
        token = community.app.token
        write(
            f"A local Discord is at {sandbox.url} until Ctrl-C.\n"
            f"  page     {client.url}\n"
            f"  API      {sandbox.api_url}\n"
            f"  gateway  {sandbox.gateway_url}?v=10&encoding=json\n"
            f"  token    {token}  (any other works too)\n"
            f"  server   {community.guild.id}\n"
            "A bot of discord.py, py-cord, disnake, nextcord, hikari or interactions.py comes unchanged by\n"
            f"  python {HERE / 'launch.py'} {sandbox.url} {community.guild.id} {token} bot.py\n"
            "and one of discord.js by\n"
            f"  SANDBOX_URL={sandbox.url} DISCORD_TOKEN={token} node --import {JAVASCRIPT.as_uri()} bot.js"
        )
        await asyncio.Event().wait()
    return 0
