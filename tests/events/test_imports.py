"""Taking over what other calendars announce: nothing twice, and what organizers did by hand stays."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from events.conftest import BOSS, NOBODY, ORGANIZER, enrol, person, texts
from events.icals import at, calendar, event
from events.telling import tell
from sqlalchemy import select

from mentorbot import clock
from mentorbot.chat import Card, Section, moment
from mentorbot.chat.program import Program
from mentorbot.db import Database, Session, schema
from mentorbot.delivery import kinds, outbox
from mentorbot.delivery import service as delivery
from mentorbot.delivery.kinds import Address, Due
from mentorbot.errors import UserError
from mentorbot.events import (
    announce,
    arriving,  # noqa: F401 - makes what falls due
    feeds,
    import_cards,
    imports,
    rsvp,
    single_dates,
    vanished,
    view,
)
from mentorbot.events.answers import read_moved
from mentorbot.events.calendar_models import EVENT_ORIGIN
from mentorbot.events.feeds import CalendarAddress
from mentorbot.events.imports import Offer
from mentorbot.events.known import UNTOLD, Status
from mentorbot.events.rights import set_up_events
from mentorbot.events.service import Seen
from mentorbot.events.single_dates import Which
from mentorbot.events.sources.icalendar import read_calendar
from mentorbot.events.taking import MOST_AT_ONCE, Taken
from mentorbot.events.terms import EventAnswer, EventKind, EventState
from mentorbot.events.view import EventView

URL = "https://example.org/chapter.ics"
WEEKLY = "RRULE:FREQ=WEEKLY;COUNT=5"


def stamp(ahead: float) -> str:
    return f"{at(ahead):%Y%m%dT%H%M%SZ}"


class Desk:
    """An organizer's desk: what is imported there, and what is announced."""

    def __init__(self, database: Database) -> None:
        self.database = database

    async def offer(self, *entries: str, url: str = URL, who: Any = BOSS) -> Offer:
        found = read_calendar(calendar(*entries), "UTC", clock.now())
        async with self.database.session_scope() as session:
            await set_up_events(session, who, ORGANIZER, "77")
            return await imports.offer_listings(
                session, who, ORGANIZER, CalendarAddress(EventKind.CHAPTER, "UTC", url), found
            )

    async def take(self, offer: Offer, *, follow: bool = False) -> Taken:
        async with self.database.session_scope() as session:
            return await imports.take_chosen(session, BOSS, ORGANIZER, offer.id, follow=follow)

    async def bring(self, *entries: str, follow: bool = False) -> Taken:
        return await self.take(await self.offer(*entries), follow=follow)

    async def events(self) -> dict[str, EventView]:
        async with self.database.read_scope() as connection:
            rows = await connection.execute(select(*view.VIEW).select_from(view.SOURCE))
            return {event.title: event for event in map(view.read_event, rows)}

    async def messages(self) -> list[str]:
        """The keys of the messages for all that were scheduled."""
        async with self.database.read_scope() as connection:
            rows = await connection.execute(select(delivery.delivery.c.dedupe_key, delivery.delivery.c.kind))
            return [key for key, kind in rows if kind == "event_message"]

    async def notes(self, kind: str) -> list[Due]:
        async with self.database.read_scope() as connection:
            table = delivery.delivery
            rows = (await connection.execute(select(table).where(table.c.kind == kind))).mappings()
            return [outbox.due_of(row, Program(self.database)) for row in rows]

    async def go(self, name: str, title: str) -> None:
        """Let a member go to an event."""
        event = (await self.events())[title]
        await enrol(self.database, name)
        async with self.database.session_scope() as session:
            await rsvp.respond(session, person(name), NOBODY, event.id, EventAnswer.GOING)

    async def skip(self, title: str, planned: datetime) -> None:
        """Let an organizer call off one date."""
        event = (await self.events())[title]
        which = Which(Seen(event.id, event.version), int(planned.timestamp()))
        async with self.database.session_scope() as session:
            await single_dates.call_off_date(session, BOSS, ORGANIZER, which)

    async def notices(self) -> str:
        """What those who come are told, made as it falls due."""
        return await tell(self.database)

    async def feed(self) -> feeds.Feed:
        async with self.database.read_scope() as connection:
            [found] = await feeds.find_followed(connection, BOSS, ORGANIZER)
            return found

    async def refresh(self, *entries: str) -> Taken:
        found = read_calendar(calendar(*entries), "UTC", clock.now())
        async with self.database.session_scope() as session:
            return await imports.take_changes(
                session, await feeds.find_feed(session, BOSS, ORGANIZER, 1), found
            )


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database)


