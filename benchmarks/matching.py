"""What matching costs, and what is gained: beside SciPy's dense solver, and beside simpler ways to pair."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from statistics import mean, median, quantiles
from typing import Any, Final

from benchmarks import designs, playing
from benchmarks.bots import Setting
from benchmarks.matching_run import SHAPES
from benchmarks.processes import ROOT, BrokenRunError
from benchmarks.report import Gate, Result
from mentorbot.mentoring.matching.outcome import Method

PAGE: Final = ROOT / "docs" / "matching.md"
LIBRARIES: Final = ("ortools", "numpy", "scipy")
_PATIENCE: Final = 1800.0
_WELL: Final = 40
"""Points from which on a pair fits well: an hour, where to work and two topics in common, or as much else."""


@dataclass(frozen=True, slots=True)
class Crowds:
    """How much is matched.

    Args:
        whole: Mentees and mentors of the large round.
        dense: Those of the rounds that SciPy does too, the largest last.
        exact: Those of the rounds that HiGHS does too, as a mixed-integer program.
        played: Of the rounds in which somebody does not say what is so, by each method: how many, of how many
            mentees and mentors, and how many try it in each.
        designed: Of how many people at the most introductions are looked at beside known designs.
        divided: How many rounds of introductions, of each number of people so small that every division
            can be looked at.
        mentors: To find the best among.
        finds: How often.
    """

    whole: tuple[int, int] = (10_000, 2_500)
    dense: tuple[tuple[int, int], ...] = ((1_000, 250), (2_500, 625), (5_000, 1_250))
    exact: tuple[tuple[int, int], ...] = ((200, 50), (400, 100))
    played: Mapping[Method, tuple[int, tuple[int, int], int]] = field(
        default_factory=lambda: _play((20, (60, 15), 20), (4, (60, 15), 20), (10, (30, 8), 10))
    )
    designed: int = 25
    divided: int = 100
    mentors: int = 50_000
    finds: int = 1_000


def _play(*amounts: tuple[int, tuple[int, int], int]) -> dict[Method, tuple[int, tuple[int, int], int]]:
    return dict(zip(Method, amounts, strict=True))


QUICK: Final = Crowds(
    dense=((1_000, 250), (2_500, 625)),
    exact=((200, 50),),
    played=_play((4, (60, 15), 10), (1, (60, 15), 10), (2, (30, 8), 10)),
    divided=20,
    finds=200,
)
TINY: Final = Crowds(
    (120, 30),
    ((60, 15), (120, 30)),
    ((60, 15),),
    played=_play(*[(1, (20, 5), 3)] * 3),
    designed=9,
    divided=1,
    mentors=400,
    finds=20,
)


def whole(here: Setting | None, crowds: Crowds) -> Result:
    """A large round by each method, without further rules and with all that can be asked for."""
    rows, gates = [], []
    for way in ("best", "fair", "stable", "best, all rules", "fair, all rules", "stable, all rules"):
        found = _run(way, *crowds.whole)
        pairs = crowds.whole[0] * crowds.whole[1]
        looked = f"{found['looked_at'] / pairs:.1%}" if found["looked_at"] else "all"
        rows.append([way, *_costs(found), looked, *_quality(found)])
        # Nothing else on the machine, this is the time that it takes.
        gates += _bounds(f"{_size(crowds.whole)}, {way}", found)
    columns = ("", *_COSTS, "pairs looked at", *_QUALITY)
    return Result(f"A round of {_size(crowds.whole)}", columns, rows, gates)


def shapes(here: Setting | None, crowds: Crowds) -> Result:
    """The best round of people who are alike."""
    rows, gates = [], []
    for shape in list(SHAPES)[1:]:
        found = _run("best", *crowds.whole, shape)
        rows.append([shape, *_costs(found), *_quality(found)])
        gates += _bounds(shape, found)
    return Result(f"People who are alike, {_size(crowds.whole)}", ("", *_COSTS, *_QUALITY), rows, gates)


def dense(here: Setting | None, crowds: Crowds) -> Result:
    """The same round beside SciPy's linear_sum_assignment, on every pair of a mentee and a seat."""
    rows, gates = [], []
    for size in crowds.dense:
        us, them = _run("plain", *size), _run("scipy", *size)
        for name, found in (("mentorbot", us), ("SciPy", them)):
            rows.append([f"{_size(size)}, {name}", *_costs(found), *_quality(found)])
    size = crowds.dense[-1]
    ratio = sum(us["scores"]) / sum(them["scores"])
    gates = [
        Gate(f"{_size(size)}: mentees matched, beside SciPy", _pairs(us) / _pairs(them), 1, at_least=True),
        Gate(f"{_size(size)}: total score, beside SciPy", ratio, 0.999, at_least=True),
        Gate(f"{_size(size)}: CPU time, beside SciPy", us["cpu"] / them["cpu"], 1),
        Gate(f"{_size(size)}: memory, beside SciPy", us["mb"] / them["mb"], 1),
    ]
    columns = ("", *_COSTS, *_QUALITY)
    return Result("Beside SciPy's linear_sum_assignment", columns, rows, gates)


