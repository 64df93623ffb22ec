"""What one, two and four processes do on one PostgreSQL that is 2.5 ms away, so that waiting bounds them."""

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median
from typing import Any, Final

from sqlalchemy import make_url

from benchmarks import several_worker
from benchmarks.bots import Setting
from benchmarks.postgresql import postgresql
from benchmarks.processes import ROOT, BrokenRunError
from benchmarks.report import Gate, Result

BOUNDS: Final = {2: 1.8, 4: 3.0}
WHAT: Final = ("changes", "deliveries")
MOST_DELIVERED: Final = 500
"""By one process in a second."""


@dataclass(frozen=True, slots=True)
class Amount:
    """How much is measured.

    Args:
        processes: How many at a time.
        seconds: For how long each time.
        rounds: How often; the medians count.
    """

    processes: tuple[int, ...] = (1, 2, 4)
    seconds: float = 10.0
    rounds: int = 3


QUICK: Final = Amount(seconds=5.0, rounds=1)
TINY: Final = Amount(processes=(1, 2), seconds=2.0, rounds=1)


def several(_: Setting | None, amount: Amount) -> Result:
    """Changes and deliveries a second, beside those of one process."""
    found: dict[tuple[str, int], list[float]] = {}
    with postgresql() as url, _away(url) as far:
        asyncio.run(several_worker.fill(url))
        for _round in range(amount.rounds):
            for what in WHAT:
                for processes in amount.processes:
                    if what == "deliveries":
                        most = MOST_DELIVERED * processes * (amount.seconds + 1)
                        asyncio.run(several_worker.schedule(url, int(most)))
                    done = _run(far, what, processes, amount.seconds)
                    found.setdefault((what, processes), []).append(done / amount.seconds)
    rates = {key: median(some) for key, some in found.items()}
    if not all(rates.values()):
        raise BrokenRunError(f"within {amount.seconds:g} s nothing was done at all: {rates}")
    rows = [[what, *(f"{rates[what, one]:,.0f}" for one in amount.processes)] for what in WHAT]
    gates = [
        Gate(f"{what}, {one} processes beside one", rates[what, one] / rates[what, 1], bound, at_least=True)
        for what in WHAT
        for one, bound in BOUNDS.items()
        if one in amount.processes
    ]
    columns = ("a second, by processes", *map(str, amount.processes))
    return Result("Several processes, the database 2.5 ms away", columns, rows, gates)


MEASURES: Final = {"several": several}


def _run(url: str, what: str, processes: int, seconds: float) -> int:
    """Let so many processes work at the same time; returns how much they did together."""
    running = [_start(what, url, str(seconds)) for _ in range(processes)]
    try:
        for one in running:
            _read(one)
        for one in running:
            assert one.stdin is not None  # noqa: S101 - it is a pipe
            print("go", file=one.stdin, flush=True)
        return sum(int(_read(one)["done"]) for one in running)
    finally:
        _stop(running)


@contextmanager
def _away(url: str) -> Iterator[str]:
    """The same server, farther away."""
    proxy = _start("away", url)
    try:
        near = make_url(url)
        far = near.difference_update_query(["host"]).set(host="127.0.0.1", port=_read(proxy)["port"])
        yield far.render_as_string(hide_password=False)
    finally:
        _stop([proxy])


def _start(*arguments: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(  # noqa: S603 - our own module
        [sys.executable, "-m", several_worker.__name__, *arguments],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def _read(process: "subprocess.Popen[str]") -> dict[str, Any]:
    assert process.stdout is not None  # noqa: S101 - it is a pipe
    if not (line := process.stdout.readline()):
        raise BrokenRunError("a process that was measured has ended")
    told: dict[str, Any] = json.loads(line)
    return told


def _stop(running: Sequence["subprocess.Popen[str]"]) -> None:
    for one in running:
        one.terminate()
        one.wait()