async def test_what_is_chosen_is_published_and_the_rest_is_not(desk: Desk) -> None:
    offer = await desk.offer(event("a"), event("b"), event("c"))
    assert offer.chosen == {0, 1, 2}
    async with desk.database.session_scope() as session:
        offer = await imports.choose_listings(session, BOSS, ORGANIZER, offer.id, shown=range(3), chosen=[1])
    taken = await desk.take(offer)
    assert (taken.published, taken.followed) == (1, False)
    [only] = (await desk.events()).values()
    assert (only.title, only.state, only.kind) == ("Evening b", EventState.PUBLISHED, EventKind.CHAPTER)
    assert only.starts_at == at(30)
    assert len(await desk.messages()) == 1


@pytest.mark.every_database
async def test_importing_twice_publishes_once(desk: Desk) -> None:
    await desk.bring(event("a"), event("s", WEEKLY))
    again = await desk.offer(event("a"), event("s", WEEKLY))
    assert again.statuses == (Status.SAME, Status.SAME)
    assert not again.chosen
    taken = await desk.take(again)
    assert not taken.any
    assert len(await desk.events()) == len(await desk.messages()) == 2


async def test_a_list_that_was_used_is_used_up(desk: Desk) -> None:
    offer = await desk.offer(event("a"))
    await desk.take(offer)
    with pytest.raises(UserError, match="was used already"):
        await desk.take(offer)
    assert len(await desk.events()) == 1


async def test_two_organizers_who_import_the_same_publish_it_once(desk: Desk) -> None:
    first, second = await desk.offer(event("a")), await desk.offer(event("a"))
    assert (await desk.take(first)).published == 1
    assert (await desk.take(second)).published == 0
    assert len(await desk.events()) == 1


@pytest.mark.every_database
async def test_a_change_reaches_the_event_and_those_who_come_are_told_once(desk: Desk) -> None:
    await enrol(desk.database, "alice")
    await desk.bring(event("a"))
    [before] = (await desk.events()).values()
    async with desk.database.session_scope() as session:
        await rsvp.respond(session, person("alice"), NOBODY, before.id, EventAnswer.GOING)
    changed = event("a", ahead=31, SEQUENCE="1", LOCATION="Room 9", SUMMARY="Finance")
    offer = await desk.offer(changed)
    assert offer.statuses == (Status.CHANGED,)
    assert (await desk.take(offer)).changed == 1
    [after] = (await desk.events()).values()
    assert (after.id, after.title, after.place, after.starts_at) == (before.id, "Finance", "Room 9", at(31))
    assert after.sequence > before.sequence
    fans = [due for due in await desk.notes("event_fan") if due.payload["what"] == "changed"]
    assert len(fans) == 1
    assert not (await desk.bring(changed)).any


async def test_an_older_form_of_an_entry_changes_nothing(desk: Desk) -> None:
    await desk.bring(event("a", SEQUENCE="2", **{"LAST-MODIFIED": "20260201T000000Z"}))
    for older in (
        event("a", SEQUENCE="1", SUMMARY="Older"),
        event("a", SEQUENCE="2", SUMMARY="Older", **{"LAST-MODIFIED": "20260101T000000Z"}),
    ):
        assert (await desk.offer(older)).statuses == (Status.SAME,)


