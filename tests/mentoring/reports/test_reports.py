"""What went wrong reaches organizers alone, has a number, and outlives the people in it."""

import mailing
import pytest
from mentoring.conftest import enrolled, person
from mentoring.pair import ADA, BEN, Two, bring_together

from mentorbot.chat.caller import Caller, Rights
from mentorbot.community import privacy
from mentorbot.db import Database
from mentorbot.errors import UserError
from mentorbot.members import service as members
from mentorbot.mentoring.mentorships import ending
from mentorbot.mentoring.reports import cards
from mentorbot.mentoring.reports import service as reports
from mentorbot.mentoring.reports.service import CaseView

pytestmark = pytest.mark.every_database

BOSS, NOBODY = Rights(manages_community=True), Rights()
CEM = person("cem")


@pytest.fixture
async def two(database: Database) -> Two:
    return await bring_together(database, organizers="70")


async def file(two: Two, who: Caller = BEN, text: str = "He shouts", about: str | None = "ada") -> CaseView:
    async with two.database.session_scope() as session:
        return await reports.file_report(session, who, text, about)


async def test_a_case_has_a_number_of_its_community(two: Two) -> None:
    elsewhere = person("dan", "another")
    await enrolled(two.database, elsewhere)
    assert [(await file(two)).number for _ in range(2)] == [1, 2]
    assert (await file(two, elsewhere, about=None)).number == 1


async def test_organizers_hear_that_there_is_a_case_and_not_what_it_says(two: Two) -> None:
    await file(two)
    [(to, card)] = await mailing.send(two.database, "report:")
    assert (to, card.title) == ("70", "A report for the organizers")
    assert "shouts" not in str(card)
    assert "case 1" not in str(card).lower(), "whom it is about may read that channel"


async def test_whoever_it_is_about_sees_nothing_of_it_organizer_or_not(two: Two) -> None:
    case = await file(two)
    # They may read the organizers' channel, and count: what is promised is what holds.
    assert "they can notice at most that something was reported" in str(cards.filed_card(case))
    async with two.database.session_scope() as session:
        for allowed in (NOBODY, BOSS):
            with pytest.raises(UserError, match="no such case"):
                await reports.look_at_case(session, ADA, allowed, case.id)
        assert await reports.find_cases(session, ADA, BOSS) == []
        with pytest.raises(UserError, match="Only organizers"):
            await reports.find_cases(session, ADA, NOBODY)


async def test_an_organizer_who_never_enrolled_sees_nothing_of_a_case_about_them(two: Two) -> None:
    boss = person("boss")
    case = await file(two, about="boss")
    other = await file(two, about=None)
    async with two.database.session_scope() as session:
        assert [one.id for one in await reports.find_cases(session, boss, BOSS)] == [other.id]
        with pytest.raises(UserError, match="no such case"):
            await reports.look_at_case(session, boss, BOSS, case.id)
        assert (await reports.look_at_case(session, CEM, BOSS, case.id))[0].about == "boss"


async def test_whom_a_case_is_about_does_not_see_it_after_enrolling_or_erasing_either(two: Two) -> None:
    boss = person("boss")
    case = await file(two, about="boss")
    await enrolled(two.database, boss)
    for _ in range(2):
        async with two.database.session_scope() as session:
            assert await reports.find_cases(session, boss, BOSS) == []
            with pytest.raises(UserError, match="no such case"):
                await reports.close_case(session, boss, BOSS, case.id)
        async with two.database.session_scope() as session:
            if await members.find_memberships(session, boss):
                await privacy.erase(session, boss)


async def test_what_cannot_be_an_id_is_kept_as_about_nobody(two: Two) -> None:
    for sent in ("<@5>", "a b", "x" * 65, ""):
        assert (await file(two, about=sent)).about is None
    assert (await file(two, about="U0ABC123")).about == "U0ABC123"


async def test_organizers_of_another_community_see_nothing(two: Two) -> None:
    case = await file(two)
    boss = person("boss", "another")
    await enrolled(two.database, boss)
    async with two.database.session_scope() as session:
        with pytest.raises(UserError, match="no such case"):
            await reports.look_at_case(session, boss, BOSS, case.id)


async def test_the_reporter_follows_the_case_without_what_organizers_note_for_themselves(two: Two) -> None:
    await enrolled(two.database, CEM)
    case = await file(two)
    async with two.database.session_scope() as session:
        await reports.add_note(session, CEM, BOSS, case.id, "Talk to Ada first")
        await reports.add_note(session, CEM, BOSS, case.id, "We look into it", shown=True)
        seen, organizer = await reports.look_at_case(session, BEN, NOBODY, case.id)
    assert not organizer
    assert [note.text for note in seen.notes if note.shown] == ["We look into it"]
    told = await mailing.send(two.database, f"report:{case.id}:note")
    assert [to for to, _ in told] == ["ben"]
    async with two.database.session_scope() as session:
        for _ in range(2):
            done, _ = await reports.close_case(session, CEM, BOSS, case.id)
        with pytest.raises(UserError, match="is closed"):
            await reports.add_note(session, BEN, NOBODY, case.id, "Again")
        with pytest.raises(UserError, match="Organizers close"):
            await reports.close_case(session, BEN, NOBODY, case.id)
    assert done.closed_at is not None
    assert [to for to, _ in await mailing.send(two.database, f"report:{case.id}:closed")] == ["ben"]


async def test_ending_the_mentorship_deletes_nothing_of_a_case(two: Two) -> None:
    case = await file(two)
    async with two.database.session_scope() as session:
        await ending.end_own(session, ADA, two.id)
        assert (await reports.find_own(session, BEN))[0].id == case.id


async def test_erasing_leaves_the_case_without_who_reported_it(two: Two) -> None:
    await enrolled(two.database, CEM)
    case = await file(two)
    for gone in (ADA, BEN):
        async with two.database.session_scope() as session:
            await privacy.erase(session, gone)
    async with two.database.session_scope() as session:
        found, organizer = await reports.look_at_case(session, CEM, BOSS, case.id)
        assert organizer
        assert (found.reporter, found.about, found.text) == (None, "ada", "He shouts")
        await reports.close_case(session, CEM, BOSS, case.id)


@pytest.mark.parametrize(("text", "told"), [("  \n ", "say what happened"), ("x" * 2001, "2,001 characters")])
async def test_a_report_of_nothing_or_too_much_is_told(two: Two, text: str, told: str) -> None:
    with pytest.raises(UserError, match=told):
        await file(two, text=text)


async def test_ten_open_cases_are_enough(two: Two) -> None:
    for _ in range(reports.MOST_OPEN):
        await file(two, about=None)
    with pytest.raises(UserError, match="10 open cases"):
        await file(two)
