"""/report: telling organizers, and nobody else, what went wrong."""

import discord
from discord import app_commands
from discord.ext import commands

from mentorbot.mentoring.people import me
from mentorbot.mentoring.reports import brokered
from mentorbot.mentoring.reports import cards as report_cards
from mentorbot.mentoring.reports import service as reports
from mentorbot.on_discord.actions import Press, action, number
from mentorbot.on_discord.answer import ask, change, show
from mentorbot.on_discord.bot import MentorBot
from mentorbot.on_discord.caller import caller, rights

Interaction = discord.Interaction[MentorBot]


class Reports(commands.Cog, name="report"):
    """The commands and buttons of reports."""

    group = app_commands.Group(name="report", description="Tell the organizers privately what went wrong.")

    def __init__(self, bot: MentorBot) -> None:
        self.bot = bot

    @group.command(name="new", description="Tell the organizers, and nobody else, that something went wrong.")
    @app_commands.describe(about="Whom it is about, if anybody. They are not told.")
    async def new(self, interaction: Interaction, about: discord.User | None = None) -> None:
        """Answer /report new with the form."""
        async with self.bot.database.read_scope() as connection:
            await me(connection, caller(interaction))
        await ask(interaction, report_cards.form(str(about.id) if about else ""))

    @group.command(name="mine", description="What you have reported, and what has become of it.")
    async def mine(self, interaction: Interaction) -> None:
        """Answer /report mine."""
        async with self.bot.database.read_scope() as connection:
            found = await reports.mine(connection, caller(interaction))
        await show(interaction, report_cards.mine_card(found))

    @group.command(name="cases", description="For organizers: what was reported.")
    @app_commands.describe(closed="Those that are closed, in the place of those that are open.")
    async def cases(self, interaction: Interaction, closed: bool = False) -> None:
        """Answer /report cases."""
        who, allowed = caller(interaction), rights(interaction)
        async with self.bot.database.read_scope() as connection:
            found = await reports.cases(connection, who, allowed, closed=closed)
        await show(interaction, report_cards.cases_card(found, closed=closed))

    @action("file")
    async def _file(self, press: Press) -> None:
        about = str(number(press.argument, digits=20) or "")
        async with self.bot.database.session_scope() as session:
            case = await reports.file(
                session, caller(press.interaction), press.typed.get("text", ""), about or None
            )
        await show(press.interaction, report_cards.filed_card(case))

    @action("brokered")
    async def _brokered(self, press: Press) -> None:
        async with self.bot.database.read_scope() as connection:
            found, _ = await brokered.get(connection, caller(press.interaction), press.argument)
        await ask(press.interaction, report_cards.brokered_form(press.argument, found))

    @action("tell")
    async def _tell(self, press: Press) -> None:
        async with self.bot.database.session_scope() as session:
            found, who = await brokered.get(session, caller(press.interaction), press.argument)
            users = [user for user, _ in found.others]
            about = users[0] if len(users) == 1 else press.typed.get("about")
            text = press.typed.get("text", "")
            case = await reports.file(session, who, text, about if about in users else None, found.said)
        await show(press.interaction, report_cards.filed_card(case))

    @action("look")
    async def _look(self, press: Press) -> None:
        who, allowed = caller(press.interaction), rights(press.interaction)
        async with self.bot.database.read_scope() as connection:
            case, organizer = await reports.look(connection, who, allowed, number(press.argument))
        await change(press.interaction, report_cards.case_card(case, organizer=organizer))

    @action("add")
    async def _add(self, press: Press) -> None:
        await self._ask(press, shown=False)

    @action("answer")
    async def _answer(self, press: Press) -> None:
        await self._ask(press, shown=True)

    @action("added")
    async def _added(self, press: Press) -> None:
        await self._note(press, shown=False)

    @action("answered")
    async def _answered(self, press: Press) -> None:
        await self._note(press, shown=True)

    @action("close")
    async def _close(self, press: Press) -> None:
        who, allowed = caller(press.interaction), rights(press.interaction)
        async with self.bot.database.session_scope() as session:
            case, organizer = await reports.close(session, who, allowed, number(press.argument))
        await change(press.interaction, report_cards.case_card(case, organizer=organizer))

    async def _ask(self, press: Press, *, shown: bool) -> None:
        who, allowed = caller(press.interaction), rights(press.interaction)
        async with self.bot.database.read_scope() as connection:
            case, organizer = await reports.look(connection, who, allowed, number(press.argument))
        await ask(press.interaction, report_cards.note_form(case.id, shown=shown and organizer))

    async def _note(self, press: Press, *, shown: bool) -> None:
        who, allowed, text = caller(press.interaction), rights(press.interaction), press.typed.get("text", "")
        async with self.bot.database.session_scope() as session:
            case, organizer = await reports.add(
                session, who, allowed, number(press.argument), text, shown=shown
            )
        await change(press.interaction, report_cards.case_card(case, organizer=organizer))


async def setup(bot: MentorBot) -> None:
    """Add the feature to the bot."""
    await bot.add_cog(Reports(bot))