async def test_what_an_organizer_changed_stays_until_the_calendar_changes_that_very_thing(desk: Desk) -> None:
    await desk.bring(event("a", DESCRIPTION="By the chapter"))
    [found] = (await desk.events()).values()
    async with desk.database.session_scope() as session:
        words = texts(title="Our own title", about=found.about)
        written = await announce.write(session, found, words)
        when = read_moved(found.when, f"{at(33):%Y-%m-%d %H:%M}", "1 h", "UTC", "Our room")
        await announce.move(session, written.event, when, capacity=12)
    await desk.bring(event("a", DESCRIPTION="More words", SEQUENCE="1"))
    [found] = (await desk.events()).values()
    assert (found.title, found.about) == ("Our own title", "More words")
    assert (found.starts_at, found.place, found.capacity) == (at(33), "Our room", 12)
    await desk.bring(event("a", DESCRIPTION="More words", SEQUENCE="2", SUMMARY="Theirs", ahead=40))
    [found] = (await desk.events()).values()
    assert (found.title, found.starts_at, found.place, found.capacity) == ("Theirs", at(40), "Our room", 12)


async def test_what_the_calendar_calls_off_is_cancelled_here_and_announced_again_when_it_is_on_again(
    desk: Desk,
) -> None:
    await desk.bring(event("a"), event("b"))
    off = event("a", STATUS="CANCELLED", SEQUENCE="1")
    offer = await desk.offer(off, event("b"))
    assert offer.statuses == (Status.CANCELLED, Status.SAME)
    assert (await desk.take(offer)).cancelled == 1
    assert (await desk.events())["Evening a"].state is EventState.CANCELLED
    assert not (await desk.bring(off, event("b"))).any
    again = event("a", SEQUENCE="2")
    assert (await desk.offer(again, event("b"))).statuses == (Status.BACK, Status.SAME)
    assert (await desk.bring(again, event("b"))).published == 1
    assert (await desk.events())["Evening a"].state is EventState.PUBLISHED
    assert not (await desk.bring(again, event("b"))).any
    with pytest.raises(
        UserError, match=r"nothing to come.*Left out: 1 called off there: “Evening never known”"
    ):
        await desk.offer(event("never known", STATUS="CANCELLED"))


@pytest.mark.every_database
async def test_one_of_a_series_that_moves_stays_in_it_and_those_going_are_told_that_date(desk: Desk) -> None:
    series = event("s", WEEKLY)
    await desk.bring(series)
    await desk.go("ann", "Evening s")
    one = event("s", f"RECURRENCE-ID:{stamp(37)}", ahead=38, SUMMARY="With a guest", SEQUENCE="1")
    taken = await desk.bring(series, one)
    assert (taken.changed, taken.published) == (1, 0)
    found = (await desk.events())["Evening s"]
    assert found.starts == (at(30), at(38), at(44), at(51), at(58))
    assert [date.title for date in found.dates] == ["", "With a guest", "", "", ""]
    assert found.going == 1
    told = await desk.notices()
    assert f"{moment(at(37))} is moved to {moment(at(38))}" in told
    assert "With a guest" in told
    assert not (await desk.bring(series, one)).any
    again = await desk.bring(series, event("s", f"RECURRENCE-ID:{stamp(37)}", ahead=39, SEQUENCE="2"))
    assert (again.changed, again.published) == (1, 0)
    assert (await desk.events())["Evening s"].starts[1] == at(39)
    assert (await desk.bring(series)).changed == 1
    assert (await desk.events())["Evening s"].starts[1] == at(37), "it is as planned again"


