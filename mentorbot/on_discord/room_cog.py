"""A room as an extension of discord.py: what it declares, native to Discord."""

import asyncio
from typing import TYPE_CHECKING, Final

from discord.ext import commands

from mentorbot import rooms
from mentorbot.chat.declare import declared_in
from mentorbot.chat.loops import Loops
from mentorbot.on_discord import native
from mentorbot.on_discord.caller import PLATFORM
from mentorbot.on_discord.platform import DiscordPlatform, Shows

if TYPE_CHECKING:
    from mentorbot.on_discord.bot import MentorBot

FINISHES_WITHIN: Final = 5.0
"""Seconds that a bot which is being stopped waits for a loop that is at work."""


class RoomCog(commands.Cog):
    """Puts what a room declares on Discord; the name of the cog is the room's word.

    A subclass adds what only Discord has.
    """

    def __init__(self, bot: "MentorBot") -> None:
        self.bot = bot
        self.declared = declared_in(rooms.command_modules(self.qualified_name))
        self._beginning: asyncio.Task[None] | None = None

    async def cog_load(self) -> None:
        """Add commands, menus and what answers presses; begin with the loops once the bot is ready."""
        for command in self.declared.commands.values():
            native.add_command(self.bot.tree, command, self.bot.program, self.bot.answer)
        for menu in self.declared.menus.values():
            native.add_menu(self.bot.tree, menu, self.bot.answer)
        self.bot.router.add(self.declared.presses.values())
        self._beginning = asyncio.create_task(self._begin())

    async def cog_unload(self) -> None:
        """Take all of it away."""
        if self._beginning is not None:
            self._beginning.cancel()
        await self.bot.program.part(Loops).stop(self.declared.loops, FINISHES_WITHIN, PLATFORM)
        for command in self.declared.commands.values():
            native.remove_command(self.bot.tree, command)
        for menu in self.declared.menus.values():
            native.remove_menu(self.bot.tree, menu)
        self.bot.router.remove(self.declared.presses.values())

    def show(self, what: str, shows: Shows) -> None:
        """Let Discord itself show something of the room, such as an "event"."""
        platform = self.bot.program.platforms[PLATFORM]
        if isinstance(platform, DiscordPlatform):
            platform.shows[what] = shows

    async def _begin(self) -> None:
        await self.bot.furnished.wait()
        await self.bot.wait_until_ready()
        self.bot.program.part(Loops).start(self.declared.loops, PLATFORM)
