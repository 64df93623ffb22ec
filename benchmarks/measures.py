"""What is measured. Everything that is compared takes turns, and medians of the rounds are compared."""

import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from statistics import median, quantiles
from typing import Final

from benchmarks.bots import GUIDE, HELP, NEXTSTEP, USES, Setting, Use, ready
from benchmarks.processes import Bot, Load
from benchmarks.report import Gate, Result

AT_ONCE: Final = 50
LADEN: Final = "a bare bot with the same libraries"
NAMES: Final = ("mentorbot", "bare", "bare, with the same libraries")


@dataclass(frozen=True, slots=True)
class Size:
    """How much is measured.

    Args:
        rounds: How often everything takes its turn.
        alone: Uses in a round, one at a time.
        together: Uses in a round, 50 at once.
        interactions: Uses before the memory is looked at for the last time; it is looked at five times.
        many: Members of the larger database.
        starts: How often each bot is started.
    """

    rounds: int = 5
    alone: int = 600
    together: int = 2_000
    interactions: int = 10_000
    many: int = 1_000_000
    starts: int = 7


QUICK: Final = Size(rounds=3, alone=400, together=1_000, interactions=5_000, many=100_000, starts=3)
TINY: Final = Size(rounds=1, alone=20, together=60, interactions=150, many=2_000, starts=1)


