"""Posting, looking at, closing: who may, what is told, and that nothing is there twice."""

import asyncio
from dataclasses import replace
from datetime import UTC, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from networking.conftest import with_milestones
from networking.sharing import (
    BOSS,
    CHANNEL,
    NOBODY,
    ORGANIZER,
    REVIEW,
    Post,
    deliver,
    enrol,
    in_days,
    person,
    post,
    publish,
    seen,
    set_up,
    texts,
    waiting,
)

from mentorbot import clock
from mentorbot.chat import Section
from mentorbot.chat.caller import Rights
from mentorbot.chat.spreadsheet import read_table
from mentorbot.community import privacy
from mentorbot.db import Database
from mentorbot.errors import UserError
from mentorbot.guide.model import Guide, Setting, Way
from mentorbot.members import service as members
from mentorbot.members.rights import find_organizers, set_organizer_role
from mentorbot.networking.opportunities import imports, list_cards, marks, posting, searches, service, sharing
from mentorbot.networking.opportunities.answers import Frame
from mentorbot.networking.opportunities.filters import Filters, read_code
from mentorbot.networking.opportunities.terms import (
    DAYS_OPEN,
    MOST_A_DAY,
    OpportunityKind,
    OpportunityState,
    WorkMode,
)
from mentorbot.progress import service as progress
from mentorbot.progress import ways
from mentorbot.progress.models import Mark
from mentorbot.progress.service import Change

__all__ = ["post"]

pytestmark = pytest.mark.every_database
LINK = "https://example.org/jobs/7"


async def found(database: Database, who: Any = BOSS, **filters: Any) -> list[str]:
    async with database.read_scope() as connection:
        return [one.title for one in await searches.search_opportunities(connection, who, Filters(**filters))]


async def test_what_is_posted_is_shown_in_the_channel_and_found(database: Database, post: Post) -> None:
    made = await post(words=texts("Clinic manager", about="Budgets"), mode=WorkMode.REMOTE)
    [message] = await deliver(database)
    assert (message.to, message.card.title, message.card.public) == (CHANNEL, "Clinic manager", True)
    assert message.card.tags == ("Job", "Remote")
    assert made.state is OpportunityState.OPEN
    assert await found(database) == ["Clinic manager"]
    assert await found(database, mode=WorkMode.REMOTE, words="budget") == ["Clinic manager"]
    assert await found(database, mode=WorkMode.HYBRID) == []
    assert await found(database, person("boss", None)) == ["Clinic manager"]


async def test_another_community_sees_none_of_it(database: Database, post: Post, guide: Guide) -> None:
    made = await post()
    await enrol(database, "eve", community="elsewhere")
    eve = person("eve", "elsewhere")
    assert await found(database, eve) == []
    async with database.session_scope() as session:
        for attempt in (
            searches.look_at(session, eve, made.id),
            marks.mark_applied(session, eve, guide, made.id),
            posting.close_opportunity(session, eve, ORGANIZER, made.id),
        ):
            with pytest.raises(UserError, match="no such opportunity here"):
                await attempt


async def test_the_same_link_is_not_posted_twice_until_the_first_is_closed(
    database: Database, post: Post
) -> None:
    first = await post(words=texts("First", link=LINK))
    with pytest.raises(UserError, match="here already, as “First”"):
        await post(words=texts("Second", link=f"{LINK}/?utm_source=mail#apply"))
    async with database.session_scope() as session:
        await posting.close_opportunity(session, BOSS, ORGANIZER, first.id)
    assert (await post(words=texts("Second", link=LINK))).state is OpportunityState.OPEN


@pytest.mark.parametrize("database", ["file"], indirect=True)
async def test_of_ten_who_post_one_link_at_once_one_does(database: Database) -> None:
    await set_up(database)
    names = [f"p{number}" for number in range(10)]
    await enrol(database, *names)
    outcomes = await asyncio.gather(
        *(publish(database, person(name), NOBODY, texts(link=LINK)) for name in names), return_exceptions=True
    )
    assert sum(isinstance(one, service.OpportunityView) for one in outcomes) == 1
    assert sum(isinstance(one, UserError) for one in outcomes) == 9
    assert len(await found(database, person("p0"))) == 1


