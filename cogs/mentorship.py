"""/mentorship: what two have from the day they are brought together until it ends, and after."""

import asyncio

import discord
from discord import app_commands
from discord.ext import commands, tasks

from mentorbot import clock, logs
from mentorbot.chat import limits
from mentorbot.errors import UserError
from mentorbot.guide.model import Guide
from mentorbot.members import service as members
from mentorbot.members.answers import one_of
from mentorbot.mentoring.mentorships import (
    agreement,
    circles,
    ending,
    feedback,
    goals,
    list_cards,
    overview,
    pairs,
    sessions,
    signs,
    talks,
)
from mentorbot.mentoring.mentorships import cards as pair_cards
from mentorbot.mentoring.mentorships import notices as pair_notices
from mentorbot.mentoring.mentorships.terms import Cadence, Said, TalkKind
from mentorbot.on_discord.actions import Press, action, number
from mentorbot.on_discord.answer import ask, change, show
from mentorbot.on_discord.bot import MentorBot
from mentorbot.on_discord.caller import caller, rights
from mentorbot.on_discord.mentor_threads import Threads
from mentorbot.on_discord.mentorships import chosen, meant, offered

log = logs.get(__name__)

Interaction = discord.Interaction[MentorBot]
Typed = app_commands.Range[str, 0, limits.SUGGESTION]

LOOK_EVERY = 10.0
"""Minutes between looks for threads to make or close, and for where somebody has written."""


