"""Calendars on the web that are read once a day.

When each is read next stands in the database, so a restart forgets none; it is moved on before a calendar is
read, so of two processes one reads it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlsplit

from sqlalchemy import ColumnElement, delete, func, select, update

from mentorbot import clock
from mentorbot.chat.caller import Caller, Rights
from mentorbot.db import AsyncConnection, Session, insert, read_row, rows_of, some_of_each
from mentorbot.delivery.payloads import Payload
from mentorbot.errors import UserError
from mentorbot.events.calendar_models import EVENT_FEED, EVENT_FEED_KEEPER, MOST_ERROR
from mentorbot.events.organizers import tell_each
from mentorbot.events.rights import require_organizer
from mentorbot.events.terms import EventKind
from mentorbot.members import service as members

MOST_FEEDS: Final = 20
EVERY: Final = timedelta(days=1)
AGAIN: Final = timedelta(hours=1)
"""After how long one that failed is read again: the first time; then twice as long, up to EVERY."""
TOLD_AFTER: Final = 5
"""How often in a row it fails before organizers are told: most of a day."""
MOST_OF_ONE: Final = 5
MOST_AT_ONCE: Final = 20
"""Calendars that are claimed at a time: of one community, and in all."""
GONE: Final = "That calendar is not followed any more."

FAILING: Final = "event_feed"


@dataclass(frozen=True, slots=True)
class CalendarAddress:
    """Where a calendar was read. ``url`` is empty for a file; the others are what the web server sent."""

    kind: EventKind
    time_zone: str
    url: str = ""
    etag: str = ""
    modified: str = ""


@dataclass(frozen=True, slots=True)
class Feed:
    """A calendar that is followed. ``platform`` and ``community`` are as in a Caller."""

    platform: str
    community: str
    id: int
    community_id: int
    url: str
    title: str
    kind: EventKind
    time_zone: str
    etag: str
    modified: str
    next_at: datetime
    read_at: datetime
    failures: int
    error: str

    @property
    def host(self) -> str:
        """The server it is on. The rest of the address may be a secret, and is shown to nobody."""
        return urlsplit(self.url).hostname or ""


@dataclass(frozen=True, slots=True)
class Trouble(Payload):
    """What is told of a calendar, by its id; ``at``: when it came about."""

    feed: int
    at: datetime


_COLUMNS: Final[tuple[ColumnElement[Any], ...]] = (
    *members.PLACE,
    *(EVENT_FEED.c[name] for name in Feed.__dataclass_fields__ if name in EVENT_FEED.c),
)
_SOURCE: Final = EVENT_FEED.join(members.COMMUNITY, EVENT_FEED.c.community_id == members.COMMUNITY_ID)


async def follow_feed(
    session: Session, caller: Caller, community: int, address: CalendarAddress, title: str
) -> int:
    """Read a calendar every day from now on; following it twice follows it once.

    Args:
        caller: Is told if it cannot be read, if they are a member here.

    Returns:
        Its id.

    Raises:
        UserError: MOST_FEEDS are followed already.
    """
    now = clock.now()
    many = (
        select(func.count())
        .select_from(EVENT_FEED)
        .where(EVENT_FEED.c.community_id == community, EVENT_FEED.c.url != address.url)
    )
    if (await session.execute(many)).scalar_one() >= MOST_FEEDS:
        raise UserError(
            f"{MOST_FEEDS} calendars are followed already. `/organize event feeds` lists them; stop one."
        )
    fresh = {
        "title": title,
        "kind": address.kind,
        "time_zone": address.time_zone,
        "etag": address.etag,
        "modified": address.modified,
        "next_at": now + EVERY,
        "read_at": now,
        "failures": 0,
        "error": "",
    }
    made = await session.execute(
        insert(EVENT_FEED)
        .values(community_id=community, url=address.url, created_at=now, **fresh)
        .on_conflict_do_update(index_elements=["community_id", "url"], set_=fresh)
        .returning(EVENT_FEED.c.id)
    )
    feed_id = made.scalar_one()
    member = await members.find_profile(session, caller)
    if member is not None:
        keeper = insert(EVENT_FEED_KEEPER).values(feed_id=feed_id, member_id=member.id)
        await session.execute(keeper.on_conflict_do_nothing())
    return feed_id


async def find_id(connection: AsyncConnection | Session, community: int, url: str) -> int | None:
    """The id of the calendar at this address, if it is followed."""
    found = select(EVENT_FEED.c.id).where(EVENT_FEED.c.community_id == community, EVENT_FEED.c.url == url)
    return (await connection.execute(found)).scalar()


async def is_followed(connection: AsyncConnection | Session, community: int, url: str) -> bool:
    """Whether the calendar at this address is followed."""
    return await find_id(connection, community, url) is not None


async def find_followed(connection: AsyncConnection | Session, caller: Caller, rights: Rights) -> list[Feed]:
    """The calendars that the caller's community follows. Raises UserError if they are no organizer."""
    await require_organizer(connection, caller, rights)
    statement = select(*_COLUMNS).select_from(_SOURCE).where(members.IN_COMMUNITY).order_by(EVENT_FEED.c.id)
    rows = await connection.execute(statement, members.bind_caller(caller))
    return [read_row(Feed, row) for row in rows]


