"""Finding a mentor: /mentor find, the menu of a person, and the form in which mentors are chosen."""

from typing import Final

import discord
from discord import app_commands
from discord.ext import commands

from mentorbot.chat import Card
from mentorbot.errors import UserError
from mentorbot.mentoring import people, vocabulary, words
from mentorbot.mentoring.finding import cards as find_cards
from mentorbot.mentoring.finding import service as finding
from mentorbot.mentoring.finding.shelf import Shelves, Wanted
from mentorbot.mentoring.profiles import answers as profile_answers
from mentorbot.mentoring.profiles import service as profiles
from mentorbot.mentoring.requests import access as request_access
from mentorbot.mentoring.requests import cards as request_cards
from mentorbot.mentoring.requests import service as requests
from mentorbot.mentoring.requests import store as request_store
from mentorbot.mentoring.terms import MOST_CHOICES, MOST_NOTE
from mentorbot.on_discord.actions import Press, action, number
from mentorbot.on_discord.answer import ask, change, show
from mentorbot.on_discord.bot import MentorBot
from mentorbot.on_discord.caller import caller
from mentorbot.on_discord.mentoring import credentials

Interaction = discord.Interaction[MentorBot]

AFTER: Final = ("cogs.mentor",)
"""It adds to its commands."""
Choice = app_commands.Choice[str]

_TOPICS = [Choice(name=one.name, value=one.id) for one in vocabulary.topics().values()]
_SETTINGS = [Choice(name=name, value=id_.value) for id_, name in words.SETTINGS.items()]
_LANGUAGES = [Choice(name=name, value=id_) for id_, name in words.LANGUAGES.items()]


class Find(commands.Cog, name="find"):
    """The commands and buttons of finding a mentor."""

    def __init__(self, bot: MentorBot) -> None:
        self.bot = bot
        self.shelves = Shelves(bot.database)
        self._command = app_commands.Command[Find, ..., None](
            name="find",
            description="The mentors who fit you best and can be asked now, with the reasons.",
            callback=self._find,
        )
        self._menu = app_commands.ContextMenu(name="Ask to be my mentor", callback=self._ask_one)

    async def cog_load(self) -> None:
        """Add what belongs to a menu, and to the commands of another feature."""
        self.bot.tree.add_command(self._menu, override=True)
        if isinstance(mentor := self.bot.tree.get_command("mentor"), app_commands.Group):
            mentor.add_command(self._command, override=True)

    async def cog_unload(self) -> None:
        """Take the menu away."""
        self.bot.tree.remove_command(self._menu.name, type=self._menu.type)

    @app_commands.describe(
        topic="Only mentors who help with this.",
        setting="Only mentors who work there.",
        language="Only mentors who speak this.",
        credential="Only mentors who hold this.",
    )
    @app_commands.choices(topic=_TOPICS, setting=_SETTINGS, language=_LANGUAGES)
    async def _find(
        self,
        interaction: Interaction,
        topic: str = "",
        setting: str = "",
        language: str = "",
        credential: app_commands.Range[str, 0, 60] = "",
    ) -> None:
        """Answer /mentor find."""
        await show(
            interaction, await self._found(interaction, self._wanted(topic, setting, language, credential))
        )

    async def _ask_one(self, interaction: Interaction, user: discord.User | discord.Member) -> None:
        async with self.bot.database.read_scope() as connection:
            person = await people.me(connection, caller(interaction))
            other = await people.named(connection, person.community_id, str(user.id))
            found = await finding.chosen(connection, caller(interaction), [other.id] if other else [])
        await ask(interaction, find_cards.ask_form(found, first=found[0].member_id))

    @action("open")
    async def _open(self, press: Press) -> None:
        await change(press.interaction, await self._found(press.interaction, Wanted()))

    @action("again")
    async def _again(self, press: Press) -> None:
        request_id = number(press.argument)
        async with self.bot.database.session_scope() as session:
            await request_access.of_mentee(session, caller(press.interaction), request_id)
        await change(press.interaction, await self._found(press.interaction, Wanted(), request_id))

    @action("form")
    async def _form(self, press: Press) -> None:
        request, first, ids = (*press.argument.split(":", 2), "", "")[:3]
        offered = [number(one) for one in ids.split(",")][: finding.SHOWN]
        async with self.bot.database.read_scope() as connection:
            found = await finding.chosen(connection, caller(press.interaction), offered)
            known = await request_store.get(connection, number(request))
            person = await people.me(connection, caller(press.interaction))
        note = known.note if known is not None and known.mentee_id == person.id else ""
        await ask(press.interaction, find_cards.ask_form(found, number(request), note, number(first)))

    @action("send")
    async def _send(self, press: Press) -> None:
        note = profile_answers.long_text(press.answers, "note", "your note", MOST_NOTE)
        picked = [self._picked(press, place) for place in range(1, MOST_CHOICES + 1)]
        who, request_id = caller(press.interaction), number(press.argument)
        async with self.bot.database.session_scope() as session:
            if request_id:
                await requests.change_note(session, who, request_id, note)
                asked = await requests.change_choices(session, who, request_id, picked)
            else:
                asked = await requests.ask(session, who, picked, note)
        await change(press.interaction, request_cards.asked_card(asked.request, asked.mentor))

    @staticmethod
    def _picked(press: Press, place: int) -> int:
        values = press.answers.get(f"place{place}", ())
        return number(values if isinstance(values, str) else next(iter(values), ""))

    async def _found(self, interaction: Interaction, wanted: Wanted, request_id: int = 0) -> Card:
        async with self.bot.database.read_scope() as connection:
            person = await people.me(connection, caller(interaction))
            if await profiles.mentee(connection, person.id) is None:
                return find_cards.no_profile_card()
        found = await finding.find(self.bot.database, self.shelves, caller(interaction), wanted)
        return find_cards.found_card(found, wanted, request_id)

    def _wanted(self, topic: str, setting: str, language: str, credential: str) -> Wanted:
        named = {name.casefold(): id_ for id_, name in credentials(self.bot).items()}
        typed = credential.strip().casefold()
        id_ = named.get(typed, typed)
        known = (
            not topic or topic in vocabulary.topics(),
            not setting or setting in words.SETTINGS,
            not language or language in words.LANGUAGES,
            not id_ or id_ in named.values(),
        )
        if not all(known):
            raise UserError("Please choose what to look for from the lists, and a credential such as FACHE.")
        return Wanted(topic, setting, language, id_)


async def setup(bot: MentorBot) -> None:
    """Add the feature to the bot."""
    await bot.add_cog(Find(bot))
