"""One's network: everybody one met, once, by how it began; and never who said no to whom."""

from datetime import timedelta

import mailing
import pytest
from events.conftest import announcing
from mentoring.pair import BEN, bring_together
from networking.conftest import BOSS, ORGANIZER, pass_by, person, set_up
from networking.directory.test_directory import describe
from networking.interviews.test_interviews import answered, asked, offered
from networking.intros.test_intros import begin, join
from networking.sharing import enrol
from sqlalchemy import select

from mentorbot import clock
from mentorbot.chat import Card, Image, Section
from mentorbot.chat.caller import Caller
from mentorbot.db import Database
from mentorbot.delivery.kinds import Address, Due
from mentorbot.errors import UserError
from mentorbot.guide.model import Setting, Stage
from mentorbot.meetings import service as meetings
from mentorbot.meetings.offers import Offer
from mentorbot.members import service as members
from mentorbot.members.service import Profile
from mentorbot.mentoring.profiles import blocks
from mentorbot.networking.directory import introductions
from mentorbot.networking.directory.terms import EntryField
from mentorbot.networking.insight import arriving as insight
from mentorbot.networking.insight import cards, picture, service
from mentorbot.networking.insight.past import How
from mentorbot.networking.insight.service import Network
from mentorbot.networking.interviews import arriving  # noqa: F401 - it tells meetings of interviews
from mentorbot.networking.interviews import service as interviews
from mentorbot.networking.intros import (
    conversations,  # noqa: F401 - it tells meetings of introductions
    groups,
    numbers,
)
from mentorbot.networking.intros.cards import OWNER
from mentorbot.networking.intros.models import INTRO_PERSON
from mentorbot.networking.intros.terms import Met
from mentorbot.reminders import digest
from mentorbot.reminders.arriving import tell_of_week

every_database = pytest.mark.every_database


async def network(database: Database, who: Caller) -> Network:
    async with database.read_scope() as connection:
        return await service.find_own(connection, who)


def words(card: Card) -> str:
    return "\n".join(block.text for block in card.blocks if isinstance(block, Section))


def ways(found: Network) -> dict[How, int]:
    return {how: sum(one.how is how for one in found.past.known.values()) for how in How}


async def group_of(database: Database, member_id: int) -> int:
    async with database.read_scope() as connection:
        mine = select(INTRO_PERSON.c.group_id).where(INTRO_PERSON.c.member_id == member_id)
        return (await connection.execute(mine)).scalar_one()


async def introduced(database: Database, *, met: bool = True) -> int:
    """ada and ben are introduced, and ada says whether they met; returns their group."""
    await set_up(database)
    ada, _ = await join(database, "ada", "ben", setting=Setting.PAYER)
    await begin(database)
    group = await group_of(database, ada)
    async with database.session_scope() as session:
        await groups.say_met(session, person("ada"), group, Met.YES if met else Met.NO)
    return group


async def test_whoever_is_new_is_told_so_and_how_to_begin(database: Database) -> None:
    await enrol(database, "ada")
    card = cards.network_card(await network(database, person("ada")))
    assert "You have met nobody here yet. That is quickly changed: begin with this." in words(card)
    assert not [block for block in card.blocks if isinstance(block, Image)]
    assert "directory:mine" in str(card)
    async with database.session_scope() as session:
        assert await insight.tell_week(session, person("ada")) == ""
        with pytest.raises(UserError, match="not enrolled"):
            await service.find_own(session, person("stranger"))


@every_database
async def test_an_introduction_counts_for_whoever_says_that_they_met(database: Database) -> None:
    await introduced(database)
    ada, ben = await network(database, person("ada")), await network(database, person("ben"))
    assert ways(ada)[How.INTRODUCTION] == 1
    assert ada.past.settings == {Setting.PAYER: 1}
    assert not ben.past.known
    card = cards.network_card(ada)
    assert "<@ben>" in words(card)
    [image] = [block for block in card.blocks if isinstance(block, Image)]
    assert image.alt == picture.describe_months(ada.past.months)
    assert "1 (1 by introductions)" in image.alt


