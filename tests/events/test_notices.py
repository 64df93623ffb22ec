"""Reminders of events: each once, to those who want them, and none of what is no longer true."""

from datetime import UTC, datetime, timedelta

import pytest
from events.conftest import BOSS, ORGANIZER, Announce, enrol, person, seen, texts
from events.telling import due_now, make, say, until, waiting
from sqlalchemy import insert

from mentorbot import clock
from mentorbot.db import Database
from mentorbot.events import announce, answers, notices, rsvp, service
from mentorbot.events.models import EVENT_RSVP
from mentorbot.events.recurrence import Repeats
from mentorbot.events.terms import EventAnswer, EventKind
from mentorbot.guide.model import Stage
from mentorbot.members import service as members
from mentorbot.members.service import Profile

pytestmark = pytest.mark.every_database


async def test_leads_are_planned_once_and_only_those_ahead(database: Database, announced: Announce) -> None:
    event = await announced(ahead=timedelta(days=3))
    planned = await waiting(database, notices.FAN)
    leads = [event.starts_at - row["due_at"] for row in planned if row["payload"]["what"] == "start"]
    assert leads == [timedelta(days=1), timedelta(hours=1)]
    assert [row["due_at"] for row in planned if row["payload"]["what"] == "attended"] == [event.until]
    deadline = await announced(kind=EventKind.DEADLINE)
    leads = [deadline.starts_at - row["due_at"] for row in await waiting(database, notices.FAN)]
    assert {timedelta(days=14), timedelta(days=3)} <= set(leads)


async def test_a_reminder_reaches_those_who_come_or_would_like_to_and_nobody_else(
    database: Database, announced: Announce
) -> None:
    event = await announced()
    await enrol(database, "ann", "ben", "cho", "dee", "eve")
    for name, said in zip(
        ("ann", "ben", "cho", "dee"),
        (EventAnswer.GOING, EventAnswer.INTERESTED, EventAnswer.CANNOT, EventAnswer.GOING),
        strict=True,
    ):
        await say(database, name, event.id, said)
    async with database.session_scope() as session:
        await rsvp.mute_reminders(session, person("dee"), event.id, muted=True)
    await until(event.starts_at - timedelta(days=7))
    [row] = await due_now(database, notices.FAN)
    assert await make(database, row) is None
    assert {row["user_id"] for row in await waiting(database, notices.NOTE)} == {"ann", "ben"}
    assert await make(database, row) is None, "a crash before it was marked: done again"
    notes = await waiting(database, notices.NOTE)
    assert len(notes) == 2
    cards = [await make(database, note) for note in notes]
    assert all(card is not None and card.title == "Coming up" and not card.public for card in cards)


async def test_a_thousand_are_reminded_batch_by_batch_each_once(
    database: Database, announced: Announce
) -> None:
    event = await announced()
    count = 2 * notices.BATCH + 7
    async with database.session_scope() as session:
        for number in range(count):
            member = await members.enrol(session, person(f"p{number}"), Profile(Stage.CLINICIAN))
            await session.execute(
                insert(EVENT_RSVP).values(
                    event_id=event.id,
                    member_id=member.id,
                    answer=EventAnswer.GOING,
                    turn=number,
                    muted=False,
                    at=clock.now(),
                )
            )
    await until(event.starts_at - timedelta(days=7))
    batches = 0
    while rows := await due_now(database, notices.FAN):
        assert len(rows) == 1
        await make(database, rows[0])
        batches += 1
        assert len(await waiting(database, notices.NOTE)) <= batches * notices.BATCH
    notes = await waiting(database, notices.NOTE)
    assert batches == 3
    assert len(notes) == len({note["user_id"] for note in notes}) == count


async def test_what_changed_meanwhile_is_not_reminded_of_as_it_was(
    database: Database, announced: Announce
) -> None:
    event = await announced()
    await enrol(database, "ann")
    await say(database, "ann", event.id, EventAnswer.GOING)
    before = event.starts_at
    await until(before - timedelta(days=7))
    [row] = await due_now(database, notices.FAN)
    await make(database, row)
    [stale] = await waiting(database, notices.NOTE)
    async with database.session_scope() as session:
        later = f"{before + timedelta(days=20):%Y-%m-%d %H:%M}"
        when = answers.read_moved(event.when, later, "", "UTC", "Room 5")
        moved = (await announce.move(session, event, when, capacity=None)).event
    assert await make(database, stale) is None
    planned = [row for row in await waiting(database, notices.FAN) if row["payload"]["what"] == "start"]
    assert {row["payload"]["start"] for row in planned} == {int(moved.starts_at.timestamp())}
    [change] = [row for row in await waiting(database, notices.FAN) if row["payload"]["what"] == "changed"]
    await make(database, change)
    [note] = await waiting(database, notices.NOTE)
    card = await make(database, note)
    assert card is not None
    assert card.title == "An event has changed"


async def test_after_a_long_outage_the_nearest_reminder_stands_for_those_before(
    database: Database, announced: Announce
) -> None:
    event = await announced()
    await enrol(database, "ann")
    await say(database, "ann", event.id, EventAnswer.GOING)
    await until(event.starts_at - timedelta(hours=1))
    for row in await due_now(database, notices.FAN):
        await make(database, row)
    assert len(await waiting(database, notices.NOTE)) == 1
    await until(event.starts_at)
    [late] = await waiting(database, notices.NOTE)
    assert await make(database, late) is None, "it has begun"


async def test_a_series_goes_on_to_remind_of_the_next(database: Database, announced: Announce) -> None:
    event = await announced(series=Repeats.WEEKLY)
    _, second, *_ = event.starts
    [following] = await waiting(database, notices.NEXT)
    await until(following["due_at"])
    await make(database, following)
    ahead = [row for row in await waiting(database, notices.FAN) if row["due_at"] > clock.now()]
    assert {row["payload"]["start"] for row in ahead} == {int(second.timestamp())}


async def test_the_end_of_a_fee_is_told_and_moves_with_it(database: Database, announced: Announce) -> None:
    day = clock.now() + timedelta(days=20)
    event = await announced(words=texts(fee_deadline=day.replace(microsecond=0)))
    fees = [row for row in await waiting(database, notices.FAN) if row["payload"]["what"] == "fee"]
    assert len(fees) == 3
    async with database.session_scope() as session:
        await announce.write(session, event, texts())
    assert not [row for row in await waiting(database, notices.FAN) if row["payload"]["what"] == "fee"]


@pytest.mark.parametrize("publish", [True, False])
async def test_a_cancelled_or_dropped_event_reminds_nobody(
    database: Database, announced: Announce, publish: bool
) -> None:
    event = await announced(publish=publish)
    async with database.session_scope() as session:
        if publish:
            await announce.cancel(session, event)
        else:
            await service.drop_draft(session, BOSS, ORGANIZER, seen(event))
    for row in await waiting(database, notices.FAN):
        assert row["payload"]["what"] == "cancelled" or await make(database, row) is None
    assert not await waiting(database, notices.NOTE)
    for row in await waiting(database, notices.MESSAGE):
        assert await make(database, row) is None
    assert datetime.now(UTC) < event.starts_at
