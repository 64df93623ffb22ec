"""/intros: introductions in rounds, for those who take part and those who set them up."""

from datetime import UTC, datetime, time
from enum import StrEnum
from typing import Any, TypeVar

import discord
from discord import app_commands
from discord.ext import commands, tasks

from mentorbot import clock, logs
from mentorbot.chat import Card, limits
from mentorbot.chat.caller import Caller
from mentorbot.errors import UserError
from mentorbot.members import service as members
from mentorbot.members import zones
from mentorbot.mentoring.terms import DayPart, Setting
from mentorbot.networking.intros import (
    cards,
    conversations,  # noqa: F401 - it tells meetings of introductions
    forms,
    groups,
    numbers,
    organizer_cards,
    programme,
    rounds,
    taking_part,
)
from mentorbot.networking.intros.grouping import LEAST_SIZE, MOST_SIZE, Mode
from mentorbot.networking.intros.programme import Plan, ProgrammeView
from mentorbot.networking.intros.taking_part import Answers
from mentorbot.networking.intros.terms import MOST_MESSAGE, By, Cadence, Met
from mentorbot.on_discord import channels, choices
from mentorbot.on_discord.actions import Press, action, number
from mentorbot.on_discord.answer import ask, change, show
from mentorbot.on_discord.bot import MentorBot
from mentorbot.on_discord.caller import caller, rights
from mentorbot.on_discord.intro_threads import IntroThreads
from mentorbot.reminders import when
from mentorbot.reminders.words import WEEKDAYS

log = logs.get(__name__)

LOOK_EVERY = 20.0
"""Seconds between looks for groups that are to get a thread."""

Interaction = discord.Interaction[MentorBot]
Choice = app_commands.Choice[str]
Value = TypeVar("Value", bound=StrEnum)

_CADENCES = [
    app_commands.Choice(name=name.capitalize(), value=value.value)
    for value, name in organizer_cards.CADENCES.items()
]
_DAYS = [app_commands.Choice(name=name, value=place) for place, name in enumerate(WEEKDAYS)]
_WHO = [
    app_commands.Choice(name="Anyone", value="anyone:career"),
    app_commands.Choice(name="Students with professionals", value="across:career"),
    app_commands.Choice(name="People of different settings", value="across:setting"),
    app_commands.Choice(name="Students among themselves, professionals too", value="within:career"),
    app_commands.Choice(name="People of the same setting", value="within:setting"),
    app_commands.Choice(name="People of different chapters", value="across:chapter"),
    app_commands.Choice(name="People of the same chapter", value="within:chapter"),
]


