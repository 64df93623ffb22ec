"""/events and /event calendar: what is coming up, who comes, and what became of it."""

from typing import Any

import discord
from discord import app_commands

from cogs.events_common import Choice, Interaction, Part, Typed, group, offered
from mentorbot import clock
from mentorbot.chat import Card
from mentorbot.errors import UserError
from mentorbot.events import attendance, calendar, cards, pictures, rsvp, service
from mentorbot.events.service import EventView
from mentorbot.events.terms import EventAnswer
from mentorbot.on_discord import choices, render
from mentorbot.on_discord.actions import Press, action, number
from mentorbot.on_discord.answer import change, show
from mentorbot.on_discord.caller import caller, rights

_SHOWN = choices.named(
    {"all": "All that is coming up", "mine": "Mine", "credits": "With credits", **cards.KINDS}
)


class Coming(Part):
    """The commands and buttons of everybody."""

    @app_commands.command(description="What is coming up, and what you said you come to.")
    @app_commands.describe(show_="Which events.")
    @app_commands.rename(show_="show")
    @app_commands.choices(show_=_SHOWN)
    async def events(self, interaction: Interaction, show_: str = "all") -> None:
        """Answer /events."""
        await show(interaction, await self._list(interaction, show_))

    @group.command(description="Get an event, or all that you come to, as a file for your calendar.")
    @app_commands.describe(event="Which event; leave it out for all that you come to.")
    async def calendar(self, interaction: Interaction, event: Typed = "") -> None:
        """Answer /event calendar."""
        await show(interaction, await self._file(interaction, event))

    @calendar.autocomplete("event")
    async def _to_keep(self, interaction: Interaction, typed: str) -> list[Choice]:
        async with self.bot.database.read_scope() as connection:
            return offered(await service.upcoming(connection, caller(interaction)), typed)

    @action("going")
    async def _going(self, press: Press) -> None:
        await self._respond(press, EventAnswer.GOING)

    @action("interested")
    async def _interested(self, press: Press) -> None:
        await self._respond(press, EventAnswer.INTERESTED)

    @action("cannot")
    async def _cannot(self, press: Press) -> None:
        await self._respond(press, EventAnswer.CANNOT)

    @action("mute")
    async def _mute(self, press: Press) -> None:
        await self._set_mute(press, muted=True)

    @action("unmute")
    async def _unmute(self, press: Press) -> None:
        await self._set_mute(press, muted=False)

    @action("show")
    async def _show(self, press: Press) -> None:
        async with self.bot.database.read_scope() as connection:
            found = await rsvp.look(connection, caller(press.interaction), number(press.argument))
        await show(press.interaction, cards.answered_card(found, clock.now()))

    @action("calendar")
    async def _calendar(self, press: Press) -> None:
        await show(press.interaction, await self._file(press.interaction, press.argument))

    @action("attended")
    async def _attended(self, press: Press) -> None:
        id_, _, start = press.argument.partition(":")
        async with self.bot.database.session_scope() as session:
            who, which = caller(press.interaction), (number(id_), number(start))
            found = await attendance.attended(session, who, self.bot.rules, which)
        await change(press.interaction, cards.attended_card(found.event, found.goals, found.left))

    @action("filter")
    async def _filter(self, press: Press) -> None:
        shown = press.values[0] if press.values else "all"
        await change(press.interaction, await self._list(press.interaction, shown))

    @action("page")
    async def _page(self, press: Press) -> None:
        shown, _, page = press.argument.rpartition(":")
        await change(press.interaction, await self._list(press.interaction, shown, number(page)))

    async def _respond(self, press: Press, said: EventAnswer) -> None:
        interaction = press.interaction
        id_, _, where = press.argument.partition(":")
        async with self.bot.database.session_scope() as session:
            answered = await rsvp.respond(
                session, caller(interaction), rights(interaction), number(id_), said
            )
        card = cards.answered_card(answered, clock.now())
        if where != cards.FOR_ALL or interaction.response.is_done():
            await change(interaction, card)
            return
        # The message that all see gets the new counts with the answer itself, which no rate limit holds up.
        picture = await self._missing_picture(interaction, answered.event)
        public = cards.public_card(answered.event, clock.now(), picture)
        new = render.files(public) or discord.utils.MISSING
        await interaction.response.edit_message(view=render.screen(public), attachments=new)
        await show(interaction, card)

    async def _missing_picture(self, interaction: discord.Interaction[Any], event: EventView) -> bytes | None:
        """The picture of an event, if the message that was pressed on does not have it yet."""
        there = interaction.message.attachments if interaction.message else []
        if not event.picture or any(one.filename == event.picture for one in there):
            return None
        async with self.bot.database.read_scope() as connection:
            return await pictures.load(connection, event.id)

    async def _set_mute(self, press: Press, *, muted: bool) -> None:
        async with self.bot.database.session_scope() as session:
            found = await rsvp.mute(session, caller(press.interaction), number(press.argument), muted=muted)
        await change(press.interaction, cards.answered_card(found, clock.now()))

    async def _list(self, interaction: discord.Interaction[Any], shown: str = "all", page: int = 1) -> Card:
        async with self.bot.database.read_scope() as connection:
            found = await service.upcoming(connection, caller(interaction))
            mine = await rsvp.mine(connection, caller(interaction))
        return cards.list_card(cards.chosen(found, mine, shown), mine, clock.now(), shown, page)

    async def _file(self, interaction: discord.Interaction[Any], which: str) -> Card:
        who = caller(interaction)
        async with self.bot.database.read_scope() as connection:
            found = await service.upcoming(connection, who)
            mine = await rsvp.mine(connection, who)
        if which.strip():
            found = [event for event in found if event.id == number(which.strip())]
            if not found:
                raise UserError(service.GONE)
        else:
            found = cards.chosen(found, mine, "mine")
            if not found:
                raise UserError("You have not said yet that you come to any. `/events` shows what there is.")
        name = f"event-{found[0].id}.ics" if which.strip() else "my-events.ics"
        return cards.calendar_card(calendar.ics(found, clock.now()), name, len(found))
