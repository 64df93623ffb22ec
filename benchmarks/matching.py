"""What matching costs, and what is gained: beside SciPy's dense solver, and beside simpler ways to pair."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import mean, median, quantiles
from typing import Any, Final

from benchmarks import playing
from benchmarks.bots import Setting
from benchmarks.processes import ROOT, BrokenRunError
from benchmarks.report import Gate, Result
from mentorbot.mentoring.matching.outcome import Method

PAGE: Final = ROOT / "docs" / "matching.md"
LIBRARIES: Final = ("ortools", "numpy", "scipy")
_PATIENCE: Final = 1800.0
_WELL: Final = 60
"""Points from which on a pair fits well: most of what was wished for."""


@dataclass(frozen=True, slots=True)
class Crowds:
    """How much is matched.

    Args:
        whole: Mentees and mentors of the large round.
        dense: Those of the rounds that SciPy does too, the largest last.
        exact: Those of the rounds that HiGHS does too, as a mixed-integer program.
        played: Of the rounds in which somebody does not say what is so: how many, of how many mentees and
            mentors, and how many try it in each.
        rounds: How often the large round is solved; medians are reported.
        mentors: To find the best among.
        finds: How often.
    """

    whole: tuple[int, int] = (10_000, 2_500)
    dense: tuple[tuple[int, int], ...] = ((2_500, 625), (5_000, 1_250), (10_000, 2_500))
    exact: tuple[tuple[int, int], ...] = ((200, 50), (400, 100))
    played: tuple[int, tuple[int, int], int] = (20, (60, 15), 20)
    rounds: int = 3
    mentors: int = 50_000
    finds: int = 1_000


QUICK: Final = Crowds(
    dense=((1_000, 250), (2_500, 625)), exact=((200, 50),), played=(4, (60, 15), 10), rounds=1, finds=200
)
TINY: Final = Crowds(
    (120, 30), ((60, 15), (120, 30)), ((60, 15),), played=(1, (20, 5), 3), rounds=1, mentors=400, finds=20
)


def whole(here: Setting, crowds: Crowds) -> Result:
    """A large round by each method."""
    rows, gates = [], []
    for way, name in (("best", "best"), ("fair", "fair"), ("stable", "stable")):
        found = [_run(way, *crowds.whole) for _ in range(crowds.rounds if way == "best" else 1)]
        seconds, cpu = median(one["seconds"] for one in found), median(one["cpu"] for one in found)
        last = found[-1]
        pairs = crowds.whole[0] * crowds.whole[1]
        looked = f"{last['looked_at'] / pairs:.1%}" if last["looked_at"] else "all"
        rows.append([name, f"{seconds:.1f}", f"{cpu:.1f}", f"{last['mb']:,.0f}", looked, *_quality(last)])
        if way == "best":
            # Nothing else on the machine, this is the time that it takes.
            gates.append(Gate(f"{_size(crowds.whole)}: processor time", cpu, 10, unit="s"))
            gates.append(Gate(f"{_size(crowds.whole)}: memory", last["mb"] / 1024, 2, unit="GiB"))
    columns = ("", "seconds", "CPU s", "MB (peak)", "pairs looked at", *_QUALITY)
    return Result(f"A round of {_size(crowds.whole)}", columns, rows, gates)


def dense(here: Setting, crowds: Crowds) -> Result:
    """The same round beside SciPy's linear_sum_assignment, on every pair of a mentee and a seat."""
    rows, gates = [], []
    for size in crowds.dense:
        us, them = _run("plain", *size), _run("scipy", *size)
        for name, found in (("mentorbot", us), ("SciPy", them)):
            title = f"{_size(size)}, {name}"
            rows.append(
                [
                    title,
                    f"{found['seconds']:.1f}",
                    f"{found['cpu']:.1f}",
                    f"{found['mb']:,.0f}",
                    *_quality(found),
                ]
            )
    size = crowds.dense[-1]
    ratio = sum(us["scores"]) / sum(them["scores"])
    gates = [
        Gate(f"{_size(size)}: mentees matched, beside SciPy", _pairs(us) / _pairs(them), 1, at_least=True),
        Gate(f"{_size(size)}: total score, beside SciPy", ratio, 0.999, at_least=True),
        Gate(f"{_size(size)}: CPU time, beside SciPy", us["cpu"] / them["cpu"], 1),
        Gate(f"{_size(size)}: memory, beside SciPy", us["mb"] / them["mb"], 1),
    ]
    columns = ("", "seconds", "CPU s", "MB (peak)", *_QUALITY)
    return Result("Beside SciPy's linear_sum_assignment", columns, rows, gates)