async def test_pressing_post_twice_posts_once(database: Database, post: Post) -> None:
    made = await post()
    async with database.session_scope() as session:
        again = await posting.publish_opportunity(session, BOSS, ORGANIZER, seen(made))
    assert again.turn == made.turn
    assert len(await deliver(database)) == 1


@pytest.mark.parametrize(
    ("role", "allowed", "told"),
    [
        ("", NOBODY, ""),
        ("9", NOBODY, "people in a certain group"),
        ("9", Rights(frozenset({"9"})), ""),
        ("9", ORGANIZER, ""),
    ],
)
async def test_only_those_who_may_post(database: Database, role: str, allowed: Rights, told: str) -> None:
    await set_up(database, role=role)
    await enrol(database, "ann")
    if not told:
        assert (await publish(database, person("ann"), allowed)).state is OpportunityState.OPEN
        return
    with pytest.raises(UserError, match=told):
        await publish(database, person("ann"), allowed)


async def test_a_stranger_enrols_first_and_a_server_without_a_channel_is_set_up_first(
    database: Database,
) -> None:
    with pytest.raises(UserError, match="No channel for opportunities"):
        await publish(database)
    await set_up(database)
    with pytest.raises(UserError, match="/start"):
        await publish(database)


async def test_the_organizer_role_is_enough_to_look_after_opportunities(database: Database) -> None:
    await set_up(database, approval=True)
    await enrol(database, "ann", "pat")
    async with database.session_scope() as session:
        here = await find_organizers(session, BOSS)
        await set_organizer_role(session, here.community_id or 0, "organizers")
    planner = Rights(frozenset({"organizers"}))
    made = await publish(database, person("ann"), NOBODY)
    async with database.session_scope() as session:
        await posting.decide_on_opportunity(session, person("pat"), planner, made.id, approve=True)
    assert (await publish(database, person("pat"), planner)).state is OpportunityState.OPEN
    async with database.session_scope() as session:
        closed = await posting.close_opportunity(session, person("pat"), planner, made.id)
    assert closed.state is OpportunityState.CLOSED


async def test_a_member_posts_so_many_a_day_and_no_more(database: Database) -> None:
    await set_up(database)
    await enrol(database, "ann")
    for _ in range(MOST_A_DAY):
        await publish(database, person("ann"), NOBODY)
    with pytest.raises(UserError, match="tomorrow"):
        await publish(database, person("ann"), NOBODY)
    clock.advance(timedelta(days=1, minutes=1))
    await publish(database, person("ann"), NOBODY)


async def test_what_organizers_look_at_first_is_seen_by_nobody_until_they_agree(database: Database) -> None:
    await set_up(database, approval=True)
    await enrol(database, "ann", "boss")
    made = await publish(database, person("ann"), NOBODY)
    assert made.state is OpportunityState.WAITING
    [asked] = await deliver(database)
    assert (asked.to, asked.kind) == (REVIEW, "opportunity_review")
    assert await found(database) == []
    async with database.session_scope() as session:
        with pytest.raises(UserError, match="Only organizers"):
            await posting.decide_on_opportunity(session, person("ann"), NOBODY, made.id, approve=True)
    for _ in range(2):
        async with database.session_scope() as session:
            await posting.decide_on_opportunity(session, BOSS, ORGANIZER, made.id, approve=True)
    assert sorted(one.to for one in await deliver(database)) == [CHANNEL, "ann"]
    assert await found(database) == ["Clinic manager"]


async def test_what_is_declined_frees_its_link_and_its_author_is_told_kindly(database: Database) -> None:
    await set_up(database, approval=True)
    await enrol(database, "ann", "boss")
    made = await publish(database, person("ann"), NOBODY, texts(link=LINK))
    async with database.session_scope() as session:
        await posting.decide_on_opportunity(session, BOSS, ORGANIZER, made.id, approve=False)
    [told] = await deliver(database)
    assert told.to == "ann"
    assert "Thank you" in told.card.blocks[0].text  # type: ignore[union-attr]
    assert (await publish(database, words=texts(link=LINK))).state is OpportunityState.OPEN


