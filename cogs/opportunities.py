"""/opportunity: sharing jobs, fellowships and the like. Finding them is in cogs/opportunities_finding.py."""

import discord
from discord import app_commands
from discord.ext import tasks

from cogs.opportunities_finding import KINDS, LEVELS, MODES, SETTINGS, Finding, Interaction, Typed, group
from mentorbot import logs
from mentorbot.chat import Card
from mentorbot.chat.caller import Caller, Rights
from mentorbot.errors import UserError
from mentorbot.members import service as members
from mentorbot.networking.opportunities import (
    answers,
    cards,
    forms,
    imports,
    list_cards,
    posting,
    rights,
    service,
    terms,
)
from mentorbot.networking.opportunities.service import OpportunityView, Seen
from mentorbot.networking.opportunities.terms import OpportunityState
from mentorbot.on_discord import channels
from mentorbot.on_discord.actions import Press, action, number
from mentorbot.on_discord.answer import ask, change, show
from mentorbot.on_discord.bot import MentorBot
from mentorbot.on_discord.caller import caller
from mentorbot.on_discord.caller import rights as rights_of
from mentorbot.on_discord.opportunity_posts import Posts

log = logs.get(__name__)

Shown = discord.TextChannel | discord.ForumChannel

LOOK_EVERY = 5.0
"""Minutes between looks for opportunities that are shown in an older version."""


