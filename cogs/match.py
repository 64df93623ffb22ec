"""/match: matching rounds, in which many mentees and mentors are brought together at once."""

import asyncio
from contextlib import suppress
from typing import Any, Final
from zoneinfo import ZoneInfo

import discord
from discord import app_commands
from discord.ext import commands, tasks

from mentorbot import logs
from mentorbot.chat import Card
from mentorbot.errors import UserError
from mentorbot.members import answers, zones
from mentorbot.members import service as members
from mentorbot.members.answers import one_line
from mentorbot.mentoring.matching.outcome import Method
from mentorbot.mentoring.rounds import cards, notices, publishing, results, service, solving
from mentorbot.mentoring.rounds.service import Plan, RoundView
from mentorbot.mentoring.rounds.terms import MOST_NAME, RoundState, RuleKind, Side
from mentorbot.mentoring.terms import MOST_MONTHS, Format
from mentorbot.on_discord import channels
from mentorbot.on_discord.actions import Press, action, number
from mentorbot.on_discord.answer import change, show
from mentorbot.on_discord.bot import MentorBot
from mentorbot.on_discord.caller import caller, rights

log = logs.get(__name__)

Interaction = discord.Interaction[MentorBot]
User = discord.User | discord.Member
LOOK_EVERY: Final = 1.0
"""Minutes between looks for rounds in which everybody has answered, or the time for it is over."""

FINISHES_WITHIN: Final = 5.0
"""Seconds that a bot which is being stopped waits for such a look."""

_METHODS = [
    app_commands.Choice(name="The best fit altogether", value=Method.BEST.value),
    app_commands.Choice(name="Nobody badly matched", value=Method.FAIR.value),
    app_commands.Choice(name="Stable: no two would rather have each other", value=Method.STABLE.value),
]
_FORMATS = [
    app_commands.Choice(name="Pairs", value=Format.PAIR.value),
    app_commands.Choice(name="A circle around each mentor", value=Format.CIRCLE.value),
]