def exact(here: Setting | None, crowds: Crowds) -> Result:
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


def played(here: Setting | None, crowds: Crowds) -> Result:
    """What a mentee gains by not saying what is so, where everybody else does."""
    rows = []
    for method, (worlds, people, asked) in crowds.played.items():
        for way, found in playing.measure(method, worlds, people, asked).items():
            shares = f"{found['gain']:.0%}", f"{found['lose']:.0%}"
            rows.append([f"{method}: {way}", f"{worlds * asked}", *shares, f"{found['mean']:+.1f}"])
    columns = ("instead of what is so", "tried", "gain by it", "lose by it", "points on average")
    return Result("What is gained by not saying what is so", columns, rows, [])


def known(here: Setting | None, crowds: Crowds) -> Result:
    """How many rounds of introductions pass before two meet again."""
    return designs.measure_designs(crowds.designed)


def few(here: Setting | None, crowds: Crowds) -> Result:
    """Introductions of a few people beside every division of them."""
    return designs.measure_few(crowds.divided)


def gain(here: Setting | None, crowds: Crowds) -> Result:
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


def find(here: Setting | None, crowds: Crowds) -> Result:
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


MEASURES: Final[dict[str, Callable[[Setting | None, Crowds], Result]]] = {
    "round": whole,
    "alike": shapes,
    "dense": dense,
    "exact": exact,
    "gain": gain,
    "played": played,
    "designs": known,
    "few": few,
    "find": find,
}

_COSTS: Final = ("seconds", "CPU s", "MB (peak)")
_QUALITY: Final = ("matched", "mean score", "lowest")


def _quality(found: dict[str, Any]) -> Sequence[str]:
    scores = found["scores"]
    return [f"{len(scores):,}", f"{mean(scores):.2f}", str(min(scores))]


def _costs(found: dict[str, Any]) -> Sequence[str]:
    return [f"{found['seconds']:.1f}", f"{found['cpu']:.1f}", f"{found['mb']:,.0f}"]


def _bounds(what: str, found: dict[str, Any]) -> list[Gate]:
    return [
        Gate(f"{what}: processor time", found["cpu"], 20, unit="s"),
        Gate(f"{what}: memory", found["mb"] / 1024, 1, unit="GiB"),
    ]


def _pairs(found: dict[str, Any]) -> int:
    return len(found["scores"])


def _size(size: tuple[int, int]) -> str:
    return f"{size[0]:,} mentees and {size[1]:,} mentors"


@cache
def _run(way: str, mentees: int, mentors: int, shape: str = next(iter(SHAPES))) -> dict[str, Any]:
    """One run in a process of its own; what several measures speak of is run once.

    Raises:
        BrokenRunError: It failed.
    """
    command = [sys.executable, "-m", "benchmarks.matching_run", way, str(mentees), str(mentors), shape]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(  # noqa: S603
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=_PATIENCE, check=False
    )
    if done.returncode:
        raise BrokenRunError(f"matching {way}: {done.stderr[-500:]}")
    found: dict[str, Any] = json.loads(done.stdout)
    return found
