"""/help: what the bot can do."""

from functools import cached_property

import discord
from discord import app_commands
from discord.ext import commands

from mentorbot.chat import Card
from mentorbot.community import cards
from mentorbot.community.cards import Command, Role
from mentorbot.on_discord import sync
from mentorbot.on_discord.actions import Press, action
from mentorbot.on_discord.answer import change, show
from mentorbot.on_discord.bot import MentorBot

Interaction = discord.Interaction[MentorBot]

# In the order they should be read.
_FOR_STUDENTS = (
    "start",
    "nextstep",
    "progress",
    "guide",
    "step",
    "remind me",
    "remind list",
    "remind digest",
    "remind quiet",
    "credits goal",
    "credits log",
    "credits status",
    "credits export",
    "events",
    "event calendar",
    "mentorship list",
    "mentorship goals",
    "mentorship end",
    "session plan",
    "session list",
    "report new",
    "report mine",
    "mentee profile",
    "mentor find",
    "mentee requests",
    "mentee blocks",
    "opportunity search",
    "opportunity saved",
    "opportunity post",
    "network me",
    "intros join",
    "intros me",
    "intros pause",
    "intros leave",
    "directory show me",
    "directory find",
    "directory introductions",
    "directory leave",
    "interview find",
    "interview mine",
    "profile",
    "help",
    "privacy export",
    "privacy erase",
)

_FOR_MENTORS = (
    "mentor join",
    "mentor requests",
    "mentor pause",
    "mentor resume",
    "mentor leave",
    "interview offer",
)

_FOR_ORGANIZERS = (
    "event announce",
    "event edit",
    "event import",
    "event feeds",
    "event channel",
    "setup mentoring",
    "opportunity channel",
    "opportunity review",
    "opportunity import",
    "intros setup",
    "mentorship overview",
    "mentorship feedback",
    "report cases",
    "match open",
    "match preview",
    "match rerun",
    "match pin",
    "match forbid",
    "match publish",
    "match cancel",
    "setup notices",
    "setup health",
)


class Community(commands.Cog, name="community"):
    """The commands and buttons that concern the community as a whole."""

    def __init__(self, bot: MentorBot) -> None:
        self.bot = bot

    @app_commands.command(description="What I can do for you.")
    async def help(self, interaction: Interaction) -> None:
        """Answer /help."""
        await show(interaction, self._help[Role.STUDENT])

    @action("help")
    async def _help_for(self, press: Press) -> None:
        role = next((one for one in Role if one == press.argument), Role.STUDENT)
        await change(press.interaction, self._help[role])

    @cached_property
    def _help(self) -> dict[Role, Card]:
        summaries = sync.summaries(self.bot.tree)
        listed = [Command(f"/{name}", summaries[name]) for name in _FOR_STUDENTS]
        listed += [Command(f"/{name}", summaries[name], Role.MENTOR) for name in _FOR_MENTORS]
        listed += [Command(f"/{name}", summaries[name], Role.ORGANIZER) for name in _FOR_ORGANIZERS]
        return {role: cards.help_card(listed, role) for role in Role}


async def setup(bot: MentorBot) -> None:
    """Add the feature to the bot."""
    await bot.add_cog(Community(bot))
