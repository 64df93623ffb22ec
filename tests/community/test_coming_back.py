"""Erasing oneself gets nobody around a block or a limit, and leaves nothing that names them."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from mentoring.asking import Community
from mentoring.conftest import enrolled, person
from sqlalchemy import String, insert, select

from mentorbot import clock
from mentorbot.community import privacy
from mentorbot.db import Database
from mentorbot.errors import UserError
from mentorbot.members import service as members
from mentorbot.members import traces
from mentorbot.members.models import TRACE
from mentorbot.mentoring.profiles import blocks
from mentorbot.mentoring.reports import service as reports
from mentorbot.mentoring.terms import BlockKind
from mentorbot.networking.directory import introductions, service, terms
from mentorbot.networking.directory.terms import EntryField
from mentorbot.networking.interviews import offering
from mentorbot.networking.interviews import service as interviews
from mentorbot.networking.interviews.models import INTERVIEW_OFFER
from mentorbot.networking.opportunities.models import OPPORTUNITY_AUTHOR
from mentorbot.networking.opportunities.service import check_pace
from mentorbot.networking.opportunities.terms import MOST_A_DAY

pytestmark = pytest.mark.every_database

MAL, ADA = person("mal"), person("ada")


@pytest.fixture(autouse=True)
def _own_secrets() -> Iterator[None]:
    yield
    traces.use_secrets(None)


async def erase(database: Database) -> None:
    async with database.session_scope() as session:
        await privacy.erase(session, MAL)


async def come_back(database: Database) -> int:
    """Mal erases all about himself and enrols again."""
    await erase(database)
    return (await enrolled(database, MAL))[0]


async def kept(database: Database) -> int:
    async with database.engine.connect() as connection:
        return len((await connection.execute(select(TRACE))).all())


@pytest.mark.parametrize("kind", list(BlockKind))
async def test_whoever_was_blocked_stays_blocked_however_often_they_erase(
    database: Database, kind: BlockKind
) -> None:
    ada, _ = await enrolled(database, ADA)
    mal, _ = await enrolled(database, MAL)
    async with database.session_scope() as session:
        await blocks.block_member(session, ada, mal, kind)
    for _ in range(3):
        mal = await come_back(database)
        async with database.read_scope() as connection:
            assert await blocks.find_blocked(connection, ada) == {mal: kind}
            assert await blocks.find_kept_from(connection, mal) == {ada}
    async with database.session_scope() as session:
        assert await blocks.unblock_member(session, ada, mal)
    mal = await come_back(database)
    async with database.read_scope() as connection:
        assert await blocks.find_kept_from(connection, mal) == set()


async def test_a_block_holds_for_who_comes_back_without_start_as_a_mentor_does(database: Database) -> None:
    ada, _ = await enrolled(database, ADA)
    mal, _ = await enrolled(database, MAL)
    async with database.session_scope() as session:
        await blocks.block_member(session, ada, mal)
    await erase(database)
    async with database.session_scope() as session:
        await members.admit_member(session, MAL)
    async with database.read_scope() as connection:
        assert len(await blocks.find_blocked(connection, ada)) == 1


async def test_a_block_is_of_one_community_and_goes_with_whoever_blocked(database: Database) -> None:
    ada, _ = await enrolled(database, ADA)
    mal, _ = await enrolled(database, MAL)
    async with database.session_scope() as session:
        await blocks.block_member(session, ada, mal)
    await erase(database)
    elsewhere, _ = await enrolled(database, person("mal", "another guild"))
    other, _ = await enrolled(database, person("eve"))
    async with database.read_scope() as connection:
        assert await blocks.find_kept_from(connection, elsewhere) == set()
        assert await blocks.find_kept_from(connection, other) == set()
    async with database.session_scope() as session:
        await privacy.erase(session, ADA)
    assert await kept(database) == 0


async def test_what_somebody_blocked_themselves_goes_with_them(database: Database) -> None:
    ada, _ = await enrolled(database, ADA)
    mal, _ = await enrolled(database, MAL)
    async with database.session_scope() as session:
        await blocks.block_member(session, mal, ada)
    mal = await come_back(database)
    async with database.read_scope() as connection:
        assert await blocks.find_kept_from(connection, mal) == set()


async def test_a_mentor_is_not_asked_anew_by_who_erased_themselves(database: Database) -> None:
    here = Community(database)
    await here.mentor("ada")
    await here.mentee("mal")
    await here.ask("mal", "ada")
    await erase(database)
    await here.mentee("mal")
    with pytest.raises(UserError, match="None of them can be asked"):
        await here.ask("mal", "ada")
    assert [one.mentor.member_id for one in await here.find("mal")] == []
    clock.advance(timedelta(days=31))
    await here.ask("mal", "ada")


async def test_how_often_a_mentor_was_asked_this_week_counts_those_who_are_erased(database: Database) -> None:
    here = Community(database)
    await here.mentor("ada", capacity=9)
    await here.mentee("eve")
    for _ in range(9):
        await here.mentee("mal")
        try:
            await here.ask("mal", "ada")
        except UserError:
            break
        await erase(database)
        clock.advance(timedelta(minutes=1))
        async with database.session_scope() as session:  # another person each time, for all that is known
            await session.execute(TRACE.update().values(who=TRACE.c.id.cast(String)))
    with pytest.raises(UserError, match="None of them can be asked"):
        await here.ask("eve", "ada")


async def describe(database: Database, name: str) -> int:
    id_, _ = await enrolled(database, person(name))
    async with database.session_scope() as session:
        await service.write_entry(session, person(name), {EntryField.NAME: (name.title(),)})
        await service.show_fields(session, person(name), (EntryField.NAME,))
    return id_


async def introduce(database: Database, other: int) -> None:
    async with database.session_scope() as session:
        await introductions.ask_for_introduction(session, MAL, other, "Hello")


async def test_nobody_is_asked_for_an_introduction_anew_by_who_erased_themselves(database: Database) -> None:
    ada = await describe(database, "ada")
    await enrolled(database, MAL)
    await introduce(database, ada)
    await come_back(database)
    with pytest.raises(UserError, match="asked this person already"):
        await introduce(database, ada)
    clock.advance(terms.ASK_AGAIN)
    await introduce(database, ada)


async def test_as_many_introductions_a_week_as_one_may_are_as_many_after_erasing(database: Database) -> None:
    others = [await describe(database, f"a{n}") for n in range(terms.MOST_A_WEEK + 1)]
    for other in others[:-1]:
        await enrolled(database, MAL)
        await introduce(database, other)
        await erase(database)
    await enrolled(database, MAL)
    with pytest.raises(UserError, match="this week"):
        await introduce(database, others[-1])


async def test_nobody_is_asked_for_an_interview_anew_by_who_erased_themselves(database: Database) -> None:
    ada, community = await enrolled(database, ADA)
    offered = {"member_id": ada, "community_id": community, "role": "Director", "setting": "hospital"}
    more = {"topics": "finance", "paused": False, "a_month": 2, "minutes": 20, "updated_at": clock.now()}
    async with database.session_scope() as session:
        await session.execute(insert(INTERVIEW_OFFER).values(**offered, **more))
    await enrolled(database, MAL)
    async with database.session_scope() as session:
        await interviews.ask_for_interview(session, MAL, ada, "What do you do?")
    await come_back(database)
    with pytest.raises(UserError, match="asked this person lately"):
        async with database.session_scope() as session:
            await interviews.ask_for_interview(session, MAL, ada, "What do you do?")
    async with database.read_scope() as connection:
        assert (await connection.execute(select(offering.count_taken(ada)))).scalar_one() == 0


async def test_open_cases_count_after_erasing(database: Database) -> None:
    await enrolled(database, MAL)
    for _ in range(reports.MOST_OPEN // 2):
        async with database.session_scope() as session:
            await reports.file_report(session, MAL, "She is late")
    await come_back(database)
    for _ in range(reports.MOST_OPEN - reports.MOST_OPEN // 2):
        async with database.session_scope() as session:
            await reports.file_report(session, MAL, "She is late")
    with pytest.raises(UserError, match="open cases"):
        async with database.session_scope() as session:
            await reports.file_report(session, MAL, "She is late")


async def test_traces_name_nobody_and_go_when_they_are_of_no_use(database: Database) -> None:
    here = Community(database)
    await here.mentor("ada")
    await here.mentee("mal")
    await here.ask("mal", "ada")
    await erase(database)
    async with database.engine.connect() as connection:
        found = (await connection.execute(select(TRACE))).mappings().all()
    assert {row["member_id"] for row in found} == {None}
    assert "mal" not in str(found)
    clock.advance(timedelta(days=31))
    async with database.session_scope() as session:
        await traces.prune(session)
    assert await kept(database) == 0


async def test_a_new_secret_before_the_old_one_still_knows_who_came_back(database: Database) -> None:
    ada, _ = await enrolled(database, ADA)
    mal, _ = await enrolled(database, MAL)
    async with database.session_scope() as session:
        await blocks.block_member(session, ada, mal)
    for secret in ("old", "new,old", "newer,new", "newer"):
        await erase(database)
        traces.use_secrets(secret)
        await enrolled(database, MAL)
        async with database.read_scope() as connection:
            assert len(await blocks.find_blocked(connection, ada)) == 1, secret
    await erase(database)
    traces.use_secrets("quite another")
    await enrolled(database, MAL)
    async with database.read_scope() as connection:
        assert await blocks.find_blocked(connection, ada) == {}


async def test_nothing_of_who_was_erased_is_in_the_files(file_database: Database) -> None:
    here = Community(file_database)
    path = Path(str(file_database.path))
    erased = [f"3141592653589{n:04}" for n in range(40)]
    for n, name in enumerate(erased):
        # Among others, so that pages of the file are parted, joined, and written over.
        await here.mentor(f"m{n}", about=f"mentor {n} " * (n % 7 * 9))
        await here.mentee(name, goals=f"goal of {name} " * (n % 5 * 7 + 1))
        await here.ask(name, f"m{n}", note=f"note of {name}")
        async with file_database.session_scope() as session:
            await blocks.block_member(session, here.ids[f"m{n}"], here.ids[name])
    words = [b"31415926535", b"goal of", b"note of"]
    told = b"".join(one.read_bytes() for one in path.parent.glob(f"{path.name}*"))
    assert [word for word in words if word not in told] == []
    for name in (*erased[::2], *erased[1::2]):
        async with file_database.session_scope() as session:
            await privacy.erase(session, person(name))
    assert await file_database.forget_deleted()
    left = b"".join(one.read_bytes() for one in path.parent.glob(f"{path.name}*"))
    assert [word for word in words if word in left] == []


async def test_posting_counts_after_erasing(database: Database) -> None:
    mal, _ = await enrolled(database, MAL)
    async with database.session_scope() as session:
        day = clock.now() + timedelta(days=1)
        posted = [traces.Kept(mal, "opportunity", clock.now(), day) for _ in range(MOST_A_DAY)]
        await traces.keep(session, posted)
    mal = await come_back(database)
    with pytest.raises(UserError, match="since yesterday"):
        async with database.session_scope() as session:
            await check_pace(session, mal, clock.now())
    assert OPPORTUNITY_AUTHOR.name in privacy.PERSONAL
