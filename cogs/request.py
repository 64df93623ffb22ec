"""Requests: answering them as a mentor, and looking after them as whoever asked."""

from typing import Final

import discord
from discord import app_commands
from discord.ext import commands

from mentorbot.chat import Card
from mentorbot.errors import UserError
from mentorbot.mentoring import people
from mentorbot.mentoring import rights as mentoring_rights
from mentorbot.mentoring.profiles import answers as profile_answers
from mentorbot.mentoring.profiles import service as profiles
from mentorbot.mentoring.requests import access as request_access
from mentorbot.mentoring.requests import cards as request_cards
from mentorbot.mentoring.requests import questions
from mentorbot.mentoring.requests import service as requests
from mentorbot.mentoring.requests import store as request_store
from mentorbot.mentoring.requests.store import RequestView
from mentorbot.mentoring.terms import MOST_MESSAGE, MOST_NOTE
from mentorbot.on_discord import presence
from mentorbot.on_discord.actions import Press, action, number
from mentorbot.on_discord.answer import ask, change, show
from mentorbot.on_discord.bot import MentorBot
from mentorbot.on_discord.caller import caller, rights

Interaction = discord.Interaction[MentorBot]

AFTER: Final = ("cogs.mentee", "cogs.mentor")
"""It adds to their commands."""


