"""Introductions in rounds: who is brought together, what they are sent, and what is left of it."""

import re
from collections import Counter
from datetime import timedelta
from itertools import combinations, pairwise
from zoneinfo import ZoneInfo

import pytest
from mentoring.conftest import enrolled
from networking.conftest import BOSS, NOBODY, ORGANIZER, pass_by, person, plan, set_up, waiting
from sqlalchemy import select

from mentorbot import clock
from mentorbot.chat import Card
from mentorbot.chat.caller import Rights
from mentorbot.db import Database
from mentorbot.errors import UserError
from mentorbot.members import service as members
from mentorbot.mentoring.profiles import blocks
from mentorbot.networking.intros import groups, numbers, programme, rounds
from mentorbot.networking.intros import service as taking_part
from mentorbot.networking.intros.costs import Mode
from mentorbot.networking.intros.models import INTRO_GROUP, INTRO_PERSON, INTRO_ROUND
from mentorbot.networking.intros.service import Answers
from mentorbot.networking.intros.terms import By, Cadence, Met, Programme

pytestmark = pytest.mark.every_database
WEEK = timedelta(days=7)


async def join(database: Database, *names: str, community: str = "guild", **answers: object) -> list[int]:
    ids = []
    for name in names:
        who = person(name, community)
        ids.append((await enrolled(database, who))[0])
        async with database.session_scope() as session:
            await taking_part.join_rounds(session, who, NOBODY, Answers(**answers))  # type: ignore[arg-type]
    return ids


async def begin(database: Database) -> list[tuple[str | None, Card]]:
    """Move the clock on until the next round has begun."""
    async with database.read_scope() as connection:
        found = await programme.find_programme(connection, BOSS)
    return await pass_by(database, found.next_at - clock.now() + timedelta(minutes=1))


async def met_in(database: Database, number: int) -> list[set[int]]:
    """Who was together in a round."""
    statement = (
        select(INTRO_PERSON.c.group_id, INTRO_PERSON.c.member_id)
        .join(INTRO_GROUP, INTRO_GROUP.c.id == INTRO_PERSON.c.group_id)
        .join(INTRO_ROUND, INTRO_ROUND.c.id == INTRO_GROUP.c.round_id)
        .where(INTRO_ROUND.c.number == number)
    )
    found: dict[int, set[int]] = {}
    async with database.read_scope() as connection:
        for group, member in await connection.execute(statement):
            found.setdefault(group, set()).add(member)
    return list(found.values())


def words(card: Card) -> str:
    return card.title + "\n" + "\n".join(getattr(block, "text", "") for block in card.blocks)


def told(sent: list[tuple[str | None, Card]], title: str) -> list[str | None]:
    return sorted((who for who, card in sent if title in card.title), key=str)


async def test_a_round_begins_by_itself_and_everybody_is_told_whom_they_meet(database: Database) -> None:
    await set_up(database, message="Come and meet us")
    names = ["ada", "ben", "cem", "dee"]
    await join(database, *names)
    sent = await begin(database)
    assert [who for who, card in sent if card.public] == [None]
    notes = {who: words(card) for who, card in sent if "Meet somebody new" in card.title and who}
    assert sorted(notes, key=str) == names
    for who, text in notes.items():
        [other] = set(re.findall(r"<@(\w+)>", text))
        assert other != who
        assert re.findall(r"<@(\w+)>", notes[other])[0] == who
        assert "Come and meet us" in text


async def test_nobody_meets_the_same_person_while_somebody_is_unmet(database: Database) -> None:
    await set_up(database)
    await join(database, "ada", "ben", "cem", "dee")
    for _ in range(3):
        await begin(database)
    met = [frozenset(pair) for number in (1, 2, 3) for pair in await met_in(database, number)]
    assert len(met) == len(set(met)) == 6


