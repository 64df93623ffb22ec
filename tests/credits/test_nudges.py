"""Being told in time: who is, when, in which words, and who is not any more."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from town import Town

from mentorbot import clock
from mentorbot.chat.caller import Caller
from mentorbot.chat.program import Program
from mentorbot.credits import arriving, cycle, nudges, service
from mentorbot.credits.answers import Draft
from mentorbot.credits.rule import Credit, count_credits
from mentorbot.credits.rules import Rules
from mentorbot.credits.standing import GoalView, load_standing
from mentorbot.db import Database
from mentorbot.delivery.kinds import Address, Due
from mentorbot.guide.model import Stage
from mentorbot.members.service import Profile, enrol

ALICE = Caller("discord", "guild", "alice")
START = datetime(2026, 1, 15, 12, tzinfo=UTC)


async def keep(
    database: Database, rules: Rules, credential: str = "fache", zone: str = "America/New_York"
) -> GoalView:
    async with database.session_scope() as session:
        await enrol(session, ALICE, Profile(Stage.MANAGER, time_zone=zone))
        found = await service.set_goal(
            session, ALICE, rules.find(credential), rules, started="", expires="2027-12-31"
        )
    return found.goal


async def log(database: Database, rules: Rules, type_: str, quarters: int) -> None:
    async with database.session_scope() as session:
        await service.log_entry(session, ALICE, rules, Draft(f"Some {type_}", quarters, type_))


async def planned(database: Database) -> dict[str, Any]:
    """By key, what waits to be sent."""
    async with database.read_scope() as connection:
        found = await connection.exec_driver_sql(
            "SELECT dedupe_key, due_at, member_id FROM delivery WHERE state = 'pending'"
        )
        return {row.dedupe_key: row for row in found}


async def due(database: Database, rules: Rules, goal: GoalView, months: int) -> Any:
    """What is made when the nudge of this many months before is due."""
    (row, *_) = (await planned(database)).values() or [None]
    member = row.member_id if row else 1
    missing = nudges.Missing(goal.id, goal.ends_on, months)
    program = Program(database, {Rules: rules})
    to = Address("discord", "guild", "alice")
    async with database.session_scope() as session:
        due = Due(
            1,
            "k",
            nudges.KIND,
            payload=missing.as_json(),
            to=to,
            due_at=START,
            community_id=1,
            member_id=member,
            attempts=1,
            program=program,
        )
        return await arriving.nudge(session, due, missing)


async def test_nudges_wait_at_nine_in_the_members_morning(database: Database, rules: Rules) -> None:
    with time_machine.travel(START, tick=False):
        goal = await keep(database, rules)
        rows = await planned(database)
    assert {key: row.due_at[:16] for key, row in rows.items()} == {
        f"credits:{goal.id}:2027-12-31:12": "2026-12-31 14:00",
        f"credits:{goal.id}:2027-12-31:6": "2027-06-30 13:00",
        f"credits:{goal.id}:2027-12-31:3": "2027-09-30 13:00",
        f"credits:{goal.id}:2027-12-31:1": "2027-11-30 14:00",
    }


async def test_those_whose_time_has_passed_are_not_planned(database: Database, rules: Rules) -> None:
    with time_machine.travel(datetime(2027, 10, 5, tzinfo=UTC), tick=False):
        await keep(database, rules)
        assert len(await planned(database)) == 1


async def test_other_dates_replace_what_was_planned(database: Database, rules: Rules) -> None:
    with time_machine.travel(START, tick=False):
        goal = await keep(database, rules)
        for expires in (date(2028, 12, 31), date(2027, 12, 31), date(2028, 12, 31)):
            async with database.session_scope() as session:
                await service.set_goal(
                    session, ALICE, rules.find("fache"), rules, started="", expires=f"{expires}"
                )
        rows = await planned(database)
    assert {key.split(":")[2] for key in rows} == {"2028-12-31"}
    assert len(rows) == 4
    with time_machine.travel(START, tick=False):
        assert await due(database, rules, goal, 1) is None


async def test_nothing_is_planned_once_all_is_there_and_again_when_it_is_not(
    database: Database, rules: Rules
) -> None:
    with time_machine.travel(START, tick=False):
        goal = await keep(database, rules)
        for type_, quarters in (("in-person", 144), ("civic", 8), ("healthcare", 8)):
            assert len(await planned(database)) == 4
            await log(database, rules, type_, quarters)
        assert await planned(database) == {}
        assert await due(database, rules, goal, 1) is None
        async with database.session_scope() as session:
            standing = await load_standing(session, ALICE)
            entry = standing.goals[0].entries[0]
            await service.remove_entry(session, ALICE, rules, goal.id, entry.id)
        assert len(await planned(database)) == 4


async def test_whoever_wants_none_gets_none(database: Database, rules: Rules) -> None:
    with time_machine.travel(START, tick=False):
        goal = await keep(database, rules)
        async with database.session_scope() as session:
            await service.set_reminded(session, ALICE, rules, goal.id, reminded=False)
        assert await planned(database) == {}
        assert await due(database, rules, goal, 1) is None
        async with database.session_scope() as session:
            await service.set_reminded(session, ALICE, rules, goal.id, reminded=True)
        assert len(await planned(database)) == 4
        async with database.session_scope() as session:
            await service.drop_goal(session, ALICE, goal.id)
        assert await planned(database) == {}
        assert await due(database, rules, goal, 1) is None


@pytest.mark.parametrize(
    ("months", "hours", "behind"),
    [(12, 20, True), (12, 36, False), (6, 33, True), (3, 39.75, True), (1, 39.75, True), (1, 40, False)],
)
def test_early_on_only_those_who_fall_back_are_told_later_all_with_anything_missing(
    rules: Rules, months: int, hours: float, behind: bool
) -> None:
    """In the FACHE's three years, 36 credits and 4 activities; a year before the end, 26.7 are due."""
    goal = GoalView(1, "fache", date(2025, 1, 1), date(2027, 12, 31), reminded=True)
    logged = [Credit(1, date(2025, 2, 1), int(hours * 4) - 16, "in-person")]
    logged += [Credit(2, date(2025, 2, 1), 8, "civic"), Credit(3, date(2025, 2, 1), 8, "healthcare")]
    today = dict(cycle.list_nudges(goal.ends_on))[months]
    assert nudges.is_behind(goal, count_credits(rules.find("fache").parts, logged), months, today) is behind


async def test_a_nudge_arrives_once_says_what_is_missing_and_can_be_turned_off(town: Town) -> None:
    await town.enrol(town.alice)
    expires = (clock.now() + timedelta(days=45)).date().isoformat()
    await town.alice.slash("credits goal", credential="cmm", expires=expires)
    clock.advance(timedelta(days=20))
    town.bot.dispatcher.nudge()
    nudge = await town.alice.wait_for_dm("Still missing")
    assert "Still missing: **12 CEUs**" in nudge.text
    assert "Up to 30 days late" in nudge.text
    told = await nudge.click("No more of these")
    assert "No more reminders about your CMM" in told.text
    assert len(town.alice.inbox) == 1