async def test_it_closes_by_itself_when_its_deadline_has_come(database: Database, post: Post) -> None:
    made = await post(deadline=in_days(3))
    await deliver(database)
    clock.advance(timedelta(days=3, seconds=1))
    assert await found(database) == []
    await deliver(database)
    async with database.read_scope() as connection:
        closed = await service.find_opportunity(connection, made.id)
        behind = await service.find_behind(connection, "discord")
    assert closed is not None
    assert closed.state is OpportunityState.CLOSED
    assert [one.id for one in behind] == [made.id]
    assert not await waiting(database)


async def test_without_a_deadline_it_closes_after_sixty_days(database: Database, post: Post) -> None:
    await post()
    await deliver(database)
    clock.advance(timedelta(days=DAYS_OPEN) - timedelta(minutes=1))
    assert await found(database) == ["Clinic manager"]
    clock.advance(timedelta(minutes=2))
    await deliver(database)
    assert not await waiting(database)


async def test_a_later_deadline_moves_the_reminders_and_the_end(database: Database, post: Post) -> None:
    made = await post(deadline=in_days(10))
    await enrol(database, "ann")
    async with database.session_scope() as session:
        _, moments = await marks.switch_reminder(session, person("ann"), made.id, on=True)
    assert len(moments) == 2
    await deliver(database)
    async with database.session_scope() as session:
        await posting.set_deadline(session, BOSS, ORGANIZER, seen(made), in_days(30))
    clock.advance(timedelta(days=11))
    assert await deliver(database) == []
    assert await found(database) == ["Clinic manager"]
    clock.advance(timedelta(days=13))
    [reminder] = await deliver(database)
    assert (reminder.to, reminder.kind) == ("ann", "opportunity_remind")


async def test_the_reminder_of_a_deadline_comes_at_its_hour_though_the_clocks_change(
    database: Database, post: Post
) -> None:
    zone = ZoneInfo("America/Chicago")
    deadline = (clock.now() + timedelta(days=9)).astimezone(zone).replace(microsecond=0)
    while deadline.utcoffset() == (deadline - timedelta(days=1)).utcoffset():
        deadline += timedelta(days=1)
    made = await post(deadline=deadline.astimezone(UTC))
    await enrol(database, "ann")
    async with database.session_scope() as session:
        [member] = await members.find_memberships(session, person("ann"))
        await members.set_zone(session, member, zone.key)
        _, moments = await marks.switch_reminder(session, person("ann"), made.id, on=True)
    local = [one.astimezone(zone) for one in moments]
    assert [(deadline.date() - one.date()).days for one in local] == [7, 1]
    assert {one.time() for one in local} == {deadline.time()}


async def test_whoever_applied_or_asked_not_to_be_is_not_reminded(
    database: Database, post: Post, guide: Guide
) -> None:
    made = await post(deadline=in_days(10))
    await enrol(database, "ann", "ben", "cho")
    for name in ("ann", "ben", "cho"):
        async with database.session_scope() as session:
            await marks.switch_reminder(session, person(name), made.id, on=True)
    async with database.session_scope() as session:
        await marks.mark_applied(session, person("ann"), guide, made.id)
        for name in ("ann", "ben", "boss"):  # one by a button of before, and one who never asked for it
            await marks.switch_reminder(session, person(name), made.id, on=False)
    await deliver(database)
    clock.advance(timedelta(days=9, hours=1))
    assert [one.to for one in await deliver(database)] == ["cho"]


async def test_a_deadline_too_near_for_a_reminder_is_said(database: Database, post: Post) -> None:
    near, none = await post(deadline=in_days(0.5)), await post()
    async with database.session_scope() as session:
        with pytest.raises(UserError, match="less than a day away"):
            await marks.switch_reminder(session, BOSS, near.id, on=True)
        with pytest.raises(UserError, match="no deadline"):
            await marks.switch_reminder(session, BOSS, none.id, on=True)


