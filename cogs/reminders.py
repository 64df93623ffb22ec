"""/remind: what members want to be told of, when; milestones with a day, the weekly digest, quiet hours."""

import asyncio
from datetime import time, timedelta

import discord
from discord import app_commands
from discord.ext import commands

from mentorbot import clock
from mentorbot.chat import Card
from mentorbot.errors import UserError
from mentorbot.guide.model import Guide
from mentorbot.members import service as members
from mentorbot.members.service import MemberView
from mentorbot.on_discord.actions import Press, action, number
from mentorbot.on_discord.answer import ask, change, show
from mentorbot.on_discord.bot import MentorBot
from mentorbot.on_discord.caller import caller
from mentorbot.progress import cards as progress_cards
from mentorbot.progress import service as progress
from mentorbot.reminders import cards, digest, planned, plans, service, when
from mentorbot.reminders.digest import DigestView
from mentorbot.reminders.rows import MOST_WHAT, ReminderState
from mentorbot.reminders.service import Asked
from mentorbot.reminders.when import MOST_TYPED, When
from mentorbot.reminders.words import WEEKDAYS

Interaction = discord.Interaction[MentorBot]
Choice = app_commands.Choice[str]

SNOOZE = timedelta(hours=1)
EXAMPLES = (
    "tomorrow 9am",
    "in 1 hour",
    "in 3 weeks",
    "next Tuesday 5pm",
    "first Friday of October",
    "every Monday 9am",
    "the 15th of every month",
)
ONLY_ONCE = "Something can only be put off to one time. Try “tomorrow 9am” or “in 3 hours”."
_DAYS = [app_commands.Choice(name=name, value=place) for place, name in enumerate(WEEKDAYS)]


