from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from mentorbot import clock
from mentorbot.chat.caller import Caller
from mentorbot.db import Database
from mentorbot.errors import UserError
from mentorbot.guide.model import Stage
from mentorbot.members import service as members
from mentorbot.members.service import MemberView, Profile

pytestmark = pytest.mark.every_database

ALICE = Caller("discord", "guild", "alice", "en-US", "Future managers")


async def enrol(database: Database, caller: Caller, profile: Profile) -> MemberView:
    async with database.session_scope() as session:
        return await members.enrol(session, caller, profile)


async def profile(database: Database, caller: Caller) -> MemberView | None:
    async with database.read_scope() as connection:
        return await members.find_profile(connection, caller)


async def test_someone_who_never_ran_start_has_no_profile(database: Database) -> None:
    assert await profile(database, ALICE) is None
    assert await profile(database, Caller("discord", None, "alice")) is None


async def test_enrolling_stores_what_was_told(database: Database) -> None:
    told = Profile(Stage.CLINICIAN, "Lead a clinic", "America/Chicago", date(2028, 6, 30))
    stored = await enrol(database, ALICE, told)
    assert stored == await profile(database, ALICE)
    assert (stored.stage, stored.goal, stored.time_zone) == (
        Stage.CLINICIAN,
        "Lead a clinic",
        "America/Chicago",
    )
    assert (stored.target_date, stored.locale) == (date(2028, 6, 30), "en-US")
    assert stored.enrolled_at == stored.updated_at


async def test_a_newcomer_who_gives_no_time_zone_gets_utc(database: Database) -> None:
    assert (await enrol(database, ALICE, Profile(Stage.MANAGER))).time_zone == "UTC"


async def test_enrolling_again_renews_the_answers_of_the_same_member(database: Database) -> None:
    first = await enrol(
        database, ALICE, Profile(Stage.UNDERGRADUATE, "Graduate", "Asia/Kolkata", date(2030, 1, 1))
    )
    second = await enrol(database, ALICE, Profile(Stage.MASTERS_STUDENT))
    assert (second.id, second.enrolled_at) == (first.id, first.enrolled_at)
    assert second.updated_at > first.updated_at
    assert (second.stage, second.goal, second.target_date) == (Stage.MASTERS_STUDENT, "", None)
    assert second.time_zone == "Asia/Kolkata", "a zone that was not given again is kept"


async def test_two_communities_with_the_same_user_id_never_see_each_other(database: Database) -> None:
    elsewhere = Caller("discord", "another guild", "alice")
    slack = Caller("slack", "guild", "alice")
    await enrol(database, ALICE, Profile(Stage.MANAGER, "mine"))
    assert await profile(database, elsewhere) is None
    assert await profile(database, slack) is None
    await enrol(database, elsewhere, Profile(Stage.CLINICIAN, "other"))
    await enrol(database, slack, Profile(Stage.UNDERGRADUATE, "slack"))
    goals = [found.goal for caller in (ALICE, elsewhere, slack) if (found := await profile(database, caller))]
    assert goals == ["mine", "other", "slack"]


async def test_a_direct_message_is_about_the_community_used_last(database: Database) -> None:
    elsewhere = Caller("discord", "another guild", "alice")
    direct = Caller("discord", None, "alice")
    await enrol(database, ALICE, Profile(Stage.MANAGER, "here"))
    await enrol(database, elsewhere, Profile(Stage.MANAGER, "there"))
    await enrol(database, Caller("slack", "w", "alice"), Profile(Stage.MANAGER, "another platform"))
    assert (found := await profile(database, direct)) is not None
    assert found.goal == "there"
    await enrol(database, ALICE, Profile(Stage.MANAGER, "here again"))
    assert (found := await profile(database, direct)) is not None
    assert found.goal == "here again"
    renewed = await enrol(database, direct, Profile(Stage.CLINICIAN, "from a message"))
    assert renewed == await profile(database, ALICE)


async def test_start_in_a_direct_message_needs_a_community(database: Database) -> None:
    with pytest.raises(UserError, match="in the community you want to take part in"):
        await enrol(database, Caller("discord", None, "nobody"), Profile(Stage.MANAGER))


async def test_a_community_keeps_its_row_and_learns_its_new_name(database: Database) -> None:
    async with database.session_scope() as session:
        first = await members.ensure_community(session, "discord", "guild", "Old name")
        assert await members.ensure_community(session, "discord", "guild", "New \ud83d name") == first
        assert await members.ensure_community(session, "discord", "guild") == first
        assert await members.ensure_community(session, "slack", "guild") != first
    await enrol(database, ALICE, Profile(Stage.MANAGER))
    async with database.session_scope() as session:
        ids = await members.find_memberships(session, ALICE)
        exported = await members.export(session, ids)
    assert exported[ids[0]]["community_name"] == "Future managers"


async def test_enrolling_takes_four_statements_saying_it_anew_two_and_a_profile_one(
    database: Database,
) -> None:
    before = database.statements
    await enrol(database, ALICE, Profile(Stage.MANAGER))
    assert database.statements - before == 4
    before = database.statements
    await enrol(database, ALICE, Profile(Stage.MANAGER))
    assert database.statements - before == 2
    before = database.statements
    await profile(database, ALICE)
    assert database.statements - before == 1


@time_machine.travel(datetime(2026, 11, 1, 5, 30, tzinfo=UTC), tick=False)
async def test_moments_come_back_as_they_were_stored_when_clocks_change(database: Database) -> None:
    clock.advance(timedelta(hours=1))
    try:
        stored = await enrol(database, ALICE, Profile(Stage.MANAGER, time_zone="America/New_York"))
    finally:
        clock.reset()
    assert stored.enrolled_at == datetime(2026, 11, 1, 6, 30, tzinfo=UTC)