async def test_mentors_and_blocked_people_are_not_introduced(database: Database) -> None:
    await set_up(database)
    ada, ben = await join(database, "ada", "ben")
    async with database.session_scope() as session:
        await blocks.block_member(session, ben, ada)
    sent = await begin(database)
    assert await met_in(database, 1) == []
    assert told(sent, "No introduction this time") == ["ada", "ben"]


async def test_two_who_are_kept_apart_since_a_round_began_hear_no_more_of_each_other(
    database: Database,
) -> None:
    await set_up(database, size=3)
    ada, ben, _ = await join(database, "ada", "ben", "cem")
    await begin(database)
    async with database.session_scope() as session:
        await blocks.block_member(session, ben, ada)
    later = [(who, words(card)) for who, card in await pass_by(database, timedelta(days=4)) if who]
    assert {who for who, _ in later} == {"ada", "ben", "cem"}
    said = dict(later)
    assert "<@ben>" not in said["ada"]
    assert "<@ada>" not in said["ben"]
    assert {"<@ada>", "<@ben>"} <= set(re.findall(r"<@\w+>", said["cem"]))


async def test_whoever_pauses_or_takes_part_now_and_then_is_left_in_peace(database: Database) -> None:
    found = await set_up(database)
    await join(database, "ada", "ben", "cem")
    await join(database, "dee", every=2)
    async with database.session_scope() as session:
        await taking_part.pause_part(session, person("ada"), found.next_at + timedelta(days=1))
    seen = []
    for number in (1, 2, 3):
        await begin(database)
        seen.append(Counter(member for one in await met_in(database, number) for member in one))
    assert [len(one) for one in seen] == [3, 3, 4]
    assert all(set(one.values()) == {1} for one in seen)


async def test_they_are_asked_halfway_and_at_the_end_until_they_say_so(database: Database) -> None:
    await set_up(database)
    await join(database, "ada", "ben")
    await begin(database)
    [group] = await group_ids(database)
    halfway = await pass_by(database, timedelta(days=4))
    assert told(halfway, "Halfway") == ["ada", "ben"]
    for _ in range(2):
        async with database.session_scope() as session:
            await groups.say_met(session, person("ada"), group, Met.YES)
    asked = await pass_by(database, timedelta(days=2, hours=20))
    assert told(asked, "Did you meet") == ["ben"]


async def group_ids(database: Database) -> list[int]:
    async with database.read_scope() as connection:
        return list((await connection.execute(select(INTRO_GROUP.c.id).order_by(INTRO_GROUP.c.id))).scalars())


async def test_only_those_in_a_group_can_say_anything_of_it(database: Database) -> None:
    await set_up(database)
    await join(database, "ada", "ben")
    await enrolled(database, person("eve"))
    await enrolled(database, person("ada", "another"))
    await begin(database)
    [group] = await group_ids(database)
    for who, id_ in ((person("eve"), group), (person("ada", "another"), group), (person("ada"), group + 1)):
        with pytest.raises(UserError, match="not yours"):
            async with database.session_scope() as session:
                await groups.say_met(session, who, id_, Met.YES)
    async with database.session_scope() as session:
        assert (await groups.say_met(session, person("ada", None), group, Met.YES)).id == group


async def test_not_with_this_person_holds_from_then_on_and_tells_nobody(database: Database) -> None:
    await set_up(database)
    ada, ben = await join(database, "ada", "ben")
    await begin(database)
    [group] = await group_ids(database)
    before = len(await waiting(database))
    async with database.session_scope() as session:
        await groups.keep_from(session, person("ada"), group, ben)
    assert len(await waiting(database)) == before
    with pytest.raises(UserError, match="not yours"):
        async with database.session_scope() as session:
            await groups.keep_from(session, person("ada"), group, ada)
    await begin(database)
    assert await met_in(database, 2) == []