async def find_feed(
    connection: AsyncConnection | Session, caller: Caller, rights: Rights, feed_id: int
) -> Feed:
    """One of them. Raises UserError if the caller may not, or it is not followed (any more)."""
    found = next((one for one in await find_followed(connection, caller, rights) if one.id == feed_id), None)
    if found is None:
        raise UserError(GONE)
    return found


async def stop_feed(session: Session, caller: Caller, rights: Rights, feed_id: int) -> Feed:
    """Follow a calendar no more; its events stay. Raises UserError as :func:`find_feed` does."""
    found = await find_feed(session, caller, rights, feed_id)
    await session.execute(delete(EVENT_FEED).where(EVENT_FEED.c.id == feed_id))
    return found


async def claim_feeds(session: Session, *, without_communities: Collection[int] = ()) -> list[Feed]:
    """Take calendars to be read now: some of those that are due, a few of each community.

    Each is due again in an hour, should this process not come to note what became of it.

    Args:
        without_communities: Leave out those that these follow.
    """
    due = (EVENT_FEED.c.next_at <= clock.now()) & EVENT_FEED.c.community_id.not_in(without_communities)
    waiting = select(EVENT_FEED.c.id, EVENT_FEED.c.community_id).where(due)
    some = some_of_each(waiting, MOST_OF_ONE, MOST_AT_ONCE)
    return await _claim(session, EVENT_FEED.c.id.in_(select(some.c.id)))


async def claim_feed(session: Session, feed_id: int) -> Feed | None:
    """Take one to be read now, whenever it is due; None if it is followed no more."""
    return next(iter(await _claim(session, EVENT_FEED.c.id == feed_id)), None)


async def _claim(session: Session, which: ColumnElement[bool]) -> list[Feed]:
    taken = update(EVENT_FEED).where(which).values(next_at=clock.now() + AGAIN).returning(EVENT_FEED.c.id)
    mine = list((await session.execute(taken)).scalars())
    rows = await session.execute(select(*_COLUMNS).select_from(_SOURCE).where(EVENT_FEED.c.id.in_(mine)))
    return sorted((read_row(Feed, row) for row in rows), key=lambda feed: feed.id)


async def note_read(session: Session, feed: Feed, etag: str, modified: str) -> bool:
    """Note that a calendar was read; whether it is still followed.

    Args:
        etag: To be sent along the next time, as is ``modified``; empty has it read again, changed or not.
    """
    row = {
        "etag": etag,
        "modified": modified,
        "read_at": clock.now(),
        "next_at": clock.now() + EVERY,
        "failures": 0,
        "error": "",
    }
    return await _note(session, feed, row)


async def note_failure(session: Session, feed: Feed, why: str) -> None:
    """Note that a calendar could not be read. Whoever keeps it is told once, when it has failed for long."""
    failures = feed.failures + 1
    wait = min(AGAIN * 2 ** min(feed.failures, 10), EVERY)
    row = {"failures": failures, "error": why[:MOST_ERROR], "next_at": clock.now() + wait}
    if await _note(session, feed, row) and failures == TOLD_AFTER:
        # The same trouble is told once; another one, after it could be read again, anew.
        await tell_organizers(session, feed, FAILING, feed.read_at)


async def _note(session: Session, feed: Feed, row: dict[str, Any]) -> bool:
    """Change what is stored of a calendar; whether it is still followed."""
    changed = update(EVENT_FEED).where(EVENT_FEED.c.id == feed.id).values(row).returning(EVENT_FEED.c.id)
    return (await session.execute(changed)).first() is not None


async def tell_organizers(session: Session, feed: Feed, kind: str, at: datetime) -> None:
    """Tell those who followed it, or if none is a member, the channel for notices or that of events.

    Args:
        kind: What makes the message.
        at: What happened then is told once.
    """
    statement = (
        select(*members.RECIPIENT)
        .select_from(members.SOURCE.join(EVENT_FEED_KEEPER, EVENT_FEED_KEEPER.c.member_id == members.ID))
        .where(EVENT_FEED_KEEPER.c.feed_id == feed.id)
    )
    rows = (await session.execute(statement)).all()
    place = Caller(feed.platform, feed.community, "")
    key = f"feed:{feed.id}:{kind}:{at.timestamp()}"
    trouble = Trouble(feed.id, at)
    await tell_each(session, place, feed.community_id, rows, kind=kind, payload=trouble, key=key)


async def load_feed(connection: AsyncConnection | Session, feed_id: int) -> Feed | None:
    """A calendar that is followed; None if it is no more."""
    statement = select(*_COLUMNS).select_from(_SOURCE).where(EVENT_FEED.c.id == feed_id)
    row = (await connection.execute(statement)).first()
    return None if row is None else read_row(Feed, row)


async def export(session: Session, member_ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """Which calendars these members followed, by member."""
    statement = (
        select(EVENT_FEED.c.title, EVENT_FEED.c.url)
        .join(EVENT_FEED_KEEPER, EVENT_FEED_KEEPER.c.feed_id == EVENT_FEED.c.id)
        .order_by(EVENT_FEED.c.id)
    )
    return await rows_of(session, member_ids, EVENT_FEED_KEEPER.c.member_id, statement)


async def erase(session: Session, member_ids: Sequence[int]) -> None:
    """Forget that these members followed calendars, which others may go on with."""
    await session.execute(delete(EVENT_FEED_KEEPER).where(EVENT_FEED_KEEPER.c.member_id.in_(member_ids)))
