"""/organize event import and /organize event feeds: what other calendars announce."""

from typing import Final

from mentorbot.chat import Card
from mentorbot.chat.declare import Audience, command, loop, press
from mentorbot.chat.options import File, choice, file, text
from mentorbot.chat.program import Program
from mentorbot.chat.readers import Readers
from mentorbot.chat.turn import Press, Turn, number
from mentorbot.events import answers, cards, feeds, fetching, import_cards, imports, managing, service
from mentorbot.events.commands.posting import check_channel
from mentorbot.events.refreshing import Refreshing
from mentorbot.events.terms import EventKind
from mentorbot.fetch import Fetcher
from mentorbot.members.answers import MOST_LINK
from mentorbot.members.suggestions import suggest_zones

READ_EVERY: Final = 10.0
"""Minutes between looks for calendars that are due to be read."""


@command(
    "organize event import",
    "Take events over from another calendar.",
    text(
        "url",
        "The https address of the calendar; chapters call it iCal, Subscribe or Export.",
        most=MOST_LINK,
    ),
    file("file", "Or a calendar file (.ics)."),
    choice("kind", "What sort of events they are; chapter meetings if you leave it out.", cards.KINDS),
    text(
        "zone",
        "The city or time zone of what says none itself; yours, or the community's, if you leave it out.",
        suggest=suggest_zones,
    ),
    audience=Audience.ORGANIZERS,
)
async def import_calendar(
    turn: Turn, url: str = "", file: File | None = None, kind: str = EventKind.CHAPTER, zone: str = ""
) -> Card:
    """What is in a calendar, to choose from."""
    async with turn.read() as connection:
        basis = await managing.find_basis(connection, turn.caller, turn.rights, zone)
    fetcher, readers, place = turn.part(Fetcher), turn.part(Readers, Readers), turn.caller.place
    sort = answers.read_kind(kind)
    address, reading = await fetching.read_given(fetcher, readers, place, sort, basis.clock.zone, url, file)
    async with turn.change() as session:
        found = await imports.offer_listings(session, turn.caller, turn.rights, address, reading)
    return import_cards.offer_card(found, clock=basis.clock)


@command("organize event feeds", "The calendars that are read every day.", audience=Audience.ORGANIZERS)
async def list_feeds(turn: Turn) -> Card:
    """The calendars that are followed."""
    return await _feeds_card(turn)


@press("events:import_page")
async def turn_import_page(press: Press) -> Card:
    """Another page of what is in a calendar."""
    id_, page = _id_and_page(press)
    async with press.read() as connection:
        found = await imports.find_offer(connection, press.caller, press.rights, id_)
    return import_cards.offer_card(found, page)


@press("events:import_pick")
async def choose_events(press: Press) -> Card:
    """Keep which events on a page are to be published."""
    id_, page = _id_and_page(press)
    chosen = [number(value, -1) for value in press.values]
    async with press.read() as connection:
        shown = import_cards.list_numbers(
            await imports.find_offer(connection, press.caller, press.rights, id_), page
        )
    async with press.change() as session:
        found = await imports.choose_listings(
            session, press.caller, press.rights, id_, shown=shown, chosen=chosen
        )
    return import_cards.offer_card(found, page)


@press("events:import_take", "events:import_follow")
async def take_chosen(press: Press) -> Card:
    """Publish what was chosen; follow the calendar, if that was pressed."""
    async with press.read() as connection:
        _, channel_id = await service.find_channel(connection, press.caller, press.rights)
    await check_channel(press, channel_id)
    id_, follow = number(press.argument), press.verb == "import_follow"
    async with press.change() as session:
        taken = await imports.take_chosen(session, press.caller, press.rights, id_, follow=follow)
    if taken.any:
        press.platform.bring_up_soon("event")
    return import_cards.taken_card(taken)


@press("events:feeds")
async def turn_feeds_page(press: Press) -> Card:
    """Another page of the calendars that are followed."""
    return await _feeds_card(press, number(press.argument, 1))


@press("events:feed")
async def show_feed(press: Press) -> Card:
    """A calendar that is followed."""
    return await _feed_card(press)


@press("events:feed_read")
async def read_feed(press: Press) -> Card:
    """Read a calendar without waiting for its time."""
    async with press.change() as session:
        feed = await fetching.claim_feed(session, press.caller, press.rights, number(press.argument))
    taken = await fetching.refresh_feed(press.change, press.part(Fetcher), press.part(Readers, Readers), feed)
    if taken is None:
        return await _feed_card(press)
    if taken.any:
        press.platform.bring_up_soon("event")
    return await _feed_card(press, import_cards.taken_words(taken))


@press("events:feed_stop")
async def stop_feed(press: Press) -> Card:
    """Follow a calendar no more."""
    async with press.change() as session:
        stopped = await feeds.stop_feed(session, press.caller, press.rights, number(press.argument))
    return import_cards.stopped_card(stopped)


@loop(minutes=READ_EVERY)
async def read_due_calendars(program: Program) -> None:
    """Read the calendars that are due."""
    await program.part(Refreshing, Refreshing).read_all()


async def _feeds_card(turn: Turn, page: int = 1) -> Card:
    async with turn.read() as connection:
        found = await feeds.find_followed(connection, turn.caller, turn.rights)
    return import_cards.feeds_card(found, page)


async def _feed_card(press: Press, said: str = "") -> Card:
    async with press.read() as connection:
        found = await feeds.find_feed(connection, press.caller, press.rights, number(press.argument))
    return import_cards.feed_card(found, said)


def _id_and_page(press: Press) -> tuple[int, int]:
    id_, _, page = press.argument.partition(":")
    return number(id_), number(page, 1)