class Reminders(commands.Cog, name="reminders"):
    """The commands and buttons of reminders."""

    remind = app_commands.Group(name="remind", description="Have me remind you: of anything, once or again.")

    def __init__(self, bot: MentorBot) -> None:
        self.bot = bot

    @remind.command(description="Remind me of something, at a time in plain words.")
    @app_commands.describe(
        what="What to remind you of.",
        when="When: “next Tuesday 5pm”, “in 3 weeks”, “every Monday 9am”, “first Friday of October” …",
    )
    async def me(
        self,
        interaction: Interaction,
        what: app_commands.Range[str, 1, MOST_WHAT],
        when: app_commands.Range[str, 1, MOST_TYPED],
    ) -> None:
        """Answer /remind me with what was understood."""
        await self._draft(interaction, what, when)

    @me.autocomplete("when")
    async def _times(self, interaction: Interaction, typed: str) -> list[Choice]:
        """What is understood of what was typed so far; or examples."""
        try:
            member, found = await self._read(interaction, typed)
        except UserError:
            begun = typed.strip().lower()
            return [Choice(name=one, value=one) for one in EXAMPLES if one.lower().startswith(begun)]
        return [Choice(name=cards.understood(typed, found, member.time_zone), value=typed)]

    @remind.command(name="list", description="See your reminders; change or cancel them.")
    async def reminders(self, interaction: Interaction) -> None:
        """Answer /remind list."""
        await show(interaction, await self._page(interaction, 1))

    @remind.command(description="Once a week, what is next for you and what is due: on or off, and when.")
    @app_commands.describe(day="On which day.", hour="At which hour of your day, 0 to 23.")
    @app_commands.choices(day=_DAYS)
    async def digest(
        self,
        interaction: Interaction,
        day: int | None = None,
        hour: app_commands.Range[int, 0, 23] | None = None,
    ) -> None:
        """Answer /remind digest: how it is set, or with a day or an hour, turned on."""
        async with self.bot.database.read_scope() as connection:
            member, view = await digest.setting(connection, caller(interaction))
        if day is not None or hour is not None:
            view = await self._digest_on(interaction, view, day, hour)
        await show(interaction, self._setting(member, view))

    @remind.command(description="Hours in which I write nothing to you.")
    async def quiet(self, interaction: Interaction) -> None:
        """Answer /remind quiet."""
        await show(interaction, await self._quiet(interaction))

    @action("keep")
    async def _keep(self, press: Press) -> None:
        async with self.bot.database.session_scope() as session:
            kept = await service.keep(session, caller(press.interaction), number(press.argument))
        await change(press.interaction, cards.kept_card(kept))

    @action("list")
    async def _list(self, press: Press) -> None:
        page = max(number(press.argument), 1)
        await change(press.interaction, await self._page(press.interaction, page))

    @action("open")
    async def _open(self, press: Press) -> None:
        await change(press.interaction, cards.open_card(await self._one(press)))

    @action("edit")
    async def _edit(self, press: Press) -> None:
        await ask(press.interaction, cards.edit_form(await self._one(press)))

    @action("save")
    async def _save(self, press: Press) -> None:
        what, typed = press.typed.get("what", ""), press.typed.get("when", "")
        reminder = await self._one(press)
        _, found = await self._read(press.interaction, typed)
        asked = Asked(service.words(what), typed, found, reminder.item)
        async with self.bot.database.session_scope() as session:
            changed = await service.change(session, caller(press.interaction), reminder.id, asked)
        if changed.state is ReminderState.DRAFT:
            await change(press.interaction, cards.confirm_card(changed, found.assumed))
        else:
            await change(press.interaction, cards.kept_card(changed))

    @action("cancel")
    async def _cancel(self, press: Press) -> None:
        async with self.bot.database.session_scope() as session:
            gone = await service.cancel(session, caller(press.interaction), number(press.argument))
        await change(press.interaction, cards.cancelled_card(gone))

    @action("done")
    async def _done(self, press: Press) -> None:
        async with self.bot.database.session_scope() as session:
            done = await service.done(session, caller(press.interaction), number(press.argument))
        await change(press.interaction, cards.done_card(done))

    @action("hour")
    async def _hour(self, press: Press) -> None:
        async with self.bot.database.session_scope() as session:
            put_off = await service.put_off(
                session, caller(press.interaction), number(press.argument), clock.now() + SNOOZE
            )
        await change(press.interaction, cards.put_off_card(put_off))

    @action("tomorrow")
    async def _tomorrow(self, press: Press) -> None:
        who, id_ = caller(press.interaction), number(press.argument)
        async with self.bot.database.session_scope() as session:
            until = await service.tomorrow(session, who, id_)
            put_off = await service.put_off(session, who, id_, until)
        await change(press.interaction, cards.put_off_card(put_off))

    @action("pick")
    async def _pick(self, press: Press) -> None:
        await ask(press.interaction, cards.pick_form(await self._one(press)))

    @action("picked")
    async def _picked(self, press: Press) -> None:
        _, found = await self._read(press.interaction, press.typed.get("when", ""))
        if found.repeat:
            raise UserError(ONLY_ONCE)
        async with self.bot.database.session_scope() as session:
            put_off = await service.put_off(
                session, caller(press.interaction), number(press.argument), found.at
            )
        await change(press.interaction, cards.put_off_card(put_off))

    @action("about")
    async def _about(self, press: Press) -> None:
        milestone = self._guide(press.interaction).milestone(press.argument)
        await ask(press.interaction, cards.about_form(milestone.id, milestone.title))

    @action("ask")
    async def _ask(self, press: Press) -> None:
        milestone = self._guide(press.interaction).milestone(press.argument)
        await self._draft(
            press.interaction, press.typed.get("what", ""), press.typed.get("when", ""), milestone.id
        )

    @action("plan")
    async def _plan(self, press: Press) -> None:
        guide = self._guide(press.interaction)
        async with self.bot.database.read_scope() as connection:
            proposed = await plans.proposed(connection, caller(press.interaction), guide, press.argument)
        await ask(press.interaction, planned.plan_form(*proposed))

    @action("planned")
    async def _planned(self, press: Press) -> None:
        guide = self._guide(press.interaction)
        guide.milestone(press.argument)
        member, found = await self._read(press.interaction, press.typed.get("day", ""))
        if found.repeat:
            raise UserError("A plan has one day. Try “2027-03-01”, “end of next month” or “in 6 weeks”.")
        day = plans.day_of(found.at, member)
        async with self.bot.database.session_scope() as session:
            plan = await plans.plan(session, caller(press.interaction), guide, press.argument, day)
        await show(
            press.interaction, planned.planned_card(plan.milestone, plan.member, plan.due_on, plan.nudges)
        )

    @action("reached")
    async def _reached(self, press: Press) -> None:
        member, _, item = press.argument.partition(":")
        guide, who = self._guide(press.interaction), caller(press.interaction)
        async with self.bot.database.session_scope() as session:
            marked = await plans.reached(session, who, guide, number(member), item)
        following = progress.choose(guide, marked.standing, clock.now())
        await change(press.interaction, progress_cards.marked_card(marked, following, guide))

    @action("unplan")
    async def _unplan(self, press: Press) -> None:
        member, _, item = press.argument.partition(":")
        async with self.bot.database.session_scope() as session:
            was = await plans.drop(session, caller(press.interaction), number(member), item)
        milestone = self._guide(press.interaction).milestones.get(item)
        await change(press.interaction, planned.unplanned_card(milestone, was=was))

    @action("digest_on")
    async def _digest_default(self, press: Press) -> None:
        view = await self._digest_on(press.interaction, None, None, None)
        await change(press.interaction, self._setting(view.member, view))

    @action("digest_choose")
    async def _digest_choose(self, press: Press) -> None:
        async with self.bot.database.read_scope() as connection:
            _, view = await digest.setting(connection, caller(press.interaction))
        day, hour = planned.DIGEST_WEEKDAY, planned.DIGEST_HOUR
        await ask(
            press.interaction,
            planned.digest_form(view.weekday if view else day, view.hour if view else hour),
        )

    @action("digest_chosen")
    async def _digest_chosen(self, press: Press) -> None:
        day, at = number(press.typed.get("weekday", ""), -1), when.time_of_day(press.typed.get("hour", ""))
        if not 0 <= day <= 6:
            raise UserError("Please choose a day from the list.")
        if at.minute:
            raise UserError("The digest comes on the hour. Give a whole one, such as “8am” or “18:00”.")
        view = await self._digest_on(press.interaction, None, day, at.hour)
        await change(press.interaction, self._setting(view.member, view))

    @action("digest_off")
    async def _digest_off(self, press: Press) -> None:
        async with self.bot.database.session_scope() as session:
            was = await digest.turn_off(session, caller(press.interaction), number(press.argument))
        await change(press.interaction, planned.digest_off_card(was=was))

    @action("quiet_choose")
    async def _quiet_choose(self, press: Press) -> None:
        _, start, end = await self._quiet_hours(press.interaction)
        await ask(press.interaction, planned.quiet_form(start, end))

    @action("quiet_chosen")
    async def _quiet_chosen(self, press: Press) -> None:
        start, end = (when.time_of_day(press.typed.get(name, "")) for name in ("from", "until"))
        async with self.bot.database.session_scope() as session:
            await members.set_quiet(session, caller(press.interaction), start, end)
        await change(press.interaction, await self._quiet(press.interaction))

    @action("quiet_off")
    async def _quiet_off(self, press: Press) -> None:
        async with self.bot.database.session_scope() as session:
            await members.set_quiet(session, caller(press.interaction), None, None)
        await change(press.interaction, await self._quiet(press.interaction))

    async def _draft(self, interaction: Interaction, what: str, typed: str, item: str | None = None) -> None:
        _, found = await self._read(interaction, typed)
        asked = Asked(service.words(what), typed, found, item)
        async with self.bot.database.session_scope() as session:
            draft = await service.draft(session, caller(interaction), asked)
        await show(interaction, cards.confirm_card(draft, found.assumed))

    async def _read(self, interaction: Interaction, typed: str) -> tuple[MemberView, When]:
        """Understand a time on the caller's clock; in a thread, because other languages take their time."""
        who = caller(interaction)
        async with self.bot.database.read_scope() as connection:
            member = await members.profile(connection, who)
        if member is None:
            raise members.not_enrolled(who)
        languages = (interaction.locale.value[:2],)
        found = await asyncio.to_thread(when.read, typed, member.time_zone, clock.now(), languages)
        return member, found

    async def _one(self, press: Press) -> service.ReminderView:
        async with self.bot.database.read_scope() as connection:
            return await service.one(connection, caller(press.interaction), number(press.argument))

    async def _page(self, interaction: Interaction, page: int) -> Card:
        async with self.bot.database.read_scope() as connection:
            found = await service.listing(connection, caller(interaction), page, cards.PAGE_SIZE)
        return cards.list_card(found.reminders, found.total, page)

    async def _digest_on(
        self, interaction: Interaction, now: DigestView | None, day: int | None, hour: int | None
    ) -> DigestView:
        """Turn the digest on; what was not given stays as it is, or is as it usually is."""
        if day is None:
            day = now.weekday if now else planned.DIGEST_WEEKDAY
        if hour is None:
            hour = now.hour if now else planned.DIGEST_HOUR
        async with self.bot.database.session_scope() as session:
            return await digest.turn_on(session, caller(interaction), day, hour)

    def _setting(self, member: MemberView, view: DigestView | None) -> Card:
        if view is None:
            return planned.digest_setting_card(member, None, None, None)
        return planned.digest_setting_card(member, view.weekday, view.hour, view.due_at)

    async def _quiet(self, interaction: Interaction) -> Card:
        return planned.quiet_card(*await self._quiet_hours(interaction))

    async def _quiet_hours(self, interaction: Interaction) -> tuple[MemberView, time | None, time | None]:
        who = caller(interaction)
        async with self.bot.database.read_scope() as connection:
            member = await members.profile(connection, who)
            if member is None:
                raise members.not_enrolled(who)
            hours = (await members.quiet_hours(connection, (member.id,))).get(member.id)
        return member, hours.start if hours else None, hours.end if hours else None

    def _guide(self, interaction: Interaction) -> Guide:
        return self.bot.library.guide(interaction.locale.value)


async def setup(bot: MentorBot) -> None:
    """Add the feature to the bot."""
    await bot.add_cog(Reminders(bot))