class Intros(commands.Cog, name="intros"):
    """The commands and buttons of introductions."""

    intros = app_commands.Group(name="intros", description="Be introduced to people in the field, in rounds.")

    def __init__(self, bot: MentorBot) -> None:
        self.bot = bot
        self.threads = IntroThreads(bot, bot.database)

    async def cog_load(self) -> None:
        """Begin to look for groups that are to get a thread."""
        self._look.start()

    async def cog_unload(self) -> None:
        """Stop looking."""
        self._look.cancel()

    @tasks.loop(seconds=LOOK_EVERY)
    async def _look(self) -> None:
        if not self.bot.is_ready():
            return
        try:
            await self.threads.bring_up_all()
        except Exception:  # or there would be no next look
            log.exception("could not open the threads of introductions")

    # Those who take part

    @intros.command(description="Take part: every so often I introduce you to somebody.")
    async def join(self, interaction: Interaction) -> None:
        """Answer /intros join with the form."""
        await self._ask_to_join(interaction)

    @intros.command(description="How you take part in introductions: change it, pause, or leave.")
    async def me(self, interaction: Interaction) -> None:
        """Answer /intros me."""
        async with self.bot.database.read_scope() as connection:
            _, part = await taking_part.part(connection, caller(interaction))
            found = await programme.find(connection, caller(interaction))
        if part is None:
            raise UserError(taking_part.NOT_IN)
        await show(interaction, cards.part_card(part, found.next_at if found else None, changed=False))

    @intros.command(description="Be left out of introductions until a day.")
    @app_commands.describe(until="Until when, in plain words: “in 3 weeks”, “March 1”.")
    async def pause(
        self, interaction: Interaction, until: app_commands.Range[str, 1, when.MOST_TYPED]
    ) -> None:
        """Answer /intros pause."""
        await show(interaction, await self._pause(caller(interaction), until))

    @intros.command(description="Take part in introductions no more.")
    async def leave(self, interaction: Interaction) -> None:
        """Answer /intros leave."""
        await show(interaction, await self._leave(caller(interaction)))

    @action("join")
    async def _join(self, press: Press) -> None:
        await self._ask_to_join(press.interaction)

    @action("joined")
    async def _joined(self, press: Press) -> None:
        who = caller(press.interaction)
        answers = Answers(
            setting=next((one for one in Setting if one in press.chosen("setting")), None),
            topics=press.chosen("topics"),
            day_parts=tuple(part for part in press.chosen("day_parts") if part in set(DayPart)),
            every=number(next(iter(press.chosen("every")), "1"), 1),
            chapter=press.typed.get("chapter", ""),
        )
        async with self.bot.database.session_scope() as session:
            found = await programme.get(session, who)
            _check_sees(press.interaction, found.channel_id)
            part = await taking_part.join(session, who, rights(press.interaction), answers)
        await change(press.interaction, cards.part_card(part, found.next_at))

    @action("leave")
    async def _press_leave(self, press: Press) -> None:
        await change(press.interaction, await self._leave(caller(press.interaction)))

    @action("pause")
    async def _ask_pause(self, press: Press) -> None:
        await ask(press.interaction, forms.pause_form())

    @action("paused")
    async def _paused(self, press: Press) -> None:
        typed = press.answers.get("until", "")
        card = await self._pause(caller(press.interaction), typed if isinstance(typed, str) else "")
        await change(press.interaction, card)

    @action("back")
    async def _back(self, press: Press) -> None:
        who = caller(press.interaction)
        async with self.bot.database.session_scope() as session:
            part = await taking_part.pause(session, who, None)
            found = await programme.find(session, who)
        await change(press.interaction, cards.part_card(part, found.next_at if found else None))

    @action("met")
    async def _met(self, press: Press) -> None:
        id_, _, said = press.argument.partition(":")
        met = Met.YES if said == Met.YES else Met.NO
        async with self.bot.database.session_scope() as session:
            found = await groups.say(session, caller(press.interaction), number(id_), met)
        await change(press.interaction, cards.said_card(found, met))

    @action("group")
    async def _ask_apart(self, press: Press) -> None:
        async with self.bot.database.read_scope() as connection:
            found, me = await groups.mine(connection, caller(press.interaction), number(press.argument))
        if not found.others(me.member_id):
            raise UserError(groups.NOT_YOURS)
        await show(press.interaction, cards.apart_card(found, me))

    @action("apart")
    async def _apart(self, press: Press) -> None:
        other = number(next(iter(press.values), ""))
        async with self.bot.database.session_scope() as session:
            await groups.never_again(session, caller(press.interaction), number(press.argument), other)
        await change(press.interaction, cards.kept_apart_card())

    # Organizers

    @intros.command(description="For organizers: set introductions up, or see and change how they are.")
    @app_commands.describe(
        channel="Where everybody is told of them.",
        how_often="How often there is a round.",
        day="On which day of the week; monthly: on the first such day of the month.",
        hour="At which hour, 0 to 23.",
        zone="The city or time zone of that hour; yours if you leave it out.",
        group_size="How many meet together; two if you leave it out.",
        who_meets="Who is brought together with whom; anyone if you leave it out.",
        role="Only for people with this role.",
        message="What everybody is told about it, in your words.",
    )
    @app_commands.choices(day=_DAYS)
    @app_commands.choices(how_often=_CADENCES, who_meets=_WHO)
    async def setup(  # noqa: PLR0917 - one for each option
        self,
        interaction: Interaction,
        channel: discord.TextChannel | None = None,
        how_often: str = Cadence.TWO_WEEKS.value,
        day: int = 0,
        hour: app_commands.Range[int, 0, 23] = 9,
        zone: app_commands.Range[str, 0, limits.SUGGESTION] = "",
        group_size: app_commands.Range[int, LEAST_SIZE, MOST_SIZE] = LEAST_SIZE,
        who_meets: str = "anyone:career",
        role: discord.Role | None = None,
        message: app_commands.Range[str, 0, MOST_MESSAGE] = "",
    ) -> None:
        """Answer /intros setup: with a channel set up anew, without one as it is."""
        who, may = caller(interaction), rights(interaction)
        if channel is None:
            async with self.bot.database.read_scope() as connection:
                await programme.organize(connection, who, may)
                found = await programme.find(connection, who)
                if found is None:
                    raise UserError("Name a channel in which everybody is told of introductions.")
                many = await taking_part.count(connection, found.community_id)
            await show(interaction, organizer_cards.programme_card(found, many))
            return
        channels.check_post(interaction.guild, str(channel.id))
        mode, _, by = who_meets.partition(":")
        plan = Plan(
            channel_id=str(channel.id),
            role_id=str(role.id) if role and not role.is_default() else "",
            size=group_size,
            mode=_value(Mode, mode),
            by=_value(By, by),
            cadence=_value(Cadence, how_often),
            weekday=day if 0 <= day <= 6 else 0,
            at=time(hour),
            time_zone=await self._zone(who, zone),
            message=message,
        )
        async with self.bot.database.session_scope() as session:
            found = await programme.set_up(session, who, may, plan)
            many = await taking_part.count(session, found.community_id)
        await show(interaction, organizer_cards.programme_card(found, many, changed=True))

    @setup.autocomplete("zone")
    async def _zones(self, interaction: Interaction, typed: str) -> list[Choice]:
        return choices.time_zones(typed)

    @action("preview")
    async def _preview(self, press: Press) -> None:
        who = caller(press.interaction)
        async with self.bot.database.read_scope() as connection:
            await programme.organize(connection, who, rights(press.interaction))
            made = await rounds.preview(connection, await programme.get(connection, who))
            users = await groups.users(connection, made.grouping.groups[: organizer_cards.MOST_SHOWN])
        await show(press.interaction, organizer_cards.preview_card(made, users))

    @action("now")
    async def _now(self, press: Press) -> None:
        who, may = caller(press.interaction), rights(press.interaction)
        async with self.bot.database.session_scope() as session:
            await programme.run_now(session, who, may, number(press.argument))
        await change(press.interaction, organizer_cards.begun_card())

    @action("skip")
    async def _skip(self, press: Press) -> None:
        who, may = caller(press.interaction), rights(press.interaction)
        seen = datetime.fromtimestamp(number(press.argument, digits=11), UTC)
        async with self.bot.database.session_scope() as session:
            found = await programme.skip(session, who, may, seen)
        await self._answer(press, found)

    @action("halt")
    async def _halt(self, press: Press) -> None:
        who, may = caller(press.interaction), rights(press.interaction)
        async with self.bot.database.session_scope() as session:
            found = await programme.pause(session, who, may)
        await self._answer(press, found)

    @action("go_on")
    async def _go_on(self, press: Press) -> None:
        who, may = caller(press.interaction), rights(press.interaction)
        async with self.bot.database.session_scope() as session:
            found = await programme.resume(session, who, may)
        await self._answer(press, found)

    @action("numbers")
    async def _numbers(self, press: Press) -> None:
        async with self.bot.database.read_scope() as connection:
            found = await numbers.numbers(connection, caller(press.interaction), rights(press.interaction))
        await show(press.interaction, organizer_cards.numbers_card(found))

    @action("invite")
    async def _invite(self, press: Press) -> None:
        async with self.bot.database.session_scope() as session:
            many = await numbers.invite(session, caller(press.interaction), rights(press.interaction))
        await change(press.interaction, organizer_cards.invited_card(many))

    async def _answer(self, press: Press, found: ProgrammeView) -> None:
        async with self.bot.database.read_scope() as connection:
            many = await taking_part.count(connection, found.community_id)
        await change(press.interaction, organizer_cards.programme_card(found, many))

    async def _ask_to_join(self, interaction: Interaction) -> None:
        who = caller(interaction)
        async with self.bot.database.read_scope() as connection:
            _, part = await taking_part.part(connection, who)
            await programme.get(connection, who)
        await ask(interaction, forms.join_form(part))

    async def _pause(self, who: Caller, typed: str) -> Card:
        async with self.bot.database.session_scope() as session:
            member, _ = await taking_part.part(session, who)
            found = when.read(typed, member.time_zone, clock.now())
            if found.repeat:
                raise UserError("Please name one day until which you pause, such as “in 3 weeks”.")
            part = await taking_part.pause(session, who, found.at)
        return cards.part_card(part, None)

    async def _leave(self, who: Caller) -> Card:
        async with self.bot.database.session_scope() as session:
            return cards.left_card(was_in=await taking_part.leave(session, who))

    async def _zone(self, who: Caller, typed: str) -> str:
        if typed.strip():
            return zones.resolve(typed)
        async with self.bot.database.read_scope() as connection:
            member = await members.profile(connection, who)
        return member.time_zone if member else zones.DEFAULT


def _check_sees(interaction: discord.Interaction[Any], channel_id: str) -> None:
    """Whether the caller sees the channel in which introductions are announced: they are for those who do."""
    guild, user = interaction.guild, interaction.user
    channel = guild.get_channel(int(channel_id)) if guild and channel_id.isdigit() else None
    if channel is None or not isinstance(user, discord.Member):
        return  # Discord says nothing of channels in a direct message; whoever has the button saw it once.
    if not channel.permissions_for(user).view_channel:
        raise UserError("Introductions here are for people who see the channel in which they are announced.")


def _value(kind: type[Value], chosen: str) -> Value:
    try:
        return kind(chosen)
    except ValueError:
        raise UserError("Please choose from the list that Discord shows while you type.") from None


async def setup(bot: MentorBot) -> None:
    """Add the feature to the bot."""
    await bot.add_cog(Intros(bot))