@pytest.mark.every_database
@pytest.mark.parametrize("how", ["EXDATE", "STATUS"])
async def test_one_of_a_series_that_is_off_is_told_and_the_others_stay(desk: Desk, how: str) -> None:
    await desk.bring(event("s", WEEKLY))
    await desk.go("ann", "Evening s")
    off = event("s", f"RECURRENCE-ID:{stamp(44)}", ahead=44, STATUS="CANCELLED")
    excluded = event("s", WEEKLY, f"EXDATE:{stamp(44)}")
    taken = await desk.bring(*([excluded] if how == "EXDATE" else [event("s", WEEKLY), off]))
    assert (taken.changed, taken.cancelled) == (1, 0)
    found = (await desk.events())["Evening s"]
    assert found.starts == (at(30), at(37), at(51), at(58))
    assert (found.state, found.going) == (EventState.PUBLISHED, 1)
    assert f"{moment(at(44))} is off" in await desk.notices()


@pytest.mark.parametrize("rule", [WEEKLY, "RRULE:FREQ=WEEKLY"])
async def test_what_an_organizer_did_to_one_date_stays_when_the_calendar_changes_another(
    desk: Desk, rule: str
) -> None:
    await desk.bring(event("s", rule))
    await desk.skip("Evening s", at(37))
    moved = event("s", f"RECURRENCE-ID:{stamp(51)}", ahead=52)
    assert (await desk.bring(event("s", rule), moved)).changed == 1
    assert (await desk.events())["Evening s"].starts[:4] == (at(30), at(44), at(52), at(58))
    assert not (await desk.bring(event("s", rule), moved)).any


async def test_a_series_of_which_the_calendar_calls_every_date_off_is_cancelled(desk: Desk) -> None:
    await desk.bring(event("s", "RRULE:FREQ=WEEKLY;COUNT=2"))
    off = [event("s", f"RECURRENCE-ID:{stamp(ahead)}", ahead=ahead, STATUS="CANCELLED") for ahead in (30, 37)]
    assert (await desk.bring(event("s", "RRULE:FREQ=WEEKLY;COUNT=2"), *off)).cancelled == 1
    assert (await desk.events())["Evening s"].state is EventState.CANCELLED


async def test_a_series_that_has_begun_is_still_the_same(desk: Desk) -> None:
    finite, endless = event("f", WEEKLY), event("e", "RRULE:FREQ=WEEKLY")
    await desk.bring(finite, endless)
    before = await desk.events()
    for weeks in (5, 1, 1):
        clock.advance(timedelta(weeks=weeks))
        taken = await desk.bring(finite, endless)
        assert not taken.any
    assert {name: one.version for name, one in (await desk.events()).items()} == {
        name: one.version for name, one in before.items()
    }
    longer = await desk.bring(
        event("e", "RRULE:FREQ=WEEKLY", ahead=30 - 49), finite.replace("COUNT=5", "COUNT=9")
    )
    assert (longer.changed, longer.published) == (1, 0)


async def test_one_without_end_goes_on_when_what_was_known_of_it_is_over(desk: Desk) -> None:
    endless = event("e", "RRULE:FREQ=WEEKLY")
    await desk.bring(endless)
    [before] = (await desk.events()).values()
    clock.advance(before.until - clock.now() + timedelta(days=1))
    assert (await desk.bring(endless)).changed == 1
    [after] = (await desk.events()).values()
    assert after.starts_at == before.starts[-1] + timedelta(days=7)


async def test_very_many_at_once_are_refused(desk: Desk) -> None:
    offer = await desk.offer(*(event(f"n{number}", ahead=2 + number) for number in range(MOST_AT_ONCE + 3)))
    assert len(offer.chosen) == MOST_AT_ONCE
    async with desk.database.session_scope() as session:
        with pytest.raises(UserError, match="at most 25"):
            await imports.choose_listings(
                session, BOSS, ORGANIZER, offer.id, shown=range(28), chosen=range(28)
            )
        # A place that is not on the page, or not there at all, changes nothing.
        same = await imports.choose_listings(
            session, BOSS, ORGANIZER, offer.id, shown=range(2), chosen=[0, 1, 27, -1, 999]
        )
    assert same.chosen == offer.chosen


