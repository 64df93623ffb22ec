"""Rules that read before they write hold when two machines change one community at the same moment."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from events.conftest import NOBODY, announcing
from mentoring.asking import Community
from mentoring.conftest import person
from sqlalchemy import func, select
from tables import make_tables

from mentorbot import clock
from mentorbot.chat.caller import Caller
from mentorbot.db import Database, Session, name_place
from mentorbot.delivery import service as delivery
from mentorbot.delivery.kinds import Address
from mentorbot.delivery.payloads import NOTHING
from mentorbot.errors import UserError
from mentorbot.events import rsvp
from mentorbot.events.terms import EventAnswer
from mentorbot.guide.model import Stage
from mentorbot.members import service as members
from mentorbot.members.models import MEMBER
from mentorbot.members.service import Profile
from mentorbot.mentoring.profiles.models import MENTOR
from mentorbot.mentoring.requests import service as requests
from mentorbot.reminders import service as reminders
from mentorbot.reminders.service import Asked
from mentorbot.times import when

Machines = tuple[Database, Database]
Change = Callable[[Session, int], Awaitable[object]]
HERE = name_place("discord", "guild")


@pytest.fixture(params=["sqlite", "postgresql"])
async def machines(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Machines]:
    """Two machines on one database."""
    if request.param == "sqlite":
        url = str(tmp_path / "shared.sqlite3")
    else:
        url = await request.getfixturevalue("postgres").new()
    both = Database(url, 4), Database(url, 4)
    if request.param == "sqlite":
        await make_tables(both[0])
    yield both
    for one in both:
        await one.close()
    if request.param == "postgresql":
        await request.getfixturevalue("postgres").drop(url)


async def race(machines: Machines, change: Change, times: int = 6) -> tuple[int, int]:
    """Make a change so often, on each machine in turn, all at once; how many were made, and refused."""

    async def run(number: int) -> bool:
        try:
            async with machines[number % 2].session_scope(HERE) as session:
                await change(session, number)
        except UserError:
            return False
        return True

    made = await asyncio.gather(*(run(number) for number in range(times)))
    return made.count(True), made.count(False)


async def enrol(database: Database, who: Caller) -> int:
    async with database.session_scope() as session:
        return (await members.enrol(session, who, Profile(Stage.CLINICIAN))).id


async def test_whoever_joins_on_two_machines_at_once_is_one_member(machines: Machines) -> None:
    async def join(session: Session, number: int) -> object:
        return await members.enrol(session, person("ann"), Profile(Stage.CLINICIAN, goal=f"Goal {number}"))

    assert await race(machines, join) == (6, 0)
    async with machines[0].read_scope() as connection:
        assert (await connection.execute(select(func.count()).select_from(MEMBER))).scalar_one() == 1


async def test_no_more_reminders_are_kept_than_one_may_have(
    machines: Machines, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reminders, "MOST", 3)
    await enrol(machines[0], person("ann"))
    found = when.read_when("tomorrow 9am", "UTC", clock.now())
    drafts = []
    for _ in range(6):
        async with machines[0].session_scope() as session:
            asked = Asked("Call", "tomorrow 9am", found)
            drafts.append((await reminders.draft_reminder(session, person("ann"), asked)).id)

    async def keep(session: Session, number: int) -> object:
        return await reminders.keep_reminder(session, person("ann"), drafts[number])

    assert await race(machines, keep) == (3, 3)


async def test_a_seat_is_given_to_one(machines: Machines) -> None:
    event = await announcing(machines[0])(capacity=2)
    people = [person(f"guest{number}") for number in range(6)]
    for one in people:
        await enrol(machines[0], one)
    answers = []

    async def come(session: Session, number: int) -> object:
        said = await rsvp.respond(session, people[number], NOBODY, event.id, EventAnswer.GOING)
        answers.append(said.answer)
        return said

    await race(machines, come)
    assert sorted(answers) == [EventAnswer.GOING] * 2 + [EventAnswer.WAITING] * 4


async def test_a_mentor_takes_no_more_mentees_than_they_have_room_for(machines: Machines) -> None:
    town = Community(machines[0])
    mentor = await town.mentor("mia", capacity=4)
    asked = []
    for number in range(2):
        await town.mentee(f"mentee{number}")
        asked.append(await town.ask(f"mentee{number}", "mia"))
    async with machines[0].session_scope() as session:
        await session.execute(MENTOR.update().values(capacity=1))

    async def accept(session: Session, number: int) -> object:
        one = asked[number]
        return await requests.accept_request(session, person("mia"), one.id, one.turn)

    assert await race(machines, accept, times=2) == (1, 1)
    async with machines[1].read_scope() as connection:
        taken = select(MENTOR.c.taken).where(MENTOR.c.member_id == mentor)
        assert (await connection.execute(taken)).scalar_one() == 1


async def test_whoever_asks_twice_at_once_has_asked_once(machines: Machines) -> None:
    town = Community(machines[0])
    mentor = await town.mentor("mia")
    await town.mentee("ben")

    async def ask(session: Session, number: int) -> object:
        return await requests.ask_mentors(session, person("ben"), [mentor], f"Please {number}")

    made, refused = await race(machines, ask)
    assert (made, refused) == (1, 5)


async def test_what_is_scheduled_on_two_machines_at_once_is_one_message(machines: Machines) -> None:
    member = await enrol(machines[0], person("ann"))
    async with machines[0].read_scope() as connection:
        statement = select(MEMBER.c.community_id).where(MEMBER.c.id == member)
        community = (await connection.execute(statement)).scalar_one()

    async def schedule(session: Session, number: int) -> None:
        await delivery.schedule(
            session,
            kind="note",
            payload=NOTHING,
            to=Address("discord", "guild", user_id="ann"),
            due_at=clock.now(),
            dedupe_key="once",
            community_id=community,
            member_id=member,
        )

    assert await race(machines, schedule) == (6, 0)
    async with machines[1].read_scope() as connection:
        counted = select(func.count()).select_from(delivery.delivery)
        assert (await connection.execute(counted)).scalar_one() == 1
