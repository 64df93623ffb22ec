"""What one new opportunity costs where many searches are saved, beside a peer that asks for each of them."""

import asyncio
import random
import sqlite3
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any, Final

from sqlalchemy import select

from benchmarks.processes import ROOT
from benchmarks.report import Gate, Result
from mentorbot import clock
from mentorbot.chat.caller import Caller, Rights
from mentorbot.chat.program import Program
from mentorbot.db import Database, Session, insert, schema
from mentorbot.delivery import service as delivery
from mentorbot.delivery.kinds import Address
from mentorbot.delivery.models import State
from mentorbot.delivery.outbox import due_of
from mentorbot.guide.model import Setting, Stage
from mentorbot.members import service as members
from mentorbot.members.service import Profile
from mentorbot.networking.opportunities import alerts, posting, rights, service
from mentorbot.networking.opportunities.answers import Frame, Texts
from mentorbot.networking.opportunities.filters import Filters, read_bucket
from mentorbot.networking.opportunities.service import TABLE, OpportunityView, Seen
from mentorbot.networking.opportunities.terms import Cadence, Level, OpportunityKind, WorkMode

PAGE: Final = ROOT / "docs" / "networking.md"
LIBRARIES: Final = ("SQLAlchemy", "aiosqlite")
BOSS: Final = Caller("discord", "1", "boss")
MAY: Final = Rights(manages_events=True, manages_community=True)
POSTS: Final = {
    "many search for": Frame(OpportunityKind.JOB, WorkMode.ON_SITE, Setting.HOSPITAL, Level.ENTRY),
    "few search for": Frame(OpportunityKind.RESIDENCY, WorkMode.REMOTE, Setting.FEDERAL, Level.EXECUTIVE),
}
BOUNDS: Final = {"many search for": 0.5, "few search for": 0.1}
"""Where many are told, most of the time goes into writing down what each is told, for the peer as well."""
_WORDS: Final = ("finance", "clinic", "quality", "manag", "nurs", "analyst")
_EACH: Final = 4
"""Searches that a member has saved."""
_SEED: Final = 6


@dataclass(frozen=True, slots=True)
class Amount:
    """How much is measured.

    Args:
        searches: Saved in one community.
        rounds: How often each opportunity is posted to mentorbot; to the peer it is once.
    """

    searches: int = 100_000
    rounds: int = 3


QUICK: Final = Amount(searches=20_000)
TINY: Final = Amount(searches=400, rounds=1)


@dataclass(slots=True)
class Run:
    """What one post cost. ``held``: for how long each transaction kept others from writing, in seconds."""

    told: int
    seconds: float
    held: list[float] = field(default_factory=list)


Tell = Callable[[Database, OpportunityView], Awaitable[list[float]]]


def alerting(amount: Amount) -> Result:
    """From a post to the last alert scheduled, with many saved searches."""
    found = asyncio.run(_measure(amount))
    rows, gates = [], []
    for name, (ours, peer) in found.items():
        for who, runs in (("mentorbot", ours), ("one query for each search", [peer])):
            seconds = median(run.seconds for run in runs)
            longest = max(wait for run in runs for wait in run.held) * 1000
            rows.append([f"what {name}: {who}", f"{runs[0].told:,}", f"{seconds:.2f}", f"{longest:.0f}"])
        ratio = median(run.seconds for run in ours) / peer.seconds
        gates.append(Gate(f"time for what {name}, beside one query for each search", ratio, BOUNDS[name]))
    columns = ("one post", "alerts", "seconds", "longest transaction, ms")
    return Result(f"Alerts among {amount.searches:,} saved searches", columns, rows, gates)


MEASURES: Final[dict[str, Callable[[Amount], Result]]] = {"alerts": alerting}


