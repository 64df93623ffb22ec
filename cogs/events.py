"""/event and /events: announcing, and coming."""

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands, tasks

from cogs.credits import Credits
from mentorbot import clock, logs
from mentorbot.cards import Card, fit, limits
from mentorbot.errors import UserError
from mentorbot.events import announce, answers, attendance, calendar, cards, forms, rsvp, service
from mentorbot.events.announce import Changed
from mentorbot.events.answers import Frame
from mentorbot.events.recurrence import MOST_TIMES, Repeats
from mentorbot.events.rights import Rights, organize, set_up
from mentorbot.events.service import EventView, Seen
from mentorbot.events.terms import MOST_CAPACITY, EventAnswer, EventKind
from mentorbot.guide.model import Stage
from mentorbot.members import service as members
from mentorbot.members import zones
from mentorbot.on_discord import event_posts, render
from mentorbot.on_discord.actions import Press, action, number
from mentorbot.on_discord.answer import ask, change, show
from mentorbot.on_discord.bot import MentorBot
from mentorbot.on_discord.caller import caller
from mentorbot.on_discord.caller import rights as rights_of
from mentorbot.on_discord.event_posts import Posts

log = logs.get(__name__)

Interaction = discord.Interaction[MentorBot]
Choice = app_commands.Choice[str]
Typed = app_commands.Range[str, 0, limits.SUGGESTION]

LOOK_EVERY = 10.0
"""Minutes between looks for events that are shown in an older version."""

_KINDS = [app_commands.Choice(name=name, value=kind.value) for kind, name in cards.KINDS.items()]
_REPEATS = [
    app_commands.Choice(name=name, value=value)
    for name, value in (
        ("Every week", Repeats.WEEKLY.value),
        ("Every two weeks", Repeats.TWO_WEEKS.value),
        ("Every month, on the same weekday", Repeats.MONTHLY.value),
        ("Every year", Repeats.YEARLY.value),
    )
]
_SHOWN = [
    app_commands.Choice(name=name, value=value)
    for value, name in (("all", "All that is coming up"), ("mine", "Mine"), ("credits", "With credits"))
] + _KINDS


