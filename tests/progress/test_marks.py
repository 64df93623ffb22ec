import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import permutations

import pytest
import time_machine
from sqlalchemy import text

from mentorbot.chat.caller import Caller
from mentorbot.db import Database
from mentorbot.errors import UserError
from mentorbot.guide.model import Guide, Setting, Stage, Way
from mentorbot.members.answers import Answers
from mentorbot.members.service import Aims, Profile
from mentorbot.progress import service as progress
from mentorbot.progress.models import Mark
from mentorbot.progress.path import state_of
from mentorbot.progress.service import Change, Marked, Standing, Started
from mentorbot.progress.ways import note_way

pytestmark = pytest.mark.every_database

MakeGuide = Callable[..., Guide]
ALICE = Caller("discord", "guild", "alice", "en-US", "Future managers")
UNDERGRADUATE = Answers(Profile(Stage.UNDERGRADUATE))
FIRST = "bachelors.see-the-job"


async def start(
    database: Database, guide: Guide, caller: Caller = ALICE, answers: Answers = UNDERGRADUATE
) -> Started:
    async with database.session_scope() as session:
        return await progress.start_guide(session, caller, guide, answers)


async def press(
    database: Database, guide: Guide, item: str, change: Change, caller: Caller = ALICE
) -> Marked:
    async with database.session_scope() as session:
        return await progress.mark_milestone(session, caller, guide, item, change)


async def stands(database: Database, caller: Caller = ALICE) -> Standing:
    async with database.read_scope() as connection:
        return await progress.load_standing(connection, caller)


async def test_someone_unknown_stands_nowhere(database: Database) -> None:
    assert await stands(database) == Standing(None, {})
    assert await stands(database, Caller("discord", None, "alice")) == Standing(None, {})


async def test_start_enrols_and_places_the_member_in_the_steps(database: Database, guide: Guide) -> None:
    answers = Answers(Profile(Stage.CLINICIAN), frozenset({"bachelors"}), frozenset({"experience"}))
    started = await start(database, guide, answers=answers)
    assert started.first_time
    assert started.standing.marks == {"bachelors": Mark.DONE, "experience": Mark.STARTED}
    assert await stands(database) == started.standing


async def test_start_again_moves_the_steps_and_keeps_every_milestone(
    database: Database, guide: Guide
) -> None:
    await start(
        database,
        guide,
        answers=Answers(Profile(Stage.CLINICIAN), frozenset({"bachelors"}), frozenset({"experience"})),
    )
    await press(database, guide, FIRST, Change.DONE)
    await press(database, guide, "experience.shadow", Change.NOT_FOR_ME)
    again = await start(database, guide, answers=Answers(Profile(Stage.MANAGER), frozenset({"experience"})))
    assert not again.first_time
    assert again.standing.marks == {"experience": Mark.DONE, "experience.shadow": Mark.NOT_FOR_ME}


async def test_start_again_keeps_milestones_of_steps_no_longer_chosen(
    database: Database, guide: Guide
) -> None:
    await start(database, guide)
    await press(database, guide, FIRST, Change.DONE)
    again = await start(database, guide)
    assert again.standing.marks == {FIRST: Mark.DONE}


@pytest.mark.parametrize("change", [Change.DONE, Change.NOT_FOR_ME, Change.STARTED])
async def test_a_press_is_stored_and_a_second_one_changes_nothing(
    database: Database, guide: Guide, change: Change
) -> None:
    await start(database, guide)
    first = await press(database, guide, FIRST, change)
    assert first.changed
    assert (await stands(database)) == first.standing
    second = await press(database, guide, FIRST, change)
    assert (second.changed, second.before) == (False, Mark(change.value))
    assert await stands(database) == first.standing


async def test_undo_takes_back_what_was_said_once(database: Database, guide: Guide) -> None:
    await start(database, guide)
    await press(database, guide, FIRST, Change.DONE)
    undone = await press(database, guide, FIRST, Change.UNDO)
    assert (undone.changed, undone.before, undone.standing.marks) == (True, Mark.DONE, {})
    assert not (await press(database, guide, FIRST, Change.UNDO)).changed
    assert (await stands(database)).marks == {}


async def test_what_is_settled_cannot_become_under_way_by_an_old_button(
    database: Database, guide: Guide
) -> None:
    await start(database, guide)
    await press(database, guide, FIRST, Change.DONE)
    assert not (await press(database, guide, FIRST, Change.STARTED)).changed
    assert (await stands(database)).marks == {FIRST: Mark.DONE}


