"""/nextstep and /progress: what to do next, and how far one has come."""

import discord
from discord import app_commands
from discord.ext import commands

from mentorbot import clock
from mentorbot.chat import Card
from mentorbot.guide.model import Guide
from mentorbot.on_discord.actions import Press, action
from mentorbot.on_discord.answer import change, show
from mentorbot.on_discord.bot import MentorBot
from mentorbot.on_discord.caller import caller
from mentorbot.progress import advice, cards, service
from mentorbot.progress.overview import overview
from mentorbot.progress.service import Change, Standing

Interaction = discord.Interaction[MentorBot]


class Progress(commands.Cog, name="progress"):
    """The commands and buttons of walking the path."""

    def __init__(self, bot: MentorBot) -> None:
        self.bot = bot

    @app_commands.command(description="The one thing to do next, and why.")
    async def nextstep(self, interaction: Interaction) -> None:
        """Answer /nextstep."""
        await show(interaction, await self._advice(interaction))

    @app_commands.command(description="See how far you have come, as a picture.")
    async def progress(self, interaction: Interaction) -> None:
        """Answer /progress."""
        await show(interaction, await self._overview(interaction))

    @action("next")
    async def _next(self, press: Press) -> None:
        await change(press.interaction, await self._advice(press.interaction))

    @action("overview")
    async def _show_overview(self, press: Press) -> None:
        await change(press.interaction, await self._overview(press.interaction))

    @action("done")
    async def _done(self, press: Press) -> None:
        await self._mark(press, Change.DONE)

    @action("begin")
    async def _begin(self, press: Press) -> None:
        await self._mark(press, Change.STARTED)

    @action("skip")
    async def _skip(self, press: Press) -> None:
        await self._mark(press, Change.NOT_FOR_ME)

    @action("undo")
    async def _undo(self, press: Press) -> None:
        await self._mark(press, Change.UNDO)

    @action("why")
    async def _why(self, press: Press) -> None:
        guide, standing = await self._standing(press.interaction)
        pick = advice.about(guide, standing, guide.milestone(press.argument), clock.now())
        await show(press.interaction, cards.why_card(pick, guide))

    @action("show")
    async def _show(self, press: Press) -> None:
        guide, standing = await self._standing(press.interaction)
        now = clock.now()
        pick = advice.about(guide, standing, guide.milestone(press.argument), now)
        await change(press.interaction, cards.pick_card(pick, service.choose(guide, standing, now), guide))

    async def _mark(self, press: Press, said: Change) -> None:
        guide = self._guide(press.interaction)
        async with self.bot.database.session_scope() as session:
            marked = await service.mark(session, caller(press.interaction), guide, press.argument, said)
        following = service.choose(guide, marked.standing, clock.now())
        await change(press.interaction, cards.marked_card(marked, following, guide))

    async def _advice(self, interaction: Interaction) -> Card:
        guide, standing = await self._standing(interaction)
        return cards.advice_card(service.choose(guide, standing, clock.now()), guide)

    async def _overview(self, interaction: Interaction) -> Card:
        guide, standing = await self._standing(interaction)
        following = service.choose(guide, standing, clock.now())
        return cards.progress_card(overview(guide, standing, following), following)

    async def _standing(self, interaction: Interaction) -> tuple[Guide, Standing]:
        async with self.bot.database.read_scope() as connection:
            standing = await service.standing(connection, caller(interaction))
        return self._guide(interaction), standing

    def _guide(self, interaction: Interaction) -> Guide:
        return self.bot.library.guide(interaction.locale.value)


async def setup(bot: MentorBot) -> None:
    """Add the feature to the bot."""
    await bot.add_cog(Progress(bot))