async def test_not_having_met_is_nowhere_to_be_seen(database: Database) -> None:
    await introduced(database, met=False)
    for name in ("ada", "ben"):
        found = await network(database, person(name))
        assert (found.past.held, dict(found.past.known)) == ((), {})


@every_database
async def test_what_was_planned_here_and_then_said_to_have_happened_is_one_meeting(
    database: Database,
) -> None:
    await set_up(database)
    ada, _ = await join(database, "ada", "ben")
    await begin(database)
    group = await group_of(database, ada)
    at = clock.now() + timedelta(days=1)
    async with database.session_scope() as session:
        proposed = (
            await meetings.propose_times(session, person("ada"), OWNER, group, Offer((at,), 30, ""))
        ).meeting
        await meetings.pick_time(session, person("ben"), proposed.id, proposed.turn, 0)
    await pass_by(database, timedelta(days=2))
    async with database.session_scope() as session:
        await meetings.say_met(session, mailing.program_of(database), person("ada"), proposed.id, met=True)
    for name in ("ada", "ben"):
        found = await network(database, person(name))
        assert [one.how for one in found.past.held] == [How.INTRODUCTION]
        assert len(found.past.known) == 1


async def test_an_interview_counts_once_it_was_held_and_a_no_never(database: Database) -> None:
    professional = await offered(database, "cfo", setting=Setting.CONSULTING)
    other = await offered(database, "coo")
    done, refused = await asked(database, "ada", professional), await asked(database, "ada", other)
    await answered(database, "cfo", done.request.id, accept=True)
    await answered(database, "coo", refused.request.id, accept=False)
    assert not (await network(database, person("ada"))).past.known
    async with database.session_scope() as session:
        await interviews.say_outcome(session, person("ada"), done.request.id, met=True)
    for name in ("ada", "cfo"):
        assert ways(await network(database, person(name)))[How.INTERVIEW] == 1
    assert (await network(database, person("ada"))).past.settings == {Setting.CONSULTING: 1}
    assert not (await network(database, person("coo"))).past.known


@every_database
async def test_an_introduction_from_the_directory_counts_once_both_agreed(database: Database) -> None:
    ada = await describe(database, "ada", EntryField.ROLE)
    await enrol(database, "ben")
    async with database.session_scope() as session:
        await introductions.ask_for_introduction(session, person("ben"), ada, "May I ask you something?")
        [waiting], _, _ = await introductions.find_open(session, person("ben"))
    before = cards.network_card(await network(database, person("ben")))
    async with database.session_scope() as session:
        await introductions.answer_introduction(session, person("ada"), waiting.id, accept=False)
    assert cards.network_card(await network(database, person("ben"))) == before
    await pass_by(database, timedelta(days=100))
    async with database.session_scope() as session:
        await introductions.ask_for_introduction(session, person("ben"), ada, "May I ask you once more?")
        [again], _, _ = await introductions.find_open(session, person("ben"))
        await introductions.answer_introduction(session, person("ada"), again.id, accept=True)
    for name in ("ada", "ben"):
        assert ways(await network(database, person(name)))[How.DIRECTORY] == 1
    # Where she works she has not ticked.
    assert (await network(database, person("ben"))).past.settings == {}


async def test_a_mentorship_is_known_to_both_and_a_block_later_changes_nothing(database: Database) -> None:
    two = await bring_together(database)
    before = cards.network_card(await network(database, BEN))
    assert ways(await network(database, BEN))[How.MENTORING] == 1
    async with database.session_scope() as session:
        await blocks.block_member(session, two.mentor_id, two.mentee_id)
    assert cards.network_card(await network(database, BEN)) == before


async def test_somebody_met_twice_is_one_person_by_how_it_began(database: Database) -> None:
    await introduced(database)
    professional = await offered(database, "ben")
    done = await asked(database, "ada", professional)
    await answered(database, "ben", done.request.id, accept=True)
    async with database.session_scope() as session:
        await interviews.say_outcome(session, person("ada"), done.request.id, met=True)
    found = await network(database, person("ada"))
    assert len(found.past.held) == 2
    assert ways(found) == {How.INTRODUCTION: 1, How.INTERVIEW: 0, How.MENTORING: 0, How.DIRECTORY: 0}