async def test_only_organizers_of_that_very_community_choose(desk: Desk) -> None:
    offer = await desk.offer(event("a"))
    other = person("boss", "another guild")
    async with desk.database.session_scope() as session:
        await set_up_events(session, other, ORGANIZER, "78")
        for who, rights, told in ((BOSS, NOBODY, "Only organizers"), (other, ORGANIZER, "was used already")):
            with pytest.raises(UserError, match=told):
                await imports.take_chosen(session, who, rights, offer.id)
    assert not await desk.events()


async def test_a_calendar_that_is_followed_brings_what_is_new_but_not_what_was_left_out(desk: Desk) -> None:
    offer = await desk.offer(event("a"), event("b"))
    async with desk.database.session_scope() as session:
        offer = await imports.choose_listings(session, BOSS, ORGANIZER, offer.id, shown=range(2), chosen=[0])
    assert (await desk.take(offer, follow=True)).followed
    assert (await desk.refresh(event("a"), event("b"))).any is False
    taken = await desk.refresh(event("a"), event("b"), event("c"))
    assert taken.published == 1
    assert set(await desk.events()) == {"Evening a", "Evening c"}
    offer = await desk.offer(event("a"), event("b"), event("c"))
    assert offer.statuses == (Status.SAME, Status.LEFT, Status.SAME)
    assert offer.followed


async def test_very_many_new_ones_come_some_at_a_time(desk: Desk) -> None:
    await desk.bring(event("a"), follow=True)
    many = [event(f"n{number}", ahead=2 + number) for number in range(MOST_AT_ONCE + 3)]
    first = await desk.refresh(*many)
    assert (first.published, first.later) == (MOST_AT_ONCE, 3)
    assert (await desk.refresh(*many)).published == 3


@pytest.mark.every_database
async def test_a_calendar_is_due_once_a_day_and_taken_by_one_process(desk: Desk) -> None:
    await desk.bring(event("a"), follow=True)

    async def claim() -> list[int]:
        async with desk.database.session_scope() as session:
            return [feed.id for feed in await feeds.claim_feeds(session)]

    assert await claim() == []
    clock.advance(feeds.EVERY)
    assert await claim() == [1]
    assert await claim() == []
    # Whoever took it has died: an hour later another has it.
    clock.advance(feeds.AGAIN)
    assert await claim() == [1]
    async with desk.database.session_scope() as session:
        assert await feeds.note_read(session, await feeds.find_feed(session, BOSS, ORGANIZER, 1), '"tag"', "")
    clock.advance(feeds.EVERY - timedelta(minutes=1))
    assert await claim() == []
    assert (await desk.feed()).etag == '"tag"'


async def fail(desk: Desk, times: int) -> None:
    for _ in range(times):
        async with desk.database.session_scope() as session:
            await feeds.note_failure(
                session, await feeds.find_feed(session, BOSS, ORGANIZER, 1), "It is *gone*."
            )


@pytest.mark.every_database
async def test_a_calendar_that_keeps_failing_is_told_of_once_and_again_after_it_worked(desk: Desk) -> None:
    await enrol(desk.database, "boss")
    await desk.bring(event("a"), follow=True)
    await fail(desk, feeds.TOLD_AFTER - 1)
    assert await desk.notes(feeds.FAILING) == []
    await fail(desk, 20)
    [told] = await desk.notes(feeds.FAILING)
    assert told.to == Address("discord", "guild", user_id="boss")
    async with desk.database.session_scope() as session:
        card = await made(session, told)
    assert card is not None
    assert any(r"It is \*gone\*" in block.text for block in card.blocks if isinstance(block, Section))
    waits = (await desk.feed()).next_at - clock.now()
    assert timedelta(hours=23) < waits <= feeds.EVERY
    clock.advance(timedelta(days=1))
    async with desk.database.session_scope() as session:
        await feeds.note_read(session, await feeds.find_feed(session, BOSS, ORGANIZER, 1), "", "")
        assert await made(session, told) is None
    await fail(desk, 20)
    assert len(await desk.notes(feeds.FAILING)) == 2


