"""/event for organizers: announcing, changing, cancelling."""

import asyncio
from typing import Any

import discord
from discord import app_commands

from cogs.events_common import Choice, Interaction, Part, Typed, content, group, offered, organizer
from mentorbot import clock
from mentorbot.chat import limits
from mentorbot.errors import UserError
from mentorbot.events import announce, answers, cards, forms, organizer_cards, pictures, service
from mentorbot.events.announce import Changed
from mentorbot.events.answers import Frame
from mentorbot.events.pictures import Picture
from mentorbot.events.recurrence import MOST_TIMES, Repeats
from mentorbot.events.rights import organize, set_up
from mentorbot.events.service import Seen
from mentorbot.events.terms import MOST_ALT, MOST_CAPACITY, EventKind, EventState
from mentorbot.guide.model import Stage
from mentorbot.members import service as members
from mentorbot.members import zones
from mentorbot.on_discord import choices, event_posts
from mentorbot.on_discord.actions import Press, action, number
from mentorbot.on_discord.answer import ask, change, show
from mentorbot.on_discord.caller import caller, rights

KINDS = choices.named(cards.KINDS)
_REPEATS = choices.named(
    {
        Repeats.WEEKLY: "Every week",
        Repeats.TWO_WEEKS: "Every two weeks",
        Repeats.MONTHLY: "Every month, on the same weekday",
        Repeats.YEARLY: "Every year",
    }
)