def told_otherwise(guide: Guide, **ways: Way) -> Guide:
    """A guide with milestones of its own, of which these are the ways, and none of the usual names."""
    base = guide.milestones["network.job-search"]
    made = (
        replace(base, id=f"own.{name}", way=way, years={}, after=(), unless=()) for name, way in ways.items()
    )
    return with_milestones(guide, *made)


async def test_applying_begins_the_first_open_milestone_whose_way_it_is_whatever_it_is_called(
    database: Database, post: Post, guide: Guide
) -> None:
    own = told_otherwise(guide, first=Way.FIND_JOB, then=Way.FIND_JOB, other=Way.FIND_FELLOWSHIP)
    made = await post(kind=OpportunityKind.JOB)
    await enrol(database, "ann")
    for done, begun in (("", "own.first"), ("", "own.first"), ("own.first", "own.then")):
        async with database.session_scope() as session:
            if done:
                await progress.mark_milestone(session, person("ann"), own, done, Change.DONE)
            applied = await marks.mark_applied(session, person("ann"), own, made.id)
        assert [one.id for one in applied.under_way] == [begun]
    async with database.read_scope() as connection:
        standing = await progress.load_standing(connection, person("ann"))
    assert standing.marks == {"own.first": Mark.DONE, "own.then": Mark.STARTED}


async def test_what_the_guide_has_no_milestone_for_is_noted_all_the_same(
    database: Database, post: Post, guide: Guide
) -> None:
    made = await post(kind=OpportunityKind.FELLOWSHIP)
    await enrol(database, "ann")
    # Nothing of fellowships is on a clinician's path, and a guide may say nothing of them at all.
    for one in (guide, told_otherwise(guide, first=Way.FIND_JOB)):
        async with database.session_scope() as session:
            applied = await marks.mark_applied(session, person("ann"), one, made.id)
        assert applied.under_way == ()
    async with database.read_scope() as connection:
        assert (await progress.load_standing(connection, person("ann"))).marks == {}


def test_every_kind_has_its_way_and_the_button_of_a_way_shows_that_kind(guide: Guide) -> None:
    assert set(marks.WAYS) == set(OpportunityKind)
    for kind, way in marks.WAYS.items():
        shown = read_code(ways.ACTIONS[way].id.split(":", 3)[3]).kind
        assert shown is not None
        assert marks.WAYS[shown] is marks.WAYS[kind]
        assert [one for one in guide.milestones.values() if one.way is way], "the guide makes use of it"


async def test_a_report_reaches_organizers_once_and_says_nothing_of_who(
    database: Database, post: Post
) -> None:
    made = await post()
    await deliver(database)
    await enrol(database, "ann")
    async with database.session_scope() as session:
        await marks.report_opportunity(session, person("ann"), made.id, "It asks for *money*")
    async with database.session_scope() as session:
        with pytest.raises(UserError, match="already"):
            await marks.report_opportunity(session, person("ann"), made.id, "Again")
    [told] = await deliver(database)
    words = "".join(block.text for block in told.card.blocks if isinstance(block, Section))
    assert told.to == REVIEW
    assert r"\*money\*" in words
    assert "ann" not in words


async def test_a_report_nobody_would_read_is_not_taken(database: Database) -> None:
    await set_up(database, review="")
    await enrol(database, "boss")
    made = await publish(database)
    async with database.session_scope() as session:
        with pytest.raises(UserError, match="nothing was sent"):
            await marks.report_opportunity(session, BOSS, made.id, "Gone")


async def test_of_two_who_change_it_at_once_the_second_is_told(database: Database, post: Post) -> None:
    made = await post()
    async with database.session_scope() as session:
        await posting.write_opportunity(session, BOSS, ORGANIZER, seen(made), texts("Another title"))
    async with database.session_scope() as session:
        with pytest.raises(UserError, match="Somebody changed"):
            await posting.write_opportunity(session, BOSS, ORGANIZER, seen(made), texts("A third"))