async def test_whoever_is_erased_is_nowhere_and_the_other_is_told(database: Database) -> None:
    await set_up(database)
    _, ben = await join(database, "ada", "ben")
    await begin(database)
    async with database.session_scope() as session:
        await groups.erase(session, [ben])
        await taking_part.erase(session, [ben])
        await members.erase(session, [ben])
    sent = await pass_by(database, timedelta(days=4))
    assert told(sent, "has ended") == ["ada"]
    assert not told(sent, "Halfway")


async def test_a_round_is_skipped_paused_resumed_and_begun_at_once_only_once(database: Database) -> None:
    found = await set_up(database)
    await join(database, "ada", "ben")
    for _ in range(2):
        async with database.session_scope() as session:
            skipped = await programme.skip_round(session, BOSS, ORGANIZER, found.next_at)
        zone = ZoneInfo(found.time_zone)  # a week later at the same hour there, though the clocks may change
        assert skipped.next_at.astimezone(zone) == found.next_at.astimezone(zone) + WEEK
    for _ in range(2):
        async with database.session_scope() as session:
            await programme.run_now(session, BOSS, ORGANIZER, 1)
        await pass_by(database, timedelta(minutes=1))
    assert len(await met_in(database, 1)) == 1
    assert await met_in(database, 2) == []
    async with database.session_scope() as session:
        assert (await programme.pause_programme(session, BOSS, ORGANIZER)).state is Programme.PAUSED
    with pytest.raises(UserError, match="paused"):
        async with database.session_scope() as session:
            await programme.run_now(session, BOSS, ORGANIZER, 2)
    await pass_by(database, 5 * WEEK)
    assert await met_in(database, 2) == []
    async with database.session_scope() as session:
        resumed = await programme.resume_programme(session, BOSS, ORGANIZER)
    zone = ZoneInfo(found.time_zone)
    assert clock.now() < resumed.next_at <= clock.now().astimezone(zone) + WEEK


async def test_after_an_outage_of_weeks_there_is_one_round_not_many(database: Database) -> None:
    await set_up(database)
    await join(database, "ada", "ben")
    await pass_by(database, 3 * WEEK + timedelta(days=5))
    assert await met_in(database, 1) == []
    await begin(database)
    assert len(await met_in(database, 1)) == 1
    assert await met_in(database, 2) == []


async def test_rounds_keep_their_hour_when_the_clocks_change(database: Database) -> None:
    found = await set_up(database, cadence=Cadence.FOUR_WEEKS)
    hours = {
        moment.astimezone(ZoneInfo(found.time_zone)).hour
        for moment, _ in zip(found.dates(), range(14), strict=False)
    }
    assert hours == {9}
    days = [one for one, _ in zip(found.dates(), range(4), strict=False)]
    assert {(later.date() - earlier.date()).days for earlier, later in pairwise(days)} == {28}


async def test_students_cannot_set_up_or_look(database: Database) -> None:
    await enrolled(database, person("ada"))
    with pytest.raises(UserError, match="Only organizers"):
        async with database.session_scope() as session:
            await programme.set_up(session, person("ada"), NOBODY, plan())
    found = await set_up(database)
    for ask in (
        lambda session: programme.pause_programme(session, person("ada"), NOBODY),
        lambda session: programme.run_now(session, person("ada"), NOBODY, found.number),
        lambda session: programme.skip_round(session, person("ada"), NOBODY, found.next_at),
        lambda session: numbers.read_numbers(session, person("ada"), NOBODY),
        lambda session: numbers.invite_isolated(session, person("ada"), NOBODY),
    ):
        with pytest.raises(UserError, match="Only organizers"):
            async with database.session_scope() as session:
                await ask(session)


async def test_where_a_role_is_wanted_only_they_join(database: Database) -> None:
    await set_up(database, role_id="9")
    await enrolled(database, person("ada"))
    async with database.session_scope() as session:
        with pytest.raises(UserError, match="people in <@&9>"):
            await taking_part.join_rounds(session, person("ada"), NOBODY, Answers())
    async with database.session_scope() as session:
        await taking_part.join_rounds(session, person("ada"), Rights(frozenset({"9"})), Answers())