class Mentorships(commands.Cog, name="mentorship"):
    """The commands and buttons of mentorships that are under way."""

    group = app_commands.Group(name="mentorship", description="Your mentorships: goals, agenda, how it goes.")

    def __init__(self, bot: MentorBot) -> None:
        self.bot = bot
        self.threads = Threads(bot, bot.database)
        self._wanted = asyncio.Event()

    async def cog_load(self) -> None:
        """Begin to look after threads."""
        talks.listen(self._wanted.set)
        self._look.start()
        self._open.start()

    async def cog_unload(self) -> None:
        """Stop looking."""
        talks.unlisten(self._wanted.set)
        self._look.cancel()
        self._open.cancel()

    @tasks.loop(minutes=LOOK_EVERY)
    async def _look(self) -> None:
        self._wanted.set()
        try:
            await self.threads.look()
        except Exception:  # or there would be no next look
            log.exception("could not look after the threads of mentoring")

    @tasks.loop()
    async def _open(self) -> None:
        await self._wanted.wait()
        self._wanted.clear()
        try:
            await self.threads.bring_up_all()
        except Exception:  # as above
            log.exception("could not open the threads of mentoring")

    @_look.before_loop
    @_open.before_loop
    async def _until_ready(self) -> None:
        await self.bot.wait_until_ready()

    @group.command(name="list", description="Who you are in a mentorship with, and how it does.")
    async def list_(self, interaction: Interaction) -> None:
        """Answer /mentorship list."""
        who = caller(interaction)
        async with self.bot.database.read_scope() as connection:
            mine = await pairs.of_caller(connection, who)
            states = await signs.health(connection, [pair.mentorship for pair, _ in mine], clock.now())
            theirs = await circles.of(connection, await members.memberships(connection, who))
        await show(interaction, list_cards.list_card(mine, states, theirs))

    @group.command(name="goals", description="What the two of you want to reach.")
    @app_commands.describe(mentorship="With whom; the newest if you leave it out.")
    async def goals_(
        self, interaction: Interaction, mentorship: app_commands.Range[str, 0, 100] = ""
    ) -> None:
        """Answer /mentorship goals."""
        who, id_ = caller(interaction), await meant(interaction, mentorship)
        async with self.bot.database.read_scope() as connection:
            found = await goals.of(connection, who, self._guide(interaction), id_)
        await show(interaction, list_cards.goals_card(found))

    @group.command(name="end", description="End a mentorship: no reason asked, nobody to blame.")
    @app_commands.describe(mentorship="With whom; the newest if you leave it out.")
    async def end(self, interaction: Interaction, mentorship: Typed = "") -> None:
        """Answer /mentorship end with a question."""
        who, id_ = caller(interaction), await meant(interaction, mentorship)
        async with self.bot.database.read_scope() as connection:
            pair, me = await pairs.mine(connection, who, id_)
        await show(interaction, pair_cards.confirm_end_card(pair, me))

    @goals_.autocomplete("mentorship")
    @end.autocomplete("mentorship")
    async def _mine(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return await offered(interaction, typed)

    @group.command(name="overview", description="For organizers: which mentorships are alive.")
    async def overview_(self, interaction: Interaction) -> None:
        """Answer /mentorship overview."""
        async with self.bot.database.read_scope() as connection:
            found = await overview.of(connection, caller(interaction), rights(interaction))
        await show(interaction, list_cards.overview_card(found))

    @group.command(name="feedback", description="For organizers: what they say whose mentorships have ended.")
    async def feedback_(self, interaction: Interaction) -> None:
        """Answer /mentorship feedback."""
        async with self.bot.database.read_scope() as connection:
            found = await feedback.summary(connection, caller(interaction), rights(interaction))
        await show(interaction, list_cards.feedback_card(found))

    @action("open")
    async def _show(self, press: Press) -> None:
        async with self.bot.database.read_scope() as connection:
            who, id_ = caller(press.interaction), number(press.argument)
            pair, me = await pairs.mine(connection, who, id_, live=False)
            state = (await signs.health(connection, [pair.mentorship], clock.now()))[pair.id]
            terms = await agreement.of(connection, pair.id)
            circle = pair.mentorship.circle_id
            kind, owner = (TalkKind.PAIR, pair.id) if circle is None else (TalkKind.CIRCLE, circle)
            talk = (await talks.of(connection, kind, [owner])).get(owner)
        thread = talk.thread_id if talk else ""
        await change(press.interaction, list_cards.open_card(pair, me, state, terms, thread))

    @action("agenda")
    async def _agenda(self, press: Press) -> None:
        async with self.bot.database.read_scope() as connection:
            pair, _ = await pairs.mine(connection, caller(press.interaction), number(press.argument))
            agenda = await sessions.of_pair(connection, pair, self._guide(press.interaction))
        await show(press.interaction, list_cards.agenda_card(pair, agenda))

    # What they agree on

    @action("agreed")
    async def _agreed(self, press: Press) -> None:
        async with self.bot.database.read_scope() as connection:
            pair, me = await pairs.mine(connection, caller(press.interaction), number(press.argument))
            terms = await agreement.of(connection, pair.id)
        await change(press.interaction, pair_cards.terms_card(pair, me, terms))

    @action("agree")
    async def _agree(self, press: Press) -> None:
        id_, months, cadence = (press.argument + "::").split(":")[:3]
        seen = (number(months), one_of(Cadence, cadence))
        async with self.bot.database.session_scope() as session:
            done = await agreement.agree(session, caller(press.interaction), number(id_), seen)
        said = "Thank you." if done.changed else "You have agreed already."
        await change(press.interaction, pair_cards.terms_card(done.pair, done.me, done.terms, said))

    @action("terms")
    async def _ask_terms(self, press: Press) -> None:
        async with self.bot.database.read_scope() as connection:
            pair, _ = await pairs.mine(connection, caller(press.interaction), number(press.argument))
            terms = await agreement.of(connection, pair.id)
        await ask(press.interaction, pair_cards.terms_form(pair, terms))

    @action("termed")
    async def _termed(self, press: Press) -> None:
        months, cadence = number(chosen(press, "months")), one_of(Cadence, chosen(press, "cadence"))
        async with self.bot.database.session_scope() as session:
            done = await agreement.propose(
                session, caller(press.interaction), number(press.argument), months, cadence
            )
        said = "The other is asked whether it suits them." if done.changed else "Nothing has changed."
        await change(press.interaction, pair_cards.terms_card(done.pair, done.me, done.terms, said))

    @action("extend")
    async def _extend(self, press: Press) -> None:
        async with self.bot.database.session_scope() as session:
            done = await agreement.extend(session, caller(press.interaction), number(press.argument))
        said = "It goes on; the other is told."
        await change(press.interaction, pair_cards.terms_card(done.pair, done.me, done.terms, said))

    # How it goes

    @action("said")
    async def _said(self, press: Press) -> None:
        id_, turn, said = (press.argument + "::").split(":")[:3]
        word = one_of(Said, said)
        async with self.bot.database.session_scope() as session:
            pair, me = await signs.say(session, caller(press.interaction), number(id_), number(turn), word)
        await change(press.interaction, pair_cards.said_card(pair, me, word, number(turn)))

    @action("help")
    async def _help(self, press: Press) -> None:
        id_, _, turn = press.argument.partition(":")
        async with self.bot.database.session_scope() as session:
            pair, me = await pairs.mine(session, caller(press.interaction), number(id_))
            told = await pair_notices.tell_help(session, pair, me, number(turn))
        await change(press.interaction, pair_cards.help_told_card(told=told))

    # The end

    @action("end")
    async def _ask_to_end(self, press: Press) -> None:
        async with self.bot.database.read_scope() as connection:
            pair, me = await pairs.mine(connection, caller(press.interaction), number(press.argument))
        await change(press.interaction, pair_cards.confirm_end_card(pair, me))

    @action("end_confirm")
    async def _end(self, press: Press) -> None:
        async with self.bot.database.session_scope() as session:
            done = await ending.end(session, caller(press.interaction), number(press.argument))
        await self._ended(press, done)

    @action("graduate")
    async def _graduate(self, press: Press) -> None:
        async with self.bot.database.session_scope() as session:
            done = await ending.graduate(session, caller(press.interaction), number(press.argument))
        await self._ended(press, done)

    async def _ended(self, press: Press, done: ending.Ended) -> None:
        async with self.bot.database.read_scope() as connection:
            known = (await signs.of(connection, [done.pair.mentorship], clock.now()))[done.pair.id]
        how = done.pair.mentorship.ending
        if how is None:
            raise UserError(pairs.GONE)
        card = pair_cards.ended_card(done.pair, done.me, how, len(known.sessions))
        await change(press.interaction, card)

    @action("feedback")
    async def _ask_feedback(self, press: Press) -> None:
        async with self.bot.database.read_scope() as connection:
            who, id_ = caller(press.interaction), number(press.argument)
            pair, me = await pairs.mine(connection, who, id_, live=False)
        if pair.live:
            raise UserError(feedback.NOT_ENDED)
        await ask(press.interaction, pair_cards.feedback_form(pair, me))

    @action("told")
    async def _feedback(self, press: Press) -> None:
        answers = feedback.read(press.answers)
        async with self.bot.database.session_scope() as session:
            await feedback.give(session, caller(press.interaction), number(press.argument), answers)
        await show(press.interaction, list_cards.thanks_card())

    @action("leave")
    async def _leave(self, press: Press) -> None:
        who, id_ = caller(press.interaction), number(press.argument)
        async with self.bot.database.session_scope() as session:
            left = await ending.leave(session, who, id_)
        await change(press.interaction, list_cards.left_circle_card(left))

    def _guide(self, interaction: Interaction) -> Guide:
        return self.bot.library.guide(interaction.locale.value)


async def setup(bot: MentorBot) -> None:
    """Add the feature to the bot."""
    await bot.add_cog(Mentorships(bot))
