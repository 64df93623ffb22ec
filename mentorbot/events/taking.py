"""Making events of the listings of another calendar: what is new, what has changed, and nothing twice.

What an organizer changed by hand stays, until the calendar itself changes that very thing.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, cast

from sqlalchemy import select

from mentorbot import clock
from mentorbot.chat.caller import Caller, Rights
from mentorbot.db import AsyncConnection, Session, insert
from mentorbot.events import announce, dates, recurrence, service
from mentorbot.events.answers import Frame, Texts
from mentorbot.events.calendar_models import EVENT_ORIGIN
from mentorbot.events.dates import Occurrence, OwnDate, When
from mentorbot.events.listings import Key, Listing
from mentorbot.events.models import EVENT
from mentorbot.events.service import UNNAMED
from mentorbot.events.terms import MOST_TITLE, EventKind, EventState
from mentorbot.events.view import EventView

MOST_AT_ONCE: Final = 25
"""New events that are published at once: all of them are posted."""


_TEXTS: Final = ("title", "about", "registration")
_PLACES: Final = ("place", "link")


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


@dataclass(slots=True)
class Taken:
    """What came of taking listings over: how many of each."""

    published: int = 0
    changed: int = 0
    cancelled: int = 0
    later: int = 0
    """New ones that were too many for this time."""
    missing: int = 0
    """Events whose listing is not in the calendar any more."""
    followed: bool = False

    @property
    def any(self) -> bool:
        """Whether there is anything to bring up to date where events are shown."""
        return bool(self.published or self.changed or self.cancelled)


@dataclass(frozen=True, slots=True)
class Known:
    """What is stored of a listing."""

    event_id: int | None
    state: EventState | None
    listing: Listing


class Maker:
    """Makes events of listings, in one transaction.

    Args:
        source: The calendar they come from (see :func:`mentorbot.events.listings.source_key`).
        feed_id: Its id, if it is followed.
    """

    def __init__(
        self,
        session: Session,
        caller: Caller,
        rights: Rights,
        kind: EventKind,
        *,
        source: str,
        feed_id: int | None,
    ) -> None:
        self._session = session
        self._caller = caller
        self._rights = rights
        self._kind = kind
        self._source = source
        self._feed_id = feed_id

    async def take(self, listings: Sequence[Listing], wanted: Collection[Key] | None) -> Taken:
        """Take listings over; of new ones those that are wanted, or the first MOST_AT_ONCE if it is None."""
        community, channel = await service.find_channel(self._session, self._caller, self._rights)
        here = await find_known(self._session, community, self._source, listings)
        taken = Taken()
        for listing in (one for whole in listings for one in _part(whole, here)):
            before = here.get(listing.key)
            status = status_of(listing, before)
            if status in CHOOSABLE:
                chosen = _is_chosen(listing, status, wanted)
                if chosen and taken.published >= MOST_AT_ONCE:
                    taken.later += 1
                    continue
                event_id = await self._publish(listing, channel) if chosen else None
                taken.published += chosen
                if chosen or before is None:
                    await self._keep(community, listing, event_id)
            elif before is not None and status is not Status.SAME:
                event = await service.find_event(self._session, self._caller, cast("int", before.event_id))
                if status is Status.CANCELLED:
                    await announce.cancel(self._session, event)
                    taken.cancelled += 1
                else:
                    await self._change(event, listing, before.listing)
                    taken.changed += 1
                await self._keep(community, listing, event.id)
        return taken

    async def _publish(self, listing: Listing, channel: str) -> int:
        session, caller, rights = self._session, self._caller, self._rights
        event = await service.draft_event(
            session, caller, rights, Frame(self._kind, listing.host), self._of_kind(listing.when)
        )
        texts = Texts(_title(listing), listing.about, listing.registration, None, {})
        written = await announce.write(session, event, texts)
        await announce.publish(session, written.event, channel)
        return event.id

    async def _change(self, event: EventView, listing: Listing, before: Listing) -> None:
        """Bring an event to what the calendar changed since it was last read."""
        texts = {name: getattr(event, name) for name in _TEXTS} | _changed(_TEXTS, listing, before)
        if texts["title"] == UNNAMED:
            texts["title"] = _title(listing)
        words = Texts(**texts, fee_deadline=event.fee_deadline, credits=event.credits)
        event = (await announce.write(self._session, event, words)).event
        when = event.when
        if not _goes_on(listing, before):
            if when.rule and _same_frame(listing, before):
                when = _merge_dates(when, listing, before.when)
            else:
                when = replace(listing.when, place=when.place, link=when.link)
        when = self._of_kind(replace(when, **_changed(_PLACES, listing.when, before.when)))
        if not any(one.ends_at > clock.now() for one in when.dates):
            await announce.cancel(self._session, event)
            return
        await announce.move(self._session, event, when, capacity=event.capacity)

    def _of_kind(self, when: When) -> When:
        """A deadline is when it begins: calendars give it an hour, for they know nothing shorter."""
        if self._kind is not EventKind.DEADLINE or when.all_day:
            return when
        own = (replace(one, ends_at=one.starts_at) for one in dates.read_own(when.own_dates))
        return replace(when, ends_at=when.starts_at, own_dates=dates.write_own(own)).settled()

    async def _keep(self, community: int, listing: Listing, event_id: int | None) -> None:
        row = {"event_id": event_id, "feed_id": self._feed_id, "entry": listing.as_json()}
        key = {
            "community_id": community,
            "source": self._source,
            "uid": listing.uid,
            "recurrence": listing.recurrence,
        }
        await self._session.execute(
            insert(EVENT_ORIGIN)
            .values(**key, **row)
            .on_conflict_do_update(index_elements=list(key), set_=row)
        )


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
        return Status.CANCELLED
    old = known.listing
    other = _changed(_TEXTS, listing, old) or _changed(_PLACES, listing.when, old.when)
    return Status.CHANGED if other or not _goes_on(listing, old) else Status.SAME


def _is_older(listing: Listing, known: Listing) -> bool:
    """Whether a listing is an earlier form of what is known (RFC 5546 section 2.1.5)."""
    if listing.sequence != known.sequence:
        return listing.sequence < known.sequence
    return bool(listing.modified and known.modified and listing.modified < known.modified)


def _goes_on(listing: Listing, known: Listing) -> bool:
    """Whether the times are still those that were known, though the first of a series may have passed."""
    old, new = known.when, listing.when
    every = _ahead(old)
    if not every:
        return not _ahead(new)
    if not _same_frame(listing, known):
        return False
    return _exceptions(old) == {
        planned: own for planned, own in _exceptions(new).items() if planned <= every[-1]
    }


def _same_frame(listing: Listing, known: Listing) -> bool:
    """Whether the rule of a series gives what it gave, so that nothing but single dates can differ."""
    old, new = known.when, listing.when
    if (old.time_zone, old.all_day) != (new.time_zone, new.all_day):
        return False
    if old.ends_at - old.starts_at != new.ends_at - new.starts_at and not old.all_day:
        return False
    every, given = _ahead(old), _ahead(new)
    # One that goes on without end is seen a little further every day; that is no change until it is over.
    return every == given or (listing.on and bool(every) and given[: len(every)] == every)


def _ahead(when: When) -> tuple[datetime, ...]:
    now = clock.now()
    return tuple(start for start in when.planned if start > now)


def _exceptions(when: When) -> dict[datetime, OwnDate | None]:
    """The dates to come that are not as their rule has them, by when they are planned; None is called off."""
    now = clock.now()
    own = {one.planned: one for one in dates.read_own(when.own_dates)}
    off = dict.fromkeys(recurrence.read_moments(when.skipped))
    return {planned: one for planned, one in {**own, **off}.items() if planned > now}


def _merge_dates(mine: When, listing: Listing, known: When) -> When:
    """Take over what a calendar changed of single dates; what organizers changed of the others stays."""
    to = dict(zip(_ahead(known), _ahead(mine), strict=False))
    before, after, here = _exceptions(known), _exceptions(listing.when), _exceptions(mine)
    if listing.on and all(one == other for one, other in to.items()):
        # It goes on, and is seen further by now.
        mine = replace(listing.when, place=mine.place, link=mine.link)
        to |= {one: one for one in _ahead(mine)}
    for planned in {*before, *after}:
        usual = object()
        if before.get(planned, usual) == after.get(planned, usual) or planned not in to:
            continue
        here.pop(to[planned], None)
        if planned in after:
            one = after[planned]
            here[to[planned]] = one and replace(one, planned=to[planned])
    ahead = set(_ahead(mine))
    past_off = {one for one in recurrence.read_moments(mine.skipped) if one not in ahead}
    past_own = [one for one in dates.read_own(mine.own_dates) if one.planned not in ahead]
    return replace(
        mine,
        skipped=recurrence.write_moments({*past_off, *(at for at, one in here.items() if one is None)}),
        own_dates=dates.write_own((*past_own, *(one for one in here.values() if one is not None))),
    ).settled()


def _part(listing: Listing, here: Mapping[Key, Known]) -> list[Listing]:
    """A series, and those of its dates that were taken as events of their own before."""
    own = []
    for one in listing.when.own:
        known = here.get(listing.key_of(one))
        if known is not None and known.event_id is not None:
            own.append(one)
    if not own:
        return [listing]
    when = dates.call_off(listing.when, {one.planned for one in own})
    return [replace(listing, when=when), *(_alone(listing, one) for one in own)]


def _alone(listing: Listing, one: Occurrence) -> Listing:
    when = When(
        one.starts_at, one.ends_at, one.ends_at, listing.when.time_zone, "", one.place, one.link,
        all_day=listing.when.all_day,
    )  # fmt: skip
    _, key = listing.key_of(one)
    title, about = one.title or listing.title, one.about or listing.about
    return replace(listing, recurrence=key, title=title, about=about, when=when, on=False)


def _changed(names: Iterable[str], new: Listing | When, old: Listing | When) -> dict[str, Any]:
    """What of these differs, as it is now."""
    return {name: getattr(new, name) for name in names if getattr(new, name) != getattr(old, name)}


def _is_chosen(listing: Listing, status: Status, wanted: Collection[Key] | None) -> bool:
    # Time may have passed since it was read.
    if listing.cancelled or listing.when.starts_at <= clock.now():
        return False
    return status in AT_ONCE if wanted is None else listing.key in wanted


def _title(listing: Listing) -> str:
    # What is called like a draft without a title could not be published.
    return listing.title if listing.title != UNNAMED else f"{listing.title} ·"[:MOST_TITLE]