async def test_another_member_can_neither_change_nor_close_it(database: Database, post: Post) -> None:
    made = await post()
    await enrol(database, "ann")
    async with database.session_scope() as session:
        with pytest.raises(UserError, match="Only whoever posted"):
            await posting.close_opportunity(session, person("ann"), NOBODY, made.id)
        draft = await service.draft_opportunity(session, BOSS, ORGANIZER, Frame(OpportunityKind.JOB))
        with pytest.raises(UserError, match="no such opportunity"):
            await posting.write_opportunity(session, person("ann"), NOBODY, seen(draft), texts())


async def test_whoever_is_erased_leaves_what_all_saw_and_takes_the_rest_along(database: Database) -> None:
    await set_up(database, approval=True)
    await enrol(database, "ann", "boss")
    shown = await publish(database, person("ann"), NOBODY, texts("Shown"))
    async with database.session_scope() as session:
        await posting.decide_on_opportunity(session, BOSS, ORGANIZER, shown.id, approve=True)
    unseen = await publish(database, person("ann"), NOBODY, texts("Not seen yet"))
    async with database.session_scope() as session:
        exported = await privacy.export(session, person("ann"))
        await privacy.erase(session, person("ann"))
    titles = [one["title"] for one in exported["memberships"][0]["opportunity_author"]]
    assert titles == ["Shown", "Not seen yet"]
    async with database.read_scope() as connection:
        assert await service.find_opportunity(connection, unseen.id) is None
    assert await found(database) == ["Shown"]


async def test_a_draft_nobody_went_on_with_is_dropped(database: Database, post: Post) -> None:
    async with database.session_scope() as session:
        old = await service.draft_opportunity(session, BOSS, ORGANIZER, Frame(OpportunityKind.JOB))
    clock.advance(timedelta(days=2))
    async with database.session_scope() as session:
        await service.draft_opportunity(session, BOSS, ORGANIZER, Frame(OpportunityKind.JOB))
    async with database.read_scope() as connection:
        assert await service.find_opportunity(connection, old.id) is None


async def test_what_is_where_one_wants_to_work_comes_first(database: Database, post: Post) -> None:
    for title, setting in (("A hospital", Setting.HOSPITAL), ("A home", Setting.LONG_TERM_CARE)):
        await post(words=texts(title, link=f"https://example.org/{title[2:]}"), setting=setting)
    await enrol(database, "ann")
    ann = person("ann")
    for wanted in (Setting.LONG_TERM_CARE, Setting.HOSPITAL):
        async with database.session_scope() as session:
            await members.set_aims(session, ann, members.Aims(wanted))
        for where in (ann, replace(ann, community=None)):
            first, second = await found(database, where)
            assert (first == "A home") is (wanted is Setting.LONG_TERM_CARE), second
    assert await found(database, ann, setting=Setting.LONG_TERM_CARE) == ["A home"]


def test_deadlines_that_a_file_has_in_words_are_shown_as_they_were_read() -> None:
    day = f"{clock.now() + timedelta(days=40):%Y-%m-%d}"
    rows = f"job,One,Hope,{day},\njob,Two,Hope,in 3 weeks,Nursing and long term care\nJob ,Three,Hope,,\n"
    table = read_table(f"kind,title,organization,deadline,setting\n{rows}", imports.LAYOUT)
    good, problems = imports.read_rows(table, "America/Chicago", {})
    assert not problems
    assert [one.frame.setting for one in good] == [None, Setting.LONG_TERM_CARE, None]
    shown = str(list_cards.preview_card(imports.Preview(1, tuple(good), ())))
    assert "Row 3: “in 3 weeks” is <t:" in shown
    assert "Row 2:" not in shown
    assert "Row 4:" not in shown


async def test_a_deadline_in_words_is_shown_back_only_where_others_see_it_at_once(
    database: Database, post: Post
) -> None:
    found = await post()
    async with database.read_scope() as connection:
        read = partial(sharing.read_back_deadline, connection, BOSS, ORGANIZER, found.id)
        assert [one.label for one in await read("in 3 weeks")] == ["Apply by"]
        assert await read(f"{clock.now() + timedelta(days=40):%Y-%m-%d}") == []
        assert await read("") == []
        with pytest.raises(UserError, match="has passed"):
            await read("yesterday")
