"""Making events of the listings of another calendar: what is new, what has changed, and nothing twice.

What an organizer changed by hand stays, until the calendar itself changes that very thing.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, cast

from mentorbot import clock
from mentorbot.chat.caller import Caller, Rights
from mentorbot.db import Session, insert
from mentorbot.events import announce, dates, recurrence, service, title_words
from mentorbot.events.answers import Frame, Texts
from mentorbot.events.calendar_models import EVENT_ORIGIN
from mentorbot.events.dates import Occurrence, When
from mentorbot.events.known import (
    AT_ONCE,
    CHOOSABLE,
    PLACES,
    TEXTS,
    Known,
    Status,
    changed,
    find_known,
    goes_on,
    list_ahead,
    list_exceptions,
    same_frame,
    settle_listings,
    status_of,
)
from mentorbot.events.listings import Key, Listing
from mentorbot.events.service import UNNAMED
from mentorbot.events.terms import MOST_TITLE, EventKind
from mentorbot.events.view import EventView

MOST_AT_ONCE: Final = 25
"""New events that are published at once: all of them are posted."""


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
        listings = await settle_listings(self._session, community, self._source, listings)
        here = await find_known(self._session, community, self._source, listings)
        taken = Taken()
        for listing in (one for whole in listings for one in _part(whole, here)):
            before = here.get(listing.key)
            status = status_of(listing, before)
            if status in CHOOSABLE:
                if wanted is None and title_words.is_doubtful(listing.title):
                    continue  # it is new once its title says no more that it may be off
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
        texts = {name: getattr(event, name) for name in TEXTS} | changed(TEXTS, listing, before)
        if texts["title"] == UNNAMED:
            texts["title"] = _title(listing)
        words = Texts(**texts, fee_deadline=event.fee_deadline, credits=event.credits)
        event = (await announce.write(self._session, event, words)).event
        when = event.when
        if not goes_on(listing, before):
            if when.rule and same_frame(listing, before):
                when = _merge_dates(when, listing, before.when)
            else:
                when = replace(listing.when, place=when.place, link=when.link)
        when = self._of_kind(replace(when, **changed(PLACES, listing.when, before.when)))
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


def _merge_dates(mine: When, listing: Listing, known: When) -> When:
    """Take over what a calendar changed of single dates; what organizers changed of the others stays."""
    to = dict(zip(list_ahead(known), list_ahead(mine), strict=False))
    before, after, here = list_exceptions(known), list_exceptions(listing.when), list_exceptions(mine)
    if listing.on and all(one == other for one, other in to.items()):
        # It goes on, and is seen further by now.
        mine = replace(listing.when, place=mine.place, link=mine.link)
        to |= {one: one for one in list_ahead(mine)}
    for planned in {*before, *after}:
        usual = object()
        if before.get(planned, usual) == after.get(planned, usual) or planned not in to:
            continue
        here.pop(to[planned], None)
        if planned in after:
            one = after[planned]
            here[to[planned]] = one and replace(one, planned=to[planned])
    ahead = set(list_ahead(mine))
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


def _is_chosen(listing: Listing, status: Status, wanted: Collection[Key] | None) -> bool:
    # Time may have passed since it was read.
    if listing.cancelled or listing.when.starts_at <= clock.now():
        return False
    return status in AT_ONCE if wanted is None else listing.key in wanted


def _title(listing: Listing) -> str:
    # What is called like a draft without a title could not be published.
    return listing.title if listing.title != UNNAMED else f"{listing.title} ·"[:MOST_TITLE]