def exact(here: Setting, crowds: Crowds) -> Result:
    """A round with weights, an hour that is asked for and places that are kept, beside HiGHS."""
    rows, gates = [], []
    for size in crowds.exact:
        ways = ("ruled", "highs", "first come, ruled", "at random, ruled")
        found = {way: _run(way, *size) for way in ways}
        names = ("mentorbot", "HiGHS", "first come", "at random")
        for name, one in zip(names, found.values(), strict=True):
            rows.append([f"{_size(size)}, {name}", f"{one['cpu']:.2f}", *_quality(one)])
    us, them = found["ruled"], found["highs"]
    gates = [
        Gate(f"{_size(size)}: mentees matched, beside HiGHS", _pairs(us) / _pairs(them), 1, at_least=True),
        Gate(
            f"{_size(size)}: total score, beside HiGHS",
            sum(us["scores"]) / sum(them["scores"]),
            1,
            at_least=True,
        ),
        Gate(f"{_size(size)}: CPU time, beside HiGHS", us["cpu"] / them["cpu"], 1),
    ]
    return Result("Beside HiGHS, with rules", ("", "CPU s", *_QUALITY), rows, gates)


def played(here: Setting, crowds: Crowds) -> Result:
    """What a mentee gains by not saying what is so, where everybody else does."""
    worlds, people, asked = crowds.played
    rows = []
    for method in (Method.BEST, Method.FAIR, Method.STABLE):
        # The others take far longer than the best.
        some = worlds if method is Method.BEST else max(1, worlds // 5)
        for way, found in playing.measure(method, some, people, asked).items():
            shares = f"{found['gain']:.0%}", f"{found['lose']:.0%}"
            rows.append([f"{method}: {way}", *shares, f"{found['mean']:+.1f}"])
    columns = ("", "gain by it", "lose by it", "points on average")
    return Result(
        f"Playing it: {worlds} rounds of {_size(people)}, {asked} try it in each", columns, rows, []
    )


def gain(here: Setting, crowds: Crowds) -> Result:
    """How much better the pairs are than those of simpler ways."""
    ways = ("best", "fair", "first come", "at random")
    found = {way: _run(way, *crowds.whole) for way in ways}
    rows = [
        [way, *_quality(one), f"{sum(score >= _WELL for score in one['scores']) / crowds.whole[0]:.1%}"]
        for way, one in found.items()
    ]
    best = sum(found["best"]["scores"])
    gates = [
        Gate(f"total score, beside {way}", best / sum(found[way]["scores"]), 1, at_least=True)
        for way in ("first come", "at random")
    ]
    columns = ("", *_QUALITY, f"mentees with a mentor of {_WELL} points or more")
    return Result(f"What is gained, {_size(crowds.whole)}", columns, rows, gates)


def find(here: Setting, crowds: Crowds) -> Result:
    """The ten best for one mentee, in the process of the bot."""
    found = _run("find", crowds.finds, crowds.mentors)
    times = [time / 1000 for time in found["scores"]]
    row = [
        f"{crowds.mentors:,} mentors",
        f"{median(times):.1f}",
        f"{quantiles(times, n=100)[98]:.1f}",
        f"{found['before'] / 1024:.1f}",
        f"{found['after'] / 1024:.1f}",
    ]
    gates = [
        Gate(f"the best of {crowds.mentors:,} mentors, p50", median(times), 100, unit="ms"),
        Gate(
            f"memory after {crowds.finds:,} times, beside after one", found["after"] / found["before"], 1.05
        ),
    ]
    columns = ("", "p50 ms", "p99 ms", "MB after one", f"MB after {crowds.finds:,}")
    return Result("The best mentors for one mentee", columns, [row], gates)


MEASURES: Final[dict[str, Callable[[Setting, Crowds], Result]]] = {
    "round": whole,
    "dense": dense,
    "exact": exact,
    "gain": gain,
    "played": played,
    "find": find,
}

_QUALITY: Final = ("matched", "mean score", "lowest")


def _quality(found: dict[str, Any]) -> Sequence[str]:
    scores = found["scores"]
    return [f"{len(scores):,}", f"{mean(scores):.2f}", str(min(scores))]


def _pairs(found: dict[str, Any]) -> int:
    return len(found["scores"])


def _size(size: tuple[int, int]) -> str:
    return f"{size[0]:,} mentees and {size[1]:,} mentors"


def _run(way: str, mentees: int, mentors: int) -> dict[str, Any]:
    """One run in a process of its own.

    Raises:
        BrokenRunError: It failed.
    """
    command = [sys.executable, "-m", "benchmarks.matching_run", way, str(mentees), str(mentors)]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(  # noqa: S603
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=_PATIENCE, check=False
    )
    if done.returncode:
        raise BrokenRunError(f"matching {way}: {done.stderr[-500:]}")
    found: dict[str, Any] = json.loads(done.stdout)
    return found