async def made(session: Session, due: Due) -> Card | None:
    make = kinds.find_handler(due.kind)
    assert make is not None
    return await make(session, due)


async def said(desk: Desk, told: Due) -> str:
    async with desk.database.session_scope() as session:
        card = await made(session, told)
    return "" if card is None else "\n".join(one.text for one in card.blocks if isinstance(one, Section))


@pytest.mark.every_database
async def test_an_entry_that_vanishes_is_told_of_once_and_its_event_stays(desk: Desk) -> None:
    await enrol(desk.database, "boss")
    await desk.bring(event("a"), event("b"), event("c"), follow=True)
    assert (await desk.refresh(event("b"))).missing == 2
    assert (await desk.refresh(event("b"))).missing == 0
    [told] = await desk.notes(vanished.VANISHED)
    assert told.to == Address("discord", "guild", user_id="boss")
    assert [name in await said(desk, told) for name in ("Evening a", "Evening b", "Evening c")] == [
        True,
        False,
        True,
    ]
    assert {one.state for one in (await desk.events()).values()} == {EventState.PUBLISHED}


async def test_an_entry_that_comes_back_is_not_told_of_and_anew_when_it_goes_again(desk: Desk) -> None:
    await enrol(desk.database, "boss")
    await desk.bring(event("a"), event("b"), follow=True)
    await desk.refresh(event("b"))
    await desk.refresh(event("a"), event("b"))
    [told] = await desk.notes(vanished.VANISHED)
    assert await said(desk, told) == ""
    clock.advance(timedelta(days=1))
    assert (await desk.refresh(event("b"))).missing == 1
    assert len(await desk.notes(vanished.VANISHED)) == 2


async def test_what_is_over_or_was_cancelled_or_left_out_is_not_missed(desk: Desk) -> None:
    offer = await desk.offer(event("a"), event("b"), event("c"))
    async with desk.database.session_scope() as session:
        await imports.choose_listings(session, BOSS, ORGANIZER, offer.id, shown=range(3), chosen=[0, 1])
    await desk.take(offer, follow=True)
    await desk.refresh(event("a", STATUS="CANCELLED"), event("b"))
    assert (await desk.refresh(event("b"))).missing == 0
    clock.advance(timedelta(days=400))
    assert (await desk.refresh()).missing == 0


async def test_what_lies_further_ahead_than_is_read_is_not_missed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await desk.bring(event("near"), event("far", ahead=90), follow=True)
    monkeypatch.setattr(vanished, "MOST_OFFERED", 1)
    assert (await desk.refresh(event("near"))).missing == 0


async def test_if_nobody_who_followed_it_is_a_member_the_channel_for_notices_is_told(desk: Desk) -> None:
    await desk.bring(event("a"), follow=True)
    await fail(desk, feeds.TOLD_AFTER)
    [told] = await desk.notes(feeds.FAILING)
    assert told.to == Address("discord", "guild", channel_id="77")


@pytest.mark.every_database
async def test_a_calendar_that_is_stopped_stays_stopped_and_its_events_stay(desk: Desk) -> None:
    await desk.bring(event("a"), follow=True)
    feed = await desk.feed()
    assert "On example" in str(import_cards.feed_card(feed))
    assert "ics" not in str(import_cards.feed_card(feed)), "the address may be a secret"
    async with desk.database.session_scope() as session:
        for who, rights in ((BOSS, NOBODY), (person("boss", "another guild"), ORGANIZER)):
            with pytest.raises(UserError):
                await feeds.stop_feed(session, who, rights, feed.id)
        await feeds.stop_feed(session, BOSS, ORGANIZER, feed.id)
    async with desk.database.session_scope() as session:
        assert not await feeds.note_read(session, feed, "", "")
        await feeds.note_failure(session, feed, "late")
        with pytest.raises(UserError, match="not followed any more"):
            await feeds.stop_feed(session, BOSS, ORGANIZER, feed.id)
    assert set(await desk.events()) == {"Evening a"}
    assert (await desk.offer(event("a"))).statuses == (Status.SAME,)
    assert (await desk.offer(event("a"), url=OTHER)).statuses == (Status.NEW,)


