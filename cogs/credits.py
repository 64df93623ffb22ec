"""/credits: what one earned, what of it counts, and what is missing by when."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import islice

import discord
from discord import app_commands
from discord.ext import commands

from mentorbot import clock
from mentorbot.chat import Card, limits
from mentorbot.credits import answers, cards, entry_cards, export, service
from mentorbot.credits.credential import MOST_PROOF, MOST_QUARTERS, MOST_TITLE, QUARTERS, Credential
from mentorbot.credits.rule import fill
from mentorbot.credits.rules import Rules
from mentorbot.credits.standing import GoalView, Standing, Stands, load, stands
from mentorbot.errors import UserError
from mentorbot.events import service as events
from mentorbot.events.offers import offers
from mentorbot.members import service as members
from mentorbot.on_discord.actions import Press, action, number
from mentorbot.on_discord.answer import ask, change, show
from mentorbot.on_discord.bot import MentorBot
from mentorbot.on_discord.caller import caller

Interaction = discord.Interaction[MentorBot]
Choice = app_commands.Choice[str]
Typed = app_commands.Range[str, 0, limits.SUGGESTION]

NOT_CHOSEN = "Please choose one of the lines in the list."


class Credits(commands.Cog, name="credits"):
    """The commands and buttons of continuing education."""

    group = app_commands.Group(
        name="credits", description="Keep a credential: what you have, what is missing."
    )

    def __init__(self, bot: MentorBot, rules: Rules) -> None:
        self.bot = bot
        self.rules = rules

    @group.command(description="Say which credential you keep, and the cycle you are in.")
    @app_commands.describe(
        credential="Which one.",
        expires="When your cycle ends: year-month-day, such as 2027-12-31.",
        started="When you were certified or last renewed: year-month-day.",
    )
    async def goal(
        self, interaction: Interaction, credential: Typed, expires: Typed = "", started: Typed = ""
    ) -> None:
        """Answer /credits goal."""
        wanted = self.rules.find(credential)
        first, last = answers.day(started), answers.day(expires)
        async with self.bot.database.session_scope() as session:
            found = await service.set_goal(
                session, caller(interaction), wanted, self.rules, started=first, expires=last
            )
        await show(interaction, cards.goal_card(found))

    @goal.autocomplete("credential")
    async def _credentials(self, _: Interaction, typed: str) -> list[Choice]:
        return _choices(self.rules.search(typed))

    @group.command(description="Write down something you earned.")
    @app_commands.describe(
        title="What it was: the name of the course or event.",
        hours="How many hours, credits or units; in quarters, such as 1.5.",
        type="Of which type, by the rule of your credential.",
        date="When it was: year-month-day. Left out: today.",
        proof="A link to your certificate, starting with https://.",
    )
    async def log(  # noqa: PLR0917 - one for each option
        self,
        interaction: Interaction,
        title: app_commands.Range[str, 1, MOST_TITLE],
        hours: app_commands.Range[float, 0.25, MOST_QUARTERS / QUARTERS],
        type: Typed,  # noqa: A002 - what the option is called
        date: Typed = "",
        proof: app_commands.Range[str, 0, MOST_PROOF] = "",
    ) -> None:
        """Answer /credits log."""
        draft = answers.Draft(
            answers.title(title), answers.quarters(hours), type, answers.day(date), answers.proof(proof)
        )
        async with self.bot.database.session_scope() as session:
            found = await service.log(session, caller(interaction), self.rules, draft)
        await show(interaction, cards.logged_card(found))

    @log.autocomplete("type")
    async def _types(self, interaction: Interaction, typed: str) -> list[Choice]:
        async with self.bot.database.read_scope() as connection:
            standing = await load(connection, caller(interaction))
        words = typed.casefold().split()
        names = {
            answers.key(*pair): answers.name_of(*pair) for pair in service.offered(self.rules, standing.goals)
        }
        return [
            Choice(name=name[: limits.SUGGESTION], value=value)
            for value, name in names.items()
            if all(word in name.casefold() for word in words)
        ][: limits.SUGGESTIONS]

    @group.command(description="See what counts, what does not, and what is missing by when.")
    @app_commands.describe(credential="Which one, if you keep several.")
    async def status(self, interaction: Interaction, credential: Typed = "") -> None:
        """Answer /credits status."""
        wanted = self.rules.find(credential).id if credential.strip() else None
        standing = await self._standing(interaction)
        goals = [one for one in standing.goals if wanted in {None, one.credential}]
        if wanted and not goals:
            raise UserError("That credential is not among those you keep. `/credits goal` adds it.")
        card = await self._status(interaction, standing, goals[0]) if goals else cards.no_goal_card()
        await show(interaction, card)

    @status.autocomplete("credential")
    async def _kept(self, interaction: Interaction, typed: str) -> list[Choice]:
        async with self.bot.database.read_scope() as connection:
            standing = await load(connection, caller(interaction))
        kept = {goal.credential for goal in standing.goals}
        return _choices(one for one in self.rules.search(typed) if one.id in kept)

    @group.command(name="export", description="Get all that you logged: for a spreadsheet, and as a PDF.")
    async def export_(self, interaction: Interaction) -> None:
        """Answer /credits export."""
        standing = await self._standing(interaction)
        if not standing.goals:
            raise UserError(service.NO_GOAL)
        card = await asyncio.to_thread(export.export_card, self.rules, standing, standing.today())
        await show(interaction, card)

    @action("status")
    async def _show_status(self, press: Press) -> None:
        standing, goal, _ = await self._about(press)
        await change(press.interaction, await self._status(press.interaction, standing, goal))

    @action("pick")
    async def _pick(self, press: Press) -> None:
        await self._show_status(Press(press.interaction, _chosen(press)))

    @action("entries")
    async def _entries(self, press: Press) -> None:
        standing, goal, page = await self._about(press)
        await change(
            press.interaction, entry_cards.entries_card(stands(self.rules, standing, goal), page or 1)
        )

    @action("entry")
    async def _entry(self, press: Press) -> None:
        standing, goal, entry = await self._about(Press(press.interaction, _chosen(press)))
        card = entry_cards.entry_card(stands(self.rules, standing, goal), goal.entry(entry))
        await change(press.interaction, card)

    @action("log")
    async def _log(self, press: Press) -> None:
        standing, goal, _ = await self._about(press)
        await ask(
            press.interaction, entry_cards.entry_form(stands(self.rules, standing, goal).credential, goal)
        )

    @action("edit")
    async def _edit(self, press: Press) -> None:
        standing, goal, entry = await self._about(press)
        credential = stands(self.rules, standing, goal).credential
        await ask(press.interaction, entry_cards.entry_form(credential, goal, goal.entry(entry)))

    @action("add")
    async def _add(self, press: Press) -> None:
        who = caller(press.interaction)
        goal_id, _ = _ids(press.argument)
        async with self.bot.database.session_scope() as session:
            found = await service.log(session, who, self.rules, _draft(press.typed), goal_id)
        await change(press.interaction, cards.logged_card(found))

    @action("save")
    async def _save(self, press: Press) -> None:
        who = caller(press.interaction)
        goal_id, entry_id = _ids(press.argument)
        async with self.bot.database.session_scope() as session:
            found = await service.change(
                session, who, self.rules, goal_id, entry_id, draft=_draft(press.typed)
            )
        await change(press.interaction, cards.changed_card(found))

    @action("delete")
    async def _delete(self, press: Press) -> None:
        standing, goal, entry = await self._about(press)
        card = entry_cards.confirm_delete_card(stands(self.rules, standing, goal), goal.entry(entry))
        await change(press.interaction, card)

    @action("delete_confirm")
    async def _delete_confirm(self, press: Press) -> None:
        async with self.bot.database.session_scope() as session:
            found = await service.remove(
                session, caller(press.interaction), self.rules, *_ids(press.argument)
            )
        await change(press.interaction, cards.removed_card(found))

    @action("drop")
    async def _drop(self, press: Press) -> None:
        _, goal, _ = await self._about(press)
        await change(press.interaction, cards.confirm_drop_card(goal, self.rules.get(goal.credential)))

    @action("drop_confirm")
    async def _drop_confirm(self, press: Press) -> None:
        goal_id, _ = _ids(press.argument)
        async with self.bot.database.session_scope() as session:
            await service.drop_goal(session, caller(press.interaction), goal_id)
        await change(press.interaction, cards.dropped_card())

    @action("remind")
    async def _remind(self, press: Press) -> None:
        await self._set_reminded(press, reminded=True)

    @action("quiet")
    async def _quiet(self, press: Press) -> None:
        await self._set_reminded(press, reminded=False)

    async def _set_reminded(self, press: Press, *, reminded: bool) -> None:
        goal_id, _ = _ids(press.argument)
        async with self.bot.database.session_scope() as session:
            found = await service.set_reminded(
                session, caller(press.interaction), self.rules, goal_id, reminded=reminded
            )
        await change(press.interaction, cards.reminded_card(found))

    async def _standing(self, interaction: Interaction, goal: int | None = None) -> Standing:
        who = caller(interaction)
        async with self.bot.database.read_scope() as connection:
            standing = await load(connection, who, goal)
        if standing.member is None:
            raise members.not_enrolled(who)
        return standing

    async def _about(self, press: Press) -> tuple[Standing, GoalView, int]:
        """The goal that a button names, and the number after it (0 if there is none)."""
        goal_id, number = _ids(press.argument)
        standing = await self._standing(press.interaction, goal_id)
        return standing, standing.goal(goal_id), number

    async def _status(self, interaction: Interaction, standing: Standing, goal: GoalView) -> Card:
        if self.rules.get(goal.credential) is None:
            return cards.ruleless_card(standing, goal)
        found = stands(self.rules, standing, goal)
        suggestions = [] if found.count.complete else await self._suggestions(interaction, found)
        return cards.status_card(found, suggestions=suggestions)

    async def _suggestions(self, interaction: Interaction, found: Stands) -> list[cards.Suggestion]:
        """Events of the goal's community that would fill the gap, best first."""
        who = replace(caller(interaction), community=found.standing.address.community)
        now = clock.now()
        async with self.bot.database.read_scope() as connection:
            upcoming = await events.upcoming(connection, who)
        by_id = {str(event.id): event for event in upcoming}
        fillings = fill(found.goal.gap(found.credential), offers(upcoming, now))
        return [
            cards.Suggestion(event.title, start, filling.gain, f"events:show:{event.id}")
            for filling in fillings
            if (event := by_id[filling.offer.id]) and (start := event.upcoming(now))
        ]


def _choices(found: Iterable[Credential]) -> list[Choice]:
    return [
        Choice(name=f"{one.name} · {one.title}"[: limits.SUGGESTION], value=one.id)
        for one in islice(found, limits.SUGGESTIONS)
    ]


def _ids(argument: str) -> tuple[int, int]:
    """The goal and whatever stands after it; 0 for what is no number, which nothing has as its id."""
    goal, _, rest = argument.partition(":")
    return number(goal), number(rest)


def _chosen(press: Press) -> str:
    if not press.values:
        raise UserError(NOT_CHOSEN)
    return press.values[0]


def _draft(given: Mapping[str, str]) -> answers.Draft:
    return answers.Draft(
        answers.title(given.get("title", "")),
        answers.quarters(given.get("hours", "")),
        given.get("type", ""),
        answers.day(given.get("day", "")),
        answers.proof(given.get("proof", "")),
    )


async def setup(bot: MentorBot) -> None:
    """Add the feature to the bot."""
    await bot.add_cog(Credits(bot, bot.rules))
