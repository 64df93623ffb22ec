"""/event import and /event feeds: what other calendars announce."""

import discord
from discord import app_commands
from discord.ext import tasks

from cogs.events_common import Choice, Interaction, Part, Typed, content, group
from cogs.events_organizing import KINDS, event_kind
from mentorbot import logs
from mentorbot.errors import UserError
from mentorbot.events import feeds, import_cards, imports, listings, reader, service
from mentorbot.events.feeds import CalendarAddress, Feed
from mentorbot.events.taking import Taken
from mentorbot.events.terms import EventKind
from mentorbot.fetch import Fetched
from mentorbot.members import service as members
from mentorbot.members import zones
from mentorbot.members.answers import MOST_LINK
from mentorbot.on_discord import choices, event_posts
from mentorbot.on_discord.actions import Press, action, number
from mentorbot.on_discord.answer import change, show
from mentorbot.on_discord.caller import caller, rights

READ_EVERY = 10.0
"""Minutes between looks for calendars that are due to be read."""

log = logs.get(__name__)


class Importing(Part):
    """The commands and buttons for other calendars."""

    @group.command(name="import", description="For organizers: take events over from another calendar.")
    @app_commands.describe(
        url="The https address of the calendar; chapters call it iCal, Subscribe or Export.",
        file="Or a calendar file (.ics).",
        kind="What sort of events they are; chapter meetings if you leave it out.",
        zone="The city or time zone of what says none itself; yours if you leave it out.",
    )
    @app_commands.choices(kind=KINDS)
    async def import_(
        self,
        interaction: Interaction,
        url: app_commands.Range[str, 0, MOST_LINK] = "",
        file: discord.Attachment | None = None,
        kind: str = EventKind.CHAPTER.value,
        zone: Typed = "",
    ) -> None:
        """Answer /event import with what is in the calendar."""
        who, may = caller(interaction), rights(interaction)
        async with self.bot.database.read_scope() as connection:
            await service.channel(connection, who, may)
            member = None if zone.strip() else await members.profile(connection, who)
        key = zones.resolve(zone) if zone.strip() else (member.time_zone if member else zones.DEFAULT)
        source = CalendarAddress(event_kind(kind), key)
        if file is not None and url.strip():
            raise UserError("Please give either the address of a calendar or a file, not both.")
        if file is not None:
            data = await _content(file)
        elif url.strip():
            address = _address(url)
            fetched = await self.bot.fetcher.fetch(address, listings.MOST_BYTES)
            data = fetched.data or b""
            source = CalendarAddress(source.kind, key, address, fetched.etag, fetched.modified)
        else:
            raise UserError("Please give the https address of a calendar, or a calendar file (.ics).")
        reading = await reader.read_listings(data, source.url, key)
        async with self.bot.database.session_scope() as session:
            found = await imports.offer(session, who, may, source, reading)
        await show(interaction, import_cards.offer_card(found))

    @import_.autocomplete("zone")
    async def _import_zones(self, interaction: Interaction, typed: str) -> list[Choice]:
        return choices.time_zones(typed)

    @group.command(description="For organizers: the calendars that are read every day.")
    async def feeds(self, interaction: Interaction) -> None:
        """Answer /event feeds."""
        async with self.bot.database.read_scope() as connection:
            found = await feeds.followed(connection, caller(interaction), rights(interaction))
        await show(interaction, import_cards.feeds_card(found))

    @action("import_page")
    async def _import_page(self, press: Press) -> None:
        id_, page = _two(press)
        async with self.bot.database.read_scope() as connection:
            found = await imports.get(connection, caller(press.interaction), rights(press.interaction), id_)
        await change(press.interaction, import_cards.offer_card(found, page))

    @action("import_pick")
    async def _import_pick(self, press: Press) -> None:
        who, may = caller(press.interaction), rights(press.interaction)
        id_, page = _two(press)
        chosen = [number(value, -1) for value in press.values]
        async with self.bot.database.session_scope() as session:
            shown = import_cards.places(await imports.get(session, who, may, id_), page)
            found = await imports.choose(session, who, may, id_, shown=shown, chosen=chosen)
        await change(press.interaction, import_cards.offer_card(found, page))

    @action("import_take")
    async def _import_take(self, press: Press) -> None:
        await self._take(press, follow=False)

    @action("import_follow")
    async def _import_follow(self, press: Press) -> None:
        await self._take(press, follow=True)

    @action("feeds")
    async def _feeds(self, press: Press) -> None:
        async with self.bot.database.read_scope() as connection:
            found = await feeds.followed(connection, caller(press.interaction), rights(press.interaction))
        await change(press.interaction, import_cards.feeds_card(found, number(press.argument, 1)))

    @action("feed")
    async def _feed(self, press: Press) -> None:
        await change(press.interaction, import_cards.feed_card(await self._one(press)))

    @action("feed_read")
    async def _feed_read(self, press: Press) -> None:
        await self._one(press)
        async with self.bot.database.session_scope() as session:
            claimed = await feeds.claim(session, number(press.argument))
        for feed in claimed:
            taken = await self._read(feed)
            said = "" if taken is None else import_cards.taken_words(taken)
            await change(press.interaction, import_cards.feed_card(await self._one(press), said))

    @action("feed_stop")
    async def _feed_stop(self, press: Press) -> None:
        who, may = caller(press.interaction), rights(press.interaction)
        async with self.bot.database.session_scope() as session:
            stopped = await feeds.stop(session, who, may, number(press.argument))
        await change(press.interaction, import_cards.stopped_card(stopped))

    async def _one(self, press: Press) -> Feed:
        who, may = caller(press.interaction), rights(press.interaction)
        async with self.bot.database.read_scope() as connection:
            return await feeds.get(connection, who, may, number(press.argument))

    async def _take(self, press: Press, *, follow: bool) -> None:
        who, may = caller(press.interaction), rights(press.interaction)
        async with self.bot.database.session_scope() as session:
            _, channel = await service.channel(session, who, may)
            event_posts.check(press.interaction.guild, channel)
            taken = await imports.take(session, who, may, number(press.argument), follow=follow)
        await change(press.interaction, import_cards.taken_card(taken))
        if taken.any:
            self.bring_up_soon()

    # Once a day

    @tasks.loop(minutes=READ_EVERY)
    async def read_due(self) -> None:
        """Read the calendars that are due."""
        try:
            async with self.bot.database.session_scope() as session:
                due = await feeds.claim(session)
        except Exception:  # or there would be no next look
            log.exception("could not look for calendars that are due")
            return
        for feed in due:
            try:
                await self._read(feed)
            except Exception:  # the others are none the worse
                log.exception("could not read a calendar that is followed", feed=feed.id)

    @read_due.before_loop
    async def _until_ready_to_read(self) -> None:
        await self.bot.furnished.wait()
        await self.bot.wait_until_ready()

    async def _read(self, feed: Feed) -> Taken | None:
        """Read a calendar and take over what is new; None if that did not work, which is noted."""
        try:
            fetched = await self.bot.fetcher.fetch(
                feed.url, listings.MOST_BYTES, etag=feed.etag, modified=feed.modified
            )
            if fetched.data is None:
                reading, fetched = None, Fetched(None, feed.etag, feed.modified)
            else:
                reading = await reader.read_listings(fetched.data, feed.url, feed.time_zone)
            async with self.bot.database.session_scope() as session:
                if not await feeds.was_read(session, feed, fetched.etag, fetched.modified):
                    return None
                if reading is None:
                    return Taken()
                taken = await imports.refresh(session, feed, reading)
                if taken.later or not reading.complete:
                    # The next time there is more to see, even if the calendar is the same.
                    await feeds.was_read(session, feed, "", "")
        except UserError as error:
            async with self.bot.database.session_scope() as session:
                await feeds.was_not_read(session, feed, error.sentence)
            return None
        if taken.any:
            self.bring_up_soon()
        return taken


def _two(press: Press) -> tuple[int, int]:
    id_, _, page = press.argument.partition(":")
    return number(id_), number(page, 1)


def _address(url: str) -> str:
    """The address as it is fetched: calendars are often given as webcal://, which means https."""
    url = url.strip()
    return f"https{url[6:]}" if url.lower().startswith("webcal:") else url


async def _content(file: discord.Attachment) -> bytes:
    if file.size > listings.MOST_BYTES:
        raise UserError(listings.TOO_LARGE)
    return await content(file)
