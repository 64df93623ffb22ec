"""/interview: short talks with professionals about their work."""

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from mentorbot.chat import Card, limits
from mentorbot.errors import UserError
from mentorbot.members import service as members
from mentorbot.mentoring import vocabulary
from mentorbot.mentoring.terms import Setting
from mentorbot.mentoring.words import SETTINGS
from mentorbot.networking.interviews import arriving, cards, forms, offering
from mentorbot.networking.interviews import service as interviews
from mentorbot.networking.interviews.offering import Answers
from mentorbot.networking.interviews.terms import InterviewState
from mentorbot.on_discord import choices
from mentorbot.on_discord.actions import Press, action, number
from mentorbot.on_discord.answer import ask, change, show
from mentorbot.on_discord.bot import MentorBot
from mentorbot.on_discord.caller import caller

Interaction = discord.Interaction[MentorBot]

_SETTINGS = choices.named(SETTINGS)


class Interviews(commands.Cog, name="interviews"):
    """The commands and buttons of informational interviews."""

    interview = app_commands.Group(
        name="interview", description="Ask people about their work, or let students ask you."
    )

    def __init__(self, bot: MentorBot) -> None:
        self.bot = bot
        arriving.register(bot.library)

    # Professionals

    @interview.command(description="For professionals: let students ask you about your work, or change how.")
    async def offer(self, interaction: Interaction) -> None:
        """Answer /interview offer."""
        await self._ask_offer(interaction)

    @action("offer")
    async def _press_offer(self, press: Press) -> None:
        await self._ask_offer(press.interaction)

    @action("offered")
    async def _offered(self, press: Press) -> None:
        role = press.answers.get("role", "")
        answers = Answers(
            role if isinstance(role, str) else "",
            _setting(_first(press, "setting")),
            press.chosen("topics"),
            number(_first(press, "a_month")),
            number(_first(press, "minutes")),
        )
        async with self.bot.database.session_scope() as session:
            offer = await offering.offer(session, caller(press.interaction), answers)
        await change(press.interaction, cards.offer_card(offer))

    @action("rest")
    async def _rest(self, press: Press) -> None:
        async with self.bot.database.session_scope() as session:
            offer = await offering.pause(session, caller(press.interaction), paused=True)
        await change(press.interaction, cards.offer_card(offer))

    @action("go_on")
    async def _go_on(self, press: Press) -> None:
        async with self.bot.database.session_scope() as session:
            offer = await offering.pause(session, caller(press.interaction), paused=False)
        await change(press.interaction, cards.offer_card(offer))

    @action("accept")
    async def _accept(self, press: Press) -> None:
        await self._answer(press, accept=True)

    @action("decline")
    async def _decline(self, press: Press) -> None:
        await self._answer(press, accept=False)

    # Students

    @interview.command(description="Find people who let you ask about their work.")
    @app_commands.describe(topic="What you want to hear about.", setting="Where they should work.")
    @app_commands.choices(setting=_SETTINGS)
    async def find(
        self,
        interaction: Interaction,
        topic: app_commands.Range[str, 0, limits.SUGGESTION] = "",
        setting: str = "",
    ) -> None:
        """Answer /interview find."""
        await show(interaction, await self._find(interaction, topic.strip(), setting))

    @find.autocomplete("topic")
    async def _topics(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return [app_commands.Choice(name=one.name, value=one.id) for one in vocabulary.search(typed)]

    @interview.command(name="mine", description="Your interviews: what you asked, and what you were asked.")
    async def mine(self, interaction: Interaction) -> None:
        """Answer /interview mine."""
        async with self.bot.database.read_scope() as connection:
            me, found = await interviews.mine(connection, caller(interaction))
        await show(interaction, cards.mine_card(me, found))

    @action("find")
    async def _press_find(self, press: Press) -> None:
        await show(press.interaction, await self._find(press.interaction, setting=press.argument))

    @action("ask")
    async def _ask(self, press: Press) -> None:
        professional = number(press.argument)
        async with self.bot.database.read_scope() as connection:
            await interviews.check(connection, caller(press.interaction), professional)
            member = await members.profile(connection, caller(press.interaction))
        await ask(press.interaction, cards.ask_form(professional, member.stage if member else None))

    @action("asked")
    async def _asked(self, press: Press) -> None:
        typed = press.answers.get("questions", "")
        async with self.bot.database.session_scope() as session:
            done = await interviews.ask(
                session,
                caller(press.interaction),
                number(press.argument),
                typed if isinstance(typed, str) else "",
            )
        if done.other is not None:
            await show(press.interaction, cards.asked_card(done.request, done.other))

    # Both

    @action("withdraw")
    async def _withdraw(self, press: Press) -> None:
        async with self.bot.database.session_scope() as session:
            done = await interviews.withdraw(session, caller(press.interaction), number(press.argument))
        await change(press.interaction, cards.withdrawn_card(done.request))

    @action("happened")
    async def _happened(self, press: Press) -> None:
        await self._outcome(press, met=True)

    @action("missed")
    async def _missed(self, press: Press) -> None:
        await self._outcome(press, met=False)

    async def _answer(self, press: Press, *, accept: bool) -> None:
        async with self.bot.database.session_scope() as session:
            who = caller(press.interaction)
            done = await interviews.answer(session, who, number(press.argument), accept=accept)
        await change(press.interaction, cards.answered_card(done.request, done.other))

    async def _outcome(self, press: Press, *, met: bool) -> None:
        async with self.bot.database.session_scope() as session:
            who = caller(press.interaction)
            done = await interviews.outcome(session, who, number(press.argument), met=met)
            if done.changed and done.request.state is InterviewState.MET:
                await arriving.count(session, self.bot.library, done.request)
        await change(press.interaction, cards.outcome_card(done.request))

    async def _ask_offer(self, interaction: Interaction) -> None:
        async with self.bot.database.read_scope() as connection:
            known = await offering.mine(connection, caller(interaction))
        await ask(interaction, forms.offer_form(known))

    async def _find(self, interaction: discord.Interaction[Any], topic: str = "", setting: str = "") -> Card:
        async with self.bot.database.read_scope() as connection:
            found = await offering.find(
                connection,
                caller(interaction),
                topics=(vocabulary.topic(topic),) if topic else (),
                setting=_setting(setting) if setting else None,
            )
        return cards.found_card(found)


def _first(press: Press, name: str) -> str:
    return next(iter(press.chosen(name)), "")


def _setting(value: str) -> Setting:
    try:
        return Setting(value)
    except ValueError:
        raise UserError("Please choose where from the list.") from None


async def setup(bot: MentorBot) -> None:
    """Add the feature to the bot."""
    await bot.add_cog(Interviews(bot))
