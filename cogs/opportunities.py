"""/opportunity: sharing jobs, fellowships and the like, finding them, and being told of new ones."""

from collections.abc import Mapping
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands, tasks

from mentorbot import clock, logs
from mentorbot.cards import Card, limits
from mentorbot.errors import UserError
from mentorbot.events.rights import Rights
from mentorbot.members import service as members
from mentorbot.mentoring.words import SETTINGS
from mentorbot.networking.opportunities import (
    answers,
    cards,
    forms,
    imports,
    list_cards,
    marks,
    posting,
    rights,
    searches,
    service,
    terms,
)
from mentorbot.networking.opportunities.filters import Filters, asked, from_code
from mentorbot.networking.opportunities.service import OpportunityView, Seen
from mentorbot.networking.opportunities.terms import Cadence, OpportunityState
from mentorbot.on_discord import opportunity_posts
from mentorbot.on_discord.actions import Press, action, number
from mentorbot.on_discord.answer import ask, change, show
from mentorbot.on_discord.bot import MentorBot
from mentorbot.on_discord.caller import caller
from mentorbot.on_discord.caller import rights as rights_of
from mentorbot.on_discord.opportunity_posts import Posts

log = logs.get(__name__)

Interaction = discord.Interaction[MentorBot]
Choice = app_commands.Choice[str]
Typed = app_commands.Range[str, 0, limits.SUGGESTION]
Shown = discord.TextChannel | discord.ForumChannel

LOOK_EVERY = 5.0
"""Minutes between looks for opportunities that are shown in an older version."""


def _choices(names: Mapping[Any, str]) -> list[Choice]:
    return [app_commands.Choice(name=name, value=value.value) for value, name in names.items()]


_KINDS, _SETTINGS = _choices(cards.KINDS), _choices(SETTINGS)
_MODES, _LEVELS = _choices(cards.MODES), _choices(cards.LEVELS)


class Opportunities(commands.Cog, name="opportunities"):
    """The commands and buttons of opportunities."""

    opportunity = app_commands.Group(
        name="opportunity", description="Jobs, internships, fellowships: find them, share them."
    )

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

    # Finding

    @opportunity.command(description="Find what is open: jobs, internships, fellowships, volunteer roles.")
    @app_commands.describe(
        words="Words in its title, organization, place or description.",
        kind="What is on offer.",
        setting="Where in healthcare.",
        mode="On site, hybrid or remote.",
        level="How far along a career.",
    )
    @app_commands.choices(kind=_KINDS, setting=_SETTINGS, mode=_MODES, level=_LEVELS)
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

    @opportunity.command(description="What you are told of when it is new: the searches you saved.")
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
        reason = _texts(press).get("reason", "")
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
    @app_commands.choices(kind=_KINDS, setting=_SETTINGS, mode=_MODES, level=_LEVELS)
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
            opportunity_posts.check(press.interaction.guild, settings.channel_id)
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
            opportunity_posts.check(interaction.guild, place)
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

    def _changing(self, press: Press) -> tuple[members.Caller, Rights, Seen]:
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


def _cadence(values: tuple[str, ...]) -> Cadence:
    try:
        return Cadence(values[0] if values else "")
    except ValueError:
        raise UserError("Please choose from the list how often I should tell you.") from None


def _texts(press: Press) -> dict[str, str]:
    return {name: value for name, value in press.answers.items() if isinstance(value, str)}


def _zone(member: members.MemberView | None) -> str:
    return member.time_zone if member is not None else "UTC"


async def setup(bot: MentorBot) -> None:
    """Add the feature to the bot."""
    await bot.add_cog(Opportunities(bot))
