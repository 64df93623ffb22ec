"""What delivery costs: starting with many waiting, answering meanwhile, and how fast it goes out."""

import json
import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median, quantiles
from typing import Any, Final

from benchmarks import backlog
from benchmarks.beside_jobs import killed, one_moment
from benchmarks.bots import NEXTSTEP, Setting, ready
from benchmarks.claiming import FIRST, claiming
from benchmarks.processes import Bot, BrokenRunError
from benchmarks.report import Gate, Result
from mentorbot.delivery.dispatcher import AT_ONCE

Json = dict[str, Any]

ALLOWED: Final = 50
"""Requests in a second. https://docs.discord.com/developers/topics/rate-limits#global-rate-limit"""
UNLIMITED: Final = 1_000_000.0
KNOWN: Final = 0.3
"""So large a part of the people has had a message before: their direct messages need not be opened."""
NOW: Final = timedelta(0)
_PATIENCE: Final = 300.0


@dataclass(frozen=True, slots=True)
class Amount:
    """How much of delivery is measured.

    Args:
        starts: How often each bot is started.
        many: Deliveries that wait in the large table.
        claims: How often a batch is claimed.
        moment: Reminders due at one moment.
        killed: Of these, when the process is killed.
        rounds: How often /nextstep takes its turn, at rest and while delivering.
        uses: Its uses in a round.
        paced: Reminders sent at Discord's limits.
        spread: Reminders due one after the other, half as fast as Discord's limit.
        strangers: Seconds for which people are sent something who had no message before.
        each: Messages to each of the people without limits.
    """

    starts: int = 7
    many: int = 1_000_000
    claims: int = 300
    moment: int = 10_000
    killed: int = 1_000
    rounds: int = 5
    uses: int = 600
    paced: int = 1_500
    spread: int = 500
    strangers: float = 20.0
    each: int = 9


QUICK: Final = Amount(
    starts=3,
    many=200_000,
    claims=100,
    moment=2_000,
    killed=500,
    rounds=3,
    uses=300,
    paced=600,
    spread=200,
    each=3,
)
TINY: Final = Amount(
    starts=1,
    many=3_000,
    claims=5,
    moment=20,
    killed=10,
    rounds=1,
    uses=10,
    paced=20,
    spread=5,
    strangers=0.5,
    each=1,
)


def restart(here: Setting, amount: Amount) -> Result:
    """From the start of the process until READY, with many deliveries waiting and with none."""
    full = here.database("restart-many")
    backlog.pending(full, amount.many, FIRST)
    bots = (here.mentor("restart-none"), here.mentor("restart-many", full))
    took: list[list[float]] = [[], []]
    for number in range(amount.starts + 1):
        order = list(zip(bots, took, strict=True))
        for bot, found in order if number % 2 == 0 else reversed(order):
            seconds = bot.start()
            ready(bot, [NEXTSTEP])
            bot.stop()
            if number:  # the first one registers the commands
                found.append(seconds)
    rows = [
        [name, *(f"{figure:.3f}" for figure in (median(found), min(found), max(found)))]
        for name, found in zip(("none waiting", f"{amount.many:,} waiting"), took, strict=True)
    ]
    gate = Gate(
        f"start to READY, {amount.many:,} waiting beside none", median(took[1]) / median(took[0]), 1.1
    )
    return Result("Start with many waiting", ("seconds", "median", "least", "most"), rows, [gate])


