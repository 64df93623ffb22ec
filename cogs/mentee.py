"""/mentee: saying what one looks for in a mentor."""

import discord
from discord import app_commands
from discord.ext import commands

from mentorbot.chat import Card
from mentorbot.members import zones
from mentorbot.mentoring import people
from mentorbot.mentoring.profiles import answers as profile_answers
from mentorbot.mentoring.profiles import cards as profile_cards
from mentorbot.mentoring.profiles import forms as profile_forms
from mentorbot.mentoring.profiles import seeking
from mentorbot.mentoring.profiles.service import MenteeView
from mentorbot.on_discord.actions import Press, action
from mentorbot.on_discord.answer import ask, change, show
from mentorbot.on_discord.bot import MentorBot
from mentorbot.on_discord.caller import caller
from mentorbot.on_discord.mentoring import credentials, display_name

Interaction = discord.Interaction[MentorBot]


class Mentee(commands.Cog, name="mentee"):
    """The commands and buttons of those who look for a mentor."""

    mentee = app_commands.Group(
        name="mentee", description="What you look for in a mentor, and your requests."
    )

    def __init__(self, bot: MentorBot) -> None:
        self.bot = bot

    @mentee.command(description="Say what you look for in a mentor, or change it.")
    async def profile(self, interaction: Interaction) -> None:
        """Answer /mentee profile: the form, until something was said; then what was."""
        async with self.bot.database.read_scope() as connection:
            found = await seeking.known(connection, caller(interaction))
        if found.view is None:
            await ask(interaction, profile_forms.wish_form(found.wish))
            return
        await show(interaction, self._card(found.view, found.time_zone))

    @action("wish")
    async def _wish(self, press: Press) -> None:
        async with self.bot.database.read_scope() as connection:
            found = await seeking.known(connection, caller(press.interaction))
        await ask(press.interaction, profile_forms.wish_form(found.wish))

    @action("reach")
    async def _reach(self, press: Press) -> None:
        async with self.bot.database.read_scope() as connection:
            found = await seeking.known(connection, caller(press.interaction))
        form = profile_forms.reach_form(found.reach, found.time_zone, credentials(self.bot))
        await ask(press.interaction, form)

    @action("save_wish")
    async def _save_wish(self, press: Press) -> None:
        said, who = profile_answers.wish(press.answers), caller(press.interaction)
        async with self.bot.database.session_scope() as session:
            view = await seeking.wish(session, who, display_name(press.interaction), said)
            person = await people.me(session, who)
        note = "Kept. **How I can be met** says when you have time; or look at once who fits."
        await change(press.interaction, self._card(view, person.time_zone, note))

    @action("save_reach")
    async def _save_reach(self, press: Press) -> None:
        said, who = profile_answers.reach(press.answers, credentials(self.bot)), caller(press.interaction)
        typed = profile_answers.text(press.answers, "zone", 100, "the time zone")
        zone = zones.resolve(typed) if typed else ""
        async with self.bot.database.session_scope() as session:
            view = await seeking.reach(session, who, said, zone)
            person = await people.me(session, who)
        await change(press.interaction, self._card(view, person.time_zone, "Kept."))

    def _card(self, view: MenteeView, zone: str, said: str = "") -> Card:
        return profile_cards.mentee_card(view, zones.label(zone), credentials(self.bot), said)


async def setup(bot: MentorBot) -> None:
    """Add the feature to the bot."""
    await bot.add_cog(Mentee(bot))
