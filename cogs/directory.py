"""/directory: being found by what one ticked, finding others, and being introduced to them."""

from collections.abc import Mapping
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from mentorbot.chat import Card, fit, limits
from mentorbot.errors import UserError
from mentorbot.mentoring import vocabulary
from mentorbot.mentoring.words import LANGUAGES, SETTINGS
from mentorbot.networking.directory import cards as directory_cards
from mentorbot.networking.directory import forms, introduction_cards, introductions, service, terms
from mentorbot.networking.directory.service import Mine, Sought
from mentorbot.networking.directory.terms import EntryField
from mentorbot.networking.opportunities.filters import asked
from mentorbot.on_discord import choices
from mentorbot.on_discord.actions import Press, action, number
from mentorbot.on_discord.answer import ask, change, show
from mentorbot.on_discord.bot import MentorBot
from mentorbot.on_discord.caller import caller
from mentorbot.on_discord.mentoring import credentials

Interaction = discord.Interaction[MentorBot]
Choice = app_commands.Choice[str]
Typed = app_commands.Range[str, 0, limits.SUGGESTION]
Names = Mapping[EntryField, Mapping[str, str]]

_SETTINGS = choices.named(SETTINGS)
_LANGUAGES = choices.named(LANGUAGES)
_OPEN_TO = choices.named(directory_cards.OPEN_TO)


