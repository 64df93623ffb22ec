"""/mentor: offering to mentor, pausing and leaving; and /setup mentoring."""

from dataclasses import replace
from typing import Any, Final

import discord
from discord import app_commands
from discord.ext import commands

from mentorbot.chat import Card
from mentorbot.errors import UserError
from mentorbot.members import zones
from mentorbot.mentoring import people, settings
from mentorbot.mentoring.profiles import answers as profile_answers
from mentorbot.mentoring.profiles import approval, joining
from mentorbot.mentoring.profiles import cards as profile_cards
from mentorbot.mentoring.profiles import forms as profile_forms
from mentorbot.mentoring.profiles import service as profiles
from mentorbot.mentoring.profiles.service import MentorView
from mentorbot.mentoring.terms import MOST_MONTHS, MentorState
from mentorbot.on_discord import channels
from mentorbot.on_discord.actions import Press, action, number
from mentorbot.on_discord.answer import ask, change, show
from mentorbot.on_discord.bot import MentorBot
from mentorbot.on_discord.caller import caller, rights
from mentorbot.on_discord.mentoring import credentials, display_name

Interaction = discord.Interaction[MentorBot]

AFTER: Final = ("cogs.community",)
"""It adds to its commands."""


class Mentor(commands.Cog, name="mentor"):
    """The commands and buttons of those who mentor."""

    mentor = app_commands.Group(name="mentor", description="Find a mentor, or be one.")

    def __init__(self, bot: MentorBot) -> None:
        self.bot = bot
        self._setup = app_commands.Command[Mentor, ..., None](
            name="mentoring",
            description="How mentoring works here: where pairs talk, who is told, by which limits.",
            callback=self._set_up,
        )

    async def cog_load(self) -> None:
        """Add the settings to the commands that prepare a server."""
        if isinstance(setup := self.bot.tree.get_command("setup"), app_commands.Group):
            setup.add_command(self._setup, override=True)

    # Joining, in three steps

    @mentor.command(description="Offer to mentor, or change what you offer: three short forms.")
    async def join(self, interaction: Interaction) -> None:
        """Answer /mentor join."""
        who = caller(interaction)
        async with self.bot.database.read_scope() as connection:
            try:
                person = await people.me(connection, who)
            except UserError:
                if who.community is None:
                    raise
                known, zone = None, ""
            else:
                known, zone = await profiles.mentor(connection, person.id), person.time_zone
        if known is None or not known.finished:
            await ask(interaction, profile_forms.about_form(known))
            return
        await show(interaction, self._card(known, zone))

    @action("about")
    async def _about(self, press: Press) -> None:
        view, _ = await self._own(press)
        await ask(press.interaction, profile_forms.about_form(view))

    @action("offer")
    async def _offer(self, press: Press) -> None:
        view, _ = await self._own(press)
        await ask(press.interaction, profile_forms.offer_form(view, credentials(self.bot)))

    @action("room")
    async def _room(self, press: Press) -> None:
        view, zone = await self._own(press)
        await ask(press.interaction, profile_forms.room_form(view, zone))

    @action("save_about")
    async def _save_about(self, press: Press) -> None:
        said = profile_answers.about(press.answers)
        async with self.bot.database.session_scope() as session:
            view = await joining.about(
                session, caller(press.interaction), display_name(press.interaction), said
            )
        if view.finished:
            await self._changed(press)
        else:
            await change(press.interaction, profile_cards.step_card(view, 1))

    @action("save_offer")
    async def _save_offer(self, press: Press) -> None:
        said = profile_answers.offer(press.answers, credentials(self.bot))
        async with self.bot.database.session_scope() as session:
            before = await profiles.must_mentor(
                session, (await people.me(session, caller(press.interaction))).id
            )
            view = await joining.offer(session, caller(press.interaction), said)
        if before.finished:
            await self._changed(press)
        else:
            await change(press.interaction, profile_cards.step_card(view, 2))

    @action("save_room")
    async def _save_room(self, press: Press) -> None:
        said = profile_answers.room(press.answers)
        typed = profile_answers.text(press.answers, "zone", 100, "the time zone")
        zone = zones.resolve(typed) if typed else ""
        async with self.bot.database.session_scope() as session:
            await joining.room(session, caller(press.interaction), said, zone)
        await self._changed(press)

    @action("enlist")
    async def _enlist(self, press: Press) -> None:
        async with self.bot.database.session_scope() as session:
            await joining.enlist(session, caller(press.interaction))
        await self._changed(press, "Thank you!")

    # Pausing, coming back and leaving

    @mentor.command(description="Get nobody new for a while. Your mentees stay.")
    @app_commands.describe(
        until="The day on which it ends by itself: year-month-day. Left out: when you say."
    )
    async def pause(self, interaction: Interaction, until: app_commands.Range[str, 0, 40] = "") -> None:
        """Answer /mentor pause."""
        async with self.bot.database.session_scope() as session:
            view, passed = await joining.pause(session, caller(interaction), until)
        await show(interaction, profile_cards.pause_card(view, passed))

    @mentor.command(description="End a pause: mentees find you again.")
    async def resume(self, interaction: Interaction) -> None:
        """Answer /mentor resume."""
        await show(interaction, await self._resumed(interaction))

    @action("resume")
    async def _resume(self, press: Press) -> None:
        await change(press.interaction, await self._resumed(press.interaction))

    @mentor.command(description="Stop mentoring here. You are asked once more.")
    async def leave(self, interaction: Interaction) -> None:
        """Answer /mentor leave with a question."""
        async with self.bot.database.read_scope() as connection:
            found = await joining.leaving(connection, caller(interaction))
        await show(interaction, profile_cards.leave_card(found.mentees, len(found.pairs)))

    @action("leave_confirm")
    async def _leave(self, press: Press) -> None:
        async with self.bot.database.session_scope() as session:
            found = await joining.leave(session, caller(press.interaction))
        await change(press.interaction, profile_cards.left_card(len(found.pairs)))

    @action("keep")
    async def _keep(self, press: Press) -> None:
        await self._changed(press, "Good that you stay.")

    # Organizers

    @action("approve")
    async def _approve(self, press: Press) -> None:
        await self._decide(press, approve=True)

    @action("turn_down")
    async def _turn_down(self, press: Press) -> None:
        await self._decide(press, approve=False)

    async def _decide(self, press: Press, *, approve: bool) -> None:
        interaction = press.interaction
        async with self.bot.database.session_scope() as session:
            view = await approval.decide(
                session, caller(interaction), rights(interaction), number(press.argument), approve=approve
            )
        await show(interaction, profile_cards.approved_card(view, listed=view.state is MentorState.LISTED))

    @app_commands.describe(
        channel="Under which private threads for pairs are opened, and rounds announced.",
        organizers="Where organizers are told what needs them.",
        approval_="Whether an organizer looks at a mentor before they are listed.",
        answer_hours="How many hours a mentor who is asked has to answer.",
        open_requests="How many requests one student can have open.",
        asks_a_week="How often one mentor is asked in a week.",
        months="How many months a mentorship lasts unless the two say otherwise.",
    )
    @app_commands.rename(approval_="approval")
    async def _set_up(  # noqa: PLR0917 - one for each option
        self,
        interaction: Interaction,
        channel: discord.TextChannel | None = None,
        organizers: discord.TextChannel | None = None,
        approval_: bool | None = None,
        answer_hours: app_commands.Range[int, 1, 720] | None = None,
        open_requests: app_commands.Range[int, 1, 10] | None = None,
        asks_a_week: app_commands.Range[int, 1, 50] | None = None,
        months: app_commands.Range[int, 1, MOST_MONTHS] | None = None,
    ) -> None:
        """Answer /setup mentoring: what is left out stays as it is."""
        who, may = caller(interaction), rights(interaction)
        given: dict[str, Any] = {
            "channel_id": str(channel.id) if channel else None,
            "organizer_channel_id": str(organizers.id) if organizers else None,
            "approval": approval_,
            "answer_hours": answer_hours,
            "most_open": open_requests,
            "asks_a_week": asks_a_week,
            "months": months,
        }
        for place in filter(None, (channel, organizers)):
            channels.check_post(interaction.guild, str(place.id))
        async with self.bot.database.session_scope() as session:
            before = await settings.here(session, who, may)
            new = replace(before, **{name: value for name, value in given.items() if value is not None})
            community = await settings.set_up(session, who, may, new)
            if before.approval and not new.approval:
                await approval.list_all(session, community)
        await show(interaction, profile_cards.settings_card(new))

    async def _resumed(self, interaction: Interaction) -> Card:
        async with self.bot.database.session_scope() as session:
            view = await joining.resume(session, caller(interaction))
            person = await people.me(session, caller(interaction))
        return self._card(view, person.time_zone)

    async def _own(self, press: Press) -> tuple[MentorView, str]:
        async with self.bot.database.read_scope() as connection:
            person = await people.me(connection, caller(press.interaction))
            return await profiles.must_mentor(connection, person.id), person.time_zone

    async def _changed(self, press: Press, said: str = "") -> None:
        view, zone = await self._own(press)
        await change(press.interaction, self._card(view, zone, said))

    def _card(self, view: MentorView, zone: str, said: str = "") -> Card:
        return profile_cards.mentor_card(view, zones.label(zone), credentials(self.bot), said)


async def setup(bot: MentorBot) -> None:
    """Add the feature to the bot."""
    await bot.add_cog(Mentor(bot))