@dataclass(slots=True)
class Figures:
    """What one bot did in all rounds of one command."""

    alone: list[Load] = field(default_factory=list)
    together: list[Load] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Answers a second at 50 at once, the median of the rounds."""
        return median(load.rate for load in self.together)

    @property
    def cpu(self) -> float:
        """Milliseconds of processor time that the bot spends on each answer at 50 at once."""
        return median(load.bot_each for load in self.together)

    def percentile(self, percent: int) -> float:
        """Milliseconds at one at a time, the median of the rounds."""
        return median(quantiles(load.times, n=100)[percent - 1] for load in self.alone)

    @property
    def row(self) -> list[str]:
        """As cells of a table, in the order of COLUMNS."""
        shares = [(load.bot_share, load.venue_share) for load in self.together]
        return [
            f"{self.rate:,.0f}",
            f"{self.percentile(50):.2f}",
            f"{self.percentile(99):.2f}",
            f"{self.cpu:.2f}",
            f"{median(bot for bot, _ in shares):.0%}",
            f"{median(venue for _, venue in shares):.0%}",
        ]


COLUMNS: Final = ("answers/s", "p50 ms", "p99 ms", "CPU ms each", "bot's CPU", "sandbox's CPU")


def take_turns(turns: Sequence[tuple[Bot, Use]], size: Size) -> list[Figures]:
    """Let each bot answer its command, in turn, round after round."""
    figures = [Figures() for _ in turns]
    for number in range(size.rounds):
        order = list(zip(turns, figures, strict=True))
        for (bot, use), found in order if number % 2 == 0 else reversed(order):
            found.alone.append(bot.load([use], size.alone, 1))
            found.together.append(bot.load([use], size.together, AT_ONCE))
    return figures


def speed(here: Setting, size: Size) -> Result:
    """The commands beside the floor, and /nextstep beside the peer."""
    with ExitStack() as stack:
        mentor, bare, tutorial = (
            stack.enter_context(bot) for bot in (here.mentor(), here.bare(), here.tutorial())
        )
        ready(mentor, USES, size.alone)
        ready(bare, USES, size.alone)
        ready(tutorial, [NEXTSTEP], size.alone)
        bots = [(bot, use) for use in USES for bot in (mentor, bare)]
        turns = [*bots, (tutorial, NEXTSTEP)]
        figures = take_turns(turns, size)
    names = [f"/{use[0]}, {bot.name}" for bot, use in turns]
    rows = [[name, *found.row] for name, found in zip(names, figures, strict=True)]
    ours, floor, guide, guide_floor, help_, help_floor, peer = figures
    gates = [
        Gate("/nextstep answers/s, beside the bare bot", ours.rate / floor.rate, 0.5, at_least=True),
        # The same bound as for answers/s, in a figure that other work on the machine disturbs less.
        Gate("/nextstep CPU time per answer, beside the bare bot", ours.cpu / floor.cpu, 2.0),
        Gate("/nextstep p50, beside the bare bot", ours.percentile(50) / floor.percentile(50), 2.5),
        Gate("/nextstep p99, beside the bare bot", ours.percentile(99) / floor.percentile(99), 3.0),
        Gate("/nextstep answers/s, beside the tutorial's", ours.rate / peer.rate, 1.5, at_least=True),
        Gate(
            f"/{GUIDE[0]} answers/s, beside the bare bot", guide.rate / guide_floor.rate, 0.9, at_least=True
        ),
        # As /nextstep, it reads who asks, and then shows what is kept.
        Gate(f"/{HELP[0]} answers/s, beside the bare bot", help_.rate / help_floor.rate, 0.5, at_least=True),
    ]
    return Result("Answers, one at a time and 50 at once", ("", *COLUMNS), rows, gates)


def members(here: Setting, size: Size) -> Result:
    """/nextstep with many members beside 1,000."""
    with ExitStack() as stack:
        few = stack.enter_context(here.mentor("few"))
        many = stack.enter_context(here.mentor("many", here.database("many", size.many)))
        for bot in (few, many):
            ready(bot, [NEXTSTEP], size.alone)
        small, large = take_turns([(few, NEXTSTEP), (many, NEXTSTEP)], size)
    rows = [["1,000 members", *small.row], [f"{size.many:,} members", *large.row]]
    gates = [
        Gate(f"/nextstep p50, {size.many:,} members beside 1,000", _p50(large) / _p50(small), 1.15),
        Gate(
            f"/nextstep time per answer at 50 at once, {size.many:,} members beside 1,000",
            small.rate / large.rate,
            1.15,
        ),
    ]
    return Result("/nextstep in a large database", ("", *COLUMNS), rows, gates)


def memory(here: Setting, size: Size) -> Result:
    """What the process holds after many interactions, /nextstep, /guide and /help in turn."""
    steps = [size.interactions * part // 5 for part in range(1, 6)]
    held: list[list[float]] = []
    bots = {
        NAMES[0]: here.mentor("mentorbot-memory"),
        NAMES[1]: here.bare("bare-memory"),
        NAMES[2]: here.laden("laden-memory"),
    }
    for bot in bots.values():
        with bot:
            ready(bot, USES)
            at_start = bot.memory
            held.append([at_start])
            for _ in steps:
                bot.load(USES, size.interactions // 5, AT_ONCE)
                held[-1].append(bot.memory)
    rows = [[name, *(f"{mb:.1f}" for mb in found)] for name, found in zip(bots, held, strict=True)]
    ours, floor, laden = held
    gates = [
        Gate(f"memory after {steps[-1]:,} interactions, beside the bare bot", ours[-1] / floor[-1], 2.5),
        Gate(f"memory after {steps[-1]:,} interactions, beside {LADEN}", ours[-1] / laden[-1], 1.5),
        Gate(f"memory after {steps[-1]:,} interactions, beside after {steps[0]:,}", ours[-1] / ours[1], 1.05),
    ]
    columns = ("MB (RSS) after", "0", *(f"{step:,}" for step in steps))
    return Result("Memory", columns, rows, gates)


def start(here: Setting, size: Size) -> Result:
    """From the start of the process until READY, and until somebody who asks at once has an answer.

    Tables and commands are as the last run left them.
    """
    bots = (here.mentor("mentorbot-start"), here.bare("bare-start"), here.laden("laden-start"))
    took: list[list[float]] = [[], [], []]
    answered: list[list[float]] = [[], [], []]
    for number in range(size.starts + 1):
        for bot, found, answers in zip(bots, took, answered, strict=True):
            began = time.monotonic()
            seconds = bot.start()
            ready(bot, USES)
            bot.show(*HELP)
            if number:  # the first one registers the commands
                found.append(seconds)
                answers.append(time.monotonic() - began)
            bot.stop()
    rows = [
        [name, *(f"{figure(found):.2f}" for figure in (median, min, max)), f"{median(answers):.2f}"]
        for name, found, answers in zip(NAMES, took, answered, strict=True)
    ]
    gates = [
        Gate("start to READY, beside the bare bot", median(took[0]) / median(took[1]), 3.0),
        Gate(f"start to READY, beside {LADEN}", median(took[0]) / median(took[2]), 2.0),
    ]
    return Result(
        "Start to READY", ("seconds", "median", "least", "most", "median until an answer"), rows, gates
    )


MEASURES: Final[dict[str, Callable[[Setting, Size], Result]]] = {
    "speed": speed,
    "members": members,
    "memory": memory,
    "start": start,
}


def _p50(figures: Figures) -> float:
    return figures.percentile(50)
