"""Nobody is shown by what they did not tick, met by whom they block, or pestered; and who leaves is gone."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mentoring.conftest import offer
from networking.sharing import Sent, deliver, enrol, person, waiting
from sqlalchemy import func, select

from mentorbot import clock
from mentorbot.chat import Actions, Card, Fields, Section
from mentorbot.chat.caller import Caller
from mentorbot.community import privacy
from mentorbot.db import Database
from mentorbot.errors import UserError
from mentorbot.guide.model import Way
from mentorbot.meetings import owners
from mentorbot.mentoring.profiles import blocks
from mentorbot.networking.directory import cards as directory_cards
from mentorbot.networking.directory import forms, introductions, service, terms
from mentorbot.networking.directory.models import INTRODUCTION
from mentorbot.networking.directory.seeking import Sought
from mentorbot.networking.directory.service import Entry, Mine
from mentorbot.networking.directory.terms import EntryField, IntroductionState
from mentorbot.progress import service as progress
from mentorbot.progress.service import Mark
from mentorbot.progress.ways import item_of

NAME, ROLE, PLACE, SETTING, TOPIC = (
    EntryField.NAME,
    EntryField.ROLE,
    EntryField.PLACE,
    EntryField.SETTING,
    EntryField.TOPIC,
)
ALL = {
    EntryField.NAME: ("Ada Lovelace",),
    EntryField.ROLE: ("Practice manager",),
    EntryField.ORGANIZATION: ("Hope Clinics",),
    EntryField.PLACE: ("Tulsa, Oklahoma",),
    EntryField.SETTING: ("hospital",),
    EntryField.TOPIC: ("finance", "quality"),
    EntryField.CREDENTIAL: ("fache",),
    EntryField.LANGUAGE: ("en", "es"),
    EntryField.OPEN_TO: ("coffee",),
}


async def describe(
    database: Database, name: str, *shown: EntryField, community: str = "guild", **values: Any
) -> int:
    """A member whose entry says all of ALL (or these values), with these fields ticked."""
    [id_] = await enrol(database, name, community=community)
    who = person(name, community)
    said = {EntryField(field): value for field, value in values.items()} or ALL
    async with database.session_scope() as session:
        await service.write_entry(session, who, said)
        await service.show_fields(session, who, shown)
    return id_


async def found(database: Database, who: Caller, place: str = "", **chosen: str) -> list[Entry]:
    sought = Sought({EntryField(field): value for field, value in chosen.items()}, place)
    async with database.read_scope() as connection:
        return list(await service.find_entries(connection, who, sought))


async def ask(database: Database, who: str, member_id: int, note: str = "Hello, I study finance.") -> Entry:
    async with database.session_scope() as session:
        return await introductions.ask_for_introduction(session, person(who), member_id, note)


async def answer(database: Database, who: str, id_: int, *, accept: bool) -> introductions.IntroductionView:
    async with database.session_scope() as session:
        return await introductions.answer_introduction(session, person(who), id_, accept=accept)


def text(card: Card) -> str:
    parts = [block.text for block in card.blocks if isinstance(block, Section)]
    parts += [field.value for block in card.blocks if isinstance(block, Fields) for field in block.fields]
    return "\n".join((card.title, *parts))


def ids(sent: list[Sent]) -> list[tuple[str, str]]:
    return sorted((one.to, one.kind) for one in sent)


@pytest.mark.every_database
async def test_others_see_what_was_ticked_and_nothing_else(database: Database) -> None:
    ann = await describe(database, "ann", ROLE, TOPIC)
    await enrol(database, "ben")
    [entry] = await found(database, person("ben"))
    assert entry == Entry(ann, {ROLE: ("Practice manager",), TOPIC: ("finance", "quality")})
    assert await found(database, person("ann")) == []


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    shown=st.sets(st.sampled_from(EntryField)),
    asked=st.sets(
        st.sampled_from([SETTING, TOPIC, EntryField.CREDENTIAL, EntryField.LANGUAGE, EntryField.OPEN_TO])
    ),
    place=st.sampled_from(["", "tulsa", "okla"]),
)
async def test_nobody_is_found_by_or_shown_with_what_is_not_ticked(
    database: Database, shown: set[EntryField], asked: set[EntryField], place: str
) -> None:
    await describe(database, "ann", *shown)
    await enrol(database, "ben")
    entries = await found(database, person("ben"), place, **{one.value: ALL[one][0] for one in asked})
    there = bool(shown) and asked <= shown and (not place or PLACE in shown)
    assert [dict(entry.values) for entry in entries] == (
        [{one: ALL[one] for one in ALL if one in shown}] if there else []
    )
    card = text(directory_cards.found_card(entries, "")) if entries else ""
    hidden = [ALL[one][0] for one in (NAME, ROLE, EntryField.ORGANIZATION, PLACE) if one not in shown]
    assert not [value for value in hidden if value.split(",")[0] in card]


@pytest.mark.every_database
async def test_what_is_new_is_seen_by_nobody_until_it_is_ticked_and_a_tick_stays(database: Database) -> None:
    await describe(database, "ann", ROLE, role=("Manager",))
    await enrol(database, "ben")
    async with database.session_scope() as session:
        mine = await service.write_entry(session, person("ann"), {ROLE: ("Director",), NAME: ("Ada",)})
    assert mine == Mine({NAME: ("Ada",), ROLE: ("Director",)}, frozenset({ROLE}))
    [entry] = await found(database, person("ben"))
    assert entry.values == {ROLE: ("Director",)}


@pytest.mark.every_database
async def test_who_leaves_is_gone_at_once_with_all_that_waits(database: Database) -> None:
    ann = await describe(database, "ann", ROLE)
    ben = await describe(database, "ben", ROLE)
    await ask(database, "ben", ann)
    await describe(database, "cho", ROLE)
    async with database.session_scope() as session:
        await introductions.leave_directory(session, person("ann"))
    assert [entry.member_id for entry in await found(database, person("cho"))] == [ben]
    with pytest.raises(UserError, match="not in the directory"):
        await ask(database, "cho", ann)
    assert await deliver(database) == []
    clock.advance(terms.ANSWER_WITHIN)
    assert ids(await deliver(database)) == [("ben", introductions.OVER)]


@pytest.mark.every_database
async def test_when_both_agree_each_is_told_who_the_other_is_and_they_can_plan(database: Database) -> None:
    ann = await describe(database, "ann", ROLE)
    ben = await describe(database, "ben", NAME)
    await ask(database, "ben", ann, "I study *finance*")
    [question] = await deliver(database)
    assert (question.to, question.kind) == ("ann", introductions.ASKED)
    assert r"I study \*finance\*" in text(question.card)
    id_ = next(
        int(one.id.split(":")[2])
        for block in question.card.blocks
        if isinstance(block, Actions)
        for one in block.actions
        if one.id
    )
    for _ in range(2):
        assert (await answer(database, "ann", id_, accept=True)).state is IntroductionState.ACCEPTED
    sent = await deliver(database)
    assert ids(sent) == [("ann", introductions.MET), ("ben", introductions.MET)]
    assert "<@ann>" in text(next(one.card for one in sent if one.to == "ben"))
    owner = owners.find_owner(terms.KIND)
    assert owner is not None
    async with database.read_scope() as connection:
        about = await owner.about(connection, id_)
    assert about is not None
    assert set(about.member_ids) == {ann, ben}
    clock.advance(terms.ANSWER_WITHIN)
    assert await deliver(database) == []


@pytest.mark.every_database
@pytest.mark.parametrize("said", [False, None])
async def test_a_no_and_no_answer_look_the_same_to_whoever_asked(
    database: Database, said: bool | None
) -> None:
    ann = await describe(database, "ann", ROLE)
    await describe(database, "ben", ROLE)
    await ask(database, "ben", ann)
    await deliver(database)
    if said is not None:
        await answer(database, "ann", 1, accept=said)
    assert await deliver(database) == []
    async with database.read_scope() as connection:
        mine, _, _ = await introductions.find_open(connection, person("ben"))
    assert len(mine) == 1
    async with database.session_scope() as session:
        exported = await introductions.export(session, [mine[0].member_id])
    assert "declined" not in str(exported)
    clock.advance(terms.ANSWER_WITHIN)
    [told] = await deliver(database)
    assert (told.to, told.card.title) == ("ben", "Not this time")
    with pytest.raises(UserError, match="is over"):
        await answer(database, "ann", 1, accept=True)


@pytest.mark.every_database
async def test_two_of_whom_one_blocks_the_other_never_find_each_other(database: Database) -> None:
    ann, ben = await describe(database, "ann", ROLE), await describe(database, "ben", ROLE)
    async with database.session_scope() as session:
        await blocks.block_member(session, ann, ben)
    assert await found(database, person("ann")) == []
    assert await found(database, person("ben")) == []
    for who, other in (("ann", ben), ("ben", ann)):
        with pytest.raises(UserError, match="not in the directory"):
            await ask(database, who, other)


@pytest.mark.every_database
async def test_never_this_person_says_no_and_blocks(database: Database) -> None:
    ann = await describe(database, "ann", ROLE)
    await describe(database, "ben", ROLE)
    await ask(database, "ben", ann)
    async with database.session_scope() as session:
        with pytest.raises(UserError):
            await introductions.refuse_for_good(session, person("ben"), 1)
        await introductions.refuse_for_good(session, person("ann"), 1)
    assert await found(database, person("ben")) == []
    assert await deliver(database) == []


async def test_a_block_after_the_question_was_sent_lets_nothing_through(database: Database) -> None:
    ann, ben = await describe(database, "ann", ROLE), await describe(database, "ben", ROLE)
    await ask(database, "ben", ann)
    async with database.session_scope() as session:
        await blocks.block_member(session, ann, ben)
    assert await deliver(database) == []


async def test_one_can_only_ask_so_many_and_be_asked_by_so_many(database: Database) -> None:
    people = [await describe(database, f"p{number}", ROLE) for number in range(9)]
    for other in people[1 : 1 + terms.MOST_OPEN]:
        await ask(database, "p0", other)
    with pytest.raises(UserError, match="as many as one may at a time"):
        await ask(database, "p0", people[8])
    clock.advance(timedelta(days=3))
    for id_ in range(1, 1 + terms.MOST_OPEN):
        async with database.session_scope() as session:
            await introductions.withdraw_introduction(session, person("p0"), id_)
    await ask(database, "p0", people[5])
    await ask(database, "p0", people[6])
    with pytest.raises(UserError, match="this week"):
        await ask(database, "p0", people[7])
    for number in range(1, 1 + terms.MOST_ASKED):
        await ask(database, f"p{number}", people[8])
    for _ in range(2):
        with pytest.raises(UserError, match="Several people"):
            await ask(database, "p4", people[8])
        async with database.read_scope() as connection:
            newest = (await connection.execute(select(func.max(INTRODUCTION.c.id)))).scalar_one()
        # That there is room again would tell that somebody was refused.
        await answer(database, "p8", newest, accept=False)


async def test_nobody_is_asked_twice_by_the_same_person_for_a_while(database: Database) -> None:
    ann, ben = await describe(database, "ann", ROLE), await describe(database, "ben", ROLE)
    await ask(database, "ben", ann)
    with pytest.raises(UserError, match="You asked this person already"):
        await ask(database, "ben", ann)
    with pytest.raises(UserError, match="asked to be introduced to you"):
        await ask(database, "ann", ben)
    clock.advance(terms.ASK_AGAIN + timedelta(minutes=1))
    await deliver(database)
    await ask(database, "ben", ann)


async def test_only_whoever_was_asked_answers_and_only_whoever_asked_takes_back(database: Database) -> None:
    ann = await describe(database, "ann", ROLE)
    await describe(database, "ben", ROLE)
    await enrol(database, "cho")
    await enrol(database, "ann", community="elsewhere")
    await ask(database, "ben", ann)
    for who in (person("ben"), person("cho"), person("ann", "elsewhere")):
        async with database.session_scope() as session:
            with pytest.raises(UserError, match="is over"):
                await introductions.answer_introduction(session, who, 1, accept=True)
    async with database.session_scope() as session:
        with pytest.raises(UserError, match="is over"):
            await introductions.withdraw_introduction(session, person("ann"), 1)
        done = await introductions.answer_introduction(session, person("ann", None), 1, accept=True)
    assert done.state is IntroductionState.ACCEPTED


async def test_an_entry_of_another_community_is_not_found(database: Database) -> None:
    eve = await describe(database, "eve", ROLE, community="elsewhere")
    await enrol(database, "ann")
    assert await found(database, person("ann")) == []
    with pytest.raises(UserError, match="not in the directory"):
        await ask(database, "ann", eve)


@pytest.mark.parametrize("note", ["", " \u200b\n", "x" * (terms.MOST_NOTE + 1)])
async def test_a_note_that_says_nothing_or_too_much_is_told(database: Database, note: str) -> None:
    ann = await describe(database, "ann", ROLE)
    await enrol(database, "ben")
    with pytest.raises(UserError):
        await ask(database, "ben", ann, note.replace("\u200b", ""))
    assert not await waiting(database)


@pytest.mark.every_database
async def test_whoever_is_erased_is_in_nobodys_directory_or_introductions(database: Database) -> None:
    ann = await describe(database, "ann", ROLE)
    await describe(database, "ben", ROLE)
    await ask(database, "ben", ann)
    async with database.session_scope() as session:
        exported = await privacy.export(session, person("ann"))
        await privacy.erase(session, person("ann"))
    [membership] = exported["memberships"]
    assert len(membership["directory_value"]) == 11
    assert membership["introduction"][0]["asked_by"] == "another"
    assert await found(database, person("ben")) == []
    assert not await waiting(database)


async def test_a_mentors_forms_are_filled_in_and_nothing_is_stored_until_they_are_sent(
    database: Database,
) -> None:
    who = person("ada")
    await offer(database, who, role="Chief of " + "everything " * 12, organization="")
    async with database.session_scope() as session:
        proposed = await service.prefill_entry(session, who)
        assert await service.find_own(session, who) == Mine({}, frozenset())
        for form in (forms.who_form(proposed), forms.what_form(proposed, {"fache": "FACHE"})):
            assert len(form.fields) == 4 + (form.id == "directory:save_what")
        assert proposed.values[NAME] == ("Ada",)
        assert len(proposed.values[ROLE][0]) <= terms.MOST_VALUE
        assert EntryField.ORGANIZATION not in proposed.values
        assert proposed.values[TOPIC] == ("finance", "operations")
        assert not proposed.shown
        await service.write_entry(session, who, {NAME: ("Countess",)})
        after = await service.prefill_entry(session, who)
    assert after.values[NAME] == ("Countess",)
    assert ROLE not in after.values, "what they left empty stays so"
    assert after.values[SETTING] == ("hospital",)


async def test_whoever_lets_others_see_something_has_joined_by_the_guide_too(database: Database) -> None:
    for name, shown, joined in (("ann", (), False), ("ben", (NAME,), True)):
        await describe(database, name, *shown)
        async with database.read_scope() as connection:
            marks = (await progress.load_standing(connection, person(name))).marks
        assert (marks.get(item_of(Way.JOIN_DIRECTORY)) is Mark.DONE) is joined
