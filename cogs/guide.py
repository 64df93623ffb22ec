"""/guide and /step: reading the guide."""

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from mentorbot import clock
from mentorbot.chat import Card, limits
from mentorbot.errors import UserError
from mentorbot.guide import cards
from mentorbot.guide.model import Guide as Content
from mentorbot.on_discord.actions import Press, action, number
from mentorbot.on_discord.answer import change, show
from mentorbot.on_discord.bot import MentorBot
from mentorbot.on_discord.caller import caller
from mentorbot.progress import service as progress
from mentorbot.progress.path import states_of

Interaction = discord.Interaction[MentorBot]
Choice = app_commands.Choice[str]

NOT_CHOSEN = "Please choose one of the lines in the list."


class Guide(commands.Cog, name="guide"):
    """The guide's commands and buttons."""

    def __init__(self, bot: MentorBot) -> None:
        self.bot = bot

    @app_commands.command(description="Read the guide, or look something up in it.")
    @app_commands.describe(topic="What you want to know about; leave it out to see everything.")
    async def guide(
        self, interaction: Interaction, topic: app_commands.Range[str, 0, limits.SUGGESTION] = ""
    ) -> None:
        """Answer /guide."""
        await show(interaction, cards.topic_card(self._guide(interaction), topic, clock.now()))

    @guide.autocomplete("topic")
    async def _topics(self, interaction: Interaction, typed: str) -> list[Choice]:
        hits = self._guide(interaction).suggest(typed, limits.SUGGESTIONS)
        return [Choice(name=hit.title[: limits.SUGGESTION], value=hit.key) for hit in hits]

    @app_commands.command(description="See a step of the path and its milestones.")
    @app_commands.describe(step="Which step; leave it out for the one that is next for you.")
    async def step(
        self, interaction: Interaction, step: app_commands.Range[str, 0, limits.SUGGESTION] = ""
    ) -> None:
        """Answer /step."""
        await show(interaction, await self._step_card(interaction, step.strip()))

    @step.autocomplete("step")
    async def _steps(self, interaction: Interaction, typed: str) -> list[Choice]:
        words = typed.casefold().split()
        labels = {step.id: f"{step.number} · {step.title}" for step in self._guide(interaction).steps}
        return [
            Choice(name=label[: limits.SUGGESTION], value=id_)
            for id_, label in labels.items()
            if all(word in label.casefold() for word in words)
        ][: limits.SUGGESTIONS]

    @action("home")
    async def _home(self, press: Press) -> None:
        await self._turn(press, cards.home_card(self._guide(press.interaction)))

    @action("page")
    async def _page(self, press: Press) -> None:
        page, _, part = press.argument.rpartition(":")
        await self._turn(
            press, cards.page_card(self._guide(press.interaction), page, number(part, 1, digits=5))
        )

    @action("glossary")
    async def _glossary(self, press: Press) -> None:
        await self._turn(
            press, cards.glossary_card(self._guide(press.interaction), number(press.argument, 1, digits=5))
        )

    @action("step")
    async def _show_step(self, press: Press) -> None:
        await self._turn(press, await self._step_card(press.interaction, press.argument))

    @action("milestone")
    async def _milestone(self, press: Press) -> None:
        guide = self._guide(press.interaction)
        await self._turn(press, cards.milestone_card(guide, press.argument, clock.now()))

    @action("open")
    async def _open(self, press: Press) -> None:
        if not press.values:
            raise UserError(NOT_CHOSEN)
        guide = self._guide(press.interaction)
        await self._turn(press, cards.open_card(guide, press.values[0], clock.now()))

    async def _step_card(self, interaction: Interaction, typed: str) -> Card:
        """The step with what the caller has done of it; nothing typed means the one that is next for them."""
        guide = self._guide(interaction)
        now = clock.now()
        async with self.bot.database.read_scope() as connection:
            standing = await progress.standing(connection, caller(interaction))
        if typed:
            step = _step(guide, typed)
        else:
            pick = progress.choose(guide, standing, now).next
            step = pick.step.id if pick else guide.steps[0].id
        return cards.step_card(guide, step, now, states_of(guide, standing))

    async def _turn(self, press: Press, card: Card) -> None:
        """Show a page where another was; beside advice, which is still wanted, show it as another message."""
        if _is_advice(press.interaction.message):
            await show(press.interaction, card)
        else:
            await change(press.interaction, card)

    def _guide(self, interaction: discord.Interaction[Any]) -> Content:
        return self.bot.library.guide(interaction.locale.value)


def _step(guide: Content, typed: str) -> str:
    """The id of the step that was chosen, or typed as its number or the beginning of its name."""
    if typed in guide.pages:
        return typed
    wanted = typed.casefold()
    for step in guide.steps:
        if wanted in {str(step.number), f"step {step.number}"} or step.title.casefold().startswith(wanted):
            return step.id
    raise UserError(
        f"There is no such step. Choose one from the list, or a number from 1 to {len(guide.steps)}."
    )


def _is_advice(message: discord.Message | None) -> bool:
    """Whether the message is about what to do next, rather than a page."""
    view = message.components if message is not None else []
    return any(_id(inner).startswith("progress:") for outer in view for inner in _within(outer))


def _within(component: Any) -> list[Any]:
    inner = [*getattr(component, "children", ()), *filter(None, [getattr(component, "accessory", None)])]
    return [component, *(deeper for part in inner for deeper in _within(part))]


def _id(component: Any) -> str:
    return getattr(component, "custom_id", None) or ""


async def setup(bot: MentorBot) -> None:
    """Add the feature to the bot."""
    await bot.add_cog(Guide(bot))