class Request(commands.Cog, name="request"):
    """The commands and buttons of requests."""

    def __init__(self, bot: MentorBot) -> None:
        self.bot = bot
        self._for_mentors = app_commands.Command[Request, ..., None](
            name="requests",
            description="Requests that wait for you, and those that no mentor has taken yet.",
            callback=self._waiting,
        )
        self._for_mentees = app_commands.Command[Request, ..., None](
            name="requests",
            description="Your requests: how they stand; change or withdraw them.",
            callback=self._own,
        )

    async def cog_load(self) -> None:
        """Add the two lists to the commands of those whom they are for."""
        for name, command in (("mentor", self._for_mentors), ("mentee", self._for_mentees)):
            if isinstance(group := self.bot.tree.get_command(name), app_commands.Group):
                group.add_command(command, override=True)

    # For mentors and organizers

    async def _waiting(self, interaction: Interaction) -> None:
        """Answer /mentor requests: a mentor's own and the open ones; for an organizer who is none, all."""
        who, may = caller(interaction), rights(interaction)
        async with self.bot.database.read_scope() as connection:
            organizes = await mentoring_rights.organizes(connection, who, may)
            try:
                person = await people.me(connection, who)
                view = await profiles.must_mentor(connection, person.id)
            except UserError:
                if not organizes:
                    raise
                view = None
            if view is not None:
                waiting = await request_store.owned_by(connection, view.member_id)
                open_ = await request_store.pool(connection, view.community_id, view.member_id)
                mentees = await profiles.mentees(connection, [one.mentee_id for one in (*waiting, *open_)])
        if view is not None:
            await show(interaction, request_cards.mentor_list_card(waiting, open_, mentees))
        if organizes:
            await show(interaction, await self._overview(interaction))

    async def _overview(self, interaction: Interaction) -> Card:
        async with self.bot.database.read_scope() as connection:
            community = await mentoring_rights.organize(connection, caller(interaction), rights(interaction))
            found = await request_store.overview(connection, community)
            counts = await request_store.count_open(connection, community)
            mentees = await profiles.mentees(connection, [one.mentee_id for one in found])
        return request_cards.organizers_card(found, counts, mentees)

    @action("accept")
    async def _accept(self, press: Press) -> None:
        request_id, turn = _at(press)
        await self._must_be_here(press, request_id)
        async with self.bot.database.session_scope() as session:
            done = await requests.accept(session, caller(press.interaction), request_id, turn)
        await change(press.interaction, request_cards.accepted_card(done.mentee, again=done.again))

    @action("take")
    async def _take(self, press: Press) -> None:
        request_id = number(press.argument)
        await self._must_be_here(press, request_id)
        async with self.bot.database.session_scope() as session:
            done = await requests.take(session, caller(press.interaction), request_id)
        await change(press.interaction, request_cards.accepted_card(done.mentee, again=done.again))

    @action("decline")
    async def _decline(self, press: Press) -> None:
        request_id, turn = _at(press)
        async with self.bot.database.session_scope() as session:
            await requests.decline(session, caller(press.interaction), request_id, turn)
        await change(press.interaction, request_cards.declined_card())

    @action("question")
    async def _question(self, press: Press) -> None:
        request_id, turn = _at(press)
        async with self.bot.database.session_scope() as session:
            await request_access.asked_of(session, caller(press.interaction), request_id, turn)
        await ask(press.interaction, request_cards.question_form(request_id, turn))

    @action("ask")
    async def _ask(self, press: Press) -> None:
        request_id, turn = _at(press)
        text = _text(press, "your question")
        async with self.bot.database.session_scope() as session:
            request, person = await request_access.asked_of(
                session, caller(press.interaction), request_id, turn
            )
            await questions.say(session, request, person, text)
        await show(press.interaction, request_cards.passed_on_card(answered=False))

    # For whoever asked

    async def _own(self, interaction: Interaction) -> None:
        """Answer /mentee requests."""
        await show(interaction, await self._mine_card(interaction))

    @action("mine")
    async def _mine(self, press: Press) -> None:
        await change(press.interaction, await self._mine_card(press.interaction))

    @action("note")
    async def _note(self, press: Press) -> None:
        await ask(press.interaction, request_cards.new_note_form(await self._request(press)))

    @action("save_note")
    async def _save_note(self, press: Press) -> None:
        note = profile_answers.long_text(press.answers, "note", "your note", MOST_NOTE)
        async with self.bot.database.session_scope() as session:
            await requests.change_note(session, caller(press.interaction), number(press.argument), note)
        await change(press.interaction, await self._mine_card(press.interaction, "Your note is changed."))

    @action("answer")
    async def _answer(self, press: Press) -> None:
        await ask(press.interaction, request_cards.answer_form((await self._request(press)).id))

    @action("save_answer")
    async def _save_answer(self, press: Press) -> None:
        text = _text(press, "your answer")
        async with self.bot.database.session_scope() as session:
            await requests.answer(session, caller(press.interaction), number(press.argument), text)
        await show(press.interaction, request_cards.passed_on_card(answered=True))

    @action("withdraw")
    async def _ask_to_withdraw(self, press: Press) -> None:
        await change(press.interaction, request_cards.confirm_withdraw_card(await self._request(press)))

    @action("withdraw_confirm")
    async def _withdraw(self, press: Press) -> None:
        async with self.bot.database.session_scope() as session:
            await requests.withdraw(session, caller(press.interaction), number(press.argument))
        said = "Withdrawn. You can ask again at any time."
        await change(press.interaction, await self._mine_card(press.interaction, said))

    async def _request(self, press: Press) -> RequestView:
        async with self.bot.database.read_scope() as connection:
            found, _ = await request_access.of_mentee(
                connection, caller(press.interaction), number(press.argument)
            )
            return found

    async def _mine_card(self, interaction: Interaction, said: str = "") -> Card:
        async with self.bot.database.read_scope() as connection:
            person = await people.me(connection, caller(interaction))
            found = await request_store.of_mentee(connection, person.id)
            named = await request_store.choices_of(connection, [one.id for one in found])
            ids = {one.mentor_id for some in named.values() for one in some}
            mentors = await profiles.mentors(connection, sorted(ids))
        return request_cards.mine_card(found, named, mentors, said)

    async def _must_be_here(self, press: Press, request_id: int) -> None:
        """Whether both are still in the community; what waits for somebody who has left is settled.

        Raises:
            UserError: One of the two has left it.
        """
        async with self.bot.database.read_scope() as connection:
            request = await request_store.get(connection, request_id)
            if request is None or not request.open:
                return
            known = await people.some(connection, [request.mentee_id])
        mentee = known[request.mentee_id]
        if not await presence.here(self.bot, mentee.community, str(press.interaction.user.id)):
            async with self.bot.database.session_scope() as session:
                await requests.mentor_left(session, caller(press.interaction), request_id)
            raise UserError(
                "You have left that community, so the request has gone on. Thank you all the same!"
            )
        if not await presence.here(self.bot, mentee.community, mentee.user_id):
            async with self.bot.database.session_scope() as session:
                await requests.mentee_left(session, caller(press.interaction), request_id)
            raise UserError(
                "They have left the community meanwhile, so there is nothing left to do. Thank you!"
            )


def _at(press: Press) -> tuple[int, int]:
    """A request's id and its turn, from a button."""
    id_, _, turn = press.argument.partition(":")
    return number(id_), number(turn, -1)


def _text(press: Press, what: str) -> str:
    text = profile_answers.long_text(press.answers, "text", what, MOST_MESSAGE)
    if not text:
        raise UserError(f"Please write {what}; nothing was passed on.")
    return text


async def setup(bot: MentorBot) -> None:
    """Add the feature to the bot."""
    await bot.add_cog(Request(bot))
