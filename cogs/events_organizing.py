"""/event for organizers: announcing, changing, cancelling."""

import discord
from discord import app_commands

from cogs.events_common import Choice, Interaction, Part, Typed, group, offered, organizer
from mentorbot import clock
from mentorbot.cards import limits
from mentorbot.errors import UserError
from mentorbot.events import announce, answers, cards, forms, organizer_cards, service
from mentorbot.events.announce import Changed
from mentorbot.events.answers import Frame
from mentorbot.events.recurrence import MOST_TIMES, Repeats
from mentorbot.events.rights import organize, set_up
from mentorbot.events.terms import MOST_CAPACITY, EventKind
from mentorbot.guide.model import Stage
from mentorbot.members import service as members
from mentorbot.members import zones
from mentorbot.on_discord import event_posts
from mentorbot.on_discord.actions import Press, action, number
from mentorbot.on_discord.answer import ask, change, show
from mentorbot.on_discord.caller import caller, rights

KINDS = [app_commands.Choice(name=name, value=kind.value) for kind, name in cards.KINDS.items()]
_REPEATS = [
    app_commands.Choice(name=name, value=value)
    for name, value in (
        ("Every week", Repeats.WEEKLY.value),
        ("Every two weeks", Repeats.TWO_WEEKS.value),
        ("Every month, on the same weekday", Repeats.MONTHLY.value),
        ("Every year", Repeats.YEARLY.value),
    )
]


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
        async with self.bot.database.session_scope() as session:
            event = await service.draft(session, who, may, frame, when)
        await ask(interaction, forms.words_form(event))

    @announce.autocomplete("zone")
    async def _zones(self, interaction: Interaction, typed: str) -> list[Choice]:
        found = zones.search(typed, limits.SUGGESTIONS)
        return [app_commands.Choice(name=one.label[: limits.SUGGESTION], value=one.key) for one in found]

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
    @app_commands.describe(event="Which event; drafts are in the list too.")
    async def edit(self, interaction: Interaction, event: Typed) -> None:
        """Answer /event edit."""
        async with self.bot.database.read_scope() as connection:
            await organize(connection, caller(interaction), rights(interaction))
            found = await service.get(connection, caller(interaction), number(event.strip()))
        await show(interaction, organizer_cards.preview_card(found, clock.now()))

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
            event_posts.check(guild, found.channel_id)
            changed = await announce.publish(session, who, may, seen, found.channel_id)
        notes = () if event_posts.may_schedule(guild) else (event_posts.NO_NATIVE,)
        await self._changed(press, changed, notes)

    @action("words")
    async def _ask_words(self, press: Press) -> None:
        await ask(press.interaction, forms.words_form(await self.managed(press)))

    @action("time")
    async def _ask_time(self, press: Press) -> None:
        await ask(press.interaction, forms.time_form(await self.managed(press)))

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
        await change(press.interaction, organizer_cards.changed_card(changed, clock.now(), notes))
        if changed.event.message_key:
            for trouble in await self.posts.bring_up(changed.event.id):
                await show(press.interaction, organizer_cards.trouble_card(trouble))


def event_kind(value: str) -> EventKind:
    """A kind that was chosen from the list. Raises UserError if it is none."""
    try:
        return EventKind(value)
    except ValueError:
        raise UserError("Please choose what sort of event it is from the list.") from None