class Organizing(Part):
    """The commands and buttons of organizers."""

    @group.command(description="For organizers: announce an event. You see it before anybody else does.")
    @app_commands.describe(
        kind="What sort of event it is.",
        starts="When it begins, as 2027-03-01 17:30. For a deadline: when it is.",
        ends="When it ends, or how long it takes: 19:00, 90 min. An hour if you leave it out.",
        zone="The city or time zone that these times are in; yours if you leave it out.",
        place="Where it is, or the https link of a meeting.",
        host="Who holds it.",
        seats="How many can come, if there is a limit.",
        role="Only for people with this role.",
        stages="Only for these career stages, with commas between them.",
        repeats="If it takes place again and again.",
        times="How often it takes place then, the first included.",
        picture="A picture: PNG, JPEG, GIF or WebP.",
        alt="What the picture shows, for those who cannot see it.",
    )
    @app_commands.choices(kind=KINDS, repeats=_REPEATS)
    async def announce(  # noqa: PLR0917 - one for each option
        self,
        interaction: Interaction,
        kind: str,
        starts: Typed,
        ends: Typed = "",
        zone: Typed = "",
        place: app_commands.Range[str, 0, 500] = "",
        host: Typed = "",
        seats: app_commands.Range[int, 1, MOST_CAPACITY] | None = None,
        role: discord.Role | None = None,
        stages: app_commands.Range[str, 0, 200] = "",
        repeats: str | None = None,
        times: app_commands.Range[int, 2, MOST_TIMES] = 12,
        picture: discord.Attachment | None = None,
        alt: app_commands.Range[str, 0, MOST_ALT] = "",
    ) -> None:
        """Answer /event announce with the form for its words."""
        who, may = caller(interaction), rights(interaction)
        async with self.bot.database.read_scope() as connection:
            found = await organize(connection, who, may)
            member = None if zone.strip() else await members.profile(connection, who)
        if found.channel_id:
            event_posts.check(interaction.guild, found.channel_id)
        key = zones.resolve(zone) if zone.strip() else (member.time_zone if member else zones.DEFAULT)
        when = answers.when(
            starts, ends, key, place, repeats=Repeats(repeats) if repeats else None, times=times
        )
        frame = Frame(
            event_kind(kind),
            answers.host(host),
            seats,
            str(role.id) if role and not role.is_default() else "",
            answers.stages(stages),
        )
        drawn = await _picture(picture, alt) if picture else None
        async with self.bot.database.session_scope() as session:
            event = await service.draft(session, who, may, frame, when)
            if drawn is not None:
                seen = Seen(event.id, event.version)
                event = (await announce.illustrate(session, who, may, seen, drawn)).event
        await ask(interaction, forms.words_form(event))

    @announce.autocomplete("zone")
    async def _zones(self, interaction: Interaction, typed: str) -> list[Choice]:
        return choices.time_zones(typed)

    @announce.autocomplete("host")
    async def _hosts(self, interaction: Interaction, typed: str) -> list[Choice]:
        wanted = typed.casefold().strip()
        return [
            app_commands.Choice(name=host, value=host) for host in cards.HOSTS if wanted in host.casefold()
        ]

    @announce.autocomplete("stages")
    async def _stages(self, interaction: Interaction, typed: str) -> list[Choice]:
        before, _, last = typed.rpartition(",")
        kept = [part.strip() for part in before.split(",") if part.strip()]
        offered = [
            ", ".join((*kept, stage.value))
            for stage in Stage
            if stage.value not in kept and last.strip().casefold() in stage.value
        ]
        return [app_commands.Choice(name=one, value=one) for one in offered if len(one) <= limits.SUGGESTION]

    @group.command(description="For organizers: change, publish or cancel an event.")
    @app_commands.describe(
        event="Which event; drafts are in the list too.",
        picture="A picture for it: PNG, JPEG, GIF or WebP.",
        alt="What the picture shows, for those who cannot see it.",
    )
    async def edit(
        self,
        interaction: Interaction,
        event: Typed,
        picture: discord.Attachment | None = None,
        alt: app_commands.Range[str, 0, MOST_ALT] = "",
    ) -> None:
        """Answer /event edit."""
        who, may = caller(interaction), rights(interaction)
        async with self.bot.database.read_scope() as connection:
            await organize(connection, who, may)
            found = await service.get(connection, who, number(event.strip()))
            kept = await pictures.load(connection, found.id)
        if picture is None:
            await show(interaction, organizer_cards.preview_card(found, clock.now(), picture=kept))
            return
        if found.state is EventState.PUBLISHED:
            event_posts.check(interaction.guild, found.channel_id, picture=True)
        drawn = await _picture(picture, alt)
        async with self.bot.database.session_scope() as session:
            seen = Seen(found.id, found.version)
            changed = await announce.illustrate(session, who, may, seen, drawn)
        await show(interaction, organizer_cards.changed_card(changed, clock.now(), picture=drawn.data))
        await self._bring_up(interaction, changed)

    @edit.autocomplete("event")
    async def _to_edit(self, interaction: Interaction, typed: str) -> list[Choice]:
        try:
            async with self.bot.database.read_scope() as connection:
                await organize(connection, caller(interaction), rights(interaction))
                found = await service.upcoming(connection, caller(interaction), drafts=True)
        except UserError:
            return []  # What they may not do is told when they send the command.
        return offered(found, typed)

    @group.command(description="For those who manage the server: where events are announced, and who may.")
    @app_commands.describe(
        channel="Where events are announced.",
        organizers="A role that may announce events, besides those who may manage events.",
    )
    async def channel(
        self, interaction: Interaction, channel: discord.TextChannel, organizers: discord.Role | None = None
    ) -> None:
        """Answer /event channel."""
        who, may = caller(interaction), rights(interaction)
        role = str(organizers.id) if organizers else ""
        if organizers and organizers.is_default():
            raise UserError("Everybody has that role. Please choose one that only organizers have.")
        async with self.bot.database.session_scope() as session:
            await set_up(session, who, may, str(channel.id), role)
        await show(interaction, organizer_cards.channel_card(str(channel.id), role))

    @action("write")
    async def _write(self, press: Press) -> None:
        who, may, seen = organizer(press)
        async with self.bot.database.session_scope() as session:
            await organize(session, who, may)
            found = await service.get(session, who, seen.event_id)
            texts = answers.texts(press.typed, found.time_zone)
            changed = await announce.write(session, who, may, seen, texts)
        await self._changed(press, changed)

    @action("move")
    async def _move(self, press: Press) -> None:
        (who, may, seen), typed = organizer(press), press.typed
        async with self.bot.database.session_scope() as session:
            await organize(session, who, may)
            found = await service.get(session, who, seen.event_id)
            zone = zones.resolve(typed.get("zone", ""))
            starts, ends, place = (typed.get(name, "") for name in ("starts", "ends", "place"))
            when = answers.moved(found.when, starts, ends, zone, place)
            seats = answers.capacity(typed.get("capacity", ""))
            changed = await announce.move(session, who, may, seen, when, capacity=seats)
        await self._changed(press, changed)

    @action("publish")
    async def _publish(self, press: Press) -> None:
        who, may, seen = organizer(press)
        guild = press.interaction.guild
        async with self.bot.database.session_scope() as session:
            found = await organize(session, who, may)
            event = await service.get(session, who, seen.event_id)
            event_posts.check(guild, found.channel_id, picture=bool(event.picture))
            changed = await announce.publish(session, who, may, seen, found.channel_id)
        notes = () if event_posts.may_schedule(guild) else (event_posts.NO_NATIVE,)
        await self._changed(press, changed, notes)

    @action("words")
    async def _ask_words(self, press: Press) -> None:
        await ask(press.interaction, forms.words_form(await self.managed(press)))

    @action("time")
    async def _ask_time(self, press: Press) -> None:
        await ask(press.interaction, forms.time_form(await self.managed(press)))

    @action("unillustrate")
    async def _remove_picture(self, press: Press) -> None:
        who, may, seen = organizer(press)
        async with self.bot.database.session_scope() as session:
            changed = await announce.illustrate(session, who, may, seen, pictures.NONE)
        await self._changed(press, changed)

    @action("manage")
    async def _manage(self, press: Press) -> None:
        await change(press.interaction, organizer_cards.preview_card(await self.managed(press), clock.now()))

    @action("cancel")
    async def _ask_to_cancel(self, press: Press) -> None:
        await change(press.interaction, organizer_cards.confirm_cancel_card(await self.managed(press)))

    @action("cancel_confirm")
    async def _cancel(self, press: Press) -> None:
        who, may, seen = organizer(press)
        async with self.bot.database.session_scope() as session:
            changed = await announce.cancel(session, who, may, seen)
        await self._changed(press, changed)

    @action("drop")
    async def _drop(self, press: Press) -> None:
        who, may, seen = organizer(press)
        async with self.bot.database.session_scope() as session:
            dropped = await service.drop(session, who, may, seen)
        await change(press.interaction, organizer_cards.dropped_card(dropped))

    async def _changed(self, press: Press, changed: Changed, notes: tuple[str, ...] = ()) -> None:
        async with self.bot.database.read_scope() as connection:
            kept = await pictures.load(connection, changed.event.id) if changed.event.picture else None
        await change(press.interaction, organizer_cards.changed_card(changed, clock.now(), notes, kept))
        await self._bring_up(press.interaction, changed)

    async def _bring_up(self, interaction: discord.Interaction[Any], changed: Changed) -> None:
        if changed.event.message_key:
            for trouble in await self.posts.bring_up(changed.event.id):
                await show(interaction, organizer_cards.trouble_card(trouble))


async def _picture(sent: discord.Attachment, alt: str) -> Picture:
    """What was attached, made fit to be kept; beside the event loop, for it takes its time."""
    if sent.size > pictures.MOST_SENT:
        raise UserError(pictures.TOO_LARGE)
    return await asyncio.to_thread(pictures.prepare, await content(sent), alt)


def event_kind(value: str) -> EventKind:
    """A kind that was chosen from the list. Raises UserError if it is none."""
    try:
        return EventKind(value)
    except ValueError:
        raise UserError("Please choose what sort of event it is from the list.") from None