async def test_not_for_me_and_done_can_replace_each_other(database: Database, guide: Guide) -> None:
    await start(database, guide)
    await press(database, guide, FIRST, Change.NOT_FOR_ME)
    changed = await press(database, guide, FIRST, Change.DONE)
    assert (changed.changed, changed.before) == (True, Mark.NOT_FOR_ME)
    assert (await stands(database)).marks == {FIRST: Mark.DONE}


async def test_a_milestone_of_a_finished_step_is_done_already(database: Database, guide: Guide) -> None:
    await start(database, guide, answers=Answers(Profile(Stage.CLINICIAN), frozenset({"bachelors"})))
    pressed = await press(database, guide, FIRST, Change.DONE)
    assert (pressed.changed, pressed.before) == (False, Mark.DONE)


async def test_a_press_by_someone_not_enrolled_is_refused_and_stores_nothing(
    database: Database, guide: Guide
) -> None:
    with pytest.raises(UserError, match="Run `/start` first"):
        await press(database, guide, FIRST, Change.DONE)
    with pytest.raises(UserError, match="not enrolled in any community"):
        await press(database, guide, FIRST, Change.DONE, Caller("discord", None, "alice"))
    async with database.read_scope() as connection:
        assert (await connection.execute(text("SELECT count(*) FROM community"))).scalar() == 0


@pytest.mark.parametrize(
    "item", ["bachelors.gone", "bachelors", "", "x" * 5000, "'; DROP TABLE member; --", "\ud800"]
)
async def test_a_button_of_a_milestone_the_guide_has_dropped_is_refused(
    database: Database, guide: Guide, item: str
) -> None:
    await start(database, guide)
    with pytest.raises(UserError, match="no longer in the guide"):
        await press(database, guide, item, Change.DONE)
    assert (await stands(database)).marks == {}


async def test_marks_outlive_the_milestone_and_count_again_when_it_returns(
    database: Database, make_guide: MakeGuide
) -> None:
    whole = make_guide(one__a={}, one__b={}, one__c={})
    without = make_guide(one__b={}, one__c={})
    await start(database, whole)
    await press(database, whole, "one.a", Change.DONE)
    await press(database, without, "one.b", Change.DONE)
    now = datetime(2026, 11, 23, tzinfo=UTC)
    assert (progress.choose_next(without, await stands(database), now)).done == 1
    assert (progress.choose_next(whole, await stands(database), now)).done == 2


async def test_two_communities_with_the_same_user_id_never_see_each_other(
    database: Database, guide: Guide
) -> None:
    elsewhere = Caller("discord", "another guild", "alice")
    await start(database, guide)
    await press(database, guide, FIRST, Change.DONE)
    assert await stands(database, elsewhere) == Standing(None, {})
    await start(database, guide, elsewhere)
    await press(database, guide, FIRST, Change.NOT_FOR_ME, elsewhere)
    assert (await stands(database)).marks == {FIRST: Mark.DONE}
    assert (await stands(database, elsewhere)).marks == {FIRST: Mark.NOT_FOR_ME}
    await press(database, guide, FIRST, Change.UNDO, elsewhere)
    assert (await stands(database)).marks == {FIRST: Mark.DONE}


async def test_a_direct_message_is_about_where_a_button_was_pressed_last(
    database: Database, guide: Guide
) -> None:
    elsewhere = Caller("discord", "another guild", "alice")
    direct = Caller("discord", None, "alice")
    await start(database, guide)
    await start(database, guide, elsewhere)
    await press(database, guide, FIRST, Change.DONE)
    assert await stands(database, direct) == await stands(database)
    await press(database, guide, "experience.resume", Change.DONE, direct)
    assert set((await stands(database)).marks) == {FIRST, "experience.resume"}


async def test_many_presses_at_once_leave_one_mark(file_database: Database, guide: Guide) -> None:
    await start(file_database, guide)
    marked = await asyncio.gather(*(press(file_database, guide, FIRST, Change.DONE) for _ in range(20)))
    assert sum(m.changed for m in marked) == 1
    assert (await stands(file_database)).marks == {FIRST: Mark.DONE}


@time_machine.travel(datetime(2026, 11, 23, tzinfo=UTC), tick=False)
async def test_the_order_of_presses_never_matters(database: Database, guide: Guide) -> None:
    presses = [
        (FIRST, Change.DONE),
        ("experience.shadow", Change.NOT_FOR_ME),
        ("skills.present", Change.STARTED),
    ]
    standings = []
    for place, order in enumerate(permutations(presses)):
        caller = Caller("discord", "guild", f"person {place}")
        await start(database, guide, caller)
        for item, change in order:
            await press(database, guide, item, change, caller)
        standings.append(await stands(database, caller))
    now = datetime(2026, 11, 23, tzinfo=UTC)
    found = [progress.choose_next(guide, standing, now) for standing in standings]
    assert len({repr((one, one.alternatives, one.running)) for one in found}) == 1


