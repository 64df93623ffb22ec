"""Looking at somebody, keeping away from them, and /mentee blocks, which shows and undoes that."""

from typing import Final

import discord
from discord import app_commands
from discord.ext import commands

from mentorbot.mentoring.profiles import blocking
from mentorbot.mentoring.profiles import cards as profile_cards
from mentorbot.mentoring.terms import BlockKind
from mentorbot.on_discord.actions import Press, action, number
from mentorbot.on_discord.answer import change, show
from mentorbot.on_discord.bot import MentorBot
from mentorbot.on_discord.caller import caller
from mentorbot.on_discord.mentoring import credentials

Interaction = discord.Interaction[MentorBot]

AFTER: Final = ("cogs.mentee",)
"""It adds to its commands."""


class Apart(commands.Cog, name="apart"):
    """The menu of a person, and the buttons that keep two apart."""

    def __init__(self, bot: MentorBot) -> None:
        self.bot = bot
        self._menu = app_commands.ContextMenu(name="Mentoring: view profile", callback=self._view)
        self._blocks = app_commands.Command[Apart, ..., None](
            name="blocks", description="Whom you keep away from in mentoring; undo it.", callback=self._listed
        )

    async def cog_load(self) -> None:
        """Add what belongs to a menu, and to the commands of another feature."""
        self.bot.tree.add_command(self._menu, override=True)
        if isinstance(mentee := self.bot.tree.get_command("mentee"), app_commands.Group):
            mentee.add_command(self._blocks, override=True)

    async def cog_unload(self) -> None:
        """Take the menu away."""
        self.bot.tree.remove_command(self._menu.name, type=self._menu.type)

    async def _view(self, interaction: Interaction, user: discord.User | discord.Member) -> None:
        async with self.bot.database.read_scope() as connection:
            found = await blocking.look(connection, caller(interaction), str(user.id))
        card = profile_cards.viewed_card(
            found.member_id, found.mentor, found.mentee, credentials(self.bot), kept=found.kept
        )
        await show(interaction, card)

    async def _listed(self, interaction: Interaction) -> None:
        async with self.bot.database.read_scope() as connection:
            found = await blocking.kept(connection, caller(interaction))
        await show(interaction, profile_cards.apart_card(found.names, found.kinds))

    @action("list")
    async def _list(self, press: Press) -> None:
        async with self.bot.database.read_scope() as connection:
            found = await blocking.kept(connection, caller(press.interaction))
        await show(press.interaction, profile_cards.apart_card(found.names, found.kinds))

    @action("not_match")
    async def _not_match(self, press: Press) -> None:
        await self._keep_away(press, BlockKind.NOT_MATCH, "Done: the two of you are not brought together.")

    @action("block")
    async def _block(self, press: Press) -> None:
        await self._keep_away(press, BlockKind.BLOCK, "Blocked. Neither of you is shown to the other by me.")

    @action("undo")
    async def _undo(self, press: Press) -> None:
        async with self.bot.database.session_scope() as session:
            found = await blocking.undo(session, caller(press.interaction), number(press.argument))
        await change(press.interaction, profile_cards.apart_card(found.names, found.kinds, "Undone."))

    async def _keep_away(self, press: Press, kind: BlockKind, said: str) -> None:
        async with self.bot.database.session_scope() as session:
            found = await blocking.keep_away(session, caller(press.interaction), number(press.argument), kind)
        await change(press.interaction, profile_cards.apart_card(found.names, found.kinds, said))


async def setup(bot: MentorBot) -> None:
    """Add the feature to the bot."""
    await bot.add_cog(Apart(bot))