class Opportunities(Finding, name="opportunities"):
    """The commands and buttons of opportunities."""

    opportunity = group

    def __init__(self, bot: MentorBot) -> None:
        self.bot = bot
        self.posts = Posts(bot, bot.database)

    async def cog_load(self) -> None:
        """Begin to look after what is shown."""
        self._look_after.start()

    async def cog_unload(self) -> None:
        """Stop looking."""
        self._look_after.cancel()

    @tasks.loop(minutes=LOOK_EVERY)
    async def _look_after(self) -> None:
        try:
            await self.posts.bring_up_all()
        except Exception:  # or there would be no next look
            log.exception("could not look after what is shown of opportunities")

    @_look_after.before_loop
    async def _until_ready(self) -> None:
        await self.bot.wait_until_ready()

    # Sharing

    @opportunity.command(
        description="Share one: a job, internship, fellowship … You see it before others do."
    )
    @app_commands.describe(
        kind="What is on offer.",
        mode="On site, hybrid or remote.",
        setting="Where in healthcare.",
        level="How far along a career.",
        pay="What it pays, if it says so.",
        deadline="The last day to apply, as 2027-03-01; leave it out if there is none.",
    )
    @app_commands.choices(kind=KINDS, setting=SETTINGS, mode=MODES, level=LEVELS)
    async def post(  # noqa: PLR0917 - one for each option
        self,
        interaction: Interaction,
        kind: str,
        mode: str = "",
        setting: str = "",
        level: str = "",
        pay: app_commands.Range[str, 0, terms.MOST_PAY] = "",
        deadline: Typed = "",
    ) -> None:
        """Answer /opportunity post with the form for its words."""
        who, allowed = caller(interaction), rights_of(interaction)
        async with self.bot.database.read_scope() as connection:
            found = await rights.may_post(connection, who, allowed)
        values = {"kind": kind, "mode": mode, "setting": setting, "level": level}
        frame = answers.frame({**values, "pay": pay, "deadline": deadline}, _zone(found.member))
        async with self.bot.database.session_scope() as session:
            made = await service.draft(session, who, allowed, frame)
        await ask(interaction, forms.words_form(made))

    @action("write")
    async def _write(self, press: Press) -> None:
        await ask(press.interaction, forms.words_form(await self._managed(press)))

    @action("deadline")
    async def _deadline(self, press: Press) -> None:
        async with self.bot.database.read_scope() as connection:
            member = await members.profile(connection, caller(press.interaction))
        await ask(press.interaction, forms.deadline_form(await self._managed(press), _zone(member)))

    @action("manage")
    async def _manage(self, press: Press) -> None:
        await show(press.interaction, await self._preview(press, await self._managed(press)))

    @action("save_words")
    async def _save_words(self, press: Press) -> None:
        texts = answers.texts(_texts(press))
        async with self.bot.database.session_scope() as session:
            found = await posting.write(session, *self._changing(press), texts)
        await self._changed(press, found, "Stored.")

    @action("save_deadline")
    async def _save_deadline(self, press: Press) -> None:
        who, allowed, seen = self._changing(press)
        async with self.bot.database.session_scope() as session:
            member = await members.profile(session, who)
            due = answers.deadline(_texts(press).get("deadline", ""), _zone(member))
            found = await posting.set_deadline(session, who, allowed, seen, due)
        await self._changed(press, found, "Stored.")

    @action("publish")
    async def _publish(self, press: Press) -> None:
        who, allowed, seen = self._changing(press)
        async with self.bot.database.session_scope() as session:
            settings = await rights.settings(session, who)
            channels.check_post(press.interaction.guild, settings.channel_id, command="/opportunity channel")
            found = await posting.publish(session, who, allowed, seen)
        await change(press.interaction, await self._preview(press, found, "Thank you for sharing this."))

    @action("close")
    async def _close(self, press: Press) -> None:
        who, allowed, seen = self._changing(press)
        async with self.bot.database.session_scope() as session:
            found = await posting.close(session, who, allowed, seen.id)
        await show(press.interaction, cards.dropped_card(found))
        await self.posts.bring_up(found.id)

    # Organizers

    @opportunity.command(
        description="For those who manage the server: where opportunities are shown, and who may."
    )
    @app_commands.describe(
        channel="Where opportunities are shown: a text channel, or a forum with tags.",
        posters="Only people with this role may post, besides organizers. Leave it out for all members.",
        review="Where organizers look at what is handed in or reported; best a channel only they see.",
        approval="Whether an organizer looks at each before it is shown.",
    )
    async def channel(
        self,
        interaction: Interaction,
        channel: Shown,
        posters: discord.Role | None = None,
        review: discord.TextChannel | None = None,
        approval: bool = False,
    ) -> None:
        """Answer /opportunity channel."""
        role = str(posters.id) if posters and not posters.is_default() else ""
        places = [str(one.id) for one in (channel, review) if one is not None]
        for place in places:
            channels.check_post(interaction.guild, place)
        review_id = places[1] if review else ""
        async with self.bot.database.session_scope() as session:
            await rights.set_up(
                session,
                caller(interaction),
                rights_of(interaction),
                places[0],
                review_id,
                role,
                approval=approval,
            )
        await show(interaction, cards.channel_card(places[0], review_id, role, approval=approval))

    @opportunity.command(description="For organizers: what was handed in and waits for you.")
    async def review(self, interaction: Interaction) -> None:
        """Answer /opportunity review."""
        async with self.bot.database.read_scope() as connection:
            waiting = await service.waiting(connection, caller(interaction), rights_of(interaction))
        await show(interaction, list_cards.waiting_card(waiting))

    @opportunity.command(name="import", description="For organizers: take in many at once, from a CSV file.")
    @app_commands.describe(file="A table with the columns kind, title, organization, and more if you like.")
    async def take(self, interaction: Interaction, file: discord.Attachment) -> None:
        """Answer /opportunity import with a look at every row."""
        who, allowed = caller(interaction), rights_of(interaction)
        async with self.bot.database.read_scope() as connection:
            await rights.organize(connection, who, allowed)
        if file.size > imports.MOST_BYTES:
            raise UserError(imports.TOO_LARGE)
        content = await file.read()
        async with self.bot.database.session_scope() as session:
            preview = await imports.look(session, who, allowed, content)
        await show(interaction, list_cards.preview_card(preview))

    @action("take_in")
    async def _take_in(self, press: Press) -> None:
        who, allowed = caller(press.interaction), rights_of(press.interaction)
        async with self.bot.database.session_scope() as session:
            opened = await imports.take_in(session, who, allowed, number(press.argument))
        where = opened[0].channel_id if opened else ""
        await change(press.interaction, list_cards.taken_in_card(len(opened), where))

    @action("leave_out")
    async def _leave_out(self, press: Press) -> None:
        who, allowed = caller(press.interaction), rights_of(press.interaction)
        async with self.bot.database.session_scope() as session:
            await imports.leave_out(session, who, allowed, number(press.argument))
        await change(press.interaction, list_cards.taken_in_card(0, ""))

    @action("approve")
    async def _approve(self, press: Press) -> None:
        await self._decide(press, approve=True)

    @action("decline")
    async def _decline(self, press: Press) -> None:
        await self._decide(press, approve=False)

    async def _decide(self, press: Press, *, approve: bool) -> None:
        who, allowed = caller(press.interaction), rights_of(press.interaction)
        async with self.bot.database.session_scope() as session:
            found = await posting.decide(session, who, allowed, number(press.argument), approve=approve)
        await show(press.interaction, cards.reviewed_card(found))

    def _changing(self, press: Press) -> tuple[Caller, Rights, Seen]:
        id_, _, version = press.argument.partition(":")
        return (
            caller(press.interaction),
            rights_of(press.interaction),
            Seen(number(id_), number(version)),
        )

    async def _managed(self, press: Press) -> OpportunityView:
        who, allowed, seen = self._changing(press)
        async with self.bot.database.read_scope() as connection:
            return await service.managed(connection, who, allowed, seen.id)

    async def _preview(self, press: Press, found: OpportunityView, note: str = "") -> Card:
        if found.state is not OpportunityState.DRAFT:
            return cards.preview_card(found, note)
        async with self.bot.database.read_scope() as connection:
            who = caller(press.interaction)
            settings = await rights.settings(connection, who)
            allowed = await rights.known(connection, who, rights_of(press.interaction))
        approval = settings.approval and not rights.organizes(allowed)
        return cards.preview_card(found, approval=approval)

    async def _changed(self, press: Press, found: OpportunityView, note: str) -> None:
        await change(press.interaction, await self._preview(press, found, note))
        await self.posts.bring_up(found.id)


def _texts(press: Press) -> dict[str, str]:
    return {name: value for name, value in press.answers.items() if isinstance(value, str)}


def _zone(member: members.MemberView | None) -> str:
    return member.time_zone if member is not None else "UTC"


async def setup(bot: MentorBot) -> None:
    """Add the feature to the bot."""
    await bot.add_cog(Opportunities(bot))