@pytest.mark.parametrize("stage", list(Stage))
async def test_pressing_done_walks_every_stage_to_the_finish(
    database: Database, guide: Guide, stage: Stage
) -> None:
    standing = (
        await start(database, guide, answers=Answers(Profile(stage, target_date=date(2035, 1, 1))))
    ).standing
    now = datetime(2026, 11, 23, tzinfo=UTC)
    while (pick := progress.choose_next(guide, standing, now).next) is not None:
        standing = (await press(database, guide, pick.milestone.id, Change.DONE)).standing
    plain = {
        m.id
        for m in guide.milestones.values()
        if (not m.stages or stage in m.stages) and not m.only_for and not m.unless
    }
    assert plain <= set((await stands(database)).marks)


async def ticked(database: Database, way: Way, mark: Mark = Mark.DONE) -> Standing:
    async with database.session_scope() as session:
        found = await progress.load_standing(session, ALICE)
        assert found.member is not None
        await note_way(session, found.member.id, way, mark)
    return await stands(database)


async def test_what_was_done_elsewhere_is_done_here_and_can_be_taken_back(
    database: Database, guide: Guide
) -> None:
    await start(database, guide)
    mentor = guide.milestones["network.find-mentor"]
    assert mentor.way is Way.FIND_MENTOR
    begun = await ticked(database, Way.FIND_MENTOR, Mark.STARTED)
    assert state_of(mentor, begun.marks) is Mark.STARTED
    for mark in (Mark.DONE, Mark.STARTED):
        found = await ticked(database, Way.FIND_MENTOR, mark)
        assert state_of(mentor, found.marks) is Mark.DONE, "begun anew, it stays done"
    again = await press(database, guide, mentor.id, Change.DONE)
    assert (again.changed, again.before) == (False, Mark.DONE)
    back = await press(database, guide, mentor.id, Change.UNDO)
    assert (back.changed, back.before, back.standing.marks) == (True, Mark.DONE, {})
    assert (await stands(database)).marks == {}


async def test_what_one_says_oneself_stands_in_the_place_of_what_was_done_elsewhere(
    database: Database, guide: Guide
) -> None:
    await start(database, guide)
    await ticked(database, Way.FIND_MENTOR)
    marked = await press(database, guide, "network.find-mentor", Change.NOT_FOR_ME)
    assert marked.standing.marks == {"network.find-mentor": Mark.NOT_FOR_ME}
    assert await stands(database) == replace(marked.standing, member=(await stands(database)).member)
    assert state_of(marked.milestone, (await ticked(database, Way.FIND_MENTOR)).marks) is Mark.DONE


async def test_what_two_milestones_have_from_elsewhere_one_keeps_when_the_other_is_taken_back(
    database: Database, make_guide: MakeGuide
) -> None:
    two = make_guide(one__a={"way": "find-mentor"}, one__b={"way": "find-mentor"}, one__c={})
    await start(database, two)
    await ticked(database, Way.FIND_MENTOR)
    for change, said in ((Change.NOT_FOR_ME, Mark.NOT_FOR_ME), (Change.UNDO, None)):
        marked = await press(database, two, "one.a", change)
        stored = (await stands(database)).marks
        assert stored == marked.standing.marks
        assert [state_of(m, stored) for m in two.milestones.values()] == [said, Mark.DONE, None]


async def test_how_often_something_was_done_ticks_what_asks_for_no_more(
    database: Database, make_guide: MakeGuide
) -> None:
    asks = {"way": "ask-somebody"}
    guide = make_guide(
        one__once=asks,
        one__often={**asks, "times": 3},
        one__later={**asks, "times": 9},
        one__others={**asks, "stages": ["manager"]},
        one__final={**asks, "years": {"undergraduate": "final"}},
    )
    await start(database, guide)
    async with database.session_scope() as session:
        await progress.set_aims(session, ALICE, Aims(graduation=2200))
    for times, said in (
        (0, {"one.once": Mark.STARTED}),
        (1, {"one.once": Mark.DONE, "one.often": Mark.STARTED}),
        (3, {"one.once": Mark.DONE, "one.often": Mark.DONE, "one.later": Mark.STARTED}),
        (2, {"one.once": Mark.DONE, "one.often": Mark.DONE, "one.later": Mark.STARTED}),
    ):
        async with database.session_scope() as session:
            standing = await progress.tick_way(session, ALICE, guide, Way.ASK_SOMEBODY, times)
        assert (standing.marks, (await stands(database)).marks) == (said, said), times
    async with database.session_scope() as session:
        with pytest.raises(UserError, match="not enrolled"):
            await progress.tick_way(session, Caller("discord", "guild", "nobody"), guide, Way.ASK_SOMEBODY, 1)


