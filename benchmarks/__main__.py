"""`python -m benchmarks` measures everything, prints it, and writes it to the pages in docs/."""

import argparse
import sys
from collections.abc import Callable
from contextlib import nullcontext

from benchmarks import (
    alerts,
    asking,
    ceiling,
    delivery,
    introductions,
    load,
    matching,
    measures,
    on_slack,
    report,
    scale,
    several,
)
from benchmarks.bots import FEW, PEOPLE, Setting, setting
from benchmarks.processes import BrokenRunError
from benchmarks.report import Result

Measure = Callable[[Setting | None], Result]


def parts(how_much: str) -> dict[str, dict[str, Measure]]:
    """What is measured, by the part of the page that it is written to, and by name.

    Args:
        how_much: "all", "quick" or "tiny".
    """
    size = {"all": measures.Size(), "quick": measures.QUICK, "tiny": measures.TINY}[how_much]
    crowd = {"all": matching.Crowds(), "quick": matching.QUICK, "tiny": matching.TINY}[how_much]
    circle = {"all": introductions.Amount(), "quick": introductions.QUICK, "tiny": introductions.TINY}[
        how_much
    ]
    flood = {"all": ceiling.Amount(), "quick": ceiling.QUICK, "tiny": ceiling.TINY}[how_much]
    searches = {"all": alerts.Amount(), "quick": alerts.QUICK, "tiny": alerts.TINY}[how_much]
    amount = {"all": delivery.Amount(), "quick": delivery.QUICK, "tiny": delivery.TINY}[how_much]
    crowds = {"all": scale.Amount(), "quick": scale.QUICK, "tiny": scale.TINY}[how_much]
    askers = {"all": asking.Askers(), "quick": asking.QUICK, "tiny": asking.TINY}[how_much]
    crew = {"all": several.Amount(), "quick": several.QUICK, "tiny": several.TINY}[how_much]
    people = {"all": load.Amount(), "quick": load.QUICK, "tiny": load.TINY}[how_much]
    return {
        "measured": {
            name: lambda here, one=one: one(here, size)  # type: ignore[misc]
            for name, one in measures.MEASURES.items()
        },
        "load": {
            name: lambda here, one=one: one(here, people)  # type: ignore[misc]
            for name, one in load.MEASURES.items()
        },
        "processes": {
            name: lambda here, one=one: one(here, crew)  # type: ignore[misc]
            for name, one in several.MEASURES.items()
        },
        "slack": {
            name: lambda here, one=one: one(here, size)  # type: ignore[misc]
            for name, one in on_slack.MEASURES.items()
        },
        "delivery": {
            name: lambda here, one=one: one(here, amount)  # type: ignore[misc]
            for name, one in delivery.MEASURES.items()
        },
        "asking": {
            name: lambda here, one=one: one(here, askers)  # type: ignore[misc]
            for name, one in asking.MEASURES.items()
        },
        "matching": {
            name: lambda here, one=one: one(here, crowd)  # type: ignore[misc]
            for name, one in matching.MEASURES.items()
        },
        "intros": {"rounds": lambda _: introductions.measure(circle)},
        "scale": {
            name: lambda here, one=one: one(crowds)  # type: ignore[misc]
            for name, one in scale.MEASURES.items()
        },
        "alerts": {
            name: lambda here, one=one: one(searches)  # type: ignore[misc]
            for name, one in alerts.MEASURES.items()
        },
        "sandbox": {
            name: lambda here, one=one: one(flood)  # type: ignore[misc]
            for name, one in ceiling.MEASURES.items()
        },
    }


PAGES = {
    "slack": (report.PAGE, on_slack.LIBRARIES),
    "matching": (matching.PAGE, matching.LIBRARIES),
    "intros": (introductions.PAGE, introductions.LIBRARIES),
    "scale": (scale.PAGE, scale.LIBRARIES),
    "alerts": (alerts.PAGE, alerts.LIBRARIES),
}
ALONE = {"processes", "alerts", "intros", "matching", "sandbox", "scale"}
"""The parts that need no bots."""

"""Where a part of the page stands, and what is said of the libraries, where it is not benchmarks.md."""


def main() -> int:
    """Measure what was asked for; returns 0 whether or not the bounds are kept, 1 if it did not work."""
    names = [name for part in parts("all").values() for name in part]
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="measure less; nothing is written to the page")
    parser.add_argument(
        "--only",
        choices=list(dict.fromkeys([*parts("all"), *names])),
        help=f"a whole part ({', '.join(parts('all'))}); or one measure, which is not written",
    )
    parser.add_argument("--tiny", action="store_true", help="only see whether everything runs")
    chosen = parser.parse_args()
    how_much = "tiny" if chosen.tiny else "quick" if chosen.quick else "all"
    people = FEW if chosen.tiny else PEOPLE
    try:
        for part, found in parts(how_much).items():
            wanted = [one for name, one in found.items() if chosen.only in (None, part, name)]
            if not wanted:
                continue
            with nullcontext() if part in ALONE else setting(people) as here:
                results = [measure(here) for measure in wanted]
            page, libraries = PAGES.get(part, (report.PAGE, report.LIBRARIES))
            report.show(results, libraries)
            if how_much == "all" and len(wanted) == len(found):
                report.write(results, part, page, libraries)
    except BrokenRunError as error:
        print(f"Nothing was measured: {error}", file=sys.stderr)  # noqa: T201  (what a command line is for)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
