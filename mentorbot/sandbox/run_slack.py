"""A local Slack to try a Bolt app in: with a page, and a terminal to talk to it."""

import asyncio
import webbrowser
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from mentorbot.sandbox.console import ask, write
from mentorbot.sandbox.page import Hooks
from mentorbot.sandbox.page.slack import SlackClient
from mentorbot.sandbox.slack.people.terminal import Terminal, follow
from mentorbot.sandbox.slack.run import (
    NAMES,
    Community,
    open_door,
    reached,
    read_manifest,
    settle,
    start_app,
)
from mentorbot.sandbox.slack.sandbox import Sandbox
from mentorbot.sandbox.wire import Json

ABOUT = """\
*This is a Slack on your own machine.* Nothing leaves this computer.
• Type `/` for the app's commands and shortcuts; press, choose and fill in what it answers.
• Its Home tab is below the channels. Below on the left (on a phone, behind ☰) you can be somebody else."""


@asynccontextmanager
async def opened(
    name: str, port: int, manifest: Json | None, *, open_it: bool
) -> AsyncIterator[tuple[Sandbox, Community, str]]:
    """A sandbox with a community and a page, and the address of the page.

    Args:
        name: What the app is called.
        port: The port, 0 for any free one.
        manifest: The app's manifest, None without one.
        open_it: Whether to open the page in the browser.
    """
    async with Sandbox(port=port) as sandbox:
        community = settle(sandbox, name, manifest)
        async with SlackClient(sandbox, Hooks(about=ABOUT, begin=NAMES[0]), community.declare) as client:
            if open_it:
                webbrowser.open(client.url)
            yield sandbox, community, client.url


async def run(
    path: Path, port: int, manifest: Path | None = None, *, oauth: bool = False, open_it: bool = False
) -> int:
    """Start an app that was written for the real Slack, with a terminal to talk to it.

    Args:
        path: The app's file.
        port: The port of the sandbox, 0 for any free one.
        manifest: The file with the app's manifest.
        oauth: Whether it lets itself be installed, instead of being given a token.
        open_it: Whether to open the page in the browser.

    Returns:
        The exit code: 0, or 1 when the app did not come.
    """
    async with opened(path.stem, port, read_manifest(manifest, path), open_it=open_it) as found:
        sandbox, community, page = found
        process = await start_app(sandbox, community, path, oauth=oauth)
        try:
            if not await reached(sandbox, community.app, process):
                write(f"{path} did not connect. What it said is above.")
                return 1
            way = "in Socket Mode" if community.app.socket_mode else "over HTTP"
            write(
                f"{path.name} is there {way}, in “{community.team.name}”. Its page is {page}\n"
                "Or type a line here; help tells more."
            )
            terminal = Terminal(sandbox, community.people, write, ask, community.declare)
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


async def serve(
    port: int, manifest: Path | None = None, *, oauth: bool = False, open_it: bool = False
) -> int:
    """Keep a sandbox open until Ctrl-C, for an app that is started by other means."""
    async with opened("app", port, read_manifest(manifest, None), open_it=open_it) as found:
        sandbox, community, page = found
        open_door(sandbox, community.app)
        variables = "\n".join(
            f"  {name}={value}" for name, value in community.environment(oauth=oauth).items()
        )
        write(
            f"A local Slack is at {sandbox.url} until Ctrl-C.\n"
            f"  page       {page}\n"
            f"  Web API    {sandbox.api_url}\n"
            f"  workspace  {community.team.id}\n"
            f"{variables}\n"
            "A Bolt app connects unchanged, with these in its environment, by\n"
            f"  python -m mentorbot.sandbox.slack.launch {sandbox.url} app.py"
        )
        await asyncio.Event().wait()
    return 0
