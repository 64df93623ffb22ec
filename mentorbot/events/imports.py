"""Choosing from another calendar, and taking over what was chosen; or what is new in one that is followed."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final, cast

from sqlalchemy import delete, select, update

from mentorbot import clock
from mentorbot.chat.caller import Caller, Rights
from mentorbot.db import AsyncConnection, Session, insert
from mentorbot.errors import UserError
from mentorbot.events import feeds, service, vanished
from mentorbot.events.calendar_models import EVENT_IMPORT
from mentorbot.events.feeds import CalendarAddress
from mentorbot.events.known import AT_ONCE, CHOOSABLE, Status, find_known, settle_listings, status_of
from mentorbot.events.listings import Listing, Reading, say_left, source_key
from mentorbot.events.rights import require_organizer
from mentorbot.events.taking import MOST_AT_ONCE, Maker, Taken

KEPT: Final = timedelta(days=1)
"""How long a calendar that was read waits for somebody to choose from it."""
GONE: Final = (
    "That list was used already, or is older than a day. `/organize event import` reads the calendar anew."
)
EMPTY: Final = "There is nothing to come in that calendar that I could take over."


@dataclass(frozen=True, slots=True)
class Offer:
    """A calendar to choose from.

    Args:
        statuses: What each listing is, in their order.
        chosen: Places of the listings that are to be taken over.
        followed: Whether the calendar is read every day already.
    """

    id: int
    title: str
    address: CalendarAddress
    listings: tuple[Listing, ...]
    notes: tuple[str, ...]
    statuses: tuple[Status, ...]
    chosen: frozenset[int]
    followed: bool


async def offer_listings(
    session: Session, caller: Caller, rights: Rights, address: CalendarAddress, reading: Reading
) -> Offer:
    """Keep what was read, so that an organizer can choose from it.

    Raises:
        UserError: The caller may not, no channel was chosen yet, or there is nothing to take over.
    """
    community, _ = await service.find_channel(session, caller, rights)
    now = clock.now()
    await session.execute(delete(EVENT_IMPORT).where(EVENT_IMPORT.c.created_at < now - KEPT))
    source = source_key(address.url)
    listings = await settle_listings(session, community, source, reading.listings)
    here = await find_known(session, community, source, listings)
    statuses = [status_of(listing, here.get(listing.key)) for listing in listings]
    both = list(zip(listings, statuses, strict=True))
    # What was called off before anybody here knew of it is nobody's business.
    off = [listing.title for listing, status in both if listing.cancelled and status in CHOOSABLE]
    kept = [one for one in both if not (one[0].cancelled and one[1] in CHOOSABLE)]
    notes = (*reading.notes, *([say_left(len(off), "called off there", off)] if off else ()))
    if not kept:
        raise UserError(" ".join((EMPTY, *notes)))
    new = [number for number, (_, status) in enumerate(kept) if status in AT_ONCE]
    row = {
        "community_id": community,
        "url": address.url,
        "title": reading.title,
        "kind": address.kind,
        "time_zone": address.time_zone,
        "etag": address.etag,
        "modified": address.modified,
        "entries": [listing.as_json() for listing, _ in kept],
        "notes": list(notes),
        "chosen": new[:MOST_AT_ONCE],
        "created_at": now,
    }
    made = await session.execute(insert(EVENT_IMPORT).values(row).returning(EVENT_IMPORT.c.id))
    return await find_offer(session, caller, rights, made.scalar_one())


async def find_offer(
    connection: AsyncConnection | Session, caller: Caller, rights: Rights, import_id: int
) -> Offer:
    """A calendar that waits to be chosen from.

    Raises:
        UserError: The caller may not, or it is gone.
    """
    found = await require_organizer(connection, caller, rights)
    which = (EVENT_IMPORT.c.id == import_id) & (EVENT_IMPORT.c.community_id == found.community_id)
    row = (await connection.execute(select(EVENT_IMPORT).where(which))).first()
    if row is None or row.created_at < clock.now() - KEPT:
        raise UserError(GONE)
    listings = tuple(map(Listing.from_json, row.entries))
    here = await find_known(connection, row.community_id, source_key(row.url), listings)
    address = CalendarAddress(row.kind, row.time_zone, row.url, row.etag, row.modified)
    return Offer(
        row.id,
        row.title,
        address,
        listings,
        tuple(row.notes),
        tuple(status_of(listing, here.get(listing.key)) for listing in listings),
        frozenset(row.chosen),
        bool(row.url) and await feeds.is_followed(connection, row.community_id, row.url),
    )


async def choose_listings(
    session: Session,
    caller: Caller,
    rights: Rights,
    import_id: int,
    *,
    shown: range,
    chosen: Iterable[int],
) -> Offer:
    """Choose some of the listings that were shown; what was chosen of the others stays.

    Args:
        shown: Places of the listings that could be chosen from.

    Raises:
        UserError: The caller may not, it is gone, or that would be too many.
    """
    found = await find_offer(session, caller, rights, import_id)
    free = {number for number, status in enumerate(found.statuses) if status in CHOOSABLE}
    wanted = (found.chosen - frozenset(shown)) | (frozenset(chosen) & frozenset(shown) & free)
    if len(wanted) > MOST_AT_ONCE:
        raise UserError(
            f"That would be {len(wanted)} new events at once, each with a message of its own. "
            f"Please choose at most {MOST_AT_ONCE}; `/organize event import` offers the others again."
        )
    await session.execute(
        update(EVENT_IMPORT).where(EVENT_IMPORT.c.id == import_id).values(chosen=sorted(wanted))
    )
    return replace(found, chosen=wanted)


async def take_chosen(
    session: Session, caller: Caller, rights: Rights, import_id: int, *, follow: bool = False
) -> Taken:
    """Publish what was chosen, and bring up to date what is known already. The list is used up by it.

    Args:
        follow: Read the calendar every day from now on; what was not chosen stays left out.

    Raises:
        UserError: The caller may not, or it is gone, or too many calendars are followed already.
    """
    found = await find_offer(session, caller, rights, import_id)
    settings = await require_organizer(session, caller, rights)
    community = cast("int", settings.community_id)
    feed_id = await feeds.find_id(session, community, found.address.url)
    if follow and found.address.url:
        feed_id = await feeds.follow_feed(session, caller, community, found.address, found.title)
    await session.execute(delete(EVENT_IMPORT).where(EVENT_IMPORT.c.id == import_id))
    wanted = {found.listings[number].key for number in found.chosen}
    maker = Maker(
        session, caller, rights, found.address.kind, source=source_key(found.address.url), feed_id=feed_id
    )
    taken = await maker.take(found.listings, wanted)
    return replace(taken, followed=follow and bool(found.address.url))


async def take_changes(session: Session, feed: feeds.Feed, reading: Reading) -> Taken:
    """Take over what is new and changed in a calendar that is followed, and look for what is missing.

    An organizer allowed that when they followed it, so nobody's rights are asked.
    """
    caller = Caller(feed.platform, feed.community, "")
    allowed = Rights(manages_events=True)
    source = source_key(feed.url)
    listings = await settle_listings(session, feed.community_id, source, reading.listings)
    maker = Maker(session, caller, allowed, feed.kind, source=source, feed_id=feed.id)
    taken = await maker.take(listings, None)
    return replace(taken, missing=await vanished.note_missing(session, feed, listings))