def meanwhile(here: Setting, amount: Amount) -> Result:
    """/nextstep one at a time, at rest and while 10,000 reminders are due and going out."""
    cells: list[list[str]] = []
    gates: list[Gate] = []
    for name, rate in (("at Discord's pace", None), ("as fast as it can", UNLIMITED)):
        path = here.database(f"meanwhile-{rate}")
        with here.mentor(f"meanwhile-{rate}", path, rate) as bot:
            ready(bot, [NEXTSTEP], amount.uses)
            rest: list[list[float]] = []
            busy: list[list[float]] = []
            sent = 0
            for _ in range(amount.rounds):
                rest.append(bot.load([NEXTSTEP], amount.uses, 1).times)
                _remind(here, path, 10 * here.people, here.people)
                here.venue.ask("watch")
                _arrived(here, AT_ONCE)
                busy.append(bot.load([NEXTSTEP], amount.uses, 1).times)
                sent += len(here.venue.ask("seen")["messages"])
                if rate is None and not backlog.unsent(path):
                    raise BrokenRunError("all was delivered before /nextstep was measured")
                backlog.take_back(path)
                time.sleep(2.0)
        for what, rounds in (("at rest", rest), (f"while delivering {name}", busy)):
            cells.append([what, f"{_percentile(rounds, 50):.2f}", f"{_percentile(rounds, 99):.2f}"])
        cells[-1].append(f"{sent:,}")
        cells[-2].append("")
        what = f"/nextstep p99 while 10,000 are delivered {name}, beside at rest"
        gates.append(Gate(what, _percentile(busy, 99) / _percentile(rest, 99), 2.0))
    return Result("/nextstep while reminders go out", ("", "p50 ms", "p99 ms", "delivered"), cells, gates)


def pace(here: Setting, amount: Amount) -> Result:
    """How much of what Discord allows is used, how late what is due arrives, and how strangers hold it up."""
    path = here.database("pace")
    venue, known = here.venue, _count_known(here)
    with here.mentor("pace", path) as bot:
        ready(bot, [NEXTSTEP])
        _remind(here, path, known, known)
        venue.ask("watch")
        _arrived(here, known)
        _until_noted(path)
        venue.ask("limits", on=True)
        try:
            burst = _sent(here, path, amount.paced)
            _until_noted(path)
            calm = _sent(here, path, amount.spread, timedelta(seconds=2 / ALLOWED))
            _until_noted(path)
            due = backlog.due_times(path)
            venue.ask("watch")
            _remind(here, path, here.people - known, here.people - known, skip=known)
            _arrived(here, 1)
            time.sleep(amount.strangers)
            new = venue.ask("seen")
            backlog.take_back(path)
        finally:
            venue.ask("limits", on=False)
    late = sorted(at - due[message] for at, message in calm["messages"])
    rate, refused = _rate(burst["requests"]), burst["refused"] + calm["refused"] + new["refused"]
    rows = [
        ["all due at once", f"{len(burst['messages']):,}", f"{rate:.1f}", str(burst["refused"]), "", ""],
        [
            f"due {ALLOWED // 2} a second",
            f"{len(calm['messages']):,}",
            f"{_rate(calm['requests']):.1f}",
            str(calm["refused"]),
            f"{late[len(late) // 2]:.3f}",
            f"{_late(late):.3f}",
        ],
        [
            "to people never written to before",
            f"{len(new['messages']):,}",
            f"{_rate(new['requests']):.1f}",
            str(new["refused"]),
            "",
            "",
        ],
    ]
    gates = [
        Gate(
            f"requests a second, beside the {ALLOWED} that Discord allows",
            rate / ALLOWED,
            0.95,
            at_least=True,
        ),
        Gate("429s", refused, 0, unit=""),
        Gate(f"lateness p99, {ALLOWED // 2} due a second", _late(late), 1.0, unit="s"),
    ]
    columns = ("at Discord's limits", "messages", "requests/s", "429s", "late p50, s", "late p99, s")
    return Result("Delivering at Discord's limits", columns, rows, gates)


