"""/opportunity search and saved: finding what is open, and being told of what is new."""

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from mentorbot import clock
from mentorbot.chat import Card, limits
from mentorbot.errors import UserError
from mentorbot.mentoring import words
from mentorbot.networking.opportunities import (
    answers,
    cards,
    forms,
    list_cards,
    marks,
    rights,
    searches,
)
from mentorbot.networking.opportunities.filters import Filters, asked, from_code
from mentorbot.networking.opportunities.terms import Cadence
from mentorbot.on_discord import choices
from mentorbot.on_discord.actions import Press, action, number
from mentorbot.on_discord.answer import ask, change, show
from mentorbot.on_discord.bot import MentorBot
from mentorbot.on_discord.caller import caller
from mentorbot.on_discord.caller import rights as rights_of

Interaction = discord.Interaction[MentorBot]
Choice = app_commands.Choice[str]
Typed = app_commands.Range[str, 0, limits.SUGGESTION]

group = app_commands.Group(
    name="opportunity", description="Jobs, internships, fellowships: find them, share them."
)


KINDS, SETTINGS = choices.named(cards.KINDS), choices.named(words.SETTINGS)
MODES, LEVELS = choices.named(cards.MODES), choices.named(cards.LEVELS)


class Finding(commands.Cog):
    """A part of the feature; cogs/opportunities.py puts it together with the rest."""

    bot: MentorBot

    @group.command(description="Find what is open: jobs, internships, fellowships, volunteer roles.")
    @app_commands.describe(
        words="Words in its title, organization, place or description.",
        kind="What is on offer.",
        setting="Where in healthcare.",
        mode="On site, hybrid or remote.",
        level="How far along a career.",
    )
    @app_commands.choices(kind=KINDS, setting=SETTINGS, mode=MODES, level=LEVELS)
    async def search(  # noqa: PLR0917 - one for each option
        self,
        interaction: Interaction,
        words: Typed = "",
        kind: str = "",
        setting: str = "",
        mode: str = "",
        level: str = "",
    ) -> None:
        """Answer /opportunity search."""
        chosen = {"kind": kind, "setting": setting, "mode": mode, "level": level}
        frame = answers.frame({**chosen, "kind": kind or "job"}, "UTC")
        filters = Filters(frame.kind if kind else None, frame.setting, frame.mode, frame.level, asked(words))
        await show(interaction, await self._found(interaction, filters))

    @group.command(description="What you are told of when it is new: the searches you saved.")
    async def saved(self, interaction: Interaction) -> None:
        """Answer /opportunity saved."""
        await show(interaction, await self._saved(interaction))

    @action("page")
    async def _page(self, press: Press) -> None:
        page, _, code = press.argument.partition(":")
        card = await self._found(press.interaction, from_code(code), max(number(page), 1))
        await change(press.interaction, card)

    @action("save")
    async def _save(self, press: Press) -> None:
        cadence = _cadence(press.values)
        async with self.bot.database.session_scope() as session:
            kept = await searches.save(session, caller(press.interaction), from_code(press.argument), cadence)
        note = f"Kept: {list_cards.CADENCES[kept.cadence].lower()} I tell you what is new."
        await change(press.interaction, await self._saved(press.interaction, note))

    @action("saved")
    async def _show_saved(self, press: Press) -> None:
        await change(press.interaction, await self._saved(press.interaction))

    @action("remove")
    async def _remove(self, press: Press) -> None:
        async with self.bot.database.session_scope() as session:
            await searches.remove(session, caller(press.interaction), number(press.argument))
        await change(press.interaction, await self._saved(press.interaction, "Removed."))

    @action("look")
    async def _look(self, press: Press) -> None:
        await show(press.interaction, await self._looked(press))

    @action("applied")
    async def _applied(self, press: Press) -> None:
        interaction = press.interaction
        guide = self.bot.library.guide(interaction.locale.value)
        async with self.bot.database.session_scope() as session:
            done = await marks.apply(session, caller(interaction), guide, number(press.argument))
        await show(interaction, cards.applied_card(done))

    @action("remind")
    async def _remind(self, press: Press) -> None:
        await self._set_reminder(press, on=True)

    @action("forget")
    async def _forget(self, press: Press) -> None:
        await self._set_reminder(press, on=False)

    @action("report")
    async def _report(self, press: Press) -> None:
        await ask(press.interaction, forms.report_form(number(press.argument)))

    @action("send_report")
    async def _send_report(self, press: Press) -> None:
        reason = press.typed.get("reason", "")
        async with self.bot.database.session_scope() as session:
            found = await marks.report(session, caller(press.interaction), number(press.argument), reason)
        await show(press.interaction, cards.thanks_card(found))

    async def _set_reminder(self, press: Press, *, on: bool) -> None:
        async with self.bot.database.session_scope() as session:
            found, moments = await marks.remind(
                session, caller(press.interaction), number(press.argument), on=on
            )
        await show(press.interaction, cards.remind_card(found, moments))

    async def _found(self, interaction: discord.Interaction[Any], filters: Filters, page: int = 1) -> Card:
        async with self.bot.database.read_scope() as connection:
            found = await searches.search(connection, caller(interaction), filters)
        return list_cards.found_card(found, filters, page)

    async def _saved(self, interaction: discord.Interaction[Any], note: str = "") -> Card:
        async with self.bot.database.read_scope() as connection:
            return list_cards.saved_card(await searches.saved(connection, caller(interaction)), note)

    async def _looked(self, press: Press) -> Card:
        async with self.bot.database.read_scope() as connection:
            who, allowed = caller(press.interaction), rights_of(press.interaction)
            looked = await searches.look(connection, who, number(press.argument))
            allowed = await rights.known(connection, who, allowed)
        return cards.looked_card(looked, clock.now(), organizer=rights.organizes(allowed))


def _cadence(values: tuple[str, ...]) -> Cadence:
    try:
        return Cadence(values[0] if values else "")
    except ValueError:
        raise UserError("Please choose from the list how often I should tell you.") from None
