"""/start and /profile: enrolling, and what one told the bot."""

import discord
from discord import app_commands
from discord.ext import commands

from mentorbot import clock
from mentorbot.chat import limits
from mentorbot.members import answers, cards, service, zones
from mentorbot.on_discord import choices
from mentorbot.on_discord.actions import Press, action
from mentorbot.on_discord.answer import ask, change, show
from mentorbot.on_discord.bot import MentorBot
from mentorbot.on_discord.caller import caller
from mentorbot.progress import cards as progress_cards
from mentorbot.progress import service as progress

Interaction = discord.Interaction[MentorBot]
Choice = app_commands.Choice[str]


class Members(commands.Cog, name="members"):
    """The commands and buttons of being a member."""

    def __init__(self, bot: MentorBot) -> None:
        self.bot = bot

    @app_commands.command(description="Enrol, or change your answers: five short questions.")
    @app_commands.describe(time_zone="Your city or time zone, so that dates come out right.")
    async def start(
        self, interaction: Interaction, time_zone: app_commands.Range[str, 0, limits.SUGGESTION] = ""
    ) -> None:
        """Answer /start."""
        zone = zones.resolve(time_zone) if time_zone.strip() else ""
        await self._ask(interaction, zone)

    @start.autocomplete("time_zone")
    async def _zones(self, interaction: Interaction, typed: str) -> list[Choice]:
        return choices.time_zones(typed)

    @app_commands.command(description="See what you told me about yourself.")
    async def profile(self, interaction: Interaction) -> None:
        """Answer /profile."""
        async with self.bot.database.read_scope() as connection:
            member = await service.profile(connection, caller(interaction))
        guide = self.bot.library.guide(interaction.locale.value)
        await show(interaction, cards.profile(member, guide) if member else cards.not_enrolled())

    @action("start")
    async def _start(self, press: Press) -> None:
        await self._ask(press.interaction, "")

    @action("enrol")
    async def _enrol(self, press: Press) -> None:
        interaction = press.interaction
        guide = self.bot.library.guide(interaction.locale.value)
        given = answers.read(press.answers, press.argument, [step.id for step in guide.steps])
        async with self.bot.database.session_scope() as session:
            started = await progress.start(session, caller(interaction), guide, given)
        advice = progress.choose(guide, started.standing, clock.now())
        await change(interaction, progress_cards.welcome_card(advice, guide, first_time=started.first_time))

    async def _ask(self, interaction: Interaction, zone: str) -> None:
        who = caller(interaction)
        async with self.bot.database.read_scope() as connection:
            standing = await progress.standing(connection, who)
        if standing.member is None and who.community is None:
            raise service.not_enrolled(who)
        guide = self.bot.library.guide(interaction.locale.value)
        finished = {item for item, mark in standing.marks.items() if mark is progress.Mark.DONE}
        under_way = {item for item, mark in standing.marks.items() if mark is progress.Mark.STARTED}
        await ask(interaction, cards.start_form(guide, standing.member, finished, under_way, zone))


async def setup(bot: MentorBot) -> None:
    """Add the feature to the bot."""
    await bot.add_cog(Members(bot))