def throughput(here: Setting, amount: Amount) -> Result:
    """Deliveries a second without limits, beside a bare bot that sends the same."""
    count = (1 + amount.each) * here.people
    path = here.database("throughput")
    with here.mentor("throughput", path, UNLIMITED) as bot:
        ready(bot, [NEXTSTEP])
        here.venue.ask("watch")
        _remind(here, path, count, here.people)
        ours, layout = _flow(here, bot, count)
    files = {"people": here.venue.people, "layout": layout}
    for name, content in files.items():
        (here.folder / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")
    here.venue.ask("watch")
    names = [str(here.folder / f"{name}.json") for name in files]
    floor = Bot(
        here.venue, "bare-sender", "benchmarks.bare_sender", ["TOKEN", *names, str(amount.each), str(AT_ONCE)]
    )
    with floor:
        bare, _ = _flow(here, floor, count)
    rows = [
        [name, f"{one[0]:,.0f}", f"{one[1]:.2f}", f"{one[2]:.0%}", f"{one[3]:.0%}"]
        for name, one in (("mentorbot", ours), ("bare", bare))
    ]
    gates = [
        # Nobody has set a bound for this one; it is what the outbox may cost at most beside sending itself.
        Gate("deliveries/s without limits, beside Discord's limit", ours[0] / ALLOWED, 1.0, at_least=True)
    ]
    columns = ("no limits", "deliveries/s", "CPU ms each", "bot's CPU", "sandbox's CPU")
    return Result("Delivering without limits", columns, rows, gates)


def _flow(here: Setting, bot: Bot, count: int) -> tuple[tuple[float, float, float, float], list[Json]]:
    """Deliveries a second once all direct messages are open, their cost, and what the last looked like."""
    _arrived(here, here.people)
    cpu, venue_cpu, began = bot.cpu(), here.venue.ask("seen")["cpu"], time.monotonic()
    _arrived(here, count)
    seconds, spent = time.monotonic() - began, bot.cpu() - cpu
    seen = here.venue.ask("seen")
    times = [at for at, _ in seen["messages"]][here.people :]
    rate = (len(times) - 1) / (times[-1] - times[0])
    figures = (rate, spent / len(times) * 1000, spent / seconds, (seen["cpu"] - venue_cpu) / seconds)
    return figures, seen["last"]


def _remind(
    here: Setting, path: Path, count: int, people: int, gap: timedelta = NOW, *, skip: int = 0
) -> None:
    among = dict(list(enumerate(here.venue.people, start=1))[skip : skip + people])
    first = datetime.now(UTC) + (timedelta(seconds=12) if gap else NOW)
    backlog.reminders(path, among, here.venue.guild, count, first=first, gap=gap)


def _count_known(here: Setting) -> int:
    return int(here.people * KNOWN)


def _sent(here: Setting, path: Path, count: int, gap: timedelta = NOW) -> Json:
    """Let so many be due, to people who had a message before; what came of it."""
    here.venue.ask("watch")
    _remind(here, path, count, _count_known(here), gap)
    _arrived(here, count)
    return here.venue.ask("seen")


def _arrived(here: Setting, count: int) -> None:
    came = here.venue.ask("arrived", count=count, within=_PATIENCE)["came"]
    if came < count:
        raise BrokenRunError(f"of {count:,} messages {came:,} came within {_PATIENCE:g} s")


def _until_noted(path: Path) -> None:
    """Wait until the bot has noted what it sent."""
    deadline = time.monotonic() + _PATIENCE
    while backlog.unsent(path) and time.monotonic() < deadline:
        time.sleep(0.05)


def _rate(times: Sequence[float]) -> float:
    return (len(times) - 1) / (times[-1] - times[0])


def _late(seconds: Sequence[float]) -> float:
    """The 99th percentile of sorted seconds."""
    return seconds[math.ceil(len(seconds) * 0.99) - 1]


def _percentile(rounds: Sequence[Sequence[float]], percent: int) -> float:
    return median(quantiles(times, n=100)[percent - 1] for times in rounds)


MEASURES: Final[dict[str, Callable[[Setting, Amount], Result]]] = {
    "restart": restart,
    "claiming": lambda here, amount: claiming(here, amount.many, amount.claims),
    "moment": lambda here, amount: one_moment(here, amount.moment),
    "killed": lambda here, amount: killed(here, amount.killed),
    "meanwhile": meanwhile,
    "pace": pace,
    "throughput": throughput,
}
