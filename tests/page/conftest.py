"""The page in a real browser: Debian's Chromium, or another that is there; without one these tests skip."""

import asyncio
import os
import re
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import discord
import pytest
from discord import app_commands
from playwright.async_api import Browser, BrowserContext, Locator, Page, async_playwright, expect

from mentorbot.demo.page import Demo
from mentorbot.demo.server import Server, open_server
from mentorbot.sandbox.discord import Sandbox
from mentorbot.sandbox.discord.people.person import Person
from mentorbot.sandbox.discord.world.guilds import Channel, Guild
from mentorbot.sandbox.discord.world.users import Application
from mentorbot.sandbox.page import Client, Hooks

FOCUSED = "(one => one.ariaLabel || one.innerText || one.tagName)(document.activeElement)"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PATIENT = 30.0
"""Seconds that a bot has to answer here: a busy machine is no mistake of the page."""
expect.set_options(timeout=20_000)


def chromium() -> str | None:
    """Where Chromium is, if it is installed; CHROMIUM names another."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """A browser without a screen."""
    path = chromium()
    if path is None:
        pytest.skip("there is no Chromium: `apt install chromium`, or name one in CHROMIUM")
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield launched
        await launched.close()


@dataclass
class Window:
    """Somebody's page, used as they would use it."""

    page: Page

    @property
    def write(self) -> Locator:
        """The field for messages."""
        return self.page.get_by_label(re.compile("^Message [#@]"))

    @property
    def messages(self) -> Locator:
        """The messages on the screen."""
        return self.page.locator(".message")

    async def press(self, *keys: str) -> None:
        """Press keys one after the other."""
        for key in keys:
            await self.page.keyboard.press(key)

    async def type(self, text: str) -> None:
        """Type a text where the focus is."""
        await self.page.keyboard.type(text)

    async def say(self, text: str) -> None:
        """Write a message."""
        await self.write.fill(text)
        await self.write.press("Enter")

    async def begin(self, command: str) -> None:
        """Choose a slash command, to fill in its options."""
        await self.write.fill(f"/{command}")
        await expect(self.page.get_by_role("option").first).to_contain_text(f"/{command}")
        await self.press("Enter")

    async def use(self, command: str) -> None:
        """Use a slash command without options."""
        await self.begin(command)
        await self.press("Enter")

    async def focused(self) -> str:
        """What the focus is on: its label, or its text."""
        return str(await self.page.evaluate(FOCUSED))


@dataclass
class Eyes:
    """Opens pages, and sees whatever goes wrong in them."""

    browser: Browser
    trouble: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    async def open(self, url: str, person: str = "", *, wide: bool = True, dark: bool = False) -> Window:
        """Open the page as somebody, in a browser of their own."""
        context = await self.browser.new_context(
            viewport={"width": 1280, "height": 800} if wide else {"width": 390, "height": 844},
            color_scheme="dark" if dark else "light",
            timezone_id="America/Chicago",
            locale="en-US",
            reduced_motion="reduce",
        )
        self.contexts.append(context)
        page = await context.new_page()
        page.on("pageerror", lambda error: self.trouble.append(f"error: {error}"))
        page.on("console", lambda said: self.trouble.append(said.text) if said.type == "error" else None)
        page.on("request", lambda asked: self._asked(url, asked.url))
        await page.goto(f"{url}#/{person}/" if person else url)
        await expect(page.get_by_role("log", name="Messages")).to_be_attached()
        return Window(page)

    def _asked(self, url: str, address: str) -> None:
        if not address.startswith((url, url.replace("http", "ws"), "blob:")):
            self.trouble.append(f"the page asked for {address}")


@pytest.fixture
async def eyes(browser: Browser) -> AsyncIterator[Eyes]:
    """Pages in which nothing goes wrong: no error, nothing against the policy, nothing from elsewhere."""
    opened = Eyes(browser)
    yield opened
    for context in opened.contexts:
        await context.close()
    assert opened.trouble == []


@dataclass
class Shown:
    """A server with the page on it."""

    server: Server
    client: Client


@pytest.fixture
async def demo(tmp_path: Path) -> AsyncIterator[Shown]:
    """What `make demo` shows: the real bot, and the page."""
    async with open_server(tmp_path / "demo.sqlite3") as server:
        server.sandbox.interactions.answer_within = PATIENT
        demo = Demo(server)
        await demo.furnish()
        async with Client(server.sandbox, demo.hooks()) as client:
            yield Shown(server, client)
        assert server.sandbox.complaints == []
        assert server.log.getvalue() == ""


class Echo(discord.Client):
    """Somebody's bot, with one of each thing that the page has to show."""

    def __init__(self) -> None:
        super().__init__(intents=discord.Intents(guilds=True))
        self.tree = app_commands.CommandTree(self)

    async def setup_hook(self) -> None:
        """Register what there is."""
        await self.tree.sync()


@dataclass
class House:
    """A sandbox with somebody's bot, two people, and the page."""

    sandbox: Sandbox
    client: Client
    guild: Guild
    app: Application
    hall: Channel
    alice: Person
    bob: Person
    bot: Echo

    @property
    def url(self) -> str:
        """Where the page is."""
        return self.client.url

    async def start(self) -> None:
        """Let the bot, with whatever commands it was given, come online."""
        self._running = asyncio.create_task(self.bot.start(self.app.token))
        await self.sandbox.online(self.app)
        await self.bot.wait_until_ready()


@pytest.fixture
async def house() -> AsyncIterator[House]:
    """A sandbox with the page on it; a test gives its bot commands, and starts it."""
    async with Sandbox() as sandbox:
        sandbox.interactions.answer_within = PATIENT
        alice = sandbox.add_person("alice")
        guild = sandbox.add_guild("The house", owner=alice.user)
        bob = sandbox.add_person("bob", guild)
        app = sandbox.add_application("echo", guild)
        async with Client(sandbox, Hooks(begin="alice")) as client:
            with sandbox.discord_py():
                made = House(sandbox, client, guild, app, guild.channel("general"), alice, bob, Echo())
                yield made
                await made.bot.close()
        assert sandbox.complaints == []
