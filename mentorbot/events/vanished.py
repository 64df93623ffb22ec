"""Events whose listing is no longer in the calendar they came from.

A calendar that drops a listing does not say why: it may be off, or only listed no more. So the event stays,
and whoever follows the calendar is told, once.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select, update

from mentorbot import clock
from mentorbot.db import Session
from mentorbot.events import feeds
from mentorbot.events.calendar_models import EVENT_ORIGIN
from mentorbot.events.listings import MOST_OFFERED, Key, Listing
from mentorbot.events.models import EVENT
from mentorbot.events.terms import EventState

VANISHED: Final = "event_vanished"


@dataclass(frozen=True, slots=True)
class Origin:
    """An event that is announced, and the listing it came from.

    Args:
        next_at: When it next begins, as its calendar last said.
        missing_since: Since when the listing was not found; None if it was there the last time.
    """

    id: int
    key: Key
    title: str
    next_at: datetime
    missing_since: datetime | None


async def note_missing(session: Session, feed: feeds.Feed, listings: Sequence[Listing]) -> int:
    """Note which events to come have lost their listing, and tell whoever follows the calendar.

    Args:
        listings: All that is to come in it, or the soonest MOST_OFFERED.

    Returns:
        How many had it the last time, and have not now.
    """
    here = {listing.key for listing in listings}
    # Dates of a series that were taken as events of their own are in it now.
    here |= {listing.key_of(one) for listing in listings for one in listing.when.own}
    # Nothing is known of what lies further ahead than what was read.
    until = listings[-1].when.starts_at if len(listings) >= MOST_OFFERED else None
    gone, back = [], []
    for origin in await find_origins(session, feed.id):
        missing = origin.key not in here and (until is None or origin.next_at < until)
        if missing and origin.missing_since is None:
            gone.append(origin.id)
        elif origin.key in here and origin.missing_since is not None:
            back.append(origin.id)
    now = clock.now()
    await _mark(session, back, None)
    await _mark(session, gone, now)
    if gone:
        await feeds.tell_organizers(session, feed, VANISHED, now)
    return len(gone)


async def find_origins(session: Session, feed_id: int) -> list[Origin]:
    """Those of events that are announced and, as the calendar last said, begin after now; the next first."""
    now = clock.now()
    statement = (
        select(EVENT_ORIGIN.c.id, EVENT_ORIGIN.c.entry, EVENT.c.title, EVENT_ORIGIN.c.missing_since)
        .join(EVENT, EVENT.c.id == EVENT_ORIGIN.c.event_id)
        .where(EVENT_ORIGIN.c.feed_id == feed_id, EVENT.c.state == EventState.PUBLISHED, EVENT.c.until > now)
    )
    found = []
    for id_, kept, title, since in await session.execute(statement):
        listing = Listing.from_json(kept)
        if next_at := next((start for start in listing.when.starts if start > now), None):
            found.append(Origin(id_, listing.key, title, next_at, since))
    return sorted(found, key=lambda origin: (origin.next_at, origin.id))


async def _mark(session: Session, ids: Iterable[int], since: datetime | None) -> None:
    if chosen := list(ids):
        marked = update(EVENT_ORIGIN).where(EVENT_ORIGIN.c.id.in_(chosen)).values(missing_since=since)
        await session.execute(marked)
