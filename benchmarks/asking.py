"""Asking for a mentor: finding the best of tens of thousands, and a thousand who accept at once."""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from statistics import median, quantiles
from types import SimpleNamespace
from typing import Any, Final, cast

import psutil
from sqlalchemy import Table, func, insert, select, update

from benchmarks.bots import Setting
from benchmarks.postgresql import postgresql
from benchmarks.report import Gate, Result
from mentorbot import clock
from mentorbot.chat.caller import Caller
from mentorbot.db import Database, schema
from mentorbot.errors import UserError
from mentorbot.guide.model import Setting as Place
from mentorbot.guide.model import Stage
from mentorbot.members import service as members
from mentorbot.members.service import Profile
from mentorbot.mentoring import candidates, people
from mentorbot.mentoring.finding import service as find
from mentorbot.mentoring.finding.shelf import Shelves
from mentorbot.mentoring.matching import explain
from mentorbot.mentoring.mentorships.models import MENTORSHIP
from mentorbot.mentoring.profiles.models import MENTEE, MENTOR
from mentorbot.mentoring.requests import notices as request_notices
from mentorbot.mentoring.requests import service as requests
from mentorbot.mentoring.requests import store as request_store
from mentorbot.mentoring.requests.models import MENTOR_REQUEST, REQUEST_CHOICE
from mentorbot.mentoring.requests.service import Accepted
from mentorbot.mentoring.terms import ChoiceState, DayPart, MentorState, RequestState
from mentorbot.mentoring.vocabulary import join_ids, list_topics

CHUNK: Final = 500
ZONES: Final = ("America/Chicago", "America/New_York", "Asia/Kolkata", "Europe/Berlin")
CAPACITY: Final = 3
BOUND_MS: Final = 100
"""What finding may take at the median, in milliseconds."""

_ZONE: Final = {column.name: column for column in members.COLUMNS}["time_zone"]
_MEMBER: Final = cast("Table", members.SOURCE.left)


@dataclass(frozen=True, slots=True)
class Askers:
    """How much is measured.

    Args:
        mentors: In one community.
        finds: How often the best are found.
        naive: How often they are found the naive way.
        accepts: How many accept at once.
    """

    mentors: int = 50_000
    finds: int = 2_000
    naive: int = 5
    accepts: int = 1_000


QUICK: Final = Askers(mentors=10_000, finds=300, naive=3, accepts=300)
TINY: Final = Askers(mentors=400, finds=6, naive=2, accepts=12)


def finding(here: Setting, askers: Askers) -> Result:
    """The best five of all mentors, beside loading all of them as objects and scoring one by one."""
    return asyncio.run(_finding(here.folder / "finding.sqlite3", askers))


def accepting(here: Setting, askers: Askers) -> Result:
    """Many accept at once for a mentor with room for three, beside as many changes of one row."""
    return asyncio.run(_accepting(here.folder / "accepting.sqlite3", askers))


MEASURES: Final[dict[str, Callable[[Setting, Askers], Result]]] = {"find": finding, "accepts": accepting}


# Finding


async def _finding(path: Path, askers: Askers) -> Result:
    async with _database(str(path)) as database:
        await _populate(database, askers.mentors)
        shelves, process = Shelves(database), psutil.Process()
        callers = [Caller("discord", "guild", f"mentee{number}") for number in range(50)]
        began = time.perf_counter()
        await find.find_mentors(database, shelves, callers[0])
        first = time.perf_counter() - began
        held = [process.memory_info().rss / 2**20]
        times: list[float] = []
        changing: list[float] = []
        for number in range(askers.finds):
            times.append(await _timed(find.find_mentors(database, shelves, callers[number % 50])))
            if number % 10 == 9:
                # Every tenth time a mentor has changed meanwhile.
                await _change(database, 1 + number % askers.mentors)
                changing.append(await _timed(find.find_mentors(database, shelves, callers[number % 50])))
        held.append(process.memory_info().rss / 2**20)
        naive = [await _timed(_naive(database, callers[number])) for number in range(askers.naive)]
        found = await find.find_mentors(database, shelves, callers[1]) or []
        best = [one.mentor.member_id for one in found]
        if best != await _naive(database, callers[1]):
            raise RuntimeError("the two ways do not find the same mentors")
    rows = [
        ["the best five", *_cells(times)],
        ["the same, a mentor having changed", *_cells(changing or times)],
        ["all as objects, scored one by one", *_cells(naive)],
        ["the first time, when all are read", f"{first * 1000:,.1f}", ""],
    ]
    many = f"{askers.mentors:,} mentors"
    gates = [
        Gate(f"/mentor find among {many}, p50", median(times), BOUND_MS, unit="ms"),
        Gate(
            f"all as objects, beside /mentor find among {many}",
            median(naive) / median(times),
            5,
            at_least=True,
        ),
        Gate(f"memory after {askers.finds:,} finds, beside after the first", held[1] / held[0], 1.05),
    ]
    return Result(f"/mentor find among {many}, in-process", ("ms", "p50", "p99"), rows, gates)


