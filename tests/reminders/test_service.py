"""What is stored of reminders, plans and digests, on either database."""

from datetime import datetime, timedelta

import mailing
import pytest
from events.conftest import announcing
from sqlalchemy import func, select

from mentorbot import clock
from mentorbot.chat import Section
from mentorbot.chat.caller import Caller
from mentorbot.db import Database
from mentorbot.delivery.kinds import Address, Due
from mentorbot.delivery.service import delivery
from mentorbot.errors import UserError
from mentorbot.events import service as events
from mentorbot.guide.model import Guide, Stage
from mentorbot.members import service as members
from mentorbot.members.service import MemberView, Profile
from mentorbot.reminders import arriving, digest, plans, rows, service
from mentorbot.reminders.service import Asked, ReminderView
from mentorbot.times import when

pytestmark = pytest.mark.every_database

ALICE = Caller("discord", "guild", "alice", "en-US", "Future managers")
BOB = Caller("discord", "guild", "bob")
DAY = timedelta(days=1)


async def enrol(database: Database, caller: Caller = ALICE) -> MemberView:
    async with database.session_scope() as session:
        return await members.enrol(session, caller, Profile(Stage.CLINICIAN, time_zone="America/Chicago"))


async def draft(database: Database, typed: str, what: str = "Call", caller: Caller = ALICE) -> ReminderView:
    found = when.read_when(typed, "America/Chicago", clock.now())
    async with database.session_scope() as session:
        return await service.draft_reminder(session, caller, Asked(what, typed, found))


async def keep(database: Database, typed: str, caller: Caller = ALICE) -> ReminderView:
    made = await draft(database, typed, caller=caller)
    async with database.session_scope() as session:
        return await service.keep_reminder(session, caller, made.id)


async def stored(database: Database) -> int:
    async with database.read_scope() as connection:
        return int((await connection.execute(select(func.count()).select_from(rows.TABLE))).scalar_one())


async def due_times(database: Database) -> list[datetime]:
    async with database.read_scope() as connection:
        statement = select(delivery.c.due_at).where(delivery.c.state == "pending").order_by(delivery.c.due_at)
        return list((await connection.execute(statement)).scalars())


async def test_what_arrives_twice_because_sending_failed_is_the_same_and_schedules_once(
    database: Database,
) -> None:
    member = await enrol(database)
    kept = await keep(database, "every day 9am")
    clock.advance(kept.due_at - clock.now())
    seen = []
    for _ in range(3):
        async with database.session_scope() as session:
            seen.append(await service.arrive(session, member.id, kept.id, kept.due_at))
    assert seen[0] is not None
    assert seen[0] == seen[1] == seen[2]
    assert len(await due_times(database)) == 2, "the one that is being sent, and the next"


async def test_a_time_that_was_changed_does_not_arrive(database: Database) -> None:
    member = await enrol(database)
    kept = await keep(database, "tomorrow 9am")
    later = when.read_when("in 5 days at 9am", "America/Chicago", clock.now())
    async with database.session_scope() as session:
        changed = await service.change_reminder(
            session, ALICE, kept.id, Asked("Call", "in 5 days at 9am", later)
        )
    async with database.session_scope() as session:
        assert await service.arrive(session, member.id, kept.id, kept.due_at) is None
        assert await service.arrive(session, member.id, kept.id, changed.due_at) is not None
    assert await due_times(database) == [changed.due_at]


async def test_only_a_few_drafts_are_kept_and_nothing_that_is_long_over(database: Database) -> None:
    member = await enrol(database)
    kept = await keep(database, "tomorrow 9am")
    for _ in range(rows.MOST_DRAFTS + 5):
        await draft(database, "tomorrow 9am")
    assert await stored(database) == rows.MOST_DRAFTS + 1
    async with database.session_scope() as session:
        await service.arrive(session, member.id, kept.id, kept.due_at)
    clock.advance(rows.FORGOTTEN_AFTER + 2 * DAY)
    await draft(database, "tomorrow 9am")
    async with database.read_scope() as connection:
        with pytest.raises(UserError, match="not there any more"):
            await service.find_reminder(connection, ALICE, kept.id)


async def test_a_draft_whose_time_has_passed_is_not_kept(database: Database) -> None:
    await enrol(database)
    made = await draft(database, "in 1 hour")
    clock.advance(2 * timedelta(hours=1))
    with pytest.raises(UserError, match="passed meanwhile"):
        async with database.session_scope() as session:
            await service.keep_reminder(session, ALICE, made.id)
    assert await due_times(database) == []


async def test_what_belongs_to_somebody_else_is_not_there(database: Database) -> None:
    await enrol(database)
    await enrol(database, BOB)
    kept = await keep(database, "tomorrow 9am")
    for press in (
        service.keep_reminder,
        service.finish_reminder,
        service.cancel_reminder,
        service.put_off_to_tomorrow,
        service.find_reminder,
    ):
        with pytest.raises(UserError, match="not there any more"):
            async with database.session_scope() as session:
                await press(session, BOB, kept.id)
    assert await due_times(database) == [kept.due_at]


async def test_done_with_one_that_comes_again_leaves_its_next_time(database: Database) -> None:
    await enrol(database)
    kept = await keep(database, "every day 9am")
    async with database.session_scope() as session:
        await service.put_off(session, ALICE, kept.id, clock.now() + timedelta(minutes=5))
    assert len(await due_times(database)) == 2
    async with database.session_scope() as session:
        await service.finish_reminder(session, ALICE, kept.id)
    assert await due_times(database) == [kept.due_at]


async def test_a_plan_moved_forth_and_back_has_its_nudges_once(database: Database, guide: Guide) -> None:
    await enrol(database)
    today = clock.now().date()
    for ahead in (30, 60, 30):
        async with database.session_scope() as session:
            await plans.plan_milestone(session, ALICE, guide, "experience.shadow", today + ahead * DAY)
    times = await due_times(database)
    assert len(times) == 3
    assert times[-1].date() - today in {30 * DAY, 31 * DAY}


async def test_the_digest_tells_of_events_that_are_near_and_for_them(
    database: Database, guide: Guide
) -> None:
    member = await enrol(database)
    announced = announcing(database)
    boss = Caller("discord", "guild", "boss", "en-US", "Future managers")
    await announced(who=boss, ahead=5 * DAY)
    await announced(who=boss, ahead=5 * DAY, stages=("manager",))
    await announced(who=boss, ahead=5 * DAY, role="123")
    await announced(who=boss, ahead=40 * DAY)
    await announced(who=Caller("discord", "elsewhere", "boss"), ahead=5 * DAY)
    async with database.session_scope() as session:
        assert len(await events.find_upcoming(session, ALICE)) == 4
        view = await digest.turn_on(session, ALICE, 0, 8)
    weekly = digest.Weekly(view.due_at)
    due = Due(
        1,
        "digest",
        digest.KIND,
        payload=weekly.as_json(),
        to=Address("discord", "guild", "alice"),
        due_at=view.due_at,
        community_id=1,
        member_id=member.id,
        attempts=1,
        program=mailing.program_of(database),
    )
    async with database.session_scope() as session:
        card = await arriving.tell_of_week(session, due, weekly)
    assert card is not None
    [section] = [b for b in card.blocks if isinstance(b, Section) and b.heading == "Near in your community"]
    assert section.text.count("Finance evening") == 1