async def test_a_preview_is_what_the_round_becomes(database: Database) -> None:
    found = await set_up(database)
    await join(database, *(f"member{number}" for number in range(9)))
    async with database.read_scope() as connection:
        seen = await rounds.preview_round(connection, found)
    await begin(database)
    assert sorted(map(sorted, await met_in(database, 1))) == sorted(map(list, seen.grouping.groups))


async def test_organizers_see_how_many_met_and_who_was_alone(database: Database) -> None:
    await set_up(database)
    await join(database, "ada", "ben", "cem", "dee")
    await begin(database)
    first, _ = await group_ids(database)
    async with database.session_scope() as session:
        found = (await groups.find_groups(session, [first]))[first]
        for one in found.people:
            await groups.say_met(session, person(one.user_id), first, Met.YES)
    async with database.read_scope() as connection:
        seen = await numbers.read_numbers(connection, BOSS, ORGANIZER)
    assert [(one.groups, one.met) for one in seen.rounds] == [(2, 1)]
    assert (seen.taking_part, seen.enrolled, seen.isolated) == (4, 4, 0)
    with pytest.raises(UserError, match="Nobody has been alone"):
        async with database.session_scope() as session:
            await numbers.invite_isolated(session, BOSS, ORGANIZER)
    async with database.session_scope() as session:
        await programme.pause_programme(session, BOSS, ORGANIZER)
    await pass_by(database, timedelta(days=61))
    async with database.read_scope() as connection:
        assert (await numbers.read_numbers(connection, BOSS, ORGANIZER)).isolated == 2
    for _ in range(2):
        async with database.session_scope() as session:
            assert await numbers.invite_isolated(session, BOSS, ORGANIZER) == 2
    sent = await pass_by(database, timedelta(minutes=1))
    assert len(told(sent, "Would you like to meet")) == 2


async def test_many_are_told_in_batches_that_leave_nobody_out(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rounds, "BATCH", 3)
    await set_up(database)
    many = rounds.BATCH * 2 * 3 + 3
    await join(database, *(f"member{number}" for number in range(many)))
    sent = await begin(database)
    notes = Counter(who for who, card in sent if "Meet" in card.title and who)
    assert set(notes.values()) == {1}
    assert len(notes) == many


async def test_communities_have_rounds_of_their_own(database: Database) -> None:
    await set_up(database)
    await set_up(database, community="another")
    here = await join(database, "ada", "ben")
    there = await join(database, "ada", "ben", community="another")
    await begin(database)
    met = sorted(map(sorted, await met_in(database, 1)))
    assert met == sorted([here, there])
    assert not any(
        {one, other} <= set(pair) for pair in met for one, other in combinations((here[0], there[0]), 2)
    )


async def test_across_chapters_people_of_different_chapters_meet(database: Database) -> None:
    await set_up(database, mode=Mode.ACROSS, by=By.CHAPTER)
    north = await join(database, "ada", "ben", chapter="ACHE of North Texas")
    south = await join(database, "cem", "dee", chapter=" ache of south  texas")
    await begin(database)
    assert all(len(set(north) & pair) == len(set(south) & pair) == 1 for pair in await met_in(database, 1))
    with pytest.raises(UserError, match="at most"):
        await join(database, "eve", chapter="x" * 61)


async def test_for_whom_there_was_nobody_is_introduced_first_the_next_time(database: Database) -> None:
    await set_up(database, mode=Mode.ACROSS, by=By.CHAPTER)
    hub, near = await join(database, "ada", "ben", chapter="Texas")
    (far,) = await join(database, "cem", chapter="Ohio")
    async with database.session_scope() as session:
        await blocks.block_member(session, near, far)
    for _ in range(4):
        await begin(database)
    met = [pair for number in (1, 2, 3, 4) for pair in await met_in(database, number)]
    assert met == [{hub, far}, {hub, near}] * 2
