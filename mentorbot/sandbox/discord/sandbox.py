"""A local Discord in one object: start it, put a community into it, let a bot talk to it."""

import asyncio
import contextlib
import secrets
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import unquote

from aiohttp import web

from mentorbot.sandbox.discord.api import lives
from mentorbot.sandbox.discord.api.local import LocalDiscord, real_time
from mentorbot.sandbox.discord.api.routes.endpoints import load_table
from mentorbot.sandbox.discord.api.server import Server
from mentorbot.sandbox.discord.people.person import Person
from mentorbot.sandbox.discord.world import intents, permissions
from mentorbot.sandbox.discord.world.guilds import CATEGORY, TEXT, Channel, Guild, Member, Overwrite, Role
from mentorbot.sandbox.discord.world.ids import Now, new_token
from mentorbot.sandbox.discord.world.users import Application, User
from mentorbot.sandbox.port import open_port


class Sandbox(LocalDiscord):
    """A local Discord: HTTP API v10 and gateway v10 on one port of 127.0.0.1.

    Use it as `async with Sandbox() as sandbox`.

    Args:
        now: Tells the time, aware, so that a demo can move it.
        openapi: Discord's OpenAPI description; every exchange is checked against it.
        port: The port, 0 for any free one.
        log_size: How many exchanges `requests` remembers.
        keep_messages: How many messages each channel remembers.
    """

    def __init__(
        self,
        *,
        now: Now = real_time,
        openapi: Path | str | None = None,
        port: int = 0,
        log_size: int = 2000,
        keep_messages: int = 10_000,
    ) -> None:
        super().__init__(now=now, port=port, log_size=log_size, keep_messages=keep_messages)
        if openapi is not None:
            # It needs jsonschema-rs, which only tests install.
            from mentorbot.sandbox.discord.api.schema import Schema  # noqa: PLC0415

            self.schema = Schema(Path(openapi))
        self._server = Server(self, load_table())
        self._runner: web.ServerRunner | None = None

    async def __aenter__(self) -> Self:
        """Open the port."""
        self._runner, self.port = await open_port(self._server.handle, self.port)
        self.gateway.url = self.gateway_url
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the port and every connection."""
        self.gateway.close(1001, resumable=False)
        if self._runner is not None:
            await self._runner.cleanup()

    def download(self, address: str) -> bytes:
        """The content of a file that was sent, by its address.

        Raises:
            KeyError: There is no such file, or no more.
        """
        _, content = self.world.files[unquote(address.removeprefix(self.url))]
        return content

    async def online(
        self,
        app: Application,
        *,
        timeout: float = 30.0,  # noqa: ASYNC109
        commands: bool = False,
    ) -> None:
        """Wait until a bot is connected.

        Args:
            app: Its application.
            timeout: How long to wait, in seconds of real time.
            commands: Wait also until it has registered commands, in a guild or in all.

        Raises:
            TimeoutError: It did not do so in time.
        """
        async with asyncio.timeout(timeout):
            while not any(
                session.app is app and session.connection for session in self.gateway.sessions.values()
            ):
                await self.bell.rings()
            while commands and not any(
                shelf for (whose, _), shelf in self.commands.shelves() if whose == app.id
            ):
                await self.bell.rings()

    def add_user(self, name: str, *, bot: bool = False) -> User:
        """Make a user; the name that is shown may hold anything, the username is made from it."""
        plain = "".join(
            letter for letter in name.lower() if letter.isascii() and (letter.isalnum() or letter in "_.")
        )
        identifier = self.world.new_id()
        user = User(identifier, plain[:32] or f"user{identifier[-6:]}", name, bot=bot)
        self.world.users[user.id] = user
        return user

    def add_person(self, name: str, *guilds: Guild, roles: Iterable[Role] = ()) -> Person:
        """Make a person and let them join guilds; the returned one can be told what to do."""
        user = self.add_user(name)
        for guild in guilds:
            self.join(user, guild, roles=roles)
        return Person(self, user)

    def add_guild(self, name: str, *, owner: User | None = None) -> Guild:
        """Make a guild with an owner, the role @everyone and a channel `general`."""
        owner = owner or self.add_user(f"{name} owner")
        guild = Guild(self.world.new_id.of_guild(), name, owner.id, self.world.now())
        guild.roles[guild.id] = Role(guild.id, "@everyone", permissions.EVERYONE)
        self.world.guilds[guild.id] = guild
        guild.members[owner.id] = Member(owner, guild, self.world.now())
        guild.settings["system_channel_id"] = self.add_channel(guild, "general").id
        return guild

    def add_application(
        self,
        name: str,
        *guilds: Guild,
        bot_permissions: int | None = None,
        privileged: int = intents.PRIVILEGED,
        owner: User | None = None,
        token: str | None = None,
    ) -> Application:
        """Make an application with its bot.

        Args:
            name: The name of both.
            guilds: Those that the bot joins; all there are, when none is named.
            bot_permissions: What its own role may do in them; None makes no role.
            privileged: The privileged intents that are switched on for it.
            owner: Who owns it.
            token: Its token; made up when it is not given, from the bot's id as Discord does.
        """
        bot = self.add_user(name, bot=True)
        bot.global_name = None
        made = token or new_token(bot.id)
        owner = owner or self.add_user(f"{name} owner")
        app = Application(bot.id, name, bot, made, owner, secrets.token_hex(32), privileged)
        self.world.applications[app.id] = self.world.by_token[made] = self.world.by_bot[bot.id] = app
        for guild in guilds or self.world.guilds.values():
            self.install(app, guild, bot_permissions=bot_permissions)
        return app

    def install(self, app: Application, guild: Guild, *, bot_permissions: int | None = None) -> Member:
        """Let a bot join a guild, with a role of its own if it is given permissions."""
        roles = []
        if bot_permissions is not None:
            role = self.add_role(guild, app.name, bot_permissions)
            role.managed, role.bot_id = True, app.bot.id
            roles.append(role)
        return self.join(app.bot, guild, roles=roles)

    def add_channel(
        self, guild: Guild, name: str, *, kind: int = TEXT, parent: Channel | None = None
    ) -> Channel:
        """Make a channel of a guild."""
        position = len(guild.channels)
        channel = Channel(self.world.new_id(), kind, name, guild, parent, position=position)
        if parent is not None and parent.type == CATEGORY:
            channel.overwrites = {
                one.id: Overwrite(one.id, one.type, one.allow, one.deny) for one in parent.overwrites.values()
            }
        guild.channels[channel.id] = self.world.channels[channel.id] = channel
        lives.channel_changed(self, "CHANNEL_CREATE", channel)
        return channel

    def add_role(
        self, guild: Guild, name: str, allowed: int = 0, *, position: int = 1, mentionable: bool = False
    ) -> Role:
        """Make a role; of two at the same position the older is the higher, as everywhere in Discord."""
        role = Role(self.world.new_id(), name, allowed, position, mentionable=mentionable)
        guild.roles[role.id] = role
        lives.role_changed(self, "GUILD_ROLE_CREATE", guild, role)
        return role

    def join(self, user: User, guild: Guild, *, roles: Iterable[Role] = ()) -> Member:
        """Let a user join a guild."""
        return lives.join(self, user, guild, [role.id for role in roles])

    def leave(self, user: User, guild: Guild) -> None:
        """Let a user leave a guild, or be removed from it."""
        lives.leave(self, user, guild)

    @contextlib.contextmanager
    def discord_py(self) -> Iterator[None]:
        """Let every discord.py client of this process talk to this sandbox, until the block ends."""
        import discord  # noqa: PLC0415  (the sandbox itself does not need it)
        import yarl  # noqa: PLC0415

        route, socket, asset = discord.http.Route, discord.gateway.DiscordWebSocket, discord.asset.Asset
        before = route.BASE, socket.DEFAULT_GATEWAY, asset.BASE
        route.BASE, socket.DEFAULT_GATEWAY, asset.BASE = self.api_url, yarl.URL(self.gateway_url), self.url
        try:
            yield
        finally:
            route.BASE, socket.DEFAULT_GATEWAY, asset.BASE = before