async def test_what_is_marked_is_named_as_it_is_told_to_that_stage(database: Database, guide: Guide) -> None:
    await start(database, guide, answers=Answers(Profile(Stage.CLINICIAN)))
    marked = await press(database, guide, "experience.results-log", Change.DONE)
    assert marked.milestone.title == "List ten results from your work, with a number in each"


async def test_what_one_aims_at_is_kept_and_naming_a_credential_is_choosing_one(
    database: Database, guide: Guide
) -> None:
    await start(database, guide)
    aims = Aims(Setting.LONG_TERM_CARE, "nursing-home-license", 2028)
    async with database.session_scope() as session:
        standing = await progress.set_aims(session, ALICE, aims)
    assert standing == await stands(database)
    assert standing.member is not None
    assert (standing.member.setting, standing.member.credential, standing.member.graduation) == (
        Setting.LONG_TERM_CARE,
        "nursing-home-license",
        2028,
    )
    assert state_of(guide.milestones["certification.choose"], standing.marks) is Mark.DONE
    await start(database, guide)
    again = (await stands(database)).member
    assert again is not None
    assert again.setting is Setting.LONG_TERM_CARE, "answering /start anew changes nothing of it"
    async with database.session_scope() as session:
        cleared = await progress.set_aims(session, replace(ALICE, community=None), Aims())
    assert cleared.member is not None
    assert (cleared.member.setting, cleared.member.credential, cleared.member.graduation) == (
        None,
        None,
        None,
    )


async def test_a_credential_that_the_goal_names_needs_no_choosing(database: Database, guide: Guide) -> None:
    choose = guide.milestones["certification.choose"]
    for goal, said in (("lead a clinic", None), ("become COO, get the FACHE", Mark.DONE)):
        started = await start(database, guide, answers=Answers(Profile(Stage.MANAGER, goal)))
        assert state_of(choose, started.standing.marks) is said
        assert started.standing == await stands(database)


async def test_aims_are_for_members(database: Database) -> None:
    async with database.session_scope() as session:
        with pytest.raises(UserError, match="not enrolled"):
            await progress.set_aims(session, ALICE, Aims())


async def test_what_each_call_costs_in_statements(database: Database, guide: Guide) -> None:
    async def cost(call: Callable[[], object]) -> int:
        before = database.statements
        await call()  # type: ignore[misc]
        return database.statements - before

    answers = Answers(Profile(Stage.MANAGER), frozenset({"bachelors"}), frozenset({"masters"}))
    assert await cost(lambda: start(database, guide, answers=answers)) == 7
    assert await cost(lambda: stands(database)) == 1
    assert await cost(lambda: stands(database, Caller("discord", None, "alice"))) == 1
    assert await cost(lambda: press(database, guide, "skills.stay-current", Change.DONE)) == 3
    assert await cost(lambda: press(database, guide, "skills.stay-current", Change.DONE)) == 1
    assert await cost(lambda: press(database, guide, "skills.stay-current", Change.UNDO)) == 3


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("community", ["guild", None])
async def test_reading_a_standing_looks_rows_up_and_never_scans(
    database: Database, community: str | None
) -> None:
    seen: list[tuple[str, object]] = []

    def remember(*execution: object) -> None:
        seen.append((str(execution[2]), execution[3]))

    from sqlalchemy import event

    event.listen(database.engine.sync_engine, "before_cursor_execute", remember)
    await stands(database, Caller("discord", community, "alice"))
    event.remove(database.engine.sync_engine, "before_cursor_execute", remember)
    [(statement, parameters)] = seen
    async with database.read_scope() as connection:
        plan = (await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)).all()
    details = [str(row[3]) for row in plan]
    assert any("SEARCH member USING" in detail for detail in details), details
    assert any("SEARCH progress USING PRIMARY KEY" in detail for detail in details), details
    assert not [detail for detail in details if "SCAN" in detail or "TEMP B-TREE" in detail], details
