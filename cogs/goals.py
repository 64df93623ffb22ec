"""The goals of a mentorship: what the two want to reach, and what of it is done."""

import discord
from discord.ext import commands

from mentorbot import clock
from mentorbot.chat.caller import Caller
from mentorbot.guide.model import Guide, Milestone
from mentorbot.mentoring.mentorships import goals, list_cards, pairs
from mentorbot.mentoring.mentorships.goals import Goals as Found
from mentorbot.on_discord.actions import Press, action, number
from mentorbot.on_discord.answer import ask, change
from mentorbot.on_discord.bot import MentorBot
from mentorbot.on_discord.caller import caller
from mentorbot.on_discord.mentorships import chosen
from mentorbot.progress import service as progress

Interaction = discord.Interaction[MentorBot]


class Goals(commands.Cog, name="goals"):
    """The buttons of goals."""

    def __init__(self, bot: MentorBot) -> None:
        self.bot = bot

    @action("show")
    async def _show(self, press: Press) -> None:
        await change(press.interaction, list_cards.goals_card(await self._of(press)))

    @action("drops")
    async def _drops(self, press: Press) -> None:
        await change(press.interaction, list_cards.drop_card(await self._of(press)))

    @action("new")
    async def _new(self, press: Press) -> None:
        async with self.bot.database.read_scope() as connection:
            pair, _ = await pairs.mine(connection, caller(press.interaction), number(press.argument))
            mentee = pair.mentee.person
            standing = await progress.standing(
                connection, Caller(mentee.platform, mentee.community, mentee.user_id)
            )
        near = _near(_guide(press.interaction), standing)
        await ask(press.interaction, list_cards.goal_form(pair, near))

    @action("add")
    async def _add(self, press: Press) -> None:
        async with self.bot.database.session_scope() as session:
            found = await goals.add(
                session,
                caller(press.interaction),
                _guide(press.interaction),
                number(press.argument),
                title=chosen(press, "title"),
                milestone=chosen(press, "milestone"),
            )
        await change(press.interaction, list_cards.goals_card(found))

    @action("tick")
    async def _tick(self, press: Press) -> None:
        await self._say(press, done=True)

    @action("untick")
    async def _untick(self, press: Press) -> None:
        await self._say(press, done=False)

    @action("drop")
    async def _drop(self, press: Press) -> None:
        who, guide = caller(press.interaction), _guide(press.interaction)
        async with self.bot.database.session_scope() as session:
            found = await goals.drop(session, who, guide, number(press.argument))
        await change(press.interaction, list_cards.goals_card(found))

    async def _say(self, press: Press, *, done: bool) -> None:
        who, guide = caller(press.interaction), _guide(press.interaction)
        async with self.bot.database.session_scope() as session:
            found = await goals.tick(session, who, guide, number(press.argument), done=done)
        await change(press.interaction, list_cards.goals_card(found))

    async def _of(self, press: Press) -> Found:
        async with self.bot.database.read_scope() as connection:
            return await goals.of(
                connection, caller(press.interaction), _guide(press.interaction), number(press.argument)
            )


def _near(guide: Guide, standing: progress.Standing) -> list[Milestone]:
    """The milestones that the mentee may want next: those advised, and the rest of their steps."""
    advice = progress.choose(guide, standing, clock.now())
    picks = [pick.milestone for pick in (advice.next, *advice.alternatives) if pick]
    steps = {one.step for one in picks}
    return [*picks, *(one for one in guide.milestones.values() if one.step in steps and one not in picks)]


def _guide(interaction: Interaction) -> Guide:
    return interaction.client.library.guide(interaction.locale.value)


async def setup(bot: MentorBot) -> None:
    """Add the feature to the bot."""
    await bot.add_cog(Goals(bot))