async def _naive(database: Database, caller: Caller) -> list[int]:
    """The best five as one would write it first: every mentor an object, scored one by one, and sorted."""
    async with database.session_scope() as session:
        person = await people.find_caller(session, caller)
        row: Any = (await session.execute(candidates.MENTEES.where(MENTEE.c.member_id == person.id))).first()
        now = clock.now()
        mentee = candidates.mentee_facts(row, now)
        zones = {one[0]: one[1] for one in await session.execute(select(members.ID, _ZONE))}
        scored = []
        for mentor in await session.execute(select(MENTOR).where(MENTOR.c.state == MentorState.LISTED)):
            room = mentor.capacity - mentor.taken
            seen = SimpleNamespace(**mentor._mapping, time_zone=zones[mentor.member_id], room=room)
            facts = candidates.mentor_facts(seen, now)  # type: ignore[arg-type]
            explained = explain(mentee, facts)
            if room > 0 and explained.obstacle is None:
                scored.append((-explained.score, -room, mentor.member_id))
        best = [one[2] for one in sorted(scored)[:30]]
        able = await request_store.can_ask(session, person.id, best, asks_a_week=3)
    return [one for one in best if one in able][: find.SHOWN]


async def _timed(work: Coroutine[Any, Any, Any]) -> float:
    began = time.perf_counter()
    await work
    return (time.perf_counter() - began) * 1000


def _cells(times: list[float]) -> tuple[str, str]:
    return f"{median(times):,.2f}", f"{quantiles(times, n=100)[98]:,.2f}"


async def _change(database: Database, number: int) -> None:
    async with database.session_scope() as session:
        theirs = update(MENTOR).where(MENTOR.c.member_id == number)
        await session.execute(theirs.values(hours=1 + number % 9, updated_at=clock.now()))


async def _populate(database: Database, many: int) -> None:
    """Fill a community with mentors, whose ids count from 1, and fifty mentees."""
    chance = random.Random(7)  # noqa: S311 - no secret
    known = list(list_topics())
    async with database.session_scope() as session:
        community = await members.ensure_community(session, "discord", "guild", "Future managers")
    async with database.session_scope() as session:
        for start in range(1, many + 1, CHUNK):
            ids = range(start, min(start + CHUNK, many + 1))
            await session.execute(insert(_MEMBER), [_member(id_, community, chance) for id_ in ids])
            await session.execute(insert(MENTOR), [_mentor(id_, community, chance, known) for id_ in ids])
    for number in range(50):
        await _mentee(database, f"mentee{number}", chance, known)


def _member(id_: int, community: int, chance: random.Random) -> dict[str, Any]:
    return {
        "id": id_, "community_id": community, "user_id": f"mentor{id_}", "stage": None, "goal": "",
        "time_zone": chance.choice(ZONES), "locale": "en", "enrolled_at": clock.now(),
        "updated_at": clock.now(),
    }  # fmt: skip


def _mentor(
    id_: int, community: int, chance: random.Random, known: list[str], capacity: int = 2
) -> dict[str, Any]:
    before = clock.now() - timedelta(days=1)
    return {
        "member_id": id_, "community_id": community, "state": MentorState.LISTED, "name": f"Mentor {id_}",
        "role": "Director", "organization": "County hospital", "setting": chance.choice(list(Place)),
        "topics": join_ids(chance.sample(known, 4)), "credentials": chance.choice(("", "fache", "cphq")),
        "years": chance.randrange(30), "languages": chance.choice(("en", "en", "en,es")),
        "day_parts": join_ids(chance.sample([one.value for one in DayPart], 2)), "hours": 4,
        "capacity": capacity, "taken": 0, "formats": "pair", "about": "", "joined_at": before,
        "updated_at": before,
    }  # fmt: skip


async def _mentee(database: Database, name: str, chance: random.Random, known: list[str]) -> int:
    caller = Caller("discord", "guild", name)
    async with database.session_scope() as session:
        await members.enrol(session, caller, Profile(chance.choice(list(Stage)), time_zone=ZONES[0]))
        person = await people.find_caller(session, caller)
        row = {
            "member_id": person.id, "community_id": person.community_id, "name": name, "goals": "Lead",
            "organization": "", "topics": join_ids(chance.sample(known, 3)),
            "settings": chance.choice(list(Place)), "credentials": "fache", "languages": "en",
            "day_parts": "evenings", "helps": "", "updated_at": clock.now(),
        }  # fmt: skip
        await session.execute(insert(MENTEE).values(row))
    return person.id