async def _measure(amount: Amount) -> dict[str, tuple[list[Run], Run]]:
    found: dict[str, tuple[list[Run], Run]] = {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "alerts.sqlite3"
        database = Database(str(path))
        try:
            await schema.upgrade(database)
            await _begin(database)
            _fill(path, amount.searches)
            for name, frame in POSTS.items():
                ours = [await _post(database, frame, _in_batches) for _ in range(amount.rounds)]
                peer = await _post(database, frame, _one_by_one)
                if {run.told for run in ours} != {peer.told}:
                    raise RuntimeError(f"{ours} told others than {peer}")
                found[name] = ours, peer
        finally:
            await database.close()
    return found


async def _begin(database: Database) -> None:
    async with database.session_scope() as session:
        await rights.set_up(session, BOSS, MAY, "2")
        await members.enrol(session, BOSS, Profile(Stage.MANAGER))


def _fill(path: Path, searches: int) -> None:
    """Members with saved searches, of which some are wide and most are narrow."""
    luck = random.Random(_SEED)  # noqa: S311 - the same searches in every run

    def one(values: Iterable[Any], share: float) -> Any:
        offered = list(values)
        popular = [1 / place**2 for place in range(1, len(offered) + 1)]
        return luck.choices(offered, popular)[0] if luck.random() < share else None

    many = searches // _EACH
    at = "2026-11-01 09:00:00.000000"
    kept: dict[tuple[int, str, str], tuple[Any, ...]] = {}
    while len(kept) < searches:
        filters = Filters(
            one(OpportunityKind, 0.8), one(Setting, 0.7), one(WorkMode, 0.3), one(Level, 0.4),
            one(_WORDS, 0.3) or "",
        )  # fmt: skip
        member = 2 + len(kept) % many
        cadence = luck.choices(list(Cadence), (3, 4, 3))[0]
        row = (member, filters.bucket, filters.words, cadence.value, at)
        kept[member, filters.bucket, filters.words] = row
    with closing(sqlite3.connect(path)) as connection:
        connection.executemany(
            "INSERT INTO member (id, community_id, user_id, stage, goal, time_zone, locale, enrolled_at,"
            " updated_at) VALUES (?, 1, ?, 'clinician', '', 'UTC', 'en', ?, ?)",
            [(id_, str(id_), at, at) for id_ in range(2, 2 + many)],
        )
        connection.executemany(
            "INSERT INTO saved_search (community_id, member_id, bucket, words, cadence, after_turn,"
            " created_at) VALUES (1, ?, ?, ?, ?, 0, ?)",
            kept.values(),
        )
        connection.execute("ANALYZE")
        connection.commit()


async def _post(database: Database, frame: Frame, tell: Tell) -> Run:
    """Post one, tell of it, and close it again."""
    words = Texts("Clinic finance manager", "Hope Clinics")
    async with database.session_scope() as session:
        made = await service.draft_opportunity(session, BOSS, MAY, frame)
        made = await posting.write_opportunity(session, BOSS, MAY, Seen(made.id, made.version), words)
        made = await posting.publish_opportunity(session, BOSS, MAY, Seen(made.id, made.version))
    began = time.perf_counter()
    held = await tell(database, made)
    seconds = time.perf_counter() - began
    async with database.session_scope() as session:
        waiting = delivery.delivery.c.kind == alerts.ALERT
        told = len((await session.execute(select(delivery.delivery.c.id).where(waiting))).all())
        await session.execute(delivery.delivery.delete())
        await posting.end_opportunity(session, made)
    return Run(told, seconds, held)


async def _in_batches(database: Database, made: OpportunityView) -> list[float]:
    """As the dispatcher does it: each batch in a transaction, with the next one scheduled in it."""
    table, held = delivery.delivery, list[float]()
    while True:
        async with database.session_scope() as session:
            began = time.perf_counter()
            next_one = select(table).where(table.c.kind == alerts.FAN, table.c.state == State.PENDING)
            row = (await session.execute(next_one)).mappings().first()
            if row is None:
                return held
            due = due_of(row, Program(database))
            await alerts.fan_out(session, due, alerts.Fan.from_json(due.payload))
            settled = {"state": State.CANCELLED, "settled_at": clock.now()}
            await session.execute(table.update().where(table.c.id == row["id"]).values(settled))
            held.append(time.perf_counter() - began)


async def _one_by_one(database: Database, made: OpportunityView) -> list[float]:
    """The peer: it runs each saved search and looks whether the new one is in it; all in one transaction."""
    began = time.perf_counter()
    async with database.session_scope() as session:
        await session.execute(delivery.delivery.delete().where(delivery.delivery.c.kind == alerts.FAN))
        every = select(alerts.SEARCH).where(alerts.SEARCH.c.community_id == made.community_id)
        for row in (await session.execute(every.order_by(alerts.SEARCH.c.cadence))).all():
            if await _finds(session, read_bucket(row.bucket, row.words), made):
                await _alert(session, made, row)
    return [time.perf_counter() - began]


async def _finds(session: Session, filters: Filters, made: OpportunityView) -> bool:
    conditions = [
        TABLE.c[name] == value
        for name in ("kind", "setting", "mode", "level")
        if (value := getattr(filters, name)) is not None
    ]
    conditions += [TABLE.c.words.contains(f" {word}") for word in filters.words.split()]
    found = await session.execute(select(TABLE.c.id).where(TABLE.c.id == made.id, *conditions))
    return found.first() is not None


async def _alert(session: Session, made: OpportunityView, row: Any) -> None:
    key = f"peer:{made.id}:{row.member_id}"
    told = {"member_id": row.member_id, "opportunity_id": made.id, "told_with": key}
    added = insert(alerts.ALERTS).values(told).on_conflict_do_nothing().returning(alerts.ALERTS.c.member_id)
    if (await session.execute(added)).first() is None:
        return
    await delivery.schedule(
        session,
        kind=alerts.ALERT,
        payload=alerts.Alert(row.cadence),
        to=Address("discord", "1", user_id=str(row.member_id)),
        due_at=clock.now(),
        dedupe_key=key,
        community_id=made.community_id,
        member_id=row.member_id,
    )
