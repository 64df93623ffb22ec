"""How long it takes to claim a batch, as the dispatcher does it, when few and when many deliveries wait."""

import asyncio
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Final

from benchmarks.backlog import COMMUNITIES, pending
from benchmarks.bots import Setting
from benchmarks.report import Gate, Result
from mentorbot.chat.program import Program
from mentorbot.db import Database
from mentorbot.delivery import outbox
from mentorbot.delivery.desk import BATCH, LEASE

FEW: Final = 1_000
FIRST: Final = datetime(2030, 1, 1, tzinfo=UTC)
"""Deliveries wait since then, one a second; claiming is told what time it is."""
_ME: Final = "0" * 32


@dataclass(slots=True)
class Times:
    """Milliseconds that claims took."""

    statement: list[float] = field(default_factory=list)
    transaction: list[float] = field(default_factory=list)


def claiming(here: Setting, many: int, claims: int) -> Result:
    """Claim a batch when few and when many wait: with all of them due, and with just a batch due."""
    sizes = (FEW, many)
    paths = [_waiting(here, size) for size in sizes]
    cases = {
        "a batch is due": (timedelta(seconds=BATCH - 1), None),
        "all are due": (timedelta(days=36_500), 0),
    }
    found = asyncio.run(_measure(paths, list(cases.values()), claims))
    rows: list[list[str]] = []
    gates: list[Gate] = []
    for name, times in zip(cases, found, strict=True):
        for size, one in zip(sizes, times, strict=True):
            cells = (median(one.statement), median(one.transaction))
            rows.append([f"{size:,} wait, {name}", *(f"{cell:.2f}" for cell in cells)])
        small, large = times
        ratio = median(large.transaction) / median(small.transaction)
        gates.append(Gate(f"claiming {BATCH}, {many:,} waiting beside {FEW:,}, {name}", ratio, 1.2))
    columns = (f"ms to claim {BATCH}", "statement", "whole transaction")
    return Result(f"Claiming a batch, {COMMUNITIES} communities", columns, rows, gates)


def _waiting(here: Setting, size: int) -> Path:
    path = here.database(f"claiming-{size}")
    pending(path, size, FIRST)
    return path


async def _measure(
    paths: list[Path], cases: list[tuple[timedelta, int | None]], claims: int
) -> list[list[Times]]:
    found = [[Times() for _ in paths] for _ in cases]
    async with AsyncExitStack() as stack:
        databases = [Database(str(path)) for path in paths]
        for database in databases:
            stack.push_async_callback(database.close)
        turns = [0] * len(databases)
        for number in range(claims + 5):
            for (later, turn), times in zip(cases, found, strict=True):
                for index in range(len(databases)):
                    after = None if turn is None else turns[index]
                    into = times[index] if number >= 5 else Times()
                    last = await _claim(databases[index], FIRST + later, after, into)
                    if turn is not None:
                        turns[index] = last % COMMUNITIES
    return found


async def _claim(database: Database, now: datetime, after: int | None, times: Times) -> int:
    """Claim once and give it back; returns the last community that was served."""
    began = time.perf_counter()
    async with database.session_scope() as session:
        inner = time.perf_counter()
        rows = await outbox.take_due(
            session,
            Program(database),
            me=_ME,
            platforms=["discord"],
            now=now,
            lease=LEASE,
            most=BATCH,
            full=(),
            after=after,
        )
        times.statement.append((time.perf_counter() - inner) * 1000)
    times.transaction.append((time.perf_counter() - began) * 1000)
    if len(rows) != BATCH:
        raise RuntimeError(f"{len(rows)} were claimed rather than {BATCH}")
    async with database.session_scope() as session:
        await outbox.release(session, rows)
    return max(row.due.community_id for row in rows)