OTHER = "https://example.com/other.ics"


@pytest.mark.every_database
async def test_the_same_uid_in_two_calendars_is_two_events(desk: Desk) -> None:
    await desk.bring(event("1", SUMMARY="Ours"), follow=True)
    offer = await desk.offer(event("1", SUMMARY="Theirs"), url=OTHER)
    assert offer.statuses == (Status.NEW,)
    await desk.take(offer, follow=True)
    assert set(await desk.events()) == {"Ours", "Theirs"}
    assert (await desk.refresh(event("1", SUMMARY="Ours, later", SEQUENCE="1"))).changed == 1
    assert set(await desk.events()) == {"Ours, later", "Theirs"}
    assert (await desk.offer(event("1", SUMMARY="Theirs"), url=OTHER)).statuses == (Status.SAME,)


async def test_files_are_one_source_of_their_own(desk: Desk) -> None:
    await desk.take(await desk.offer(event("1"), url=""))
    assert (await desk.offer(event("1"), url="")).statuses == (Status.SAME,)
    assert (await desk.offer(event("1"))).statuses == (Status.NEW,)


async def test_what_came_before_calendars_were_told_apart_is_known_in_each(desk: Desk) -> None:
    await desk.bring(event("a"))
    async with desk.database.session_scope() as session:
        await session.execute(EVENT_ORIGIN.update().values(source=UNTOLD))
    for url in (URL, OTHER, ""):
        assert (await desk.offer(event("a"), url=url)).statuses == (Status.SAME,)
    changed = event("a", SUMMARY="Finance", SEQUENCE="1")
    assert (await desk.take(await desk.offer(changed, url=OTHER))).changed == 1
    assert (await desk.offer(changed, url=OTHER)).statuses == (Status.SAME,)
    assert set(await desk.events()) == {"Finance"}


@pytest.mark.every_database
async def test_what_was_imported_before_the_migration_is_not_doubled_after_it(desk: Desk) -> None:
    await desk.bring(event("a"), follow=True)
    await desk.take(await desk.offer(event("b"), url=OTHER), follow=True)
    await desk.take(await desk.offer(event("c"), url="https://example.org/once.ics"))
    offer = await desk.offer(event("d"), url="")
    async with desk.database.session_scope() as session:
        await imports.choose_listings(session, BOSS, ORGANIZER, offer.id, shown=range(1), chosen=[])
    await desk.take(offer)
    before = await desk.events()
    await schema.downgrade(desk.database, "0017")
    await schema.upgrade(desk.database)
    everything = [event(uid) for uid in "abcd"]
    known = (Status.SAME, Status.SAME, Status.SAME, Status.LEFT)
    for url in (URL, OTHER):
        # The two that were followed knew of each other's, and still do.
        assert (await desk.offer(*everything, url=url)).statuses == known
    assert not (await desk.refresh(*everything)).any
    # A calendar that is new knows only what nobody can tell the source of.
    fresh = await desk.offer(*everything, url="https://example.net/new.ics")
    assert fresh.statuses == (Status.NEW, Status.NEW, Status.SAME, Status.LEFT)
    assert await desk.events() == before


async def test_only_so_many_calendars_are_followed(desk: Desk) -> None:
    for number in range(feeds.MOST_FEEDS):
        offer = await desk.offer(event(f"n{number}"), url=f"{URL}?{number}")
        await desk.take(offer, follow=True)
    offer = await desk.offer(event("one more"))
    with pytest.raises(UserError, match="20 calendars"):
        await desk.take(offer, follow=True)
    assert (await desk.take(offer)).published == 1