async def test_the_months_are_twelve_and_what_is_older_still_counts_in_the_sum(database: Database) -> None:
    await introduced(database)
    found = await network(database, person("ada"))
    assert [many.total() for _, many in found.past.months] == [*[0] * 11, 1]
    drawn = picture.draw_months(found.past.months)
    clock.advance(timedelta(days=500))
    later = await network(database, person("ada"))
    assert sum(many.total() for _, many in later.past.months) == 0
    assert "**1 person**" in words(cards.network_card(later))
    assert "nobody new in the last 30 days" in words(cards.network_card(later))
    assert picture.draw_months(later.past.months) != drawn


@every_database
async def test_what_is_suggested_is_what_one_does_not_use_yet(database: Database) -> None:
    await set_up(database)
    await join(database, "ben")
    await enrol(database, "ada")
    await offered(database, "cfo", setting=Setting.HOME_HEALTH)
    announced = announcing(database)
    await announced(ahead=timedelta(days=3))
    await announced(ahead=timedelta(days=30))
    ada, ben = await network(database, person("ada")), await network(database, person("ben"))
    assert ada.ahead.round_at is not None
    assert ben.ahead.round_at is None
    card = cards.network_card(ada)
    assert "You know nobody in home health yet" in words(card)
    assert "interviews:find:home_health" in str(card)
    assert "Finance evening" in words(card)
    async with database.session_scope() as session:
        assert "`/intros join`" in await insight.tell_week(session, person("ada"))
        assert "home health lets you ask" in await insight.tell_week(session, person("ben"))


async def test_a_professional_is_asked_to_offer_not_to_ask(database: Database) -> None:
    await offered(database, "cfo")
    async with database.session_scope() as session:
        await members.enrol(session, person("ada"), Profile(Stage.MANAGER))
    found = await network(database, person("ada"))
    assert (found.ahead.answers, found.ahead.could_offer) == (None, True)


async def test_what_is_of_another_community_is_not_counted(database: Database) -> None:
    await introduced(database)
    await enrol(database, "ada", community="elsewhere")
    assert not (await network(database, person("ada", "elsewhere"))).past.known
    assert len((await network(database, person("ada"))).past.known) == 1


@every_database
async def test_who_met_somebody_by_anything_is_not_taken_to_be_alone(database: Database) -> None:
    await set_up(database)
    await join(database, "ada", "ben", "cem")
    professional = await offered(database, "cfo")
    clock.advance(timedelta(days=61))
    async with database.read_scope() as connection:
        assert (await numbers.read_numbers(connection, BOSS, ORGANIZER)).isolated == 3
    done = await asked(database, "ada", professional)
    await answered(database, "cfo", done.request.id, accept=True)
    async with database.session_scope() as session:
        await interviews.say_outcome(session, person("ada"), done.request.id, met=True)
    async with database.read_scope() as connection:
        assert (await numbers.read_numbers(connection, BOSS, ORGANIZER)).isolated == 2


async def test_the_weekly_digest_says_it_in_a_line(database: Database) -> None:
    await introduced(database)
    async with database.session_scope() as session:
        view = await digest.turn_on(session, person("ada"), 0, 8)
    clock.advance(view.due_at - clock.now())
    to = Address("discord", "guild", "ada")
    weekly = digest.Weekly(view.due_at)
    program = mailing.program_of(database)
    due = Due(
        1,
        "digest",
        digest.KIND,
        payload=weekly.as_json(),
        to=to,
        due_at=view.due_at,
        community_id=1,
        member_id=view.member.id,
        attempts=1,
        program=program,
    )
    async with database.session_scope() as session:
        card = await tell_of_week(session, due, weekly)
    assert card is not None
    [section] = [one for one in card.blocks if isinstance(one, Section) and one.heading == "Your network"]
    assert section.text == "You know 1 person here, 1 new in the last 30 days: `/network`."