class Match(commands.Cog, name="match"):
    """The commands and buttons of matching rounds."""

    match = app_commands.Group(
        name="match", description="For organizers: bring many mentees and mentors together at once."
    )

    def __init__(self, bot: MentorBot) -> None:
        self.bot = bot
        # One at a time: a large one takes a processor and some memory.
        self._one_at_a_time = asyncio.Lock()
        self._looking = asyncio.Lock()

    async def cog_load(self) -> None:
        """Begin to look after rounds in which people are being asked."""
        self._look.start()

    async def cog_unload(self) -> None:
        """Stop looking; what is being looked at is finished first, unless that takes long."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._looking.acquire(), FINISHES_WITHIN)
        self._look.cancel()

    @match.command(description="For organizers: open a matching round, and let people sign up for it.")
    @app_commands.describe(
        closes="Until when people sign up, as 2027-03-01 18:00.",
        name="What people call it, such as Spring round.",
        mentors="Whether mentors sign up too, or all who are listed take part.",
        together="Pairs, or a circle around each mentor.",
        seek="What counts most, after as many pairs as can be.",
        employers="Whether people of one employer may be brought together.",
        peers="Whether those without a mentor get a small circle of peers.",
        confirm="Whether both sides are asked before a pair is made.",
        months="How long these mentorships last; as the community has set if you leave it out.",
        zone="The city or time zone that the time is in; yours if you leave it out.",
        channel="Where it is announced; the channel for mentoring if you leave it out.",
    )
    @app_commands.choices(
        seek=_METHODS,
        together=_FORMATS,
        mentors=[
            app_commands.Choice(name="Mentors sign up too", value="signed"),
            app_commands.Choice(name="All who are listed take part", value="listed"),
        ],
        employers=[
            app_commands.Choice(name="May be brought together", value="together"),
            app_commands.Choice(name="Kept apart", value="apart"),
        ],
    )
    async def open(  # noqa: PLR0917 - one for each option
        self,
        interaction: Interaction,
        closes: app_commands.Range[str, 1, 40],
        name: app_commands.Range[str, 1, MOST_NAME] = "Matching round",
        mentors: str = "signed",
        together: str = Format.PAIR.value,
        seek: str = Method.BEST.value,
        employers: str = "together",
        peers: bool = False,
        confirm: bool = False,
        months: app_commands.Range[int, 1, MOST_MONTHS] | None = None,
        zone: app_commands.Range[str, 0, 100] = "",
        channel: discord.TextChannel | None = None,
    ) -> None:
        """Answer /match open."""
        who, may = caller(interaction), rights(interaction)
        async with self.bot.database.read_scope() as connection:
            member = None if zone.strip() else await members.profile(connection, who)
        key = zones.resolve(zone) if zone.strip() else (member.time_zone if member else zones.DEFAULT)
        plan = Plan(
            one_line(name) or "Matching round",
            answers.read_moment(closes.strip(), ZoneInfo(key), "end of sign-up"),
            all_mentors=mentors == "listed",
            format=Format.CIRCLE if together == Format.CIRCLE else Format.PAIR,
            method=_method(seek),
            employers_apart=employers == "apart",
            peers=peers,
            confirm=confirm,
            months=months,
        )
        async with self.bot.database.session_scope() as session:
            chosen = str(channel.id) if channel is not None else ""
            found = await service.begin(session, who, may, plan, chosen)
            channels.check_post(
                interaction.guild, found.channel_id, command="/match open" if chosen else "/setup mentoring"
            )
            await notices.announce(session, found)
        await show(interaction, cards.opened_card(found))

    @match.command(description="For organizers: who would get whom, and why; nobody is told yet.")
    async def preview(self, interaction: Interaction) -> None:
        """Answer /match preview."""
        await show(interaction, await self._preview(interaction))

    @match.command(description="For organizers: work the round out again.")
    async def rerun(self, interaction: Interaction) -> None:
        """Answer /match rerun."""
        await show(interaction, await self._preview(interaction, anew=True))

    @match.command(description="For organizers: these two are brought together; once more takes it back.")
    @app_commands.describe(mentee="Who looks for a mentor.", mentor="Whom they get.")
    async def pin(self, interaction: Interaction, mentee: User, mentor: User) -> None:
        """Answer /match pin."""
        await self._lay_down(interaction, mentee, mentor, RuleKind.PIN)

    @match.command(description="For organizers: these two are not brought together; once more takes it back.")
    @app_commands.describe(mentee="Who looks for a mentor.", mentor="Whom they do not get.")
    async def forbid(self, interaction: Interaction, mentee: User, mentor: User) -> None:
        """Answer /match forbid."""
        await self._lay_down(interaction, mentee, mentor, RuleKind.FORBID)

    @match.command(description="For organizers: publish the round as you last saw it, and tell everybody.")
    async def publish(self, interaction: Interaction) -> None:
        """Answer /match publish with a last look, which has the button."""
        await show(interaction, await self._preview(interaction))

    @match.command(description="For organizers: call the round off.")
    async def cancel(self, interaction: Interaction) -> None:
        """Answer /match cancel with a question."""
        async with self.bot.database.read_scope() as connection:
            found = await service.current(connection, caller(interaction), rights(interaction))
        await show(interaction, cards.confirm_cancel_card(found))

    # What organizers press

    @action("again")
    async def _again(self, press: Press) -> None:
        await change(press.interaction, await self._preview(press.interaction, anew=True))

    @action("page")
    async def _page(self, press: Press) -> None:
        round_id, page = _two(press)
        await change(press.interaction, await self._card(press.interaction, round_id, page))

    @action("lone")
    async def _lone(self, press: Press) -> None:
        round_id, page = _two(press)
        async with self.bot.database.read_scope() as connection:
            found = await self._own(connection, press.interaction, round_id)
            lines = await results.lines(connection, found, matched=False, page=page)
            seen = await results.overview(connection, found)
        many = sum(seen.alone.values()) + seen.peers
        await change(press.interaction, cards.lone_card(found, lines, many, page))

    @action("file")
    async def _file(self, press: Press) -> None:
        async with self.bot.database.read_scope() as connection:
            found = await self._own(connection, press.interaction, number(press.argument))
            lines = [
                line
                for matched in (True, False)
                for line in await results.lines(connection, found, matched=matched)
            ]
        await show(press.interaction, cards.file_card(found, lines))

    @action("publish")
    async def _publish(self, press: Press) -> None:
        who, may = caller(press.interaction), rights(press.interaction)
        round_id, solved = _two(press)
        async with self.bot.database.session_scope() as session:
            found = await publishing.publish(session, who, may, round_id, solved)
            seen = await results.overview(session, found)
        await change(press.interaction, cards.published_card(found, seen))

    @action("cancel")
    async def _cancel(self, press: Press) -> None:
        async with self.bot.database.read_scope() as connection:
            found = await self._own(connection, press.interaction, number(press.argument))
        if not found.live:
            raise UserError(service.OVER)
        await change(press.interaction, cards.confirm_cancel_card(found))

    @action("cancel_yes")
    async def _cancel_yes(self, press: Press) -> None:
        who, may = caller(press.interaction), rights(press.interaction)
        async with self.bot.database.session_scope() as session:
            found = await publishing.cancel(session, who, may, number(press.argument))
        await change(press.interaction, cards.cancelled_card(found))

    # What everybody presses

    @action("seek")
    async def _seek(self, press: Press) -> None:
        await self._sign_up(press, Side.MENTEE)

    @action("offer")
    async def _offer(self, press: Press) -> None:
        await self._sign_up(press, Side.MENTOR)

    @action("off")
    async def _off(self, press: Press) -> None:
        async with self.bot.database.session_scope() as session:
            news = await service.sign_off(session, caller(press.interaction), number(press.argument))
        await change(press.interaction, cards.signed_off_card(news=news))

    @action("yes")
    async def _yes(self, press: Press) -> None:
        await self._answer(press, yes=True)

    @action("no")
    async def _no(self, press: Press) -> None:
        await self._answer(press, yes=False)

    async def _sign_up(self, press: Press, side: Side) -> None:
        who = caller(press.interaction)
        async with self.bot.database.session_scope() as session:
            found, news = await service.sign_up(session, who, number(press.argument), side)
        await show(press.interaction, cards.signed_up_card(found, side, news=news))

    async def _answer(self, press: Press, *, yes: bool) -> None:
        round_id, mentee = _two(press)
        who = caller(press.interaction)
        async with self.bot.database.session_scope() as session:
            _, state = await publishing.answer(session, who, round_id, mentee, yes=yes)
        await change(press.interaction, cards.answered_card(state))

    async def _lay_down(self, interaction: Interaction, mentee: User, mentor: User, kind: RuleKind) -> None:
        two = (str(mentee.id), str(mentor.id))
        async with self.bot.database.session_scope() as session:
            found, holds = await service.lay_down(
                session, caller(interaction), rights(interaction), two, kind
            )
        await show(interaction, cards.laid_down_card(found, kind, holds=holds))

    # Working it out

    async def _preview(self, interaction: discord.Interaction[Any], *, anew: bool = False) -> Card:
        async with self.bot.database.read_scope() as connection:
            found = await service.current(connection, caller(interaction), rights(interaction))
        if found.state is RoundState.OPEN and (anew or found.stale or not found.solved):
            await self._work_out(found)
        return await self._card(interaction, found.id, 1)

    async def _work_out(self, found: RoundView) -> None:
        async with self._one_at_a_time:
            async with self.bot.database.read_scope() as connection:
                task = await results.task(connection, found)
            outcome = await solving.solve(task)
            async with self.bot.database.session_scope() as session:
                seen = await service.get(session, found.id)
                if seen is None or seen.state is not RoundState.OPEN:
                    raise UserError(service.MOVED_ON)
                await results.store(session, found, outcome)

    async def _card(self, interaction: discord.Interaction[Any], round_id: int, page: int) -> Card:
        async with self.bot.database.read_scope() as connection:
            found = await self._own(connection, interaction, round_id)
            seen = await results.overview(connection, found)
            lines = await results.lines(connection, found, matched=True, page=page)
        return await asyncio.to_thread(cards.preview_card, found, seen, lines, page)

    async def _own(self, connection: Any, interaction: discord.Interaction[Any], round_id: int) -> RoundView:
        return await service.own(connection, caller(interaction), rights(interaction), round_id)

    @tasks.loop(minutes=LOOK_EVERY)
    async def _look(self) -> None:
        try:
            async with self._looking:
                await self.settle()
        except Exception:  # or there would be no next look
            log.exception("could not look after rounds in which people are asked")

    @_look.before_loop
    async def _until_ready(self) -> None:
        await self.bot.wait_until_ready()

    async def settle(self) -> None:
        """Go on with rounds in which everybody has answered, or the time for it is over."""
        async with self.bot.database.read_scope() as connection:
            due = await publishing.unsettled(connection)
        for found in due:
            try:
                await self._next_turn(found)
            except UserError:
                log.info("another process goes on with a round", round=found.id)

    async def _next_turn(self, found: RoundView) -> None:
        async with self.bot.database.session_scope() as session:
            await publishing.close_answers(session, found)
        outcome = None
        if publishing.try_again(found):
            async with self.bot.database.read_scope() as connection:
                task = await results.task(connection, found)
            if task.mentees and task.mentors:
                async with self._one_at_a_time:
                    outcome = await solving.solve(task)
        async with self.bot.database.session_scope() as session:
            await publishing.next_turn(session, found, outcome)


def _method(value: str) -> Method:
    try:
        return Method(value)
    except ValueError:
        raise UserError("Please choose from the list what counts most.") from None


def _two(press: Press) -> tuple[int, int]:
    """The two numbers of a button: a round, and a page, a working out or a mentee."""
    first, _, second = press.argument.partition(".")
    return number(first), number(second, 1, digits=9)


async def setup(bot: MentorBot) -> None:
    """Add the feature to the bot."""
    await bot.add_cog(Match(bot))
