"""What is known of the listings of a calendar, by whichever name they come this time."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import or_, select, update

from mentorbot import clock
from mentorbot.db import AsyncConnection, Session
from mentorbot.events import dates, recurrence
from mentorbot.events.calendar_models import EVENT_ORIGIN
from mentorbot.events.dates import Occurrence, OwnDate, When
from mentorbot.events.listings import Key, Listing
from mentorbot.events.models import EVENT
from mentorbot.events.terms import EventState

TEXTS: Final = ("title", "about", "registration")
PLACES: Final = ("place", "link")


_MOST_LOST: Final = 2_000
"""Of those whose names are gone: the last that were known."""


class Status(StrEnum):
    """What a listing is to this community."""

    NEW = "new"
    LEFT = "left"
    """It was offered before, and not chosen."""
    BACK = "back"
    """Its calendar called it off, and has it again."""
    CHANGED = "changed"
    CANCELLED = "cancelled"
    SAME = "same"


UNTOLD: Final = ""
"""The source of what was known before calendars were told apart."""
AT_ONCE: Final = frozenset({Status.NEW, Status.BACK})
"""What is published without being chosen, where a calendar is followed."""
CHOOSABLE: Final = frozenset({Status.NEW, Status.LEFT, Status.BACK})


@dataclass(frozen=True, slots=True)
class Known:
    """What is stored of a listing."""

    event_id: int | None
    state: EventState | None
    listing: Listing


async def settle_listings(
    session: Session, community: int, source: str, listings: Sequence[Listing]
) -> list[Listing]:
    """Listings by the names that they are known by here, single dates within their series.

    Some programs name every event anew each time they write a calendar: what has the title, time and place of
    an event whose name is gone is that event. And what is sent about one date of a series may be that date
    alone.
    """
    here = await find_known(session, community, source, listings)
    unknown = [one for one in listings if one.key not in here]
    await _rename(session, community, source, unknown, {one.uid for one in listings})
    series = {uid: known for (uid, date), known in here.items() if not date and known.event_id is not None}
    whole = {one.uid for one in listings if not one.recurrence}
    settled: dict[Key, Listing] = {}
    for one in listings:
        of = series.get(one.uid) if one.uid not in whole and one.key not in here else None
        known = settled.get((one.uid, ""), of.listing) if of is not None else None
        folded = _fold(known, one) if known is not None else None
        settled[folded.key if folded else one.key] = folded or one
    return list(settled.values())


def _fold(series: Listing, one: Listing) -> Listing | None:
    """A series with one date as it was sent alone; None if it is none of its dates."""
    [planned] = recurrence.read_moments(one.recurrence) or [None]
    if planned not in series.when.planned:
        return None
    if one.cancelled:
        return replace(series, when=dates.call_off(series.when, {planned}))
    title, about = (
        "" if mine == theirs else theirs
        for mine, theirs in ((series.title, one.title), (series.about, one.about))
    )
    when = one.when
    date = Occurrence(planned, when.starts_at, when.ends_at, when.place, when.link, title, about)
    return replace(series, when=dates.move_date(dates.restore(series.when, planned), date))


async def _rename(
    session: Session, community: int, source: str, unknown: Sequence[Listing], listed: Collection[str]
) -> None:
    """Let events whose names are not listed any more be known by the names of what looks like them."""
    if not unknown:
        return
    statement = (
        select(EVENT_ORIGIN.c.id, EVENT_ORIGIN.c.entry)
        .outerjoin(EVENT, EVENT.c.id == EVENT_ORIGIN.c.event_id)
        .where(
            EVENT_ORIGIN.c.community_id == community,
            EVENT_ORIGIN.c.source == source,
            EVENT_ORIGIN.c.uid.not_in(listed),
            # What was left out, or cancelled here, is not to come in by another name either.
            or_(EVENT_ORIGIN.c.event_id.is_(None), EVENT.c.until > clock.now()),
        )
        .order_by(EVENT_ORIGIN.c.id.desc())
        .limit(_MOST_LOST)
    )
    rows = (await session.execute(statement)).all()
    lost = {_looks(Listing.from_json(row.entry)): row for row in rows}
    for one in unknown:
        known = None if one.cancelled else lost.pop(_looks(one), None)
        if known is not None:
            named = {"uid": one.uid, "recurrence": one.recurrence}
            renamed = update(EVENT_ORIGIN).where(EVENT_ORIGIN.c.id == known.id)
            await session.execute(renamed.values(**named, entry={**known.entry, **named}))


def _looks(listing: Listing) -> tuple[object, ...]:
    """What two listings of one event have in common, though they are named otherwise."""
    when = listing.when
    ahead = next(iter(list_ahead(when)), when.starts_at)
    return listing.title, ahead, when.ends_at - when.starts_at, bool(when.rule), when.place, when.link


async def find_known(
    connection: AsyncConnection | Session, community: int, source: str, listings: Sequence[Listing]
) -> dict[Key, Known]:
    """What is stored of these listings of one calendar, by UID and recurrence: one statement."""
    uids = {listing.uid for listing in listings}
    statement = (
        select(EVENT_ORIGIN, EVENT.c.state)
        .outerjoin(EVENT, EVENT.c.id == EVENT_ORIGIN.c.event_id)
        .where(
            EVENT_ORIGIN.c.community_id == community,
            EVENT_ORIGIN.c.source.in_({source, UNTOLD}),
            EVENT_ORIGIN.c.uid.in_(uids),
        )
        # What is known of this very calendar takes the place of what may be another's.
        .order_by(EVENT_ORIGIN.c.source)
    )
    rows = (await connection.execute(statement)).all()
    return {
        (row.uid, row.recurrence): Known(row.event_id, row.state, Listing.from_json(row.entry))
        for row in rows
    }


def status_of(listing: Listing, known: Known | None) -> Status:
    """What a listing is, beside what is stored of it."""
    if known is None:
        return Status.NEW
    if known.event_id is None or known.state is None:
        return Status.LEFT
    if _is_older(listing, known.listing):
        return Status.SAME
    if known.state is not EventState.PUBLISHED:
        back = known.state is EventState.CANCELLED and known.listing.cancelled and not listing.cancelled
        return Status.BACK if back else Status.SAME
    if listing.cancelled:
        over = known.listing.when.until <= clock.now() and not known.listing.on
        return Status.SAME if over else Status.CANCELLED
    old = known.listing
    other = changed(TEXTS, listing, old) or changed(PLACES, listing.when, old.when)
    return Status.CHANGED if other or not goes_on(listing, old) else Status.SAME


def _is_older(listing: Listing, known: Listing) -> bool:
    """Whether a listing is an earlier form of what is known (RFC 5546 section 2.1.5).

    A program that was set up anew counts from the beginning again: what was changed later is newer.
    """
    dated = listing.modified and known.modified
    if listing.sequence < known.sequence:
        return not (dated and listing.modified > known.modified)
    return bool(listing.sequence == known.sequence and dated and listing.modified < known.modified)


def goes_on(listing: Listing, known: Listing) -> bool:
    """Whether the times are still those that were known, though the first of a series may have passed."""
    old, new = known.when, listing.when
    every = list_ahead(old)
    if not every:
        return not list_ahead(new)
    if not same_frame(listing, known):
        return False
    return list_exceptions(old) == {
        planned: own for planned, own in list_exceptions(new).items() if planned <= every[-1]
    }


def same_frame(listing: Listing, known: Listing) -> bool:
    """Whether the rule of a series gives what it gave, so that nothing but single dates can differ."""
    old, new = known.when, listing.when
    # The same moments on another clock are the same; days are those of a zone.
    if old.all_day != new.all_day or (new.all_day and old.time_zone != new.time_zone):
        return False
    if old.ends_at - old.starts_at != new.ends_at - new.starts_at and not old.all_day:
        return False
    every, given = list_ahead(old), list_ahead(new)
    # One that goes on without end is seen a little further every day; that is no change until it is over.
    return every == given or (listing.on and bool(every) and given[: len(every)] == every)


def list_ahead(when: When) -> tuple[datetime, ...]:
    now = clock.now()
    return tuple(start for start in when.planned if start > now)


def list_exceptions(when: When) -> dict[datetime, OwnDate | None]:
    """The dates to come that are not as their rule has them, by when they are planned; None is called off."""
    now = clock.now()
    own = {one.planned: one for one in dates.read_own(when.own_dates)}
    off = dict.fromkeys(recurrence.read_moments(when.skipped))
    return {planned: one for planned, one in {**own, **off}.items() if planned > now}


def changed(names: Iterable[str], new: Listing | When, old: Listing | When) -> dict[str, Any]:
    """What of these differs, as it is now."""
    return {name: getattr(new, name) for name in names if getattr(new, name) != getattr(old, name)}
