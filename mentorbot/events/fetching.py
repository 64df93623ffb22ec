"""Reading other calendars: one that an organizer names, and those that are followed.

To fetch and to read takes its time, so neither is done within a transaction.
"""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Final

from mentorbot.chat.caller import Caller, Rights
from mentorbot.chat.options import File
from mentorbot.chat.readers import Readers
from mentorbot.db import Session
from mentorbot.errors import BusyError, UserError
from mentorbot.events import feeds, imports
from mentorbot.events.feeds import CalendarAddress, Feed
from mentorbot.events.listings import MOST_BYTES, TOO_LARGE, Reading
from mentorbot.events.reader import read_listings
from mentorbot.events.taking import Taken
from mentorbot.events.terms import EventKind
from mentorbot.fetch import Fetcher

BOTH: Final = "Please give either the address of a calendar or a file, not both."
NEITHER: Final = "Please give the https address of a calendar, or a calendar file (.ics)."


async def read_given(  # noqa: PLR0917 - two ways to read, for whom, and what was typed
    fetcher: Fetcher,
    readers: Readers,
    place: str,
    kind: EventKind,
    zone_key: str,
    url: str,
    file: File | None,
) -> tuple[CalendarAddress, Reading]:
    """Read the calendar that somebody named.

    Args:
        place: For whom, as in a Caller.
        kind: What its events are.
        zone_key: The zone of what says none itself.
        url: Its address as it was typed; blank if there is a file.

    Returns:
        Where it was read, and what is in it.

    Raises:
        UserError: Not one of both was given, or it cannot be had or read.
    """
    if file is not None and url.strip():
        raise UserError(BOTH)
    if file is not None:
        if file.size > MOST_BYTES:
            raise UserError(TOO_LARGE)
        found = await read_listings(readers, place, await file.read(), "", zone_key)
        return CalendarAddress(kind, zone_key), found
    if not url.strip():
        raise UserError(NEITHER)
    address = _as_fetched(url.strip())
    fetched = await fetcher.fetch(address, MOST_BYTES)
    where = CalendarAddress(kind, zone_key, address, fetched.etag, fetched.modified)
    return where, await read_listings(readers, place, fetched.data or b"", address, zone_key)


async def claim_feed(session: Session, caller: Caller, rights: Rights, feed_id: int) -> Feed:
    """Take a calendar to be read now, whenever it is due. Raises UserError as :func:`feeds.find_feed`."""
    found = await feeds.find_feed(session, caller, rights, feed_id)
    return await feeds.claim_feed(session, feed_id) or found


async def refresh_feed(
    change: Callable[[], AbstractAsyncContextManager[Session]], fetcher: Fetcher, readers: Readers, feed: Feed
) -> Taken | None:
    """Read a calendar that is followed, and take over what is new in it.

    Args:
        change: Opens a transaction.
        feed: Claimed.

    Returns:
        What was taken over; None if it could not be read, which is noted, or is not followed any more.
    """
    try:
        fetched = await fetcher.fetch(feed.url, MOST_BYTES, etag=feed.etag, modified=feed.modified)
        if fetched.data is None:
            async with change() as session:
                followed = await feeds.note_read(session, feed, feed.etag, feed.modified)
                return Taken() if followed else None
        reading = await read_listings(
            readers, f"{feed.platform}:{feed.community}", fetched.data, feed.url, feed.time_zone
        )
        async with change() as session:
            return await _take_in(session, feed, reading, fetched.etag, fetched.modified)
    except BusyError:
        raise  # there is nothing wrong with the calendar
    except UserError as error:
        async with change() as session:
            await feeds.note_failure(session, feed, error.sentence)
        return None


async def _take_in(session: Session, feed: Feed, reading: Reading, etag: str, modified: str) -> Taken | None:
    if not await feeds.note_read(session, feed, etag, modified):
        return None
    taken = await imports.take_changes(session, feed, reading)
    if taken.later or not reading.complete:
        # The next time there is more to see, even if the calendar is the same.
        await feeds.note_read(session, feed, "", "")
    return taken


def _as_fetched(url: str) -> str:
    """The address as it is fetched: calendars are often given as webcal://, which means https."""
    return f"https{url[6:]}" if url.lower().startswith("webcal:") else url