class Events(commands.Cog, name="events"):
    """The commands and buttons of events."""

    event = app_commands.Group(name="event", description="Announce and change events, or get their calendar.")

    def __init__(self, bot: MentorBot) -> None:
        self.bot = bot
        self.posts = Posts(bot, bot.database)

    async def cog_load(self) -> None:
        """Begin to look after what is shown."""
        self._look.start()

    async def cog_unload(self) -> None:
        """Stop looking."""
        self._look.cancel()

    @tasks.loop(minutes=LOOK_EVERY)
    async def _look(self) -> None:
        try:
            await self.posts.bring_up_all()
        except Exception:  # or there would be no next look
            log.exception("could not look after what is shown of events")

    @_look.before_loop
    async def _until_ready(self) -> None:
        await self.bot.wait_until_ready()

    # Organizers

    @event.command(description="For organizers: announce an event. You see it before anybody else does.")
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
    @app_commands.choices(kind=_KINDS, repeats=_REPEATS)
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
        who, rights = caller(interaction), rights_of(interaction)
        async with self.bot.database.read_scope() as connection:
            found = await organize(connection, who, rights)
            member = None if zone.strip() else await members.profile(connection, who)
        if found.channel_id:
            event_posts.check(interaction.guild, found.channel_id)
        key = zones.resolve(zone) if zone.strip() else (member.time_zone if member else zones.DEFAULT)
        when = answers.when(
            starts, ends, key, place, repeats=Repeats(repeats) if repeats else None, times=times
        )
        frame = Frame(
            _kind(kind),
            answers.host(host),
            seats,
            str(role.id) if role and not role.is_default() else "",
            answers.stages(stages),
        )
        async with self.bot.database.session_scope() as session:
            event = await service.draft(session, who, rights, frame, when)
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

    @event.command(description="For organizers: change, publish or cancel an event.")
    @app_commands.describe(event="Which event; drafts are in the list too.")
    async def edit(self, interaction: Interaction, event: Typed) -> None:
        """Answer /event edit."""
        async with self.bot.database.read_scope() as connection:
            await organize(connection, caller(interaction), rights_of(interaction))
            found = await service.get(connection, caller(interaction), number(event.strip()))
        await show(interaction, cards.preview_card(found, clock.now()))

    @edit.autocomplete("event")
    async def _to_edit(self, interaction: Interaction, typed: str) -> list[Choice]:
        try:
            async with self.bot.database.read_scope() as connection:
                await organize(connection, caller(interaction), rights_of(interaction))
                found = await service.upcoming(connection, caller(interaction), drafts=True)
        except UserError:
            return []  # What they may not do is told when they send the command.
        return _offered(found, typed)

    @event.command(description="For those who manage the server: where events are announced, and who may.")
    @app_commands.describe(
        channel="Where events are announced.",
        organizers="A role that may announce events, besides those who may manage events.",
    )
    async def channel(
        self, interaction: Interaction, channel: discord.TextChannel, organizers: discord.Role | None = None
    ) -> None:
        """Answer /event channel."""
        who, rights = caller(interaction), rights_of(interaction)
        role = str(organizers.id) if organizers else ""
        if organizers and organizers.is_default():
            raise UserError("Everybody has that role. Please choose one that only organizers have.")
        async with self.bot.database.session_scope() as session:
            await set_up(session, who, rights, str(channel.id), role)
        await show(interaction, cards.channel_card(str(channel.id), role))

    @action("write")
    async def _write(self, press: Press) -> None:
        who, rights, seen = self._organizer(press)
        typed = {name: value for name, value in press.answers.items() if isinstance(value, str)}
        async with self.bot.database.session_scope() as session:
            await organize(session, who, rights)
            found = await service.get(session, who, seen.event_id)
            texts = answers.texts(typed, found.time_zone)
            changed = await announce.write(session, who, rights, seen, texts)
        await self._changed(press, changed)

    @action("move")
    async def _move(self, press: Press) -> None:
        who, rights, seen = self._organizer(press)
        typed = {name: value for name, value in press.answers.items() if isinstance(value, str)}
        async with self.bot.database.session_scope() as session:
            await organize(session, who, rights)
            found = await service.get(session, who, seen.event_id)
            zone = zones.resolve(typed.get("zone", ""))
            when = answers.moved(
                found.when, typed.get("starts", ""), typed.get("ends", ""), zone, typed.get("place", "")
            )
            seats = answers.capacity(typed.get("capacity", ""))
            changed = await announce.move(session, who, rights, seen, when, capacity=seats)
        await self._changed(press, changed)

    @action("publish")
    async def _publish(self, press: Press) -> None:
        who, rights, seen = self._organizer(press)
        guild = press.interaction.guild
        async with self.bot.database.session_scope() as session:
            found = await organize(session, who, rights)
            event_posts.check(guild, found.channel_id)
            changed = await announce.publish(session, who, rights, seen, found.channel_id)
        notes = () if event_posts.may_schedule(guild) else (event_posts.NO_NATIVE,)
        await self._changed(press, changed, notes)

    @action("words")
    async def _ask_words(self, press: Press) -> None:
        await ask(press.interaction, forms.words_form(await self._managed(press)))

    @action("time")
    async def _ask_time(self, press: Press) -> None:
        await ask(press.interaction, forms.time_form(await self._managed(press)))

    @action("manage")
    async def _manage(self, press: Press) -> None:
        await change(press.interaction, cards.preview_card(await self._managed(press), clock.now()))

    @action("cancel")
    async def _ask_to_cancel(self, press: Press) -> None:
        await change(press.interaction, cards.confirm_cancel_card(await self._managed(press)))

    @action("cancel_confirm")
    async def _cancel(self, press: Press) -> None:
        who, rights, seen = self._organizer(press)
        async with self.bot.database.session_scope() as session:
            changed = await announce.cancel(session, who, rights, seen)
        await self._changed(press, changed)

    @action("drop")
    async def _drop(self, press: Press) -> None:
        who, rights, seen = self._organizer(press)
        async with self.bot.database.session_scope() as session:
            dropped = await service.drop(session, who, rights, seen)
        await change(press.interaction, cards.dropped_card(dropped))

    async def _changed(self, press: Press, changed: Changed, notes: tuple[str, ...] = ()) -> None:
        await change(press.interaction, cards.changed_card(changed, clock.now(), notes))
        if changed.event.message_key:
            for trouble in await self.posts.bring_up(changed.event.id):
                await show(press.interaction, cards.trouble_card(trouble))

    def _organizer(self, press: Press) -> tuple[members.Caller, Rights, Seen]:
        id_, _, version = press.argument.partition(":")
        return caller(press.interaction), rights_of(press.interaction), Seen(number(id_), number(version))

    async def _managed(self, press: Press) -> EventView:
        async with self.bot.database.read_scope() as connection:
            await organize(connection, caller(press.interaction), rights_of(press.interaction))
            return await service.get(
                connection, caller(press.interaction), number(press.argument.partition(":")[0])
            )

    # Everybody

    @app_commands.command(description="What is coming up, and what you said you come to.")
    @app_commands.describe(show_="Which events.")
    @app_commands.rename(show_="show")
    @app_commands.choices(show_=_SHOWN)
    async def events(self, interaction: Interaction, show_: str = "all") -> None:
        """Answer /events."""
        await show(interaction, await self._list(interaction, show_))

    @event.command(description="Get an event, or all that you come to, as a file for your calendar.")
    @app_commands.describe(event="Which event; leave it out for all that you come to.")
    async def calendar(self, interaction: Interaction, event: Typed = "") -> None:
        """Answer /event calendar."""
        await show(interaction, await self._file(interaction, event))

    @calendar.autocomplete("event")
    async def _to_keep(self, interaction: Interaction, typed: str) -> list[Choice]:
        async with self.bot.database.read_scope() as connection:
            return _offered(await service.upcoming(connection, caller(interaction)), typed)

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
        credit = self.bot.get_cog("credits")
        if not isinstance(credit, Credits):
            raise UserError("Credits cannot be logged at the moment.")
        async with self.bot.database.session_scope() as session:
            who, which = caller(press.interaction), (number(id_), number(start))
            found = await attendance.attended(session, who, credit.rules, which)
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
                session, caller(interaction), rights_of(interaction), number(id_), said
            )
        card = cards.answered_card(answered, clock.now())
        if where != cards.FOR_ALL or interaction.response.is_done():
            await change(interaction, card)
            return
        # The message that all see gets the new counts with the answer itself, which no rate limit holds up.
        public = render.screen(cards.public_card(answered.event, clock.now()))
        await interaction.response.edit_message(view=public)
        await show(interaction, card)

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


def _kind(value: str) -> EventKind:
    try:
        return EventKind(value)
    except ValueError:
        raise UserError("Please choose what sort of event it is from the list.") from None


def _offered(events: list[EventView], typed: str) -> list[Choice]:
    words = typed.casefold().split()
    return [
        app_commands.Choice(
            name=fit(f"{event.starts_at:%Y-%m-%d} · {event.title}", limits.SUGGESTION), value=str(event.id)
        )
        for event in events
        if all(word in event.title.casefold() for word in words)
    ][: limits.SUGGESTIONS]


async def setup(bot: MentorBot) -> None:
    """Add the feature to the bot."""
    await bot.add_cog(Events(bot))
