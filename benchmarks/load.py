"""People who come whether or not others were answered: so many commands a second, read and written, mixed."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles
from typing import Final

from benchmarks.bots import GUIDE, HELP, NEXTSTEP, USES, Setting, Use, ready
from benchmarks.postgresql import postgresql
from benchmarks.processes import Bot
from benchmarks.report import Gate, Result
from mentorbot.db import Database, moving, schema

REMIND: Final[Use] = (
    "remind",
    [
        {
            "name": "me",
            "type": 1,
            "options": [
                {"name": "what", "type": 3, "value": "Register for the exam"},
                {"name": "when", "type": 3, "value": "in 3 days"},
            ],
        }
    ],
)
"""It writes: a draft of a reminder."""
MIX: Final = (NEXTSTEP, NEXTSTEP, GUIDE, NEXTSTEP, HELP, NEXTSTEP, NEXTSTEP, REMIND, NEXTSTEP, NEXTSTEP)
READ: Final = tuple(use for use in MIX if use is not REMIND)
BOUNDS: Final = {200: 100.0, 500: 250.0}
"""Milliseconds that 99 of 100 answers may take, at so many commands a second."""


@dataclass(frozen=True, slots=True)
class Amount:
    """How much is measured.

    Args:
        rates: Commands a second.
        seconds: For how long each.
        postgresql: Whether on a PostgreSQL server besides.
    """

    rates: tuple[int, ...] = (100, 200, 300, 400, 500)
    seconds: float = 20.0
    postgresql: bool = True


QUICK: Final = Amount(rates=(200, 500), seconds=5.0)
TINY: Final = Amount(rates=(20,), seconds=0.5, postgresql=False)


def load(here: Setting, amount: Amount) -> Result:
    """Mixed load on either database, beside the bare bot, which only answers and writes nothing."""
    with here.mentor("mentorbot-load") as bot:
        found = [_measure(bot, "SQLite", MIX, amount)]
    if amount.postgresql:
        with _on_postgresql(here) as url, here.mentor("mentorbot-load-postgresql", url) as bot:
            found.append(_measure(bot, "PostgreSQL", MIX, amount))
    gates = [gate for _, some in found for gate in some]
    with here.bare("bare-load") as bot:
        found.append(_measure(bot, "the bare bot", READ, amount))
    rows = [row for some, _ in found for row in some]
    columns = ("mixed load", "a second", "p50 ms", "p99 ms", "most ms", "p99 ms of writes", "bot's CPU")
    return Result("Mixed load", columns, rows, gates)


MEASURES: Final = {"load": load}


def _measure(bot: Bot, name: str, uses: Sequence[Use], amount: Amount) -> tuple[list[list[str]], list[Gate]]:
    commands = [*USES, REMIND] if REMIND in uses else USES
    rows: list[list[str]] = []
    gates: list[Gate] = []
    ready(bot, commands, 20)
    for rate in amount.rates:
        came = bot.keep_up(uses, rate, amount.seconds)
        everything = [taken for _, taken in came.times]
        written = [taken for command, taken in came.times if command == REMIND[0]]
        p99 = _find_p99(everything)
        rows.append([
            name,
            f"{rate:,}",
            f"{_find_percentile(everything, 50):.1f}",
            f"{p99:.1f}",
            f"{max(everything):.1f}",
            f"{_find_p99(written):.1f}" if len(written) > 1 else "",
            f"{came.bot_share:.0%}",
        ])  # fmt: skip
        if rate in BOUNDS:
            gates.append(Gate(f"mixed load on {name}, {rate} a second, p99", p99, BOUNDS[rate], unit="ms"))
    return rows, gates


def _find_percentile(times: Sequence[float], percent: int) -> float:
    return quantiles(times, n=100, method="inclusive")[percent - 1]


def _find_p99(times: Sequence[float]) -> float:
    return _find_percentile(times, 99)


@contextmanager
def _on_postgresql(here: Setting) -> Iterator[str]:
    """The same members in a database on a server of its own."""
    source = here.database("mentorbot-load-moved")
    with postgresql() as url:
        asyncio.run(_move(source, url))
        yield url


async def _move(source: Path, url: str) -> None:
    database = Database(url)
    await schema.upgrade(database)
    await database.close()
    await moving.move(str(source), url)