# Accepting


async def _accepting(path: Path, askers: Askers) -> Result:
    rows: list[list[str]] = []
    gates: list[Gate] = []
    many = askers.accepts
    with postgresql() as url:
        for name, where in (("SQLite", str(path)), ("PostgreSQL", url)):
            async with _database(where) as database:
                found = await _ask_one(database, many)
                floor = await _floor(database, many)
                began = time.perf_counter()
                tried = await asyncio.gather(
                    *(_accept(database, request_id, turn) for request_id, turn in found),
                    return_exceptions=True,
                )
                took = time.perf_counter() - began
                pairs, told = await _outcome(database, tried)
            rows.append([name, f"{many / took:,.0f}", f"{many / floor:,.0f}", f"{pairs:,}", f"{told:,}"])
            gates.append(Gate(f"pairs of {many:,} accepts at once, {name}", pairs, CAPACITY, unit=""))
            gates.append(Gate(f"time of an accept beside one changed row, {name}", took / floor, 10))
    columns = ("", "accepts/s", "changes of a row/s", "pairs", "refused with a sentence")
    return Result(f"{many:,} accept at once for a mentor with room for {CAPACITY}", columns, rows, gates)


async def _ask_one(database: Database, many: int) -> list[tuple[int, int]]:
    """Let many ask one mentor; returns the ids and turns of their requests."""
    chance = random.Random(7)  # noqa: S311 - no secret
    known = list(list_topics())
    mentor = Caller("discord", "guild", "mentor")
    async with database.session_scope() as session:
        await members.enrol(session, mentor, Profile(Stage.MANAGER))
        owner = await people.find_caller(session, mentor)
        row = _mentor(owner.id, owner.community_id, chance, known, CAPACITY)
        await session.execute(insert(MENTOR).values(row))
    found = []
    for number in range(many):
        mentee_id = await _mentee(database, f"asker{number}", chance, known)
        async with database.session_scope() as session:
            now = clock.now()
            request = {
                "community_id": owner.community_id, "mentee_id": mentee_id, "owner_id": owner.id,
                "state": RequestState.ASKING, "turn": 1, "note": "", "created_at": now, "turned_at": now,
                "deadline_at": now + timedelta(hours=72),
            }  # fmt: skip
            made = await session.execute(
                insert(MENTOR_REQUEST).values(request).returning(MENTOR_REQUEST.c.id)
            )
            id_ = made.scalar_one()
            choice = {"request_id": id_, "place": 1, "mentor_id": owner.id, "asked_at": now}
            await session.execute(insert(REQUEST_CHOICE).values(**choice, state=ChoiceState.ASKED))
            view = await request_store.find_request(session, id_)
            mentee = await people.find_person(session, mentee_id)
            if view is None or mentee is None:
                raise RuntimeError("what was just stored is not there")
            await request_notices.watch_request(session, view, mentee, owner)
        found.append((id_, 1))
    return found


async def _accept(database: Database, request_id: int, turn: int) -> Accepted:
    async with database.session_scope() as session:
        return await requests.accept_request(session, Caller("discord", "guild", "mentor"), request_id, turn)


async def _floor(database: Database, many: int) -> float:
    async def change(number: int) -> None:
        async with database.session_scope() as session:
            await session.execute(update(MENTOR).values(hours=1 + number % 9))

    began = time.perf_counter()
    await asyncio.gather(*(change(number) for number in range(many)))
    return time.perf_counter() - began


async def _outcome(database: Database, tried: list[Accepted | BaseException]) -> tuple[int, int]:
    """How many pairs there are, and how many were told why not; nothing else may have come of it."""
    told = sum(isinstance(one, UserError) for one in tried)
    accepted = sum(isinstance(one, Accepted) for one in tried)
    async with database.engine.connect() as connection:
        pairs = (await connection.execute(select(func.count()).select_from(MENTORSHIP))).scalar_one()
        open_ = select(func.count()).where(MENTOR_REQUEST.c.deadline_at.is_not(None))
        left = (await connection.execute(open_)).scalar_one()
    if accepted != pairs or accepted + told != len(tried) or left != told:
        raise RuntimeError(f"{accepted} accepted, {pairs} pairs, {told} told, {left} left of {len(tried)}")
    return pairs, told


@asynccontextmanager
async def _database(url: str) -> AsyncIterator[Database]:
    database = Database(url)
    await schema.upgrade(database)
    try:
        yield database
    finally:
        await database.close()