class Directory(commands.Cog, name="directory"):
    """The commands and buttons of the directory."""

    directory = app_commands.Group(
        name="directory", description="People here who want to be found: meet them, or be one of them."
    )
    shown = app_commands.Group(name="show", description="Your own entry.", parent=directory)

    def __init__(self, bot: MentorBot) -> None:
        self.bot = bot

    # One's own entry

    @shown.command(description="Your entry: what it says, and what of it others may see.")
    async def me(self, interaction: Interaction) -> None:
        """Answer /directory show me."""
        await show(interaction, directory_cards.mine_card(await self._mine(interaction)))

    @directory.command(description="Leave the directory: nobody finds you any more. You are asked once more.")
    async def leave(self, interaction: Interaction) -> None:
        """Answer /directory leave with a question."""
        await show(interaction, directory_cards.leave_card())

    @action("mine")
    async def _show_mine(self, press: Press) -> None:
        await change(press.interaction, directory_cards.mine_card(await self._mine(press.interaction)))

    @action("who")
    async def _who(self, press: Press) -> None:
        await ask(press.interaction, forms.who_form(await self._proposed(press.interaction)))

    @action("what")
    async def _what(self, press: Press) -> None:
        mine = await self._proposed(press.interaction)
        await ask(press.interaction, forms.what_form(mine, credentials(self.bot)))

    @action("save_who")
    async def _save_who(self, press: Press) -> None:
        await self._write(press, forms.who(press.answers))

    @action("save_what")
    async def _save_what(self, press: Press) -> None:
        await self._write(press, forms.what(press.answers, credentials(self.bot)))

    @action("tick")
    async def _tick(self, press: Press) -> None:
        fields = [one for one in EntryField if one.value in press.values]
        async with self.bot.database.session_scope() as session:
            mine = await service.show(session, caller(press.interaction), fields)
        await change(press.interaction, directory_cards.mine_card(mine, "Stored."))

    @action("leave")
    async def _ask_to_leave(self, press: Press) -> None:
        await change(press.interaction, directory_cards.leave_card())

    @action("leave_confirm")
    async def _leave(self, press: Press) -> None:
        async with self.bot.database.session_scope() as session:
            person = await service.leave(session, caller(press.interaction))
            await introductions.left(session, person)
        await change(press.interaction, directory_cards.left_card())

    async def _mine(self, interaction: discord.Interaction[Any]) -> Mine:
        async with self.bot.database.read_scope() as connection:
            return await service.mine(connection, caller(interaction))

    async def _proposed(self, interaction: discord.Interaction[Any]) -> Mine:
        async with self.bot.database.read_scope() as connection:
            return await service.proposed(connection, caller(interaction))

    async def _write(self, press: Press, values: Mapping[EntryField, tuple[str, ...]]) -> None:
        async with self.bot.database.session_scope() as session:
            mine = await service.write(session, caller(press.interaction), values)
        await change(press.interaction, directory_cards.mine_card(mine, "Stored."))

    # Others

    @directory.command(description="Find people here who want to be found, and ask to be introduced.")
    @app_commands.describe(
        setting="Where in healthcare they work.",
        topic="What they know about.",
        credential="Which credential they hold.",
        place="Their city, state or chapter.",
        language="A language they speak.",
        open_to="What they are open to.",
    )
    @app_commands.choices(setting=_SETTINGS, language=_LANGUAGES, open_to=_OPEN_TO)
    async def find(  # noqa: PLR0917 - one for each option
        self,
        interaction: Interaction,
        setting: str = "",
        topic: Typed = "",
        credential: Typed = "",
        place: Typed = "",
        language: str = "",
        open_to: str = "",
    ) -> None:
        """Answer /directory find."""
        given = {
            EntryField.SETTING: setting,
            EntryField.TOPIC: topic,
            EntryField.CREDENTIAL: credential,
            EntryField.LANGUAGE: language,
            EntryField.OPEN_TO: open_to,
        }
        names = forms.offered(credentials(self.bot))
        chosen = {field: _one_of(names[field], value) for field, value in given.items() if value.strip()}
        await show(interaction, await self._found(interaction, Sought(chosen, asked(place))))

    @find.autocomplete("topic")
    async def _topics(self, interaction: Interaction, typed: str) -> list[Choice]:
        wanted = typed.casefold().split()
        return [
            app_commands.Choice(name=fit(one.name, limits.SUGGESTION), value=one.id)
            for one in vocabulary.topics().values()
            if all(word in f"{one.name} {' '.join(one.also)}".casefold() for word in wanted)
        ][: limits.SUGGESTIONS]

    @find.autocomplete("credential")
    async def _credentials(self, interaction: Interaction, typed: str) -> list[Choice]:
        wanted = typed.casefold().strip()
        return [
            app_commands.Choice(name=fit(name, limits.SUGGESTION), value=id_)
            for id_, name in credentials(self.bot).items()
            if wanted in name.casefold()
        ][: limits.SUGGESTIONS]

    @directory.command(description="Introductions that wait for an answer: yours, and others'.")
    async def introductions(self, interaction: Interaction) -> None:
        """Answer /directory introductions."""
        async with self.bot.database.read_scope() as connection:
            found = await introductions.open_ones(connection, caller(interaction))
        await show(interaction, introduction_cards.open_card(*found))

    @action("page")
    async def _page(self, press: Press) -> None:
        page, _, code = press.argument.partition(":")
        sought = _from_code(code, forms.offered(credentials(self.bot)))
        card = await self._found(press.interaction, sought, max(number(page), 1))
        await change(press.interaction, card)

    @action("ask")
    async def _ask(self, press: Press) -> None:
        await ask(press.interaction, forms.ask_form(number(press.argument)))

    @action("send")
    async def _send(self, press: Press) -> None:
        note = press.answers.get("note", "")
        async with self.bot.database.session_scope() as session:
            entry = await introductions.ask(
                session,
                caller(press.interaction),
                number(press.argument),
                note if isinstance(note, str) else "",
            )
        await show(press.interaction, introduction_cards.sent_card(entry, terms.ANSWER_WITHIN.days))

    @action("accept")
    async def _accept(self, press: Press) -> None:
        await self._answer(press, accept=True)

    @action("decline")
    async def _decline(self, press: Press) -> None:
        await self._answer(press, accept=False)

    @action("never")
    async def _never(self, press: Press) -> None:
        async with self.bot.database.session_scope() as session:
            await introductions.never(session, caller(press.interaction), number(press.argument))
        await change(press.interaction, introduction_cards.never_card())

    @action("withdraw")
    async def _withdraw(self, press: Press) -> None:
        async with self.bot.database.session_scope() as session:
            await introductions.withdraw(session, caller(press.interaction), number(press.argument))
        await change(press.interaction, introduction_cards.withdrawn_card())

    async def _answer(self, press: Press, *, accept: bool) -> None:
        async with self.bot.database.session_scope() as session:
            await introductions.answer(
                session, caller(press.interaction), number(press.argument), accept=accept
            )
        await change(press.interaction, introduction_cards.answered_card(accepted=accept))

    async def _found(self, interaction: discord.Interaction[Any], sought: Sought, page: int = 1) -> Card:
        async with self.bot.database.read_scope() as connection:
            found = await service.find(connection, caller(interaction), sought)
        return directory_cards.found_card(found, _code(sought, forms.offered(credentials(self.bot))), page)


def _code(sought: Sought, names: Names) -> str:
    """A search in a few characters: the places of what is chosen in the lists, and where."""
    places = [list(names[one]).index(sought.chosen[one]) if one in sought.chosen else "" for one in names]
    return ".".join((*map(str, places), sought.place))


def _from_code(code: str, names: Names) -> Sought:
    """A search from a button, whatever somebody made of it; what cannot be read takes everybody."""
    *places, where = code.split(".", len(names))
    chosen = {}
    for (field, values), place in zip(names.items(), places, strict=False):
        if place and number(place, len(values)) < len(values):
            chosen[field] = list(values)[number(place)]
    return Sought(chosen, asked(where))


def _one_of(names: Mapping[str, str], typed: str) -> str:
    """The value that was chosen from a list, or typed by its name."""
    wanted = typed.strip().casefold()
    for value, name in names.items():
        if wanted in {value.casefold(), name.casefold()}:
            return value
    raise UserError("I do not know that one. Please choose from what is offered as you type.")


async def setup(bot: MentorBot) -> None:
    """Add the feature to the bot."""
    await bot.add_cog(Directory(bot))
